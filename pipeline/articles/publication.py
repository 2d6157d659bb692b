"""When an article was published: stamps as sources write them -> UTC and how exact they are. Dates inside the text are `pipeline.dates`' matter.

The stamps themselves are read by `pipeline.dates.parse`; here stands what that means for an article: its moment, the date in a file's name or
address, and whether it can be true.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pipeline.dates.parse import parse_published
from schemas.vocab import PublishedPrecision

#: Before this year no online article can have been published; after ingestion only by clock error.
FIRST_YEAR = 1990
_SLACK = timedelta(days=2)


class Stamp(NamedTuple):
    """A moment of publication.

    Attributes:
        at: The moment, in UTC; the beginning of the day, month or year when only that is known.
        precision: How exactly it is known.
    """

    at: datetime
    precision: PublishedPrecision


_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?Z?)?$")
_FILENAME = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_/]?(0[1-9]|1[0-2])[-_/]?(0[1-9]|[12]\d|3[01])(?!\d)")
_PATH = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?:/|$)")


def parse(raw: str) -> Stamp | None:
    """Reads a publication stamp.

    Args:
        raw: The stamp as the source wrote it.

    Returns:
        The moment, or None when it cannot be read. Nothing is said of whether it is plausible.
    """
    m = _COMPACT.match(raw.strip())
    if m:
        y, mo, d, h, mi, s = (int(x) if x else 0 for x in m.groups())
        try:
            return Stamp(datetime(y, mo, d, h, mi, s, tzinfo=UTC), PublishedPrecision.SECOND if m.group(4) else PublishedPrecision.DAY)
        except ValueError:
            return None
    at, precision = parse_published(raw)
    if at and precision:
        return Stamp(at, PublishedPrecision(precision))
    try:
        # a well-formed day in a year no reader of dates expects (3024): read, so that it can be called implausible
        return Stamp(datetime.fromisoformat(raw.strip()[:10]).replace(tzinfo=UTC), PublishedPrecision.DAY)
    except ValueError:
        return None


def from_name(uri: str) -> Stamp | None:
    """The day that a file name or an address carries (``2015-08-11_x.txt``, ``/2015/08/11/``)."""
    m = _PATH.search(uri) or _FILENAME.search(uri.rsplit("/", 1)[-1])
    if not m:
        return None
    try:
        return Stamp(datetime(int(m.group(1)), int(m.group(2)), int(m.group(3)), tzinfo=UTC), PublishedPrecision.DAY)
    except ValueError:
        return None


def plausible(at: datetime, ingested_at: datetime) -> bool:
    """Whether an article taken in at `ingested_at` can have been published then."""
    return at.year >= FIRST_YEAR and at <= ingested_at + _SLACK
