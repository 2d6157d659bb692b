"""When an article was published: stamps as sources write them -> UTC and how exact they are. Dates inside the text are `pipeline.dates`' matter.

ISO 8601, RFC 822, epoch seconds, day/month/year numbers, and Arabic stamps with month names of every region or Hijri months.
A stamp without a time zone is taken as UTC: the source has said nothing better.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import NamedTuple

from pipeline.articles.patterns import load
from pipeline.text.chars import key
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


_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*(?:UTC|GMT)?$")
_COMPACT = re.compile(r"(20\d{2}|19\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?Z?)?$")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(صباحا|ص|مساء|م|am|pm)?\b")
_ZONE = re.compile(r"(?:gmt|utc|جمت|ت غ|توقيت غرينتش)\s*(?:([+-]\d{1,2}):?(\d{2})?)?", re.IGNORECASE)
_FILENAME = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_/]?(0[1-9]|1[0-2])[-_/]?(0[1-9]|[12]\d|3[01])(?!\d)")
_PATH = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?:/|$)")


@cache
def _months() -> tuple[re.Pattern[str], dict[str, tuple[str, int]]]:
    """Pattern of day, month name and year, and what each folded month name means."""
    names: dict[str, tuple[str, int]] = {}
    for calendar, months in load("months.yaml").items():
        for number, forms in months.items():
            for form in forms:
                names.setdefault(key(form), (calendar, int(number)))
    alternatives = "|".join(re.escape(n).replace("\\ ", r"\s*") for n in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?:(?<!\d)(?P<day>\d{{1,2}})\s*(?:من\s+)?[-/,،]?\s*)?(?P<month>{alternatives})(?:\s*/\s*(?:{alternatives}))?\s*[-/,،]?\s*(?P<year>\d{{3,5}})"), names


def parse(raw: str) -> Stamp | None:
    """Reads a publication stamp.

    Args:
        raw: The stamp as the source wrote it.

    Returns:
        The moment, or None when it cannot be read. Nothing is said of whether it is plausible.
    """
    text = raw.strip()
    m = _ISO.match(text)
    try:
        if m:
            return _iso(m)
        if text.isdigit() and len(text) in (10, 13):
            return Stamp(datetime.fromtimestamp(int(text[:10]), UTC), PublishedPrecision.SECOND)
        m = _COMPACT.match(text)
        if m:
            y, mo, d, h, mi, s = (int(x) if x else 0 for x in m.groups())
            return Stamp(datetime(y, mo, d, h, mi, s, tzinfo=UTC), PublishedPrecision.SECOND if m.group(4) else PublishedPrecision.DAY)
        if re.match(r"(?:[A-Za-z]{3},? ?)?\d{1,2} [A-Za-z]{3}", text):
            at = parsedate_to_datetime(text)
            return Stamp(at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC), PublishedPrecision.SECOND)
        return _written(key(text))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _iso(m: re.Match[str]) -> Stamp:
    y, mo, d, h, mi, s, zone = m.groups()
    if d is None:
        return Stamp(datetime(int(y), int(mo), 1, tzinfo=UTC), PublishedPrecision.MONTH)
    if h is None:
        return Stamp(datetime(int(y), int(mo), int(d), tzinfo=UTC), PublishedPrecision.DAY)
    at = datetime(int(y), int(mo), int(d), int(h), int(mi), int(s or 0), tzinfo=UTC)
    if zone and zone != "Z":
        sign = -1 if zone[0] == "-" else 1
        at -= sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return Stamp(at, PublishedPrecision.SECOND)


def _written(text: str) -> Stamp | None:
    """A stamp with a month name, or numbers alone; `text` is folded, its digits are ASCII."""
    pattern, names = _months()
    hijri: datetime | None = None
    for m in pattern.finditer(text):
        calendar, month = names[re.sub(r"\s+", " ", m.group("month"))]
        year, day = int(m.group("year")), int(m.group("day") or 0)
        if calendar == "hijri":
            hijri = hijri or _from_hijri(year, month, day or 1)
            continue
        if not day:
            return Stamp(datetime(year, month, 1, tzinfo=UTC), PublishedPrecision.MONTH)
        return _with_clock(datetime(year, month, day, tzinfo=UTC), text)
    if hijri:
        return Stamp(hijri, PublishedPrecision.DAY)
    m2 = _YEAR_FIRST.search(text)
    if m2:
        return _with_clock(datetime(int(m2.group(1)), int(m2.group(2)), int(m2.group(3)), tzinfo=UTC), text)
    m2 = _NUMERIC.search(text)
    if m2:
        day, month, year = int(m2.group(1)), int(m2.group(2)), int(m2.group(3))
        if month > 12 >= day:
            day, month = month, day
        return _with_clock(datetime(year, month, day, tzinfo=UTC), text)
    if re.fullmatch(r"(?:19|20)\d{2}", text):
        return Stamp(datetime(int(text), 1, 1, tzinfo=UTC), PublishedPrecision.YEAR)
    return None


def _with_clock(day: datetime, text: str) -> Stamp:
    """The moment on `day`. A local clock time without zone would only feign exactness, so without one the day is what is known."""
    m, zone = _CLOCK.search(text), _ZONE.search(text)
    if not m or not zone:
        return Stamp(day, PublishedPrecision.DAY)
    hour = int(m.group(1)) % 12 + 12 if (m.group(4) or "").startswith(("م", "p")) else int(m.group(1))
    ahead = timedelta(hours=int(zone.group(1) or 0), minutes=int(zone.group(2) or 0))
    return Stamp(day + timedelta(hours=hour, minutes=int(m.group(2)), seconds=int(m.group(3) or 0)) - ahead, PublishedPrecision.SECOND)


def _from_hijri(year: int, month: int, day: int) -> datetime:
    from hijridate import Hijri

    g = Hijri(year, month, day).to_gregorian()
    return datetime(g.year, g.month, g.day, tzinfo=UTC)


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
