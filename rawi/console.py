"""What all commands share: the terminal, exit codes, how errors are told, opening the catalog. No command is defined here."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import Annotated, NoReturn

import duckdb
import typer
from rich.console import Console
from rich.markup import escape

from assets.settings import Settings, SettingsError, load
from warehouse import files, remote


class Exit(IntEnum):
    """Exit codes, for scripts."""

    OK = 0
    FAILED = 1  # a run or query failed
    USAGE = 2  # wrong arguments or settings
    NOTHING = 3  # there is no data yet


out = Console()
err = Console(stderr=True)

HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder of the data set (default: RAWI_HOME, else ./data)", show_default=False)]


def fail(message: str, code: Exit = Exit.FAILED) -> NoReturn:
    """Tells what is wrong and ends the command."""
    err.print(f"[bold red]✗[/] {escape(message)}", highlight=False)
    raise typer.Exit(int(code))


def settings_of(home: Path | None) -> Settings:
    """Settings of a home; ends the command when they cannot be used."""
    try:
        return load(home)
    except SettingsError as error:
        fail(str(error), Exit.USAGE)


def open_catalog(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The catalog, read-only and with no way to other files; ends the command when there is none."""
    if not settings.database.exists():
        fail(f"{settings.database} is not there yet. Make it with:  rawi run FILE_OR_FOLDER --home {settings.home}", Exit.NOTHING)
    try:
        connection = duckdb.connect(str(settings.database), read_only=True)
    except duckdb.Error as error:
        fail(f"{settings.database} cannot be opened: {error}. Build it anew with:  rawi publish --home {settings.home}")
    if files.is_remote(settings.lake):
        try:
            remote.connect(connection, settings.lake, settings.storage_options)
        except duckdb.Error as error:
            fail(f"the lake {settings.lake} cannot be reached: {error}. Check [storage_options] in {settings.file}")
    else:
        connection.execute("SET allowed_directories = [$lake]", {"lake": settings.store.root})
        connection.execute("SET enable_external_access = false")
    return connection


def number(n: int) -> str:
    """A count with thin grouping: 12 345."""
    return f"{n:,}".replace(",", "\u202f")
