"""Examples for the models of the quotes stage: what annotated articles teach each of them. Reads no file, fits nothing (see `quotes`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numba import njit

from pipeline.quotes import vocabulary as v
from pipeline.quotes.batch import Batch, Texts, prepare
from pipeline.quotes.clauses import clause_before, close, limit_of, next_boundary, start_boundaries, take, trim
from pipeline.quotes.extract import Found, read
from pipeline.quotes.features import end_features, report_features
from pipeline.quotes.model import WIDTH, Models, name_of
from pipeline.quotes.reports import reports
from pipeline.quotes.speakers import Attribution, own
from pipeline.quotes.speech import is_subheading, owner_of, stretch_features
from pipeline.quotes.stretches import stretches
from pipeline.quotes.symbols import ATTRIBUTION, POSTPOSED
from pipeline.text.chars import key
from pipeline.text.tokens import I64
from training.quotes_gold import OVERLAP, Gold, overlap, right_names, same_name
from training.scores import trimmed

Example = tuple[list[str], int]
_NEAR = 2
_MOST = 700


class Source(NamedTuple):
    """Articles to learn from, the names in them, and how often each article counts."""

    articles: pl.DataFrame
    mentions: pl.DataFrame
    weight: float = 1.0

    def only(self, ids: set[str]) -> Source:
        """The same with these articles only."""
        return Source(self.articles.filter(pl.col("article_id").is_in(ids)), self.mentions.filter(pl.col("article_id").is_in(ids)), self.weight)

    def without(self, ids: set[str]) -> Source:
        """The same without these articles."""
        return Source(self.articles.filter(~pl.col("article_id").is_in(ids)), self.mentions.filter(~pl.col("article_id").is_in(ids)), self.weight)


class Examined(NamedTuple):
    """A source as the stage sees it."""

    batch: Batch
    texts: Texts
    gold: list[Gold]
    models: Models


def words_of(sources: Iterable[Source]) -> tuple[str, ...]:
    """Every folded word that may be a feature: known words as they are written in the sources."""
    words: set[str] = set()
    empty = Models({})
    for source in sources:
        batch, texts = prepare(source.articles, source.mentions, empty.symbols)
        for t in batch.tok[:-1][(batch.tok.bits[:-1] != 0) & ((batch.tok.bits[:-1] & v.PUNCT) == 0)]:
            words.add(key(texts.texts[t.doc][t.start : t.end]))
    return tuple(sorted(words))


def examine(source: Source, gold: dict[str, Gold], models: Models) -> Examined:
    """Prepares a source for the makers of examples."""
    batch, texts = prepare(source.articles, source.mentions, models.symbols)
    return Examined(batch, texts, [gold[i] for i in texts.ids], models)


def _names(x: Examined, features: Any) -> list[str]:
    return [name_of(x.models.symbols, int(f)) for f in features]


@njit
def _boundaries(b: Any, stretch: Any, rep: Any, m: int, places: I64, ends: I64, counts: I64, features: Any) -> int:
    """Every place where report `m` may end, with the code point its words would end at, and features."""
    seen = np.zeros(8, np.int64)
    r = rep[m]
    limit = limit_of(b, r)
    start_boundaries(b, r, seen)
    n = 0
    while n < len(places):
        k = next_boundary(b, stretch, r.doc + 0, limit, seen)
        if k < 0:
            break
        counts[n], _ = end_features(b, rep, r, k, limit, seen[4], features[n])
        places[n], ends[n] = k, b.tok[trim(b, r.first + 0, k - 1)].end
        n += 1
    return n


@njit
def _report_features(b: Any, rep: Any, m: int, nested: bool, out: I64) -> int:
    return report_features(b, rep[m], nested, out)


@njit
def _close(b: Any, stretch: Any, rep: Any, m: int, t: Any) -> None:
    close(b, stretch, rep, rep[m], t, np.zeros(8, np.int64), np.zeros(WIDTH, np.int64))


@njit
def _take(b: Any, first: int, last: int) -> None:
    take(b, first, last)


@njit
def _clause_before(b: Any, k: int) -> tuple[int, int]:
    return clause_before(b, k)


@njit
def _stretch(b: Any, stretch: Any, rep: Any, n: int, whole: int, previous: int, out: I64) -> int:
    """Features of a stretch; how many, 0 for a sub-heading."""
    if is_subheading(b, stretch[n]):
        return 0
    owner, how = owner_of(b, rep, stretch[n], whole, previous)
    return stretch_features(b, rep, stretch[n], owner, how, out)


def _before_cue(r: Any) -> bool:
    return r.mode in (ATTRIBUTION, POSTPOSED)


def end_examples(x: Examined) -> Iterator[Example]:
    """Boundaries inside and at the end of reports that begin where gold says."""
    stretch = stretches(x.batch)
    rep, _ = reports(x.batch, stretch)
    places, ends, counts = (np.zeros(_MOST, np.int64) for _ in range(3))
    features = np.zeros((_MOST, WIDTH), np.int64)
    for m, r in enumerate(rep):
        if _before_cue(r) or r.stretch >= 0:
            continue
        text = x.gold[r.doc].text
        begin = trimmed(text, r.begin, len(text))[0]
        match = next((q for q in x.gold[r.doc].quotes if q["kind"] == "indirect" and abs(q["span"][0] - begin) <= _NEAR), None)
        if match is None:
            continue
        stop = match["span"][1]
        for k in range(_boundaries(x.batch, stretch, rep, m, places, ends, counts, features)):
            at = trimmed(text, r.begin, int(ends[k]))[1]
            # a stop right at the annotated end, else the annotation ends where no boundary is
            yield _names(x, features[k, : counts[k]]), int(stop - 1 <= at and abs(at - stop) <= _NEAR)
            if at >= stop - 1:
                break


def report_examples(x: Examined) -> Iterator[Example]:
    """Reports that are, and are not, annotated; optional ones are left out."""
    stretch = stretches(x.batch)
    rep, begins = reports(x.batch, stretch)
    out = np.zeros(WIDTH, np.int64)
    tok = x.batch.tok
    for d, gold in enumerate(x.gold):
        indirect = [q for q in gold.quotes if q["kind"] == "indirect"]
        covered: list[tuple[int, int]] = []
        mine = range(begins[d], begins[d + 1])
        for m in mine:
            r = rep[m]
            if _before_cue(r) or r.first < 0:
                continue
            nested = any(a <= r.cue_first <= z for a, z in covered)
            features = _names(x, out[: _report_features(x.batch, rep, m, nested, out)])
            _close(x.batch, stretch, rep, m, x.models.tables)
            span = trimmed(gold.text, r.begin, tok[max(r.last, r.first)].end)
            match = next((q for q in indirect if abs(q["span"][0] - span[0]) <= _NEAR or overlap(q["span"], span) >= OVERLAP), None)
            optional = match is not None and match.get("optional")
            if r.stretch < 0 and (nested or not optional):
                # a report inside somebody else's words is optional by the guidelines, and not listed here
                yield features, int(match is not None and not optional)
            if match is not None or r.stretch >= 0:
                covered.append((int(r.first), int(r.last)))
                _take(x.batch, *covered[-1])
        for m in mine:
            r = rep[m]
            first, last = _clause_before(x.batch, int(r.cue_first)) if _before_cue(r) else (-1, -1)
            if first < 0:
                continue
            r.first, r.last = first, last
            span = trimmed(gold.text, tok[first].start, tok[last].end)
            match = next((q for q in indirect if overlap(q["span"], span) >= OVERLAP), None)
            if match is None or not match.get("optional"):
                yield _names(x, out[: _report_features(x.batch, rep, m, nested=False, out=out)]), int(match is not None)


def speech_examples(x: Examined) -> Iterator[Example]:
    """Marked stretches that are, and are not, annotated."""
    found = read(x.batch, x.models.tables)
    out = np.zeros(WIDTH, np.int64)
    whole: dict[int, int] = {}
    for m in found.order.tolist():
        if found.rep[m].stretch >= 0:
            whole.setdefault(int(found.rep[m].stretch), m)
    cues = found.rep.cue_first[found.order]
    for n, y in enumerate(found.stretch):
        at = int(np.searchsorted(cues, y.first)) - 1
        previous = int(found.order[at]) if at >= 0 and found.rep[found.order[at]].doc == y.doc else -1
        count = _stretch(x.batch, found.stretch, found.rep, n, whole.get(n, -1), previous, out)
        gold = x.gold[y.doc]
        span = trimmed(gold.text, x.batch.tok[y.first].start, x.batch.tok[y.last].end)
        match = next((q for q in gold.quotes if q["kind"] != "indirect" and overlap(q["span"], span) >= OVERLAP), None)
        if count and (match is None or not match.get("optional")):
            yield _names(x, out[:count]), int(match is not None)


def speaker_examples(x: Examined) -> Iterator[list[Example]]:
    """Candidates of annotated reports, right and wrong, by report; the right speaker is what later reports remember."""
    found: Found = read(x.batch, x.models.tables)
    asked = Attribution(x.batch, x.texts, found.rep, found.order, x.models)
    tok = x.batch.tok
    for n, m in enumerate(found.order.tolist()):
        r = found.rep[m]
        gold = x.gold[r.doc]
        options = asked.candidates(n)
        speaker = asked.choose(options)
        span = None
        if r.stretch >= 0:
            y = found.stretch[r.stretch]
            span = trimmed(gold.text, tok[y.first].start, tok[y.last].end)
        elif r.last >= r.first >= 0:
            span = trimmed(gold.text, r.begin, tok[r.last].end)
        match = next((q for q in gold.quotes if span and (q["kind"] == "indirect") == (r.stretch < 0) and overlap(q["span"], span) >= OVERLAP), None)
        if match is not None:
            right = [c for c in options if same_name(c.speaker.name, right_names(gold, match))]
            if len(options) > 1:
                near = asked.neighbours
                yield [(c.features + (_names(x, near.features[c.row, : near.rows[c.row].features]) if c.row >= 0 else []), int(c in right)) for c in options]
            if right:
                speaker = own(right[0])
        asked.remember(n, speaker)
