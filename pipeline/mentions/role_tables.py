"""The lexicon of roles as arrays, for the kernels that read role phrases: every word as the bits of what it is. No text is read here."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np

from pipeline.entities.skeleton import without_article
from pipeline.mentions.role_lexicon import RoleWord, role_lexicon
from pipeline.text.chars import KEY
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import I32, U32, U64

#: What a word may be (see `RoleLexicon`); BARE_LINK and ADDRESSEE with the article or without.
LINK, BARE_LINK, ADJECTIVE, NOT_ADJECTIVE, ADDRESSEE, TITLE = (1 << n for n in range(6))
#: What a form of a noun of role may be (see `RoleWord`); ROLE for what is neither body nor latter.
DEFINITE, CONSTRUCT, SINGULAR, SOURCE, ALONE, BODY, ROLE = (1 << n for n in range(7))
#: Prepositions, as words and as what a noun of role takes: the same bit in both. ل and ب are written to the next word.
_PREPOSITIONS: Final = ("ل", "ب", "لدي", "في", "باسم", "الي", "عن", "من", "داخل")
LI, BI, LADA, FI, BISM = (1 << (8 + n) for n in range(5))
ATTACHED: Final = LI | BI
PREPOSITION: Final = ((1 << len(_PREPOSITIONS)) - 1) << 8


class Tables(NamedTuple):
    """What the kernels know.

    Attributes:
        fold: The key folding (see `pipeline.text.chars`).
        hashes: Hashes of folded words, sorted.
        bits: What each of these words is.
        letters: The folded words that make ل an addressee, one after the other.
        bounds: Where each of them begins; one more entry at the end.
        shape: For each entry of the lexicon of roles what it is and the prepositions it takes.
    """

    fold: U32
    hashes: U64
    bits: U32
    letters: U32
    bounds: I32
    shape: U32


def _shape(word: RoleWord) -> int:
    flags = (word.is_definite, word.in_construct, word.number == "singular", word.is_source, word.stands_alone, word.kind == "body", word.kind == "role")
    takes = (p in word.takes for p in _PREPOSITIONS)
    return sum(1 << n for n, flag in enumerate(flags) if flag) | sum(1 << (8 + n) for n, flag in enumerate(takes) if flag)


@cache
def tables() -> Tables:
    """The lexicon of roles, as arrays made once."""
    known = role_lexicon()
    unnumbered = frozenset[str]().union(*(w.takes for w in known.words)) - set(_PREPOSITIONS)
    assert not unnumbered, f"prepositions without a number: {unnumbered}"
    bits: dict[str, int] = {}

    def put(word: str, flag: int) -> None:
        bits[word] = bits.get(word, 0) | flag

    for flag, words in {LINK: known.links, ADJECTIVE: known.adjectives, NOT_ADJECTIVE: known.not_adjectives, TITLE: known.titles}.items():
        for w in words:
            put(w, flag)
    for flag, words in {BARE_LINK: known.links, ADDRESSEE: known.addressees}.items():
        for w in words:
            for form in (w, "ال" + w):
                if without_article(form) == w:
                    put(form, flag)
    for n, w in enumerate(_PREPOSITIONS):
        if not 1 << (8 + n) & ATTACHED:
            put(w, 1 << (8 + n))
    by_hash = sorted((hash_of(w), flags) for w, flags in bits.items())
    addressees = sorted(known.addressees)
    return Tables(
        KEY,
        np.array([h for h, _ in by_hash], np.uint64),
        np.array([flags for _, flags in by_hash], np.uint32),
        np.array([ord(c) for w in addressees for c in w], np.uint32),
        np.cumsum([0, *map(len, addressees)], dtype=np.int32),
        np.array([_shape(w) for w in known.words], np.uint32),
    )
