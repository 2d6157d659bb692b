"""The commands of `rawi` and their options. What a command does lives in the module beside this one that bears its name."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from rawi.console import Exit, HomeOption, err, fail, number, open_catalog, out, settings_of
from rawi.query import Format
from schemas import TABLES
from warehouse.export import ExportFormat

app = typer.Typer(
    name="rawi",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    help="""[bold]Rawi[/] (راوي) turns raw Arabic news into a dataset you can ask in SQL: who said what, who did what, where and when.

    [bold]Exit codes[/]  0 done · 1 a run or query failed · 2 wrong arguments or settings · 3 there is no data yet""",
    epilog='First steps:  rawi run sample   ·   rawi sql "FROM quotes LIMIT 5"   ·   rawi ui',
)


@app.command()
def run(
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH", help="Files, folders or globs. Without: the inbox and the sources of rawi.toml", show_default=False)] = None,
    home: HomeOption = None,
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Day of ingestion to run for (default: today)", show_default=False)] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many new documents")] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes that read texts; 0: as rawi.toml says, else one a core")] = 0,
    reprocess: Annotated[bool, typer.Option("--reprocess", help="Take nothing in; read documents again whose extractors have changed (all days, or --date)")] = False,
    force: Annotated[bool, typer.Option("--force", help="With --reprocess: also what is up to date")] = False,
) -> None:
    """Take documents in, read them, publish the tables. Only what is new is read.

    [dim]rawi run sample[/]   ·   [dim]rawi run dump.jsonl.gz pages/ 'feeds/*.xml'[/]   ·   [dim]rawi run --date 2026-01-31[/]
    """
    from rawi.run import refresh, reread

    settings = settings_of(home)
    chosen: date | None = day.date() if day else None
    if force and not reprocess:
        fail("--force goes with --reprocess", Exit.USAGE)
    if reprocess:
        if paths or limit:
            fail("--reprocess takes no PATH and no --limit: it reads what is in the lake already", Exit.USAGE)
        reread(settings, chosen, force=force, workers=workers)
    else:
        refresh(settings, paths or [], chosen, limit=limit, workers=workers)


@app.command()
def publish(home: HomeOption = None) -> None:
    """Bring entities, duplicates and news.duckdb up to date without reading any document (also after a home was moved)."""
    from rawi.run import republish

    republish(settings_of(home))


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(help="A question in SQL; without it, a prompt", show_default=False)] = None,
    form: Annotated[Format, typer.Option("--format", help="How the answer is printed")] = Format.TABLE,
    home: HomeOption = None,
) -> None:
    """Ask the dataset in SQL (read-only). docs/sql.md is a cookbook.

    [dim]rawi sql "SELECT exact, speaker FROM said_by('…')"[/]   ·   [dim]rawi sql < question.sql[/]
    """
    import sys

    from rawi import query as queries

    settings = settings_of(home)
    if query is None and not sys.stdin.isatty():
        query = sys.stdin.read()
    if query is None:
        queries.prompt(settings, form)
    else:
        queries.once(settings, query, form)


@app.command()
def ui(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1")] = 3000,
    home: HomeOption = None,
) -> None:
    """Open the Dagster UI: asset graph, runs, backfills, checks; while it is up, schedules and the inbox sensor fire."""
    from rawi.ui import serve

    serve(settings_of(home), port)


@app.command()
def tables(
    name: Annotated[str | None, typer.Argument(metavar="TABLE", help="Show the columns of this table", show_default=False)] = None,
    home: HomeOption = None,
) -> None:
    """The data dictionary: tables with row counts, or the columns of one table."""
    settings = settings_of(home)
    with open_catalog(settings) as connection:
        views = connection.execute("SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal").fetchall()
        known = dict(views)
        if name is None:
            grid = Table(header_style="bold")
            for heading in ("table", "rows", "one row is"):
                grid.add_column(heading, justify="right" if heading == "rows" else "left")
            for view in [*TABLES, *sorted(v for v in known if v not in TABLES)]:
                rows = connection.execute(f'SELECT count(*) FROM "{view}"').fetchall()[0][0]
                grid.add_row(view, number(rows), escape(known.get(view) or ""))
            out.print(grid)
            return
        if name not in known:
            fail(f"there is no table {name}; there are {', '.join(known)}", Exit.USAGE)
        out.print(f"[bold]{name}[/]  {escape(known[name] or '')}", highlight=False)
        grid = Table(header_style="bold")
        for heading in ("column", "type", "meaning"):
            grid.add_column(heading, overflow="fold")
        columns = "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = ? ORDER BY column_index"
        for column, kind, comment in connection.execute(columns, [name]).fetchall():
            grid.add_row(column, escape(kind), escape(comment or ""))
        out.print(grid)


@app.command()
def doctor(home: HomeOption = None) -> None:
    """Look whether all is well: versions, paths, lake, catalog; and say what mends what is not."""
    from rawi.doctor import examine

    findings = list(examine(settings_of(home)))
    for f in findings:
        mark = "[green]✓[/]" if not f.remedy else "[yellow]![/]"
        out.print(f"{mark} [bold]{f.what:<18}[/] {escape(f.state)}", highlight=False)
        if f.remedy:
            out.print(f"  [yellow]→ {escape(f.remedy)}[/]", highlight=False)
    if any(f.remedy for f in findings):
        raise typer.Exit(int(Exit.FAILED))


@app.command()
def export(
    names: Annotated[list[str], typer.Argument(metavar="TABLE", help="Tables or views; see: rawi tables")],
    folder: Annotated[Path, typer.Option("--out", help="Folder for the files; made if missing")],
    form: Annotated[ExportFormat, typer.Option("--format", help="File format")] = ExportFormat.PARQUET,
    home: HomeOption = None,
) -> None:
    """Write tables as files: one snapshot of all of them. CSV is safe to open in a spreadsheet."""
    import duckdb

    from warehouse.export import export as write

    settings = settings_of(home)
    open_catalog(settings).close()
    try:
        for path, rows in write(settings.database, names, form, folder):
            out.print(f"[green]✓[/] {escape(str(path))}  {number(rows)} rows", highlight=False)
    except KeyError as error:
        fail(f"there is no table {error.args[0]}; see: rawi tables", Exit.USAGE)
    except (duckdb.Error, OSError) as error:
        fail(f"export to {folder} failed: {error}")


def main() -> None:
    """Entry point."""
    try:
        app()
    except KeyboardInterrupt:
        err.print("stopped")
        raise SystemExit(130) from None
