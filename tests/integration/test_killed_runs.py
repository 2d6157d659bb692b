import os
import socket
import subprocess

import dagster as dg
import pytest

from assets.definitions import build_defs
from rawi.instance import PROCESS, end_killed_runs


@pytest.fixture
def status_of(home):
    job = build_defs(home).resolve_job_def("publish")

    def judged(process: str | None, trigger: str = "command line") -> str:
        """Status of a run left as STARTED, after killed runs were looked for."""
        tags = {"rawi/trigger": trigger} | ({PROCESS: process} if process else {})
        with dg.DagsterInstance.ephemeral() as instance:
            run = instance.create_run_for_job(job, tags=tags, status=dg.DagsterRunStatus.STARTED)
            end_killed_runs(instance)
            return instance.get_run_by_id(run.run_id).status.value

    return judged


def a_pid_of_nobody() -> int:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_only_a_run_whose_process_is_gone_is_ended(status_of):
    here, gone = socket.gethostname(), a_pid_of_nobody()
    assert status_of(f"{here}:{gone}") == "FAILURE"
    assert status_of(f"{here}:{os.getpid()}") == "STARTED"
    assert status_of(f"elsewhere:{gone}") == "STARTED"
    assert status_of(f"{here}:{gone}", trigger="schedule") == "STARTED"
    assert status_of(None) == "STARTED"
