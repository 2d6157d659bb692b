"""What the scorer sees of every pair (trigger hit, type): rows of feature numbers, made in one compiled pass. No weights, no choice.

A feature number is a hash of its template and values into `SIZE` buckets. Templates are numbered in order below; a change to any of
them needs new weights (`training/events_train.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.text.tokens import I32, I64, NUMBER, PUNCTUATION, U8, U64, WORD

BITS = 17
SIZE = 1 << BITS
F32 = npt.NDArray[np.float32]
#: Features of one pair.
WIDTH = 54
DOMAINS = 10


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the tokens of a batch, by token.

    Attributes:
        sentence: Sentence number.
        mention: 0 none, else type of the mention that covers it (1 PER, 2 ORG, 3 LOC; 4 to 6 the same for roles and other kinds).
        quote: 0 none, 1 direct, 2 fragment, 3 indirect.
        date: Whether a date expression covers it.
        domain: 1 + domain of a domain word, else 0.
    """

    sentence: I32
    mention: U8
    quote: U8
    date: U8
    domain: U8


@njit(cache=True, nogil=True)
def _mix(template: int, a: Any, b: Any) -> Any:
    h = np.uint64(template) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(a) * np.uint64(0xC2B2AE3D27D4EB4F) + np.uint64(b) * np.uint64(0x165667B19E3779F9)
    h = (h ^ (h >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return np.int64(h >> np.uint64(64 - BITS))


@njit(cache=True, nogil=True)
def _bucket(n: Any) -> Any:
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
def pair_features(
    first: I64, doc: I32, kind: U8, key: U64, breaks: U8,
    sentence: I32, mention: U8, quote: U8, date: U8, domain: U8,
    token: I64, length: I32, lemma: I32, shape: I32, clitic: I32, types: I32,
    weights: F32, pair_hit: I32, pair_type: I32, score: F32, out: I32,
) -> int:  # fmt: skip
    """Scores every pair; returns the number of pairs.

    `out` takes one row of feature numbers a pair (for training), or has a single row that is overwritten (a scorer in use wants no more
    than the sum of the weights).
    """
    keep = len(out) > 1
    plain = np.zeros(WIDTH, np.int32)
    n = len(token)
    pairs = 0
    lo = 0
    counts = np.zeros(DOMAINS + 1, np.int64)
    while lo < n:
        d = doc[token[lo]]
        hi = lo
        while hi < n and doc[token[hi]] == d:
            hi += 1
        start, stop = first[d], first[d + 1]
        counts[:] = 0
        for t in range(start, stop):
            counts[domain[t]] += 1
        size = max(1, stop - start)
        top, second = 0, 0
        for k in range(1, DOMAINS + 1):
            if top == 0 or counts[k] > counts[top]:
                second = top
                top = k
            elif second == 0 or counts[k] > counts[second]:
                second = k
        share = min(9, (counts[top] * 100) // size) if top else 0
        # the end of the title: the first paragraph break
        title_end = start
        while title_end < stop and (title_end == start or breaks[title_end] < 2):
            title_end += 1
        for i in range(lo, hi):
            t = token[i]
            e = t + length[i] - 1
            lem, shp = lemma[i], shape[i]
            same, in_title, before, total = 0, 0, 0, 0
            for j in range(lo, hi):
                if lemma[j] == lem:
                    total += 1
                    if j < i:
                        same += 1
                        in_title |= token[j] < title_end
                if j < i and types[lemma[j], 0] == types[lem, 0]:
                    before += 1
            sent = sentence[t]
            # where in the article: title, first paragraph, thirds of the rest; a text of one paragraph has neither title nor body
            if title_end >= stop:
                zone = 5
            elif t < title_end:
                zone = 0
            elif sent <= sentence[title_end]:
                zone = 1
            else:
                zone = 2 + min(2, (t - start) * 3 // size)
            p1 = key[t - 1] if t > start and sentence[t - 1] == sent else np.uint64(1)
            p2 = key[t - 2] if t > start + 1 and sentence[t - 2] == sent else np.uint64(1)
            n1 = key[e + 1] if e + 1 < stop and sentence[e + 1] == sent else np.uint64(2)
            n2 = key[e + 2] if e + 2 < stop and sentence[e + 2] == sent else np.uint64(2)
            left_m, right_m, left_d, right_d, number, dated = 0, 0, 9, 9, 0, 0
            for k in range(1, 11):
                if t - k >= start and sentence[t - k] == sent and mention[t - k] and left_m == 0:
                    left_m, left_d = mention[t - k], k
                if e + k < stop and sentence[e + k] == sent:
                    if mention[e + k] and right_m == 0:
                        right_m, right_d = mention[e + k], k
                    if kind[e + k] == NUMBER and k <= 4:
                        number = 1
            a = t
            while a > start and sentence[a - 1] == sent:
                a -= 1
            b = e
            while b + 1 < stop and sentence[b + 1] == sent:
                b += 1
            n_ment, n_trig = 0, 0
            for k in range(a, b + 1):
                dated |= date[k]
                if mention[k] and (k == a or mention[k - 1] != mention[k]):
                    n_ment += 1
            for j in range(lo, hi):
                if sentence[token[j]] == sent:
                    n_trig += 1
            first_in_sentence = 1 if t - a <= 1 else (2 if t - a <= 4 else 3)
            gap_prev = min(4, t - token[i - 1]) if i > lo else 5
            gap_next = min(4, token[i + 1] - e) if i + 1 < hi else 5
            n_type = 0
            for c in range(types.shape[1]):
                if types[lem, c] >= 0:
                    n_type += 1
            # what does not depend on the type, once a hit
            plain[0] = 1  # bias
            plain[2] = _mix(2, 2, lem)
            plain[4] = _mix(4, shp, 0)
            plain[6] = _mix(6, lem, shp)
            plain[7] = _mix(7, zone, 0)
            plain[9] = _mix(9, zone, shp)
            plain[10] = _mix(10, min(same, 3), in_title)
            plain[12] = _mix(12, _bucket(hi - lo), 0)
            plain[13] = _mix(13, _bucket(total), min(same, 2))
            plain[14] = _mix(14, quote[t], 0)
            plain[16] = _mix(16, left_m, left_d // 3)
            plain[17] = _mix(17, right_m, right_d // 3)
            plain[21] = _mix(21, dated, 0)
            plain[22] = _mix(22, mention[t], shp)
            plain[23] = _mix(23, clitic[i], shp)
            plain[24] = _mix(24, gap_prev, shp)
            plain[25] = _mix(25, gap_next, shp)
            plain[26] = _mix(26, first_in_sentence, shp)
            plain[27] = _mix(27, _bucket(n_ment), 0)
            plain[28] = _mix(28, _bucket(n_trig), 0)
            plain[33] = _mix(33, _bucket(size // 40), zone)
            plain[34] = _mix(34, zone * 4 + min(same, 3), shp)
            plain[36] = _mix(36, dated, shp)
            plain[37] = _mix(37, _bucket(sent), 0)
            plain[38] = _mix(38, p1, 0)
            plain[39] = _mix(39, n1, 0)
            plain[40] = _mix(40, p2, 0)
            plain[41] = _mix(41, n2, 0)
            plain[42] = _mix(42, p1, shp)
            plain[44] = _mix(44, key[t], 0)
            for c in range(n_type):
                ty = types[lem, c]
                row = out[pairs] if keep else out[0]
                row[:] = plain
                pair_hit[pairs], pair_type[pairs] = i, ty
                row[1] = _mix(1, 1, ty)
                row[3] = _mix(3, lem, ty)
                row[5] = _mix(5, shp, ty)
                row[8] = _mix(8, zone, ty)
                row[11] = _mix(11, min(before, 5), ty)
                row[15] = _mix(15, quote[t], ty)
                row[18] = _mix(18, left_m, ty)
                row[19] = _mix(19, right_m, ty)
                row[20] = _mix(20, number, ty)
                row[29] = _mix(29, top, ty)
                row[30] = _mix(30, second, ty)
                row[31] = _mix(31, top * 10 + share, ty)
                row[32] = _mix(32, c, n_type)
                row[35] = _mix(35, length[i], ty)
                row[43] = _mix(43, n1, ty)
                row[45] = _mix(45, p1, ty)
                # words around, as a bag with the type
                f = 46
                for k in range(1, 6):
                    row[f] = _mix(60, key[e + k], ty) if e + k < stop and kind[e + k] == WORD else 0
                    f += 1
                for k in range(1, 4):
                    row[f] = _mix(60, key[t - k], ty) if t - k >= start and kind[t - k] == WORD else 0
                    f += 1
                z = np.float32(0)
                for f in range(WIDTH):
                    z += weights[row[f]]
                score[pairs] = 1 / (1 + np.exp(-z))
                pairs += 1
        lo = hi
    return pairs


__all__ = ["DOMAINS", "PUNCTUATION", "SIZE", "WIDTH", "Context", "pair_features"]
