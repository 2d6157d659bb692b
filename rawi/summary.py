"""What a run has found, for the eye: counts, rejects, a few quotes, what to try next."""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from pathlib import Path

import duckdb
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from assets.settings import Settings, default_home
from rawi.console import number, open_catalog, out
from schemas import TABLES

#: Right-to-left isolate and its end, so that Arabic stands right in a line of Latin.
RLI, PDI = "\u2067", "\u2069"


def command() -> str:
    """How this command is called again: ``rawi`` where that is on the path, else as it was called now."""
    called = Path(sys.argv[0])
    if shutil.which("rawi") or called.name != "rawi":
        return "rawi"
    with suppress(ValueError):
        return str(called.absolute().relative_to(Path.cwd()))
    return str(called)


def show(settings: Settings) -> None:
    """Prints row counts, rejects by reason, a few quotes with speakers, and three commands to try."""
    with open_catalog(settings) as connection:
        out.print(_counts(connection))
        rejects = connection.execute("SELECT stage, reason, count(*) FROM rejects GROUP BY ALL ORDER BY 3 DESC, 1, 2 LIMIT 8").fetchall()
        if rejects:
            out.print("[bold]Turned away[/] " + escape(", ".join(f"{n} × {reason} ({stage})" for stage, reason, n in rejects)), highlight=False)
        _quotes(connection)
    home = "" if settings.home == default_home() else f" --home {settings.home}"
    rawi = command()
    out.print("\n[bold]Next[/]")
    for line, what in (
        (f'{rawi} sql{home} "SELECT speaker_canonical, count(*) AS n FROM quotes GROUP BY ALL ORDER BY n DESC LIMIT 10"', "who speaks most"),
        (f"{rawi} ui{home}", "the asset graph, runs and schedules in the browser"),
        (f"{rawi} run{home} PATH…", "read your own files (or drop them into inbox/)"),
    ):
        out.print(f"  [cyan]{escape(line)}[/]\n      [dim]{escape(what)}[/]", soft_wrap=True, highlight=False)


def _counts(connection: duckdb.DuckDBPyConnection) -> Table:
    table = Table(title="What is there now", title_justify="left", header_style="bold")
    table.add_column("table")
    table.add_column("rows", justify="right")
    table.add_column("one row is")
    for name, declared in TABLES.items():
        rows = connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
        table.add_row(name, number(rows), declared.doc.split(";")[0].split(":")[0])
    return table


def _quotes(connection: duckdb.DuckDBPyConnection) -> None:
    """Five sure quotes of different speakers, short enough to read."""
    found = connection.execute(
        """
        SELECT speaker, cue, exact, outlet FROM quotes JOIN articles USING (article_id)
        WHERE speaker IS NOT NULL AND kind = 'direct' AND length(exact) BETWEEN 30 AND 160 AND duplicate_of IS NULL
        QUALIFY row_number() OVER (PARTITION BY speaker ORDER BY quotes.score DESC, quote_id) = 1
        ORDER BY quotes.score DESC, quote_id LIMIT 5
        """
    ).fetchall()
    for speaker, cue, exact, outlet in found:
        line = Text(f"{RLI}{speaker}", style="bold green")
        line.append(f" ({cue or '—'}): ", style="dim")
        line.append(f"«{' '.join(exact.split())}»", style="default")
        line.append(f"{PDI}  {outlet or ''}", style="dim")
        out.print(line)
