import csv
import json
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse import catalog
from warehouse.export import ExportFormat, export


@pytest.fixture
def database(lake, tmp_path: Path) -> Path:
    catalog.build(lake, tmp_path / "news.duckdb")
    return tmp_path / "news.duckdb"


def rows_of_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", ExportFormat)
def test_every_format_has_every_row(database, tmp_path, form):
    written = dict(export(database, ["articles", "quotes", "rejects"], form, tmp_path / "out"))
    assert {p.name: n for p, n in written.items()} == {f"articles.{form}": 2, f"quotes.{form}": 3, f"rejects.{form}": 0}
    path = tmp_path / "out" / f"quotes.{form}"
    if form is ExportFormat.PARQUET:
        exact = pl.read_parquet(path)["exact"].to_list()
    elif form is ExportFormat.CSV:
        exact = [r["exact"] for r in rows_of_csv(path)]
    else:
        exact = [json.loads(line)["exact"] for line in path.read_text(encoding="utf8").splitlines()]
    assert sorted(exact) == sorted(["لن نخفض الحصص هذا العام", "التقرير", "أن المفاوضات مستمرة"])


def test_nothing_but_the_files_is_left(database, tmp_path):
    list(export(database, ["quotes"], ExportFormat.CSV, tmp_path / "out"))
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["quotes.csv"]


def test_csv_keeps_lists_and_structs_as_json_and_line_breaks_as_they_are(database, tmp_path):
    list(export(database, ["articles", "quotes"], ExportFormat.CSV, tmp_path))
    article = min(rows_of_csv(tmp_path / "articles.csv"), key=lambda r: r["article_id"])
    assert json.loads(article["agencies"]) == ["رويترز"]
    assert json.loads(article["blocks"])[0]["kind"] == "body"
    assert article["text"].startswith("قمة للمياه\n\nقال")
    quote = min(rows_of_csv(tmp_path / "quotes.csv"), key=lambda r: r["quote_id"])
    assert [c["name"] for c in json.loads(quote["candidates"])] == ["ب", "أ"]


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1", '=HYPERLINK("http://x.example";"y")', "=cmd|' /C calc'!A0", "\n=1+1", "＝1+1"]


@pytest.mark.parametrize("value", DANGEROUS)
def test_csv_is_safe_to_open_in_a_spreadsheet(lake, tmp_path, put, rows_by_hand, value):
    rows = rows_by_hand["articles"]
    put(lake, "articles", [rows[0] | {"title": value, "agencies": [value]}], run="run2")
    catalog.build(lake, tmp_path / "news.duckdb")
    list(export(tmp_path / "news.duckdb", ["articles"], ExportFormat.CSV, tmp_path))
    (row,) = rows_of_csv(tmp_path / "articles.csv")
    assert row["title"] == f"'{value}"
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for cell in row.values())


def test_csv_leaves_harmless_text_alone(lake, tmp_path, put, rows_by_hand):
    rows = rows_by_hand["articles"]
    put(lake, "articles", [rows[0] | {"title": '٣ + ٤ = «سبعة», "قال"'}], run="run2")
    catalog.build(lake, tmp_path / "news.duckdb")
    list(export(tmp_path / "news.duckdb", ["articles"], ExportFormat.CSV, tmp_path))
    assert rows_of_csv(tmp_path / "articles.csv")[0]["title"] == '٣ + ٤ = «سبعة», "قال"'


def test_an_unknown_table_is_refused_before_anything_is_written(database, tmp_path):
    with pytest.raises(KeyError, match="nothing"):
        list(export(database, ["quotes", "nothing"], ExportFormat.CSV, tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["quotes; DROP VIEW quotes", 'quotes" --', "lake.quotes", "duckdb_views()"])
def test_a_name_is_only_a_name(database, tmp_path, name):
    with pytest.raises(KeyError):
        list(export(database, [name], ExportFormat.JSONL, tmp_path / "out"))


def test_an_export_that_fails_leaves_the_file_of_before(lake, database, tmp_path):
    list(export(database, ["quotes"], ExportFormat.JSONL, tmp_path / "out"))
    before = (tmp_path / "out" / "quotes.jsonl").read_bytes()
    for file in Path(lake.root, "quotes").rglob("*.parquet"):
        file.unlink()
    with pytest.raises(duckdb.Error):
        list(export(database, ["quotes"], ExportFormat.JSONL, tmp_path / "out"))
    assert (tmp_path / "out" / "quotes.jsonl").read_bytes() == before
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["quotes.jsonl"]


def test_a_folder_with_a_quote_in_its_name(database, tmp_path):
    ((path, n),) = export(database, ["quotes"], ExportFormat.CSV, tmp_path / "d'hier")
    assert path.exists()
    assert n == 3
