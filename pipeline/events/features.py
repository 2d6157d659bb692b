"""What the scorer sees of every pair (trigger hit, type): rows of feature numbers, made in one compiled pass. No weights, no choice.

A feature number is a hash of its template and values into `SIZE` buckets. Templates are numbered in order below; a change to any of
them needs new weights (`training/events_train.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.events.near import OCCURS, SIZE, bucket, following, gathering, mix, opening
from pipeline.text.tokens import I32, I64, NUMBER, PUNCTUATION, U8, U32, U64, WORD

F32 = npt.NDArray[np.float32]
#: Features of one pair.
WIDTH = 72
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
        cue: Bits of `words.Cue`.
    """

    sentence: I32
    mention: U8
    quote: U8
    date: U8
    domain: U8
    cue: I32


@njit(cache=True, nogil=True)
def pair_features(
    chars: U32, base: I64, first: I64, doc: I32, start_of: I32, end_of: I32, kind: U8, key: U64, breaks: U8,
    sentence: I32, mention: U8, quote: U8, date: U8, domain: U8, cue: I32,
    token: I64, length: I32, lemma: I32, shape: I32, clitic: I32, types: I32,
    weights: F32, pair_hit: I32, pair_type: I32, score: F32, out: I32,
) -> int:  # fmt: skip
    """Scores every pair; returns the number of pairs.

    `out` takes one row of feature numbers a pair (for training), or has a single row that is overwritten (a scorer in use wants no more
    than the sum of the weights).
    """
    keep = len(out) > 1
    plain, held = np.zeros(WIDTH, np.int32), np.zeros(WIDTH, np.float32)
    n = len(token)
    pairs = 0
    lo = 0
    counts = np.zeros(DOMAINS + 1, np.int64)
    # hits of an article: of each lemma all, those before, whether one of those stands in the title; those before of each first type
    of_lemma, lemma_before, lemma_titled = np.zeros(len(types), np.int64), np.zeros(len(types), np.int64), np.zeros(len(types), np.int64)
    type_before = np.zeros(types.max() + 2 if types.size else 1, np.int64)
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
            of_lemma[lemma[i]] = lemma_before[lemma[i]] = lemma_titled[lemma[i]] = type_before[types[lemma[i], 0]] = 0
        for i in range(lo, hi):
            of_lemma[lemma[i]] += 1
        a, b, n_ment, n_trig, dated, crowd = 0, -1, 0, 0, 0, 0
        for i in range(lo, hi):
            t = token[i]
            e = t + length[i] - 1
            lem, shp = lemma[i], shape[i]
            same, in_title, before, total = lemma_before[lem], lemma_titled[lem], type_before[types[lem, 0]], of_lemma[lem]
            lemma_before[lem] += 1
            type_before[types[lem, 0]] += 1
            if t < title_end:
                lemma_titled[lem] = 1
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
            left_m, right_m, left_d, right_d, number = 0, 0, 9, 9, 0
            for k in range(1, 11):
                if t - k >= start and sentence[t - k] == sent and mention[t - k] and left_m == 0:
                    left_m, left_d = mention[t - k], k
                if e + k < stop and sentence[e + k] == sent:
                    if mention[e + k] and right_m == 0:
                        right_m, right_d = mention[e + k], k
                    if kind[e + k] == NUMBER and k <= 4:
                        number = 1
            # what is the same for all hits of a sentence
            if i == lo or e > b or sent != sentence[token[i - 1]]:
                a = t
                while a > start and sentence[a - 1] == sent:
                    a -= 1
                b = e
                while b + 1 < stop and sentence[b + 1] == sent:
                    b += 1
                n_ment, n_trig, dated = 0, 0, 0
                for k in range(a, b + 1):
                    dated |= date[k]
                    if mention[k] and (k == a or mention[k - 1] != mention[k]):
                        n_ment += 1
                for j in range(lo, hi):
                    if sentence[token[j]] == sent:
                        n_trig += 1
                crowd = gathering(cue, a, b)
            first_in_sentence = 1 if t - a <= 1 else (2 if t - a <= 4 else 3)
            gap_prev = min(4, t - token[i - 1]) if i > lo else 5
            gap_next = min(4, token[i + 1] - e) if i + 1 < hi else 5
            after = following(chars, base, doc, start_of, end_of, kind, cue, e + 1) if e + 1 <= b else 0
            opens = opening(chars, base, doc, start_of, kind, cue, a, t)
            # the word before it that says that it took place: اندلعت, شهدت, إثر …
            occurs = np.uint64(0)
            for k in range(max(a, t - 3), t):
                if cue[k] & OCCURS:
                    occurs = key[k]
            n_type = 0
            for c in range(types.shape[1]):
                if types[lem, c] >= 0:
                    n_type += 1
            # what does not depend on the type, once a hit
            plain[0] = 1  # bias
            plain[2] = mix(2, 2, lem)
            plain[4] = mix(4, shp, 0)
            plain[6] = mix(6, lem, shp)
            plain[7] = mix(7, zone, 0)
            plain[9] = mix(9, zone, shp)
            plain[10] = mix(10, min(same, 3), in_title)
            plain[12] = mix(12, bucket(hi - lo), 0)
            plain[13] = mix(13, bucket(total), min(same, 2))
            plain[14] = mix(14, quote[t], 0)
            plain[16] = mix(16, left_m, left_d // 3)
            plain[17] = mix(17, right_m, right_d // 3)
            plain[21] = mix(21, dated, 0)
            plain[22] = mix(22, mention[t], shp)
            plain[23] = mix(23, clitic[i], shp)
            plain[24] = mix(24, gap_prev, shp)
            plain[25] = mix(25, gap_next, shp)
            plain[26] = mix(26, first_in_sentence, shp)
            plain[27] = mix(27, bucket(n_ment), 0)
            plain[28] = mix(28, bucket(n_trig), 0)
            plain[33] = mix(33, bucket(size // 40), zone)
            plain[34] = mix(34, zone * 4 + min(same, 3), shp)
            plain[36] = mix(36, dated, shp)
            plain[37] = mix(37, bucket(sent), 0)
            plain[38] = mix(38, p1, 0)
            plain[39] = mix(39, n1, 0)
            plain[40] = mix(40, p2, 0)
            plain[41] = mix(41, n2, 0)
            plain[42] = mix(42, p1, shp)
            plain[44] = mix(44, key[t], 0)
            # a lone sentence has no article whose order could tell: how it is put, and what else stands in it, does
            if zone == 5:
                plain[54] = mix(54, after, shp)
                plain[55] = mix(55, opens, shp)
                plain[56] = mix(56, occurs, 0)
            else:
                plain[54:] = 0
            for f in range(WIDTH):
                held[f] = weights[plain[f]]
            for c in range(n_type):
                ty = types[lem, c]
                row = out[pairs] if keep else out[0]
                row[:] = plain
                pair_hit[pairs], pair_type[pairs] = i, ty
                row[1] = mix(1, 1, ty)
                row[3] = mix(3, lem, ty)
                row[5] = mix(5, shp, ty)
                row[8] = mix(8, zone, ty)
                row[11] = mix(11, min(before, 5), ty)
                row[15] = mix(15, quote[t], ty)
                row[18] = mix(18, left_m, ty)
                row[19] = mix(19, right_m, ty)
                row[20] = mix(20, number, ty)
                row[29] = mix(29, top, ty)
                row[30] = mix(30, second, ty)
                row[31] = mix(31, top * 10 + share, ty)
                row[32] = mix(32, c, n_type)
                row[35] = mix(35, length[i], ty)
                row[43] = mix(43, n1, ty)
                row[45] = mix(45, p1, ty)
                # whether people gather in its sentence, and for or against what
                row[61] = mix(62, crowd >> 1, ty)
                row[62] = mix(63, crowd & 1, ty)
                row[63] = mix(64, crowd, ty)
                if zone == 5:
                    row[57] = mix(57, after * 16 + shp, ty)
                    row[58] = mix(58, opens, ty)
                    row[59] = mix(59, occurs, ty)
                    row[60] = mix(60, (occurs > 0) * 16 + shp, ty)
                    f = 64
                    for j in range(lo, hi):
                        if j != i and f < WIDTH and sentence[token[j]] == sent:
                            row[f] = mix(61, lemma[j], ty)
                            f += 1
                # words around, as a bag with the type
                f = 46
                for k in range(1, 6):
                    row[f] = mix(60, key[e + k], ty) if e + k < stop and kind[e + k] == WORD else 0
                    f += 1
                for k in range(1, 4):
                    row[f] = mix(60, key[t - k], ty) if t - k >= start and kind[t - k] == WORD else 0
                    f += 1
                # in order of the features, so that sums come out the same however they are fetched
                z = np.float32(0)
                for f in range(WIDTH):
                    z += held[f] if row[f] == plain[f] else weights[row[f]]
                score[pairs] = 1 / (1 + np.exp(-z))
                pairs += 1
        lo = hi
    return pairs


__all__ = ["DOMAINS", "PUNCTUATION", "SIZE", "WIDTH", "Context", "pair_features"]
