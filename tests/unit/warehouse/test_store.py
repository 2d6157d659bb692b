import os
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from schemas import TABLES, Column, Table
from warehouse import files
from warehouse.parts import Part, part_path
from warehouse.store import Store, StoreError

TOPICS, DUPLICATES = TABLES["topics"], TABLES["duplicates"]
DAY, NEXT = date(2026, 1, 30), date(2026, 1, 31)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "lake"))


def some_topics(*articles: str, label: str = "سياسة", table: Table = TOPICS) -> pl.DataFrame:
    row = {"scheme": "medtop", "code": "11000000", "label_ar": label, "label_en": "politics", "score": 0.5, "rank": 1, "evidence": ["وزير"]}
    return table.frame([row | {"article_id": a} for a in articles])


def write(store: Store, rows: pl.DataFrame, *, table: Table = TOPICS, day: date | None = DAY, batch: int = 0, run: str = "run1", print_: str = "0" * 12) -> Part:
    stamped = rows.with_columns(run_id=pl.lit(run), version=pl.lit("1"))
    path = part_path(table.name, day, batch, print_, run)
    return Part(day, batch, table.name, print_, path, rows.height, files.write(store.address(table, path), stamped, table.arrow_schema))


def test_a_table_that_is_not_there_is_empty_and_typed(store: Store):
    assert store.parts(TOPICS) == []
    assert store.days(TOPICS) == []
    assert store.versions(TOPICS) == []
    rows = store.read(TOPICS)
    assert rows.height == 0
    assert rows.schema["ingest_date"] == pl.Date()
    assert rows.schema["evidence"] == pl.List(pl.String())
    assert not Path(store.root).exists()


def test_what_is_written_is_seen_only_after_the_commit(store: Store):
    part = write(store, some_topics("a1", "a2"))
    assert store.read(TOPICS).height == 0
    store.commit(TOPICS, [part], run_id="run1")
    assert store.parts(TOPICS) == [part]
    rows = store.read(TOPICS)
    assert rows["article_id"].to_list() == ["a1", "a2"]
    assert rows.select("ingest_date", "batch", "run_id").unique().rows() == [(DAY, 0, "run1")]


def test_what_comes_back_is_what_was_written(store: Store):
    rows = some_topics("a1", "a2", label="نصّ «مقتبس» ــ \u200f٣")
    store.commit(TOPICS, [write(store, rows)], run_id="run1")
    assert store.read(TOPICS).select(rows.columns).equals(rows)
    assert store.read(TOPICS).schema == store.read(TOPICS, day=NEXT).schema


def test_a_commit_replaces_in_one_version(store: Store):
    old = write(store, some_topics("a1"))
    first = store.commit(TOPICS, [old], run_id="run1")
    new = write(store, some_topics("a2", "a3"), run="run2", print_="1" * 12)
    second = store.commit(TOPICS, [new], [old], run_id="run2")
    assert second == first + 1
    assert store.parts(TOPICS) == [new]
    assert store.read(TOPICS)["article_id"].to_list() == ["a2", "a3"]


def test_older_versions_stay_readable(store: Store):
    old = write(store, some_topics("a1"))
    first = store.commit(TOPICS, [old], run_id="run1")
    store.commit(TOPICS, [write(store, some_topics("a2"), run="run2")], [old], run_id="run2")
    assert store.read(TOPICS, version=first)["article_id"].to_list() == ["a1"]
    history = store.versions(TOPICS)
    assert [h["run_id"] for h in history[:2]] == ["run2", "run1"]
    assert [h["version"] for h in history] == sorted((h["version"] for h in history), reverse=True)
    assert all(h["timestamp"].tzinfo for h in history)


def test_a_commit_of_nothing_makes_no_version(store: Store):
    first = store.commit(TOPICS, [write(store, some_topics("a1"))], run_id="run1")
    assert store.commit(TOPICS, [], run_id="run2") == first


def test_days_and_batches_are_kept_apart(store: Store):
    parts = [write(store, some_topics(f"a{day.day}{batch}"), day=day, batch=batch) for day in (NEXT, DAY) for batch in (10, 2)]
    store.commit(TOPICS, parts, run_id="run1")
    assert store.days(TOPICS) == [DAY, NEXT]
    assert [(p.day, p.batch) for p in store.parts(TOPICS)] == [(DAY, 2), (DAY, 10), (NEXT, 2), (NEXT, 10)]
    assert store.read(TOPICS, day=DAY)["article_id"].to_list() == ["a302", "a3010"]
    assert store.read(TOPICS, columns=["article_id"]).columns == store.read(TOPICS, columns=["batch", "article_id"]).columns == ["article_id", "ingest_date", "batch"]
    # one day's rows go, the other's stay
    store.commit(TOPICS, [], store.parts(TOPICS, DAY), run_id="run2")
    assert store.days(TOPICS) == [NEXT]


def test_a_table_over_the_whole_corpus_has_no_partition(store: Store):
    rows = DUPLICATES.frame([{"article_id": "a2", "duplicate_of": "a1", "kind": "exact", "similarity": 1.0}])
    part = write(store, rows, table=DUPLICATES, day=None)
    store.commit(DUPLICATES, [part], run_id="run1")
    assert store.parts(DUPLICATES) == [part]
    assert store.read(DUPLICATES).columns == DUPLICATES.arrow_schema.names


def test_a_column_declared_later_is_null_in_older_rows(store: Store):
    store.commit(TOPICS, [write(store, some_topics("a1"))], run_id="run1")
    wider = replace(TOPICS, columns=(*TOPICS.columns, Column("mood", pl.String(), "Mood", nullable=True)))
    new = write(store, some_topics("a2", table=wider).with_columns(mood=pl.lit("glad")), table=wider, day=NEXT)
    store.commit(wider, [new], run_id="run2")
    assert store.read(wider).select("article_id", "mood").rows() == [("a1", None), ("a2", "glad")]
    assert store.read(wider, columns=["mood"])["mood"].to_list() == [None, "glad"]


def test_a_column_of_another_type_is_refused_with_what_to_do(store: Store):
    part = write(store, some_topics("a1"))
    version = store.commit(TOPICS, [part], run_id="run1")
    other = replace(TOPICS, columns=tuple(replace(c, dtype=pl.Float64()) if c.name == "score" else c for c in TOPICS.columns))
    with pytest.raises(StoreError, match=r"topics.*score.*--reprocess"):
        store.commit(other, [replace(part, path=part.path.replace("run1", "run2"))], run_id="run2")
    assert store.versions(TOPICS)[0]["version"] == version
    assert store.read(TOPICS)["article_id"].to_list() == ["a1"]


def test_a_file_of_a_stranger_in_a_table_is_told(store: Store):
    part = write(store, some_topics("a1"))
    store.commit(TOPICS, [replace(part, path="ingest_date=2026-01-30/batch=0/part-0001.parquet")], run_id="run1")
    with pytest.raises(ValueError, match=r"part-0001\.parquet.*move it out"):
        store.parts(TOPICS)


def aged(path: Path, days: float) -> Path:
    then = time.time() - days * 86400
    os.utime(path, (then, then))
    return path


def test_vacuum_takes_leftovers_and_what_was_replaced_and_nothing_that_is_needed(store: Store):
    old = write(store, some_topics("a1"))
    store.commit(TOPICS, [old], run_id="run1")
    new = write(store, some_topics("a2"), run="run2", print_="1" * 12)
    store.commit(TOPICS, [new], [old], run_id="run2")
    killed = write(store, some_topics("a9"), run="run3", print_="2" * 12)
    at = {p: aged(Path(store.address(TOPICS, p.path)), 30) for p in (old, new, killed)}

    # replaced a moment ago: still readable for a week; a leftover of a month ago is needed by nobody
    assert [Path(a) for a in store.vacuum(timedelta(days=7), dry_run=True)] == [at[killed]]
    assert all(p.exists() for p in at.values())
    store.vacuum(timedelta(days=7))
    assert [p.exists() for p in at.values()] == [True, True, False]
    assert store.read(TOPICS, version=1)["article_id"].to_list() == ["a1"]

    time.sleep(0.01)
    store.vacuum(timedelta(0))
    assert [p.exists() for p in at.values()] == [False, True, False]
    assert store.read(TOPICS)["article_id"].to_list() == ["a2"]


def test_vacuum_leaves_what_a_run_is_writing_now(store: Store):
    store.commit(TOPICS, [write(store, some_topics("a1"))], run_id="run1")
    writing = write(store, some_topics("a2"), run="run2", print_="1" * 12)
    assert store.vacuum(timedelta(days=7)) == []
    store.commit(TOPICS, [writing], run_id="run2")
    assert store.read(TOPICS).height == 2


def test_vacuum_of_an_empty_lake(store: Store):
    assert store.vacuum() == []
