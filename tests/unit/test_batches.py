"""Which article of a batch a row belongs to."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.batches import article_of


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([], []),
        (["a", "a", "b"], [0, 0, 1]),
        (["b", "a", "b"], [1, 0, 1]),  # not in order, and one article in two runs
        (["x", "b", "x"], [-1, 1, -1]),
    ],
)
def test_rows_find_their_article(rows: list[str], places: list[int]) -> None:
    assert article_of(pl.Series(rows, dtype=pl.String), ["a", "b"]).tolist() == places
