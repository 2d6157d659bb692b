"""Which tokens are the same characters, so that what a word tells by itself is looked up once a word and not once a token."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, I32, I64, U32, U64, Tokens

#: Places for words to begin with; there are always two or more a word.
_PLACES: Final = 1 << 16


@njit(cache=True, nogil=True)
def _number(chars: U32, base: I64, doc: I32, start: I32, end: I32, begin: int, known: int, slots: I32, hashes: U64, of: I32, sample: I64) -> tuple[int, int]:
    """Numbers words by the hash of their characters (64 bit) as long as half the places are free.

    Returns:
        The token to go on with, and how many words are known then.
    """
    mask = np.uint64(len(slots) - 1)
    before = known
    for i in range(begin, len(start)):
        if 2 * known >= len(slots):
            return i, known
        h = FNV_BASIS
        for k in range(base[doc[i]] + start[i], base[doc[i]] + end[i]):
            h = (h ^ np.uint64(chars[k])) * FNV_PRIME
        at = (h ^ (h >> np.uint64(32))) & mask
        while slots[at] >= 0 and hashes[at] != h:
            at = (at + np.uint64(1)) & mask
        if slots[at] < 0:
            slots[at], hashes[at], sample[known - before] = known, h, i
            known += 1
        of[i] = slots[at]
    return len(start), known


@njit(cache=True, nogil=True)
def _move(slots: I32, hashes: U64, to_slots: I32, to_hashes: U64) -> None:
    """Enters everything into a larger table."""
    mask = np.uint64(len(to_slots) - 1)
    for x in range(len(slots)):
        if slots[x] >= 0:
            h = hashes[x]
            at = (h ^ (h >> np.uint64(32))) & mask
            while to_slots[at] >= 0:
                at = (at + np.uint64(1)) & mask
            to_slots[at], to_hashes[at] = slots[x], h


class Numbering:
    """Numbers words in the order they are first met, over as many batches as it is given.

    Args:
        first: Number of the first word.
    """

    def __init__(self, first: int = 0) -> None:
        self._first = self._known = first
        self._slots, self._hashes = np.full(_PLACES, -1, np.int32), np.empty(_PLACES, np.uint64)

    def __len__(self) -> int:
        """The number the next word will have."""
        return self._known

    def forget(self) -> None:
        """Begins anew; the room there is stays."""
        self._known = self._first
        self._slots.fill(-1)

    def number(self, tokens: Tokens) -> tuple[I32, I64]:
        """Numbers the words of a batch.

        Args:
            tokens: The batch.

        Returns:
            Number of the word of every token, and for each word not met before, in order of their numbers, the first token that is it.
        """
        of, samples, at = np.empty(len(tokens), np.int32), [], 0
        while True:
            before, sample = self._known, np.empty(len(tokens) - at, np.int64)
            at, self._known = _number(tokens.chars, tokens.base, tokens.doc, tokens.start, tokens.end, at, before, self._slots, self._hashes, of, sample)
            samples.append(sample[: self._known - before].copy())
            if at == len(tokens):
                return of, np.concatenate(samples)
            slots, hashes = np.full(2 * len(self._slots), -1, np.int32), np.empty(2 * len(self._slots), np.uint64)
            _move(self._slots, self._hashes, slots, hashes)
            self._slots, self._hashes = slots, hashes
