"""Letters of the names of a batch, folded all at once; knows nothing of words. What is done with them is for `name_parts` and `resemblance`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.mentions.surface import without_alef
from pipeline.text.chars import KEY, SIZE
from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, I64, LAM_ALEF_FIRST, LAM_ALEF_LAST, U8, U32, U64, Tokens

B1 = npt.NDArray[np.bool_]
_ALEF = ord("ا")


class Folded(NamedTuple):
    """Letters of the names of a batch.

    Attributes:
        written: Letters of the names as they would stand alone (see `surface`), one name after the other.
        written_at: Where each name begins; one more entry at the end.
        letters: The same folded.
        at: Where each begins in `letters`.
        spelling: Hash of each name as written.
        model: For each name the first of the batch of the same type and letters.
    """

    written: U32
    written_at: I64
    letters: U32
    at: I64
    spelling: U64
    model: I64


@njit(cache=True, nogil=True)
def hash_of_letters(letters: U32, begin: int, end: int, kind: int) -> np.uint64:
    """The same as `listed.hash_of`."""
    h = (FNV_BASIS ^ np.uint64(kind)) * FNV_PRIME
    for x in range(begin, end):
        h = (h ^ np.uint64(letters[x])) * FNV_PRIME
    return h


@njit(cache=True, nogil=True)
def _fold(chars: U32, base: I64, start: I64, end: I64, lacks: B1, kind: U8, key: U32, written: U32, written_at: I64, letters: U32, at: I64, spelling: U64, model: I64) -> None:
    size = 16
    while size < 2 * len(start):
        size *= 2
    slots, whole, mask = np.full(size, -1, np.int64), np.empty(len(start), np.uint64), np.uint64(size - 1)
    w = m = 0
    for n in range(len(start)):
        a, b = base[n] + start[n], base[n] + end[n]
        if lacks[n]:
            # the alef that لل leaves out, see `surface`
            written[w] = letters[m] = _ALEF
            w += 1
            m += 1
        for x in range(a, b):
            c = chars[x]
            written[w] = c
            w += 1
            f = key[c] if c < SIZE else c
            if f != 0 or c == 0:
                letters[m] = f
                m += 1
            if LAM_ALEF_FIRST <= c <= LAM_ALEF_LAST:
                letters[m] = _ALEF
                m += 1
        written_at[n + 1], at[n + 1] = w, m
        spelling[n] = hash_of_letters(written, written_at[n], w, 0)
        h = hash_of_letters(letters, at[n], m, kind[n])
        whole[n] = h
        s = (h ^ (h >> np.uint64(32))) & mask
        while slots[s] >= 0 and whole[slots[s]] != h:
            s = (s + np.uint64(1)) & mask
        if slots[s] < 0:
            slots[s] = n
        model[n] = slots[s]


def fold(tokens: Tokens, doc: I64, start: I64, end: I64, kind: U8) -> Folded:
    """Takes the letters of every name and folds them as `pipeline.text.chars.key` does.

    Args:
        tokens: Tokens of the articles' texts.
        doc: Article of each name.
        start: Its first character.
        end: The character after its last.
        kind: Number of its type (see `listed.TYPE`).
    """
    n = len(doc)
    # one character may become two letters, and an alef may be added before a name
    size = int((end - start).sum()) + n
    written, letters = np.empty(size, np.uint32), np.empty(2 * size, np.uint32)
    folded = Folded(written, np.zeros(n + 1, np.int64), letters, np.zeros(n + 1, np.int64), np.empty(n, np.uint64), np.empty(n, np.int64))
    _fold(tokens.chars, tokens.base[doc], start, end, without_alef(tokens, doc, start, end), kind, KEY, *folded)
    return folded._replace(written=written[: folded.written_at[n]], letters=letters[: folded.at[n]])


def strings(letters: U32, at: I64, which: Sequence[int] | None = None) -> list[str]:
    """Names, those numbered `which` if given, as strings: made from one of all of them, which costs half as much as taking each from its article."""
    text, begin = letters.tobytes().decode("utf-32-le", "surrogatepass"), at.tolist()
    return [text[a:b] for a, b in pairwise(begin)] if which is None else [text[begin[i] : begin[i + 1]] for i in which]
