"""A GLiNER model (e.g. urchade/gliner_multi-v2.1), by name or local path."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.backends import loading, require
from pipeline.mentions.backends.protocol import Tagged, pieces, tidy
from pipeline.text.chars import CLASSES, MARK, SIZE, codepoints

#: Characters handed to the model at once.
LONGEST = 900
#: Least score of a name: GLiNER's own default.
THRESHOLD = 0.5
ASKED = ["person", "organization", "location"]


def unmarked(text: str) -> tuple[str, list[int]]:
    """A text as GLiNER can read it: without diacritics and invisible marks, each of which it would take for a word (حسّان: three words).

    Args:
        text: The text.

    Returns:
        What is left, and where each of its characters, and its end, stands in the text.
    """
    points = codepoints(text)
    kept = np.flatnonzero(CLASSES[np.minimum(points, SIZE - 1)] != MARK)
    return "".join(map(chr, points[kept].tolist())), [*kept.tolist(), len(text)]


class Gliner:
    """Args: model: Name on the hub, or folder."""

    def __init__(self, model: str) -> None:
        gliner = require("gliner")
        with loading("gliner", model):
            self._model = gliner.GLiNER.from_pretrained(model)

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Names of each text; marks that follow a name's last letter belong to it."""
        out: list[list[Tagged]] = []
        for text in texts:
            plain, at = unmarked(text)
            found = []
            for n, part in pieces(plain, LONGEST):
                if not part.strip():
                    continue
                heard = self._model.predict_entities(part, ASKED, threshold=THRESHOLD)
                found += [Tagged(at[n + int(f["start"])], at[n + int(f["end"])], str(f["label"]), float(f["score"])) for f in heard]
            out.append(tidy(found))
        return out
