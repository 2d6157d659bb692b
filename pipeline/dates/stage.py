"""The stage `dates`: every date expression of a batch of articles, with its value. The grammar and the reckoning stand beside it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import polars as pl

from pipeline.dates.anchor import Anchor
from pipeline.dates.context import Around, cues, is_date, is_future
from pipeline.dates.find import Found, found_in
from pipeline.dates.grammar import Expression
from pipeline.dates.resolve import resolve
from pipeline.dates.slots import Slots
from pipeline.dates.trust import judge
from pipeline.dates.values import Value
from pipeline.stages import Rows
from pipeline.text.ids import make_ids
from pipeline.text.tokens import tokenize
from schemas import TABLES

#: Changes whenever the same article may get other dates.
VERSION: Final = "3"

#: Rules whose value never needs another date.
_ABSOLUTE: Final = frozenset(("iso", "numeric", "slashed", "month_slash_year", "year", "year_span", "bare_year", "academic", "month_span"))
#: Rules whose value always does.
_RELATIVE: Final = frozenset(("relday", "weekday", "two_weekdays", "ago", "unit", "part_unit", "years_span", "day_of_month", "day_span_of_month"))
#: Rules whose value depends on whether the text looks ahead.
_OPEN: Final = frozenset(("weekday", "two_weekdays", "month", "full", "month_day", "between", "day_span", "holiday", "week_of_month"))
#: The columns of the table in order, without the id.
Row = tuple[object, ...]


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
    for d, found in found_in(tokenize(texts)):
        out += _rows_of(texts[d], ids[d], anchors[d], found)
    if not out:
        return Rows(TABLES["dates"].empty())
    schema = TABLES["dates"].polars_schema
    names = [name for name in schema if name != "date_id"]
    columns = {name: pl.Series(name, values, schema[name], strict=True) for name, values in zip(names, zip(*out, strict=True), strict=True)}
    columns["date_id"] = make_ids("d", columns["article_id"], columns["start"], columns["end"])
    return Rows(pl.DataFrame([columns[name].alias(name) for name in schema]).sort("article_id", "start", "end"))


def _published(at: datetime | None, precision: str | None) -> Anchor:
    if at is None:
        return Anchor(None)
    return Anchor(at.date(), exact=precision in ("second", "day"), late=precision == "second" and at.hour >= 20)


def _rows_of(text: str, article_id: str, anchor: Anchor, found: list[Found]) -> list[Row]:
    read: list[tuple[Found, Slots, Around, bool]] = []
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
