"""Reads the date of publication out of a header, a feed or metadata: one short text that is a date, and nothing of running text.

Reads ISO 8601, RFC 822 (RSS) with English or Arabic names, numbers (16/6/2021), and headers as outlets write them, with Gregorian
months of every region or Hijri ones, clock time and zone: ``الاثنين, 20 يوليو/ تموز, 2009, 09:25 GMT``, ``1901 (GMT+04:00) - 22/01/09``.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Final, Literal

from pipeline.dates.anchor import Anchor
from pipeline.dates.grammar import expressions
from pipeline.dates.resolve import resolve
from pipeline.dates.runs import runs
from pipeline.dates.slots import Slots
from pipeline.text.chars import form
from pipeline.text.tokens import tokenize

Precision = Literal["second", "day", "month", "year"]

_ISO: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?", re.IGNORECASE)
_CLOCK: Final = re.compile(r"(?<![\d:+-])(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)\s*(am|pm|ص|م|صباحا|مساء)?(?![^\W\d_])", re.IGNORECASE)
# 1901 (GMT+04:00): the clock without a colon, before its zone
_BARE_CLOCK: Final = re.compile(r"(?<!\d)([01]\d|2[0-3])([0-5]\d)\s*\(GMT", re.IGNORECASE)
_ZONE: Final = re.compile(r"(?:GMT|UTC|غرينتش|جرينتش)\s*([+-])\s*(\d{1,2}):?(\d{2})?|(?<=\d)\s*([+-])(\d{2}):?(\d{2})(?!\d)|(GMT|UTC|غرينتش|جرينتش|\dZ\b)", re.IGNORECASE)
#: The commonest stamp by far. Years of the Hijri calendar and days there are not (2014-13-01) are the grammar's to read.
_ISO_DAY: Final = re.compile(r"(?:19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}")
_EPOCH: Final = re.compile(r"\s*(\d{10})(\d{3})?\s*")
_COMPACT: Final = re.compile(r"\s*(\d{4})(\d{2})(\d{2})\s*")
_ISO_PARTIAL: Final = re.compile(r"\s*(\d{4})(?:-(\d{2}))?\s*")
_ENGLISH: Final = re.compile(r"\b(\d{1,2})?\s*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s*(\d{1,2})?(?:st|nd|rd|th)?,?\s+(\d{4})\b", re.IGNORECASE)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AFTERNOON: Final = frozenset(("pm", "م", "مساء"))
#: The web is not older than this; a date before it is a misreading or a default.
_EARLIEST: Final = 1900


def parse_published(text: str) -> tuple[datetime | None, Precision | None]:
    """Day, and time where there is one, of a date header.

    Args:
        text: The header, as it stands.

    Returns:
        The moment in UTC and how exactly it is known; ``(None, None)`` when the text is no date. A time without a zone counts as UTC.
    """
    plain = form(text).strip()
    if not plain or len(plain) > 300:
        return None, None
    if _ISO_DAY.fullmatch(plain):
        try:
            return datetime.fromisoformat(plain).replace(tzinfo=UTC), "day"
        except ValueError:
            pass
    try:
        for reader in (_iso, _epoch, _rfc, _header):
            found = reader(plain)
            if found is not None and found[0].year >= _EARLIEST:
                return found
    except (ValueError, OverflowError):
        pass
    return None, None


def _iso(text: str) -> tuple[datetime, Precision] | None:
    match = _ISO.match(text)
    if match:
        year, month, day, hour, minute, second = (int(g or 0) for g in match.groups()[:6])
        zone = match.group(7) or "Z"
        return datetime(year, month, day, hour, minute, second, tzinfo=_offset(zone)).astimezone(UTC), "second"
    if match := _COMPACT.fullmatch(text):
        year, month, day = map(int, match.groups())
        return datetime(year, month, day, tzinfo=UTC), "day"
    if match := _ISO_PARTIAL.fullmatch(text):
        return datetime(int(match.group(1)), int(match.group(2) or 1), 1, tzinfo=UTC), "month" if match.group(2) else "year"
    return None


def _epoch(text: str) -> tuple[datetime, Precision] | None:
    match = _EPOCH.fullmatch(text)
    return (datetime.fromtimestamp(int(match.group(1)), UTC), "second") if match else None


def _rfc(text: str) -> tuple[datetime, Precision] | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    # the standard library reads 22/01/09 and lone numbers into years of its own; an RSS date has an English month
    if not _ENGLISH.search(text):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC), "second" if ":" in text else "day"


def _header(text: str) -> tuple[datetime, Precision] | None:
    found = _english(text) or _arabic(text)
    if found is None:
        return None
    day, precision = found
    clock = _clock(text) if precision == "day" else None
    if clock is None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC), precision
    moment = datetime(day.year, day.month, day.day, *clock, tzinfo=_zone(text))
    return moment.astimezone(UTC), "second"


def _english(text: str) -> tuple[date, Precision] | None:
    match = _ENGLISH.search(text)
    if not match:
        return None
    before, name, after, year = match.groups()
    month = _MONTHS.index(name.lower()[:3]) + 1
    day = before or after
    return (date(int(year), month, int(day)), "day") if day else (date(int(year), month, 1), "month")


def _arabic(text: str) -> tuple[date, Precision] | None:
    best: tuple[date, Precision] | None = None
    for _, run in runs(tokenize([text])):
        for e in expressions(run):
            slots = Slots.of(e.items)
            if not slots.years and e.rule != "numeric":
                continue
            value = resolve(e, slots, Anchor(None), future=False)
            if value is None or value.start is None or value.granularity not in ("day", "month", "year"):
                continue
            if value.granularity == "year" and sum(ch.isdigit() for ch in text) > 4:
                continue  # 2021-13-45: other numbers that make no date
            precision: Precision = "day" if value.granularity == "day" else "month" if value.granularity == "month" else "year"
            if best is None or (best[1] != "day" and precision == "day"):
                best = value.start, precision
    return best


def _clock(text: str) -> tuple[int, int, int] | None:
    match = _BARE_CLOCK.search(text)
    if match:
        return int(match.group(1)), int(match.group(2)), 0
    # the offset of a zone is no clock: (GMT+04:00)
    match = _CLOCK.search(re.sub(r"GMT\s*[+-]\s*[\d:]+", "GMT", text, flags=re.IGNORECASE))
    if not match:
        return None
    hour, minute, second = int(match.group(1)), int(match.group(2)), int(match.group(3) or 0)
    mark = (match.group(4) or "").lower()
    if mark in _AFTERNOON and hour < 12:
        hour += 12
    elif mark and mark not in _AFTERNOON and hour == 12:
        hour = 0
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _zone(text: str) -> timezone:
    match = _ZONE.search(text)
    if not match:
        return UTC
    sign, hours, minutes = (match.group(i) or match.group(i + 3) for i in (1, 2, 3))
    if not sign:
        return UTC
    shift = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-shift if sign == "-" else shift) if shift < timedelta(hours=15) else UTC


def _offset(zone: str) -> timezone:
    if zone[0] not in "+-":
        return UTC
    shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return timezone(-shift if zone[0] == "-" else shift)
