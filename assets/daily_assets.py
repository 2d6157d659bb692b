"""The Dagster assets of tables by day: raw_documents, then one asset a stage of `pipeline.stages`. The work itself is in `assets.daily`."""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from assets import daily, show
from assets.home import Home
from assets.intake.fetch_state import FetchState
from assets.intake_step import VERSION as INTAKE_VERSION
from assets.intake_step import take_in
from assets.selection import found
from pipeline.backends import OURS
from pipeline.stages import STAGES, Stage
from schemas import TABLES


class IntakeConfig(dg.Config):
    """What to take in."""

    paths: list[str] = []  # noqa: RUF012 # files, folders or globs; empty: the inbox and the sources of rawi.toml
    limit: int | None = None  # stop after so many new documents


class StageConfig(dg.Config):
    """How to bring a table up to date."""

    force: bool = False  # also make batches anew that are up to date


def _events(outcome: daily.Outcome, home: Home) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:  # type: ignore[type-arg]
    table = TABLES[outcome.table]
    yield dg.MaterializeResult(asset_key=table.name, metadata=show.metadata(home.store, outcome), check_results=list(show.check_results(table, outcome)))


def raw_documents(partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:  # type: ignore[type-arg]
    """The asset that takes documents in."""
    table = TABLES["raw_documents"]

    @dg.asset(
        name=table.name,
        group_name=table.group,
        description=f"{table.doc}. Takes what is new from the inbox, the sources of rawi.toml or the given paths; what cannot be read goes to rejects.",
        partitions_def=partitions,
        code_version=INTAKE_VERSION,
        check_specs=show.check_specs(table),
        metadata={"dagster/column_schema": show.column_schema(table)},
        kinds={"deltalake"},
        retry_policy=dg.RetryPolicy(max_retries=1, delay=5),
    )
    def asset(context: dg.AssetExecutionContext, config: IntakeConfig, home: Home) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
        day = date.fromisoformat(context.partition_key)
        with home.locked():
            state = FetchState.load(home.settings.fetch_state)
            documents = found(home.settings, day, config.paths, state)
            outcome = take_in(
                home.store, day, documents, context.run.run_id, batch_size=home.settings.batch_size, limit=config.limit, progress=lambda n: home.report(table.name, n, config.limit)
            )
            state.save()  # only now: a run that dies before fetches again
        home.report(table.name, outcome.new_rows, outcome.new_rows)
        context.log.info("%d new documents, %d rejects of the day", outcome.new_rows, sum(outcome.rejects.values()))
        yield from _events(outcome, home)  # type: ignore[misc]

    return asset


def stage_asset(stage: Stage, partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:  # type: ignore[type-arg]
    """The asset of one stage.

    Args:
        stage: The stage.
        partitions: Days.
    """
    table = TABLES[stage.table]

    @dg.asset(
        name=table.name,
        group_name=table.group,
        description=f"{table.doc}.\n\n{stage.doc}.",
        deps=list(stage.inputs),
        partitions_def=partitions,
        code_version=stage.version,
        check_specs=show.check_specs(table),
        metadata={"dagster/column_schema": show.column_schema(table)},
        kinds={"deltalake", "python"},
    )
    def asset(context: dg.AssetExecutionContext, config: StageConfig, home: Home) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
        def progress(done: int, total: int) -> None:
            home.report(table.name, done, total)
            context.log.info("%s: batch %d of %d", table.name, done, total)

        with home.locked():
            day, backend = date.fromisoformat(context.partition_key), home.settings.backends.get(table.name, OURS)
            outcome = daily.update(home.store, home.engine, table.name, day, context.run.run_id, force=config.force, backend=backend, progress=progress)
        home.report(table.name, outcome.batches, outcome.batches)
        yield from _events(outcome, home)  # type: ignore[misc]

    return asset


def all_daily(partitions: dg.PartitionsDefinition) -> list[dg.AssetsDefinition]:  # type: ignore[type-arg]
    """All assets of tables by day."""
    return [raw_documents(partitions), *(stage_asset(stage, partitions) for stage in STAGES.values())]
