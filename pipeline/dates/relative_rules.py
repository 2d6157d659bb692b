"""Values of expressions told from today, or from the century: yesterday, Sunday, last month, two years ago, the sixties. One function a rule.

Each takes the slots, the anchor and whether the text looks ahead; what cannot be placed is unknown, not guessed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pipeline.dates import values
from pipeline.dates.anchor import Anchor, weekday_near
from pipeline.dates.calendar_rules import year_value
from pipeline.dates.slots import Slots
from pipeline.dates.values import Value

_SIZES: Final = {
    "day": "day", "days": "day", "days_dual": "day", "week": "week", "weeks": "week", "weeks_dual": "week", "month_unit": "month", "months": "month", "months_dual": "month",
    "year_unit": "year", "years": "year", "years_dual": "year", "decades_unit": "decade", "decades_dual": "decade",
}  # fmt: skip


def relday(s: Slots, a: Anchor, future: bool) -> Value | None:
    """أمس الأربعاء."""
    del future
    if a.day is None or s.relday is None:
        return values.unknown("day")
    found = a.day + timedelta(days=s.relday)
    # أمس الثلاثاء, said on a Monday: the text was not written on the day given
    return values.of_day(found) if s.weekday is None or found.weekday() == s.weekday else values.unknown("day")


def weekday(s: Slots, a: Anchor, future: bool) -> Value | None:
    """الأحد المقبل."""
    return weekday_near(a, s.weekday or 0, s.modifier, future=future)


def two_weekdays(s: Slots, a: Anchor, future: bool) -> Value | None:
    """يومي الخميس والجمعة."""
    first, last = (it.value for it in s.items if it.category == "weekday")
    start = weekday_near(a, first, s.modifier, future=future)
    if start.start is None:
        return start._replace(granularity="interval")
    return values.span(start, values.of_day(start.start + timedelta(days=(last - first) % 7)))


def ago(s: Slots, a: Anchor, future: bool) -> Value | None:
    """قبل ثلاثة أيام: as exact as its unit."""
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


def unit(s: Slots, a: Anchor, future: bool) -> Value | None:
    """الأسبوع الماضي, هذا العام, العام ذاته, العقد الماضي."""
    del future
    unit = next(it.category for it in s.items if it.category in ("the_week", "the_month", "the_year", "decade_unit", "century_unit"))
    shift = s.year_modifier if s.year_modifier is not None else (s.modifier or 0)
    if unit == "the_year" and s.years:
        return year_value(s.years[0], s)
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


def years_span(s: Slots, a: Anchor, future: bool) -> Value | None:
    """السنوات الخمس المقبلة: whole years, this one not counted."""
    del future
    n = s.numbers[0] if s.numbers else 2
    if a.published is None:
        return values.unknown("interval")
    year = a.published.year
    if (s.modifier if s.modifier is not None else s.year_modifier or 0) < 0:
        return values.span(values.of_year(year - n), values.of_year(year - 1))
    return values.span(values.of_year(year + 1), values.of_year(year + n))


def quarter(s: Slots, a: Anchor, future: bool) -> Value | None:
    """الربع الأول من 2015, النصف الثاني من العام, الربع الماضي."""
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


def season(s: Slots, a: Anchor, future: bool) -> Value | None:
    """صيف 2006, الصيف المقبل."""
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


def decade(s: Slots, a: Anchor, future: bool) -> Value | None:
    """سبعينات القرن الماضي; of this century only when the text says so."""
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


def decade_of(s: Slots, a: Anchor, future: bool) -> Value | None:
    """العقد الأول من القرن العشرين."""
    n, s.numbers = s.numbers[0], s.numbers[1:]
    whole = century(s, a, future)
    if whole is None or whole.start is None:
        return whole
    return values.of_years(whole.start.year + 10 * (n - 1), 10) if n <= 10 else None


def century(s: Slots, a: Anchor, future: bool) -> Value | None:
    """القرن الحادي والعشرين, القرن الماضي."""
    del future
    if s.numbers:
        return values.of_years((s.numbers[0] - 1) * 100, 100) if 2 <= s.numbers[0] <= 22 else None
    if a.published is None:
        return values.unknown("interval")
    return values.of_years((a.published.year // 100 + (s.modifier or 0)) * 100, 100)
