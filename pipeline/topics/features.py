"""Hashed features of an article for the topic model: light stems and their beginnings. No weights, no topics.

A stem is the folded word without و ف ب ك ل, the article and the commonest endings; that is rough, and enough to let الجامعات, جامعي and
وبالجامعة count as one; its first four letters are a second, rougher feature. Pairs of stems were tried and made it worse. A word of the title counts more than one of the first lines, and that more than one further down.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.text.chars import KEY, SIZE
from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, I32, I64, U8, U32, Tokens

F32 = npt.NDArray[np.float32]

#: Number of buckets is 2 to this power.
BITS: Final = 17
#: What a word counts in the title, in the first tokens of the body, and after.
TITLE_WEIGHT, LEAD_WEIGHT, LEAD_TOKENS = 2.5, 1.5, 60

_ALEF, _BA, _TA, _HA, _YA, _LAM, _KAF, _FA, _WAW, _NUN, _MIM = (ord(c) for c in "ابتهيلكفونم")


class Features(NamedTuple):
    """Features of a batch in compressed rows.

    Attributes:
        first: For each article the index of its first feature; one more entry at the end.
        bucket: Bucket of each feature.
        weight: Its weight; every article's weights have length 1.
        token: First token that gave it, for evidence; -1 for beginnings.
    """

    first: I64
    bucket: I32
    weight: F32
    token: I32


@njit(cache=True, nogil=True)
def _stem(chars: U32, a: int, b: int, key: U32, out: U32) -> int:
    """Writes the stem of ``chars[a:b]`` to `out`; gives its length."""
    n = 0
    for i in range(a, b):
        c = chars[i]
        f = key[c] if c < SIZE else c
        if f != 0 and n < len(out):
            out[n] = f
            n += 1
    s = 0
    if n - s >= 5 and (out[s] == _WAW or out[s] == _FA):
        s += 1
    if n - s >= 5 and out[s] == _LAM and out[s + 1] == _LAM:
        s += 2
    else:
        if n - s >= 6 and (out[s] == _BA or out[s] == _KAF or out[s] == _LAM) and out[s + 1] == _ALEF and out[s + 2] == _LAM:
            s += 1
        if n - s >= 4 and out[s] == _ALEF and out[s + 1] == _LAM:
            s += 2
    e = n
    if e - s >= 5 and ((out[e - 1] == _ALEF and out[e - 2] == _HA) or (out[e - 1] == _MIM and out[e - 2] == _HA)):
        e -= 2
    if e - s >= 5 and (
        (out[e - 2] == _ALEF and (out[e - 1] == _TA or out[e - 1] == _NUN))
        or ((out[e - 2] == _WAW or out[e - 2] == _YA) and out[e - 1] == _NUN)
        or (out[e - 2] == _YA and out[e - 1] == _HA)
    ):
        e -= 2
    elif e - s >= 4 and (out[e - 1] == _HA or out[e - 1] == _YA):
        e -= 1
    for i in range(s, e):
        out[i - s] = out[i]
    return e - s


@njit(cache=True, nogil=True)
def _hash(word: U32, n: int, seed: np.uint64) -> np.uint64:
    h = FNV_BASIS ^ seed
    for i in range(n):
        h = (h ^ np.uint64(word[i])) * FNV_PRIME
    # the low bits of FNV are its weakest
    return h ^ (h >> np.uint64(29))


@njit(cache=True, nogil=True)
def _extract(
    chars: U32, base: I64, first_token: I64, start: I32, end: I32, kind: U8, title: I32, key: U32, stop: U8, bits: int, first: I64, bucket: I32, weight: F32, token: I32
) -> int:
    size = 1 << bits
    mask = np.uint64(size - 1)
    slot = np.full(size, -1, np.int32)
    count = np.zeros(size, np.int32)
    word = np.empty(24, np.uint32)
    m = 0
    for d in range(len(base) - 1):
        begin = m
        lead = 0
        for i in range(first_token[d], first_token[d + 1]):
            if kind[i] != 0:
                continue
            n = _stem(chars, base[d] + start[i], base[d] + end[i], key, word)
            if n < 2:
                continue
            if start[i] < title[d]:
                w = TITLE_WEIGHT
            else:
                lead += 1
                w = LEAD_WEIGHT if lead <= LEAD_TOKENS else 1.0
            h = _hash(word, n, np.uint64(0))
            if stop[h & mask]:
                continue
            for what in range(2):
                if what == 0:
                    f = h
                elif n >= 5:
                    f = _hash(word, 4, np.uint64(0x9E3779B9))
                else:
                    continue
                at = np.int32(f & mask)
                if slot[at] < begin or slot[at] >= m or bucket[slot[at]] != at:
                    slot[at] = m
                    bucket[m] = at
                    weight[m] = w
                    token[m] = i if what == 0 else -1
                    count[at] = 1
                    m += 1
                else:
                    count[at] += 1
                    if token[slot[at]] < 0 and what == 0:
                        token[slot[at]] = i
        norm = 0.0
        for j in range(begin, m):
            if count[bucket[j]] > 1:
                weight[j] *= 1.0 + np.log(np.float32(count[bucket[j]]))
            norm += weight[j] * weight[j]
        if norm > 0:
            norm = 1.0 / np.sqrt(norm)
        for j in range(begin, m):
            weight[j] *= norm
        first[d + 1] = m
    return m


@njit(cache=True, nogil=True)
def _mark(chars: U32, base: I64, doc: I32, start: I32, end: I32, key: U32, bits: int, stop: U8) -> None:
    word = np.empty(24, np.uint32)
    for i in range(len(start)):
        n = _stem(chars, base[doc[i]] + start[i], base[doc[i]] + end[i], key, word)
        stop[_hash(word, n, np.uint64(0)) & np.uint64((1 << bits) - 1)] = 1


def stop_buckets(tokens: Tokens) -> U8:
    """Buckets of words that tell nothing (the tokens of a stop list)."""
    stop = np.zeros(1 << BITS, np.uint8)
    _mark(tokens.chars, tokens.base, tokens.doc, tokens.start, tokens.end, KEY, BITS, stop)
    return stop


def features(tokens: Tokens, title_lengths: I32, stop: U8) -> Features:
    """Features of a batch.

    Args:
        tokens: The batch.
        title_lengths: Characters of each text that are its title.
        stop: Buckets to leave out, see `stop_buckets`.

    Returns:
        The features, article by article.
    """
    n = 2 * len(tokens)
    first = np.zeros(len(tokens.first), np.int64)
    bucket, weight, token = np.empty(n, np.int32), np.empty(n, np.float32), np.empty(n, np.int32)
    m = _extract(tokens.chars, tokens.base, tokens.first, tokens.start, tokens.end, tokens.kind, title_lengths, KEY, stop, BITS, first, bucket, weight, token)
    return Features(first, bucket[:m], weight[:m], token[:m])
