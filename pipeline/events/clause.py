"""What stands around a trigger inside its clause: cue words, a number, the place. One compiled pass over the chosen events. No participants."""

from __future__ import annotations

import numpy as np
from numba import njit

from pipeline.text.tokens import I32, I64, NUMBER, PUNCTUATION, U8, U32

#: Cue bits that count before a trigger (planned, denied, possible, historical, copula, perfect, light) and after it.
_BEFORE, _AFTER, _BREAK = 1 | 2 | 4 | 8 | 512 | 1024 | 2048, 16 | 32, 256
_STOPS = np.array([ord(c) for c in ".؛;!?؟:…،,"], np.uint32)
_IN, _BEH = 0x641, 0x628
#: Columns of the result: cue bits, whether a number stands near, number of the participant that is the place.
FLAGS, NUMERIC, PLACE = range(3)


@njit(cache=True, nogil=True)
def _stops(c: np.uint32) -> bool:
    found = False
    for x in _STOPS:
        found |= c == x
    return found


@njit(cache=True, nogil=True)
def look_around(
    chars: U32, base: I64, first_of: I64, doc: I32, start: I32, end: I32, kind_of: U8, sentence: I32, cue: I32,
    at: I64, upto: I64, first: I64, last: I64, kind: I32, prep: I64, clitic: I32, out: I32,
) -> None:  # fmt: skip
    """Fills one row (`FLAGS`, `NUMERIC`, `PLACE`) an event; the later arguments are the columns of `Parties`."""
    for i in range(len(at)):
        t, e = at[i], upto[i]
        d, sent = doc[t], sentence[t]
        flags, number, place = 0, 0, -1
        for k in range(t - 1, max(first_of[d] - 1, t - 7), -1):
            if sentence[k] != sent or (kind_of[k] == PUNCTUATION and _stops(chars[base[d] + start[k]])):
                break
            # what stands before أن or الذي belongs to another clause, but for a plan or a doubt that governs it
            flags |= cue[k] & (_BEFORE if t - k <= 2 else (1 | 2 | 4 | 2048 if t - k <= 4 else 1 | 4))
            if kind_of[k] == NUMBER and t - k <= 3:
                number = 1
        for k in range(e + 1, min(first_of[d + 1], e + 9)):
            if sentence[k] != sent or (kind_of[k] == PUNCTUATION and _stops(chars[base[d] + start[k]])):
                break
            if cue[k] & _BREAK:
                break
            flags |= cue[k] & _AFTER
        for k in range(e + 1, min(first_of[d + 1], e + 15)):
            if sentence[k] != sent:
                break
            if kind_of[k] == NUMBER:
                number = 1
        # the nearest place after في or ب within a dozen words, to the right first; farther ones belong to something else
        best = 12
        j = np.searchsorted(first, first_of[d])
        while j < len(first) and first[j] < first_of[d + 1]:
            if sentence[first[j]] == sent and (kind[j] == 3) and not (first[j] <= e and last[j] >= t):
                where = clitic[j] == _BEH
                if prep[j] >= 0:
                    p = base[d] + end[prep[j]]
                    where |= chars[p - 2] == _IN and chars[p - 1] == 0x64A and end[prep[j]] - start[prep[j]] <= 3
                if where:
                    gap = first[j] - e if first[j] > e else (t - last[j]) + 4
                    if gap < best:
                        best = gap
                        place = j
            j += 1
        out[i, FLAGS], out[i, NUMERIC], out[i, PLACE] = flags, number, place
