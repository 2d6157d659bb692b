"""MinHash signatures of texts: how alike two texts are, estimated from a fixed number of integers. Which pairs are compared is not decided here."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.text.tokens import I32, I64, PUNCTUATION, U8, U64, Tokens

#: Words in a shingle. Four separate re-edited copies from articles that merely share phrases (docs/duplicates.md).
SHINGLE: Final = 4
#: Number of hash functions: the estimate's standard error is at most 0.5 / sqrt(128) = 0.044, and 0.035 at 0.8.
N_HASHES: Final = 128

_rng = np.random.Generator(np.random.PCG64(20260101))
_A: Final = _rng.integers(1, 2**63, N_HASHES, dtype=np.uint64) | np.uint64(1)
_B: Final = _rng.integers(0, 2**63, N_HASHES, dtype=np.uint64)


@njit(cache=True, nogil=True)
def _sign(key: U64, kind: U8, start: I32, first: I64, skip: I32, a: U64, b: U64, out: npt.NDArray[np.int32], n_shingles: I32) -> None:
    size = 4
    mixer = np.uint64(0x9E3779B97F4A7C15)
    seen = np.empty(0, np.uint64)
    for d in range(len(first) - 1):
        words = np.empty(first[d + 1] - first[d], np.uint64)
        n = 0
        for i in range(first[d], first[d + 1]):
            if kind[i] != PUNCTUATION and start[i] >= skip[d]:
                words[n] = key[i]
                n += 1
        m = n - size + 1 if n >= size else (1 if n > 0 else 0)
        # every shingle once, in whatever order: the least of their hashes does not depend on it (0 marks an empty place)
        room = 16
        while room < 2 * m:
            room *= 2
        if room > len(seen):
            seen = np.empty(room, np.uint64)
        seen[:room] = 0
        shingles = np.empty(m, np.uint64)
        found = 0
        for i in range(m):
            h = np.uint64(min(size, n))
            for j in range(i, min(i + size, n)):
                h = (h ^ words[j]) * mixer
                h ^= h >> np.uint64(29)
            at = np.int64(h & np.uint64(room - 1))
            while seen[at] != 0 and seen[at] != h:
                at = (at + 1) & (room - 1)
            if seen[at] == 0:
                seen[at] = h
                shingles[found] = h
                found += 1
        n_shingles[d] = found
        least = np.full(len(a), 0xFFFFFFFFFFFFFFFF, np.uint64)
        for i in range(found):
            h = shingles[i]
            for k in range(len(a)):
                v = a[k] * h + b[k]
                least[k] = min(least[k], v)
        for k in range(len(a)):
            out[d, k] = np.int32(np.int64(least[k] >> np.uint64(32)) - np.int64(2147483648))


def sign(tokens: Tokens, skip: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Signatures of a batch of texts.

    Args:
        tokens: The texts.
        skip: For each text the offset before which its tokens do not count (the title, which copies change most).

    Returns:
        An array of ``N_HASHES`` integers for each text, and the number of distinct shingles in each.
    """
    n = len(tokens.first) - 1
    out = np.zeros((n, N_HASHES), np.int32)
    n_shingles = np.zeros(n, np.int32)
    _sign(tokens.key, tokens.kind, tokens.start, tokens.first, skip, _A, _B, out, n_shingles)
    return out, n_shingles
