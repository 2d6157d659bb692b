"""Parts: the Parquet files a table is made of, and what their names say. Knows nothing of Delta or of what the rows mean.

A part of a daily table holds the rows one stage made of one batch:
``<table>/ingest_date=2026-01-31/batch=0/<stage>-<batch>-<fingerprint>-<run>.parquet``. The fingerprint names everything the
rows depend on (stage version, the parts read), so a part that is there need not be made again. The run makes the name new each
time: a file that a reader may hold is never written to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

_NAME: Final = re.compile(r"(?P<stage>[a-z_]+)-(?P<batch>\d+)-(?P<fingerprint>[0-9a-f]{12})-(?P<run>[0-9a-zA-Z]+)\.parquet$")


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One Parquet file of a table.

    Attributes:
        day: Partition, None for tables over the whole corpus.
        batch: Number of the batch inside the day, 0 for tables over the whole corpus.
        stage: Stage that wrote it.
        fingerprint: 12 hex digits naming what its rows depend on.
        path: Path inside the table.
        rows: Number of rows.
        size: Bytes.
    """

    day: date | None
    batch: int
    stage: str
    fingerprint: str
    path: str
    rows: int
    size: int

    @classmethod
    def from_path(cls, path: str, *, day: date | None, rows: int, size: int) -> Part:
        """Reads a part's description off its name.

        Raises:
            ValueError: The name was not made by `part_path`.
        """
        found = _NAME.search(path)
        if not found:
            raise ValueError(f"{path} is not a file Rawi wrote; move it out of the lake")
        return cls(day, int(found["batch"]), found["stage"], found["fingerprint"], path, rows, size)


def part_path(stage: str, day: date | None, batch: int, print_: str, run_id: str) -> str:
    """Path of a new part inside its table."""
    folder = "" if day is None else f"ingest_date={day.isoformat()}/batch={batch}/"
    return f"{folder}{stage}-{batch:05d}-{print_}-{run_id.replace('-', '')[:8]}.parquet"


def fingerprint(*what: str) -> str:
    """12 hex digits that change whenever any of the strings, or their order, changes."""
    return sha256("\x1f".join(what).encode()).hexdigest()[:12]
