"""Where reported words end: the boundaries a clause may end at, and the likeliest of them. Knows cues only as landmarks."""

from __future__ import annotations

import math
from typing import Any, Final

from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.features import end_features, is_circumstance, report_at
from pipeline.quotes.letters import INNER
from pipeline.quotes.model import END, predict
from pipeline.text.tokens import I64

_PAUSE: Final = v.COMMA | v.DASH | v.SEMICOLON | v.PAREN
_GOES_ON: Final = v.CONJ | v.REL | v.LIKE | v.ATTRIBUTION | v.PREP | v.NEG | v.AUX | v.PUNCT | v.TIME
_TRIMMED: Final = v.STOP | v.COMMA | v.COLON | v.SEMICOLON | v.DASH
_CERTAINLY: Final = 0.97
#: What keeps a logarithm of zero away.
_LEAST: Final = 1e-9
#: No report is longer than this many tokens, whatever the sentence; a text without stops stays linear.
_LONGEST: Final = 300
_LAST_WORDS: Final = 4
_DATELINE: Final = 9
# What `taken` of a token can hold.
_INSIDE, _LAST = 1, 2


@njit(**INNER)
def close(b: Any, stretch: Any, rep: Any, r: Any, t: Any, seen: I64, features: I64) -> None:
    """Sets the last token of the reported words of a report that precedes them."""
    if r.stretch < 0:
        r.last = trim(b, r.first + 0, end_of(b, stretch, rep, r, t, limit_of(b, r), seen, features) - 1)


@njit(**INNER)
def limit_of(b: Any, r: Any) -> int:
    """Token no report can reach: the end of its sentence, or of the title."""
    article = b.art[r.doc]
    if r.mode == s.HEADLINE:
        return article.title + 0
    return min(b.tok[r.first].high, r.first + _LONGEST) if r.first < article.z else article.z + 0


@njit(**INNER)
def start_boundaries(b: Any, r: Any, seen: I64) -> None:
    """Sets `seen` to the beginning of a report: next landmark, whether the token behind it is meant, last token passed, pauses, those before the place."""
    seen[0], seen[1], seen[2], seen[3], seen[4] = b.tok[r.first].point, 0, r.first, 0, 0


@njit(**INNER)
def next_boundary(b: Any, stretch: Any, d: int, limit: int, seen: I64) -> int:
    """The next token before which the reported words may end, or -1; the limit itself is not among them."""
    while seen[0] < len(b.points) and b.points[seen[0]] <= limit:
        place = b.points[seen[0]] + seen[1]
        # a mark that closes a stretch is a landmark too: the reporter may go on right after it
        if seen[1] == 0 and b.tok[place].bits & v.QUOTE:
            seen[1] = 1
        else:
            seen[0] += 1
            seen[1] = 0
        if place <= seen[2] or place >= limit:
            continue
        n = b.tok[place].cover
        if n >= 0:
            seen[2] = max(seen[2], stretch[n].last)
            continue
        seen[2] = place
        seen[4] = seen[3]
        if b.tok[place].bits & _PAUSE:
            seen[3] += 1
            if place + 1 < limit and _worth(b, d, place + 1, limit):
                return place
        elif _may_end(b, d, place, limit):
            return place
    return -1


@njit(**INNER)
def _worth(b: Any, d: int, n: int, limit: int) -> bool:
    """Whether what stands after a pause could be the reporter again; most commas only list."""
    if b.tok[n].bits & _GOES_ON or limit - n < _LAST_WORDS:
        return True
    return report_at(b, d, n) >= 0 or report_at(b, d, n + 1) >= 0 or report_at(b, d, n + 2) >= 0 or is_circumstance(b, n)


@njit(**INNER)
def _may_end(b: Any, d: int, k: int, limit: int) -> bool:
    """Whether a report may end before token `k` though there is no pause."""
    before, f = b.tok[k - 1].bits, b.tok[k].bits
    if before & v.PUNCT:
        return (before & v.QUOTE) != 0 and not f & v.PUNCT
    if f & v.STOP:
        return k + 1 < limit and not b.tok[k + 1].bits & v.PUNCT
    return report_at(b, d, k) >= 0 or (f & v.CONJ and b.tok[k].at < 0) or (f & v.ATTRIBUTION) != 0


@njit(**INNER)
def end_of(b: Any, stretch: Any, rep: Any, r: Any, t: Any, limit: int, seen: I64, features: I64) -> int:
    """Token after the last reported one: the boundary at which ending, and not before, is likeliest."""
    d = r.doc + 0
    best, best_score, passed = limit, -math.inf, 0.0
    start_boundaries(b, r, seen)
    while True:
        k = next_boundary(b, stretch, d, limit, seen)
        if k < 0:
            break
        if not t.ready[END]:
            if _plain_rule(b, rep, d, k, limit):
                return k
            continue
        n, certain = end_features(b, rep, r, k, limit, seen[4], features)
        p = _CERTAINLY if certain else predict(t, END, features, n)
        here = passed + math.log(p + _LEAST)
        if here > best_score:
            best, best_score = k, here
        passed += math.log(1 - p + _LEAST)
        if passed < best_score - 1:
            break
    return limit if passed > best_score else best


@njit(**INNER)
def _plain_rule(b: Any, rep: Any, d: int, k: int, limit: int) -> bool:
    """What holds before any model is trained: a report ends at the next participle, attribution or joined verb."""
    n = k + 1 if b.tok[k].bits & _PAUSE else k
    other = report_at(b, d, n) if n < limit else -1
    return other >= 0 and (rep[other].mode == s.ATTRIBUTION or rep[other].tense == s.PARTICIPLE or w.is_joined(b, n))


@njit(**INNER)
def trim(b: Any, first: int, last: int) -> int:
    """Last token without the pauses and stops at the end."""
    while last > first and b.tok[last].bits & _TRIMMED:
        last -= 1
    return last


@njit(**INNER)
def take(b: Any, first: int, last: int) -> None:
    """Notes that tokens `first` to `last` are reported, so that no attribution takes them again."""
    z: int = b.art[b.tok[first].doc].z + 0
    for k in range(first, min(last + 2, z)):
        b.tok[k].taken |= _INSIDE
    b.tok[last].taken |= _LAST


@njit(**INNER)
def clause_before(b: Any, k: int) -> tuple[int, int]:
    """The clause a trailing attribution at token `k` reports, unless another report has it already.

    Returns:
        First and last token; -1 twice if there is none.
    """
    tok = b.tok
    last = k - 1
    low: int = tok[k].low + 0
    first = max(low, k - _LONGEST)
    while last > first and tok[last].bits & v.PUNCT:
        last -= 1
    if last <= first or tok[last].taken & _INSIDE:
        return -1, -1
    inside = last - 1
    while inside >= first and not tok[inside].taken & _LAST:
        inside -= 1
    follows = inside >= first
    if follows:
        first = inside + 1
        while first < last and tok[first].bits & v.PUNCT:
            first += 1
    # a dateline is not part of the clause
    begin = first
    for j in range(begin, min(begin + _DATELINE, last)):
        if tok[j].bits & v.DASH and (tok[j - 1].at >= 0 or tok[j - 1].bits & (v.PAREN | v.DASH) or j == first):
            first = j + 1
    # «إلى ذلك، …» and «في المقابل, …» lead in; they are the reporter's
    if not follows and tok[first].bits & (v.PREP | v.CONJ):
        for j in range(first, min(first + _LAST_WORDS, last)):
            if tok[j].bits & v.COMMA:
                first = j + 1
                break
    return (first, last) if last - first > 1 else (-1, -1)
