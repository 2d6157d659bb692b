"""From an expression to its value: which function reads which rule of the grammar. No searching in text, no look at words.

`resolve` gives None where an expression turns out not to be a date (31 شباط), and a value without EDTF where it is one but cannot be
placed because the day of publication is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pipeline.dates import calendar_rules, relative_rules
from pipeline.dates.anchor import Anchor
from pipeline.dates.grammar import Expression
from pipeline.dates.slots import Slots
from pipeline.dates.values import Value

_RULES: Final[dict[str, Callable[[Slots, Anchor, bool], Value | None]]] = {
    "iso": calendar_rules.numeric, "numeric": calendar_rules.numeric, "month_slash_year": calendar_rules.month_slash, "day_span": calendar_rules.day_span, "between": calendar_rules.between, "month_span": calendar_rules.between, "full": calendar_rules.full,
    "month_day": calendar_rules.full, "slashed": calendar_rules.full, "day_span_of_month": calendar_rules.day_span_of_month, "week_of_month": calendar_rules.week_of_month, "decade_of": relative_rules.decade_of, "day_of_month": calendar_rules.day_of_month, "two_weekdays": relative_rules.two_weekdays, "month": calendar_rules.full, "relday": relative_rules.relday, "weekday": relative_rules.weekday, "holiday": calendar_rules.holiday,
    "academic": calendar_rules.year_span, "quarter": relative_rules.quarter, "season": relative_rules.season, "decade": relative_rules.decade, "century": relative_rules.century, "years_span": relative_rules.years_span, "ago": relative_rules.ago, "unit": relative_rules.unit,
    "part_unit": relative_rules.unit, "year_span": calendar_rules.year_span, "year": calendar_rules.year, "bare_year": calendar_rules.year,
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
