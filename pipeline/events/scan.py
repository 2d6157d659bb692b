"""Walks from a trigger through its clause and notes who and what stands there: one compiled pass over the chosen events. No roles.

Participants are mentions, or nouns that act (الشرطة, مسلحون) where no mention stands. With each goes the word or clitic that governs it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.text.tokens import I32, I64, NUMBER, PUNCTUATION, U8, U32, U64

#: Participants noted to the left and to the right of a trigger.
LEFT, RIGHT = 2, 5
#: Fields of a participant: first token, last token, mention span (-1: acting noun), preposition token (-1 none), clitic, distance, conjoined.
FIELDS = 7
# Fields of an event after its participants.
FLAGS, BEGIN, END, NUMBER_AT, N_LEFT, N_RIGHT = range(6)
EXTRA = 6
WIDTH = (LEFT + RIGHT) * FIELDS + EXTRA

_STOPS = np.array([ord(c) for c in ".؛;!?؟:…"], np.uint32)
_COMMAS = np.array([ord(c) for c in "،,-–"], np.uint32)
_PREP, _BREAK, _LIGHT, _AGENT, _BEFORE, _AFTER = 128, 256, 2048, 64, 1 | 2 | 4 | 8 | 512 | 1024 | 2048, 16 | 32
_BEH, _LAM, _KAF, _WAW = 0x628, 0x644, 0x643, 0x648
#: How far a clause is followed.
_FAR = 22


@njit(cache=True, nogil=True)
def _among(c: np.uint32, table: U32) -> bool:
    found = False
    for x in table:
        found |= c == x
    return found


@njit(cache=True, nogil=True)
def _extent(k: int, stop: int, chars: U32, base: np.int64, start: I32, end: I32, kind: U8, who: I32, country: npt.NDArray[np.int16], skip: U8) -> int:
    """Last token of the noun phrase an acting noun begins: definite adjectives after a definite noun, else one of nationality."""
    a = base + start[k] + skip[k]
    definite = end[k] - start[k] - skip[k] > 3 and chars[a] == 0x627 and chars[a + 1] == _LAM
    last = k
    for j in range(k + 1, min(stop, k + 3)):
        if kind[j] != 0 or who[j] > 0:
            break
        b = base + start[j]
        the = end[j] - start[j] > 3 and chars[b] == 0x627 and chars[b + 1] == _LAM
        if (definite and the) or country[j] > 0:
            last = j
        else:
            break
    return last


@njit(cache=True, nogil=True)
def scan(
    chars: U32, base: I64, first: I64, doc: I32, start: I32, end: I32, kind: U8, sentence: I32,
    who: I32, span_first: I64, span_last: I64, span_skip: U8, is_trigger: U8,
    cue: I32, agent: npt.NDArray[np.int16], country: npt.NDArray[np.int16], skip: U8,
    at: I64, upto: I64, out: I32,
) -> None:  # fmt: skip
    """Fills one row of `out` an event.

    Args (beyond the token arrays):
        who: 1 + mention span that covers a token, else 0.
        span_first, span_last: First and last token of each mention span.
        span_skip: Characters of clitics before a mention inside its first token.
        is_trigger: Whether a trigger hit begins at a token.
        at, upto: First and last token of each event.
    """
    for i in range(len(at)):
        t, e = at[i], upto[i]
        d = doc[t]
        sent = sentence[t]
        row = out[i]
        row[:] = -1
        origin = base[d]
        flags = 0
        # to the left
        n = 0
        k = t - 1
        commas = 0
        while k >= first[d] and sentence[k] == sent and t - k <= _FAR and n < LEFT:
            if kind[k] == PUNCTUATION:
                c = chars[origin + start[k]]
                if _among(c, _STOPS):
                    break
                if _among(c, _COMMAS):
                    commas += 1
                    if commas > 1 or n:
                        break
            elif who[k] > 0:
                m = who[k] - 1
                f = span_first[m]
                o = n * FIELDS
                row[o], row[o + 1], row[o + 2], row[o + 3], row[o + 4], row[o + 5], row[o + 6] = f, span_last[m], m, -1, 0, t - span_last[m], 0
                if span_skip[m]:
                    row[o + 4] = chars[origin + start[f] + span_skip[m] - 1]
                for j in range(f - 1, max(f - 4, first[d] - 1), -1):
                    if sentence[j] != sent or kind[j] == PUNCTUATION or who[j] > 0:
                        break
                    if cue[j] & _PREP:
                        row[o + 3] = j
                        break
                n += 1
                k = f
            elif agent[k] > 0 and n == 0:
                last = _extent(k, t, chars, origin, start, end, kind, who, country, skip)
                o = n * FIELDS
                row[o], row[o + 1], row[o + 2], row[o + 3], row[o + 4], row[o + 5], row[o + 6] = k, last, -1, -1, 0, t - last, 0
                if skip[k]:
                    row[o + 4] = chars[origin + start[k] + skip[k] - 1]
                for j in range(k - 1, max(k - 3, first[d] - 1), -1):
                    if sentence[j] != sent or kind[j] == PUNCTUATION:
                        break
                    if cue[j] & _PREP:
                        row[o + 3] = j
                        break
                n += 1
            elif cue[k] & _BREAK and (n or t - k > 3):
                break
            if t - k <= 6 and commas == 0:
                flags |= cue[k] & _BEFORE
            k -= 1
        row[WIDTH - EXTRA + BEGIN] = k + 1
        row[WIDTH - EXTRA + N_LEFT] = n
        # to the right
        n = 0
        k = e + 1
        prep, clitic, commas, number = -1, 0, 0, -1
        while k < first[d + 1] and sentence[k] == sent and k - e <= _FAR and n < RIGHT:
            if kind[k] == PUNCTUATION:
                c = chars[origin + start[k]]
                if _among(c, _STOPS):
                    break
                if _among(c, _COMMAS):
                    commas += 1
                    prep, clitic = -1, 0
                    if commas > 2 or (n and k + 1 < first[d + 1] and is_trigger[k + 1]):
                        break
            elif kind[k] == NUMBER:
                if number < 0:
                    number = k
            elif who[k] > 0:
                m = who[k] - 1
                f = max(span_first[m], k)
                o = (LEFT + n) * FIELDS
                own = chars[origin + start[f] + span_skip[m] - 1] if span_skip[m] else 0
                # an acting noun right before a name is its title (الرئيس الروسي فلاديمير بوتين)
                p = o - FIELDS
                if n and row[p + 2] < 0 and f - row[p + 1] <= 4 and own == 0 and prep == -1 and clitic == 0:
                    n -= 1
                    o = p
                    row[o], row[o + 1], row[o + 2] = f, span_last[m], m
                else:
                    conj = 1 if own == _WAW and n else 0
                    row[o], row[o + 1], row[o + 2], row[o + 3], row[o + 5], row[o + 6] = f, span_last[m], m, prep, f - e, conj
                    row[o + 4] = own if own in (_BEH, _LAM, _KAF) else clitic
                    if conj:
                        row[o + 3], row[o + 4] = row[p + 3], row[p + 4]
                n += 1
                k = span_last[m]
                prep, clitic = -1, 0
            elif agent[k] > 0:
                last = _extent(k, first[d + 1], chars, origin, start, end, kind, who, country, skip)
                o = (LEFT + n) * FIELDS
                own = chars[origin + start[k] + skip[k] - 1] if skip[k] else 0
                p = o - FIELDS
                # two acting nouns in a row are one phrase (وزير الداخلية, قوات الأمن)
                if not (n and row[p + 2] < 0 and k - row[p + 1] <= 1 and own == 0):
                    conj = 1 if own == _WAW and n else 0
                    row[o], row[o + 1], row[o + 2], row[o + 3], row[o + 5], row[o + 6] = k, last, -1, prep, k - e, conj
                    row[o + 4] = own if own in (_BEH, _LAM, _KAF) else clitic
                    if conj:
                        row[o + 3], row[o + 4] = row[p + 3], row[p + 4]
                    n += 1
                    prep, clitic = -1, 0
                else:
                    row[p + 1] = last
                k = last
            else:
                if cue[k] & _PREP:
                    prep, clitic = k, 0
                elif cue[k] & _BREAK:
                    break
                elif kind[k] == 0:
                    c = chars[origin + start[k]]
                    if (c == _BEH or c == _LAM) and is_trigger[k] == 0 and end[k] - start[k] > 4 and chars[origin + start[k] + 1] in (0x627, _LAM):
                        prep, clitic = -1, np.int64(c)
            if k - e <= 6 and commas == 0:
                flags |= cue[k] & _AFTER
            k += 1
        row[WIDTH - EXTRA + END] = k - 1
        row[WIDTH - EXTRA + N_RIGHT] = n
        row[WIDTH - EXTRA + FLAGS] = flags
        row[WIDTH - EXTRA + NUMBER_AT] = number


__all__ = ["EXTRA", "FIELDS", "LEFT", "RIGHT", "U64", "WIDTH", "scan"]
