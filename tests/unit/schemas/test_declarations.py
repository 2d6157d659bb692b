import re

import duckdb
import polars as pl
import pytest
from deltalake import Schema

from schemas import PARTITIONS, STAMPS, TABLES, Table, Where
from schemas.dictionary import duckdb_type

each_table = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))


@each_table
def test_names_are_snake_case_and_said_once(table: Table):
    names = [c.name for c in (*table.columns, *PARTITIONS, *STAMPS)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", n) for n in [table.name, *names])


@each_table
def test_every_table_and_column_is_described_in_a_sentence_without_final_stop(table: Table):
    for text in (table.doc, *(c.doc for c in table.columns)):
        assert len(text) >= 5
        assert not text.endswith(".")


@each_table
def test_key_sort_and_span_columns_exist(table: Table):
    stored = set(table.polars_schema)
    assert set(table.key) <= stored | {c.name for c in STAMPS}
    assert set(table.sort) <= stored
    for start, end, exact in table.spans:
        assert "article_id" in stored
        assert table.polars_schema[start] == table.polars_schema[end] == pl.Int32()
        assert table.polars_schema[exact] == pl.String()


@each_table
def test_no_key_column_may_be_missing(table: Table):
    nullable = {c.name for c in table.columns if c.nullable}
    assert not nullable & set(table.key)


@each_table
def test_a_column_known_only_later_may_be_missing(table: Table):
    assert all(c.nullable for c in table.columns if c.where is Where.VIEW)


@each_table
def test_checks_fit_the_type(table: Table):
    for column in table.columns:
        if column.values is not None or column.pattern is not None:
            assert column.dtype == pl.String(), column.name
        if column.pattern is not None:
            re.compile(column.pattern)
        if column.low is not None or column.high is not None:
            assert column.dtype.is_numeric(), column.name


@each_table
def test_arrow_schema_has_the_stored_columns_then_the_stamps(table: Table):
    assert table.arrow_schema.names == [*table.polars_schema, "run_id", "version"]
    assert [f.nullable for f in table.arrow_schema] == [c.nullable for c in (*table.lake_columns, *STAMPS)]


@each_table
def test_delta_and_duckdb_can_hold_every_type(table: Table):
    Schema.from_arrow(table.delta_schema)
    with duckdb.connect() as connection:
        connection.register("shape", table.delta_schema.empty_table())
        assert [row[0] for row in connection.execute("DESCRIBE shape").fetchall()] == table.delta_schema.names


@each_table
def test_only_daily_tables_are_partitioned(table: Table):
    assert ({"ingest_date", "batch"} <= set(table.delta_schema.names)) is table.daily
    assert all(f.nullable for f in table.delta_schema)


@each_table
def test_empty_frame_and_frame_of_no_rows_are_typed(table: Table):
    assert table.empty().schema == table.frame([]).schema == pl.Schema(table.polars_schema)


def test_frame_fills_missing_keys_and_refuses_wrong_types():
    dates = TABLES["dates"]
    frame = dates.frame([{"date_id": "d0", "start": 3}])
    assert frame.schema == pl.Schema(dates.polars_schema)
    assert frame.row(0, named=True)["value"] is None
    with pytest.raises((pl.exceptions.PolarsError, TypeError)):
        dates.frame([{"date_id": "d0", "start": "three"}])


def test_tables_of_the_design_are_all_there():
    assert {"articles", "mentions", "entities", "quotes", "dates", "events", "topics", "rejects", "runs", "raw_documents"} <= set(TABLES)
    assert all(name == table.name for name, table in TABLES.items())


def test_duckdb_type_shows_entity_ids_in_lists():
    candidates = next(c for c in TABLES["quotes"].columns if c.name == "candidates")
    assert duckdb_type(candidates.dtype) == 'STRUCT(entity_id VARCHAR, "name" VARCHAR, score FLOAT)[]'
