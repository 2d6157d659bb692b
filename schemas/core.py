"""How a published table is declared, and nothing about any one table.

A `Table` is written down once, as plain columns with a sentence each. The pandera model, the Arrow schema, the comments in
DuckDB and the page `docs/data-dictionary.md` are projections of it (see `schemas.validation` and `schemas.dictionary`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import polars as pl
import pyarrow as pa


class Where(StrEnum):
    """Where a column can be seen."""

    BOTH = "both"
    LAKE = "lake"  # stored, but replaced by something better in the view (a local key by the id it resolves to)
    VIEW = "view"  # known only later: joined in by the view, never written back to the day's files


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, what it means, and what must hold of its values.

    Attributes:
        name: Column name, snake_case.
        dtype: Polars type; the Arrow type follows from it.
        doc: One sentence for users, without the final stop.
        nullable: Whether a value may be missing.
        where: Whether the column lives in the lake, the view, or both.
        values: Closed vocabulary, if the column has one.
        low: Least value allowed (numbers only).
        high: Greatest value allowed (numbers only).
        pattern: Regular expression the whole string must match.
    """

    name: str
    dtype: pl.DataType
    doc: str
    nullable: bool = False
    where: Where = Where.BOTH
    values: type[StrEnum] | None = None
    low: float | None = None
    high: float | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class Table:
    """One published table.

    Attributes:
        name: Table name, also the name of the view and of the Dagster asset.
        doc: What one row is, and what the table is for.
        columns: The columns in the order users see them.
        key: Columns that together name a row; none where rows may repeat.
        group: Dagster asset group.
        daily: True when stored by day of ingestion and batch, False for a table over the whole corpus.
        spans: Triples (start, end, exact): ``articles.text[start:end] == exact`` must hold on every row.
        sort: Columns a batch is ordered by before it is written, so that a re-run gives the same bytes.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    group: str
    daily: bool = True
    spans: tuple[tuple[str, str, str], ...] = ()
    sort: tuple[str, ...] = field(default=())

    @cached_property
    def lake_columns(self) -> tuple[Column, ...]:
        """Columns an extractor has to fill, in stored order (without those the engine stamps)."""
        return tuple(c for c in self.columns if c.where is not Where.VIEW)

    @cached_property
    def view_columns(self) -> tuple[Column, ...]:
        """Columns users see, in order."""
        return tuple(c for c in self.columns if c.where is not Where.LAKE)

    @cached_property
    def polars_schema(self) -> dict[str, pl.DataType]:
        """Column name to polars type, for the stored columns an extractor fills."""
        return {c.name: c.dtype for c in self.lake_columns}

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        """Arrow schema of a stored file: the extractor's columns, then those the engine stamps."""
        columns = (*self.lake_columns, *STAMPS)
        frame = pl.DataFrame(schema={c.name: c.dtype for c in columns})
        arrow = frame.to_arrow(compat_level=pl.CompatLevel.oldest()).schema
        return pa.schema([f.with_nullable(c.nullable) for f, c in zip(arrow, columns, strict=True)])

    @cached_property
    def delta_schema(self) -> pa.Schema:
        """Arrow schema of the Delta table: a stored file plus the partition columns (tables by day).

        Every field is nullable there, so that a column can be added later without rewriting older days.
        """
        partitions = [pa.field(n, t) for n, t in PARTITION_TYPES.items()] if self.daily else []
        return pa.schema([*(f.with_nullable(nullable=True) for f in self.arrow_schema), *partitions])

    def empty(self) -> pl.DataFrame:
        """A frame of no rows with the columns an extractor fills."""
        return pl.DataFrame(schema=self.polars_schema)

    def frame(self, rows: list[dict[str, object]]) -> pl.DataFrame:
        """Rows as a frame in this table's types and column order; missing keys become null.

        Raises:
            polars.exceptions.PolarsError: A value does not fit its column's type.
        """
        if not rows:
            return self.empty()
        return pl.DataFrame(rows, schema=self.polars_schema, orient="row", strict=True)


#: Columns stamped on every stored row by the engine.
STAMPS: tuple[Column, ...] = (
    Column("run_id", pl.String(), "Run that wrote the row (see table runs)"),
    Column("version", pl.String(), "Version of the extractor that wrote the row"),
)

#: Hive partition columns of tables by day, in path order.
PARTITIONS: tuple[Column, ...] = (
    Column("ingest_date", pl.Date(), "Day the document was taken in (partition)"),
    Column("batch", pl.Int32(), "Number of the batch of 1,000 documents inside the day (partition)"),
)
PARTITION_TYPES: dict[str, pa.DataType] = {"ingest_date": pa.date32(), "batch": pa.int32()}
