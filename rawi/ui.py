"""`rawi ui`: the web server and the daemon, on this machine only, for as long as the command runs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

import dagster as dg

from assets.settings import Settings
from rawi.console import Exit, fail, out
from rawi.instance import PROJECT, end_killed_runs, prepare

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    with closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) != 0


def serve(settings: Settings, port: int) -> None:
    """Runs web server and daemon until Ctrl-C, or until one of them ends.

    The daemon is what makes schedules and sensors fire; both see the home by ``RAWI_HOME``.
    """
    if not is_free(port):
        fail(f"port {port} is taken; choose another with --port", Exit.USAGE)
    folder = prepare(settings)
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        end_killed_runs(instance)
    environment = {**os.environ, "DAGSTER_HOME": str(folder), "RAWI_HOME": str(settings.home), "PYTHONUNBUFFERED": "1"}
    workspace = str(PROJECT / "workspace.yaml")
    commands = (
        [sys.executable, "-m", "dagster_webserver", "-h", HOST, "-p", str(port), "-w", workspace, "--log-level", "warning"],
        [sys.executable, "-m", "dagster._daemon", "run", "-w", workspace, "--log-level", "warning"],
    )
    out.print(f"Rawi on [link]http://{HOST}:{port}[/link]  (data: {settings.home}; stop with Ctrl-C)", highlight=False)
    processes = [subprocess.Popen(command, env=environment, cwd=PROJECT) for command in commands]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(int(Exit.OK)))
    try:
        while all(p.poll() is None for p in processes):
            time.sleep(0.5)
    except KeyboardInterrupt:
        out.print("\nstopping …")
    else:
        fail("the web server or the daemon ended by itself; what it printed stands above")
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)
