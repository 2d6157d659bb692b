"""The `runs` table: one row a run, written when it ends, well or not. Nothing about single steps."""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, datetime

import polars as pl

from assets.batch import write_part
from schemas import TABLES
from schemas.vocab import RunStatus
from warehouse.parts import fingerprint
from warehouse.store import Store

RUNS = TABLES["runs"]
VERSION = "1"


def peak_rss_mb() -> float:
    """Most memory this process, or one of its ended children, has held; MB."""
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kilobytes
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most * unit / 1e6


def _short(run_id: str) -> str:
    return run_id.replace("-", "")[:8]


def rows_written(store: Store, run_id: str) -> dict[str, int]:
    """Rows in the visible parts a run wrote, by table."""
    counts = {}
    for name, table in TABLES.items():
        written = [p.rows for p in store.parts(table) if p.path.endswith(f"-{_short(run_id)}.parquet") or p.path.endswith(f"-u{_short(run_id)[:7]}.parquet")]
        if written:
            counts[name] = sum(written)
    return counts


def record(store: Store, run_id: str, *, started: datetime, status: RunStatus, trigger: str, partition: str | None) -> None:
    """Adds a run's row; a row the run has already is replaced."""
    ended = datetime.now(UTC)
    row = {
        "started_at": started,
        "ended_at": ended,
        "status": status.value,
        "trigger": trigger,
        "partition": partition,
        "counts": json.dumps(rows_written(store, run_id)),
        "seconds": (ended - started).total_seconds(),
        "peak_rss_mb": peak_rss_mb(),
    }
    rows = RUNS.frame([row]).with_columns(run_id=pl.lit(run_id), version=pl.lit(VERSION))
    old = [p for p in store.parts(RUNS) if p.path.endswith(f"-{_short(run_id)}.parquet")]
    part = write_part(store, RUNS, rows, stage="runs", day=None, batch=0, print_=fingerprint(run_id, ended.isoformat()), run_id=run_id)
    store.commit(RUNS, [part], old, run_id=run_id)
