"""`rawi doctor`: is everything there that is needed, and if not, what mends it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version

import duckdb
from deltalake.exceptions import DeltaError

from assets.backends import SECTIONS
from assets.settings import Settings
from pipeline.backends import OURS, missing
from rawi.console import number
from schemas import TABLES
from warehouse import files
from warehouse.store import StoreError

PACKAGES = ("rawi", "dagster", "dagster-webserver", "polars", "pyarrow", "pandera", "duckdb", "deltalake", "numba", "numpy")

#: Free space below which a run may not finish, GB.
LOW_DISK = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    Attributes:
        what: What was looked at.
        state: What was found.
        remedy: What mends it; empty when all is well.
    """

    what: str
    state: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Looks at everything, cheapest first."""
    ok = sys.version_info >= (3, 11)
    yield Finding("Python", sys.version.split()[0], "" if ok else "install Python 3.11 or newer, then: make install")
    for name in PACKAGES:
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(name, "not installed", "make install")
    yield Finding("home", str(settings.home), "" if settings.home.is_dir() else "nothing here yet; the first  rawi run  makes it")
    yield Finding("settings", f"{settings.file}{'' if settings.file.exists() else ' (not there: defaults)'}, time zone {settings.timezone}, {settings.n_workers} workers")
    for section, (table, _) in SECTIONS.items():
        backend = settings.backends.get(table, OURS)
        yield Finding(section, f"read by {backend}", missing(backend))
    if not settings.home.is_dir():
        return
    free = shutil.disk_usage(settings.home).free / 1e9
    yield Finding("disk", f"{free:.1f} GB free", "" if free > LOW_DISK else f"make room: less than {LOW_DISK:.0f} GB is left where {settings.home} lies")
    yield from _lake(settings)
    yield from _catalog(settings)


def _lake(settings: Settings) -> Iterator[Finding]:
    parts = {}
    for name, table in TABLES.items():
        try:
            parts[name] = settings.store.parts(table)
        except (StoreError, DeltaError, ValueError, OSError) as error:
            remedy = f"restore {settings.store.address(name)} from a backup, or move it away and run: rawi run --reprocess"
            yield Finding("lake", f"table {name} cannot be read: {str(error).splitlines()[0]}", remedy)
            return
    rows = sum(p.rows for p in parts["articles"])
    size = sum(p.size for ps in parts.values() for p in ps) / 1e6
    yield Finding("lake", f"{settings.lake}: {number(rows)} articles, {size:.1f} MB", "" if rows else "no articles yet: rawi run FILE_OR_FOLDER")
    if not files.is_remote(settings.lake):
        gone = [f"{name}/{p.path}" for name, ps in parts.items() for p in ps if not files.local_path(settings.store.address(name, p.path)).exists()]
        if gone:
            yield Finding("lake files", f"{len(gone)} are missing, e.g. {gone[0]}", "restore them from a backup, or read the day again: rawi run --reprocess --force")
    old = settings.store.vacuum(timedelta(days=settings.keep_days), dry_run=True)
    if old:
        yield Finding("old files", f"{len(old)} that no version of the last {settings.keep_days} days needs", "they go with the weekly job vacuum; now: rawi ui, job vacuum")


def _catalog(settings: Settings) -> Iterator[Finding]:
    if not settings.database.exists():
        yield Finding("catalog", "not there", f"rawi publish --home {settings.home}")
        return
    try:
        with duckdb.connect(str(settings.database), read_only=True) as connection:
            rows = connection.execute("SELECT count(article_id) FROM articles").fetchall()[0][0]
    except duckdb.Error as error:
        yield Finding("catalog", str(error).splitlines()[0], f"rawi publish --home {settings.home}")
        return
    stored = sum(p.rows for p in settings.store.parts(TABLES["articles"]))
    stale = "" if rows == stored else f"it shows {rows} articles, the lake holds {stored}: rawi publish --home {settings.home}"
    yield Finding("catalog", f"{settings.database}: {number(rows)} articles", stale)
