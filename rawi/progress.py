"""The progress bars of a run: one line a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from assets.home import reporting_to
from rawi.console import err


@contextmanager
def bars() -> Iterator[None]:
    """Shows how far each step of a run in this process is, on the error stream; plain lines where that is no terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[unit]}"), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def report(table: str, done: int, total: int | None) -> None:
            unit = "documents" if table == "raw_documents" else "batches"
            if table not in tasks:
                tasks[table] = progress.add_task(table, total=total, unit=unit)
                if progress.disable and total != 0:
                    err.print(f"  {table} …", highlight=False)
            progress.update(tasks[table], completed=done, total=total)

        with reporting_to(report):
            yield
