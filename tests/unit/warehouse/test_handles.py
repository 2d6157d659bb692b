import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas import TABLES
from warehouse import handles
from warehouse.store import Store

TOPICS = TABLES["topics"]


@pytest.fixture
def topic(put: Callable[..., None], rows_by_hand: dict[str, list[dict[str, object]]]) -> Callable[[Store, str], None]:
    """Adds the topics of the small lake once more, as a run does."""

    def add(store: Store, run: str) -> None:
        put(store, "topics", rows_by_hand["topics"], run=run, replace=False)

    return add


def test_what_another_process_has_committed_is_seen_and_committed_upon(tmp_path, topic):
    store = Store(str(tmp_path / "lake"))
    topic(store, "run1")
    assert len(store.parts(TOPICS)) == 1
    ours = dict(handles._opened)
    handles._opened.clear()
    topic(store, "run2")  # by another process, which has handles of its own
    handles._opened.clear()
    handles._opened.update(ours)
    assert len(store.parts(TOPICS)) == 2
    handles._opened.update(ours)
    topic(store, "run3")
    assert len(store.parts(TOPICS)) == 3
    assert [v["run_id"] for v in store.versions(TOPICS)][:3] == ["run3", "run2", "run1"]


def test_a_table_made_anew_in_the_place_of_another_is_not_taken_for_it(tmp_path, topic):
    store = Store(str(tmp_path / "lake"))
    topic(store, "run1")
    before = store.parts(TOPICS)
    shutil.rmtree(Path(store.root) / "topics")
    assert store.parts(TOPICS) == []
    topic(store, "run2")
    assert [p.path for p in store.parts(TOPICS)] != [p.path for p in before]


def test_no_more_tables_are_kept_open_than_two_lakes_have(tmp_path, topic):
    for n in range(handles._KEPT + 3):
        topic(Store(str(tmp_path / f"lake{n}")), "run1")
    assert len(handles._opened) == handles._KEPT >= 2 * len(TABLES)
