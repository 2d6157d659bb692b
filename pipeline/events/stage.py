"""The `events` table: what happened, who did it to whom, where and when. The order of the work; each step has its own module.

triggers (lexicon hits) -> select (which hits are events, of which type) -> parties, attach, frame (who takes part)
-> clause, details (status, voice, place, numbers) -> columns (what all events alike share, PLOVER's codes too) -> rows.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.events import attach, clause, details, frame
from pipeline.events.columns import of_clause, of_lemma
from pipeline.events.context import Batch, Spans, paint, prepare
from pipeline.events.forms import VERBAL
from pipeline.events.parties import find
from pipeline.events.select import Found, candidates, choose, scorer
from pipeline.events.triggers import TYPES, Triggers, triggers
from pipeline.events.words import Cue, Layer, words
from pipeline.lists import list_column
from pipeline.stages import Rows
from pipeline.text.ids import make_ids
from pipeline.text.spans import strings
from pipeline.text.tokens import I32, I64, U8
from schemas import TABLES
from schemas.events import QUANTITY

VERSION: Final = "9"


def _cover(spans: Spans, n: int) -> I32:
    """1 + number of the innermost span over every token, else 0."""
    out = np.zeros(n, np.int32)
    order = np.argsort(spans.first - spans.last, kind="stable")  # long spans first, short ones on top
    paint(out, spans.first[order], spans.last[order], (order + 1).astype(np.int32))
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
    doc, origin = tokens.doc[at], tokens.base[tokens.doc[at]]
    start, end = tokens.start[at] + found.hits.skip[chosen], tokens.end[upto]
    types, article = pl.Series(TYPES).gather(kinds), articles["article_id"].gather(doc)
    quote = _cover(batch.quotes, len(tokens))[at]
    quote_row = np.where(quote > 0, batch.quotes.row[quote - 1], -1) if len(batch.quotes) else np.full(len(at), -1)
    place = around[:, clause.PLACE]
    place_row = np.where(place >= 0, parties.row[place], -1) if len(parties) else np.full(len(at), -1)
    day = _gather(dates["value"], _dates(batch, at))
    numbers = np.flatnonzero(around[:, clause.NUMERIC])
    names = [lexicon.lemmas[x].name for x in columns[2][numbers].tolist()]
    schema = TABLES["events"].polars_schema
    made = {
        "event_id": make_ids("e", article, pl.Series(start), pl.Series(end), types),
        "article_id": article,
        "sentence": sentence[at],
        "start": start,
        "end": end,
        "trigger": strings(tokens.chars, origin + start, origin + end),
        "type": types,
        **of_lemma(lexicon, kinds, columns[2]),
        **of_clause(kinds, found.shape[chosen], around[:, clause.FLAGS], day, articles["published_at"].dt.year().gather(doc)),
        "actors": actors,
        "recipients": recipients,
        "place": _gather(mentions["name"], place_row),
        "place_key": _gather(mentions["entity_key"], place_row),
        "date": day,
        "quote_id": _gather(quotes["quote_id"], quote_row),
        "quantities": _quantities(numbers, [details.quantities(tokens, layer, lists, name, t) for name, t in zip(names, at[numbers].tolist(), strict=True)], len(at)),
        "score": scores,
    }
    return Rows(pl.DataFrame({name: made[name] for name in schema}, schema=schema).sort("article_id", "start", "end"))


def _quantities(events: I64, found: list[list[details.Quantity]], n: int) -> pl.Series:
    """The column `quantities` of `n` events from those of some; flat first, which is many times quicker than lists of dictionaries."""
    flat = pl.DataFrame([q for one in found for q in one], schema=dict(QUANTITY), orient="row").to_struct()
    lengths = np.zeros(n, np.int64)
    lengths[events] = [len(one) for one in found]
    return list_column("quantities", flat, lengths.tolist())


def _gather(column: pl.Series, rows: npt.NDArray[np.integer[Any]]) -> pl.Series:
    """Values of a column at some rows, null where the row is negative."""
    return column.gather(pl.Series(rows).set(pl.Series(rows < 0), None))


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
