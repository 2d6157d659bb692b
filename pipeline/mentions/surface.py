"""How a name would be written if it stood alone. Nothing is compared here."""

from __future__ import annotations

import numpy as np

from pipeline.text.tokens import Tokens

_LAM = ord("ل")


def surface(text: str, start: int, end: int) -> str:
    """A name as it would stand alone: with the alef that لل leaves out (للأمم, of which the name is the second ل and what follows)."""
    exact = text[start:end]
    if start and text[start - 1] == "ل" and exact.startswith("ل") and not exact.startswith("لل"):
        return "ا" + exact
    return exact


def surfaces(tokens: Tokens, doc: list[int], start: list[int], end: list[int]) -> list[str]:
    """The same for many names: those of the articles `doc` of a batch."""
    out = [tokens.texts[d][s:e] for d, s, e in zip(doc, start, end, strict=True)]
    at = tokens.base[np.array(doc, np.int64)] + np.array(start, np.int64)
    for i in np.flatnonzero((tokens.chars[at] == _LAM) & (tokens.chars[at - 1] == _LAM)).tolist():
        out[i] = surface(tokens.texts[doc[i]], start[i], end[i])
    return out
