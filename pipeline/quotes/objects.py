"""Nominal complements of a cue: after its preposition (أشار إلى …), or as direct object (أعلن استقالته). Not clauses, not where they end."""

from __future__ import annotations

from typing import Any, Final

from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.letters import INNER
from pipeline.quotes.phrases import HEADS
from pipeline.quotes.report import frame, words
from pipeline.quotes.subjects import subject

_REACH: Final = 22
_SHORT: Final = 3
_NO_OBJECT: Final = v.PUNCT | v.PREP | v.CONJ | v.REL | v.COMP | v.AUX


@njit(**INNER)
def fits(frames: int, kind: int) -> bool:
    """Whether what stood before a complement is among the frames of a lemma."""
    for n in range(len(s.FRAMES)):
        if s.FRAMES[n] == kind:
            return (frames >> n & 1) != 0
    return False


@njit(**INNER)
def nominal(b: Any, r: Any, i: int, form: int) -> bool:
    """A nominal complement: after its preposition, or as direct object after the subject."""
    tok = b.tok
    c = b.forms[form]
    if not c.np or c.tense == s.MASDAR:
        return False
    stop = min(tok[i].high, i + _REACH)
    for j in range(i + 1, stop):
        f = tok[j].bits
        if f & (v.STOP | v.SEMICOLON) or (j > i + 1 and _verb(b, j)):
            break
        x = w.letter(b, j, 0)
        if x != w.BEH and x != w.LAM and x != w.ALEF_BELOW and x != w.ALEF and x != w.AIN and x != w.MEEM and x != w.FEH:
            continue
        kind = w.preposition(b, j, 0)
        if kind and j + 1 < stop and tok[j].at < 0 and fits(c.np, kind):
            opened = tok[j + 1].opened
            first = j + 2 if opened >= 0 else j + 1
            frame(b, r, i, i, form, s.NOMINAL, i + 1, j)
            words(r, kind, first, tok[first].start, j - i - 1)
            r.stretch = opened
            return True
        if w.length(b, j) <= _SHORT:
            continue
        m = w.mention_at(b, j)
        with_b = x == w.BEH and fits(c.np, s.WITH_B) and not (m >= 0 and b.men[m].start == tok[j].start)
        if with_b or (x == w.LAM and fits(c.np, s.WITH_L) and m < 0 and not w.begins_ll(b, j) and j > i + 1):
            frame(b, r, i, i, form, s.NOMINAL, i + 1, j)
            words(r, s.WITH_B if with_b else s.WITH_L, j, tok[j].start + 1, j - i - 1)
            return True
    return fits(c.np, s.DASH) and _object(b, r, i, form, stop)


@njit(**INNER)
def _verb(b: Any, j: int) -> bool:
    """Whether another finite cue stands at token `j`."""
    tok = b.tok
    if not tok[j].bits & v.CUE or tok[j].cue < 0 or tok[j].at >= 0 or tok[j].skip or tok[j - 1].bits & v.REL:
        return False
    tense = b.forms[tok[j].cue].tense
    return tense == s.PAST or tense == s.PRESENT


@njit(**INNER)
def _object(b: Any, r: Any, i: int, form: int, stop: int) -> bool:
    """A direct object: right after a participle, after the subject of a finite verb."""
    tok = b.tok
    k = i + 1
    if b.forms[form].tense != s.PARTICIPLE:
        first, last, _, _, _ = subject(b, k, stop)
        if first < 0:
            return False
        # with the subject elided or before the verb the object itself stands first
        k = first if _is_object(b, i, first) else last + 1
    while k < stop and tok[k].bits & (v.COMMA | v.TIME | v.DASH) and tok[k].at < 0:
        k += 1
    if k >= stop or (tok[k].bits & _NO_OBJECT and not tok[k].bits & v.OBJECT):
        return False
    frame(b, r, i, i, form, s.NOMINAL, i + 1, k)
    words(r, s.DASH, k, tok[k].start, k - i - 1)
    return True


@njit(**INNER)
def _is_object(b: Any, i: int, k: int) -> bool:
    """Whether the noun at token `k` after the verb at `i` is its object: an abstract noun, one with a possessive, any in a headline."""
    tok = b.tok
    f = tok[k].bits
    if tok[k].at >= 0 or f & HEADS:
        return False
    if f & v.OBJECT:
        return True
    if w.is_definite(b, k):
        return False
    if w.ends_with_pronoun(b, k):
        return True
    article = b.art[tok[i].doc]
    return i < article.title and i > article.a and (tok[i - 1].at >= 0 or (tok[i - 1].bits & HEADS) != 0)
