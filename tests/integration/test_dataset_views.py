"""Views in the shape of other data sets, over small tables in the shape of the published views."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib.resources import files

import duckdb
import polars as pl
import pytest

from schemas import PARTITIONS, STAMPS, TABLES

VIEWS = ("gdelt_events", "polecat_events", "gqg_quotes", "quotebank_quotes")
DAY = dt.datetime(2026, 2, 3, 9, 30, tzinfo=dt.UTC)
TEXT = "زيارة\n\nالتقى الوزير سالم الحارثي نظيرته ليلى قاسم في مسقط. وقال: «سنعمل معاً من أجل السلام»."


def shape(name: str) -> dict[str, pl.DataType]:
    """Columns of a view, entity ids in place of keys also inside lists."""
    out: dict[str, pl.DataType] = {}
    for column in (*TABLES[name].view_columns, *(PARTITIONS if TABLES[name].daily else ()), *STAMPS):
        kind = column.dtype
        if isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct):
            kind = pl.List(pl.Struct({("entity_id" if f.name == "entity_key" else f.name): f.dtype for f in kind.inner.fields}))
        out[column.name] = kind
    return out


def table(name: str, *rows: dict[str, object]) -> pl.DataFrame:
    """Rows as a view shows them; what is not given is null."""
    return pl.DataFrame([{c: row.get(c) for c in shape(name)} for row in rows], schema=shape(name), orient="row")


def actor(name: str, country: str | None, sector: str | None) -> dict[str, object]:
    """One participant, at its place in TEXT where it stands there."""
    start = max(TEXT.find(name), 0)
    return {"entity_id": None, "name": name, "country": country, "sector": sector, "start": start, "end": start + len(name)}


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory catalog with two copies of one article, events, quotes and entities, and the four views on top."""
    article = {"title": "زيارة", "text": TEXT, "language": "ar", "published_at": DAY, "ingested_at": DAY, "source": "feed", "source_uri": "feed#1", "ingest_date": DAY.date()}
    start = TEXT.index("سنعمل")
    quote = {
        "kind": "direct",
        "start": start,
        "end": TEXT.index("»"),
        "exact": TEXT[start : TEXT.index("»")],
        "speaker": "سالم الحارثي",
        "speaker_canonical": "سالم الحارثي",
        "speaker_id": "n1",
        "score": 0.9,
        "ingest_date": DAY.date(),
    }
    event = {"article_id": "a1", "sentence": 1, "start": 7, "end": 12, "trigger": "التقى", "type": "CONSULT", "mode": "meet", "status": "happened", "cameo_root": "04", "quad_code": 1, "score": 0.8,
             "actors": [actor("سالم الحارثي", "OM", "GOV"), actor("ليلى قاسم", "JO", None)], "recipients": [], "place": "مسقط", "place_id": "n2", "ingest_date": DAY.date(), "version": "1"}  # fmt: skip
    tables = {
        "articles": table(
            "articles", article | {"article_id": "a1", "outlet": "ألف", "url": "https://a.example/1"}, article | {"article_id": "a2", "outlet": "باء", "duplicate_of": "a1"}
        ),
        "events": table(
            "events",
            event | {"event_id": "e1", "date": "2026-02-01"},
            event | {"event_id": "e2", "status": "planned", "date": "2026-05"},
            event | {"event_id": "e3", "type": "SPORT", "cameo_root": None, "quad_code": None},
            event | {"event_id": "e4", "article_id": "a2"},
        ),
        "quotes": table(
            "quotes",
            quote | {"quote_id": "q1", "article_id": "a1", "candidates": [{"entity_id": "n3", "name": "ليلى قاسم", "score": 0.1}]},
            quote | {"quote_id": "q2", "article_id": "a2", "exact": "سنعمل معاً، من أجل السلام!", "candidates": []},
            quote | {"quote_id": "q3", "article_id": "a1", "kind": "indirect", "exact": "شيء", "candidates": []},
        ),
        "mentions": table("mentions", *({"article_id": "a1", "kind": "name", "type": t, "name": n} for t, n in (("PER", "سالم الحارثي"), ("LOC", "مسقط")))),
        "entities": table(
            "entities",
            {"entity_id": "n1", "wikidata_ids": ["Q1"]},
            {"entity_id": "n2", "name": "مسقط", "name_latin": "Muscat", "country": "OM", "latitude": 23.6, "longitude": 58.5},
        ),
    }
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            connection.register("_frame", frame.to_arrow())
            connection.execute(f"CREATE TABLE {name} AS FROM _frame")
            connection.unregister("_frame")
        for view in VIEWS:
            connection.execute(files("warehouse").joinpath("sql", f"{view}.sql").read_text("utf8"))
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, object]]:
    """Result as dictionaries."""
    cursor = connection.execute(sql)
    names = [d[0] for d in cursor.description or []]
    return [dict(zip(names, r, strict=True)) for r in cursor.fetchall()]


@pytest.mark.parametrize("view", VIEWS)
def test_every_column_has_a_comment(database: duckdb.DuckDBPyConnection, view: str) -> None:
    missing = database.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND comment IS NULL", [view]).fetchall()
    assert missing == []
    assert database.execute("SELECT comment FROM duckdb_views() WHERE view_name = ?", [view]).fetchone() != (None,)


@pytest.mark.parametrize("view", VIEWS)
def test_works_on_empty_tables(database: duckdb.DuckDBPyConnection, view: str) -> None:
    for name in ("articles", "events", "quotes", "mentions", "entities"):
        database.execute(f"DELETE FROM {name}")
    assert rows(database, f"FROM {view}") == []


def test_gdelt_gives_what_happened_once(database: duckdb.DuckDBPyConnection) -> None:
    (row,) = rows(database, "FROM gdelt_events")  # neither the plan, nor the match, nor the copy
    assert row["GlobalEventID"] == "e1"
    assert (row["Day"], row["MonthYear"], row["Year"]) == (20260201, 202602, 2026)
    assert row["FractionDate"] == pytest.approx(2026.1671, abs=1e-4)
    assert (row["Actor1Code"], row["Actor1Name"], row["Actor1CountryCode"], row["Actor1Type1Code"]) == ("OMNGOV", "سالم الحارثي", "OMN", "GOV")
    assert (row["Actor2Code"], row["Actor2CountryCode"]) == ("JOR", "JOR")  # a meeting has no recipient: the second actor
    assert (row["EventRootCode"], row["QuadClass"], row["IsRootEvent"]) == ("04", 1, 1)
    assert (row["NumArticles"], row["NumSources"]) == (2, 2)
    assert (row["ActionGeo_Fullname"], row["ActionGeo_Lat"]) == ("Muscat", 23.6)
    assert (row["DATEADDED"], row["SOURCEURL"]) == (20260203093000, "https://a.example/1")


def test_gdelt_takes_the_day_of_publication_where_none_is_told(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("UPDATE events SET date = 'XXXX-02-01' WHERE event_id = 'e1'")
    assert rows(database, 'SELECT "Day" FROM gdelt_events') == [{"Day": 20260203}]


def test_polecat_keeps_plans_and_joins_actors(database: duckdb.DuckDBPyConnection) -> None:
    found = rows(database, 'FROM polecat_events ORDER BY "Event ID"')
    assert [(r["Event ID"], r["Event Status"]) for r in found] == [("e1", "happened"), ("e2", "planned")]
    first = found[0]
    assert first["Actor Name"] == "سالم الحارثي; ليلى قاسم"
    assert first["Actor Name Raw"] == "سالم الحارثي; ليلى قاسم"
    assert first["Actor Country"] in ("OMN; JOR", "JOR; OMN")
    assert (first["Primary Actor Sector"], first["Recipient Name"], first["Country"]) == ("GOV", "", "OMN")
    assert (first["Story People"], first["Story Organizations"], first["Story Locations"]) == ("سالم الحارثي", None, "مسقط")
    assert found[1]["Event Date"] == dt.date(2026, 2, 3)  # a month is no day


def test_gqg_gives_marked_quotations_with_their_surroundings(database: duckdb.DuckDBPyConnection) -> None:
    found = rows(database, "FROM gqg_quotes ORDER BY url")
    assert len(found) == 2
    (quote,) = next(r for r in found if r["url"] == "https://a.example/1")["quotes"]
    assert quote["quote"] == "سنعمل معاً من أجل السلام"
    assert TEXT.endswith(quote["quote"] + quote["post"])
    assert TEXT.startswith(quote["pre"])


def test_quotebank_counts_one_quotation_once(database: duckdb.DuckDBPyConnection) -> None:
    (row,) = rows(database, "FROM quotebank_quotes")
    assert (row["quoteID"], row["numOccurrences"], row["speaker"], row["qids"]) == ("q1", 2, "سالم الحارثي", ["Q1"])
    assert row["quotation"] == "سنعمل معاً، من أجل السلام!"
    assert [p["speaker"] for p in row["probas"]] == ["سالم الحارثي", "ليلى قاسم"]
    assert sum(p["p"] for p in row["probas"]) == pytest.approx(1, abs=1e-3)
    assert row["urls"] == ["feed#1", "https://a.example/1"]
