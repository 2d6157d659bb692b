"""The reading of a batch, step by step: which reports hold, their ends, which marked stretches are speech. Who speaks comes after."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from numba import njit

from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.batch import Batch, records
from pipeline.quotes.clauses import clause_before, close, take
from pipeline.quotes.features import report_features
from pipeline.quotes.letters import INNER
from pipeline.quotes.marks import is_space
from pipeline.quotes.model import REPORT, SPEECH, WIDTH, Tables, predict
from pipeline.quotes.reports import reports
from pipeline.quotes.speech import REPORT_THRESHOLD, is_subheading, own_stretches, owner_of, plain_speech, stands_alone, stretch_features, words_in
from pipeline.quotes.stretches import stretches
from pipeline.text.tokens import I64

#: Least probability at which a marked stretch is published.
SPEECH_THRESHOLD: Final = 0.5
_FRAGMENT_WORDS: Final = 4
# Kinds of quotes.
DIRECT, FRAGMENT, INDIRECT = np.int64(0), np.int64(1), np.int64(2)
_NONE: Final = np.int64(-1)

#: A quote in the making: code points of its text, kind, report and marked stretch (or -1), article, how likely it is one.
QUOTE: Final = np.dtype([("score", np.float64), *((name, np.int32) for name in ("start", "end", "kind", "report", "stretch", "doc"))])


class Found(NamedTuple):
    """What was read.

    Attributes:
        stretch: Marked stretches.
        rep: Every report that might be one.
        begins: Number of the first of each article, and how many there are.
        order: Numbers of the reports that hold, by article and cue.
        quotes: Quotes by article and place; of several with one beginning the longest first.
    """

    stretch: Any
    rep: Any
    begins: I64
    order: I64
    quotes: Any


@njit(**INNER)
def _plain_score(b: Any, r: Any) -> float:
    """What holds before any model is trained."""
    if r.form >= 0 and ((r.mode == s.NOMINAL and b.forms[r.form].strength <= 1) or (b.forms[r.form].weak and r.mode != s.THAT)):
        return 0.1
    return 0.7


@njit(**INNER)
def is_attribution(r: Any) -> bool:
    """Whether the words of a report stand before its cue."""
    return r.mode == s.ATTRIBUTION or r.mode == s.POSTPOSED


@njit(**INNER)
def attribute_clause(b: Any, r: Any) -> int:
    """Gives an attribution the clause before it. Returns 0 for nothing to report, 1 for a mark only, 2 for a clause."""
    first, last = clause_before(b, r.cue_first + 0)
    if first >= 0:
        r.first, r.last, r.begin = first, last, b.tok[first].start
        return 2
    return 1 if _after_mark(b, r) else 0


@njit(**INNER)
def _judge(b: Any, stretch: Any, rep: Any, a: int, z: int, t: Any, order: I64, seen: I64, features: I64) -> int:
    """Puts the reports that hold, of those from `a` to `z`, in order. Attributions are judged last: they take what no other report has."""
    reach = np.int64(-1)
    for m in range(a, z):
        r = rep[m]
        if is_attribution(r):
            continue
        r.score = predict(t, REPORT, features, report_features(b, r, r.cue_first <= reach, features)) if t.ready[REPORT] else _plain_score(b, r)
        if r.stretch < 0 and r.score < REPORT_THRESHOLD:
            continue
        close(b, stretch, rep, r, t, seen, features)
        r.kept = 1
        if r.last >= r.first and r.first >= 0:
            take(b, r.first + 0, r.last + 0)
            reach = max(reach, np.int64(r.last))
    n = 0
    for m in range(a, z):
        r = rep[m]
        if is_attribution(r):
            clause = attribute_clause(b, r)
            if not clause:
                continue
            if t.ready[REPORT]:
                r.score = predict(t, REPORT, features, report_features(b, r, clause == 1, features))
            else:
                r.score = 0.6 if r.mode == s.ATTRIBUTION else 0.3
            r.kept = r.score >= REPORT_THRESHOLD or _after_mark(b, r)
        if not r.kept:
            continue
        k = n
        while k > 0 and _comes_after(rep, order[k - 1], m):
            order[k] = order[k - 1]
            k -= 1
        order[k] = m
        n += 1
    return n


@njit(**INNER)
def _after_mark(b: Any, r: Any) -> bool:
    """Whether a mark stands right before the cue."""
    for k in range(max(np.int64(b.art[r.doc].a), r.cue_first - 2), r.cue_first):  # noqa: SIM110 - numba compiles no generators
        if b.tok[k].bits & v.QUOTE:
            return True
    return False


@njit(**INNER)
def _comes_after(rep: Any, m: int, n: int) -> bool:
    """Whether report `m` stands behind report `n`: by cue, attributions last."""
    x, y = rep[m], rep[n]
    return x.cue_first > y.cue_first or (x.cue_first == y.cue_first and is_attribution(x) and not is_attribution(y))


@njit(**INNER)
def _put(b: Any, out: Any, n: int, d: int, start: int, end: int, kind: int, report: int, stretch: int, score: float) -> int:
    """Writes a quote without the blanks at its edges, if anything is left."""
    origin = b.art[d].open
    while start < end and is_space(np.int64(b.chars[origin + start])):
        start += 1
    while end > start and is_space(np.int64(b.chars[origin + end - 1])):
        end -= 1
    q = out[n]
    q.start, q.end, q.kind, q.report, q.stretch, q.doc, q.score = start, end, kind, report, stretch, d, score
    return n + 1


@njit(cache=True, nogil=True)
def _read(b: Any, stretch: Any, rep: Any, begins: I64, t: Any, order: I64, whole: I64, out: Any) -> tuple[int, int]:
    """Judges every article. Returns how many reports hold, and how many quotes there are."""
    seen, features = np.zeros(8, np.int64), np.zeros(WIDTH, np.int64)
    n: Any = np.int64(0)
    kept = n
    x = 0
    for d in range(len(b.art)):
        held = order[kept:]
        m = _judge(b, stretch, rep, begins[d], begins[d + 1], t, held, seen, features)
        own_stretches(b, rep, held, m, whole)
        for k in range(m):
            r = rep[held[k]]
            if r.mode != s.MARKED and r.stretch < 0 and r.score >= REPORT_THRESHOLD and r.last >= r.first and r.first >= 0:
                n = _put(b, out, n, d, r.begin + 0, b.tok[r.last].end + 0, INDIRECT, held[k], _NONE, r.score)
        before = 0
        while x < len(stretch) and stretch[x].doc == d:
            y = stretch[x]
            x += 1
            while before < m and rep[held[before]].cue_first < y.first:
                before += 1
            if is_subheading(b, y):
                continue
            owner, how = owner_of(b, rep, y, whole[x - 1], held[before - 1] if before else _NONE)
            words = words_in(b, y)
            score = predict(t, SPEECH, features, stretch_features(b, rep, y, owner, how, features)) if t.ready[SPEECH] else plain_speech(words, how)
            if score >= SPEECH_THRESHOLD:
                kind = DIRECT if words > _FRAGMENT_WORDS and stands_alone(b, y, how) else FRAGMENT
                n = _put(b, out, n, d, b.tok[y.first].start + 0, b.tok[y.last].end + 0, kind, owner, x - 1, score)
        kept += m
    return kept, n


def read(batch: Batch, tables: Tables) -> Found:
    """The marked stretches, the reports and the quotes of a batch."""
    stretch = stretches(batch)
    rep, begins = reports(batch, stretch)
    order, whole = np.empty(len(rep), np.int64), np.full(len(stretch), -1, np.int64)
    out = records(len(rep) + len(stretch), QUOTE)
    kept, n = _read(batch, stretch, rep, begins, tables, order, whole, out)
    quotes = out[:n]
    rep.used[quotes.report[quotes.report >= 0]] = 1
    quotes = quotes[np.lexsort((-quotes.end, quotes.start, quotes.doc))]
    return Found(stretch, rep, begins, order[:kept], quotes[_distinct(quotes)])


def _distinct(quotes: Any) -> npt.NDArray[np.bool_]:
    """Which quotes are not empty and not the same stretch and kind as one before."""
    columns = ["doc", "start", "end", "kind"]
    first = pl.DataFrame({name: quotes[name] for name in columns}).select(pl.struct(columns).is_first_distinct()).to_series().to_numpy()
    return np.asarray(first & (quotes.end > quotes.start))
