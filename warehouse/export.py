"""Tables of the catalog as files, all of one snapshot. Spreadsheet-safe CSV is made here; which tables exist is the catalog's matter."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import duckdb


class ExportFormat(StrEnum):
    """File formats."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


_OPTIONS = {
    ExportFormat.PARQUET: "FORMAT parquet, COMPRESSION zstd",
    ExportFormat.CSV: "FORMAT csv, HEADER",
    ExportFormat.JSONL: "FORMAT json",
}


def _selection(connection: duckdb.DuckDBPyConnection, table: str, form: ExportFormat) -> str:
    """SELECT of a table; for CSV with lists as JSON, and text that a spreadsheet would run as a formula made text.

    A cell that begins with = + - @ (also full width), a tab or a line break is preceded by an apostrophe (OWASP, "CSV Injection").
    """
    if form is not ExportFormat.CSV:
        return f'SELECT * FROM "{table}"'
    columns = []
    for name, kind, *_ in connection.execute(f'DESCRIBE "{table}"').fetchall():
        if kind == "VARCHAR":
            columns.append(f"""CASE WHEN regexp_matches("{name}", '^[=+\\-@\\t\\r\\n＝＋－＠]') THEN '''' || "{name}" ELSE "{name}" END AS "{name}\"""")
        elif kind.endswith("[]") or kind.startswith(("STRUCT", "MAP")):
            columns.append(f'to_json("{name}")::VARCHAR AS "{name}"')
        else:
            columns.append(f'"{name}"')
    return f'SELECT {", ".join(columns)} FROM "{table}"'


def export(database: Path, tables: Sequence[str], form: ExportFormat, folder: Path) -> Iterator[tuple[Path, int]]:
    """Writes tables as files of one snapshot; a file appears only when it is whole.

    Args:
        database: The catalog.
        tables: Views of the catalog.
        form: File format.
        folder: Where `<table>.<format>` goes; made if missing.

    Yields:
        Path and number of rows of every file written.

    Raises:
        KeyError: A table is not in the catalog; nothing is written then.
        duckdb.Error: A table cannot be read or written.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        known = {name for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal").fetchall()}
        for table in tables:
            if table not in known:
                raise KeyError(table)
        folder.mkdir(parents=True, exist_ok=True)
        connection.execute("BEGIN")
        for table in tables:
            path = folder / f"{table}.{form.value}"
            beside = path.with_name(f".{path.name}.{os.getpid()}")
            try:
                target = str(beside).replace("'", "''")
                connection.execute(f"COPY ({_selection(connection, table, form)}) TO '{target}' ({_OPTIONS[form]})")
                rows = connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()[0][0]
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)
            yield path, int(rows)
