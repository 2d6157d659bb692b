"""The noun phrase that stands as subject after a verb: past adverbials, with the name in its apposition. Not whom it stands for."""

from __future__ import annotations

from typing import Any, Final

from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import lexical as x
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.phrases import HEADS, Phrase, is_person, nothing, phrase_at

_PASSED_OVER: Final = v.COMMA | v.DASH | v.AUX | v.NEG | v.TIME | v.CONJ | v.OTHER_PUNCT
_TITLES: Final = 3


@njit(**w.INNER)
def subject(b: Any, a: int, stop: int) -> Phrase:
    """The noun phrase that stands as subject after a verb: the first that is no adverbial.

    Args:
        b: The batch.
        a: Token after the verb.
        stop: Token the search must not reach (complementiser, colon, mark).
    """
    k = a
    while k < stop:
        f = b.tok[k].bits
        named = w.mention_at(b, k) >= 0
        if not named and f & _PASSED_OVER and not f & (v.ROLE | v.ORG):
            k += 1
            continue
        letter, last, clitics = w.prefix(b, k)
        governed = clitics > 0 and (last == w.BEH or last == w.LAM or last == w.KAF)
        if (f & v.PREP and not named and not b.tok[k].skip) or governed:
            k = _after_adverbial(b, k, stop, clitics == 0)
            continue
        if f & v.CUE and not named and not f & HEADS and not w.is_definite(b, k):
            k += 1
            continue
        if clitics and (letter == w.WAW or letter == w.FEH) and not named and not f & HEADS:
            return nothing()
        if not named and f & v.REL:
            return nothing()
        if not named and (is_adjective(b, k) or (not f and w.ends_in_accusative(b, k))):
            k += 1
            continue
        return named_phrase(b, k, stop)
    return nothing()


@njit(**w.INNER)
def _after_adverbial(b: Any, k: int, stop: int, bare: bool) -> int:
    """Token after the prepositional phrase at `k` (`bare`: the preposition is a token of its own)."""
    tok = b.tok
    j = k + 1 if bare else k
    marked = j < stop - 1 and tok[j].bits & v.QUOTE and tok[j].at < 0  # لـ«النهار»
    if marked:
        j += 1
    m = w.mention_at(b, j) if j < stop else -1
    if m >= 0:
        j = b.men[m].last + 1
        if marked and j < stop and tok[j].bits & v.QUOTE:
            j += 1
    elif j < stop and bare and tok[j].bits & HEADS and not tok[j].bits & v.MEDIUM:
        # في وزارة …: a whole noun phrase; a name after it does not belong into the adverbial
        first, last, head, mention, _ = phrase_at(b, j, stop)
        if first >= 0:
            return head if mention >= 0 and head > first else last + 1
        j += 1
    else:
        while j < stop and tok[j].bits & (v.CONJ | v.PREP | v.TIME) and tok[j].at < 0:
            j += 1
        j += 1
    while (
        j < stop
        and tok[j].at < 0
        and not tok[j].bits & (v.PUNCT | v.COMP | v.REL | v.ROLE | v.PREP)
        and (w.is_definite(b, j) or tok[j].bits & (v.ORG | v.TIME | v.MEDIUM) or is_adjective(b, j))
    ):
        j += 1
    # حوار صحيفة …: what a media noun governs belongs to it
    m = w.mention_at(b, j) if j < stop else -1
    if m >= 0 and b.men[m].type != s.PER and tok[j - 1].bits & (v.MEDIUM | v.ORG) and b.men[m].start == tok[j].start:
        j = b.men[m].last + 1
    return min(j, stop)


@njit(**w.INNER)
def is_adjective(b: Any, j: int) -> bool:
    """Indefinite words that go on with an adverbial."""
    return (w.word_class(b, j, 0) & x.ADJECTIVE) != 0


@njit(**w.INNER)
def named_phrase(b: Any, k: int, stop: int) -> Phrase:
    """The noun phrase at token `k`, with the name in its apposition."""
    found = phrase_at(b, k, stop)
    return found if found[0] < 0 else _with_apposition(b, found, stop)


@njit(**w.INNER)
def _with_apposition(b: Any, found: Phrase, stop: int) -> Phrase:
    """Takes the name out of the apposition after a role: «الناطق باسم الحكومة، علي الدباغ،»."""
    first, last, _, mention, bits = found
    if not bits & v.ROLE or (mention >= 0 and is_person(b, mention)):
        return found
    k = last + 1
    # مدير الفرع بالمنطقة المهندس …: where somebody serves stands before the name
    if k < stop and not bits & v.ORG and b.tok[k].at < 0 and w.is_definite(b, k) and w.prefix(b, k)[1] == w.BEH:
        k += 1
    last = k - 1
    while k < stop and k <= last + 2 and b.tok[k].bits & (v.COMMA | v.DASH | v.PAREN | v.TITLE | v.TIME):
        k += 1
    for _ in range(_TITLES):
        if k < stop and b.tok[k].bits & v.TITLE and (b.tok[k].at < 0 or not b.men[b.tok[k].at].named):
            k += 1
            if k < stop and b.tok[k].bits & v.STOP and w.length(b, k - 1) == 1:
                k += 1  # م. د.
    if k < stop:
        m = w.mention_at(b, k)
        if m >= 0 and is_person(b, m) and b.men[m].start == b.tok[k].start:
            return first, min(b.men[m].last, stop - 1), k, m, bits
    return found
