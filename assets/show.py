"""What the Dagster UI shows of a table: column schema, counts, a preview, check results. Makes nothing and decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

import dagster as dg
import polars as pl

from assets.daily import Outcome
from schemas import PARTITIONS, STAMPS, TABLES, Table
from warehouse.store import Store

#: Rows and characters a cell in a preview.
PREVIEW_ROWS: Final = 8
PREVIEW_WIDTH: Final = 60

#: Reasons that `schemas.validation` gives for rows which broke the contract.
CONTRACT: Final = frozenset({"bad_value", "missing_value", "repeated_key"})
SPANS: Final = frozenset({"span_mismatch"})


def column_schema(table: Table) -> dg.TableSchema:
    """The stored columns as Dagster shows them."""
    columns = [*table.lake_columns, *STAMPS, *(PARTITIONS if table.daily else ())]
    return dg.TableSchema([dg.TableColumn(c.name, str(c.dtype), c.doc, dg.TableColumnConstraints(nullable=c.nullable)) for c in columns])


def check_specs(table: Table) -> list[dg.AssetCheckSpec]:
    """The checks of a daily table."""
    specs = [
        dg.AssetCheckSpec("contract", asset=table.name, description="Every row keeps the table's contract (types, vocabularies, ranges, keys); rows that do not are in rejects")
    ]
    if table.spans:
        specs.append(dg.AssetCheckSpec("spans", asset=table.name, description="articles.text[start:end] is exactly what the row says, on every row"))
    return specs


def check_results(table: Table, outcome: Outcome) -> Iterator[dg.AssetCheckResult]:
    """Judges a day of a table by what had to be turned away."""
    for name, reasons in (("contract", CONTRACT), ("spans", SPANS)):
        if name == "spans" and not table.spans:
            continue
        broken = {r: n for r, n in outcome.rejects.items() if r in reasons}
        yield dg.AssetCheckResult(
            passed=not broken,
            check_name=name,
            asset_key=table.name,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"rows checked": outcome.rows + sum(broken.values()), "rows turned away": sum(broken.values()), **broken},
        )


def metadata(store: Store, outcome: Outcome) -> dict[str, Any]:
    """Counts (plotted over time by the UI) and a preview of a day of a table."""
    table = TABLES[outcome.table]
    return {
        "dagster/row_count": outcome.rows,
        "rows of the day": outcome.rows,
        "new rows": outcome.new_rows,
        "rejects of the day": sum(outcome.rejects.values()),
        "rejects by reason": outcome.rejects,
        "batches made": outcome.batches,
        "batches unchanged": outcome.unchanged,
        "CPU seconds": round(outcome.cpu_seconds, 3),
        "Delta version": outcome.version,
        "preview": dg.MetadataValue.md(preview(store, table, outcome.day)),
    }


def preview(store: Store, table: Table, day: date | None) -> str:
    """A few rows of a table as a Markdown table."""
    for part in store.parts(table, day):
        if part.rows:
            return markdown(store.read_files([store.address(table, part.path)]).head(PREVIEW_ROWS))
    return "*no rows*"


def markdown(frame: pl.DataFrame) -> str:
    """A frame as a Markdown table, long values cut."""
    lines = [f"| {' | '.join(frame.columns)} |", f"|{'---|' * frame.width}"]
    lines += [f"| {' | '.join(_cell(v) for v in row)} |" for row in frame.iter_rows()]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value.isoformat(sep=" ", timespec="seconds") if isinstance(value, datetime) else str(value)
    text = " ".join(text.split()).replace("|", "\\|")
    return text if len(text) <= PREVIEW_WIDTH else text[: PREVIEW_WIDTH - 1] + "…"
