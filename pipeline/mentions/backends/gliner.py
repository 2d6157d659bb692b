"""A GLiNER model (e.g. urchade/gliner_multi-v2.1), by name or local path."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.backends import loading, require
from pipeline.mentions.backends.protocol import Tagged, pieces, tidy

#: Characters handed to the model at once.
LONGEST = 900
ASKED = ["person", "organization", "location"]


class Gliner:
    """Args: model: Name on the hub, or folder."""

    def __init__(self, model: str) -> None:
        gliner = require("gliner")
        with loading("gliner", model):
            self._model = gliner.GLiNER.from_pretrained(model)

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Names of each text."""
        out: list[list[Tagged]] = []
        for text in texts:
            found = []
            for at, part in pieces(text, LONGEST):
                found += [Tagged(at + int(f["start"]), at + int(f["end"]), str(f["label"]), float(f["score"])) for f in self._model.predict_entities(part, ASKED, threshold=0.5)]
            out.append(tidy(found))
        return out
