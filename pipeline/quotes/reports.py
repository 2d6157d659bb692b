"""Cues and their constructions: every word of an article that may report, and how, with its subject. Not where the words end, not who speaks."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import lexical as x
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.attributions import attribution, headline, leading, possessed, slot_end
from pipeline.quotes.batch import Batch, records
from pipeline.quotes.complements import complement, settle
from pipeline.quotes.grammar import find_subject
from pipeline.quotes.letters import INNER
from pipeline.quotes.report import REPORT, frame
from pipeline.quotes.stretches import is_long

_CUES: Final = v.CUE | v.ATTRIBUTION | v.POSSESSED
_NEED_REACH: Final = 9
_STRONG: Final = 2
#: No two reports that share their words stand further apart in the list.
_NEAR: Final = 64


@njit(cache=True, nogil=True)
def _find(b: Any, stretch: Any, out: Any, begins: Any) -> int:
    """Every report of the batch, with `begins` the number of the first of each article."""
    n = 0
    p = 0
    for d in range(len(b.art)):
        begins[d] = n
        if headline(b, stretch, out[n], d):
            n += 1
        busy = -1
        while p < len(b.points) and b.points[p] < b.art[d].z:
            i = np.int64(b.points[p])
            p += 1
            f = b.tok[i].bits
            if not f & _CUES or i <= busy or (b.tok[i].at >= 0 and not f & v.ATTRIBUTION) or is_long(b, stretch, i):
                continue
            found = f & v.ATTRIBUTION and attribution(b, out[n], i)
            if not found and f & v.POSSESSED:
                found = possessed(b, stretch, out[n], i)
            if not found and f & v.CUE and b.tok[i].cue >= 0:
                found = _cue(b, stretch, out[n], i, np.int64(b.tok[i].cue))
            if found:
                busy = max(out[n].cue_last, i)
                n += 1
        n = _each_its_own(out, begins[d], n)
        for k in range(begins[d], n):
            settle(b, stretch, out[k])
            find_subject(b, out[k])
            b.tok[out[k].cue_first].report = k
    begins[len(b.art)] = n
    return n


@njit(**INNER)
def _each_its_own(out: Any, a: int, z: int) -> int:
    """«ونقلت الوكالة عن الوزير قوله: …»: the words are of قوله, not of the verb before it. Drops such verbs; returns the new end."""
    any_possessed = False
    for k in range(a, z):
        any_possessed |= out[k].prefix == s.POSSESSED and out[k].begin >= 0
    if not any_possessed:
        return z
    for k in range(a, z):
        out[k].kept = 1
        if out[k].begin < 0:
            continue
        for j in range(max(a, k - _NEAR), min(z, k + _NEAR + 1)):
            if out[j].prefix == s.POSSESSED and out[j].begin == out[k].begin:
                # of several the last owns the words
                out[k].kept = 1 if j == k else 0
    n = a
    for k in range(a, z):
        if out[k].kept:
            out[n] = out[k]
            out[n].kept = 0
            n += 1
    return n


@njit(**INNER)
def _is_noun(b: Any, i: int) -> bool:
    """Whether a word written like a verb must be a noun: after a preposition or عدم (عدم ذكر اسمه)."""
    return i > b.art[b.tok[i].doc].a and not w.is_joined(b, i) and (w.word_class(b, i - 1, 0) & x.BEFORE_NOUN) != 0


@njit(**INNER)
def _has_needed(b: Any, i: int, needs: int) -> bool:
    """Whether one of the words the cue at token `i` needs follows it."""
    for k in range(i + 1, min(i + _NEED_REACH, b.tok[i].high)):  # noqa: SIM110 - numba compiles no generators
        if w.word_class(b, k, 0) & needs:
            return True
    return False


@njit(**INNER)
def _cue(b: Any, stretch: Any, r: Any, i: int, form: int) -> bool:
    """The report of the inflected cue at token `i`, if it reports here."""
    tok = b.tok
    c = b.forms[form]
    finite = c.tense == s.PAST or c.tense == s.PRESENT
    if finite and _is_noun(b, i):
        return False
    if c.needs and not _has_needed(b, i, c.needs):
        return False
    clitic = w.last_clitic(b, i)
    if (finite and (clitic == w.BEH or clitic == w.KAF)) or (c.tense == s.PAST and clitic == w.LAM):
        return False
    first = tok[i].low
    before = tok[i - 1].bits if i > b.art[tok[i].doc].a else 0
    after_ma = before & v.MA and i - 1 > first and tok[i - 2].bits & (v.ATTRIBUTION | v.LIKE)
    like = after_ma or (before & v.LIKE and (tok[i - 1].skip == 0 or (tok[i - 1].skip == 1 and w.letter(b, i - 1, 0) == w.WAW)))
    found = complement(b, stretch, r, i, form)
    clause = found and (r.mode == s.THAT or r.mode == s.MARKED)
    if like:
        if not after_ma and c.homograph and not c.needs:
            # «كما تعد أول قمة»: no verb of speech
            return clause
        also = False
        if not after_ma and found and w.word_class(b, i - 1, 0) & x.AS:
            also = i - 1 == first or (r.mode == s.NOMINAL and (b.tok[r.first].bits & v.OBJECT or r.prefix != s.DASH))
        if not also and finite and (after_ma or not clause or not w.word_class(b, i - 1, tok[i - 1].skip) & x.AS):
            start = i - 2 if after_ma else i - 1
            if not leading(b, r, start, i, form, i + 1):
                frame(b, r, start, i, form, s.ATTRIBUTION, i + 1, slot_end(b, i, i + 1))
                r.prefix = s.DASH
            return True
    if found and c.impersonal and c.tense == s.PRESENT and c.agreement == ord("m") and i <= first + 1 and r.mode == s.THAT and r.gap <= 1:
        return False
    if not found and finite and before & (v.COMMA | v.QUOTE | v.DASH) and c.strength >= _STRONG and c.marked:
        frame(b, r, i, i, form, s.POSTPOSED, i + 1, slot_end(b, i, i + 1))
        r.prefix = s.DASH
        return True
    return found


def reports(batch: Batch, stretch: Any) -> tuple[Any, Any]:
    """Every reporting frame of a batch, in order of its cue, and the number of the first of each article (one more entry at the end)."""
    # every cue is a landmark
    out, begins = records(len(batch.points) + len(batch.art) + 1, REPORT), np.zeros(len(batch.art) + 1, np.int64)
    return out[: _find(batch, stretch, out, begins)], begins
