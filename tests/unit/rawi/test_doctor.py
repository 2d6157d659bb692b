import shutil
from pathlib import Path

import pytest

from assets.settings import load
from rawi.doctor import Finding, examine


@pytest.fixture
def healthy(small_home, tmp_path) -> Path:
    """A copy of the small home whose catalog points at its own lake."""
    from warehouse import catalog

    home = tmp_path / "home"
    shutil.copytree(small_home, home)
    catalog.build(load(home).store, home / "news.duckdb")
    return home


def findings(home: Path) -> dict[str, Finding]:
    return {f.what: f for f in examine(load(home))}


def ill(home: Path) -> set[str]:
    return {name for name, f in findings(home).items() if f.remedy}


def test_all_is_well(healthy, rawi):
    assert ill(healthy) <= {"disk"}
    found = findings(healthy)
    assert "2 articles" in found["lake"].state
    assert {"Python", "rawi", "dagster", "polars", "duckdb", "deltalake", "settings", "home", "catalog"} <= set(found)
    result = rawi("doctor", home=healthy)
    assert result.exit_code == (1 if ill(healthy) else 0)


def test_a_home_that_is_not_there(home, rawi):
    assert "home" in ill(home)
    result = rawi("doctor", home=home)
    assert result.exit_code == 1
    assert "rawi run" in result.output
    assert not home.exists()


def test_an_empty_home(home):
    home.mkdir()
    assert {"lake", "catalog"} <= ill(home)


def test_a_missing_catalog(healthy):
    (healthy / "news.duckdb").unlink()
    assert "rawi publish" in findings(healthy)["catalog"].remedy


def test_a_catalog_that_cannot_be_read(healthy):
    (healthy / "news.duckdb").write_bytes(b"x" * 5000)
    assert "rawi publish" in findings(healthy)["catalog"].remedy


def test_a_stale_catalog(healthy, put, rows_by_hand):
    put(load(healthy).store, "articles", rows_by_hand["articles"][:1], run="run2")
    assert "rawi publish" in findings(healthy)["catalog"].remedy


def test_a_home_that_was_moved(healthy, tmp_path):
    moved = tmp_path / "elsewhere"
    healthy.rename(moved)
    assert ill(moved) - {"disk"} == {"catalog"}
    assert "rawi publish" in findings(moved)["catalog"].remedy


def test_lost_files_of_the_lake(healthy):
    for file in (healthy / "lake" / "quotes").rglob("*.parquet"):
        file.unlink()
    found = findings(healthy)["lake files"]
    assert "1 are missing" in found.state
    assert "--reprocess" in found.remedy


def test_a_broken_log(healthy):
    for file in (healthy / "lake" / "quotes" / "_delta_log").glob("*.json"):
        file.write_text("{ this is no log", encoding="utf8")
    found = findings(healthy)["lake"]
    assert found.remedy
    assert "quotes" in found.remedy + found.state


def test_a_stranger_in_the_lake_is_no_catastrophe(healthy):
    (healthy / "lake" / "quotes" / "notes.txt").write_text("mine")
    assert "lake files" not in findings(healthy)


def test_little_space(healthy, monkeypatch):
    monkeypatch.setattr("rawi.doctor.shutil.disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12 - 10**8, 10**8))
    assert "make room" in findings(healthy)["disk"].remedy


def test_a_package_that_is_not_installed(healthy, monkeypatch):
    monkeypatch.setattr("rawi.doctor.PACKAGES", ("rawi", "no-such-package"))
    assert ill(healthy) - {"disk"} == {"no-such-package"}


def test_leftovers_of_killed_runs(healthy):
    import os

    left = healthy / "lake" / "quotes" / "ingest_date=2026-01-30" / "batch=0" / "quotes-00000-ffffffffffff-killed00.parquet"
    left.write_bytes(b"PAR1")
    os.utime(left, (1_700_000_000, 1_700_000_000))
    assert "1 that no version" in findings(healthy)["old files"].state
