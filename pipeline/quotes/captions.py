"""Speakers of marked stretches that no cue introduces: named in the line below. Not which stretches have a caption (see `speech`)."""

from __future__ import annotations

from typing import Any

from numba import njit

from pipeline.quotes.batch import Batch, Texts, records
from pipeline.quotes.model import Models
from pipeline.quotes.neighbours import NEIGHBOUR, OPENS, put
from pipeline.quotes.people import FIELDS, NOBODY, Memory, Names, Phrase, Speaker, resolve
from pipeline.quotes.phrases import class_of
from pipeline.quotes.speech import caption_of
from pipeline.text.tokens import I64


@njit(cache=True, nogil=True)
def _find(b: Any, stretch: Any, which: I64, out: Any) -> None:
    for n in range(len(which)):
        found = caption_of(b, stretch[which[n]])
        out[n].first = -1
        if found[0] >= 0:
            put(b, out, n, -1, OPENS, found, class_of(b, found) + 0)


def captioned(batch: Batch, texts: Texts, stretch: Any, which: I64, models: Models) -> list[Speaker]:
    """The speakers named in the captions of marked stretches without a report.

    Args:
        batch: The batch.
        texts: Its strings.
        stretch: Its marked stretches.
        which: Numbers of those asked for.
        models: The models.

    Returns:
        One for each; nobody where there is no caption.
    """
    rows = records(len(which), NEIGHBOUR)
    _find(batch, stretch, which, rows)
    if not (rows.first >= 0).any():
        return [NOBODY] * len(which)
    names = Names(batch, texts, models.symbols.names)
    phrases: list[Phrase] = list(zip(*(rows[c].tolist() for c in FIELDS), strict=True))
    return [resolve(p, Memory(names, texts.texts[d], 0, 0), "explicit") if p[0] >= 0 else NOBODY for p, d in zip(phrases, stretch[which].doc.tolist(), strict=True)]
