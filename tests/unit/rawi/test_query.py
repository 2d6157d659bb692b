import csv
import io
import json

import pytest

WORDS = "لن نخفض الحصص هذا العام"


def test_csv_is_csv(rawi, small_home):
    result = rawi("sql", "SELECT exact, score, open_mark, reported_by FROM quotes ORDER BY quote_id", "--format", "csv", home=small_home)
    assert result.exit_code == 0
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert rows[0] == ["exact", "score", "open_mark", "reported_by"]
    assert rows[1][0] == WORDS
    assert rows[1][2:] == ["", "[]"]
    assert len(rows) == 4


def test_json_is_one_object_a_line(rawi, small_home):
    query = "SELECT exact, candidates, open_mark, ingest_date, TIMESTAMP '2026-01-30' AS t FROM quotes ORDER BY quote_id"
    result = rawi("sql", query, "--format", "json", home=small_home)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert rows[0]["exact"] == WORDS
    assert [c["name"] for c in rows[0]["candidates"]] == ["ب", "أ"]
    assert rows[0]["open_mark"] is None
    assert rows[0]["ingest_date"] == "2026-01-30"
    assert "\\u" not in result.stdout


def test_table_is_for_the_eye(rawi, small_home):
    result = rawi("sql", "SELECT exact, open_mark FROM quotes ORDER BY quote_id LIMIT 1", home=small_home)
    assert WORDS.split(maxsplit=1)[0] in result.stdout
    assert "∅" in result.stdout
    assert "1 rows" in result.stderr


def test_a_long_answer_is_cut_at_the_terminal_but_not_in_a_file(rawi, small_home):
    assert "more than" in rawi("sql", "SELECT * FROM range(5000)", home=small_home).stderr
    assert len(rawi("sql", "SELECT * FROM range(5000)", "--format", "csv", home=small_home).stdout.splitlines()) == 5001


def test_markup_in_data_is_no_markup(rawi, small_home):
    assert "[bold]x[/bold]" in rawi("sql", "SELECT '[bold]x[/bold]' AS a", home=small_home).stdout


def test_a_query_by_standard_input(rawi, small_home):
    result = rawi("sql", "--format", "csv", home=small_home, stdin="SELECT 1 AS a;\nSELECT 2 AS b;\n")
    assert result.stdout == "a\n1\nb\n2\n"


def test_macros_are_there(rawi, small_home):
    result = rawi("sql", "SELECT count(*) AS n FROM said_by('هالستون')", "--format", "csv", home=small_home)
    assert result.stdout == "n\n2\n"


@pytest.mark.parametrize(
    "query",
    ["SHOW TABLES", "DESCRIBE quotes", "SUMMARIZE quotes", "EXPLAIN SELECT 1", "EXPLAIN ANALYZE FROM quotes", "FROM quotes", "VALUES (1)", "WITH x AS (SELECT 1 AS a) FROM x",
     "PRAGMA table_info('quotes')", "PIVOT quotes ON kind USING count(*)", "SELECT * FROM (PIVOT quotes ON kind USING count(*))", "/* how many? */ SELECT count(*) FROM quotes;"],
)  # fmt: skip
def test_questions_are_answered(rawi, small_home, query):
    result = rawi("sql", query, home=small_home)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()


REFUSED = [
    "DROP VIEW quotes", "COPY quotes TO '{lake}/stolen.csv'", "COPY (SELECT 1) TO '{lake}/stolen.csv'", "ATTACH '{lake}/x.duckdb'", "INSTALL httpfs", "LOAD httpfs", "CREATE TABLE x AS SELECT 1",
    "CREATE TEMP TABLE x AS SELECT 1", "INSERT INTO lake.event_actors SELECT * FROM lake.event_actors", "DELETE FROM lake.event_actors", "UPDATE lake.event_actors SET event_id = ''",
    "SET enable_external_access = true", "SET allowed_directories = ['/']", "RESET allowed_directories", "PRAGMA enable_external_access = true", "EXPORT DATABASE '{lake}/x'", "USE memory", "CHECKPOINT",
    "EXPLAIN ANALYZE COPY quotes TO '{lake}/stolen.csv'", "EXPLAIN (ANALYZE) COPY quotes TO '{lake}/stolen.csv'", "EXPLAIN /* */ ANALYZE COPY quotes TO '{lake}/stolen.csv'",
    "/* */ EXPLAIN ANALYZE COPY quotes TO '{lake}/stolen.csv'", "COPY (PIVOT quotes ON kind USING count(*)) TO '{lake}/stolen.csv'", "PREPARE x AS COPY quotes TO '{lake}/stolen.csv'",
    "SELECT * FROM read_text('/etc/hostname')", "SELECT * FROM read_csv('/etc/passwd')", "FROM '/etc/passwd'", "SELECT * FROM glob('/*')", "SELECT * FROM query('DROP VIEW quotes')",
    "SELECT 1; DROP VIEW quotes", "SELECT * FROM nothing", "SELEC 1",
]  # fmt: skip


@pytest.mark.parametrize("query", REFUSED)
def test_everything_else_is_refused_and_changes_nothing(rawi, small_home, query):
    files = sorted(small_home.rglob("*"))
    database = (small_home / "news.duckdb").read_bytes()
    result = rawi("sql", query.format(lake=small_home / "lake"), home=small_home)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert sorted(small_home.rglob("*")) == files
    assert (small_home / "news.duckdb").read_bytes() == database


def test_a_refusal_tells_what_is_possible(rawi, small_home):
    told = " ".join(rawi("sql", "DROP VIEW quotes", home=small_home).stderr.split())
    assert "read-only" in told
    assert "rawi export" in told


def test_a_wrong_name_is_told_with_the_engines_own_words(rawi, small_home):
    assert "exact" in rawi("sql", "SELECT exat FROM quotes", home=small_home).stderr


def test_the_prompt(small_home, monkeypatch, capsys):
    from assets.settings import load
    from rawi.query import Format, prompt

    lines = iter(["SELECT count(*) AS n", "FROM quotes;", "SELEC;", "DROP VIEW quotes;", "exit"])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    prompt(load(small_home), Format.CSV)
    said = capsys.readouterr()
    assert "n\n3\n" in said.out
    assert "syntax error" in said.err
    assert "read-only" in said.err


def test_the_prompt_ends_with_the_input_and_forgets_a_line_that_was_interrupted(small_home, monkeypatch, capsys):
    from assets.settings import load
    from rawi.query import Format, prompt

    given = iter(["SELECT nonsense", KeyboardInterrupt(), "SELECT 7 AS n;", EOFError()])

    def answer(_):
        one = next(given)
        if isinstance(one, BaseException):
            raise one
        return one

    monkeypatch.setattr("builtins.input", answer)
    prompt(load(small_home), Format.CSV)
    assert "n\n7\n" in capsys.readouterr().out
