"""`events`: who did what to whom, where and when, in PLOVER's terms."""

from __future__ import annotations

import polars as pl

from schemas.core import Column, Table, Where
from schemas.vocab import EventStatus, EventType, Voice

S, I = pl.String(), pl.Int32()

ACTOR = pl.Struct({"entity_key": S, "name": S, "country": S, "sector": S, "start": I, "end": I})
QUANTITY = pl.Struct({"kind": S, "value": pl.Float64(), "unit": S})

EVENTS = Table(
    name="events",
    doc="One event told in an article, with its actors, place and date",
    group="reading",
    key=("event_id",),
    spans=(("start", "end", "trigger"),),
    sort=("article_id", "start", "end"),
    columns=(
        Column("event_id", S, "Id of the event", pattern=r"e[0-9a-f]{16}"),
        Column("article_id", S, "Article it is told in"),
        Column("sentence", I, "Number of the sentence, from 0", low=0),
        Column("start", I, "First code point of the trigger in articles.text", low=0),
        Column("end", I, "Code point after the trigger", low=1),
        Column("trigger", S, "The words that name the event"),
        Column("type", S, "PLOVER type, or one of eight beyond it", values=EventType),
        Column("mode", S, "PLOVER mode, where plain", nullable=True),
        Column("status", S, "Whether it took place", values=EventStatus),
        Column("voice", S, "Form of the trigger", values=Voice),
        Column("actors", pl.List(ACTOR), "Who did it (entity ids in the view)"),
        Column("recipients", pl.List(ACTOR), "To whom it was done (entity ids in the view)"),
        Column("place", S, "Where", nullable=True),
        Column("place_key", S, "Place's entity inside the article", nullable=True, where=Where.LAKE),
        Column("place_id", S, "Place's entity over the whole corpus", nullable=True, where=Where.VIEW),
        Column("date", S, "When, EDTF", nullable=True),
        Column("quote_id", S, "Quote that tells it", nullable=True),
        Column("quantities", pl.List(QUANTITY), "Numbers told with it (killed, injured, money, …)"),
        Column("cameo_root", S, "CAMEO root code 01–20, where the type has one", nullable=True),
        Column("quad_code", pl.Int8(), "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict", nullable=True, low=1, high=4),
        Column("rule", S, "Lexicon entry that read it"),
        Column("score", pl.Float32(), "Confidence", low=0, high=1),
    ),
)
