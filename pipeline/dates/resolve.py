"""From an expression to its value: one small function a rule of the grammar. No searching in text, no look at words.

`resolve` gives None where an expression turns out not to be a date (31 شباط), and a value without EDTF where it is one but cannot be
placed because the day of publication is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from pipeline.dates import values
from pipeline.dates.anchor import Anchor, choose_hijri_year, choose_year, weekday_near
from pipeline.dates.grammar import Expression
from pipeline.dates.runs import Item
from pipeline.dates.values import Value

_MODIFIERS: Final = frozenset(("past", "next", "current", "before_last", "after_next", "this"))
_YEAR_UNITS: Final = frozenset(("the_year", "year_unit"))
_DAYS: Final = frozenset(("d", "ordinal", "cardinal"))
_SIZES: Final = {
    "day": "day", "days": "day", "days_dual": "day", "week": "week", "weeks": "week", "weeks_dual": "week", "month_unit": "month", "months": "month", "months_dual": "month",
    "year_unit": "year", "years": "year", "years_dual": "year", "decades_unit": "decade", "decades_dual": "decade",
}  # fmt: skip


@dataclass(slots=True)
class Slots:
    """The items of an expression, sorted by what they are."""

    items: list[Item]
    days: list[int] = field(default_factory=list)
    months: list[tuple[int, bool]] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    weekday: int | None = None
    relday: int | None = None
    modifier: int | None = None
    year_modifier: int | None = None
    is_same: bool = False
    hijri_era: bool = False
    gregorian_era: bool = False
    numbers: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, items: list[Item]) -> Slots:
        """Sorts items into slots."""
        s = cls(items)
        unit = ""
        has_month = False
        for it in items:
            c, v = it.category, it.value
            if c in _DAYS:
                s.numbers.append(v)
                if not has_month:
                    s.days.append(v)
            elif c == "month" or c == "hijri_month":
                s.months.append((v, c == "hijri_month"))
                has_month = True
            elif c == "y" or c == "h":
                s.years.append(v)
                has_month = False
            elif c == "n":
                s.numbers.append(v)
            elif c == "weekday":
                s.weekday = v
            elif c == "relday":
                s.relday = v
            elif c in _MODIFIERS:
                if c == "this" or unit == "":
                    s.modifier = v
                elif unit in _YEAR_UNITS:
                    s.year_modifier = v
                else:
                    s.modifier = v
            elif c == "same" or c == "same_before":
                s.is_same = True
            elif c == "era_hijri":
                s.hijri_era = True
            elif c == "era_gregorian":
                s.gregorian_era = True
            if c in _YEAR_UNITS or c == "the_month":
                unit = c
                if c == "the_year" and s.modifier is not None and items[0].category == "this":
                    s.year_modifier = s.modifier
            if c == "between" or c == "until" or c == "dash" or c == "and":
                has_month = False
        return s


def _calendar(s: Slots, a: Anchor, future: bool, at: int = 0) -> Value | None:
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


def _full(s: Slots, a: Anchor, future: bool) -> Value | None:
    return _calendar(s, a, future)


def _numeric(s: Slots, a: Anchor, future: bool) -> Value | None:
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


def _month_slash(s: Slots, a: Anchor, future: bool) -> Value | None:
    """11/9 في 2001: the American way round when both could be a month and the day is the eleventh of September."""
    del a, future
    first, second, year = s.days[0], s.days[1], s.years[0]
    return values.day_of(year, second, first) if second <= 12 else values.day_of(year, first, second)


def _day_span(s: Slots, a: Anchor, future: bool) -> Value | None:
    first, last = s.days[0], s.days[1]
    if first > last:
        return None
    s.days = [last]
    end = _calendar(s, a, future)
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


def _between(s: Slots, a: Anchor, future: bool) -> Value | None:
    if len(s.months) < 2 or (s.days and len(s.days) < 2):
        return None
    last = _calendar(s, a, future, 1)
    if last is None or last.edtf is None:
        return last
    if not s.years and last.end is not None and not s.months[0][1]:
        s.years = [last.end.year - (s.months[0][0] > s.months[1][0])]
    first = _calendar(s, a, future, 0)
    if first is None or (first.start and last.start and first.start > last.start):
        return None
    return values.span(first, last)


def _day_of_month(s: Slots, a: Anchor, future: bool) -> Value | None:
    del future
    base = a.month if s.is_same else a.published
    if base is None or not s.days or s.days[0] > 31:
        return values.unknown("day")
    month = values.of_month(base.year, base.month + (s.modifier or 0)).start
    return values.day_of(month.year, month.month, s.days[0]) if month else None


def _day_span_of_month(s: Slots, a: Anchor, future: bool) -> Value | None:
    first, last = s.days[0], s.days[1]
    s.days = [last]
    end = _day_of_month(s, a, future)
    if end is None or end.start is None:
        return end
    start = values.day_of(end.start.year, end.start.month, first)
    return values.span(start, end) if start and first < last else None


def _week_of_month(s: Slots, a: Anchor, future: bool) -> Value | None:
    """The n-th seven days of a month."""
    n, s.days = s.numbers[0], []
    month = _calendar(s, a, future) if s.months else values.unknown("week") if a.published is None else values.of_month(a.published.year, a.published.month + (s.modifier or 0))
    if month is None or month.start is None or month.end is None:
        return values.unknown("week")
    first = month.start + timedelta(days=7 * (n - 1))
    last = min(first + timedelta(days=6), month.end)
    return values.span(values.of_day(first), values.of_day(last))._replace(granularity="week") if first <= month.end else None


def _decade_of(s: Slots, a: Anchor, future: bool) -> Value | None:
    """العقد الأول من القرن العشرين."""
    n, s.numbers = s.numbers[0], s.numbers[1:]
    century = _century(s, a, future)
    if century is None or century.start is None:
        return century
    return values.of_years(century.start.year + 10 * (n - 1), 10) if n <= 10 else None


def _two_weekdays(s: Slots, a: Anchor, future: bool) -> Value | None:
    first, last = (it.value for it in s.items if it.category == "weekday")
    start = weekday_near(a, first, s.modifier, future=future)
    if start.start is None:
        return start._replace(granularity="interval")
    return values.span(start, values.of_day(start.start + timedelta(days=(last - first) % 7)))


def _relday(s: Slots, a: Anchor, future: bool) -> Value | None:
    del future
    if a.day is None or s.relday is None:
        return values.unknown("day")
    found = a.day + timedelta(days=s.relday)
    # أمس الثلاثاء, said on a Monday: the text was not written on the day given
    return values.of_day(found) if s.weekday is None or found.weekday() == s.weekday else values.unknown("day")


def _weekday(s: Slots, a: Anchor, future: bool) -> Value | None:
    return weekday_near(a, s.weekday or 0, s.modifier, future=future)


def _holiday(s: Slots, a: Anchor, future: bool) -> Value | None:
    name = next(it.name for it in s.items if it.category == "holiday")
    month, day = int(name[2:4]), int(name[5:7])
    s.months, s.days = [(month, name[0] == "h")], [day]
    return _calendar(s, a, future)


def _year_value(year: int, s: Slots) -> Value | None:
    if year < 1500 and not s.gregorian_era and (s.hijri_era or year >= values.HIJRI_FIRST):
        return values.hijri_year(year)
    return values.of_year(year)


def _year_span(s: Slots, a: Anchor, future: bool) -> Value | None:
    del a, future
    first, last = s.years[0], s.years[1]
    if first >= last or (first < 1500) != (last < 1500):
        return None
    left, right = _year_value(first, s), _year_value(last, s)
    return values.span(left, right) if left and right else None


def _quarter(s: Slots, a: Anchor, future: bool) -> Value | None:
    del future
    if not s.numbers:
        if a.published is None:
            return values.unknown("interval")
        quarters = a.published.year * 4 + (a.published.month - 1) // 3 + (s.modifier or 0)
        return values.of_part(quarters // 4, 33 + quarters % 4)
    kind, n = s.items[0].category, s.numbers[0]
    limit = 4 if kind == "quarter" else 2
    if n > limit:
        return None
    year = s.years[0] if s.years else None if a.published is None else a.published.year + (s.year_modifier or 0)
    return values.of_part(year, n + (32 if kind == "quarter" else 39)) if year else values.unknown("interval")


def _season(s: Slots, a: Anchor, future: bool) -> Value | None:
    del future
    code = next(it.value for it in s.items if it.category == "season")
    if s.years:
        return values.of_part(s.years[0], code) if s.years[0] >= 1500 else None
    base = a.published
    if base is None:
        return values.unknown("season")
    if s.modifier is not None and s.modifier < 0:
        year = base.year if (values.of_part(base.year, code).end or base) < base else base.year - 1
    elif s.modifier is not None and s.modifier > 0:
        year = base.year if (values.of_part(base.year, code).start or base) > base else base.year + 1
    else:
        year = base.year
    return values.of_part(year, code)


def _decade(s: Slots, a: Anchor, future: bool) -> Value | None:
    del future
    tens = next(it.value for it in s.items if it.category == "decade")
    century = 1900
    if any(it.category == "ordinal" for it in s.items):
        century = (s.numbers[0] - 1) * 100
    elif s.modifier is not None:
        if a.published is None:
            return values.unknown("interval")
        century = (a.published.year // 100 + s.modifier) * 100
    return values.of_years(century + tens, 10) if 0 <= century <= 2100 else None


def _century(s: Slots, a: Anchor, future: bool) -> Value | None:
    del future
    if s.numbers:
        return values.of_years((s.numbers[0] - 1) * 100, 100) if 2 <= s.numbers[0] <= 22 else None
    if a.published is None:
        return values.unknown("interval")
    return values.of_years((a.published.year // 100 + (s.modifier or 0)) * 100, 100)


def _years_span(s: Slots, a: Anchor, future: bool) -> Value | None:
    del future
    n = s.numbers[0] if s.numbers else 2
    if a.published is None:
        return values.unknown("interval")
    year = a.published.year
    if (s.modifier if s.modifier is not None else s.year_modifier or 0) < 0:
        return values.span(values.of_year(year - n), values.of_year(year - 1))
    return values.span(values.of_year(year + 1), values.of_year(year + n))


def _ago(s: Slots, a: Anchor, future: bool) -> Value | None:
    del future
    unit = next(it for it in s.items if it.category in _SIZES)
    size = _SIZES[unit.category]
    n = unit.value if unit.category.endswith("_dual") else sum(s.numbers) or 1
    if size == "decade":
        n, size = (n if unit.category == "decades_dual" else n * 10), "year"
    if size in ("day", "week"):
        return values.of_day(a.day - timedelta(days=n * (7 if size == "week" else 1))) if a.day and n <= 1000 else values.unknown("day")
    if a.published is None:
        return values.unknown(size)
    if size == "month":
        return values.of_month(a.published.year, a.published.month - n)
    return values.of_year(a.published.year - n) if n < a.published.year else None


def _unit(s: Slots, a: Anchor, future: bool) -> Value | None:
    del future
    unit = next(it.category for it in s.items if it.category in ("the_week", "the_month", "the_year", "decade_unit", "century_unit"))
    shift = s.year_modifier if s.year_modifier is not None else (s.modifier or 0)
    if unit == "the_year" and s.years:
        return _year_value(s.years[0], s)
    if s.is_same:
        if unit == "the_month":
            return values.of_month(a.month.year, a.month.month) if a.month else values.unknown("month")
        return values.of_year(a.year) if unit == "the_year" and a.year else values.unknown("year")
    if unit == "the_week":
        return values.of_week(a.day + timedelta(days=7 * shift)) if a.day else values.unknown("week")
    base = a.published
    if base is not None and any(it.category == "of_hijra" for it in s.items):
        here = values.to_hijri(base)
        return values.hijri_year(here[0] + shift) if here and unit == "the_year" else values.unknown("interval")
    if base is None:
        return values.unknown({"the_month": "month", "the_year": "year"}.get(unit, "interval"))
    if unit == "the_month":
        return values.of_month(base.year, base.month + shift)
    if unit == "the_year":
        return values.of_year(base.year + shift)
    if unit == "century_unit":
        return values.of_years((base.year // 100 + shift) * 100, 100)
    if shift == 0:
        return values.of_years(base.year // 10 * 10, 10)
    return values.span(values.of_year(base.year + min(0, 10 * shift)), values.of_year(base.year + max(0, 10 * shift)))


def _year(s: Slots, a: Anchor, future: bool) -> Value | None:
    del a, future
    return _year_value(s.years[0], s)


_RULES: Final[dict[str, Callable[[Slots, Anchor, bool], Value | None]]] = {
    "iso": _numeric, "numeric": _numeric, "month_slash_year": _month_slash, "day_span": _day_span, "between": _between, "month_span": _between, "full": _full,
    "month_day": _full, "slashed": _full, "day_span_of_month": _day_span_of_month, "week_of_month": _week_of_month, "decade_of": _decade_of, "day_of_month": _day_of_month, "two_weekdays": _two_weekdays, "month": _full, "relday": _relday, "weekday": _weekday, "holiday": _holiday,
    "academic": _year_span, "quarter": _quarter, "season": _season, "decade": _decade, "century": _century, "years_span": _years_span, "ago": _ago, "unit": _unit,
    "part_unit": _unit, "year_span": _year_span, "year": _year, "bare_year": _year,
}  # fmt: skip


def resolve(e: Expression, s: Slots, anchor: Anchor, *, future: bool) -> Value | None:
    """Value of an expression.

    Args:
        e: The expression.
        s: Its items, sorted.
        anchor: What it is resolved against.
        future: Whether the context speaks of what is to come.

    Returns:
        The value, or None when this is no date after all.
    """
    try:
        return _RULES[e.rule](s, anchor, future)
    except (ValueError, OverflowError):  # a day beyond the calendar
        return None
