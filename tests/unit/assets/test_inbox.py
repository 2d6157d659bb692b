import os
from pathlib import Path

import pytest

from assets.automation import SETTLED, inbox_state

NOW = 1_800_000_000.0


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def drop(inbox: Path, name: str, content: str = "خبر", age: float = 60) -> Path:
    file = inbox / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf8")
    os.utime(file, (NOW - age, NOW - age))
    return file


def test_an_empty_inbox_and_none(inbox):
    assert inbox_state(inbox, NOW)[1] == 0
    assert inbox_state(inbox / "nothing", NOW)[1] == 0
    (inbox / "folder").mkdir()
    assert inbox_state(inbox, NOW) == inbox_state(inbox / "nothing", NOW)


def test_the_state_is_the_same_until_something_changes(inbox):
    drop(inbox, "خبر.txt")
    drop(inbox, "feeds/one.xml")
    first = inbox_state(inbox, NOW)
    assert first == inbox_state(inbox, NOW + 1000)
    assert first[1] == 2
    states = {first[0]}
    drop(inbox, "خبر.txt", "خبر أطول")
    states.add(inbox_state(inbox, NOW)[0])
    drop(inbox, "خبر.txt", "خبر أطول", age=30)
    states.add(inbox_state(inbox, NOW)[0])
    (inbox / "خبر.txt").rename(inbox / "غيره.txt")
    states.add(inbox_state(inbox, NOW)[0])
    drop(inbox, "new.html")
    states.add(inbox_state(inbox, NOW)[0])
    assert len(states) == 5


@pytest.mark.parametrize(("age", "settled"), [(0, False), (SETTLED - 1, False), (SETTLED, True), (3600, True)])
def test_a_file_still_being_written_is_waited_for(inbox, age, settled):
    drop(inbox, "old.txt")
    drop(inbox, "copying.txt", age=age)
    assert (inbox_state(inbox, NOW) is not None) is settled


def test_a_file_dated_in_the_future_does_not_block_for_ever(inbox):
    drop(inbox, "from_another_clock.txt", age=-86400)
    assert inbox_state(inbox, NOW) is not None


def test_names_no_encoding_knows(inbox):
    drop(inbox, os.fsdecode(b"\xff\xfe.txt"))
    assert inbox_state(inbox, NOW)[1] == 1


def test_a_file_that_goes_away_meanwhile_and_a_dangling_link(inbox):
    drop(inbox, "old.txt")
    (inbox / "link.txt").symlink_to(inbox / "gone.txt")
    assert inbox_state(inbox, NOW)[1] == 1
