"""Rows of the network by words and by what is known of places, kept as long as the words met are. What a row is stands in `sentence_net`.

Half of the words that news brings anew are to the network what others were: it sees their clusters and lists, not which words they are. So rows are kept by
what is seen.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from pipeline.mentions.features import I8
from pipeline.mentions.sentence_net import ROW, SEEN, SentenceNet, told_rows, word_rows
from pipeline.text.tokens import I32, I64, U8, U32, U64

#: Rows of one kind from which on all of that kind are forgotten.
_LIMIT: Final = 1 << 17
#: Places of a table to begin with; when half are taken, there must be more. Memory is taken only as rows fill it.
_PLACES: Final = 4 * _LIMIT
#: The same for sets, which are fewer.
_FEW: Final = 1 << 16
_COLUMNS: Final = np.array(SEEN, np.int64)
_START, _STEP, _HIGH = np.uint64(0xCBF29CE484222325), np.uint64(0x9E3779B97F4A7C15), np.uint64(32)


@njit(cache=True, nogil=True)
def _word_keys(attributes: U32, out: U64) -> None:
    """Hash of what the network sees of each word; of 64 bits, so that two of a million different ones are the same once in 40 million runs."""
    for u in range(len(out)):
        h = _START
        for c in range(len(_COLUMNS)):
            h = (h ^ np.uint64(attributes[u, _COLUMNS[c]])) * _STEP
            h ^= h >> _HIGH
        out[u] = h


@njit(cache=True, nogil=True)
def _number(keys: U64, slots: I32, kept: U64, known: int, out: I32, first: I64) -> int:
    """Numbers keys in the order they are first met.

    Args:
        keys: The keys.
        slots: Open-addressing table of numbers, -1 where it is free.
        kept: The keys met, by number, and room for more.
        known: How many were met.
        out: Result: number of every key.
        first: Result: of every key met now, in order of their numbers, the first place it stands at.

    Returns:
        How many are known, or -1 if there is no more room.
    """
    mask, before = np.uint64(len(slots) - 1), known
    for i in range(len(keys)):
        at = ((keys[i] * _STEP) >> _HIGH) & mask
        while slots[at] >= 0 and kept[slots[at]] != keys[i]:
            at = (at + np.uint64(1)) & mask
        if slots[at] < 0:
            if known == len(kept):
                return -1
            slots[at], kept[known], first[known - before] = known, keys[i], i
            known += 1
        out[i] = slots[at]
    return known


class _Table:
    """Rows by key.

    Args:
        places: Places to begin with.

    Attributes:
        rows: The rows; shape (room, `ROW`).
        known: How many there are.
    """

    def __init__(self, places: int) -> None:
        self.known, self._kept = 0, np.empty(0, np.uint64)
        self.rows: I8 = np.zeros((0, ROW), np.int8)
        self._grow(places)

    def _grow(self, places: int) -> None:
        kept, rows = self._kept[: self.known], self.rows[: self.known]
        self._slots, self._kept = np.full(places, -1, np.int32), np.empty(places // 2, np.uint64)
        self.rows = np.zeros((places // 2, ROW), np.int8)
        self.rows[: self.known] = rows
        _number(kept, self._slots, self._kept, 0, np.empty(len(kept), np.int32), np.empty(len(kept), np.int64))

    def number(self, keys: U64) -> tuple[I32, I64, I8]:
        """Numbers keys.

        Returns:
            The number of every key, the first place of those not met before, and their rows, which are to be filled.
        """
        out, first, before = np.empty(len(keys), np.int32), np.empty(len(keys), np.int64), self.known
        while (known := _number(keys, self._slots, self._kept, before, out, first)) < 0:
            self._grow(2 * len(self._slots))
        self.known = known
        return out, first[: known - before], self.rows[before:known]


class NetRows:
    """Rows of the words and sets met so far.

    Args:
        net: The network.

    Attributes:
        of_word: Row of every word by its number.
    """

    def __init__(self, net: SentenceNet) -> None:
        self.net = net
        self._words, self._sets = _Table(_PLACES), _Table(_FEW)
        self.of_word: I32 = np.zeros(0, np.int32)
        self._known = 0

    def forget_words(self) -> None:
        """Begins anew with the words' numbers; what was seen of them stays."""
        self._known = 0
        if self._words.known > _LIMIT:
            self._words = _Table(_PLACES)

    @property
    def words(self) -> I8:
        """Rows of words; shape (room, `ROW`)."""
        return self._words.rows

    @property
    def sets(self) -> I8:
        """Rows of what is known of places; shape (room, `ROW`)."""
        return self._sets.rows

    def extend(self, attributes: U32, known: int) -> None:
        """Takes in the words up to number `known`, of those whose attributes are given."""
        if len(self.of_word) < len(attributes):
            larger = np.zeros(len(attributes), np.int32)
            larger[: len(self.of_word)] = self.of_word
            self.of_word = larger
        new, n = attributes[self._known : known], self.net
        keys = np.empty(len(new), np.uint64)
        _word_keys(new, keys)
        self.of_word[self._known : known], first, rows = self._words.number(keys)
        word_rows(new[first], n.keys, n.slots, n.vectors, n.vector_unit, n.norm, n.projection, n.offset, n.units, rows)
        self._known = known

    def number(self, of_places: U8) -> I32:
        """Number of the set of every position's attributes in `CONTEXT` (see `Positions`)."""
        if self._sets.known > _LIMIT:
            self._sets = _Table(_FEW)
        n, keys = self.net, of_places.view("<u8").ravel()
        out, first, rows = self._sets.number(keys)
        told_rows(keys[first], n.told, n.told_at, n.units, rows)
        return out
