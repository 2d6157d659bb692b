"""`rawi sql`: questions to the catalog, once or at a prompt. Only questions: statements that change anything are refused."""

from __future__ import annotations

import csv
import json
import re
import sys
from contextlib import suppress
from enum import StrEnum
from typing import Any

import duckdb
from rich.markup import escape
from rich.table import Table

from assets.settings import Settings
from rawi.console import Exit, err, fail, open_catalog, out

ALLOWED = {duckdb.StatementType.SELECT, duckdb.StatementType.PRAGMA}

#: How a query begins that the engine makes several of (PIVOT over values it has to look up first); COPY and CREATE can hold one too.
QUESTION = re.compile(r"\s*(?:PIVOT|FROM|SELECT|WITH)\b", re.IGNORECASE)
EXPLAIN = re.compile(r"\s*EXPLAIN\s+(?:ANALYZE\s+)?(?:\([^)]*\)\s*)?", re.IGNORECASE)

#: Rows printed at the prompt or as a table; the other formats print all.
MOST_ROWS = 200


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def is_question(connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement) -> bool:
    """Whether a statement only asks. EXPLAIN ANALYZE runs what it explains, so it is judged by that.

    Raises:
        duckdb.Error: What is explained cannot be parsed.
    """
    if statement.type is duckdb.StatementType.EXPLAIN:
        explained = connection.extract_statements(EXPLAIN.sub("", statement.query, count=1))
        return all(s.type is not duckdb.StatementType.EXPLAIN and is_question(connection, s) for s in explained)
    if statement.type is duckdb.StatementType.MULTI:
        return bool(QUESTION.match(statement.query))
    return statement.type in ALLOWED


def answer(connection: duckdb.DuckDBPyConnection, query: str, form: Format) -> None:
    """Runs a query and prints its answer.

    Raises:
        duckdb.Error: The query is wrong, or would change something.
    """
    for statement in connection.extract_statements(query):
        if not is_question(connection, statement):
            raise duckdb.PermissionException("the catalog is read-only: ask with SELECT, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN (to write files use:  rawi export)")
        cursor = connection.execute(statement)
        names = [d[0] for d in cursor.description or []]
        if form is Format.TABLE:
            _table(names, cursor.fetchmany(MOST_ROWS + 1))
        elif form is Format.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(names)
            while rows := cursor.fetchmany(1000):
                writer.writerows([_plain(v) for v in row] for row in rows)
        else:
            while rows := cursor.fetchmany(1000):
                for row in rows:
                    sys.stdout.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str) + "\n")


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value


def _table(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    table = Table(header_style="bold")
    for n, name in enumerate(names):
        numeric = all(isinstance(row[n], int | float) or row[n] is None for row in rows) and bool(rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows[:MOST_ROWS]:
        table.add_row(*("[dim]∅[/]" if v is None else escape(str(_plain(v))) for v in row))
    out.print(table)
    more = len(rows) > MOST_ROWS
    err.print(f"[dim]{'more than ' if more else ''}{min(len(rows), MOST_ROWS)} rows{'; all of them with --format csv or json' if more else ''}[/]")


def once(settings: Settings, query: str, form: Format) -> None:
    """Answers one query and ends the command with 1 when it is wrong."""
    with open_catalog(settings) as connection:
        try:
            answer(connection, query, form)
        except duckdb.Error as error:
            fail(f"{error}\nTables and columns:  rawi tables,  rawi tables quotes", Exit.FAILED)
        except BrokenPipeError:
            sys.stderr.close()  # the reader (head, less) has had enough


def prompt(settings: Settings, form: Format) -> None:
    """Answers queries until the end of input; a query ends with a semicolon."""
    with suppress(ImportError):
        import readline  # noqa: F401 # line editing and history
    with open_catalog(settings) as connection:
        out.print(f"[bold]{escape(str(settings.database))}[/] — end a query with ;  leave with Ctrl-D.  Try:  SHOW TABLES;  DESCRIBE quotes;", highlight=False)
        lines: list[str] = []
        while True:
            try:
                line = input("rawi> " if not lines else "  ... ")
            except KeyboardInterrupt:
                lines.clear()
                out.print()
                continue
            except EOFError:
                out.print()
                return
            lines.append(line)
            if line.strip().lower() in {"exit", "quit", ".exit", ".quit", "\\q"}:
                return
            if line.rstrip().endswith(";"):
                try:
                    answer(connection, "\n".join(lines), form)
                except duckdb.Error as error:
                    err.print(f"[red]{escape(str(error))}[/]")
                lines.clear()
