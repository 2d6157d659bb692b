"""What governs a noun phrase: a clitic, a preposition, a noun before it, or nothing. Not who speaks."""

from __future__ import annotations

from typing import Any, Final

from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.letters import INNER
from pipeline.quotes.phrases import HEADS, is_person, phrase_at

#: Tokens of a sentence in which its subject is looked for.
_LEAD_REACH: Final = 40


@njit(**INNER)
def governed_by(b: Any, k: int, low: int) -> int:
    """Number of what governs the phrase at token `k`: a clitic, a preposition before it, a conjunction, or nothing."""
    _, clitic, n = w.prefix(b, k)
    if clitic == w.LAM:
        return s.WITH_L
    if clitic == w.BEH:
        return s.WITH_B
    if clitic == w.KAF:
        return s.WITH_K
    before = k - 1
    if before > low and b.tok[before].bits & v.QUOTE:  # لـ«النهار»
        before -= 1
    if before >= low and b.tok[before].bits & v.PREP:
        return s.PREPOSED
    if not n and before >= low and b.tok[before].bits & HEADS and not w.is_definite(b, before) and w.mention_at(b, k) >= 0 and not is_person(b, b.tok[k].at):
        return s.POSSESSED  # وثائق المحكمة
    return s.JOINED if n else s.EMPTY


@njit(**INNER)
def is_verb(b: Any, k: int) -> bool:
    """Whether the head noun at token `k` is rather the verb written alike: «طالب الوزير …», not «طالب جامعي»."""
    if not b.tok[k].bits & v.CUE or b.tok[k].cue < 0 or w.is_definite(b, k) or k + 1 >= b.tok[k].high:
        return False
    return b.forms[b.tok[k].cue].tense == s.PAST and (w.mention_at(b, k + 1) >= 0 or w.is_definite(b, k + 1) or (b.tok[k + 1].bits & HEADS) != 0)


@njit(**INNER)
def opening(b: Any, low: int, stop: int) -> int:
    """Token of the first name, role or body of a sentence that nothing governs, -1 if there is none: most often the subject of its verb."""
    k = low
    while k < min(stop, low + _LEAD_REACH):
        if w.mention_at(b, k) < 0 and (not b.tok[k].bits & HEADS or b.tok[k].at >= 0 or is_verb(b, k)):
            k += 1
            continue
        governed = governed_by(b, k, low)
        if governed == s.EMPTY or governed == s.JOINED:
            return k
        first, last, _, _, _ = phrase_at(b, k, stop)
        k = max(k, last if first >= 0 else k) + 1
    return -1


@njit(**INNER)
def names_another(b: Any, r: Any) -> bool:
    """Whether another name, role or body that nothing governs stands between the subject and the reported words: whom they are spoken to or of."""
    for k in range(r.s_last + 1, r.slot_z):
        if w.mention_at(b, k) >= 0 or (b.tok[k].bits & HEADS and b.tok[k].at < 0):
            governed = governed_by(b, k, b.tok[k].low + 0)
            if governed == s.EMPTY:
                return True
    return False
