import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from schemas import TABLES
from schemas.dictionary import shown

SAMPLE = Path(__file__).parents[2] / "sample"

#: (table, column, table it points into, column there)
POINTERS = [
    *((t, "article_id", "articles", "article_id") for t in ("signatures", "mentions", "dates", "quotes", "events", "topics", "entity_links", "duplicates")),
    ("articles", "doc_id", "raw_documents", "doc_id"),
    ("duplicates", "duplicate_of", "articles", "article_id"),
    ("mentions", "entity_id", "entities", "entity_id"),
    ("mentions", "head_mention_id", "mentions", "mention_id"),
    ("entity_links", "entity_id", "entities", "entity_id"),
    ("quotes", "parent_id", "quotes", "quote_id"),
    ("quotes", "speaker_id", "entities", "entity_id"),
    ("events", "quote_id", "quotes", "quote_id"),
    ("events", "place_id", "entities", "entity_id"),
    *((t, "run_id", "runs", "run_id") for t in TABLES),
]


@pytest.fixture(scope="module")
def news(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    # a copy: connections of one process to one file share their settings, and the command line closes off other files
    copy = shutil.copy(sample_home / "news.duckdb", tmp_path_factory.mktemp("copy"))
    with duckdb.connect(copy, read_only=True) as connection:
        yield connection


def ask(news: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple[object, ...]]:
    return news.execute(query, values).fetchall()


@pytest.mark.parametrize("name", [n for n in TABLES if n != "duplicates"])
def test_every_table_has_rows(news, name):
    assert ask(news, f"SELECT count(*) > 0 FROM {name}") == [(True,)]


def test_every_document_is_an_article_or_a_reject(news):
    lost = """SELECT d.source_uri FROM raw_documents d
        WHERE d.doc_id NOT IN (SELECT doc_id FROM articles) AND d.raw_sha256 NOT IN (SELECT raw_sha256 FROM rejects WHERE stage = 'articles' AND raw_sha256 IS NOT NULL)"""
    assert ask(news, lost) == []
    assert ask(news, "SELECT count(*) >= 40 FROM articles") == [(True,)]


def test_every_good_file_gave_a_document(news):
    files = {p.relative_to(SAMPLE).as_posix() for folder in ("text", "html", "rss", "jsonl") for p in (SAMPLE / folder).iterdir()}
    read = {uri.partition("#")[0] for (uri,) in ask(news, "SELECT source_uri FROM raw_documents")}
    for file in files:
        assert any(uri.endswith(file) for uri in read), file


def test_broken_files_are_rejects_with_a_reason_and_block_nothing(news):
    rejects = {Path(uri.partition("#")[0]).name: (reason, detail) for uri, reason, detail in ask(news, "SELECT source_uri, reason, detail FROM rejects")}
    assert {"truncated.jsonl.gz", "empty.txt"} <= set(rejects)
    assert rejects["truncated.jsonl.gz"][0] == "truncated"
    assert all(reason and detail for reason, detail in rejects.values())


@pytest.mark.parametrize(("name", "span"), [(n, s) for n, t in TABLES.items() for s in t.spans], ids=str)
def test_the_text_of_a_span_is_what_the_row_says(news, name, span):
    start, end, exact = span
    wrong = f"""SELECT count(*) FROM {name} t LEFT JOIN articles a USING (article_id) WHERE t."{exact}" IS NOT NULL
        AND (a.text IS NULL OR t."{start}" < 0 OR t."{start}" >= t."{end}" OR t."{end}" > length(a.text) OR substring(a.text, t."{start}" + 1, t."{end}" - t."{start}") <> t."{exact}")"""
    assert ask(news, wrong) == [(0,)]


def test_spans_count_code_points_in_python_too(news):
    rows = ask(news, 'SELECT a.text, q.start, q."end", q.exact FROM quotes q JOIN articles a USING (article_id)')
    assert rows
    assert all(text[start:end] == exact for text, start, end, exact in rows)


def test_actors_stand_in_the_text(news):
    rows = ask(
        news, 'SELECT a.text, x.start, x."end" FROM (SELECT article_id, unnest(actors || recipients) AS x FROM events) JOIN articles a USING (article_id) WHERE x.start IS NOT NULL'
    )
    assert all(0 <= start < end <= len(text) for text, start, end in rows)


def test_blocks_lie_inside_the_raw_document_and_the_text(news):
    rows = ask(news, 'SELECT a.text, d.raw_text, b.start, b."end", b.raw_start, b.raw_end FROM (SELECT *, unnest(blocks) AS b FROM articles) a JOIN raw_documents d USING (doc_id)')
    assert rows
    for text, raw, start, end, raw_start, raw_end in rows:
        assert (start is None) is (end is None)
        assert (raw_start is None) is (raw_end is None)
        assert start is not None or raw_start is not None
        if raw_start is not None:
            assert 0 <= raw_start <= raw_end <= len(raw)
        if start is not None:
            assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize(("table", "column", "target", "key"), POINTERS, ids=str)
def test_what_points_somewhere_arrives(news, table, column, target, key):
    lost = f'SELECT count(*) FROM "{table}" WHERE "{column}" IS NOT NULL AND "{column}" NOT IN (SELECT "{key}" FROM "{target}")'
    assert ask(news, lost) == [(0,)]


@pytest.mark.parametrize("name", [n for n, t in TABLES.items() if t.key])
def test_keys_are_unique(news, name):
    key = ", ".join(f'"{k}"' for k in TABLES[name].key)
    assert ask(news, f"SELECT {key} FROM {name} GROUP BY ALL HAVING count(*) > 1") == []


@pytest.mark.parametrize("name", list(TABLES))
def test_values_keep_the_contract(news, name):
    for column in shown(TABLES[name]):
        tests = []
        if not column.nullable:
            tests.append(f'"{column.name}" IS NULL')
        if column.values:
            tests.append(f'"{column.name}" NOT IN ({", ".join(repr(v.value) for v in column.values)})')
        if column.pattern:
            tests.append(f"""NOT regexp_full_match("{column.name}", '{column.pattern}')""")
        if column.low is not None:
            tests.append(f'"{column.name}" < {column.low}')
        if column.high is not None:
            tests.append(f'"{column.name}" > {column.high}')
        if tests:
            assert ask(news, f"SELECT count(*) FROM {name} WHERE {' OR '.join(tests)}") == [(0,)], column.name


def test_every_other_view_can_be_read(news):
    for (view,) in ask(news, "SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"):
        news.execute(f'SELECT * FROM "{view}" LIMIT 5').fetchall()


def test_the_run_is_logged_with_what_it_wrote(news):
    ((status, trigger, counts, seconds, peak),) = ask(news, "SELECT status, trigger, counts, seconds, peak_rss_mb FROM runs")
    assert (status, trigger) == ("success", "command line")
    counts = json.loads(counts)
    for name in ("raw_documents", "articles", "mentions", "quotes", "events", "rejects", "entities"):
        assert ask(news, f"SELECT count(*) FROM {name}") == [(counts[name],)]
    assert 0 < seconds < 600
    assert 50 < peak < 8000


def test_copies_point_to_the_first(news):
    assert ask(news, "SELECT count(*) FROM articles WHERE duplicate_of = article_id") == [(0,)]
    chains = "SELECT count(*) FROM articles a JOIN articles b ON a.duplicate_of = b.article_id WHERE b.duplicate_of IS NOT NULL"
    assert ask(news, chains) == [(0,)]


def test_whoever_speaks_is_found_under_every_spelling(news):
    people = ask(news, "SELECT entity_id, name, list_transform(aliases, lambda a: a.form) FROM entities WHERE n_quotes > 0 AND len(aliases) > 1 AND type = 'PER'")
    assert people
    for entity, name, forms in people:
        said = {q for (q,) in ask(news, "SELECT quote_id FROM quotes WHERE speaker_id = ?", entity)}
        assert said
        for form in (name, *forms):
            assert said <= {q for (q,) in ask(news, "SELECT quote_id FROM said_by(?)", form)}, form


def test_a_man_whom_outlets_spell_differently_is_one_man(news):
    rows = ask(news, "SELECT DISTINCT entity_id FROM mentions WHERE contains(exact, 'هالستون') AND type = 'PER'")
    assert len(rows) == 1
    assert ask(news, "SELECT count(DISTINCT article_id) >= 3 FROM mentions WHERE entity_id = ?", *rows[0]) == [(True,)]


def test_the_words_around_every_quote(news):
    rows = ask(news, 'SELECT exact, context(article_id, start, "end", 40) FROM quotes')
    assert all(f"⟦{' '.join(exact.split())}⟧" in around.replace("⟦ ", "⟦").replace(" ⟧", "⟧") for exact, around in rows)


def test_export_of_everything(rawi, sample_home, tmp_path, news):
    for form in ("parquet", "csv", "jsonl"):
        result = rawi("export", *TABLES, "--format", form, "--out", tmp_path / form, home=sample_home)
        assert result.exit_code == 0, result.output
        reader = {"parquet": "read_parquet", "csv": "read_csv", "jsonl": "read_json"}[form]
        for name in ("articles", "quotes", "events"):
            with duckdb.connect() as connection:
                rows = connection.execute(f"SELECT count(*) FROM {reader}('{tmp_path / form / f'{name}.{form}'}')").fetchall()
            assert rows == ask(news, f"SELECT count(*) FROM {name}")


def test_the_doctor_finds_the_home_well(rawi, sample_home):
    result = rawi("doctor", home=sample_home)
    assert "! " not in result.output.replace("! disk", ""), result.output
