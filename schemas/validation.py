"""What must hold of rows before they are published: the pandera model of a table, and the span rule. No files, no Dagster.

Validation stands before the write: `split` gives back the rows that may be published and, for the others, why not.
"""

from __future__ import annotations

from functools import cache

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from schemas.core import Column, Table
from schemas.spans import held

#: Columns of what `split` says of rows that break the contract.
BROKEN_SCHEMA: dict[str, pl.DataType] = {"row": pl.UInt32(), "reason": pl.String(), "detail": pl.String()}


def _checks(column: Column) -> list[pa.Check]:
    checks = []
    if column.values is not None:
        checks.append(pa.Check.isin([v.value for v in column.values], name="not_in_vocabulary"))
    if column.low is not None:
        checks.append(pa.Check.ge(column.low, name="too_low"))
    if column.high is not None:
        checks.append(pa.Check.le(column.high, name="too_high"))
    if column.pattern is not None:
        checks.append(pa.Check.str_matches(f"^(?:{column.pattern})$", name="wrong_form"))
    return checks


@cache
def model(name: str) -> pa.DataFrameSchema:
    """The pandera model of a table's stored columns.

    Args:
        name: A key of `schemas.TABLES`.
    """
    from schemas import TABLES

    table = TABLES[name]
    columns = {c.name: pa.Column(c.dtype, _checks(c), nullable=c.nullable) for c in table.lake_columns}
    schema: pa.DataFrameSchema = pa.DataFrameSchema(columns, strict=True, ordered=True, name=name)
    return schema


def _refused(column: Column) -> list[pl.Expr]:
    """Whether any value of a column breaks its declaration; the same as its checks in `model`, in expressions."""
    value = pl.col(column.name)
    kept = [] if column.nullable else [value.is_not_null()]
    if column.values is not None:
        kept.append(value.is_in([v.value for v in column.values]))
    if column.low is not None:
        kept.append(value >= column.low)
    if column.high is not None:
        kept.append(value <= column.high)
    if column.pattern is not None:
        kept.append(value.str.contains(f"^(?:{column.pattern})$"))
    return [(~k).any() for k in kept]


@cache
def _refusals(name: str) -> pl.Expr:
    from schemas import TABLES

    return pl.any_horizontal(pl.lit(value=False), *(e for c in TABLES[name].lake_columns for e in _refused(c)))


def _is_clean(table: Table, frame: pl.DataFrame) -> bool:
    """Whether the pandera model would refuse nothing: asked first, in one pass, since nearly every batch is clean and pandera takes a pass a check."""
    return frame.schema == pl.Schema(table.polars_schema) and frame.columns == list(table.polars_schema) and not frame.select(_refusals(table.name)).item()


def _broken_values(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Row numbers and reasons of values the pandera model refuses."""
    if _is_clean(table, frame):
        return pl.DataFrame(schema=BROKEN_SCHEMA)
    try:
        model(table.name).validate(frame, lazy=True)
    except SchemaErrors as error:
        cases: pl.DataFrame = error.failure_cases
        if cases.filter(pl.col("index").is_null()).height:
            # a missing or mistyped column is a defect of the extractor, not of a row
            first = cases.filter(pl.col("index").is_null()).row(0, named=True)
            raise TypeError(f"{table.name}: column {first['column']}: {first['check']}: {first['failure_case']}") from error
        return cases.select(
            row=pl.col("index").cast(pl.UInt32),
            reason=pl.when(pl.col("check").str.starts_with("not_null")).then(pl.lit("missing_value")).otherwise(pl.lit("bad_value")),
            detail=pl.format("{}: {} ({})", pl.col("column"), pl.col("check"), pl.col("failure_case").cast(pl.String).fill_null("null").str.slice(0, 80)),
        )
    return pl.DataFrame(schema=BROKEN_SCHEMA)


def _broken_spans(table: Table, frame: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Row numbers of spans that do not hold the characters they say."""
    broken = [pl.DataFrame(schema=BROKEN_SCHEMA)]
    for (start, end, exact), holds in zip(table.spans, held(articles, frame, table.spans), strict=True):
        if not holds.all():
            rows = frame.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), pl.col(start, end).cast(pl.String).fill_null("None")).filter(~holds)
            detail = pl.format(f"{exact}: articles.text[{{}}:{{}}] is not what the row says", start, end)
            broken.append(rows.select("row", reason=pl.lit("span_mismatch"), detail=detail))
    return pl.concat(broken)


def split(table: Table, frame: pl.DataFrame, articles: pl.DataFrame | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Parts the rows that keep the table's contract from those that break it.

    Args:
        table: The table the rows are for.
        frame: Rows with the columns of `Table.polars_schema`.
        articles: `article_id` and `text` of the articles the rows are of; needed for tables with spans.

    Returns:
        The rows that may be published, and one row (row number, reason, detail) for every other one.

    Raises:
        TypeError: A column is missing, unknown or of another type: the extractor is wrong, not a row.
        ValueError: The table has spans and there are no articles.
    """
    broken = [_broken_values(table, frame)]
    if table.spans:
        if articles is None:
            raise ValueError(f"{table.name}: its spans can only be checked beside the articles they are of")
        broken.append(_broken_spans(table, frame, articles))
    if table.key and set(table.key) <= set(frame.columns):
        broken.append(_repeated_keys(table, frame))
    bad = pl.concat(broken).unique("row", keep="first", maintain_order=True)
    if not bad.height:
        return frame, bad
    good = frame.with_row_index("_row").filter(~pl.col("_row").is_in(bad["row"].implode())).drop("_row")
    return good, bad


def _repeated_keys(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Row numbers of rows whose key stands in an earlier row."""
    repeated = frame.select(pl.struct(table.key).is_first_distinct().not_().alias("again")).with_row_index("row").filter("again")
    return repeated.select(row="row", reason=pl.lit("repeated_key"), detail=pl.lit(f"a row with the same {', '.join(table.key)} came before"))
