"""Where reported words begin after a cue: a clause with أن, marks, a colon. Not nominal objects (see `objects`), not where the words end."""

from __future__ import annotations

from typing import Any, Final

from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import lexical as lx
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.letters import INNER
from pipeline.quotes.objects import fits, nominal
from pipeline.quotes.report import LONG_STRETCH, frame, marked_words, words

_REACH: Final = 48
_NAME_STRETCH: Final = 9
_LATER: Final = 14
_AT_ONCE: Final = 3
_MASDAR_REACH: Final = 6
_NEXT_LINE: Final = 12
_NAME_LENGTH: Final = 3


@njit(**INNER)
def complement(b: Any, stretch: Any, r: Any, i: int, form: int) -> bool:
    """The report of the cue at token `i`, by the first complement that fits its lemma."""
    tok, points = b.tok, b.points
    c = b.forms[form]
    finite = c.tense != s.MASDAR
    end = tok[i].high
    stop = min(end, i + _REACH)
    p, passed = tok[i + 1].point, i
    j = stop
    while p < len(points) and points[p] < stop:
        j = points[p] + 0
        p += 1
        if j <= passed:
            continue
        f = tok[j].bits
        if f & v.QUOTE and tok[j].opened >= 0:
            n = tok[j].opened
            last = stretch[n].last + 0
            short, name = last - stretch[n].first < LONG_STRETCH - 1, last - stretch[n].first < _NAME_STRETCH
            introduced = tok[j - 1].bits & (v.COLON | v.COMP) and tok[j - 1].at < 0
            if not introduced and ((short and _later(b, last + 1, stop)) or (name and _complementiser(b, last + 2, stop))):
                passed = last + 1
                continue
            if not introduced and nominal(b, r, i, form) and r.stretch < 0 and r.first < j:
                return True
            return _marked(b, stretch, r, i, form, j)
        # a stop sign used as a colon: «وقال: …» written «وقال.. “…”»
        if f & v.COLON and j + 1 < stop and c.marked and finite and not tok[j + 1].bits & v.QUOTE:
            if tok[j + 1].bits & v.COMP and not tok[j + 1].skip:
                that(b, r, i, form, j + 1, s.DASH)
            else:
                frame(b, r, i, i, form, s.COLON, i + 1, j)
                words(r, s.DASH, j + 1, tok[j + 1].start, j - i - 1)
            return True
        if f & v.COMP and tok[j].at < 0:
            kind = _introduced_by(b, i, j)
            if (fits(c.an, kind) and (finite or j - i <= _MASDAR_REACH)) or (kind == s.DASH and c.an and j - i <= 2):
                that(b, r, i, form, j, kind)
                return True
        if c.question and j + 1 < stop and w.word_class(b, j, 0) & lx.INTERROGATIVE:
            frame(b, r, i, i, form, s.THAT, i + 1, j)
            words(r, s.DASH, j + 1, tok[j + 1].start, j - i - 1)
            return True
        if f & v.CUE and j > i + 1 and tok[j].cue >= 0 and tok[j].at < 0 and _takes_over(b, c.tense, j, stop):
            break
    else:
        j = stop
    if j >= end and j < b.art[tok[i].doc].z and tok[end - 1].bits & v.STOP and tok[j].opened >= 0 and c.marked and j - i <= _NEXT_LINE and not tok[j].breaks:
        frame(b, r, i, i, form, s.MARKED, i + 1, j)
        marked_words(b, stretch, r, s.DASH, tok[j].opened, j - i - 1)
        return True
    return nominal(b, r, i, form)


@njit(**INNER)
def _marked(b: Any, stretch: Any, r: Any, i: int, form: int, j: int) -> bool:
    """The marked stretch whose mark is token `j` as the complement, where the cue takes marked words."""
    if b.forms[form].marked and b.forms[form].tense != s.MASDAR:
        frame(b, r, i, i, form, s.MARKED, i + 1, j)
        marked_words(b, stretch, r, s.DASH, b.tok[j].opened, j - i - 1)
        return True
    return nominal(b, r, i, form)


@njit(**INNER)
def _introduced_by(b: Any, i: int, j: int) -> int:
    """Number of the preposition before the complementiser at token `j`: its clitic, or a word; "-" for none, "x" for what fits nothing."""
    tok = b.tok
    if tok[j].skip:
        return s.WITH_B if tok[j].skip == 1 and w.letter(b, j, 0) == w.BEH else s.NOT_FIT
    before = w.preposition(b, j - 1, tok[j - 1].skip) if j - 1 > i else 0
    if before:
        return before
    return s.DASH if j - 1 == i or not tok[j - 1].bits & (v.PREP | v.NEG) else s.NOT_FIT


@njit(**INNER)
def _takes_over(b: Any, tense: int, j: int, stop: int) -> bool:
    """Whether the cue at token `j` ends the search for the complement of one of this tense before it."""
    tok = b.tok
    other = b.forms[tok[j].cue]
    if other.strength <= 1:
        return False
    if other.tense == s.PARTICIPLE:
        # «… قائلاً: “…”»: the words after the participle are its own
        return tense == s.PARTICIPLE or (j + 1 < stop and (tok[j + 1].bits & (v.COLON | v.QUOTE)) != 0)
    last = w.last_clitic(b, j)
    return other.tense != s.MASDAR and not tok[j - 1].bits & (v.REL | v.MA) and not other.homograph and last != w.BEH and last != w.KAF


@njit(**INNER)
def _complementiser(b: Any, a: int, stop: int) -> bool:
    """Whether a complementiser follows almost at once."""
    for k in range(a, min(stop, a + _AT_ONCE)):  # noqa: SIM110 - numba compiles no generators
        if b.tok[k].bits & v.COMP and not b.tok[k].skip:
            return True
    return False


@njit(**INNER)
def _later(b: Any, a: int, stop: int) -> bool:
    """Whether a complementiser, colon or a further mark opens the complement after a name in marks."""
    for k in range(a, min(stop, a + _LATER)):  # noqa: SIM110 - numba compiles no generators
        if b.tok[k].bits & (v.COMP | v.COLON) or (b.tok[k].bits & v.QUOTE and k > a):
            return True
    return False


@njit(**INNER)
def that(b: Any, r: Any, i: int, form: int, j: int, kind: int) -> None:
    """A report with أن or إن at token `j`; a suffixed complementiser (أنه) belongs to the reported words."""
    tok = b.tok
    z = b.art[tok[j].doc].z
    after = j + 1
    suffixed = (tok[j].bits & v.SUFFIXED) != 0
    first = j if suffixed else after
    begin = tok[j].start + tok[j].skip if suffixed else (tok[after].start if after < z else tok[j].end)
    frame(b, r, i, i, form, s.THAT, i + 1, j)
    words(r, kind, first, begin, j - i - 1)
    if after < z and tok[after].opened >= 0:
        if suffixed:
            r.shifted_first, r.shifted_begin = first, begin
        r.stretch = tok[after].opened
        r.first, r.begin = after + 1, tok[after + 1].start


@njit(**INNER)
def settle(b: Any, stretch: Any, r: Any) -> None:
    """Decides whether a marked stretch right after the cue is the whole complement of a report; if so its end is known."""
    if r.stretch < 0:
        return
    if _fills(b, stretch, r):
        r.last = stretch[r.stretch].last
        return
    if r.shifted_first >= 0:
        # only a part is marked: the complement begins with its suffixed complementiser again
        r.first, r.begin = r.shifted_first, r.shifted_begin
    r.stretch = -1


@njit(**INNER)
def _fills(b: Any, stretch: Any, r: Any) -> bool:
    """Whether the marked stretch is the whole complement: what follows it is a pause, a cue or the end of the line."""
    x = stretch[r.stretch]
    k = x.last + (2 if x.close_mark else 1)
    if k >= b.art[r.doc].z or b.tok[k].breaks:
        return True
    f = b.tok[k].bits
    if x.last - x.first < _NAME_LENGTH and r.mode != s.NOMINAL:
        return (f & (v.STOP | v.COMMA)) != 0
    return (f & (v.PUNCT | v.ATTRIBUTION | v.LIKE | v.CUE)) != 0 or w.letter(b, k, 0) == w.WAW
