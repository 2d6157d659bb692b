"""The noun phrase that stands as subject of a report, by grammar alone. Not whom it stands for, not who speaks where none stands."""

from __future__ import annotations

from typing import Any, Final

from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import lexical as x
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.letters import INNER
from pipeline.quotes.phrases import HEADS, Phrase, class_of, nothing, phrase_at
from pipeline.quotes.report import set_subject
from pipeline.quotes.subjects import named_phrase, subject

_DOCUMENT_REACH: Final = 4
_ISSUER_REACH: Final = 6
_SOURCE_REACH: Final = 16
_HANDED_REACH: Final = 10
_CLAUSE_REACH: Final = 24


@njit(**INNER)
def find_subject(b: Any, r: Any) -> None:
    """Sets the noun phrase that stands as subject of a report, and its class, before anything is decided about the report."""
    found = _subject_of(b, r)
    set_subject(r, found, class_of(b, found))


@njit(**INNER)
def _subject_of(b: Any, r: Any) -> Phrase:
    tok = b.tok
    a, z = r.slot_a + 0, r.slot_z + 0
    if r.mode == s.HEADLINE:
        k = a
        while k < z and w.mention_at(b, k) < 0 and not tok[k].bits & HEADS:
            k += 1
        return phrase_at(b, k if k < z else a, z)
    if r.prefix == s.POSSESSED:
        return _source_of(b, r.cue_first + 0)
    if r.tense == s.PARTICIPLE or (r.form >= 0 and b.forms[r.form].agreement == ord("s")):
        return nothing()
    if r.form >= 0 and b.forms[r.form].transmits:
        # نقلت وكالة … عن الوزير أن: the source is whom it was taken from
        k = a
        while k < z and not w.word_class(b, k, 0) & (x.FROM | x.TO):
            k += 1
        return named_phrase(b, k + 1, z) if k < z - 1 else subject(b, a, z)
    if r.form >= 0 and b.forms[r.form].needs:
        found = _document(b, a, z)
        if found[0] >= 0:
            return found
    if z > a:
        found = subject(b, a, z)
        if found[0] >= 0:
            return found
    return nothing() if r.mode == s.ATTRIBUTION else _preverbal(b, r.cue_first + 0)


@njit(**INNER)
def _document(b: Any, a: int, z: int) -> Phrase:
    """«جاء في بيان صدر عن …»: the body that issued an indefinite document, else the document."""
    tok = b.tok
    k = a
    while k < min(z, a + _DOCUMENT_REACH) and not w.word_class(b, k, 0) & x.IN:
        k += 1
    if k >= min(z, a + _DOCUMENT_REACH) or k + 1 >= z:
        return nothing()
    if not w.is_definite(b, k + 1):
        for j in range(k + 2, min(z, k + _ISSUER_REACH)):
            letter, _, clitics = w.prefix(b, j)
            for_it = clitics == 1 and letter == w.LAM
            produced = w.letter(b, j, -1) == w.HEH and w.letter(b, j, -2) == w.TEH
            of_it = tok[j].skip == 1 and w.letter(b, j, 0) == w.LAM
            if (for_it or of_it or produced or w.word_class(b, j, 0) & x.FROM) and j + 1 < z:
                issuer = j if for_it else j + 1
                if tok[issuer].at >= 0 or tok[issuer].bits & HEADS:
                    return phrase_at(b, issuer, z)
    first, last, head, mention, bits = phrase_at(b, k + 1, z)
    if first < 0 or bits & (v.DOCUMENT | v.ORG) or tok[k + 1].at >= 0:
        return first, last, head, mention, bits
    return first, last, head, mention, bits | v.DOCUMENT


@njit(**INNER)
def _source_of(b: Any, i: int) -> Phrase:
    """The person words are taken from: «نقل عن … قوله»."""
    low = max(b.tok[i].low, i - _SOURCE_REACH)
    for k in range(i - 2, low, -1):
        if not w.word_class(b, k, 0) & (x.FROM | x.TO | x.TO_PLAIN):
            continue
        for j in range(max(low, k - _HANDED_REACH), k):
            if b.tok[j].bits & v.CUE and w.contains(b, j, b.lists.transmission):
                return named_phrase(b, k + 1, i)
    return nothing()


@njit(**INNER)
def _preverbal(b: Any, i: int) -> Phrase:
    """A subject before the verb: «لكن الرئيس قال»، «وكان الوزير قد أكد»، the antecedent of «الذي قال»."""
    tok = b.tok
    if w.is_joined(b, i) or i == b.art[tok[i].doc].a:
        return nothing()
    first = tok[i].low
    k = i - 1
    while k >= first and tok[k].bits & (v.AUX | v.TIME | v.NEG) and tok[k].at < 0:
        k -= 1
    relative = k >= first and (tok[k].bits & v.REL) != 0
    if relative:
        k -= 1
        if k >= first and tok[k].bits & v.COMMA:
            k -= 1
    # leftwards to the clause's beginning, keeping the first noun phrase that no preposition governs
    low = max(first, k - _CLAUSE_REACH)
    start = low
    for j in range(k, low - 1, -1):
        f = tok[j].bits
        if f & (v.STOP | v.COLON | v.SEMICOLON | v.COMP) or (f & (v.CONJ | v.AUX) and tok[j].at < 0 and not f & (v.ROLE | v.ORG)):
            start = j + 1
            break
    if not relative:
        return subject(b, start, i)
    for j in range(k, start - 1, -1):
        if (w.mention_at(b, j) >= 0 or tok[j].bits & HEADS) and not (j > start and tok[j - 1].bits & (v.ROLE | v.ORG | v.TITLE)):
            return named_phrase(b, j, i)
    return nothing()
