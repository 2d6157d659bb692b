"""Noun phrases that can speak: what can begin one, and how far it reaches. Not where a subject stands, not who speaks.

A phrase is a tuple: first token, last token, the token that carries the reference (first of the name if there is one, else the head
noun), the mention it names or -1, and the bits of the head noun. A first token of -1 is no phrase.
"""

from __future__ import annotations

from typing import Any, Final

from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import lexical as x
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v

#: First, last, head, mention, bits.
Phrase = tuple[int, int, int, int, int]

HEADS: Final = v.ROLE | v.ORG | v.DOCUMENT
_BREAK: Final = v.COMP | v.REL | v.TIME | v.AUX | v.NEG | v.CONJ | v.COLON | v.STOP | v.COMMA | v.SEMICOLON | v.DASH | v.LIKE | v.ATTRIBUTION | v.OTHER_PUNCT
_NO_NOUN: Final = v.PUNCT | v.COMP | v.REL | v.AUX | v.NEG | v.PREP | v.LIKE | v.ATTRIBUTION | v.POSSESSED | v.MA
_LONGEST: Final = 14
_NAME_STRETCH: Final = 4
_BRACKET: Final = 6
_DEPUTY_REACH: Final = 3


@njit(**w.INNER)
def nothing() -> Phrase:
    """No phrase."""
    return -1, -1, -1, -1, 0


@njit(**w.INNER)
def is_person(b: Any, m: int) -> bool:
    """Whether a mention is a person's name."""
    return b.men[m].type == s.PER and b.men[m].named != 0


@njit(**w.INNER)
def phrase_at(b: Any, i: int, stop: int) -> Phrase:
    """The noun phrase that begins at token `i`, if one can.

    Args:
        b: The batch.
        i: Candidate for its first token.
        stop: Token it must not reach.
    """
    f, m = b.tok[i].bits, b.tok[i].at
    if m < 0 and (f & _NO_NOUN or (f & (v.TIME | v.CONJ) and not f & HEADS)):
        return nothing()
    if m >= 0 and is_person(b, m):
        return i, min(b.men[m].last, stop - 1), i, m, f
    return _extend(b, i, min(stop, i + _LONGEST, b.art[b.tok[i].doc].z))


@njit(**w.INNER)
def _extend(b: Any, i: int, stop: int) -> Phrase:
    tok, men = b.tok, b.men
    head = tok[i].bits
    first_mention = tok[i].at
    last = min(men[first_mention].last if first_mention >= 0 else i, stop - 1)
    names_org = first_mention >= 0 and men[first_mention].named != 0
    # token of باسم, مساعد …: a name after it is not the speaker's
    deputy = i if head & v.RELATIONAL and not w.is_definite(b, i) else -1
    k = last + 1
    while k < stop:
        f = tok[k].bits
        m = tok[k].at
        if m >= 0:
            _, letter, clitics = w.mention_prefix(b, k)
            if is_person(b, m):
                if clitics or names_org:
                    break
                if deputy >= 0 and (deputy == k - 1 or (k - deputy <= _DEPUTY_REACH and not _org_between(b, deputy, k))):
                    last = min(men[m].last, stop - 1)
                    k = last + 1
                    deputy = -1
                    continue
                return i, min(men[m].last, stop - 1), k, m, head
            # المتحدث لوزارة…: the body a role belongs to, unless it is the paper spoken to
            binds = clitics == 1 and (letter == w.LAM or letter == w.BEH)
            if clitics and (names_org or not binds or not head & v.ROLE or ((f & v.MEDIUM or is_media_head(b, k)) and not _names_follow(b, m, stop))):
                break
            last = min(men[m].last, stop - 1)
            k = last + 1
            continue
        if f & (v.QUOTE | v.PAREN):
            closer = _short_stretch(b, k, stop) if f & v.QUOTE else _bracket(b, k, stop)
            if closer < 0:
                break
            last, k = closer, closer + 1
            continue
        if f & _BREAK and not f & (v.ROLE | v.ORG) and not is_general(b, k, stop):
            break
        if f & v.PREP and not tok[k].skip:
            if names_org or not head & (v.ROLE | v.DOCUMENT) or k + 1 >= stop or not _attaches(b, k):
                break
            k += 1
            last = k
            if tok[k].at >= 0:
                last = min(men[tok[k].at].last, stop - 1)
            k = last + 1
            continue
        definite = w.is_definite(b, k)
        if not _goes_on(b, k, head, names_org, definite):
            break
        if f & v.RELATIONAL and not definite:
            deputy = k
        last = k
        k += 1
    return i, last, i, first_mention, head


@njit(**w.INNER)
def is_general(b: Any, k: int, stop: int) -> bool:
    """Whether عام at token `k` is the adjective of the role before it (المدير العام, مدير عام), not a year."""
    if not b.tok[k].bits & v.TIME or b.tok[k].skip or not b.tok[k - 1].bits & v.ROLE or not w.word_class(b, k, 0) & x.GENERAL:
        return False
    return k + 1 >= stop or not (b.tok[k + 1].bits & v.TIME or w.is_number(b, k + 1))


@njit(**w.INNER)
def _goes_on(b: Any, k: int, head: int, names_org: bool, definite: bool) -> bool:
    """Whether the plain word at token `k` can belong to the phrase of a head with these bits."""
    f = b.tok[k].bits
    if f & v.CUE and not f & HEADS and not definite:
        return False
    if b.tok[k].skip:
        last = w.last_clitic(b, k)
        if (last == w.LAM or last == w.BEH) and not (head & v.ROLE and not names_org and f & (v.ORG | v.RELATIONAL) and not is_media_head(b, k)):
            return False
        if w.is_joined(b, k) and not f & HEADS:
            return False
    elif w.begins_ll(b, k) and not head & v.ROLE:
        return False
    if names_org and not definite:
        return False
    return not (f & v.OBJECT and not definite and not f & HEADS)


@njit(**w.INNER)
def _names_follow(b: Any, m: int, stop: int) -> bool:
    """Whether a person's name stands right behind mention `m`: the body before it belongs to the person's role."""
    k = b.men[m].last + 1
    while k < stop and b.tok[k].bits & v.TITLE and not (b.tok[k].at >= 0 and b.men[b.tok[k].at].named):
        k += 1
    after = w.mention_at(b, k) if k < stop else -1
    return after >= 0 and is_person(b, after) and b.men[after].start == b.tok[k].start


@njit(**w.INNER)
def _org_between(b: Any, i: int, j: int) -> bool:
    for k in range(i + 1, j):
        m = b.tok[k].at
        if m >= 0 and b.men[m].type != s.PER:
            return True
    return False


@njit(**w.INNER)
def _attaches(b: Any, k: int) -> bool:
    """Whether the prepositional phrase at token `k` belongs to the noun before it (مسؤول في وزارة…), not to the verb (في تصريح)."""
    follows, named = b.tok[k + 1].bits, b.tok[k + 1].at >= 0
    if follows & (v.MEDIUM | v.TIME | v.PUNCT | v.COMP | v.REL) and not named:
        return False
    word = w.word_class(b, k, 0)
    if word & x.IN:
        return named or (follows & v.ORG) != 0 or w.is_definite(b, k + 1)
    if word & x.OF:
        return True
    return (word & x.AT) != 0 and (named or w.is_definite(b, k + 1))


@njit(**w.INNER)
def is_media_head(b: Any, k: int) -> bool:
    """Whether a name of an outlet may begin at token `k`."""
    return w.starts_with(b, k, b.tok[k].skip, b.lists.media_heads)


@njit(**w.INNER)
def _short_stretch(b: Any, k: int, stop: int) -> int:
    """Token of the mark that closes a name in marks opened at `k`, or -1."""
    for j in range(k + 2, min(k + 2 + _NAME_STRETCH, stop)):
        if b.tok[j].bits & v.QUOTE:
            return j
    return -1


@njit(**w.INNER)
def _bracket(b: Any, k: int, stop: int) -> int:
    """Token of the bracket that closes the one at `k`, or -1."""
    for j in range(k + 1, min(k + _BRACKET, stop)):
        if b.tok[j].bits & v.PAREN:
            return j
    return -1


@njit(**w.INNER)
def class_of(b: Any, p: Phrase) -> int:
    """Number of PER, ORG or LOC of a named phrase, else of the kind of its head noun."""
    first, _, head, mention, bits = p
    if first < 0:
        return s.NONE
    if mention >= 0 and (head == first or b.men[mention].type == s.PER):
        return b.men[mention].type
    if bits & v.ROLE:
        return s.ROLE
    if bits & v.ORG:
        return s.ORG
    return s.DOC if bits & v.DOCUMENT else s.OTHER
