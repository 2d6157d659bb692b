from datetime import UTC, date, datetime

import pytest

from assets.intake_step import take_in
from pipeline.sources.record import Reject
from schemas import TABLES

DAY, NEXT = date(2026, 1, 30), date(2026, 1, 31)
RAW, REJECTS = TABLES["raw_documents"], TABLES["rejects"]
WHEN = datetime(2026, 1, 30, 6, tzinfo=UTC)


@pytest.fixture
def five(document):
    return [document(f"خبر {n}", f"{n}.txt") for n in range(5)]


def test_batches_of_the_size_asked_for(store, five):
    done = take_in(store, DAY, five, "run1", batch_size=2, now=WHEN)
    assert (done.rows, done.new_rows, done.batches, done.unchanged) == (5, 5, 3, 0)
    assert [(p.day, p.batch, p.rows) for p in store.parts(RAW)] == [(DAY, 0, 2), (DAY, 1, 2), (DAY, 2, 1)]
    rows = store.read(RAW)
    assert rows["raw_text"].to_list() == [d.raw_text for d in five]
    assert rows["ingested_at"].unique().to_list() == [WHEN]


def test_known_content_is_passed_over_on_any_day(store, five, document):
    take_in(store, DAY, five, "run1", batch_size=10)
    version = store.versions(RAW)[0]["version"]
    assert take_in(store, DAY, five, "run2", batch_size=10).new_rows == 0
    assert take_in(store, NEXT, five, "run3", batch_size=10).new_rows == 0
    assert store.versions(RAW)[0]["version"] == version
    done = take_in(store, NEXT, [*five, document("جديد")], "run4", batch_size=10)
    assert (done.rows, done.new_rows, done.unchanged) == (1, 1, 0)
    assert store.days(RAW) == [DAY, NEXT]


def test_the_same_content_twice_in_one_run_is_one_document(store, five):
    assert take_in(store, DAY, [*five, *five], "run1", batch_size=3).new_rows == 5


def test_later_documents_of_a_day_get_batches_of_their_own(store, five, document):
    take_in(store, DAY, five, "run1", batch_size=3)
    done = take_in(store, DAY, [document("جديد")], "run2", batch_size=3)
    assert (done.rows, done.batches, done.unchanged) == (6, 1, 2)
    assert [(p.batch, p.rows) for p in store.parts(RAW)] == [(0, 3), (1, 2), (2, 1)]


@pytest.mark.parametrize("batch_size", [1, 2, 3, 100])
def test_the_limit_counts_new_documents_and_reads_no_further(store, five, batch_size):
    take_in(store, DAY, five[:1], "run1", batch_size=10)
    read = []

    def found():
        for document in five:
            read.append(document.source_uri)
            yield document

    assert take_in(store, DAY, found(), "run2", batch_size=batch_size, limit=2).new_rows == 2
    assert read == ["0.txt", "1.txt", "2.txt"]
    # the next run goes on where this one stopped
    assert take_in(store, DAY, five, "run3", batch_size=batch_size, limit=10).new_rows == 2


def test_no_more_than_a_batch_is_in_memory(store, five):
    written = []
    seen = []

    def found():
        for document in five:
            seen.append(len(written))
            yield document

    take_in(store, DAY, found(), "run1", batch_size=2, progress=written.append)
    assert written == [2, 4, 5]
    assert seen == [0, 0, 1, 1, 2]


def test_rejects_are_recorded_once(store, five):
    broken = Reject("in/broken.gz", "0" * 64, "broken_archive", "cut short")
    gone = Reject("in/gone.txt", None, "unreadable", "permission denied")
    for run in ("run1", "run2", "run3"):
        done = take_in(store, DAY, [five[0], broken, gone, broken, five[1]], run, batch_size=10)
        assert done.rejects == {"broken_archive": 1, "unreadable": 1}
    rows = store.read(REJECTS)
    assert sorted(rows["source_uri"]) == ["in/broken.gz", "in/gone.txt"]
    assert rows.select("stage", "table", "run_id").unique().rows() == [("raw_documents", "raw_documents", "run1")]
    assert store.read(RAW).height == 2


def test_a_file_that_changed_and_is_still_broken_is_recorded_again(store):
    for sha in ("0" * 64, "1" * 64):
        take_in(store, DAY, [Reject("in/broken.gz", sha, "broken_archive", "cut short")], "run1", batch_size=10)
    assert store.read(REJECTS).height == 2


def test_rejects_alone_make_no_document(store):
    done = take_in(store, DAY, [Reject("in/x", None, "unreadable", "no")], "run1", batch_size=10)
    assert (done.rows, done.batches) == (0, 0)
    assert store.parts(RAW) == []


def test_a_reader_that_fails_makes_nothing_visible(store, five):
    def found():
        yield from five
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        take_in(store, DAY, found(), "run1", batch_size=2)
    assert store.read(RAW).height == 0
    assert take_in(store, DAY, five, "run2", batch_size=2).new_rows == 5


def test_what_is_stored_has_the_same_fingerprint_in_every_home(tmp_path, five):
    from warehouse.store import Store

    prints = []
    for name in ("one", "two"):
        store = Store(str(tmp_path / name))
        take_in(store, DAY, five, f"run{name}", batch_size=2)
        prints.append([p.fingerprint for p in store.parts(RAW)])
    assert prints[0] == prints[1]
