"""`rawi run` and `rawi publish`: running jobs in this process with progress bars, then showing what was found."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from assets.settings import Settings
from pipeline.backends import missing
from pipeline.stages import STAGES
from rawi import summary
from rawi.console import Exit, err, fail, out
from rawi.instance import execute, why_failed
from rawi.progress import bars
from schemas import TABLES


def _do(settings: Settings, job: str, partition: date | None, config: dict[str, dict[str, object]], workers: int = 0) -> None:
    for backend in settings.backends.values():
        if gone := missing(backend):
            fail(f"{settings.file} asks for {backend}: {gone}", Exit.USAGE)
    with bars():
        result = execute(settings, job, partition=partition.isoformat() if partition else None, config=config, workers=workers)
    if not result.success:
        fail(f"{why_failed(result)}\nThe tables are as they were after the last good step. Look with:  rawi doctor,  rawi ui")


def _day(settings: Settings, day: date | None) -> date:
    today = settings.today()
    chosen = day or today
    if not settings.start_date <= chosen <= today:
        fail(f"--date {chosen} is not between {settings.start_date} (start_date in {settings.file}) and today, {today} in {settings.timezone}", Exit.USAGE)
    return chosen


def refresh(settings: Settings, paths: Sequence[str], day: date | None, *, limit: int | None, workers: int) -> None:
    """Takes documents in, reads them and publishes; prints what is there then."""
    for path in paths:
        if not Path(path).expanduser().exists() and not glob.glob(str(Path(path).expanduser()), recursive=True):  # noqa: PTH207 # a pattern, not a path
            fail(f"{path} does not exist (and matches no file)", Exit.USAGE)
    absolute: list[object] = [str(Path(p).expanduser().absolute()) for p in paths]
    _do(settings, "refresh", _day(settings, day), {"raw_documents": {"paths": absolute, "limit": limit}}, workers)
    summary.show(settings)


def reread(settings: Settings, day: date | None, *, force: bool, workers: int) -> None:
    """Reads documents again whose extractors have changed."""
    days = [day] if day else settings.store.days(TABLES["raw_documents"])
    if not days:
        fail("there is nothing to read again yet", Exit.NOTHING)
    for n, one in enumerate(days, 1):
        err.print(f"[bold]{one}[/]  ({n} of {len(days)})", highlight=False)
        _do(settings, "reprocess", one, {name: {"force": force} for name in STAGES}, workers)
    summary.show(settings)


def republish(settings: Settings) -> None:
    """Brings the tables over the corpus and the catalog up to date."""
    _do(settings, "publish", None, {})
    out.print(f"[green]✓[/] {settings.database}", highlight=False)
