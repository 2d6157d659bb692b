"""The whole code location: `build_defs` puts assets, jobs, schedules, sensors and resources together; `defs` is what Dagster loads."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from assets.automation import failures, inbox_sensor, nightly, publish, refresh, reprocess, vacuum, weekly_vacuum
from assets.corpus_assets import all_corpus
from assets.daily_assets import all_daily
from assets.home import Home
from assets.settings import load


def build_defs(home: Path | None = None, *, workers: int = 0) -> dg.Definitions:
    """The code location of one home.

    Args:
        home: Folder of the data set; ``RAWI_HOME``, else ``./data``, when None.
        workers: Worker processes; 0 for what `rawi.toml` says.

    Returns:
        Everything Dagster needs. Steps run in one process (a process a step costs seconds); work is spread inside a step.

    Raises:
        SettingsError: `rawi.toml` cannot be used.
    """
    settings = load(home)
    # end_offset 1: today can be run for, not only days that are over
    days = dg.DailyPartitionsDefinition(start_date=settings.start_date.isoformat(), timezone=settings.timezone, end_offset=1)
    return dg.Definitions(
        assets=[*all_daily(days), *all_corpus()],
        jobs=[refresh, reprocess, publish, vacuum],
        schedules=[nightly(settings), weekly_vacuum(settings)],
        sensors=[inbox_sensor(settings), failures()],
        resources={"home": Home(path=str(settings.home), workers=workers)},
        executor=dg.in_process_executor,
    )


defs = build_defs()
