"""A run killed in the middle: nothing half-made is ever visible, and the next run makes the same tables as if nothing had happened."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.settings import load
from schemas import TABLES
from warehouse.store import Store

SAMPLE = Path(__file__).parents[2] / "sample" / "text"
N = 12
SETTINGS = "batch_size = 4\nworkers = 2\n"

#: Where the run is killed: as soon as a file of this pattern is there. Parts are written, and not yet visible, before a table's commit.
POINTS = (
    "lake/raw_documents/**/*-*.parquet",
    "lake/articles/_delta_log/*1.json",
    "lake/quotes/**/*-*.parquet",
    "lake/entity_links/*.parquet",
    ".news.duckdb.*.new",
)


@pytest.fixture(scope="module")
def inputs() -> list[str]:
    files = sorted(str(p) for p in SAMPLE.glob("*.txt"))
    assert len(files) >= N
    return files[:N]


def a_home(folder: Path) -> Path:
    folder.mkdir()
    (folder / "rawi.toml").write_text(SETTINGS, encoding="utf8")
    return folder


def start(home: Path, inputs: list[str]) -> subprocess.Popen[bytes]:
    code = "from rawi.cli import main; main()"
    # every run hashes strings in its own way: rows must not hang on the order of a set
    environment = {k: v for k, v in os.environ.items() if k not in {"RAWI_HOME", "DAGSTER_HOME", "PYTHONHASHSEED"}}
    return subprocess.Popen(
        [sys.executable, "-c", code, "run", *inputs, "--home", str(home)], env=environment, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def tables(home: Path) -> dict[str, pl.DataFrame]:
    """All tables but the log of runs, without what may differ between two runs."""
    store = load(home).store
    return {
        name: store.read(table).sort(list(table.key) or ["source_uri", "stage", "reason"]).drop("run_id", "ingested_at", strict=False)
        for name, table in TABLES.items()
        if name != "runs"
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, inputs: list[str]) -> dict[str, pl.DataFrame]:
    home = a_home(tmp_path_factory.mktemp("undisturbed") / "home")
    process = start(home, inputs)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()
    return tables(home)


def assert_nothing_half_made(home: Path, whole: dict[str, pl.DataFrame]) -> None:
    """Every table is as it was before, that is empty, or whole; the catalog is there and readable, or not there."""
    store: Store = load(home).store
    for name, table in TABLES.items():
        rows = store.read(table)
        assert rows.height == sum(p.rows for p in store.parts(table))
        if name not in {"runs", "rejects"}:
            assert rows.height in {0, whole[name].height}, name
    if (home / "news.duckdb").exists():
        with duckdb.connect(str(home / "news.duckdb"), read_only=True) as connection:
            for name in TABLES:
                connection.execute(f"FROM {name}").fetchall()


def test_killed_at_five_points_and_run_again(tmp_path, inputs, undisturbed, rawi):
    home = a_home(tmp_path / "home")
    killed = 0
    for point in POINTS:
        if any(home.glob(point)) and "parquet" not in point:
            continue
        seen = set(home.glob(point))
        process = start(home, inputs)
        until = time.monotonic() + 240
        while process.poll() is None and set(home.glob(point)) <= seen:
            assert time.monotonic() < until, "the run hangs"
            time.sleep(0.002)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # the run and all its workers at once, as a power cut does
            killed += 1
        process.communicate()
        assert_nothing_half_made(home, undisturbed)
    assert killed >= 3
    process = start(home, inputs)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()
    for name, rows in tables(home).items():
        assert rows.equals(undisturbed[name]), name
    assert rawi("sql", "SELECT count(*) AS n FROM articles", "--format", "csv", home=home).stdout == f"n\n{undisturbed['articles'].height}\n"
    # what the killed runs left behind is swept away, nothing else
    store = load(home).store
    for file in (home / "lake").rglob("*.parquet"):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    store.vacuum()
    for name, rows in tables(home).items():
        assert rows.equals(undisturbed[name]), name
    on_disk = {str(p) for p in (home / "lake").rglob("*.parquet") if "_delta_log" not in p.parts}
    assert on_disk >= {store.address(n, p.path) for n, t in TABLES.items() for p in store.parts(t)}
    assert not list(home.glob(".news.duckdb.*"))


def test_a_worker_that_is_killed_fails_the_run_and_nothing_more(tmp_path, inputs, undisturbed):
    home = a_home(tmp_path / "home")
    process = start(home, inputs)
    until = time.monotonic() + 240
    victims: list[int] = []
    while process.poll() is None and not victims and time.monotonic() < until:
        victims = [p for p in _descendants(process.pid) if _is_worker(p)]
        time.sleep(0.002)
    assert victims, "no worker process was seen"
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    _, errors = process.communicate(timeout=240)
    assert_nothing_half_made(home, undisturbed)
    if process.returncode != 0:
        assert process.returncode == 1
        assert b"Traceback" not in errors, errors.decode()
    again = start(home, inputs)
    _, errors = again.communicate(timeout=300)
    assert again.returncode == 0, errors.decode()
    for name, rows in tables(home).items():
        assert rows.equals(undisturbed[name]), name


def _descendants(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == pid:
            found += [int(folder.name), *_descendants(int(folder.name))]
    return found


def _is_worker(pid: int) -> bool:
    """A process the fork server has made: its parent is one too, the run itself is its grandparent."""
    try:
        return (
            b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()
            and b"forkserver" in Path(f"/proc/{int(Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[1])}/cmdline").read_bytes()
        )
    except OSError:
        return False
