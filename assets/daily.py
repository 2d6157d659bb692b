"""Bringing one table up to date for one day: which batches are stale, making them, one commit. No Dagster here, so tests and scripts use it too."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assets.batch import BatchTask, Manifest, run_batch
from assets.engine import LocalEngine
from assets.uniqueness import drop_known_articles
from pipeline.backends import OURS
from pipeline.stages import STAGES, Stage
from schemas import TABLES
from warehouse.parts import Part, fingerprint
from warehouse.store import Store

#: Called with (batches done, batches to do).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did to one day of a table.

    Attributes:
        table: Table.
        day: Partition.
        rows: Rows of the day now.
        new_rows: Rows written by this step.
        batches: Batches made.
        unchanged: Batches that were up to date.
        rejects: Rejects of the day now, by reason.
        cpu_seconds: CPU time of the extraction.
        seconds: Wall time of the step.
        version: Version of the Delta table.
    """

    table: str
    day: date
    rows: int
    new_rows: int
    batches: int
    unchanged: int
    rejects: dict[str, int]
    cpu_seconds: float
    seconds: float
    version: int


def stage_fingerprint(stage: Stage, inputs: dict[str, list[Part]], backend: str = OURS) -> str:
    """What a batch's rows depend on: the stage's version, the model that reads if it is not ours, and the parts read."""
    return fingerprint(stage.table, stage.version, *([] if backend == OURS else [backend]), *(p.fingerprint for name in stage.inputs for p in inputs[name]))


def plan(store: Store, stage: Stage, day: date, run_id: str, *, force: bool = False, backend: str = OURS) -> tuple[list[BatchTask], list[Part], list[Part]]:
    """Which batches of a day have to be made.

    Args:
        store: The lake.
        stage: The stage.
        day: Partition.
        run_id: Run.
        force: Also batches that are up to date.
        backend: Name of the model that reads, where the stage offers a choice.

    Returns:
        Tasks; visible parts that the tasks' results (or nothing) replace; visible parts that stay.
    """
    inputs: dict[int, dict[str, list[Part]]] = defaultdict(lambda: {name: [] for name in stage.inputs})
    for name in stage.inputs:
        for part in store.parts(TABLES[name], day):
            inputs[part.batch][name].append(part)
    # a batch can be made once all its inputs are there
    ready = {batch: parts for batch, parts in inputs.items() if all(parts.values())}
    wanted = {batch: stage_fingerprint(stage, parts, backend) for batch, parts in ready.items()}
    visible = store.parts(TABLES[stage.table], day)
    keep = [] if force else [p for p in visible if wanted.get(p.batch) == p.fingerprint]
    kept = {p.batch for p in keep}
    tasks = [
        BatchTask(stage.table, day, batch, {name: tuple(store.address(name, p.path) for p in parts) for name, parts in ready[batch].items()}, wanted[batch], run_id, store, backend)
        for batch in sorted(ready)
        if batch not in kept
    ]
    return tasks, [p for p in visible if p not in keep], keep


def update(store: Store, engine: LocalEngine, table: str, day: date, run_id: str, *, force: bool = False, backend: str = OURS, progress: Progress | None = None) -> Outcome:
    """Brings one day of one table up to date in one commit; a day that is up to date is left alone.

    Args:
        store: The lake.
        engine: Where batches run.
        table: Name of a stage in `pipeline.stages`.
        day: Partition.
        run_id: Run.
        force: Make all batches anew.
        backend: Name of the model that reads, where the stage offers a choice.
        progress: Told of every finished batch.

    Returns:
        What was done.
    """
    began = time.monotonic()
    tasks, replaced, kept = plan(store, STAGES[table], day, run_id, force=force, backend=backend)
    manifests: list[Manifest] = []
    for manifest in engine.map(run_batch, tasks):
        manifests.append(manifest)
        if progress:
            progress(len(manifests), len(tasks))
    manifests.sort(key=lambda m: m.part.batch)
    if table == "articles":
        manifests = drop_known_articles(store, manifests, kept, run_id)
    redone = {m.part.batch for m in manifests} | {p.batch for p in replaced}
    old_rejects = [p for p in store.parts(TABLES["rejects"], day) if p.stage == table and p.batch in redone]
    # rejects first: should the run die between the two commits, the batch is made again and its rejects replaced
    store.commit(TABLES["rejects"], [m.rejects for m in manifests if m.rejects], old_rejects, run_id=run_id)
    parts = [m.part for m in manifests]
    version = store.commit(TABLES[table], parts, replaced, run_id=run_id)
    return Outcome(
        table=table,
        day=day,
        rows=sum(p.rows for p in [*parts, *kept]),
        new_rows=sum(p.rows for p in parts),
        batches=len(parts),
        unchanged=len(kept),
        rejects=reject_counts(store, table, day),
        cpu_seconds=sum(m.seconds for m in manifests),
        seconds=time.monotonic() - began,
        version=version,
    )


def reject_counts(store: Store, stage: str, day: date) -> dict[str, int]:
    """How many inputs a stage turned away on a day, by reason."""
    table = TABLES["rejects"]
    addresses = [store.address(table, p.path) for p in store.parts(table, day) if p.stage == stage]
    if not addresses:
        return {}
    counts = store.read_files(addresses, ["reason"]).group_by("reason").len().sort("reason")
    return dict(counts.iter_rows())
