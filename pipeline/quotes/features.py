"""What the models of this stage look at: features of a report, and of a place where it may end. Decides nothing. Marked stretches: `speech`."""

from __future__ import annotations

from typing import Any, Final

from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.letters import INNER
from pipeline.quotes.model import TEMPLATES, feature
from pipeline.text.tokens import I64

#: Tokens a trailing attribution may still have before the end of its sentence.
_TRAILING: Final = 8
_AFTER: Final = 4
_FUNCTION: Final = v.COMP | v.REL | v.LIKE | v.ATTRIBUTION | v.AUX | v.NEG | v.PREP | v.CONJ | v.MA | v.TIME
(
    _LEMMA, _LEMMA_TENSE, _SUBJECT, _SUBJECT_TENSE, _NESTED, _WEAK, _FRAME, _CLITIC, _CLASS, _TITLE, _FIRST, _FIRST_SHAPE, _SECOND_SHAPE, _WORD, _BEFORE, _AFTER_CUE, _NEGATED,
    _NESTED_SUBJECT, _NESTED_CLASS, _LEMMA_MODE, _LEMMA_SUBJECT,
    _THEN, _PAUSE_THEN, _MODE, _PAUSES, _MODE_THEN, _WAW, _OTHER, _OTHER_CLITIC, _OTHER_CLASS, _CERTAIN, _TRAILS, _NO_OTHER, _NAME, _HAL, _JOINED, _CONTRAST,
) = range(len(TEMPLATES["report"]) + len(TEMPLATES["end"]))  # fmt: skip


@njit(**INNER)
def bucket(n: int) -> int:
    """Number of a count on a coarse scale."""
    return s.STEPS[max(0, min(n, len(s.STEPS) - 1))]


@njit(**INNER)
def truth(x: bool) -> int:
    """Number of a truth value."""
    return s.TRUE if x else s.FALSE


@njit(**INNER)
def kind_of(b: Any, d: int, i: int) -> int:
    """Number of the coarse class of token `i` of article `d`."""
    if i < b.art[d].a or i >= b.art[d].z:
        return s.EDGE
    m, f = b.tok[i].at, b.tok[i].bits
    if m >= 0:
        return b.men[m].label
    if f:
        for n in range(len(s.KIND_BITS)):
            if f & s.KIND_BITS[n]:
                return s.KIND_NUMBERS[n]
    return s.DEF if w.is_definite(b, i) else s.WORD


@njit(**INNER)
def shape(b: Any, d: int, i: int) -> int:
    """Number of a function word itself, or of the class of a token with the letter it begins with where that tells a verb."""
    if b.art[d].a <= i < b.art[d].z:
        f = b.tok[i].bits
        if f & _FUNCTION and not f & v.PUNCT and b.tok[i].at < 0:
            return w.word_number(b, i)
    kind = kind_of(b, d, i)
    if kind == s.WORD:
        x = w.letter(b, i, 0)
        for n in range(len(s.VERB_LETTERS)):
            if s.VERB_LETTERS[n] == x:
                return s.VERB_NUMBERS[n]
    return kind


@njit(**INNER)
def report_features(b: Any, r: Any, nested: bool, out: I64) -> int:
    """Features of a report as a whole: is this somebody's speech? Returns how many."""
    d, i, first = r.doc + 0, r.cue_first + 0, r.first + 0
    mode, tense, subject = r.mode + 0, r.tense + 0, r.subject + 0
    lemma, weak, cue_class = mode, s.DASH, s.EMPTY
    if r.form >= 0:
        c = b.forms[r.form]
        lemma, weak, cue_class = c.lemma + 0, c.weakness + 0, c.cue_class + 0
    out[0] = feature(_LEMMA, lemma, 0, 0)
    out[1] = feature(_LEMMA_TENSE, lemma, tense, 0)
    out[2] = feature(_SUBJECT, subject, 0, 0)
    out[3] = feature(_SUBJECT_TENSE, subject, tense, mode)
    out[4] = feature(_NESTED, truth(nested), mode, 0)
    out[5] = feature(_WEAK, weak, mode, 0)
    out[6] = feature(_FRAME, tense, mode, r.prefix + 0)
    out[7] = feature(_CLITIC, w.clitic_number(b, i, 2), tense, 0)
    out[8] = feature(_CLASS, cue_class, mode, 0)
    out[9] = feature(_TITLE, truth(i < b.art[d].title), mode, 0)
    out[10] = feature(_NESTED_SUBJECT, truth(nested), subject, 0)
    out[11] = feature(_NESTED_CLASS, truth(nested), cue_class, 0)
    out[12] = feature(_LEMMA_MODE, lemma, mode, 0)
    out[13] = feature(_LEMMA_SUBJECT, lemma, subject, 0)
    n = 14
    if first >= 0:
        out[n] = feature(_FIRST, mode, kind_of(b, d, first), 0)
        out[n + 1] = feature(_FIRST_SHAPE, shape(b, d, first), mode, 0)
        out[n + 2] = feature(_SECOND_SHAPE, shape(b, d, first + 1), 0, 0)
        n += 3
    if mode == s.ATTRIBUTION or mode == s.POSTPOSED:
        out[n] = feature(_WORD, w.word_number(b, i), subject, 0)
        out[n + 1] = feature(_BEFORE, shape(b, d, i - 1) if i > b.tok[i].low else s.BEGIN, subject, 0)
        out[n + 2] = feature(_AFTER_CUE, shape(b, d, r.cue_last + 1), 0, 0)
        n += 3
    elif i > b.art[d].a and b.tok[i - 1].bits & v.NEG:
        out[n] = feature(_NEGATED, 0, 0, 0)
        n += 1
    return n


@njit(**INNER)
def report_at(b: Any, d: int, i: int) -> int:
    """Report whose cue begins at token `i` of article `d`, or -1."""
    return b.tok[i].report if i < b.art[d].z else -1


@njit(**INNER)
def _finite(r: Any) -> bool:
    return r.tense == s.PAST or r.tense == s.PRESENT


@njit(**INNER)
def end_features(b: Any, rep: Any, r: Any, k: int, limit: int, pauses: int, out: I64) -> tuple[int, bool]:
    """Features of a boundary: do the reported words end before token `k`?

    Returns:
        How many, and whether it cannot be anything else: على حد قوله goes back on what was said.
    """
    d, mode, z = r.doc + 0, r.mode + 0, b.art[r.doc].z + 0
    pause = kind_of(b, d, k) if b.tok[k].bits & v.PUNCT else s.DASH
    n = k
    if pause != s.DASH:
        n = k + 1
        if n < limit and b.tok[n].bits & v.PUNCT:
            n += 1
    other = report_at(b, d, n)
    then, then2 = shape(b, d, n), shape(b, d, n + 1)
    out[0] = feature(_THEN, then, then2, 0)
    out[1] = feature(_PAUSE_THEN, pause, then2, 0)
    out[2] = feature(_MODE, mode, pause, 0)
    out[3] = feature(_PAUSES, bucket(pauses), pause, 0)
    out[4] = feature(_MODE_THEN, mode, then, 0)
    out[5] = feature(_WAW, truth(n < z and w.folds_to_waw(b, n)), pause, 0)
    at = 6
    certain = False
    if other >= 0:
        o = rep[other]
        out[at] = feature(_OTHER, o.mode + 0, o.tense + 0, pause)
        out[at + 1] = feature(_OTHER_CLITIC, o.mode + 0, o.tense + 0, w.clitic_number(b, n, 1))
        out[at + 2] = feature(_OTHER_CLASS, b.forms[o.form].cue_class + 0 if o.form >= 0 else s.DASH, o.tense + 0, o.mode + 0)
        at += 3
        if o.mode == s.ATTRIBUTION:
            certain = o.prefix == s.POSSESSED
            out[at] = feature(_CERTAIN, 0, 0, 0) if certain else feature(_TRAILS, truth(limit - o.cue_last <= _TRAILING), 0, 0)
            at += 1
    else:
        out[at] = feature(_NO_OTHER, pause, then2 if pause != s.DASH else s.EMPTY, 0)
        at += 1
    if n >= z:
        return at, certain
    if w.mention_at(b, n) >= 0:
        out[at] = feature(_NAME, pause, 0, 0)
        at += 1
    elif is_circumstance(b, n):
        out[at] = feature(_HAL, pause, 0, 0)
        at += 1
    if other >= 0 and _finite(rep[other]) and w.is_joined(b, n):
        out[at], out[at + 1] = feature(_JOINED, 0, 0, 0), feature(_JOINED, pause, 0, 0)
        out[at + 2] = feature(_JOINED, truth(b.forms[rep[other].form].weak != 0) if rep[other].form >= 0 else s.EMPTY, 0, 0)
        at += 3
    if b.tok[n].bits & (v.CONJ | v.NEG | v.AUX):
        x = n + 1
        while x < min(n + _AFTER, limit) and report_at(b, d, x) < 0:
            x += 1
        if x < min(n + _AFTER, limit) and _finite(rep[report_at(b, d, x)]):
            out[at], out[at + 1] = feature(_CONTRAST, 0, 0, 0), feature(_CONTRAST, pause, 0, 0)
            out[at + 2] = feature(_CONTRAST, rep[report_at(b, d, x)].mode + 0, 0, 0)
            at += 3
    return at, certain


@njit(**INNER)
def is_circumstance(b: Any, n: int) -> bool:
    """Whether the word looks like an indefinite participle in the accusative (مقللاً، معلقة): the reporter goes on."""
    return not b.tok[n].bits & (_FUNCTION | v.ROLE | v.ORG) and w.looks_circumstantial(b, n)
