from __future__ import annotations

from hashlib import sha256

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.ids import make_id, make_ids
from pipeline.text.sha256 import sha256_heads

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.binary(max_size=200), max_size=40))
def test_heads_of_digests_are_those_of_the_library(messages: list[bytes]) -> None:
    bounds = np.cumsum([0, *map(len, messages)]).astype(np.int64)
    heads = sha256_heads(np.frombuffer(b"".join(messages), np.uint8), bounds)
    assert [f"{int(h):016x}" for h in heads] == [sha256(m).hexdigest()[:16] for m in messages]


@given(st.lists(st.tuples(TEXT, st.integers(0, 1 << 40)), max_size=40))
def test_ids_of_columns_are_ids_of_rows(rows: list[tuple[str, int]]) -> None:
    columns = pl.Series([a for a, _ in rows], dtype=pl.String), pl.Series([b for _, b in rows], dtype=pl.Int64)
    assert make_ids("m", *columns).to_list() == [make_id("m", *row) for row in rows]
