"""Columns of lists made flat are those polars makes of Python lists."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lists import from_lists

STRUCT = pl.Struct({"a": pl.String(), "b": pl.Int32()})
CELLS = st.tuples(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), st.none() | st.integers(-9, 9))


@given(st.lists(st.lists(st.text("اب", max_size=3), max_size=4), max_size=5))
def test_strings(lists: list[list[str]]) -> None:
    assert from_lists("x", lists, pl.String()).equals(pl.Series("x", lists, pl.List(pl.String)), check_names=True, check_dtypes=True)


@given(st.lists(st.lists(CELLS, max_size=4), max_size=5))
def test_structs(lists: list[list[tuple[str | None, int | None]]]) -> None:
    plain = pl.Series("x", [[{"a": a, "b": b} for a, b in one] for one in lists], pl.List(STRUCT))
    assert from_lists("x", lists, STRUCT).equals(plain, check_names=True, check_dtypes=True)


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="unexpected value"):
        from_lists("x", [[1]], pl.String())
