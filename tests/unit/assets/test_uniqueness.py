from datetime import date

import pytest

from assets.daily import update
from assets.engine import LocalEngine
from assets.intake_step import take_in
from schemas import TABLES

DAY, NEXT = date(2026, 1, 30), date(2026, 1, 31)
ARTICLES, REJECTS = TABLES["articles"], TABLES["rejects"]


@pytest.fixture
def bring(store, stages, document):
    """Takes in documents of (text, uri) and makes articles of them."""

    def take(day: date, run: str, *given: tuple[str, str], batch_size: int = 1, force: bool = False) -> None:
        take_in(store, day, [document(text, uri) for text, uri in given], run, batch_size=batch_size)
        update(store, LocalEngine(1), "articles", day, run, force=force)

    return take


def uris(store) -> list[str]:
    return sorted(store.read(ARTICLES)["source_uri"])


def turned_away(store) -> list[tuple[str, str]]:
    return sorted(store.read(REJECTS).select("source_uri", "reason").rows())


def test_the_same_article_in_two_batches_of_a_day(store, bring):
    bring(DAY, "run1", ("خبر", "one.txt"), ("خبر", "two.txt"), ("خبر آخر", "three.txt"))
    assert uris(store) == ["one.txt", "three.txt"]
    assert turned_away(store) == [("two.txt", "known_article")]
    assert [p.rows for p in store.parts(ARTICLES)] == [1, 0, 1]


def test_the_same_article_on_a_later_day(store, bring):
    bring(DAY, "run1", ("خبر", "one.txt"))
    bring(NEXT, "run2", ("خبر", "two.txt"), ("جديد", "three.txt"), batch_size=5)
    assert uris(store) == ["one.txt", "three.txt"]
    (reject,) = store.read(REJECTS).iter_rows(named=True)
    assert reject["ingest_date"] == NEXT
    assert reject["raw_sha256"]
    assert store.read(ARTICLES)["article_id"][0] in reject["detail"] or store.read(ARTICLES)["article_id"][1] in reject["detail"]


def test_the_first_to_come_keeps_its_row_when_read_again(store, bring, stages):
    bring(DAY, "run1", ("خبر", "one.txt"))
    bring(NEXT, "run2", ("خبر", "two.txt"))
    for n, day in enumerate((DAY, NEXT, NEXT, DAY)):
        stages["articles"].VERSION = f"again{n}"
        bring(day, f"run{n + 3}")
        assert uris(store) == ["one.txt"]
        assert turned_away(store) == [("two.txt", "known_article")]


def test_it_stands_beside_other_rejects_of_the_batch(store, bring):
    bring(DAY, "run1", ("خبر", "one.txt"))
    bring(NEXT, "run2", (" ", "empty.txt"), ("خبر", "two.txt"), batch_size=5)
    assert turned_away(store) == [("empty.txt", "empty"), ("two.txt", "known_article")]
    assert uris(store) == ["one.txt"]


def test_an_article_id_is_there_once(store, bring):
    for n in range(4):
        bring(DAY if n % 2 else NEXT, f"run{n}", ("خبر", f"{n}.txt"), ("غيره", f"{n}b.txt"), (f"خاص {n}", f"{n}c.txt"), batch_size=2)
    assert store.read(ARTICLES)["article_id"].is_unique().all()
    assert store.read(ARTICLES).height == 6
    assert store.read(ARTICLES).height + store.read(REJECTS).height == 12


def test_nothing_is_stale_after_it(store, bring):
    bring(DAY, "run1", ("خبر", "one.txt"), ("خبر", "two.txt"))
    version = store.versions(ARTICLES)[0]["version"]
    bring(DAY, "run2")
    assert store.versions(ARTICLES)[0]["version"] == version
