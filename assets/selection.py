"""Which documents a run reads: the paths it was given, or what the inbox and the configured sources hold for its day. Nothing is opened here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from assets.intake.fetch import fetch
from assets.intake.fetch_state import FetchState
from assets.intake.intake import documents
from assets.intake.walk import walk
from assets.settings import Settings
from pipeline.sources.record import RawRecord, Reject

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def inbox_paths(settings: Settings, day: date) -> list[Path]:
    """What of the inbox belongs to a day.

    A folder named by a day (``inbox/2026-01-31/``) belongs to that day; everything else belongs to the day it is found, today. So a backfill of
    past days does not swallow what was dropped in since.

    Args:
        settings: The home.
        day: Partition.
    """
    if not settings.inbox.is_dir():
        return []
    dated = settings.inbox / day.isoformat()
    chosen = [dated] if dated.is_dir() else []
    if day == settings.today():
        chosen += [p for p in settings.inbox.iterdir() if not _DAY.fullmatch(p.name)]
    return sorted(chosen)


def found(settings: Settings, day: date, paths: Sequence[str], state: FetchState | None = None) -> Iterator[RawRecord | Reject]:
    """Documents and rejects of a run, read lazily.

    Args:
        settings: The home.
        day: Partition.
        paths: Files, folders or patterns; when there are none, the inbox is read and, for today, the sources of `rawi.toml`.
        state: What is known of the sources' addresses; to be saved by the caller once the documents are stored.
    """
    if paths:
        yield from documents(walk(list(paths)))
        return
    for path in inbox_paths(settings, day):
        yield from documents(walk([path], source="inbox"))
    if day == settings.today():
        yield from fetch(settings.sources, state or FetchState())
