"""A sieve lets through all that is in its list, and little else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mentions.sieve import passes, sieve

HASHES = st.lists(st.integers(0, 2**32 - 1), max_size=60)


@given(HASHES, st.integers(0, 2**32 - 1))
def test_all_of_the_list_pass_whatever_the_lower_half(hashes: list[int], lower: int) -> None:
    bits = sieve(np.array(hashes, np.uint32))
    assert all(passes(np.uint64((h << 32) | lower), bits) for h in hashes)


def test_few_others_pass() -> None:
    random = np.random.default_rng(3)
    bits = sieve(random.integers(0, 2**32, 5000, dtype=np.uint32))
    others = random.integers(0, 2**64, 20000, dtype=np.uint64)
    assert 0 < sum(passes(h, bits) for h in others) < len(others) / 11
    assert not passes(others[0], sieve(np.zeros(0, np.uint32)))
