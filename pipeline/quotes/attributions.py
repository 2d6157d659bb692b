"""Reports without a verb that governs the words: وفق، بحسب, على حد قوله, قوله, a headline's colon. Not where the words end, not who speaks."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import lexical as x
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.complements import that
from pipeline.quotes.letters import INNER
from pipeline.quotes.phrases import HEADS
from pipeline.quotes.report import frame, marked_words, words

_REACH: Final = 24
_CLAUSE_REACH: Final = 26
_LEAD: Final = 12
_POSSESSED_REACH: Final = 8
_HEADLINE: Final = 9
_NO_FORM: Final = np.int64(-1)


@njit(**INNER)
def attribution(b: Any, r: Any, i: int) -> bool:
    """وفق، بحسب، نقلا عن and their noun phrase, or their clause (وفق ما أوردته وكالة …)."""
    tok = b.tok
    z = b.art[tok[i].doc].z
    k = i + 1
    if k >= z:
        return False
    last = i
    asked = x.FROM if w.ends_with(b, i, b.lists.taken_from) else (x.TO | x.TO_PLAIN if w.ends_with(b, i, b.lists.based_on) else 0)
    if asked:
        if not w.word_class(b, k, 0) & asked:
            return False
        last, k = k, k + 1
    form = _NO_FORM
    if k < z and (tok[k].bits & v.MA or w.word_class(b, k, 0) & x.FOR_WHAT) and k + 1 < z:
        if tok[k + 1].bits & v.CUE and tok[k + 1].cue >= 0:
            form = tok[k + 1].cue + 0
        last, k = k + 1, k + 2
    if k < z and w.word_class(b, k, 0) & x.SAYING:
        last, k = k, k + 1
    if not leading(b, r, i, last, form, k):
        frame(b, r, i, last, form, s.ATTRIBUTION, k, slot_end(b, i, k))
        r.prefix = s.DASH
    return True


@njit(**INNER)
def _resumes(b: Any, j: int) -> bool:
    """Whether token `j` is ف with a complementiser, auxiliary or negation: the clause goes on after what led it in."""
    return w.first_clitic(b, j) == w.FEH and b.tok[j].skip == 1 and (b.tok[j].bits & (v.COMP | v.AUX | v.NEG)) != 0


@njit(**INNER)
def leading(b: Any, r: Any, i: int, last: int, form: int, k: int) -> bool:
    """«ووفقاً للجيش فإن …», «وبحسب المصدر، …»: an attribution that opens its sentence reports what follows it.

    Args:
        b: The batch.
        r: Record to fill.
        i: First token of the attribution.
        last: Its last.
        form: Its inflected cue, or -1.
        k: First token behind it.
    """
    tok = b.tok
    first = tok[i].low
    if i > first + 1 or (i == first + 1 and not tok[first].bits & (v.COMMA | v.DASH | v.CONJ)):
        return False
    stop = min(tok[i].high, k + _CLAUSE_REACH)
    for j in range(k, stop - 1):
        f = tok[j].bits
        if _resumes(b, j):
            frame(b, r, i, last, form, s.LEADING, k, j)
            if f & v.COMP and not f & v.SUFFIXED:
                words(r, s.DASH, j + 1, tok[j + 1].start, j - k)
            else:
                words(r, s.DASH, j, tok[j].start + (1 if f & v.COMP else 0), j - k)
            return True
        if f & (v.STOP | v.COLON):
            return False
        if f & v.COMMA and j > k:
            n = j + 1
            if tok[n].bits & (v.REL | v.PREP | v.COMMA | v.TIME) and tok[n].at < 0:
                continue
            later = False
            for y in range(n, min(stop, n + _LEAD)):
                later |= _resumes(b, y)
            if later:
                continue
            frame(b, r, i, last, form, s.LEADING, k, j)
            words(r, s.DASH, n, tok[n].start, j - k)
            return True
    return False


@njit(**INNER)
def slot_end(b: Any, i: int, k: int) -> int:
    """Where a phrase at token `k`, behind an attribution of the article of token `i`, must have ended."""
    z = b.art[b.tok[i].doc].z
    return min(b.tok[k - 1].high if k - 1 < z else z, k + _REACH)


@njit(**INNER)
def possessed(b: Any, stretch: Any, r: Any, i: int) -> bool:
    """قوله and its like: with a complement of its own, or in على حد قوله."""
    tok = b.tok
    a = b.art[tok[i].doc].a
    extent = i > a and w.word_class(b, i - 1, 0) & x.EXTENT
    if extent or tok[i - 1 if i > a else i].bits & v.ATTRIBUTION:
        frame(b, r, i - 2 if extent and i > a + 1 else i - 1, i, _NO_FORM, s.ATTRIBUTION, i + 1, i + 1)
        r.prefix = s.POSSESSED
        return True
    form = b.lists.saying
    stop = min(tok[i].high, i + _POSSESSED_REACH)
    for j in range(i + 1, stop):
        f = tok[j].bits
        if f & v.QUOTE and tok[j].opened >= 0:
            frame(b, r, i, i, form, s.MARKED, i + 1, j)
            marked_words(b, stretch, r, s.POSSESSED, tok[j].opened, j - i - 1)
            return True
        if f & v.COMP and (tok[j].skip == 0 or (tok[j].skip == 1 and w.letter(b, j, 0) == w.BEH)) and not w.starts_with(b, i, 0, b.lists.descriptions):
            that(b, r, i, form, j, s.POSSESSED)
            return True
        if f & v.COLON and j + 1 < stop and not tok[j + 1].bits & v.QUOTE:
            frame(b, r, i, i, form, s.COLON, i + 1, j)
            words(r, s.POSSESSED, j + 1, tok[j + 1].start, j - i - 1)
            return True
    return False


@njit(**INNER)
def headline(b: Any, stretch: Any, r: Any, d: int) -> bool:
    """«X: …» in the title of article `d`, X a short noun phrase."""
    tok = b.tok
    a, title = b.art[d].a + 0, b.art[d].title + 0
    for j in range(a, min(title, a + _HEADLINE)):
        f = tok[j].bits
        if f & v.COLON:
            if j == a or j + 1 >= title or not _can_speak(b, a, j):
                return False
            frame(b, r, j, j, _NO_FORM, s.HEADLINE, a, j)
            if tok[j + 1].opened >= 0:
                marked_words(b, stretch, r, s.DASH, tok[j + 1].opened, 0)
            else:
                words(r, s.DASH, j + 1, tok[j + 1].start, 0)
            return True
        if f & (v.STOP | v.COMP):
            return False
        if f & v.CUE and tok[j].cue >= 0 and tok[j].at < 0 and (b.forms[tok[j].cue].tense == s.PAST or b.forms[tok[j].cue].tense == s.PRESENT):
            return False
    return False


@njit(**INNER)
def _can_speak(b: Any, a: int, colon: int) -> bool:
    """Whether the words before a headline's colon name somebody."""
    if b.tok[a].bits & v.PREP and b.tok[a].at < 0:
        return False
    for k in range(a, colon):  # noqa: SIM110 - numba compiles no generators
        if b.tok[k].at >= 0 or b.tok[k].bits & HEADS:
            return True
    return False
