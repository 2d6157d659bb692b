import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assets.settings import TEMPLATE, Settings, SettingsError, default_home, load


def a_home(folder: Path, toml: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "rawi.toml").write_text(toml, encoding="utf8")
    return folder


def test_a_home_without_a_file_has_the_defaults(home):
    settings = load(home)
    assert settings == Settings(home, lake=str(home / "lake"))
    assert settings.timezone == "UTC"
    assert settings.nightly == (2, 30)
    assert settings.n_workers >= 1
    assert not home.exists()


def test_the_template_says_the_defaults(home):
    defaults = Settings(home, lake=str(home / "lake"))
    assert load(a_home(home, TEMPLATE)) == defaults
    scalars = TEMPLATE.partition("# [storage_options]")[0]
    spoken_out = re.sub(r"^# (?=\w+ = )", "", scalars, flags=re.MULTILINE)
    assert spoken_out != scalars
    assert load(a_home(home, spoken_out)) == defaults


def test_everything_that_can_be_set(home):
    toml = """
    timezone = "Asia/Riyadh"
    nightly = "04:05"
    start_date = 2021-02-03
    workers = 3
    keep_days = 0
    batch_size = 10
    lake = "s3://bucket/rawi"
    [storage_options]
    region = "x"
    [[sources]]
    name = "one"
    kind = "feed"
    url = "https://one.example/rss"
    """
    settings = load(a_home(home, toml))
    assert (settings.timezone, settings.nightly, settings.start_date) == ("Asia/Riyadh", (4, 5), date(2021, 2, 3))
    assert (settings.workers, settings.n_workers, settings.keep_days, settings.batch_size) == (3, 3, 0, 10)
    assert settings.store.root == "s3://bucket/rawi"
    assert settings.store.options == {"region": "x"}
    assert [(s.name, s.kind, s.url) for s in settings.sources] == [("one", "feed", "https://one.example/rss")]


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ('zeitzone = "UTC"', "zeitzone"),
        ('timezone = "Riyadh"', "timezone"),
        ('timezone = ""', "timezone"),
        ('timezone = "../../etc/passwd"', "timezone"),
        ("timezone = 3", "timezone"),
        ('nightly = "25:00"', "nightly"),
        ('nightly = "half past two"', "nightly"),
        ("nightly = 02:30:00", "nightly"),
        ('start_date = "2020-01-01"', "start_date"),
        ("start_date = 2020-01-01T00:00:00", "start_date"),
        ("workers = -1", "workers"),
        ('workers = "2"', "workers"),
        ("workers = true", "workers"),
        ("workers = 1.5", "workers"),
        ("keep_days = -1", "keep_days"),
        ("batch_size = 0", "batch_size"),
        ("lake = 1", "lake"),
        ('storage_options = "x"', "storage_options"),
        ("[storage_options]\nport = 9000", "storage_options"),
        ("[sources]\nname = 'x'", "sources"),
        ("sources = ['https://one.example/rss']", "sources"),
        ("[[sources]]\nname = 'x'\nkind = 'pigeon'", "pigeon"),
    ],
)
def test_every_mistake_is_told_with_file_and_key(home, toml, key):
    with pytest.raises(SettingsError) as told:
        load(a_home(home, toml))
    assert str(home / "rawi.toml") in str(told.value)
    assert key in str(told.value)


@pytest.mark.parametrize("content", [b"workers = ", b"workers == 2", b"\xff\xfe", b"a = 'b"])
def test_no_toml(home, content):
    home.mkdir()
    (home / "rawi.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"rawi\.toml.*TOML"):
        load(home)


def test_a_file_with_a_byte_order_mark_from_a_windows_editor(home):
    home.mkdir()
    (home / "rawi.toml").write_bytes(b"\xef\xbb\xbfworkers = 2\r\n")
    assert load(home).workers == 2


def test_where_the_home_is(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert default_home() == tmp_path / "data"
    monkeypatch.setenv("RAWI_HOME", "")
    assert default_home() == tmp_path / "data"
    monkeypatch.setenv("RAWI_HOME", "elsewhere")
    assert default_home() == tmp_path / "elsewhere"
    assert load().home == tmp_path / "elsewhere"
    assert load(Path("given")).home == tmp_path / "given"


@pytest.mark.parametrize(("lake", "root"), [("lake", "{home}/lake"), ("/mnt/lake", "/mnt/lake"), ("file:///mnt/lake", "file:///mnt/lake"), ("../shared", "{parent}/shared")])
def test_where_the_lake_is(home, lake, root):
    settings = load(a_home(home, f'lake = "{lake}"'))
    assert Path(settings.store.root.replace("file://", "file:")).resolve() == Path(root.format(home=home, parent=home.parent).replace("file://", "file:")).resolve()


def test_prepare_makes_folders_and_a_file_that_is_never_written_over(home):
    settings = load(home)
    settings.prepare()
    assert settings.inbox.is_dir()
    assert settings.dagster_home.is_dir()
    assert settings.file.read_text(encoding="utf8") == TEMPLATE
    a_home(home, "workers = 2")
    load(home).prepare()
    assert settings.file.read_text(encoding="utf8") == "workers = 2"


def test_the_day_begins_at_midnight_of_the_home(home):
    for zone in ("Pacific/Kiritimati", "Pacific/Midway"):
        before, today, after = datetime.now(ZoneInfo(zone)).date(), Settings(home, timezone=zone).today(), datetime.now(ZoneInfo(zone)).date()
        assert before <= today <= after
