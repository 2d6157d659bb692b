"""Which tokens of a batch are the same characters, so that what a word tells by itself is looked up once a word and not once a token."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, I32, I64, U32, U64, Tokens


@njit(cache=True, nogil=True)
def _group(chars: U32, base: I64, doc: I32, start: I32, end: I32, slots: I32, hashes: U64, of: I32, sample: I64) -> int:
    """Numbers the words in the order they first occur, by the hash of their characters (64 bit); returns how many there are."""
    mask = np.uint64(len(slots) - 1)
    known = 0
    for i in range(len(start)):
        h = FNV_BASIS
        for k in range(base[doc[i]] + start[i], base[doc[i]] + end[i]):
            h = (h ^ np.uint64(chars[k])) * FNV_PRIME
        at = (h ^ (h >> np.uint64(32))) & mask
        while slots[at] >= 0 and hashes[at] != h:
            at = (at + np.uint64(1)) & mask
        if slots[at] < 0:
            slots[at], hashes[at], sample[known] = known, h, i
            known += 1
        of[i] = slots[at]
    return known


@dataclass(frozen=True, slots=True)
class Distinct:
    """The words of a batch without their repetitions.

    Attributes:
        of: Number of the word of every token.
        sample: For each word the first token that is it.
    """

    of: I32
    sample: I64

    def __len__(self) -> int:
        return len(self.sample)


def distinct(tokens: Tokens) -> Distinct:
    """Groups the tokens of a batch by their characters.

    Args:
        tokens: The batch.
    """
    n = len(tokens)
    size = 1 << (n + n // 4 + 1).bit_length()
    of, sample = np.empty(n, np.int32), np.empty(n, np.int64)
    known = _group(tokens.chars, tokens.base, tokens.doc, tokens.start, tokens.end, np.full(size, -1, np.int32), np.empty(size, np.uint64), of, sample)
    return Distinct(of, sample[:known].copy())
