"""Who takes part in an event, and on which side: a linear scorer over pairs (event, possible participant). No choice of events.

Every participant within three sentences, or in the title, is scored twice, as actor and as recipient. The features say where it stands
(side, distance, what governs it, what lies between), what it is, and what the trigger's lemma expects. A change to any template needs
new weights (`training/events_train.py`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.events.features import Context
from pipeline.events.parties import Parties
from pipeline.text.tokens import I32, I64, U8, U32, U64, Tokens

BITS = 16
SIZE = 1 << BITS
WIDTH = 33
#: Participants of one event that are looked at, at most.
MOST = 60
_BREAK = 256
_COMMAS = np.array([ord(c) for c in "،,؛:.-–"], np.uint32)
F32 = npt.NDArray[np.float32]


@njit(cache=True, nogil=True)
def _mix(template: int, a: Any, b: Any, c: Any) -> Any:
    h = np.uint64(template) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(a) * np.uint64(0xC2B2AE3D27D4EB4F)
    h += np.uint64(b) * np.uint64(0x165667B19E3779F9) + np.uint64(c) * np.uint64(0xD6E8FEB86659FD93)
    h = (h ^ (h >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return np.int64(h >> np.uint64(64 - BITS))


@njit(cache=True, nogil=True)
def _far(n: Any) -> Any:
    if n < 4:
        return n
    if n < 6:
        return 4
    if n < 9:
        return 5
    if n < 14:
        return 6
    return 7 if n < 24 else 8


@njit(cache=True, nogil=True)
def pair_features(
    chars: U32, base: I64, first_of: I64, doc: I32, start: I32, kind_of: U8, key: U64, sentence: I32, cue: I32, is_trigger: U8, quote: U8,
    at: I64, upto: I64, lemma: I32, shape: I32, frame: I32, etype: I32, light: U8,
    first: I64, last: I64, kind: I32, prep: I64, clitic: I32, joined: U8, count: I32, titled: U8,
    weights: F32, pair_event: I32, pair_party: I32, chance: F32, out: I32,
) -> int:  # fmt: skip
    """Scores every pair; returns their number. Events and participants are in order of text.

    `out` takes one row of feature numbers a pair (for training), or has a single row that is overwritten.
    """
    keep = len(out) > 1
    # running counts of what may lie between an event and a participant
    size = len(start)
    commas_to, breaks_to, trig_to = np.zeros(size + 1, np.int32), np.zeros(size + 1, np.int32), np.zeros(size + 1, np.int32)
    for k in range(size):
        hit = False
        if kind_of[k] == 2:
            c = chars[base[doc[k]] + start[k]]
            for x in _COMMAS:
                hit |= c == x
        commas_to[k + 1] = commas_to[k] + hit
        breaks_to[k + 1] = breaks_to[k] + ((cue[k] & _BREAK) > 0)
        trig_to[k + 1] = trig_to[k] + is_trigger[k]
    pairs = 0
    lo = 0
    for i in range(len(at)):
        t, e = at[i], upto[i]
        d, sent = doc[t], sentence[t]
        while lo < len(first) and first[lo] < first_of[d]:
            lo += 1
        here = lo
        most = 0
        j = lo
        while j < len(first) and first[j] < first_of[d + 1]:
            if last[j] < t:
                here = j + 1
            most = max(most, count[j])
            j += 1
        stop = j
        used = 0
        for j in range(lo, stop):
            if first[j] <= e and last[j] >= t:
                continue
            ds = sentence[first[j]] - sent
            if (ds < -3 or ds > 2) and sentence[first[j]] != 0:
                continue
            if used >= MOST:
                break
            used += 1
            side = 0 if last[j] < t else 1
            gap = (t - last[j] - 1) if side == 0 else (first[j] - e - 1)
            order = min(3, here - 1 - j) if side == 0 else min(3, j - here)
            if ds != 0:
                order = 4
            ds = max(-3, min(3, ds)) + 3
            a, b = (last[j] + 1, t) if side == 0 else (e + 1, first[j])
            commas = max(0, min(2, commas_to[b] - commas_to[a])) if b > a else 0
            breaks = max(0, min(2, breaks_to[b] - breaks_to[a])) if b > a else 0
            trig = max(0, min(2, trig_to[b] - trig_to[a])) if b > a else 0
            # a conjoined participant is governed as the one before it
            h = j
            chain = 0
            while h > lo and joined[h] and chain < 3 and first[h] - last[h - 1] < 10:
                h -= 1
                chain += 1
            if side == 1 and first[h] <= e:
                h = j
                chain = 0
            g: Any = 0
            if clitic[h]:
                g = clitic[h]
            elif prep[h] >= 0:
                g = np.int64(key[prep[h]] & np.uint64(0xFFFFFFF))
            hgap = (first[h] - e - 1) if side == 1 else gap
            sal = min(4, count[j]) * 4 + titled[j] * 2 + (1 if count[j] == most and most > 1 else 0)
            if kind[j] == 7:
                sal = 30
            near = _far(hgap)
            fs = frame[i] * 16 + shape[i]
            row = out[pairs] if keep else out[0]
            pair_event[pairs], pair_party[pairs] = i, j
            row[0] = 1  # bias
            row[1] = _mix(1, ds, side, kind[j])
            row[2] = _mix(2, side, near, kind[j])
            row[3] = _mix(3, side, g, kind[j])
            row[4] = _mix(4, side * 8 + min(order, 4), g, fs)
            row[5] = _mix(5, side * 8 + order, fs, 0)
            row[6] = _mix(6, side * 16 + near, fs, 0)
            row[7] = _mix(7, side * 8 + order, g, 0)
            row[8] = _mix(8, commas, breaks, trig)
            row[9] = _mix(9, sal, 0, 0)
            row[10] = _mix(10, sal, ds, 0)
            row[11] = _mix(11, kind[j], etype[i], 0)
            row[12] = _mix(12, g, etype[i], side)
            row[13] = _mix(13, lemma[i], side, kind[j])
            row[14] = _mix(14, lemma[i], g, 0)
            row[15] = _mix(15, 1 if sent == 0 else 0, side, order)
            row[16] = _mix(16, kind[j], frame[i], side * 8 + order)
            row[17] = _mix(17, chain, side, near)
            row[18] = _mix(18, breaks, side * 8 + order, trig)
            row[19] = _mix(19, ds, kind[j], sal)
            row[20] = _mix(20, np.int64(key[first[j] - 1] & np.uint64(0xFFFFFFF)) if first[j] > first_of[d] else 5, kind[j], 0)
            row[21] = _mix(21, near, commas, breaks)
            row[22] = _mix(22, light[i], side * 8 + order, fs)
            row[23] = _mix(23, shape[i], ds, sal)
            row[24] = _mix(24, min(used, 8), ds, 0)
            row[25] = _mix(25, side * 16 + near, g, frame[i])
            row[26] = _mix(26, etype[i], side * 8 + order, kind[j])
            row[27] = _mix(27, np.int64(key[first[j]] & np.uint64(0xFFFFFFF)) if kind[j] == 7 else 5, etype[i], 0)
            row[28] = _mix(28, np.int64(key[e + 1] & np.uint64(0xFFFFFFF)) if e + 1 < first_of[d + 1] else 5, side * 8 + order, 0)
            row[29] = _mix(29, etype[i], sal, ds)
            # whose words tell it: a speaker outside the quotation seldom takes part in what it tells
            row[30] = _mix(30, quote[t], quote[first[j]], side * 8 + order)
            row[31] = _mix(31, quote[t] * 4 + quote[first[j]], kind[j], etype[i])
            row[32] = _mix(32, quote[t] * 4 + quote[first[j]], sal, ds)
            z0, z1 = np.float32(0), np.float32(0)
            for f in range(WIDTH):
                z0 += weights[row[f], 0]
                z1 += weights[row[f], 1]
            chance[pairs, 0], chance[pairs, 1] = 1 / (1 + np.exp(-z0)), 1 / (1 + np.exp(-z1))
            pairs += 1
    return pairs


def score(
    tokens: Tokens, context: Context, cue: I32, is_trigger: U8, events: tuple[I64, I64, I32, I32, I32, I32, U8], parties: Parties, *, features: bool = False
) -> tuple[I32, I32, F32, I32]:
    """Pairs of a batch: event, participant, probability as actor and as recipient, and their feature numbers if asked for.

    Args:
        tokens: The batch.
        context: What covers every token.
        cue: Cue bits of every token.
        is_trigger: Whether a trigger hit begins at a token.
        events: First token, last token, lemma, shape, frame, type and light-verb flag of each event.
        parties: Possible participants.
        features: Whether to give the feature numbers too, for training.
    """
    most = len(events[0]) * MOST
    event, party, chance = np.empty(most, np.int32), np.empty(most, np.int32), np.empty((most, 2), np.float32)
    rows = np.empty((most + 2 if features else 1, WIDTH), np.int32)
    n = pair_features(
        tokens.chars, tokens.base, tokens.first, tokens.doc, tokens.start, tokens.kind, tokens.key, context.sentence, cue, is_trigger, context.quote, *events,
        parties.first, parties.last, parties.kind, parties.prep, parties.clitic, parties.joined, parties.count, parties.titled,
        weights(), event, party, chance, rows,
    )  # fmt: skip
    return event[:n], party[:n], chance[:n], rows[:n] if features else rows


@cache
def weights() -> F32:
    """The shipped weights: one column as actor, one as recipient."""
    with as_file(files("pipeline.resources.events").joinpath("attach.npz")) as path:
        if not path.exists():
            return np.zeros((SIZE, 2), np.float32)
        with np.load(path) as data:
            return np.ascontiguousarray(data["weights"].astype(np.float32))
