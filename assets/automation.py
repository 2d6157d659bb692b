"""What starts runs: jobs, the nightly schedule, the inbox sensor, and the note of runs that failed."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import dagster as dg

from assets import run_log
from assets.corpus_assets import trigger_of
from assets.home import Home
from assets.settings import Settings
from pipeline.stages import STAGES
from schemas.vocab import RunStatus
from warehouse.store import KEEP_DAYS

CORPUS: Final = ("duplicates", "entity_links", "entities", "catalog")

#: A file still being copied into the inbox changes; one that has not for so many seconds is taken to be whole.
SETTLED: Final = 5

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.assets("raw_documents", *STAGES, *CORPUS),
    description="Take in what is new for a day, read it, and publish. What the nightly schedule and the inbox sensor run.",
)
reprocess = dg.define_asset_job(
    "reprocess",
    selection=dg.AssetSelection.assets(*STAGES, *CORPUS),
    description="Read a day's documents again with the extractors as they are now (batches that are up to date are left alone; set force to redo them), and publish.",
)
publish = dg.define_asset_job(
    "publish",
    selection=dg.AssetSelection.assets(*CORPUS),
    description="Bring the tables over the whole corpus and news.duckdb up to date, without reading any document.",
)


@dg.op(description="Removes files that no version younger than keep_days needs")
def vacuum_files(context: dg.OpExecutionContext, home: Home) -> None:
    """Removes replaced parts and what killed runs left behind."""
    keep = timedelta(days=home.settings.keep_days)
    with home.locked():
        removed = home.store.vacuum(keep)
    context.log.info("%d files removed that no version of the last %d days needs", len(removed), keep.days)


@dg.job(description=f"Remove files that only versions older than keep_days (rawi.toml, default {KEEP_DAYS}) need: replaced rows, and what killed runs left behind.")
def vacuum() -> None:
    """Makes room."""
    vacuum_files()


def nightly(settings: Settings) -> dg.ScheduleDefinition:
    """The schedule that refreshes every night, for the day that has begun."""
    hour, minute = settings.nightly
    zone = ZoneInfo(settings.timezone)

    def request(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        moment = context.scheduled_execution_time or datetime.now(UTC)
        return dg.RunRequest(partition_key=moment.astimezone(zone).date().isoformat())

    return dg.ScheduleDefinition(
        name="nightly",
        job=refresh,
        cron_schedule=f"{minute} {hour} * * *",
        execution_timezone=settings.timezone,
        execution_fn=request,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=f"Every night at {hour:02}:{minute:02} ({settings.timezone}): take in what is new and publish.",
    )


def weekly_vacuum(settings: Settings) -> dg.ScheduleDefinition:
    """The schedule that makes room once a week."""
    return dg.ScheduleDefinition(
        name="weekly_vacuum",
        job=vacuum,
        cron_schedule="0 4 * * 0",
        execution_timezone=settings.timezone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every Sunday at 04:00: remove files no recent version needs.",
    )


def inbox_state(inbox: Path, now: float) -> tuple[str, int] | None:
    """A hash of what lies in the inbox, and the number of files.

    Args:
        inbox: Folder.
        now: Present time, seconds since 1970.

    Returns:
        None while a file has changed in the last few seconds.
    """
    seen = []
    for file in sorted(p for p in inbox.rglob("*") if p.is_file()):
        try:
            stat = file.stat()
        except FileNotFoundError:
            return None  # taken away just now
        if 0 <= now - stat.st_mtime < SETTLED:  # a file dated in the future (another machine's clock) is no file being written
            return None
        seen.append(f"{file.relative_to(inbox)}\x1f{stat.st_size}\x1f{stat.st_mtime_ns}")
    return sha256("\x1e".join(seen).encode("utf8", "surrogateescape")).hexdigest(), len(seen)


def inbox_sensor(settings: Settings) -> dg.SensorDefinition:
    """The sensor that refreshes when files are dropped into the inbox."""

    @dg.sensor(
        name="inbox",
        job=refresh,
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Refreshes today when files have been dropped into inbox/ and are not being written to any more.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        state = inbox_state(settings.inbox, datetime.now(UTC).timestamp())
        if state is None:
            return dg.SkipReason("a file in the inbox is still being written")
        key, n = state
        if key == context.cursor or not n:
            return dg.SkipReason(f"nothing new among the {n} files of {settings.inbox}")
        context.update_cursor(key)
        return dg.RunRequest(run_key=key, partition_key=settings.today().isoformat())

    return inbox


def failures() -> dg.SensorDefinition:
    """The sensor that notes failed runs in the table `runs`."""

    @dg.run_failure_sensor(name="note_failures", default_status=dg.DefaultSensorStatus.RUNNING, description="Notes failed runs in the table runs.")
    def note(context: dg.RunFailureSensorContext, home: Home) -> None:
        run = context.dagster_run
        note_failure(home, context.instance, run)

    return note


def note_failure(home: Home, instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    """Notes a failed run in the table `runs`."""
    found = instance.get_run_record_by_id(run.run_id)
    started = datetime.fromtimestamp(found.start_time, UTC) if found and found.start_time else datetime.now(UTC)
    with home.locked():
        run_log.record(home.store, run.run_id, started=started, status=RunStatus.FAILURE, trigger=trigger_of(run.tags), partition=run.tags.get("dagster/partition"))
