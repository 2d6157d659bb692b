from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from schemas import TABLES, Column
from schemas.dictionary import duckdb_type, shown
from warehouse import catalog
from warehouse.store import Store

each_table = pytest.mark.parametrize("name", list(TABLES))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "news.duckdb"


@pytest.fixture(scope="module")
def news(shared_lake: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    database = tmp_path_factory.mktemp("catalog") / "news.duckdb"
    catalog.build(shared_lake, database)
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def one(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> tuple[object, ...]:
    (row,) = connection.execute(query, values).fetchall()
    return row


def test_an_empty_lake_gives_empty_typed_views(tmp_path: Path, database: Path):
    counts = catalog.build(Store(str(tmp_path / "nothing")), database)
    assert counts == dict.fromkeys(TABLES, 0)
    with duckdb.connect(str(database), read_only=True) as connection:
        for name, table in TABLES.items():
            described = connection.execute(f"DESCRIBE {name}").fetchall()
            assert {n: kind for n, kind, *_ in described} == {c.name: duckdb_type(c.dtype) for c in shown(table)}
        assert connection.execute("FROM said_by('أحد')").fetchall() == []
    assert not (tmp_path / "nothing").exists()


def test_types_are_the_declared_ones_with_data_too(news):
    for name, table in TABLES.items():
        described = news.execute(f"DESCRIBE {name}").fetchall()
        assert {n: kind for n, kind, *_ in described} == {c.name: duckdb_type(c.dtype) for c in shown(table)}


@each_table
def test_every_view_and_column_has_its_comment(news, name):
    table = TABLES[name]
    assert one(news, "SELECT comment FROM duckdb_views() WHERE view_name = ? AND schema_name = 'main'", name) == (table.doc,)
    comments = dict(news.execute("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ? AND schema_name = 'main'", [name]).fetchall())
    assert comments == {c.name: c.doc for c in shown(table)}


def test_counts_are_those_of_the_lake(lake, database):
    counts = catalog.build(lake, database)
    assert counts == {name: sum(p.rows for p in lake.parts(table)) for name, table in TABLES.items()}


@pytest.mark.parametrize(("name", "view"), [("topics", "articles"), ("duplicates", "articles"), ("entity_links", "mentions"), ("entities", "quotes")])
def test_counts_are_those_of_the_views_when_what_is_joined_in_has_a_key_twice(lake, database, put, rows_by_hand, name, view):
    put(lake, name, rows_by_hand[name], run="run2", replace=False)
    counts = catalog.build(lake, database)
    with duckdb.connect(str(database), read_only=True) as reader:
        assert {v: (counts[v],) for v in TABLES} == {v: one(reader, f"SELECT count(*) FROM {v}") for v in TABLES}
    assert counts[view] > sum(p.rows for p in lake.parts(TABLES[view]))


def test_what_is_known_later_is_joined_in(news):
    assert news.execute("SELECT topic, duplicate_of, duplicate_kind FROM articles ORDER BY article_id").fetchall() == [
        ("11000000", None, None),
        (None, f"a{1:016x}", "near"),
    ]
    assert news.execute("SELECT entity_id FROM mentions ORDER BY mention_id").fetchall() == [(f"n{1:016x}",), (f"n{1:016x}",), (f"n{2:016x}",)]


def test_speakers_are_resolved(news):
    rows = news.execute("SELECT speaker_canonical, speaker_id, speaker FROM quotes ORDER BY quote_id").fetchall()
    first = f"n{1:016x}"
    assert rows == [("أنطون هالستون", first, "أنطون هالستون"), ("أنطون هالستون", first, "أنطوان هالستون"), ("مصدر في الوزارة", None, "مصدر في الوزارة")]


def test_candidates_and_actors_keep_their_order_and_carry_entity_ids(news):
    first = f"n{1:016x}"
    (candidates,) = one(news, f"SELECT candidates FROM quotes WHERE quote_id = 'q{1:016x}'")
    assert [(c["entity_id"], c["name"]) for c in candidates] == [(first, "ب"), (first, "أ")]
    actors, recipients, place = one(news, "SELECT actors, recipients, place_id FROM events")
    assert [(a["entity_id"], a["name"], a["sector"]) for a in actors] == [(first, "أنطون هالستون", "GOV"), (None, "آخرون", "GOV")]
    assert recipients == []
    assert place == f"n{2:016x}"


def test_spans_hold_in_sql(news):
    for name, table in TABLES.items():
        for start, end, exact in table.spans:
            wrong = f'SELECT count(*) FROM {name} t JOIN articles a USING (article_id) WHERE substring(a.text, t."{start}" + 1, t."{end}" - t."{start}") <> t."{exact}"'
            assert one(news, wrong) == (0,)


@pytest.mark.parametrize(
    ("who", "n"),
    [
        ("أنطون هالستون", 2),
        ("انطوان هالستون", 2),
        ("أَنْطُـوان هالستون", 2),
        ("هالستون", 2),
        ("anton halston", 2),
        ("مصدر في الوزارة", 1),
        ("هالس", 0),
        ("", 0),
        ("لشبونة", 0),
        ("'; DROP VIEW quotes; --", 0),
    ],
)
def test_said_by(news, who, n):
    rows = news.execute("SELECT score FROM said_by(?)", [who]).fetchall()
    assert len(rows) == n
    assert rows == sorted(rows, reverse=True)


def test_context(news):
    words = news.execute("""SELECT context(article_id, start, "end", 8) FROM quotes ORDER BY quote_id""").fetchall()
    assert words[0] == ("لستون: «⟦لن نخفض الحصص هذا العام⟧». وأضاف",)
    assert one(news, "SELECT context('a0', 0, 3, 5)") == (None,)
    text = news.execute(f"SELECT text FROM articles WHERE article_id = 'a{1:016x}'").fetchall()[0][0]
    assert one(news, f"SELECT context('a{1:016x}', 0, 3, 1000)") == (" ".join(f"⟦{text[:3]}⟧{text[3:]}".split()),)
    assert one(news, f"SELECT context('a{1:016x}', ?, ?, 3)", len(text) - 1, len(text)) == (f"{text[-4:-1]}⟦{text[-1]}⟧",)


def test_a_reader_of_the_old_catalog_keeps_reading_while_it_is_swapped(lake, database, put, rows_by_hand):
    catalog.build(lake, database)
    with duckdb.connect(str(database), read_only=True) as reader:
        assert one(reader, "SELECT count(*) FROM quotes") == (3,)
        put(lake, "quotes", rows_by_hand["quotes"][:1], run="run2")
        catalog.build(lake, database)
        assert one(reader, "SELECT count(*) FROM quotes") == (3,)
    with duckdb.connect(str(database), read_only=True) as reader:
        assert one(reader, "SELECT count(*) FROM quotes") == (1,)


def test_a_failure_leaves_the_old_catalog_and_nothing_else(lake, database, monkeypatch):
    catalog.build(lake, database)
    before = database.read_bytes()
    monkeypatch.setattr(catalog, "_comments", lambda table: iter(["COMMENT ON VIEW nothing IS 'x'"]))
    with pytest.raises(duckdb.Error):
        catalog.build(lake, database)
    assert database.read_bytes() == before
    assert [p.name for p in database.parent.iterdir() if p.is_file()] == [database.name]


def test_a_view_with_a_column_that_is_not_declared_is_refused(lake, database, monkeypatch):
    plain = catalog._plain_view
    monkeypatch.setattr(catalog, "_plain_view", lambda table: plain(table).replace("SELECT ", "SELECT 1 AS undeclared, "))
    with pytest.raises(duckdb.CatalogException, match="declared are"):
        catalog.build(lake, database)
    assert not database.exists()


def test_a_home_with_a_quote_in_its_name(tmp_path, database, put, rows_by_hand):
    store = Store(str(tmp_path / "d'un côté أخبار" / "lake"))
    put(store, "topics", rows_by_hand["topics"])
    assert catalog.build(store, database)["topics"] == 2


def test_a_file_uri_is_a_lake(tmp_path, database, put, rows_by_hand):
    store = Store(f"file://{tmp_path}/lake")
    for name, rows in rows_by_hand.items():
        put(store, name, rows)
    assert (tmp_path / "lake" / "quotes" / "_delta_log").is_dir()
    assert catalog.build(store, database)["quotes"] == 3
    with duckdb.connect(str(database), read_only=True) as reader:
        assert len(reader.execute("FROM said_by('هالستون')").fetchall()) == 2


def test_parts_written_before_a_column_was_declared_are_read(lake, database, monkeypatch):
    # declared today; no stored file holds it yet
    table = TABLES["topics"]
    wider = replace(table, columns=(*table.columns, Column("mood", pl.String(), "Mood", nullable=True)))
    monkeypatch.setitem(TABLES, "topics", wider)
    catalog.build(lake, database)
    with duckdb.connect(str(database), read_only=True) as reader:
        assert reader.execute("SELECT DISTINCT mood FROM topics").fetchall() == [(None,)]


def test_what_a_killed_build_left_behind_is_swept_away(lake, database):
    left = [database.with_name(f".{database.name}.4711.new{end}") for end in ("", ".wal")]
    for file in left:
        file.write_bytes(b"half")
    catalog.build(lake, database)
    assert not any(file.exists() for file in left)
