"""Where reported words end: the boundaries a clause may end at, and the likeliest of them. Knows cues only as landmarks."""

from __future__ import annotations

import functools
import math
from bisect import bisect_left
from collections.abc import Iterator

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document
from pipeline.quotes.features import CERTAIN, end_features, is_circumstance
from pipeline.quotes.model import model
from pipeline.quotes.morphology import PARTICIPLE
from pipeline.quotes.reports import ATTRIBUTION, HEADLINE, NOMINAL, Marks, Report

_PAUSE = v.COMMA | v.DASH | v.SEMICOLON | v.PAREN
_NAME_LENGTH = 3
_CERTAINLY = 0.97
#: No report is longer than this many tokens, whatever the sentence; a text without stops stays linear.
_LONGEST = 300


def settle(doc: Document, marks: Marks, r: Report) -> None:
    """Decides whether a marked stretch right after the cue is the whole complement of a report; if so its end is known."""
    if r.stretch < 0:
        return
    if _fills(doc, marks, r):
        r.last = marks.stretches[r.stretch].last
        return
    if r.shifted:
        # only a part is marked: the complement begins with its suffixed complementiser again
        r.first, r.begin = r.shifted
    r.stretch = -1


def close(doc: Document, marks: Marks, r: Report, landmarks: dict[int, Report]) -> None:
    """Sets the last token of the reported words of a report that precedes them."""
    if r.stretch < 0:
        r.last = trim(doc, r.first, end_of(doc, marks, r, limit_of(doc, r), landmarks) - 1)


def limit_of(doc: Document, r: Report) -> int:
    """Token no report can reach: the end of its sentence, or of the title."""
    if r.mode == HEADLINE:
        return doc.title_end
    return min(doc.sentence_end(r.first), r.first + _LONGEST) if r.first < doc.n else doc.n


def _fills(doc: Document, marks: Marks, r: Report) -> bool:
    """Whether the marked stretch is the whole complement: what follows it is a pause, a cue or the end of the line."""
    s = marks.stretches[r.stretch]
    k = s.last + (2 if s.close_mark else 1)
    if s.last - s.first < _NAME_LENGTH and r.mode != NOMINAL:
        return k >= doc.n or doc.breaks[k] > 0 or bool(doc.flags[k] & (v.STOP | v.COMMA))
    if k >= doc.n or doc.breaks[k] or doc.flags[k] & (v.PUNCT | v.ATTRIBUTION | v.LIKE):
        return True
    return bool(doc.flags[k] & v.CUE) or doc.word(k).startswith("و")


def boundaries(doc: Document, marks: Marks, r: Report, limit: int, landmarks: dict[int, Report]) -> Iterator[tuple[int, list[str]]]:
    """Every token before which the reported words may end, with its features; the limit itself is not among them."""
    passed = r.first
    pauses = 0
    for k in doc.points_in(r.first, limit + 1):
        # a mark that closes a stretch is a landmark too: the reporter may go on right after it
        for place in (k, k + 1) if doc.flags[k] & v.QUOTE else (k,):
            if place <= passed or place >= limit:
                continue
            n = marks.cover[place]
            if n >= 0:
                passed = max(passed, marks.stretches[n].last)
                continue
            f = doc.flags[place]
            if f & _PAUSE:
                if place + 1 < limit and _worth(doc, place + 1, limit, landmarks):
                    yield place, end_features(doc, r, place, limit, landmarks, pauses)
                pauses += 1
            elif _may_end(doc, place, f, limit, landmarks):
                yield place, end_features(doc, r, place, limit, landmarks, pauses)
            passed = place


_GOES_ON = v.CONJ | v.REL | v.LIKE | v.ATTRIBUTION | v.PREP | v.NEG | v.AUX | v.PUNCT | v.TIME


def _worth(doc: Document, n: int, limit: int, landmarks: dict[int, Report]) -> bool:
    """Whether what stands after a pause could be the reporter again; most commas only list."""
    return bool(doc.flags[n] & _GOES_ON) or n in landmarks or n + 1 in landmarks or n + 2 in landmarks or limit - n < 4 or is_circumstance(doc, n)


def _may_end(doc: Document, k: int, f: int, limit: int, landmarks: dict[int, Report]) -> bool:
    """Whether a report may end before token `k` though there is no pause."""
    before = doc.flags[k - 1]
    if not before & v.PUNCT:
        if f & v.STOP:
            return k + 1 < limit and not doc.flags[k + 1] & v.PUNCT
        return k in landmarks or (bool(f & v.CONJ) and doc.at[k] < 0) or bool(f & v.ATTRIBUTION)
    return bool(before & v.QUOTE) and not f & v.PUNCT


def end_of(doc: Document, marks: Marks, r: Report, limit: int, landmarks: dict[int, Report]) -> int:
    """Token after the last reported one: the boundary at which ending, and not before, is likeliest."""
    trained = model("end")
    best, best_score, passed = limit, -math.inf, 0.0
    for k, features in boundaries(doc, marks, r, limit, landmarks):
        if trained is None:
            if _plain_rule(doc, k, limit, landmarks):
                return k
            continue
        p = _CERTAINLY if CERTAIN in features else trained.probability(features)
        here = passed + math.log(p + 1e-9)
        if here > best_score:
            best, best_score = k, here
        passed += math.log(1 - p + 1e-9)
        if passed < best_score - 1:
            break
    return limit if passed > best_score else best


def _plain_rule(doc: Document, k: int, limit: int, landmarks: dict[int, Report]) -> bool:
    """What holds before any model is trained: a report ends at the next participle, attribution or joined verb."""
    n = k + 1 if doc.flags[k] & _PAUSE else k
    other = landmarks.get(n)
    return n < limit and other is not None and (other.mode == ATTRIBUTION or other.tense == PARTICIPLE or doc.clitic(n)[:1] in {"و", "ف"})


def trim(doc: Document, first: int, last: int) -> int:
    """Last token without the pauses and stops at the end."""
    while last > first and doc.flags[last] & (v.STOP | v.COMMA | v.COLON | v.SEMICOLON | v.DASH):
        last -= 1
    return last


class Spans:
    """Token spans of reported words, asked for by place."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.ends = sorted(b for _, b in spans)
        self.spans = spans

    @functools.cached_property
    def inside(self) -> set[int]:
        """Tokens of the spans and those right behind them; gathered when first asked for."""
        return {k for a, b in self.spans for k in range(a, b + 2)}

    def holds(self, k: int) -> bool:
        """Whether token `k` is reported already, or stands right behind what is."""
        return k in self.inside

    def last_in(self, a: int, b: int) -> int:
        """The last end of a span in [a, b), or -1."""
        at = bisect_left(self.ends, b) - 1
        return self.ends[at] if at >= 0 and self.ends[at] >= a else -1


def clause_before(doc: Document, k: int, taken: Spans) -> tuple[int, int] | None:
    """The clause a trailing attribution at token `k` reports, unless another report has it already.

    Args:
        doc: The article.
        k: First token of the attribution.
        taken: Reported words.

    Returns:
        First and last token, or nothing.
    """
    last = k - 1
    first = max(doc.sentence_first(k), k - _LONGEST)
    while last > first and doc.flags[last] & v.PUNCT:
        last -= 1
    if last <= first:
        return None
    if taken.holds(last):
        return None
    inside = taken.last_in(first, last)
    if inside >= 0:
        first = inside + 1
        while first < last and doc.flags[first] & v.PUNCT:
            first += 1
    # a dateline is not part of the clause
    for j in range(first, min(first + 9, last)):
        if doc.flags[j] & v.DASH and (doc.at[j - 1] >= 0 or doc.flags[j - 1] & (v.PAREN | v.DASH) or j == first):
            first = j + 1
    # «إلى ذلك، …» and «في المقابل, …» lead in; they are the reporter's
    if inside < 0:
        for j in range(first, min(first + 4, last)):
            if doc.flags[j] & v.COMMA and doc.flags[first] & (v.PREP | v.CONJ):
                first = j + 1
                break
    return (first, last) if last - first > 1 else None
