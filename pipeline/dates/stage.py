"""The stage `dates`: every date expression of a batch of articles, with its value. The grammar and the reckoning stand beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Final

import polars as pl

from pipeline.dates.anchor import Anchor
from pipeline.dates.context import Around, cues, is_date, is_future
from pipeline.dates.grammar import Expression, expressions
from pipeline.dates.resolve import resolve
from pipeline.dates.runs import Item, runs
from pipeline.dates.slots import Slots
from pipeline.dates.trust import judge
from pipeline.dates.values import Value
from pipeline.stages import Rows
from pipeline.text.ids import make_id
from pipeline.text.tokens import Tokens, tokenize
from schemas import TABLES

#: Changes whenever the same article may get other dates.
VERSION: Final = "3"

#: Rules whose value never needs another date.
_ABSOLUTE: Final = frozenset(("iso", "numeric", "slashed", "month_slash_year", "year", "year_span", "bare_year", "academic", "month_span"))
#: Rules whose value always does.
_RELATIVE: Final = frozenset(("relday", "weekday", "two_weekdays", "ago", "unit", "part_unit", "years_span", "day_of_month", "day_span_of_month"))
#: Rules whose value depends on whether the text looks ahead.
_OPEN: Final = frozenset(("weekday", "two_weekdays", "month", "full", "month_day", "between", "day_span", "holiday", "week_of_month"))
#: The columns of the table, in order.
Row = tuple[object, ...]
_LOOSE_ENDS: Final = frozenset(("comma", "open", "in", "of"))


def rows(articles: pl.DataFrame) -> Rows:
    """Dates of a batch.

    Args:
        articles: Rows of `articles`.

    Returns:
        One row an expression, in order of text.
    """
    texts: list[str] = articles["text"].to_list()
    ids: list[str] = articles["article_id"].to_list()
    anchors = [_published(at, precision) for at, precision in articles.select("published_at", "published_precision").iter_rows()]
    out: list[Row] = []
    for d, found in _by_article(tokenize(texts)):
        out += _rows_of(texts[d], ids[d], anchors[d], found)
    if not out:
        return Rows(TABLES["dates"].empty())
    schema = TABLES["dates"].polars_schema
    columns = zip(schema.items(), zip(*out, strict=True), strict=True)
    frame = pl.DataFrame([pl.Series(name, values, dtype, strict=True) for (name, dtype), values in columns])
    return Rows(frame.sort("article_id", "start", "end"))


def _published(at: datetime | None, precision: str | None) -> Anchor:
    if at is None:
        return Anchor(None)
    return Anchor(at.date(), exact=precision in ("second", "day"), late=precision == "second" and at.hour >= 20)


class _Found:
    """An expression with its span."""

    __slots__ = ("end", "expression", "start")

    def __init__(self, expression: Expression, start: int, end: int) -> None:
        self.expression, self.start, self.end = expression, start, end


def _by_article(tokens: Tokens) -> Iterator[tuple[int, list[_Found]]]:
    # article by article, so that the items of a batch are never all in memory
    for d, group in groupby(runs(tokens), key=itemgetter(0)):
        found: list[_Found] = []
        for _, run in group:
            for e in expressions(run):
                items = _trimmed(e.items)
                first, last = items[0], items[-1]
                found.append(_Found(e if items is e.items else Expression(e.rule, items), int(tokens.start[first.first]) + first.skip, int(tokens.end[last.last])))
        if found:
            yield d, found


def _trimmed(items: list[Item]) -> list[Item]:
    end = len(items)
    while end > 1 and items[end - 1].category in _LOOSE_ENDS:
        end -= 1
    return items if end == len(items) else items[:end]


def _rows_of(text: str, article_id: str, anchor: Anchor, found: list[_Found]) -> list[Row]:
    read: list[tuple[_Found, Slots, Around, bool]] = []
    for f in found:
        around = Around(text, f.start, f.end)
        if is_date(f.expression, around, text, f.start, f.end):
            slots = Slots.of(f.expression.items)
            # where the text itself says which one, the outlook does not matter
            open_ended = f.expression.rule in _OPEN and slots.modifier is None and not slots.years
            read.append((f, slots, around, open_ended and is_future(around)))
    anchor = judge(anchor, [(f.expression.rule, slots, future) for f, slots, _, future in read])
    out: list[Row] = []
    for f, slots, around, future in read:
        e = f.expression
        value = resolve(e, slots, anchor, future=future)
        if value is None:
            continue
        # a Hijri year is none to count from in the other calendar
        year = (slots.years[-1] if slots.years[-1] >= 1500 else None) if slots.years else anchor.year
        month = value.start if value.start is not None and value.granularity in ("day", "month") else anchor.month
        if year != anchor.year or month != anchor.month:
            anchor = Anchor(anchor.published, anchor.exact, anchor.late, anchor.source, year, month)
        relative = e.rule in _RELATIVE or (e.rule not in _ABSOLUTE and not slots.years)
        value = _known(value, e, around)
        is_placed = value.edtf is not None and not value.edtf.startswith("XXXX")
        source = ("text" if slots.is_same else anchor.source) if relative and is_placed else "none"
        out.append(
            (
                make_id("d", article_id, f.start, f.end),
                article_id,
                f.start,
                f.end,
                text[f.start : f.end],
                value.edtf,
                value.start,
                value.end,
                value.granularity,
                value.calendar,
                relative,
                source,
                e.rule,
            )
        )
    return out


def _known(value: Value, e: Expression, around: Around) -> Value:
    """The day meant by a day and month that everybody knows (هجمات 11 سبتمبر)."""
    if e.rule == "full" and value.edtf and value.edtf[5:] in cues().known:
        words, known = cues().known[value.edtf[5:]]
        if around.word_before() in words:
            day = date.fromisoformat(known)
            return Value(known, day, day, "day")
    return value
