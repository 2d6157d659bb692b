"""Which hashes are surely in no list: one bit for many, so small that it stays in the fast caches. What is in the list is for `words.find_slot` to say.

Of the sequences of words looked up among listed phrases one in fifty is one; nearly all others end here, by a branch that is foreseen.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from pipeline.text.tokens import U8, U32

#: Bits a hash at least: of the hashes that are not in the list at most one in so many passes.
_BITS: Final = 12
_EIGHT, _THREE = np.uint32(7), np.uint32(3)


@njit(cache=True, nogil=True)
def _fill(hashes: U32, bits: U8) -> None:
    for h in hashes:
        at = h & np.uint32(8 * len(bits) - 1)
        bits[at >> _THREE] |= np.uint8(1 << (at & _EIGHT))


@njit(cache=True, nogil=True)
def passes(h: np.uint64, bits: U8) -> bool:
    """Whether a 64-bit hash may be in the list that a sieve was made of."""
    at = np.uint32(h >> np.uint64(32)) & np.uint32(8 * len(bits) - 1)
    return bool((bits[at >> _THREE] >> (at & _EIGHT)) & 1)


def sieve(hashes: U32) -> U8:
    """The sieve of a list of upper halves of hashes."""
    bits = np.zeros(1 << max(0, (_BITS * len(hashes) // 8).bit_length()), np.uint8)
    _fill(hashes, bits)
    return bits
