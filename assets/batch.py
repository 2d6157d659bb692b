"""One batch through one stage: read, extract, validate, write. Runs in a worker; knows nothing of Dagster or of other batches."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipeline.backends import OURS
from pipeline.stages import STAGES, Rows
from schemas import TABLES, Table
from schemas.validation import split
from warehouse.parts import Part, part_path
from warehouse.store import Store

REJECTS = TABLES["rejects"]


@dataclass(frozen=True, slots=True)
class BatchTask:
    """A batch to be made.

    Attributes:
        stage: Table to fill.
        day: Partition.
        batch: Number of the batch.
        inputs: For each upstream table the addresses of the batch's parts.
        fingerprint: What the new part is to be named by.
        run_id: Run.
        store: The lake.
        backend: Name of the model that reads, where the stage offers a choice.
    """

    stage: str
    day: date
    batch: int
    inputs: Mapping[str, tuple[str, ...]]
    fingerprint: str
    run_id: str
    store: Store
    backend: str = OURS


@dataclass(frozen=True, slots=True)
class Manifest:
    """What became of a batch: parts that are written and not yet visible.

    Attributes:
        part: Part of the stage's table.
        rejects: Part of `rejects`, None when nothing was turned away.
        seconds: CPU seconds spent.
    """

    part: Part
    rejects: Part | None
    seconds: float


def run_batch(task: BatchTask) -> Manifest:
    """Makes one batch of one table and writes its part.

    Raises:
        TypeError: The stage's rows have not the table's columns.
    """
    began = time.process_time()
    stage, table = STAGES[task.stage], TABLES[task.stage]
    inputs = {name: task.store.read_files(addresses, stage.inputs[name] or None) for name, addresses in task.inputs.items()}
    made = stage.rows(**inputs) if task.backend == OURS else stage.rows(**inputs, backend=task.backend)
    version = stage.version if task.backend == OURS else f"{stage.version} {task.backend}"
    rows, broken = split(table, made.rows, inputs.get("articles"))
    rejects = pl.concat([_turned_away(task, made), _broke_contract(task, made.rows, broken)])
    if table.sort:
        rows = rows.sort(*table.sort, maintain_order=True)
    rows = rows.with_columns(run_id=pl.lit(task.run_id), version=pl.lit(version))
    part = write_part(task.store, table, rows, stage=task.stage, day=task.day, batch=task.batch, print_=task.fingerprint, run_id=task.run_id)
    turned_away = None
    if rejects.height:
        rejects = rejects.sort(*REJECTS.sort, maintain_order=True).with_columns(run_id=pl.lit(task.run_id), version=pl.lit(version))
        turned_away = write_part(task.store, REJECTS, rejects, stage=task.stage, day=task.day, batch=task.batch, print_=task.fingerprint, run_id=task.run_id)
    return Manifest(part, turned_away, time.process_time() - began)


def write_part(
    store: Store, table: Table, rows: pl.DataFrame, *, stage: str, day: date | None, batch: int, print_: str, run_id: str, notes: Mapping[str, str] | None = None
) -> Part:
    """Writes stamped rows as a part that is not yet visible; `notes` are kept in the file."""
    path = part_path(stage, day, batch, print_, run_id)
    size = store.write_file(store.address(table, path), rows, table.arrow_schema, notes)
    return Part(day, batch, stage, print_, path, rows.height, size)


def _turned_away(task: BatchTask, made: Rows) -> pl.DataFrame:
    return made.rejects.select(
        "source_uri", "raw_sha256", stage=pl.lit(task.stage), table=pl.lit(task.stage), reason=pl.col("reason"), detail=pl.col("detail"), row_json=pl.col("row_json")
    )  # fmt: skip


def _broke_contract(task: BatchTask, rows: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    """Rejects for rows that break the table's contract, each with the row itself so that nothing is lost."""
    if not broken.height:
        return REJECTS.empty()
    out = []
    for number, reason, detail in broken.sort("row").iter_rows():
        row = rows.row(number, named=True)
        where = str(row.get("article_id") or row.get("source_uri"))
        out.append(
            {
                "source_uri": where,
                "raw_sha256": row.get("raw_sha256"),
                "stage": task.stage,
                "table": task.stage,
                "reason": reason,
                "detail": detail,
                "row_json": json.dumps(row, ensure_ascii=False, default=str),
            }
        )
    return REJECTS.frame(out)
