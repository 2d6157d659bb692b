"""The Dagster assets over the whole corpus: duplicates, entity_links, entities, and the catalog. The work itself is in `assets.corpus`."""

from collections.abc import Callable
from datetime import UTC, datetime

import dagster as dg

from assets import corpus, run_log, show
from assets.daily_assets import StageConfig
from assets.home import Home
from schemas import TABLES
from schemas.vocab import RunStatus
from warehouse import catalog
from warehouse.store import Store

#: Table, tables it reads, what it does, how it is made.
_STEPS: tuple[tuple[str, tuple[str, ...], str, Callable[..., corpus.CorpusOutcome]], ...] = (
    ("duplicates", ("signatures",), "Compares new articles with those of all days; nothing is deleted", corpus.update_duplicates),
    ("entity_links", ("mentions",), "Gives every article's entities to those of the corpus, with the evidence; yesterday's ids stay", corpus.update_entity_links),
    ("entities", ("entity_links", "quotes"), "Describes every entity: canonical name, spellings, roles, counts", corpus.update_entities),
)


def corpus_asset(name: str, reads: tuple[str, ...], doc: str, update: Callable[..., corpus.CorpusOutcome]) -> dg.AssetsDefinition:
    """The asset of one table over the whole corpus.

    Args:
        name: Table.
        reads: Tables it is made from.
        doc: What the step does, for the asset graph.
        update: Step of `assets.corpus` that makes it.
    """
    table = TABLES[name]

    @dg.asset(
        name=name,
        group_name=table.group,
        description=f"{table.doc}.\n\n{doc}.",
        deps=list(reads),
        code_version=corpus.VERSION,
        metadata={"dagster/column_schema": show.column_schema(table)},
        kinds={"deltalake", "polars"},
        retry_policy=dg.RetryPolicy(max_retries=1, delay=5),
    )
    def asset(context: dg.AssetExecutionContext, config: StageConfig, home: Home) -> dg.MaterializeResult:  # type: ignore[type-arg]
        home.report(name, 0, 1)
        with home.locked():
            outcome = update(home.store, context.run.run_id, force=config.force)
        home.report(name, 1, 1)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": outcome.rows,
                "rows": outcome.rows,
                "written": outcome.changed,
                "seconds": round(outcome.seconds, 3),
                "Delta version": outcome.version,
                "preview": dg.MetadataValue.md(show.preview(home.store, table, None)),
            }
        )

    return asset


@dg.asset(
    name="catalog",
    group_name="catalog",
    description="news.duckdb: one view a table over exactly the files of the last versions, macros and comments. Swapped in whole: readers never see half a refresh.",
    deps=["events", "topics", "duplicates", "entities"],  # everything else lies upstream of these
    kinds={"duckdb"},
    check_specs=[dg.AssetCheckSpec("readable", asset="catalog", description="Every view of the catalog can be read")],
)
def catalog_asset(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Records the run and rebuilds the catalog."""
    home.report("catalog", 0, 1)
    with home.locked():
        run = context.run
        partition = run.tags.get("dagster/partition")
        run_log.record(home.store, context.run.run_id, started=_started(context), status=RunStatus.SUCCESS, trigger=trigger_of(run.tags), partition=partition)
        counts = catalog.build(home.store, home.settings.database)
    home.report("catalog", 1, 1)
    return dg.MaterializeResult(
        metadata={**{f"rows in {name}": n for name, n in counts.items()}, "path": dg.MetadataValue.path(home.settings.database)},
        check_results=[dg.AssetCheckResult(passed=counts["articles"] == stored_rows(home.store, "articles"), check_name="readable", metadata=dict(counts))],
    )


def stored_rows(store: Store, table: str) -> int:
    """Rows of a table by its Delta log."""
    return sum(p.rows for p in store.parts(TABLES[table]))


def _started(context: dg.AssetExecutionContext) -> datetime:
    record = context.instance.get_run_record_by_id(context.run.run_id)
    return datetime.fromtimestamp(record.start_time, UTC) if record and record.start_time else datetime.now(UTC)


def trigger_of(tags: dict[str, str]) -> str:
    """What started a run, by the tags Dagster puts on it."""
    for tag, name in (("dagster/schedule_name", "schedule"), ("dagster/sensor_name", "sensor"), ("dagster/backfill", "backfill"), ("rawi/trigger", "command line")):
        if tag in tags:
            return name
    return "manual"


def all_corpus() -> list[dg.AssetsDefinition]:
    """All assets over the whole corpus."""
    return [*(corpus_asset(*step) for step in _STEPS), catalog_asset]
