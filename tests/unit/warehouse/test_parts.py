from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages import STAGES
from schemas import TABLES
from warehouse.parts import Part, fingerprint, part_path

words = st.text(max_size=30)


@given(
    stage=st.sampled_from([*STAGES, *TABLES]),
    day=st.none() | st.dates(),
    batch=st.integers(0, 10**7),
    what=st.lists(words, max_size=4),
    run=st.uuids(),
    rows=st.integers(0, 10**9),
    size=st.integers(0, 10**12),
)
def test_a_part_is_read_off_the_name_it_was_given(stage, day, batch, what, run, rows, size):
    print_ = fingerprint(*what)
    path = part_path(stage, day, batch, print_, str(run))
    assert Part.from_path(path, day=day, rows=rows, size=size) == Part(day, batch, stage, print_, path, rows, size)


def test_a_path_holds_the_partition_as_delta_and_hive_write_it():
    path = part_path("quotes", date(2026, 1, 31), 7, "0123456789ab", "9f1c2d3e-4a5b-6c7d-8e9f-0a1b2c3d4e5f")
    assert path == "ingest_date=2026-01-31/batch=7/quotes-00007-0123456789ab-9f1c2d3e.parquet"
    assert part_path("entities", None, 0, "0123456789ab", "9f1c2d3e") == "entities-00000-0123456789ab-9f1c2d3e.parquet"


def test_every_run_gives_new_names():
    assert len({part_path("quotes", None, 0, "0" * 12, str(uuid4())) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("path", ["part-00000-4f.parquet", "quotes-00000-0123456789ab-9f1c2d3e.csv", "quotes-00000-XYZ-9f1c2d3e.parquet", ""])
def test_a_stranger_in_the_lake_is_told(path):
    with pytest.raises(ValueError, match="move it out of the lake"):
        Part.from_path(path, day=None, rows=0, size=0)


@given(st.lists(words, min_size=1, max_size=5), st.data())
def test_a_fingerprint_changes_with_every_string(what, data):
    assert fingerprint(*what) == fingerprint(*what)
    n = data.draw(st.integers(0, len(what) - 1))
    other = data.draw(words.filter(lambda w: w != what[n] and "\x1f" not in w))
    if "\x1f" not in "".join(what):
        assert fingerprint(*what) != fingerprint(*what[:n], other, *what[n + 1 :])
        assert fingerprint(*what) != fingerprint(*what, "")
