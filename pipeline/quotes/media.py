"""Media and mediums by their words: whether a phrase names an outlet, and through what something was said. Not whom it was told to."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes.letters import INNER
from pipeline.text.chars import KEY, SIZE
from pipeline.text.tokens import ALEFS, FNV_BASIS, FNV_PRIME, LAM_ALEF_FIRST, LAM_ALEF_LAST

_NAME_WORDS: Final = 3
#: No word that names a medium is longer, folded.
_LONGEST: Final = 30


@njit(**INNER)
def _folded(b: Any, k: int, letters: Any) -> int:
    """Writes the folded letters of token `k`, without clitics, into `letters`; returns how many, 0 for a word too long to be looked for."""
    n = 0
    t = b.tok[k]
    for c in b.chars[t.place + t.skip : t.place + t.end - t.start]:
        if n > _LONGEST:
            return 0
        f = KEY[c] if c < SIZE else c
        if f:
            letters[n] = f
            n += 1
        if LAM_ALEF_FIRST <= c <= LAM_ALEF_LAST:
            letters[n] = KEY[ALEFS[(c - LAM_ALEF_FIRST) // 2]]
            n += 1
    return n


@njit(**INNER)
def _bare(letters: Any, n: int) -> int:
    """Letters of the article (ال لل بال وال) before a folded word."""
    if n > w.LONG_ENOUGH - 1 and letters[1] == w.LAM and (letters[0] == w.ALEF or letters[0] == w.LAM):
        return 2
    return 3 if n > w.LONG_ENOUGH and (letters[0] == w.BEH or letters[0] == w.WAW) and letters[1] == w.ALEF and letters[2] == w.LAM else 0


@njit(**INNER)
def _hash(letters: Any, a: int, n: int) -> np.uint64:
    h = FNV_BASIS
    for k in range(a, n):
        h = (h ^ np.uint64(letters[k])) * FNV_PRIME
    return h


@njit(**INNER)
def _outlet(b: Any, h: np.uint64) -> Any:
    at = np.searchsorted(b.lists.outlets, h)
    return at < len(b.lists.outlets) and b.lists.outlets[at] == h


@njit(**INNER)
def _stem(b: Any, k: int, letters: Any) -> np.uint64:
    """Hash of the folded word without clitics and article, and without ل before a word of media."""
    n = _folded(b, k, letters)
    a = _bare(letters, n)
    if a == 0 and n and letters[0] == w.LAM:
        h = _hash(letters, 1, n)
        if _outlet(b, h):
            return h
    return _hash(letters, a, n)


@njit(**INNER)
def is_media(b: Any, first: int, last: int, letters: Any) -> bool:
    """Whether the phrase of tokens `first` to `last` names an outlet or agency."""
    for k in range(first, min(last, first + _NAME_WORDS - 1) + 1):  # noqa: SIM110 - numba compiles no generators
        if _outlet(b, _stem(b, k, letters)) or _outlet(b, w.written(b, k, 0)):
            return True
    return False


@njit(**INNER)
def medium_of(b: Any, k: int, letters: Any) -> int:
    """Number of the medium that token `k` names, or 0."""
    h = _stem(b, k, letters)
    at = np.searchsorted(b.lists.mediums, h)
    return b.lists.medium_numbers[at] + 0 if at < len(b.lists.mediums) and b.lists.mediums[at] == h else 0
