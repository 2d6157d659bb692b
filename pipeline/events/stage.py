"""The `events` table: what happened, who did it to whom, where and when. The order of the work; each step has its own module.

triggers (lexicon hits) -> select (which hits are events, of which type) -> parties, attach, frame (who takes part)
-> clause, details (status, voice, place, numbers) -> rows. PLOVER's codes are looked up at the end.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import polars as pl

from pipeline.events import attach, clause, details, frame
from pipeline.events.context import Batch, Spans, prepare
from pipeline.events.forms import VERBAL, Shape
from pipeline.events.parties import find
from pipeline.events.select import Found, candidates, choose, scorer
from pipeline.events.triggers import TYPES, Triggers, triggers
from pipeline.events.words import Cue, Layer, table, words
from pipeline.stages import Rows
from pipeline.text.ids import make_id
from pipeline.text.tokens import I32, I64, U8
from schemas import TABLES
from schemas.vocab import EventType

VERSION: Final = "1"

#: Types that deny by themselves: a negation beside them does not make them denied (رفض, نفى).
_DENYING: Final = frozenset({EventType.REJECT})


@cache
def _codes() -> dict[tuple[str, str], tuple[str, int]]:
    return {(r["type"], r["mode"]): (r["cameo_root"], int(r["quad_code"])) for r in table("plover.tsv")}


def _cover(spans: Spans, n: int) -> I32:
    """1 + number of the innermost span over every token, else 0."""
    out = np.zeros(n, np.int32)
    order = np.argsort(spans.first - spans.last, kind="stable")  # long spans first, short ones on top
    for i in order.tolist():
        out[spans.first[i] : spans.last[i] + 1] = i + 1
    return out


def _date(batch: Batch, at: int) -> int:
    """Row of the date of the same sentence that stands nearest to a token, -1 if none."""
    spans, sentence, doc = batch.dates, batch.context.sentence, batch.tokens.doc[at]
    near = int(np.searchsorted(spans.first, at))
    gaps = [(abs(int(spans.first[i]) - at), i) for i in range(max(0, near - 3), min(len(spans), near + 3)) if spans.doc[i] == doc and sentence[spans.first[i]] == sentence[at]]
    return int(spans.row[min(gaps)[1]]) if gaps else -1


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
    found = candidates(batch, lexicon)
    chosen, kinds, scores = choose(found, scoring.probabilities(found.features), tokens.doc, scoring.threshold)
    if not len(chosen):
        return Rows(TABLES["events"].empty())
    layer = lists.find(tokens)
    parties = find(batch, layer, mentions)
    is_trigger = np.zeros(len(tokens), np.uint8)
    is_trigger[found.hits.token] = 1
    columns = events_of(batch, layer, lexicon, found, chosen, kinds)
    at, upto = columns[:2]
    pair_event, pair_party, features = attach.features(tokens, sentence, layer.cue, is_trigger, columns, parties)
    chance = attach.probabilities(features)
    pairs: list[list[tuple[int, float, float]]] = [[] for _ in at]
    for k in np.flatnonzero(chance.max(axis=1, initial=0) >= frame.FLOOR).tolist():
        pairs[pair_event[k]].append((int(pair_party[k]), float(chance[k, 0]), float(chance[k, 1])))
    around = np.empty((len(at), 3), np.int32)
    clause.look_around(
        tokens.chars, tokens.base, tokens.first, tokens.doc, tokens.start, tokens.end, tokens.kind, sentence, layer.cue,
        at, upto, parties.first, parties.last, parties.kind, parties.prep, parties.clitic, around,
    )  # fmt: skip
    cast = frame.Cast.of(tokens, layer, lists, parties, mentions)
    quote_of = _cover(batch.quotes, len(tokens))
    ids, quote_ids, date_values = articles["article_id"].to_list(), quotes["quote_id"].to_list(), dates["value"].to_list()
    out: list[dict[str, object]] = []
    for i, (flags, numeric, place) in enumerate(around.tolist()):
        t, last, hit = int(at[i]), int(upto[i]), int(chosen[i])
        d = int(tokens.doc[t])
        lemma, shape, kind = lexicon.lemmas[int(found.lemma[hit])], Shape(int(found.shape[hit])), TYPES[int(kinds[i])]
        start, end = int(tokens.start[t]) + int(found.hits.skip[hit]), int(tokens.end[last])
        mode = lemma.mode if lemma.types[0] == kind else None
        root, quad = _codes().get((kind, mode or "-")) or _codes().get((kind, "-"), (None, None))
        actors, recipients = frame.choose(pairs[i], parties)
        where = cast.struct(place) if place >= 0 else None
        q, when = int(quote_of[t]), _date(batch, t)
        out.append(
            {
                "event_id": make_id("e", ids[d], start, end, kind),
                "article_id": ids[d],
                "sentence": int(sentence[t]),
                "start": start,
                "end": end,
                "trigger": tokens.texts[d][start:end],
                "type": kind,
                "mode": mode,
                "status": details.status(shape, flags, denying=kind in _DENYING),
                "voice": details.voice(shape, flags),
                "actors": [cast.struct(p) for p in actors],
                "recipients": [cast.struct(p) for p in recipients],
                "place": where["name"] if where else None,
                "place_key": where["entity_key"] if where else None,
                "date": date_values[when] if when >= 0 else None,
                "quote_id": quote_ids[int(batch.quotes.row[q - 1])] if q else None,
                "quantities": details.quantities(tokens, layer, lists, lemma.name, t) if numeric else [],
                "cameo_root": root,
                "quad_code": quad,
                "rule": lemma.name,
                "score": float(scores[i]),
            }
        )
    return Rows(TABLES["events"].frame(out).sort("article_id", "start", "end"))
