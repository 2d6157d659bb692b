"""The page `docs/data-dictionary.md`, made from the declarations: ``python -m schemas.dictionary > docs/data-dictionary.md``.

Nothing is described here; what a table, column or value means stands where it is declared. A test fails when the page is stale.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

import duckdb
import polars as pl

from schemas import PARTITIONS, STAMPS, TABLES, Column, Table
from schemas.meanings import MEANINGS

HEAD = """\
# Data dictionary

<!-- Made by: python -m schemas.dictionary > docs/data-dictionary.md. Edit schemas/ instead. -->

Every table is a view of `news.duckdb` (`rawi sql`). `start` and `end` count code points of `articles.text` from 0, the end excluded, and
`substring(text, start + 1, "end" - start)` is the text of the span on every row. Ids are a letter and the first 16 hex digits of sha256 of stable content: the same
content always gets the same id. A type is DuckDB's; `?` marks columns that may be empty.
"""


@cache
def duckdb_type(dtype: pl.DataType) -> str:
    """Name of a polars type as DuckDB shows it; inside lists the article's own keys are entity ids, as in the views."""
    shape = pl.DataFrame(schema={"x": _resolved(dtype)}).to_arrow()
    with duckdb.connect() as connection:
        connection.register("shape", shape)
        return str(connection.execute("DESCRIBE shape").fetchall()[0][1])


def _resolved(dtype: pl.DataType) -> pl.DataType:
    if isinstance(dtype, pl.List):
        return pl.List(_resolved(dtype.inner))  # type: ignore[arg-type]
    if isinstance(dtype, pl.Struct):
        return pl.Struct({"entity_id" if f.name == "entity_key" else f.name: f.dtype for f in dtype.fields})
    return dtype


def shown(table: Table) -> tuple[Column, ...]:
    """Columns of a table's view, with those the engine fills."""
    return (*table.view_columns, *(PARTITIONS if table.daily else ()), *STAMPS)


def vocabularies() -> list[type[StrEnum]]:
    """The vocabularies that columns use, each once, in order of use."""
    return list(dict.fromkeys(c.values for t in TABLES.values() for c in t.columns if c.values is not None))


def _table(table: Table) -> Iterator[str]:
    yield f"\n## {table.name}\n\n{table.doc}."
    key = ", ".join(f"`{k}`" for k in table.key)
    yield f"\nKey: {key or 'none, rows may repeat'} · {'stored by day of ingestion and batch' if table.daily else 'one table over the whole corpus'}\n"
    yield "| column | type | meaning |\n|---|---|---|"
    for column in shown(table):
        meaning = f"{column.doc}." + (f" One of [{column.values.__name__}](#{column.values.__name__.lower()})." if column.values else "")
        yield f"| `{column.name}`{'?' if column.nullable else ''} | {duckdb_type(column.dtype)} | {meaning} |".replace("\n", " ")


def _vocabulary(values: type[StrEnum]) -> Iterator[str]:
    used = ", ".join(f"`{t.name}.{c.name}`" for t in TABLES.values() for c in t.columns if c.values is values)
    yield f"\n### {values.__name__}\n\n{inspect.getdoc(values)} ({used})\n"
    yield "| value | meaning |\n|---|---|"
    for value in values:
        yield f"| `{value}` | {MEANINGS[values][value.value]} |"


def page() -> str:
    """The whole page."""
    lines = [HEAD, "| table | one row is |\n|---|---|"]
    lines += [f"| [{t.name}](#{t.name}) | {t.doc} |" for t in TABLES.values()]
    for table in TABLES.values():
        lines += _table(table)
    lines.append("\n## Vocabularies\n\nColumns with a closed set of values hold nothing else; a row with another value goes to `rejects`.")
    for values in vocabularies():
        lines += _vocabulary(values)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
