"""What stands around one trigger, as small numbers for the scorer's features, and the hash that makes them feature numbers. No features, no weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from pipeline.text.tokens import I32, I64, NUMBER, PUNCTUATION, U8, U32

BITS = 17
#: Buckets of the hash.
SIZE = 1 << BITS
#: Bits of `words.Cue`: what ends a clause, words of quantity, words that tell that something took place, that people come
#: together and what for, what opens a clause that another word holds.
_BREAK, _QUANTITY, OCCURS, _GATHER, _PURPOSE, _SUBORDINATE = 256, 4096, 8192, 16384, 32768, 65536
_ALEF, _LAM, _COMMA = 0x627, 0x644, 0x60C


@njit(cache=True, nogil=True)
def mix(template: int, a: Any, b: Any) -> Any:
    """Feature number of a template and two values."""
    h = np.uint64(template) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(a) * np.uint64(0xC2B2AE3D27D4EB4F) + np.uint64(b) * np.uint64(0x165667B19E3779F9)
    h = (h ^ (h >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return np.int64(h >> np.uint64(64 - BITS))


@njit(cache=True, nogil=True)
def bucket(n: Any) -> Any:
    """A count, coarser the greater it is."""
    if n < 4:
        return n
    if n < 7:
        return 4
    if n < 12:
        return 5
    if n < 20:
        return 6
    return 7 if n < 40 else 8


@njit(cache=True, nogil=True)
def following(chars: U32, base: I64, doc: I32, start: I32, end: I32, kind: U8, cue: I32, k: Any) -> Any:
    """What the word after a trigger is: 1 definite, 2 a quantity, 3 another word, 4 punctuation, 5 a number."""
    if kind[k] == NUMBER:
        return 5
    if cue[k] & _QUANTITY:
        return 2
    if kind[k] == PUNCTUATION:
        return 4
    c = base[doc[k]] + start[k]
    return 1 if end[k] - start[k] > 2 and chars[c] == _ALEF and chars[c + 1] == _LAM else 3


@njit(cache=True, nogil=True)
def opening(chars: U32, base: I64, doc: I32, start: I32, kind: U8, cue: I32, a: Any, t: Any) -> Any:
    """How a trigger's clause begins: 0 with its sentence, 1 to 4 after أن, الذي … (nearer is less), 9 after a comma."""
    for k in range(t - 1, a - 1, -1):
        if kind[k] == PUNCTUATION:
            c = chars[base[doc[k]] + start[k]]
            if c == _COMMA or c == 0x2C or c == 0x2E or c == 0x61B:
                return 9
        elif cue[k] & _BREAK:
            return 1 + min(3, (t - k - 1) // 2)
    return 0


@njit(cache=True, nogil=True)
def gathering(cue: I32, a: Any, b: Any) -> Any:
    """Whether a sentence, tokens a to b, tells that people come together for a purpose.

    Returns:
        0 no word of gathering, 2 one near the sentence's beginning, 4 one later, 6 only one that a clause after الذين, أن … holds;
        1 more where a word of purpose (احتجاجا، ضد، للمطالبة) comes after it, or stands anywhere if nobody gathers.
    """
    held = -1
    free = -1
    for k in range(a, b + 1):
        if cue[k] & _GATHER:
            if held < 0:
                held = k
            inside = False
            for j in range(max(a, k - 5), k):
                inside |= cue[j] & _SUBORDINATE != 0
            if not inside:
                free = k
                break
    begin = free if free >= 0 else held
    purpose = 0
    for k in range(max(begin, a), b + 1):
        purpose |= cue[k] & _PURPOSE != 0
    if begin < 0:
        return purpose
    if free < 0:
        return 6 + purpose
    return (2 if free - a <= 4 else 4) + purpose
