"""How a name would be written if it stood alone. Nothing is compared here."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.mentions.gazetteer import gazetteer
from pipeline.mentions.words import find_slot, is_article, words
from pipeline.text.chars import key
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import I64, Tokens

_LAM = ord("ل")


@lru_cache(1 << 14)
def lacks_alef(word: str) -> bool:
    """Whether a word after ل that begins with ل is one with ال, of which لل leaves the alef out: للأمم, but not للبنان (see `words.is_article`)."""
    if word.startswith("لل"):
        return False
    table, known = words(), gazetteer()
    plain, full = (np.uint64(hash_of(w)) for w in (key(word), "ا" + key(word)))
    rows = [find_slot(h, table.hashes, table.slots) for h in (plain, full)]
    band_plain, band_full = (int(table.band[row]) if row >= 0 else 0 for row in rows)
    return bool(is_article(plain, band_plain, band_full, known.whole, known.whole_slots))


def surface(text: str, start: int, end: int) -> str:
    """A name as it would stand alone: with the alef that لل leaves out (للأمم, of which the name is the second ل and what follows)."""
    exact = text[start:end]
    if start and text[start - 1] == "ل" and exact.startswith("ل") and lacks_alef(exact.split()[0]):
        return "ا" + exact
    return exact


def without_alef(tokens: Tokens, doc: I64, start: I64, end: I64) -> npt.NDArray[np.bool_]:
    """Which of many names, those of the articles `doc` of a batch, lack the alef of their article."""
    out = np.zeros(len(doc), np.bool_)
    at = tokens.base[doc] + start
    for i in np.flatnonzero((tokens.chars[at] == _LAM) & (tokens.chars[at - 1] == _LAM) & (start > 0) & (end > start)).tolist():
        out[i] = lacks_alef(tokens.texts[doc[i]][start[i] : end[i]].split()[0])
    return out


def surfaces(tokens: Tokens, doc: list[int], start: list[int], end: list[int]) -> list[str]:
    """The same as `surface` for many names: those of the articles `doc` of a batch."""
    out = [tokens.texts[d][s:e] for d, s, e in zip(doc, start, end, strict=True)]
    for i in np.flatnonzero(without_alef(tokens, *(np.array(x, np.int64) for x in (doc, start, end)))).tolist():
        out[i] = "ا" + out[i]
    return out
