"""`dates`: every expression that can be placed on a calendar, with its value."""

from __future__ import annotations

import polars as pl

from schemas.core import Column, Table
from schemas.vocab import Anchor, Calendar, Granularity

S, I = pl.String(), pl.Int32()

DATES = Table(
    name="dates",
    doc="One date expression in an article and the day, month, year or interval it names",
    group="reading",
    key=("date_id",),
    spans=(("start", "end", "exact"),),
    sort=("article_id", "start", "end"),
    columns=(
        Column("date_id", S, "Id of the expression", pattern=r"d[0-9a-f]{16}"),
        Column("article_id", S, "Article it stands in"),
        Column("start", I, "First code point in articles.text", low=0),
        Column("end", I, "Code point after the last", low=1),
        Column("exact", S, "The very characters"),
        Column("value", S, "Value in EDTF (2021-06-16, XXXX-06-16, 2021-06, 2003/2007); null when nothing is known", nullable=True),
        Column("start_date", pl.Date(), "First day, when the value is complete", nullable=True),
        Column("end_date", pl.Date(), "Last day, when the value is complete", nullable=True),
        Column("granularity", S, "Size of what is named", values=Granularity),
        Column("calendar", S, "Calendar it is written in", values=Calendar),
        Column("is_relative", pl.Boolean(), "Whether it needs another date to be resolved (أمس, الشهر الماضي)"),
        Column("anchor", S, "What it was resolved against", nullable=True, values=Anchor),
        Column("rule", S, "Rule of the date grammar that read it"),
    ),
)
