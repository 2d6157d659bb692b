"""`news.duckdb`: one view a table over exactly the files of its last version, macros, comments. Rebuilt beside the old one and swapped.

What is known only later (topic, duplicates, entity ids) is joined in here and never written back to a day's files. The views of single
tables stand in `sql/tables/`, lists resolved once a build in `sql/resolved/`, macros in `sql/macros/`, views in the shape of other data
sets in `sql/`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import duckdb

from schemas import PARTITIONS, STAMPS, TABLES, Table
from schemas.core import Column
from warehouse import files, remote
from warehouse.store import Store

#: Schema that holds the tables as stored; users read the views in `main`.
LAKE_SCHEMA: Final = "lake"

#: What the views in `sql/tables/` join in, and by which column of it; `resolved` tables have each id once by the way they are made.
_JOINED: Final = (("topics WHERE rank = 1", "article_id"), ("duplicates", "article_id"), ("entity_links", "entity_key"), ("entities", "entity_id"))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _sql(*folders: str) -> Iterator[tuple[str, str]]:
    """Names and texts of the SQL files in a folder of `warehouse/sql`, in order of name."""
    folder: Traversable = resources("warehouse").joinpath("sql", *folders)
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".sql"):
            yield file.name.removesuffix(".sql"), file.read_text(encoding="utf8")


def _stored(store: Store, table: Table, connection: duckdb.DuckDBPyConnection, *, older: bool) -> int:
    """Makes the view over the parts of a table's last version; typed and empty when it has none. Returns how many rows they have.

    With `older` all parts may have been written before a column was declared.
    """
    view = f"CREATE VIEW {LAKE_SCHEMA}.{table.name} AS SELECT "
    parts = store.parts(table)
    if not parts:
        connection.execute(f"{view}{_typed(table, connection, set())} WHERE false")
        return 0
    addresses = ", ".join(_literal(store.address(table, p.path)) for p in parts)
    hive = "hive_partitioning = true, hive_types = {'ingest_date': DATE, 'batch': INTEGER}" if table.daily else "hive_partitioning = false"
    rows = f"FROM read_parquet([{addresses}], union_by_name = true, {hive})"
    if older:
        columns = _typed(table, connection, {name for name, *_ in connection.execute(f"DESCRIBE SELECT * {rows}").fetchall()})
    else:
        columns = ", ".join(f'"{name}"' for name in table.delta_schema.names)
    connection.execute(f"{view}{columns} {rows}")
    return sum(p.rows for p in parts)


def _lake(store: Store, connection: duckdb.DuckDBPyConnection, *, older: bool = False) -> dict[str, int]:
    """Begins the one transaction of a build with the tables as stored; their numbers of rows."""
    connection.begin()  # a commit for each of more than three hundred statements would cost more than they
    connection.execute(f"CREATE SCHEMA {LAKE_SCHEMA}")
    try:
        return {table.name: _stored(store, table, connection, older=older) for table in TABLES.values()}
    except duckdb.BinderException:
        if older:
            raise
    connection.rollback()
    return _lake(store, connection, older=True)


def _typed(table: Table, connection: duckdb.DuckDBPyConnection, have: set[str]) -> str:
    """The columns of a table as stored; those that no file has are null, in the declared types."""
    connection.register("_shape", table.delta_schema.empty_table())
    shape = connection.execute("DESCRIBE SELECT * FROM _shape").fetchall()
    connection.unregister("_shape")
    return ", ".join(f'"{name}"' if name in have else f'NULL::{kind} AS "{name}"' for name, kind, *_ in shape)


def _plain_view(table: Table) -> str:
    """The view of a table in which nothing is joined."""
    columns = ", ".join(f'"{c.name}"' for c in _shown(table))
    return f"CREATE OR REPLACE VIEW {table.name} AS SELECT {columns} FROM {LAKE_SCHEMA}.{table.name}"


def _shown(table: Table) -> tuple[Column, ...]:
    """All columns of a table's view, with those the engine fills."""
    return (*table.view_columns, *(PARTITIONS if table.daily else ()), *STAMPS)


def _comments(table: Table) -> Iterator[str]:
    yield f"COMMENT ON VIEW {table.name} IS {_literal(table.doc)}"
    for column in _shown(table):
        yield f'COMMENT ON COLUMN {table.name}."{column.name}" IS {_literal(column.doc)}'


def build(store: Store, database: Path) -> dict[str, int]:
    """Builds the catalog and puts it in the place of the old one; readers of the old one keep it until they close it.

    Args:
        store: The lake.
        database: Path of `news.duckdb`.

    Returns:
        Number of rows of every view of a published table.

    Raises:
        duckdb.Error: A view cannot be made; the old catalog is left as it is.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    beside = database.with_name(f".{database.name}.{os.getpid()}.new")
    for left in database.parent.glob(f".{database.name}.*.new*"):
        left.unlink(missing_ok=True)  # by a build that was killed; two never run at once (the home's lock)
    try:
        # each definition binds those under it again: threads cost them more than they help
        with duckdb.connect(str(beside), config={"threads": 1}) as connection:
            if files.is_remote(store.root):
                remote.connect(connection, store.root, store.options)
            # footers need to be read only once; nobody sees the file before it is complete, so nothing is written to a log first
            connection.execute("SET parquet_metadata_cache = true; SET wal_autocheckpoint = '0KB'")
            counts = _lake(store, connection)
            for _, table_of_ids in _sql("resolved"):
                connection.execute(table_of_ids)
            written = dict(_sql("tables"))
            for name in sorted(TABLES, key=lambda n: n in written):
                connection.execute(written.get(name) or _plain_view(TABLES[name]))
            _check_columns(connection)
            connection.execute(";\n".join(comment for table in TABLES.values() for comment in _comments(table)))
            for folder in ((), ("macros",)):
                for _, statements in _sql(*folder):
                    connection.execute(statements)
            connection.execute("RESET threads")
            # a view has the rows of its table's parts, unless what is joined in has a key twice
            if not _joins_add_nothing(connection):
                counts |= {name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]) for name in written}
            connection.commit()
        beside.replace(database)
    finally:
        beside.unlink(missing_ok=True)
    return counts


def _joins_add_nothing(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether each key by which `sql/tables/` joins something in stands there once."""
    once = " AND ".join(f"(SELECT count(*) = count(DISTINCT {key}) FROM {LAKE_SCHEMA}.{rows})" for rows, key in _JOINED)
    return bool(connection.execute(f"SELECT {once}").fetchall()[0][0])


def _check_columns(connection: duckdb.DuckDBPyConnection) -> None:
    """Holds the views to their declarations."""
    for name, table in TABLES.items():
        has = connection.view(name).columns
        declared = [c.name for c in _shown(table)]
        if has != declared:
            raise duckdb.CatalogException(f"view {name} has columns {has}, declared are {declared}")
