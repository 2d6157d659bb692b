"""The `events` table: what happened, who did it to whom, where and when. The order of the work; each step has its own module.

triggers (lexicon hits) -> select (which hits are events, of which type) -> parties, attach, frame (who takes part)
-> clause, details (status, voice, place, numbers) -> rows. PLOVER's codes are looked up at the end.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.events import attach, clause, details, frame
from pipeline.events.context import Batch, Spans, prepare
from pipeline.events.forms import VERBAL, Shape
from pipeline.events.parties import find
from pipeline.events.select import Found, candidates, choose, scorer
from pipeline.events.triggers import TYPES, Triggers, triggers
from pipeline.events.words import Cue, Layer, table, words
from pipeline.lists import list_column
from pipeline.stages import Rows
from pipeline.text.ids import make_id
from pipeline.text.tokens import I32, I64, U8
from schemas import TABLES
from schemas.events import QUANTITY
from schemas.vocab import EventType

VERSION: Final = "4"

#: Types that deny by themselves: a negation beside them does not make them denied (رفض, نفى).
_DENYING: Final = frozenset({EventType.REJECT})


@cache
def _codes() -> dict[tuple[str, str], tuple[str, int]]:
    return {(r["type"], r["mode"]): (r["cameo_root"], int(r["quad_code"])) for r in table("plover.tsv")}


def _code(kind: str, mode: str | None) -> tuple[str | None, int | None]:
    """CAMEO root and quad code of a type, after PLOVER's crosswalk."""
    codes = _codes()
    found = codes.get((kind, mode or "-")) or codes.get((kind, "-"))
    return found or (None, None)


def _cover(spans: Spans, n: int) -> I32:
    """1 + number of the innermost span over every token, else 0."""
    out = np.zeros(n, np.int32)
    order = np.argsort(spans.first - spans.last, kind="stable")  # long spans first, short ones on top
    for i in order.tolist():
        out[spans.first[i] : spans.last[i] + 1] = i + 1
    return out


def events_of(batch: Batch, layer: Layer, lexicon: Triggers, found: Found, hit: I64, kind: I32) -> tuple[I64, I64, I32, I32, I32, I32, U8]:
    """Columns of chosen events, as `attach.features` takes them."""
    at = found.hits.token[hit]
    lemma, shape = found.lemma[hit], found.shape[hit]
    frames = np.where(np.isin(shape, list(VERBAL)), lexicon.frames[lemma, 0], lexicon.frames[lemma, 1]).astype(np.int32)
    light = np.zeros(len(at), np.uint8)
    for back in (1, 2, 3):
        before = np.maximum(at - back, 0)
        light |= ((layer.cue[before] & Cue.LIGHT) > 0).astype(np.uint8) & (batch.context.sentence[before] == batch.context.sentence[at])
    return at, at + found.hits.length[hit] - 1, lemma, shape, frames, kind, light


def rows(articles: pl.DataFrame, mentions: pl.DataFrame, dates: pl.DataFrame, quotes: pl.DataFrame) -> Rows:
    """Events of a batch of articles."""
    lexicon, lists, scoring = triggers(), words(), scorer()
    batch = prepare(articles, mentions, dates, quotes)
    tokens, sentence = batch.tokens, batch.context.sentence
    found = candidates(batch, lexicon, scoring.weights)
    chosen, kinds, scores = choose(found, tokens.doc, scoring.threshold)
    if not len(chosen):
        return Rows(TABLES["events"].empty())
    layer = batch.layer
    parties = find(batch, layer, mentions)
    is_trigger = np.zeros(len(tokens), np.uint8)
    is_trigger[found.hits.token] = 1
    columns = events_of(batch, layer, lexicon, found, chosen, kinds)
    at, upto = columns[:2]
    pair_event, pair_party, chance, _ = attach.score(tokens, batch.context, layer.cue, is_trigger, columns, parties)
    picked = frame.choose(pair_event, pair_party, chance, parties.entity, len(at), frame.THRESHOLD, frame.FLOOR, frame.MOST)
    around = np.empty((len(at), 3), np.int32)
    clause.look_around(
        tokens.chars, tokens.base, tokens.first, tokens.doc, tokens.start, tokens.end, tokens.kind, sentence, layer.cue,
        at, upto, parties.first, parties.last, parties.kind, parties.prep, parties.clitic, around,
    )  # fmt: skip
    # what stands as the place is no participant
    picked[picked == around[:, clause.PLACE, None]] = -1
    actors, recipients = frame.structs(picked, tokens, layer, lists, parties, mentions)
    doc, shapes = tokens.doc[at], [Shape(x) for x in found.shape[chosen].tolist()]
    lemmas = [lexicon.lemmas[x] for x in found.lemma[chosen].tolist()]
    types = [TYPES[k] for k in kinds.tolist()]
    modes = [m.mode if m.types[0] == t else None for m, t in zip(lemmas, types, strict=True)]
    start, end = tokens.start[at] + found.hits.skip[chosen], tokens.end[upto]
    spans = list(zip(doc.tolist(), start.tolist(), end.tolist(), strict=True))
    ids = articles["article_id"].to_list()
    codes = [_code(t, m) for t, m in zip(types, modes, strict=True)]
    quote = _cover(batch.quotes, len(tokens))[at]
    quote_row = np.where(quote > 0, batch.quotes.row[quote - 1], -1) if len(batch.quotes) else np.full(len(at), -1)
    date_row = _dates(batch, at)
    place = around[:, clause.PLACE]
    place_row = np.where(place >= 0, parties.row[place], -1) if len(parties) else np.full(len(at), -1)
    flags = around[:, clause.FLAGS].tolist()
    dates_told = _gather(dates["value"], date_row)
    years = articles["published_at"].dt.year().to_list()
    status = [details.status(s, f, denying=t in _DENYING) for s, f, t in zip(shapes, flags, types, strict=True)]
    status = [details.historical(x, f, day, years[d]) for x, f, day, d in zip(status, flags, dates_told, doc.tolist(), strict=True)]
    frame_of = pl.DataFrame(
        {
            "event_id": [make_id("e", ids[d], a, b, t) for (d, a, b), t in zip(spans, types, strict=True)],
            "article_id": [ids[d] for d in doc.tolist()],
            "sentence": sentence[at],
            "start": start,
            "end": end,
            "trigger": [tokens.texts[d][a:b] for d, a, b in spans],
            "type": types,
            "mode": modes,
            "status": [str(x) for x in status],
            "voice": [str(details.voice(s, f)) for s, f in zip(shapes, flags, strict=True)],
            "actors": actors,
            "recipients": recipients,
            "place": _gather(mentions["name"], place_row),
            "place_key": _gather(mentions["entity_key"], place_row),
            "date": dates_told,
            "quote_id": _gather(quotes["quote_id"], quote_row),
            "quantities": _quantities(
                [details.quantities(tokens, layer, lists, m.name, t) if n else [] for m, t, n in zip(lemmas, at.tolist(), around[:, clause.NUMERIC].tolist(), strict=True)]
            ),
            "cameo_root": [c[0] for c in codes],
            "quad_code": [c[1] for c in codes],
            "rule": [m.name for m in lemmas],
            "score": scores,
        },
        schema=TABLES["events"].polars_schema,
    )
    return Rows(frame_of.sort("article_id", "start", "end"))


def _quantities(found: list[list[details.Quantity]]) -> pl.Series:
    """The column `quantities`; flat first, which is many times quicker than lists of dictionaries."""
    flat = pl.DataFrame([q for one in found for q in one], schema=dict(QUANTITY), orient="row").to_struct()
    return list_column("quantities", flat, map(len, found))


def _gather(column: pl.Series, rows: npt.NDArray[np.integer[Any]]) -> list[Any]:
    """Values of a column at some rows, None where the row is negative."""
    out: list[Any] = [None] * len(rows)
    at = np.flatnonzero(rows >= 0)
    for i, value in zip(at.tolist(), column.gather(rows[at]).to_list(), strict=True):
        out[i] = value
    return out


def _dates(batch: Batch, at: I64) -> I64:
    """Row of the date of the same sentence that stands nearest to each trigger, -1 if none."""
    spans, sentence, doc = batch.dates, batch.context.sentence, batch.tokens.doc
    best, row = np.full(len(at), 1 << 30), np.full(len(at), -1)
    if not len(spans):
        return row
    near = np.searchsorted(spans.first, at)
    for step in (-2, -1, 0, 1):
        i = np.clip(near + step, 0, len(spans) - 1)
        token = spans.first[i]
        gap = np.where((doc[token] == doc[at]) & (sentence[token] == sentence[at]), np.abs(token - at), 1 << 30)
        row = np.where(gap < best, spans.row[i], row)
        best = np.minimum(gap, best)
    return row
