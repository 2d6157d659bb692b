"""What relative expressions are resolved against, and how a year is chosen where none is written. No words, no spans."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from pipeline.dates import values
from pipeline.dates.values import Value

#: How many times nearer the coming occurrence must be than the last one to be meant where nothing tells: news looks back.
FUTURE_BIAS = 1.6


class Anchor(NamedTuple):
    """The day an article is told from.

    Attributes:
        published: Day of publication as given; None when unknown.
        exact: Whether the day itself can be trusted; else only its year and month are used.
        late: Whether it was published so late by UTC that the next day had begun where Arabic is spoken.
        source: Where the day was taken from, as in `schemas.vocab.Anchor`.
        year: Year last named in the text before the expression (for العام ذاته).
        month: First day of the month last named (for نفس الشهر).
    """

    published: date | None
    exact: bool = True
    late: bool = False
    source: str = "published"
    year: int | None = None
    month: date | None = None

    @property
    def day(self) -> date | None:
        """The day, where it can be trusted."""
        return self.published if self.exact else None


def choose_year(anchor: Anchor, month: int, day: int | None, modifier: int | None, year_modifier: int | None, *, future: bool) -> int | None:
    """Year of a month or day written without one.

    Args:
        anchor: What it is resolved against.
        month: Month, 1 to 12.
        day: Day of the month, if any.
        modifier: -1 last, 0 this, 1 next, as said of the month; None when nothing is said.
        year_modifier: The same, as said of the year (حزيران من العام المقبل).
        future: Whether the context speaks of what is to come.

    Returns:
        The year, or None when it cannot be known.
    """
    base = anchor.published
    if base is None:
        return None
    if year_modifier is not None:
        return base.year + year_modifier

    def at(year: int) -> date:
        # the 29th of February stands in for itself in years that have none
        return date(year, month, min(day or 15, 28 if month == 2 else 30))

    candidates = [base.year - 1, base.year, base.year + 1]
    if day is None:
        here = base.year * 12 + base.month
        distance = {y: y * 12 + month - here for y in candidates}
    else:
        distance = {y: (at(y) - base).days for y in candidates}
    if modifier is not None and modifier < 0:
        # with a day, the month itself may be the current one: 23 آب الماضي, said on the 28th
        past = [y for y in candidates if (distance[y] <= 0 if day else distance[y] < 0)]
        return max(past) if past else None
    if modifier is not None and modifier > 0:
        coming = [y for y in candidates if distance[y] > 0]
        return min(coming) if coming else None
    if modifier == 0:
        return min(candidates, key=lambda y: abs(distance[y]))
    if future:
        coming = [y for y in candidates if distance[y] >= 0]
        return min(coming) if coming else None
    return min(candidates, key=lambda y: -distance[y] if distance[y] <= 0 else distance[y] * FUTURE_BIAS)


def choose_hijri_year(anchor: Anchor, month: int, day: int | None, modifier: int | None, *, future: bool) -> int | None:
    """Hijri year of a Hijri month written without one; None when it cannot be known."""
    base = anchor.published
    here = values.to_hijri(base) if base else None
    if here is None:
        return None
    now = here[0] * 12 + here[1]
    candidates = [here[0] - 1, here[0], here[0] + 1]
    distance = {y: y * 12 + month - now for y in candidates}
    if modifier is not None and modifier < 0:
        return max(y for y in candidates if distance[y] < (1 if day and day <= here[2] else 0))
    if modifier is not None and modifier > 0:
        coming = min(y for y in candidates if distance[y] > (-1 if day and day > here[2] else 0))
        return coming + (modifier - 1)
    if future:
        return min(y for y in candidates if distance[y] >= 0)
    return min(candidates, key=lambda y: abs(distance[y]))


def weekday_near(anchor: Anchor, weekday: int, modifier: int | None, *, future: bool) -> Value:
    """Day of a bare or modified weekday: the last one up to today, unless the text says or means the next."""
    base = anchor.day
    if base is None:
        return values.unknown("day")
    back = (base.weekday() - weekday) % 7
    if modifier is not None and modifier < 0:
        shift = -(back or 7)
    elif (modifier is not None and modifier > 0) or (future and modifier is None):
        shift = (7 - back) if back or modifier else 0
    else:
        shift = -back
    return values.of_day(base + timedelta(days=shift))
