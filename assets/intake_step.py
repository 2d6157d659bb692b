"""Taking documents in: new content only, in batches, one commit a run. How documents are found and read stands in `assets.intake`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

import polars as pl

from assets.batch import REJECTS, write_part
from assets.daily import Outcome, reject_counts
from pipeline.sources.record import RawRecord, Reject, records_frame
from schemas import TABLES
from warehouse.parts import Part, fingerprint
from warehouse.store import Store

RAW_DOCUMENTS = TABLES["raw_documents"]
STAGE = "raw_documents"
VERSION = "1"


def take_in(
    store: Store,
    day: date,
    found: Iterable[RawRecord | Reject],
    run_id: str,
    *,
    batch_size: int,
    limit: int | None = None,
    progress: Callable[[int], None] | None = None,
    now: datetime | None = None,
) -> Outcome:
    """Adds what is new to a day's raw documents, in one commit.

    What was taken in before, on whatever day, is known by its content hash and passed over; so is a reject that is already recorded.

    Args:
        store: The lake.
        day: Partition the new documents go to.
        found: Documents and rejects as they are read; consumed lazily, a batch is in memory at a time.
        run_id: Run.
        batch_size: Documents a batch.
        limit: Stop after so many new documents.
        progress: Told the number of new documents after each batch.
        now: Stamped as `ingested_at`; the present when None.

    Returns:
        What was done. `unchanged` counts the day's batches that were there before.
    """
    began = time.monotonic()
    cpu = time.process_time()
    stamp = now or datetime.now(UTC)
    known: set[str] = set(store.read(RAW_DOCUMENTS, columns=["raw_sha256"])["raw_sha256"])
    before = store.parts(RAW_DOCUMENTS, day)
    next_batch = max((p.batch for p in before), default=-1) + 1
    parts: list[Part] = []
    rejects: list[Reject] = []
    pending: list[RawRecord] = []
    new = 0

    def flush() -> None:
        frame = records_frame(pending, stamp).with_columns(run_id=pl.lit(run_id), version=pl.lit(VERSION))
        print_ = fingerprint(VERSION, *frame["raw_sha256"])
        parts.append(write_part(store, RAW_DOCUMENTS, frame, stage=STAGE, day=day, batch=next_batch + len(parts), print_=print_, run_id=run_id))
        pending.clear()
        if progress:
            progress(new)

    for item in found:
        if isinstance(item, Reject):
            rejects.append(item)
            continue
        if item.raw_sha256 in known:
            continue
        known.add(item.raw_sha256)
        pending.append(item)
        new += 1
        if len(pending) >= batch_size:
            flush()
        if limit is not None and new >= limit:
            break
    if pending:
        flush()
    _commit_rejects(store, day, rejects, run_id, next_batch)
    version = store.commit(RAW_DOCUMENTS, parts, run_id=run_id)
    return Outcome(
        table=STAGE,
        day=day,
        rows=sum(p.rows for p in [*before, *parts]),
        new_rows=new,
        batches=len(parts),
        unchanged=len(before),
        rejects=reject_counts(store, STAGE, day),
        cpu_seconds=time.process_time() - cpu,
        seconds=time.monotonic() - began,
        version=version,
    )


def _commit_rejects(store: Store, day: date, rejects: list[Reject], run_id: str, batch: int) -> None:
    """Records rejects that are not recorded yet."""
    recorded = store.read(REJECTS, columns=["stage", "source_uri", "reason", "raw_sha256"])
    seen = set(recorded.filter(pl.col("stage") == STAGE).select("source_uri", "reason", "raw_sha256").iter_rows())
    fresh = {}
    for r in rejects:
        if (r.source_uri, r.reason, r.raw_sha256) not in seen:
            fresh.setdefault((r.source_uri, r.reason, r.raw_sha256), r)
    if not fresh:
        return
    rows = REJECTS.frame(
        [{"source_uri": r.source_uri, "raw_sha256": r.raw_sha256, "stage": STAGE, "table": STAGE, "reason": r.reason, "detail": r.detail, "row_json": None} for r in fresh.values()]
    )
    rows = rows.sort(*REJECTS.sort).with_columns(run_id=pl.lit(run_id), version=pl.lit(VERSION))
    print_ = fingerprint(*(f"{a}{b}{c}" for a, b, c in fresh))
    part = write_part(store, REJECTS, rows, stage=STAGE, day=day, batch=batch, print_=print_, run_id=run_id)
    store.commit(REJECTS, [part], run_id=run_id)
