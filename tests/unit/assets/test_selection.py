from datetime import timedelta
from pathlib import Path

import pytest

from assets.selection import found, inbox_paths
from assets.settings import Settings, load
from pipeline.sources.record import RawRecord

TEXT = "افتتاح الجسر\n\nافتتح المحافظ الجسر الجديد صباح اليوم وسط حضور كبير من الأهالي، وقال إن الجسر سيخفف الزحام."


@pytest.fixture
def settings(home: Path) -> Settings:
    settings = load(home)
    settings.prepare()
    return settings


def put(folder: Path, name: str, text: str = TEXT) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf8")
    return folder / name


def names(settings: Settings, day, *paths: str) -> list[str]:
    return sorted(Path(d.source_uri).name for d in found(settings, day, paths) if isinstance(d, RawRecord))


def test_a_folder_named_by_a_day_belongs_to_that_day_and_the_rest_to_today(settings):
    today = settings.today()
    yesterday = today - timedelta(days=1)
    put(settings.inbox, "loose.txt")
    put(settings.inbox / "folder" / "deep", "inside.txt")
    put(settings.inbox / yesterday.isoformat(), "yesterday.txt")
    put(settings.inbox / today.isoformat(), "today.txt")
    assert names(settings, today) == ["inside.txt", "loose.txt", "today.txt"]
    assert names(settings, yesterday) == ["yesterday.txt"]
    assert names(settings, yesterday - timedelta(days=1)) == []


def test_paths_leave_the_inbox_aside(settings, tmp_path):
    put(settings.inbox, "loose.txt")
    given = put(tmp_path, "given.txt")
    assert names(settings, settings.today(), str(given)) == ["given.txt"]


def test_a_home_without_an_inbox(home):
    assert inbox_paths(load(home), load(home).today()) == []


def test_what_the_inbox_gives_says_so(settings):
    put(settings.inbox, "loose.txt")
    (record,) = found(settings, settings.today(), [])
    assert record.source == "inbox"
    assert record.raw_text.startswith("افتتاح الجسر")
