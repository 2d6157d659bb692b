"""Whether the day of publication fits what the text says of its own days. Crawled pages often carry the day of the crawl instead.

Three things give a wrong day away: a weekday named beside أمس or اليوم that does not fall there, a month called الجاري that is not the
current one, and weekdays that are all further back than news speaks of without a date. A paper of the next morning is told from
the evening before: there the anchor moves back by a day instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from pipeline.dates.anchor import Anchor
from pipeline.dates.slots import Slots
from pipeline.dates.values import day_of

#: A bare weekday further back than this is written with its date, or with الماضي.
REACH = 2


def judge(anchor: Anchor, read: Iterable[tuple[str, Slots, bool]]) -> Anchor:
    """Anchor of an article after a look at its expressions.

    Args:
        anchor: Day of publication as given.
        read: Rule, slots and outlook (true: to come) of every expression of the article.

    Returns:
        The same, moved back by a day, or marked as not exact. Without a day of publication, the day the text itself calls اليوم.
    """
    day = anchor.published
    if day is None:
        return _from_text(anchor, read)
    read = list(read)
    if any(_is_near(day, s) for _, s, _ in read):
        return anchor
    back: list[int] = []
    coming = {s.weekday for _, s, _ in read if (s.modifier or 0) > 0}
    for rule, s, future in read:
        if rule in ("relday", "full") and s.relday is not None and s.weekday is not None and not s.years:
            shift = (day.weekday() + s.relday - s.weekday) % 7
            if shift == 0:
                return anchor
            if shift == 1:
                return anchor._replace(published=day - timedelta(days=1), source="text")
            if shift == 6 and anchor.late:
                return anchor._replace(published=day + timedelta(days=1), source="text")
            return anchor._replace(exact=False)
        if rule in ("full", "month") and not s.years and s.modifier is not None and s.year_modifier is None and not s.months[0][1] and _contradicts(day, s):
            return anchor._replace(exact=False)
        if rule == "weekday" and s.modifier is None and not future and s.weekday is not None and s.weekday not in coming:
            back.append((day.weekday() - s.weekday) % 7)
    return anchor._replace(exact=False) if back and min(back) > REACH else anchor


def _is_near(day: date, s: Slots) -> bool:
    """Whether a day written in full is the day of publication or the one before: then that is right."""
    if len(s.years) != 1 or len(s.days) != 1 or len(s.months) != 1 or s.months[0][1]:
        return False
    found = day_of(s.years[0], s.months[0][0], s.days[0])
    return found is not None and found.start is not None and 0 <= (day - found.start).days <= 1


def _contradicts(day: date, s: Slots) -> bool:
    month, of_month = s.months[0][0], s.days[0] if s.days else None
    if s.modifier == 0:
        return month != day.month and (day - timedelta(days=2)).month != month
    if of_month is None or month != day.month:
        return False
    return of_month <= day.day if (s.modifier or 0) > 0 else of_month > day.day


def _from_text(anchor: Anchor, read: Iterable[tuple[str, Slots, bool]]) -> Anchor:
    for rule, s, _ in read:
        if rule == "full" and s.relday == 0 and s.years and s.days and not s.months[0][1] and s.years[0] >= 1600:
            try:
                return anchor._replace(published=date(s.years[0], s.months[0][0], s.days[0]), exact=True, source="text")
            except ValueError:
                continue
    return anchor
