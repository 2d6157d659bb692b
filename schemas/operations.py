"""`rejects` and `runs`: what did not get through and why, and what was run."""

from __future__ import annotations

import polars as pl

from schemas.core import Column, Table
from schemas.vocab import RunStatus

S = pl.String()

REJECTS = Table(
    name="rejects",
    doc="One input or row that was not published, with the reason",
    group="operations",
    key=(),
    sort=("source_uri", "stage", "reason", "detail"),
    columns=(
        Column("source_uri", S, "File, address or article it concerns"),
        Column("raw_sha256", S, "sha256 of the input, where it could be read", nullable=True),
        Column("stage", S, "Stage that turned it away"),
        Column("table", S, "Table it would have gone to"),
        Column("reason", S, "Reason code (docs/rejects.md lists them)"),
        Column("detail", S, "What exactly was wrong, and what can be done"),
        Column("row_json", S, "The row that broke the contract, as JSON", nullable=True),
    ),
)

RUNS = Table(
    name="runs",
    doc="One run of the pipeline",
    group="operations",
    daily=False,
    key=("run_id",),
    sort=("started_at",),
    columns=(
        Column("started_at", pl.Datetime("us", "UTC"), "When it began (UTC)"),
        Column("ended_at", pl.Datetime("us", "UTC"), "When it ended (UTC)"),
        Column("status", S, "How it ended", values=RunStatus),
        Column("trigger", S, "What started it (manual, schedule, sensor, backfill)"),
        Column("partition", S, "Day it was run for", nullable=True),
        Column("counts", S, "Rows written by table, as JSON"),
        Column("seconds", pl.Float64(), "Wall time", low=0),
        Column("peak_rss_mb", pl.Float64(), "Most memory held by this process or one of its workers", low=0),
    ),
)
