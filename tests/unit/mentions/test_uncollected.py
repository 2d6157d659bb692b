from __future__ import annotations

import gc

import pytest

from pipeline.uncollected import uncollected


def test_search_for_cycles_goes_on_as_it_was() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error() -> None:
    with pytest.raises(ValueError, match="once"), uncollected():
        raise ValueError("once")
    assert gc.isenabled()
