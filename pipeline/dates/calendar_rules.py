"""Values of expressions that name a month, a day of one, or a year: written out, in numbers, as spans. One function a rule.

Each takes the slots, the anchor and whether the text looks ahead, and gives None where there is no such day.
"""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.dates import values
from pipeline.dates.anchor import Anchor, choose_hijri_year, choose_year
from pipeline.dates.slots import Slots
from pipeline.dates.values import Value


def calendar(s: Slots, a: Anchor, future: bool, at: int = 0) -> Value | None:
    """A day or month of either calendar, with or without a year."""
    month, is_hijri = s.months[at]
    days = s.days[at : at + 1] if len(s.months) > 1 else s.days[:1]
    day = days[0] if days else None
    if day is not None and not 1 <= day <= 31:
        return None
    year = s.years[min(at, len(s.years) - 1)] if s.years else None
    if is_hijri:
        if year is None:
            year = choose_hijri_year(a, month, day, s.modifier, future=future)
            if year is None:
                return values.unknown("day" if day else "month")._replace(calendar="hijri")
        if year >= 1600:  # رمضان 2001: the Hijri month that begins in that year
            year = _hijri_year_in(year, month)
        if day is None:
            return values.hijri_month(year, month)
        found = values.hijri_day(year, month, day)
        return values.of_day(found, "hijri") if found else None
    if year is None and s.is_same:
        year = a.year
    if year is None:
        year = choose_year(a, month, day, s.modifier, s.year_modifier, future=future)
    if year is None:
        return values.partial(month, day) if values.day_of(2000, month, day or 1) else None
    return values.day_of(year, month, day) if day else values.of_month(year, month)


def _hijri_year_in(gregorian: int, month: int) -> int:
    near = values.to_hijri(date(gregorian, 1, 1))
    if near is None:
        return 0
    for year in (near[0], near[0] + 1):
        first = values.hijri_day(year, month, 1)
        if first and first.year == gregorian:
            return year
    return near[0]


def full(s: Slots, a: Anchor, future: bool) -> Value | None:
    """A day or month: 16 من حزيران/ يونيو الماضي."""
    return calendar(s, a, future)


def numeric(s: Slots, a: Anchor, future: bool) -> Value | None:
    """Day, month, year by numbers; a year of two digits is one of 1970 to 2069."""
    del a, future
    parts = [it.value for it in s.items if it.category in ("d", "n", "y", "h")]
    day, month, year = parts if parts[0] < 1000 else parts[::-1]
    if year < 100:
        year += 1900 if year >= 70 else 2000
    if year < 1500 and not s.gregorian_era:
        found = values.hijri_day(year, month, day) if month <= 12 else None
        return values.of_day(found, "hijri") if found else None
    if month > 12:
        day, month = month, day
    return values.day_of(year, month, day)


def month_slash(s: Slots, a: Anchor, future: bool) -> Value | None:
    """11/9 في 2001: the American way round when both could be a month and the day is the eleventh of September."""
    del a, future
    first, second, year = s.days[0], s.days[1], s.years[0]
    return values.day_of(year, second, first) if second <= 12 else values.day_of(year, first, second)


def day_span(s: Slots, a: Anchor, future: bool) -> Value | None:
    """6 إلى 8 أغسطس."""
    first, last = s.days[0], s.days[1]
    if first > last:
        return None
    s.days = [last]
    end = calendar(s, a, future)
    if end is None or end.edtf is None:
        return end
    s.days, s.modifier, s.year_modifier = [first], s.modifier, s.year_modifier
    if end.end is None:
        return values.span(values.partial(s.months[0][0], first), end)
    if s.months[0][1]:
        start = values.of_day(end.end - timedelta(days=last - first), "hijri")
    else:
        found = values.day_of(end.end.year, end.end.month, first)
        if found is None:
            return None
        start = found
    return values.span(start, end)


def between(s: Slots, a: Anchor, future: bool) -> Value | None:
    """بين مارس (آذار) ويوليو (تموز); a year written once is that of the end."""
    if len(s.months) < 2 or (s.days and len(s.days) < 2):
        return None
    last = calendar(s, a, future, 1)
    if last is None or last.edtf is None:
        return last
    if not s.years and last.end is not None and not s.months[0][1]:
        s.years = [last.end.year - (s.months[0][0] > s.months[1][0])]
    first = calendar(s, a, future, 0)
    if first is None or (first.start and last.start and first.start > last.start):
        return None
    return values.span(first, last)


def day_of_month(s: Slots, a: Anchor, future: bool) -> Value | None:
    """الخامس من الشهر الجاري."""
    del future
    base = a.month if s.is_same else a.published
    if base is None or not s.days or s.days[0] > 31:
        return values.unknown("day")
    month = values.of_month(base.year, base.month + (s.modifier or 0)).start
    return values.day_of(month.year, month.month, s.days[0]) if month else None


def day_span_of_month(s: Slots, a: Anchor, future: bool) -> Value | None:
    """4 إلى 23 من الشهر المقبل."""
    first, last = s.days[0], s.days[1]
    s.days = [last]
    end = day_of_month(s, a, future)
    if end is None or end.start is None:
        return end
    start = values.day_of(end.start.year, end.start.month, first)
    return values.span(start, end) if start and first < last else None


def week_of_month(s: Slots, a: Anchor, future: bool) -> Value | None:
    """The n-th seven days of a month."""
    n, s.days = s.numbers[0], []
    month = calendar(s, a, future) if s.months else values.unknown("week") if a.published is None else values.of_month(a.published.year, a.published.month + (s.modifier or 0))
    if month is None or month.start is None or month.end is None:
        return values.unknown("week")
    first = month.start + timedelta(days=7 * (n - 1))
    last = min(first + timedelta(days=6), month.end)
    return values.span(values.of_day(first), values.of_day(last))._replace(granularity="week") if first <= month.end else None


def holiday(s: Slots, a: Anchor, future: bool) -> Value | None:
    """عيد الفطر."""
    name = next(it.name for it in s.items if it.category == "holiday")
    month, day = int(name[2:4]), int(name[5:7])
    s.months, s.days = [(month, name[0] == "h")], [day]
    return calendar(s, a, future)


def year_value(year: int, s: Slots) -> Value | None:
    """A year of either calendar."""
    if year < 1500 and not s.gregorian_era and (s.hijri_era or year >= values.HIJRI_FIRST):
        return values.hijri_year(year)
    return values.of_year(year)


def year_span(s: Slots, a: Anchor, future: bool) -> Value | None:
    """2003-2007."""
    del a, future
    first, last = s.years[0], s.years[1]
    if first >= last or (first < 1500) != (last < 1500):
        return None
    left, right = year_value(first, s), year_value(last, s)
    return values.span(left, right) if left and right else None


def year(s: Slots, a: Anchor, future: bool) -> Value | None:
    """عام 2018."""
    del a, future
    return year_value(s.years[0], s)
