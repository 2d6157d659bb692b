from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse import files

SCHEMA = pa.schema([pa.field("article_id", pa.string(), nullable=False), pa.field("start", pa.int32()), pa.field("agencies", pa.list_(pa.string()))])
ROWS = pl.DataFrame(
    {"article_id": ["a1", "a2"], "start": [0, None], "agencies": [["رويترز"], []]}, schema={"article_id": pl.String, "start": pl.Int32, "agencies": pl.List(pl.String)}
)


@pytest.mark.parametrize("prefix", ["", "file://"])
def test_round_trip(tmp_path: Path, prefix: str):
    address = files.join(f"{prefix}{tmp_path}", "ملف", "x=1", "one.parquet")
    size = files.write(address, ROWS, SCHEMA)
    assert size == files.local_path(address).stat().st_size
    assert files.read([address]).equals(ROWS)
    assert files.read([address], ["start"]).columns == ["start"]


def test_several_files_one_of_them_older_than_a_column(tmp_path: Path):
    old, new = str(tmp_path / "old.parquet"), str(tmp_path / "new.parquet")
    files.write(old, ROWS.drop("start"), pa.schema([f for f in SCHEMA if f.name != "start"]))
    files.write(new, ROWS, SCHEMA)
    both = files.read([old, new], ["article_id", "start"])
    assert both.rows() == [("a1", None), ("a2", None), ("a1", 0), ("a2", None)]
    assert files.read([new, old])["start"].to_list() == [0, None, None, None]


def test_a_file_that_has_none_of_the_wanted_columns_still_has_its_rows(tmp_path: Path):
    address = str(tmp_path / "one.parquet")
    files.write(address, ROWS, SCHEMA)
    assert files.read([address], ["mood"]).shape == (ROWS.height, 0)


def test_a_dictionary_is_kept_of_values_that_repeat_only(tmp_path: Path):
    address = str(tmp_path / "one.parquet")
    rows = pl.DataFrame({"id": [f"a{n}" for n in range(100)], "kind": ["direct", "indirect"] * 50, "start": list(range(100))})
    files.write(address, rows, pa.schema([pa.field("id", pa.string()), pa.field("kind", pa.string()), pa.field("start", pa.int64())]))
    group = pq.read_metadata(address).row_group(0)
    assert [group.column(n).has_dictionary_page for n in range(3)] == [False, True, False]
    assert files.read([address]).equals(rows)


def test_notes_are_kept_in_the_file(tmp_path: Path):
    address = str(tmp_path / "one.parquet")
    files.write(address, ROWS, SCHEMA, {"rawi.inputs": '["مقالات"]'})
    assert files.notes(address)["rawi.inputs"] == '["مقالات"]'
    files.write(address, ROWS, SCHEMA)
    assert "rawi.inputs" not in files.notes(address)


def test_a_missing_value_in_a_column_that_has_none_is_refused(tmp_path: Path):
    with pytest.raises((pa.ArrowInvalid, ValueError)):
        files.write(str(tmp_path / "one.parquet"), ROWS.with_columns(article_id=pl.lit(None, pl.String)), SCHEMA)


@pytest.mark.parametrize(("root", "remote"), [("/data/lake", False), ("lake", False), ("file:///data/lake", False), ("s3://bucket/rawi", True), ("abfss://x@y/z", True)])
def test_what_is_remote(root: str, remote: bool):
    assert files.is_remote(root) is remote


def test_join_knows_one_slash():
    assert files.join("s3://bucket/rawi/", "quotes", "x=1/y.parquet") == "s3://bucket/rawi/quotes/x=1/y.parquet"
    assert files.join("/data/lake", "quotes") == "/data/lake/quotes"
