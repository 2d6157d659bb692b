"""Settings of one Rawi home: where things lie, time zone, engine, sources. Read from `HOME/rawi.toml` and nowhere else.

The only environment variable read is ``RAWI_HOME``. What a source is and how it is fetched stands in `assets.intake`.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assets.backends import SECTIONS, chosen
from assets.intake.sources import SourceError, SourceSettings, parse_sources
from warehouse.store import KEEP_DAYS, Store

#: Articles a batch: the unit of work, of memory and of a file.
BATCH_SIZE: Final = 1000

TEMPLATE: Final = """\
# Settings of this Rawi home. Everything is optional; what stands here in comments is the default.

# timezone = "UTC"          # days begin at midnight here, and the nightly run goes by it (e.g. "Asia/Riyadh")
# nightly = "02:30"         # when the nightly refresh runs
# start_date = 2020-01-01   # first day that can be run for
# workers = 0               # processes that read texts; 0 = one a core
# keep_days = 7             # days for which replaced rows stay readable (time travel)
# lake = "lake"             # folder in this home, or an object store: "s3://bucket/rawi"
# [storage_options]         # handed to the object store (region, endpoint, …)

# [names]                   # who reads the names; docs/backends.md tells what each needs
# backend = "rawi"          # or "transformers", "gliner", "stanza"
# model = ""                # name on the hub, or a folder (here or anywhere); ours takes none
# [topics]                  # who names the topics: "rawi" or "transformers" (zero-shot)
# backend = "rawi"

# What `rawi run` and the nightly refresh read besides inbox/ (docs/sources.md tells all keys):
# [[sources]]
# name = "example"
# kind = "feed"
# url = "https://example.org/ar/rss.xml"
"""


class SettingsError(Exception):
    """`rawi.toml` cannot be used; the message names the file, the key and what is expected."""


@dataclass(frozen=True)
class Settings:
    """Settings of one home.

    Attributes:
        home: Folder of this data set.
        timezone: Zone whose midnight parts the days.
        nightly: Hour and minute of the nightly refresh.
        start_date: First day that can be run for.
        workers: Worker processes; 0 means one a core.
        keep_days: Days for which replaced rows stay readable.
        lake: Address of the lake.
        storage_options: For object stores.
        sources: What is read besides the inbox.
        batch_size: Articles a batch.
        backends: Models that read instead of ours, by table.
    """

    home: Path
    timezone: str = "UTC"
    nightly: tuple[int, int] = (2, 30)
    start_date: date = date(2020, 1, 1)
    workers: int = 0
    keep_days: int = KEEP_DAYS
    lake: str = ""
    storage_options: dict[str, str] = field(default_factory=dict)
    sources: tuple[SourceSettings, ...] = ()
    batch_size: int = BATCH_SIZE
    backends: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """The settings file."""
        return self.home / "rawi.toml"

    @property
    def inbox(self) -> Path:
        """Folder that is read by every run."""
        return self.home / "inbox"

    @property
    def database(self) -> Path:
        """The DuckDB catalog."""
        return self.home / "news.duckdb"

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps its history and schedules."""
        return self.home / "dagster"

    @property
    def fetch_state(self) -> Path:
        """What feeds said when they were last fetched (ETag, Last-Modified)."""
        return self.home / "fetch_state.json"

    @property
    def store(self) -> Store:
        """The lake's tables."""
        return Store(self.lake or str(self.home / "lake"), self.storage_options)

    @property
    def n_workers(self) -> int:
        """Number of worker processes meant by `workers`."""
        return self.workers or os.cpu_count() or 1

    def today(self) -> date:
        """Today in the home's time zone."""
        return datetime.now(ZoneInfo(self.timezone)).date()

    def prepare(self) -> None:
        """Makes the home's folders, and a settings file that explains itself, where they are missing."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        self.dagster_home.mkdir(parents=True, exist_ok=True)
        if not self.file.exists():
            self.file.write_text(TEMPLATE, encoding="utf8")


def default_home() -> Path:
    """``RAWI_HOME``, else ``data`` in the current folder."""
    return Path(os.environ.get("RAWI_HOME") or "data").expanduser().absolute()


def load(home: Path | None = None) -> Settings:
    """Reads a home's settings; a home without `rawi.toml` has the defaults.

    Args:
        home: The folder; `default_home()` when None.

    Raises:
        SettingsError: The file is no TOML, a key is unknown, or a value is not what it should be.
    """
    home = (home or default_home()).expanduser().absolute()
    file = home / "rawi.toml"
    if not file.exists():
        return Settings(home, lake=str(home / "lake"))
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8-sig"))  # editors on Windows put a byte order mark
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from error
    return Settings(home, **_checked(file, home, given))


def _checked(file: Path, home: Path, given: dict[str, Any]) -> dict[str, Any]:
    kinds: dict[str, type | tuple[type, ...]] = {
        "timezone": str, "nightly": str, "start_date": date, "workers": int, "keep_days": int, "lake": str, "storage_options": dict, "sources": list, "batch_size": int, "names": dict, "topics": dict,
    }  # fmt: skip
    for key, value in given.items():
        if key not in kinds:
            raise SettingsError(f"{file}: unknown key {key!r}; known are {', '.join(kinds)}")
        # a bool is an int and a datetime is a date to Python, not to whoever writes the file
        if not isinstance(value, kinds[key]) or isinstance(value, bool | datetime):
            raise SettingsError(f"{file}: {key} = {value!r} is not what is expected there; see the comments in a fresh rawi.toml")
    for key, inner in (("storage_options", given.get("storage_options", {}).values()), ("sources", given.get("sources", []))):
        kind, expected = (str, 'text: write port = "9000"') if key == "storage_options" else (dict, "a table: write [[sources]], then its keys below")
        wrong = [v for v in inner if not isinstance(v, kind)]
        if wrong:
            raise SettingsError(f"{file}: {key}: {wrong[0]!r} must be {expected}")
    out = {key: value for key, value in given.items() if key not in SECTIONS}
    try:
        out["backends"] = chosen(given, home)
    except ValueError as error:
        raise SettingsError(f"{file}: {error}") from error
    if "timezone" in out:
        try:
            ZoneInfo(out["timezone"])
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise SettingsError(f'{file}: timezone = "{out["timezone"]}" is not known; write e.g. "Asia/Riyadh" or "Africa/Algiers"') from error
    if "nightly" in out:
        try:
            at = datetime.strptime(out["nightly"], "%H:%M")  # noqa: DTZ007 # a time of day, no moment
        except ValueError as error:
            raise SettingsError(f'{file}: nightly = "{out["nightly"]}" is not a time of day like "02:30"') from error
        out["nightly"] = (at.hour, at.minute)
    for key, least in (("workers", 0), ("keep_days", 0), ("batch_size", 1)):
        if key in out and out[key] < least:
            raise SettingsError(f"{file}: {key} = {out[key]} must be at least {least}")
    lake = str(out.get("lake", "lake"))
    out["lake"] = lake if "://" in lake else str((home / lake).absolute())
    try:
        out["sources"] = tuple(parse_sources(out.get("sources", ()), file=file))
    except SourceError as error:
        raise SettingsError(str(error)) from error
    return out
