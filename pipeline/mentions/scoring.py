"""Scores of labels, computed so that as little as possible is looked up: the same numbers as summing every feature, where a name may stand.

Where the gate, a small table of its own (taught by `training/gate.py`), says that none does, nothing else is asked. Elsewhere: most templates
look at one word only, at some offset. What they say is summed once for every distinct word and offset; a token adds the sums of the words
around it, and only the templates that look at several words, or at where a word stands, are looked up token by token; the rows of a whole
sentence are asked for before the first is added, for they lie anywhere in a table larger than the fast caches.
Sums are kept as four 16-bit lanes in each of two 64-bit numbers (labels of even and of odd number), so that a row of the weight table is
added by two additions; weights are biased to be positive, and the last lane counts the rows so that the bias can be taken off again.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from pipeline.mentions.attributes import BEYOND, CONTEXT, SEEN, A
from pipeline.mentions.crf import F32, NEVER, N
from pipeline.mentions.features import I8, I16, REACH
from pipeline.mentions.plan import OFFSETS, hash_alone, hash_joint, hash_word
from pipeline.mentions.prefetch import prefetch
from pipeline.text.tokens import I32, I64, U8, U32, U64

_ROW = np.uint32(24)
_LANES, _BYTE = np.uint64(0x00FF00FF00FF00FF), np.uint64(8)
_WEIGHTS, _ONE, _TOP = np.uint64(0x00FFFFFFFFFFFFFF), np.uint64(1 << 56), np.uint64(56)
_BIAS = 128
#: Marks a sum as made; no sum comes up to it.
_KEPT = np.uint64(1 << 63)
#: Number of the word that stands for what lies beyond a sentence.
OUTSIDE: Final = 0
_WAW = np.uint32(ord("و"))
_CLITIC, _PHRASE = int(A.CLITIC), int(A.PHRASE)
_CONTEXT: Final = tuple(int(a) for a in CONTEXT)


def packed(table: I8) -> U64:
    """A weight table with a row in one number: the weights biased, and in the last byte the check as it stands in a hash."""
    rows: U64 = (table.astype(np.int16) + _BIAS).astype(np.uint8).view(np.uint64).ravel()
    return rows


@njit(cache=True, nogil=True, inline="always")
def _fetch(hashed: np.uint32, table: U64) -> np.uint64:
    """The row of a feature, 1 in its last byte for counting; nothing if the row is another feature's."""
    row = table[np.int64(hashed & np.uint32(len(table) - 1))]
    # without a branch, so that many rows are fetched at once
    own = np.uint64(0) - np.uint64((row >> _TOP) == np.uint64(hashed >> _ROW))
    return np.uint64((row & _WEIGHTS | _ONE) & own)


@njit(cache=True, nogil=True)
def gate_sums(attributes: U32, alone: U32, groups: I64, gate: I8, gates: I16) -> None:
    """What the templates of one word say to the gate at every offset from it."""
    hashes = np.empty(alone.shape[1], np.uint32)
    for u in range(attributes.shape[0]):
        hash_alone(attributes[u], alone, hashes)
        for o in range(OFFSETS):
            passed = np.int16(0)
            for t in range(groups[o], groups[o + 1]):
                passed += gate[np.int64(hashes[t] & np.uint32(len(gate) - 1))]
            gates[u * OFFSETS + o] = passed


@njit(cache=True, nogil=True, inline="always")
def _word_sum(row: U32, alone: U32, low: int, high: int, table: U64, out: U64) -> None:
    """What the templates of one word at one offset from it say of the labels."""
    even, odd = np.uint64(0), np.uint64(0)
    for t in range(low, high):
        w = _fetch(hash_word(row, alone, t), table)
        even += w & _LANES
        odd += (w >> _BYTE) & _LANES
    out[0], out[1] = even | _KEPT, odd


@njit(cache=True, nogil=True)
def token_scores(
    word: I32,
    attributes: U32,
    context: U8,
    alone: U32,
    groups: I64,
    gates: I16,
    floor: int,
    bounds: I64,
    joint: U32,
    arity: I64,
    table: U64,
    sums: U64,
    scale: np.float32,
    out: F32,
) -> None:
    """Score of every label at every position.

    Args:
        word: Number of the word at every position.
        attributes: Attributes of words; row `OUTSIDE` for what lies beyond a sentence.
        context: Attributes of positions that do not follow from the word (see `Positions`).
        alone: Templates of one word.
        groups: First of each offset in `alone`, and their number.
        gates: What each word says to the gate around it (see `gate_sums`).
        floor: Sum of the gate under which a position is surely outside of names, if no listed phrase goes through it.
        bounds: First position of every sentence, and the number of positions.
        joint: Templates of several words.
        arity: How many of them have one pair, two at most, three at most.
        table: The weight table, packed.
        sums: What the words say of the labels at every offset from them, marked by `_KEPT`; what is missing is summed and kept.
        scale: What one unit of the table is worth.
        out: The scores.
    """
    longest = 0
    for s in range(len(bounds) - 1):
        longest = max(longest, bounds[s + 1] - bounds[s])
    window = np.empty((longest + 2 * REACH) * SEEN, np.uint32)
    n, width = joint.shape[1], attributes.shape[1]
    number = np.empty(longest + 2 * REACH, np.int64)
    # the positions that may be names, and the hashes of their features
    opened, hashes = np.empty(longest, np.int64), np.empty((longest, n), np.uint32)
    # whether the gate lets a position through
    through = np.zeros(longest + 2 * REACH, np.bool_)
    window[: REACH * SEEN] = BEYOND
    number[:REACH] = OUTSIDE
    for s in range(len(bounds) - 1):
        low, high = bounds[s], bounds[s + 1]
        length = high - low
        for i in range(length):
            u = np.int64(word[low + i])
            number[i + REACH] = u
            # the next words' rows lie anywhere; all are on their way before the first is read
            prefetch(gates, u * OFFSETS)
            prefetch(attributes, u * width)
            prefetch(attributes, u * width + SEEN)
        number[length + REACH : length + 2 * REACH] = OUTSIDE
        for i in range(length):
            passed = np.int64(0)
            for o in range(OFFSETS):
                passed += gates[number[i + o] * OFFSETS + o]
            through[i + REACH] = passed >= floor or context[low + i, 0] > 0 or context[low + i, 3] > 0
        through[length + REACH : length + 2 * REACH] = False
        for i in range(length):
            if not through[i : i + OFFSETS].any():
                continue
            at = (i + REACH) * SEEN
            u = number[i + REACH]
            for x in range(0, 2 * OFFSETS, 6):
                prefetch(sums, u * 2 * OFFSETS + x)
            for x in range(SEEN):
                window[at + x] = attributes[u, x]
            for x in range(len(_CONTEXT)):
                window[at + _CONTEXT[x]] = context[low + i, x]
        window[(length + REACH) * SEEN : (length + 2 * REACH) * SEEN] = BEYOND
        count = 0
        for i in range(length):
            if not through[i + REACH]:
                out[low + i] = NEVER
                out[low + i, 0] = 0
                continue
            hash_joint(window[i * SEEN :], joint, arity, hashes[count])
            for t in range(n):
                prefetch(table, np.int64(hashes[count, t] & np.uint32(len(table) - 1)))
            # and those of words that were not summed before
            for o in range(OFFSETS):
                if sums[number[i + o] * OFFSETS + o, 0] == 0:
                    for t in range(groups[o], groups[o + 1]):
                        prefetch(table, np.int64(hash_word(attributes[number[i + o]], alone, t) & np.uint32(len(table) - 1)))
            opened[count] = i
            count += 1
        # the rows of the whole sentence are on their way
        for k in range(count):
            i, view, own = opened[k], window[opened[k] * SEEN :], hashes[k]
            even, odd = np.uint64(0), np.uint64(0)
            for t in range(n):
                w = _fetch(own[t], table)
                even += w & _LANES
                odd += (w >> _BYTE) & _LANES
            for o in range(OFFSETS):
                at = number[i + o] * OFFSETS + o
                if sums[at, 0] == 0:
                    _word_sum(attributes[number[i + o]], alone, groups[o], groups[o + 1], table, sums[at])
                even += sums[at, 0] & ~_KEPT
                odd += sums[at, 1]
            bias = np.int32(odd >> np.uint64(48)) * np.int32(_BIAS)
            for y in range(N):
                lane = (odd if y & 1 else even) >> np.uint64(16 * (y >> 1))
                out[low + i, y] = (np.int32(lane & np.uint64(0xFFFF)) - bias) * scale
            # «and X» does not go on with a person's or place's name, unless a list has the whole (البوسنة والهرسك)
            at = REACH * SEEN
            if view[at + _CLITIC] >> np.uint32(2) == _WAW and view[at + _PHRASE] < 128:
                out[low + i, 2] = out[low + i, 6] = -1e3
