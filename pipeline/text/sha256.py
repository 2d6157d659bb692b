"""SHA-256 of many short messages at once (FIPS 180-4), sixteen side by side. What is hashed and why is for `ids` to say."""

from __future__ import annotations

from math import isqrt
from typing import Final

import numpy as np
from numba import njit

from pipeline.text.tokens import I64, U8, U32, U64

#: Messages hashed together.
_SIDE: Final = 16


def _cube_root(n: int) -> int:
    low, high = 0, 1 << (n.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= n else (low, middle - 1)
    return low


_PRIMES: Final = [p for p in range(2, 312) if all(p % q for q in range(2, isqrt(p) + 1))]
#: The first 32 bits of the fractional parts of the primes' cube roots and square roots.
_ROUNDS: Final = np.array([_cube_root(p << 96) & 0xFFFFFFFF for p in _PRIMES], np.uint32)
_START: Final = np.array([isqrt(p << 64) & 0xFFFFFFFF for p in _PRIMES[:8]], np.uint32)


@njit(cache=True, nogil=True, inline="always")
def _turn(x: np.uint32, n: int) -> np.uint32:
    """Rotates to the right."""
    return np.uint32(np.uint32(x >> np.uint32(n)) | np.uint32(x << np.uint32(32 - n)))


@njit(cache=True, nogil=True)
def _block(data: U8, low: int, high: int, at: int, last: bool, words: U32, lane: int) -> None:
    """The sixteen words of a message ``data[low:high]`` from its byte `at` on: the bytes, a one bit, zeros, and at the end the length."""
    for t in range(16):
        x = np.uint32(0)
        for p in range(low + at + 4 * t, low + at + 4 * t + 4):
            byte = np.uint32(data[p]) if p < high else np.uint32(0x80 if p == high else 0)
            x = np.uint32(np.uint32(x << np.uint32(8)) | byte)
        words[t, lane] = x
    if last:
        words[15, lane] = np.uint32((high - low) * 8)


@njit(cache=True, nogil=True)
def _compress(words: U32, rounds: U32, v: U32) -> None:
    """One block of all messages; `v` holds the working variables, of which the first moves one row up every round."""
    for t in range(16, 64):
        for i in range(_SIDE):
            x, y = words[t - 15, i], words[t - 2, i]
            small = _turn(x, 7) ^ _turn(x, 18) ^ np.uint32(x >> np.uint32(3))
            large = _turn(y, 17) ^ _turn(y, 19) ^ np.uint32(y >> np.uint32(10))
            words[t, i] = np.uint32(words[t - 16, i] + small + words[t - 7, i] + large)
    for t in range(64):
        at = 64 - t
        a, b, c, d, e, f, g, h = at & 7, (at + 1) & 7, (at + 2) & 7, (at + 3) & 7, (at + 4) & 7, (at + 5) & 7, (at + 6) & 7, (at + 7) & 7
        for i in range(_SIDE):
            x, y = v[a, i], v[e, i]
            one = np.uint32(v[h, i] + (_turn(y, 6) ^ _turn(y, 11) ^ _turn(y, 25)) + ((y & v[f, i]) ^ (~y & v[g, i])) + rounds[t] + words[t, i])
            two = np.uint32((_turn(x, 2) ^ _turn(x, 13) ^ _turn(x, 22)) + ((x & v[b, i]) ^ (x & v[c, i]) ^ (v[b, i] & v[c, i])))
            v[d, i] = np.uint32(v[d, i] + one)
            v[h, i] = np.uint32(one + two)


@njit(cache=True, nogil=True)
def _hash(data: U8, bounds: I64, rounds: U32, start: U32, out: U64) -> None:
    n = len(bounds) - 1
    words, state, v = np.zeros((64, _SIDE), np.uint32), np.empty((8, _SIDE), np.uint32), np.empty((8, _SIDE), np.uint32)
    for first in range(0, n, _SIDE):
        side = min(_SIDE, n - first)
        blocks = 0
        for i in range(side):
            blocks = max(blocks, (bounds[first + i + 1] - bounds[first + i] + 8) // 64 + 1)
        for j in range(8):
            state[j, :] = start[j]
        for b in range(blocks):
            for i in range(side):
                low, high = bounds[first + i], bounds[first + i + 1]
                _block(data, low, high, 64 * b, (high - low + 8) // 64 == b, words, i)
            v[:] = state
            _compress(words, rounds, v)
            for i in range(side):
                # a message that has ended stays as it is
                if (bounds[first + i + 1] - bounds[first + i] + 8) // 64 >= b:
                    for j in range(8):
                        state[j, i] = np.uint32(state[j, i] + v[j, i])
        for i in range(side):
            out[first + i] = (np.uint64(state[0, i]) << np.uint64(32)) | np.uint64(state[1, i])


def sha256_heads(data: U8, bounds: I64) -> U64:
    """The first 64 bits of the SHA-256 digests of ``data[bounds[i]:bounds[i + 1]]``; no message of half a gigabyte or more."""
    out = np.empty(len(bounds) - 1, np.uint64)
    _hash(data, bounds, _ROUNDS, _START, out)
    return out
