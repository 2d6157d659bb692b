"""Values of date expressions: EDTF, first and last day, granularity. Reckoning with calendars only; nothing about words."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

from hijridate import Gregorian, Hijri

#: Years hijridate knows (Umm al-Qura).
HIJRI_FIRST, HIJRI_LAST = 1343, 1500

# EDTF level 1 season codes and level 2 quarters and halves: first month and number of months
_SEASONS: Final = {21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3), 33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3), 40: (1, 6), 41: (7, 6)}


class Value(NamedTuple):
    """What an expression names.

    Attributes:
        edtf: Value in EDTF; None when nothing is known.
        start: First day, when complete.
        end: Last day, when complete.
        granularity: Size of what is named.
        calendar: Calendar it is written in.
    """

    edtf: str | None
    start: date | None
    end: date | None
    granularity: str
    calendar: str = "gregorian"


def unknown(granularity: str) -> Value:
    """Something of which nothing is known but its size."""
    return Value(None, None, None, granularity)


def of_day(day: date, calendar: str = "gregorian") -> Value:
    """A day."""
    return Value(day.isoformat(), day, day, "day", calendar)


def of_month(year: int, month: int) -> Value:
    """A month; `month` may run over 12 or below 1."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Value(f"{year:04d}-{month:02d}", date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def of_year(year: int) -> Value:
    """A year."""
    return Value(f"{year:04d}", date(year, 1, 1), date(year, 12, 31), "year")


def of_part(year: int, code: int) -> Value:
    """A season (21-24), quarter (33-36) or half (40, 41) of a year, by EDTF code. Seasons are the meteorological ones."""
    month, length = _SEASONS[code]
    return Value(f"{year:04d}-{code}", date(year, month, 1), of_month(year, month + length - 1).end, "season" if code < 30 else "interval")


def of_years(first: int, size: int) -> Value:
    """A decade (196X) or century (19XX)."""
    digits = f"{first:04d}"[: 3 if size == 10 else 2]
    return Value(digits.ljust(4, "X"), date(first, 1, 1), date(first + size - 1, 12, 31), "interval")


def of_week(day: date) -> Value:
    """The week a day lies in, from Sunday to Saturday, as weeks are counted from Rabat to Muscat."""
    first = day - timedelta(days=(day.weekday() + 1) % 7)
    last = first + timedelta(days=6)
    return Value(f"{first}/{last}", first, last, "week")


def span(first: Value, last: Value) -> Value:
    """From the beginning of one value to the end of another."""
    if first.edtf is None or last.edtf is None:
        return unknown("interval")
    left, right = first.edtf.split("/")[0], last.edtf.split("/")[-1]
    complete = first.start is not None and last.end is not None and first.start <= last.end
    return Value(f"{left}/{right}", first.start if complete else None, last.end if complete else None, "interval", first.calendar)


def partial(month: int, day: int | None) -> Value:
    """A day or month of an unknown year."""
    return Value(f"XXXX-{month:02d}" + (f"-{day:02d}" if day else ""), None, None, "day" if day else "month")


def day_of(year: int, month: int, day: int) -> Value | None:
    """A day by its numbers; None when there is no such day."""
    try:
        return of_day(date(year, month, day))
    except ValueError:
        return None


def hijri_day(year: int, month: int, day: int) -> date | None:
    """Gregorian day of a Hijri one; None outside the tables."""
    try:
        g = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(g.year, g.month, g.day)


def hijri_month(year: int, month: int) -> Value | None:
    """A Hijri month: the Gregorian month when it lies in one, else from its first to its last day."""
    try:
        length = Hijri(year, month, 1).month_length()
    except (ValueError, OverflowError):
        return None
    first, last = hijri_day(year, month, 1), hijri_day(year, month, length)
    if first is None or last is None:
        return None
    edtf = f"{first:%Y-%m}" if first.month == last.month else f"{first}/{last}"
    return Value(edtf, first, last, "month", "hijri")


def hijri_year(year: int) -> Value | None:
    """A Hijri year: the two Gregorian years it lies in."""
    first, last = hijri_month(year, 1), hijri_month(year, 12)
    if first is None or last is None or first.start is None or last.end is None:
        return None
    return Value(f"{first.start.year}/{last.end.year}", first.start, last.end, "year", "hijri")


def to_hijri(day: date) -> tuple[int, int, int] | None:
    """Hijri year, month and day of a Gregorian day; None outside the tables."""
    try:
        h = Gregorian(day.year, day.month, day.day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return h.year, h.month, h.day
