import re
from datetime import timedelta
from pathlib import Path

import pytest

from assets.settings import Settings
from rawi import instance
from rawi.cli import app

COMMANDS = [c.name or c.callback.__name__ for c in app.registered_commands]


def plain(text: str) -> str:
    """Output without colours, boxes and the line breaks of a narrow terminal."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m|[─│╭╮╰╯┃━┏┓┗┛┡┩╇┳└┘┴┼├┤]", " ", text).split())


def test_the_commands_of_the_design():
    assert {"run", "sql", "ui", "tables", "doctor", "export", "publish"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_knows_home(rawi, command):
    result = rawi(command, "--help")
    assert result.exit_code == 0
    assert "--home" in plain(result.output)
    assert "RAWI_HOME" in plain(result.output)


def test_help_tells_the_exit_codes_and_first_steps(rawi):
    told = plain(rawi("--help").output)
    for words in ("0 done", "1 a run or query failed", "2 wrong arguments or settings", "3 there is no data yet", "rawi run sample"):
        assert words in told
    assert all(command in told for command in COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("sql", "--format", "xml", "SELECT 1"),
        ("run", "--date", "30.1.2026"),
        ("run", "--limit", "0"),
        ("run", "--workers", "-1"),
        ("run", "--force"),
        ("run", "--reprocess", "sample"),
        ("run", "--reprocess", "--limit", "3"),
        ("run", "no/such/file.txt"),
        ("run", "no/such/*.txt"),
        ("run", "--date", "1999-01-01"),
        ("ui", "--port", "0"),
        ("export", "quotes"),
        ("export", "--out", "x"),
    ],
)
def test_wrong_arguments_end_with_2_and_touch_nothing(rawi, home, words):
    result = rawi(*words, home=home)
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert not home.exists()


def test_tomorrow_is_refused(rawi, home):
    tomorrow = Settings(home).today() + timedelta(days=2)
    result = rawi("run", "--date", tomorrow, home=home)
    assert result.exit_code == 2
    assert "today" in plain(result.output)


@pytest.mark.parametrize("words", [("sql", "SELECT 1"), ("tables",), ("tables", "quotes"), ("export", "quotes", "--out", "x"), ("run", "--reprocess")])
def test_without_data_the_code_is_3_and_the_next_step_is_told(rawi, home, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    result = rawi(*words, home=home)
    assert result.exit_code == 3, result.output
    assert not home.exists()
    assert not Path("x").exists()


@pytest.mark.parametrize("words", [("sql", "SELECT 1"), ("run",), ("doctor",), ("tables",), ("publish",), ("ui",)])
def test_settings_that_cannot_be_used_end_with_2(rawi, home, words):
    home.mkdir()
    (home / "rawi.toml").write_text("workers = -1\n", encoding="utf8")
    result = rawi(*words, home=home)
    assert result.exit_code == 2, result.output
    assert "workers" in result.output


def test_home_by_environment(rawi, small_home, monkeypatch):
    monkeypatch.setenv("RAWI_HOME", str(small_home))
    assert rawi("sql", "SELECT count(*) AS n FROM quotes", "--format", "csv").output == "n\n3\n"


def test_tables_tells_names_counts_and_meanings(rawi, small_home):
    told = plain(rawi("tables", home=small_home).output)
    assert "quotes 3 One stretch of reported speech" in told
    assert "articles 2 One news article" in told


def test_tables_of_one_table(rawi, small_home):
    result = rawi("tables", "quotes", home=small_home)
    assert result.exit_code == 0
    told = plain(result.output)
    assert "speaker VARCHAR Who said it" in told
    assert "ingest_date DATE" in told


def test_tables_of_an_unknown_table(rawi, small_home):
    result = rawi("tables", "quots", home=small_home)
    assert result.exit_code == 2
    assert "quotes" in plain(result.output)


def test_export(rawi, small_home, tmp_path):
    result = rawi("export", "quotes", "articles", "--format", "jsonl", "--out", tmp_path / "out", home=small_home)
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["articles.jsonl", "quotes.jsonl"]
    assert "3 rows" in plain(result.output)


def test_export_of_an_unknown_table(rawi, small_home, tmp_path):
    result = rawi("export", "quots", "--out", tmp_path / "out", home=small_home)
    assert result.exit_code == 2
    assert "quots" in plain(result.output)


def test_export_to_where_nothing_can_be_written(rawi, small_home, tmp_path):
    (tmp_path / "file").write_text("x")
    result = rawi("export", "quotes", "--out", tmp_path / "file" / "out", home=small_home)
    assert result.exit_code == 1
    assert "failed" in plain(result.output)
    assert isinstance(result.exception, SystemExit)


def test_a_catalog_that_is_none(rawi, home):
    home.mkdir()
    (home / "news.duckdb").write_bytes(b"not a database" * 1000)
    result = rawi("sql", "SELECT 1", home=home)
    assert result.exit_code == 1
    assert "rawi publish" in plain(result.output)


def test_without_its_project_folder_it_says_how_to_install(rawi, home, tmp_path, monkeypatch):
    # what a wheel leaves: packages, but no dagster.yaml beside them
    monkeypatch.setattr(instance, "PROJECT", tmp_path)
    text = tmp_path / "a.txt"
    text.write_text("قال الوزير إن الجسر سيفتح الأحد.", encoding="utf8")
    result = rawi("run", text, home=home)
    assert result.exit_code == 2
    assert "make install (or pip install --editable .)" in plain(result.output)
    assert not home.exists()
