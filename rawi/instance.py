"""The Dagster instance of a home: where it lies, how it is configured, running a job of it in this process."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deltalake.exceptions import DeltaError

import assets
from assets.settings import Settings
from rawi.console import Exit, fail
from warehouse.store import StoreError

if TYPE_CHECKING:
    import dagster as dg

#: Folder of the project (it is installed in place, see docs/adr/0004).
PROJECT = Path(assets.__file__).resolve().parent.parent

#: Tag that names the machine and process of a run of the command line.
PROCESS: Final = "rawi/process"


def prepare(settings: Settings) -> Path:
    """Makes the home, and puts the project's dagster.yaml into its Dagster folder.

    Returns:
        The Dagster folder.

    Raises:
        typer.Exit: Where Rawi was not installed in place, so that the project's files are not there.
    """
    if not (PROJECT / "dagster.yaml").is_file():
        fail(f"Rawi runs from its project folder, and {PROJECT} is none. Get the project, and in its folder: make install (or pip install --editable .)", Exit.USAGE)
    settings.prepare()
    shutil.copyfile(PROJECT / "dagster.yaml", settings.dagster_home / "dagster.yaml")
    return settings.dagster_home


def execute(settings: Settings, job: str, *, partition: str | None, config: Mapping[str, Any], workers: int = 0) -> dg.ExecuteInProcessResult:
    """Runs a job in this process, recorded in the home's Dagster instance as a run like any other.

    Args:
        settings: The home.
        job: Job name.
        partition: Day, ISO; None for jobs over the whole corpus.
        config: Config of steps by name.
        workers: Worker processes; 0 for what the settings say.
    """
    import dagster as dg

    from assets.definitions import build_defs

    folder = prepare(settings)
    definitions = build_defs(settings.home, workers=workers)
    run_config = {
        "ops": {step: {"config": dict(given)} for step, given in config.items()},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},  # the progress bar speaks for the steps
    }
    tags = {"rawi/trigger": "command line", PROCESS: f"{socket.gethostname()}:{os.getpid()}"}
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        end_killed_runs(instance)
        found = definitions.resolve_job_def(job)
        result = found.execute_in_process(run_config=run_config, instance=instance, partition_key=partition, raise_on_error=False, tags=tags)
        if not result.success:
            from assets.automation import note_failure
            from assets.home import Home

            # what made the run fail (a full disk, a broken log) may well stop this too, and matters more
            with suppress(OSError, DeltaError, StoreError):
                note_failure(Home(path=str(settings.home)), instance, result.dagster_run)
        return result


def end_killed_runs(instance: dg.DagsterInstance) -> None:
    """Marks runs of the command line as failed whose process is gone: a killed run cannot say so, and would hold its place in the queue for ever."""
    import dagster as dg

    running = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED], tags={"rawi/trigger": "command line"})
    for run in instance.get_runs(running):
        host, _, pid = run.tags.get(PROCESS, "").rpartition(":")
        if host == socket.gethostname() and not _is_alive(int(pid)):
            instance.report_run_failed(run, "The process of this run was killed.")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def why_failed(result: dg.ExecuteInProcessResult) -> str:
    """What made a run fail, in one paragraph."""
    for event in result.all_events:
        if event.is_failure and event.is_step_event and event.step_failure_data.error:
            error = event.step_failure_data.error
            cause = error.cause or error
            return f"step {event.step_key}: {cause.message.strip()}"
    return "the run failed; see it in the UI (rawi ui)"
