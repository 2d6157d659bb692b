"""The items of an expression sorted by what they are: days, months, years, modifiers. No dates are reckoned here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pipeline.dates.items import Item

_MODIFIERS: Final = frozenset(("past", "next", "current", "before_last", "after_next", "this"))
_YEAR_UNITS: Final = frozenset(("the_year", "year_unit"))
_DAYS: Final = frozenset(("d", "ordinal", "cardinal"))


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
