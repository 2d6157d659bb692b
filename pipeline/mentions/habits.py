"""How a whole corpus was read: what a first tagger made of every word, of the word after it, and of phrases of several words.

One article shows a name once or twice; a corpus shows it hundreds of times, often where there is no doubt. `habits.npz` (made by
`training/harvest.py`) keeps only classes of counts, by hash. They hint, as the lists do: what is a name here is for the tagger to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numba import njit

from pipeline.mentions.sieve import passes, sieve
from pipeline.mentions.words import find_slot, index
from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, I32, PUNCTUATION, U8, U32, U64, Tokens

#: Words in the longest phrase.
LONGEST: Final = 7
#: Set where a token is not the first of its phrase.
INSIDE: Final = 128
_PUNCTUATION: Final = int(PUNCTUATION)


@dataclass(frozen=True, slots=True)
class Habits:
    """What the corpus tells; classes are explained in `training/harvest.py`, 0 is none.

    Attributes:
        read: Class of what each word of the word table was read as.
        leads: Class of what the word after it was read as.
        opens: Whether a phrase begins with it.
        phrases: Upper halves of the hashes of phrases.
        slots: Index of `phrases`.
        bits: Sieve of `phrases`.
        classes: Class of what each phrase was read as, below `INSIDE`.
    """

    read: U8
    leads: U8
    opens: U8
    phrases: U32
    slots: I32
    bits: U8
    classes: U8

    @classmethod
    def of(cls, read: U8, leads: U8, opens: U8, phrases: U32, classes: U8) -> Habits:
        """Habits, indexed."""
        return cls(read, leads, opens, phrases, index(phrases), sieve(phrases), classes)

    @classmethod
    def none(cls, words: int) -> Habits:
        """What is known before anything was read."""
        zero = np.zeros(words, np.uint8)
        return cls.of(zero, zero, zero, np.zeros(0, np.uint32), np.zeros(0, np.uint8))


@cache
def habits() -> Habits:
    """The shipped table."""
    with (files("pipeline.resources") / "names" / "habits.npz").open("rb") as f, np.load(f) as z:
        return Habits.of(z["read"], z["leads"], np.unpackbits(z["opens"])[: len(z["read"])], z["phrases"], z["classes"])


@njit(cache=True, nogil=True)
def follow(i: int, word: I32, stem: U64, doc: I32, kind: U8, key: U64, hashes: U64) -> int:
    """Hashes of the one, two … words from token `i` on, as long as no punctuation and no end of the text comes between.

    Returns:
        How many of `hashes` are filled.
    """
    hashes[0] = (np.uint64(FNV_BASIS) ^ stem[word[i]]) * np.uint64(FNV_PRIME)
    n = 1
    while n < len(hashes) and i + n < len(kind) and doc[i + n] == doc[i] and kind[i + n] != _PUNCTUATION:
        hashes[n] = (hashes[n - 1] ^ key[i + n]) * np.uint64(FNV_PRIME)
        n += 1
    return n


@njit(cache=True, nogil=True)
def _mark(word: I32, opens: U8, stem: U64, row: I32, doc: I32, kind: U8, key: U64, phrases: U32, slots: I32, bits: U8, classes: U8, out: U8) -> None:
    hashes = np.empty(LONGEST, np.uint64)
    until = 0
    for i in range(len(kind)):
        r = row[word[i]]
        if i < until or r < 0 or not opens[r] or kind[i] == _PUNCTUATION:
            continue
        for n in range(follow(i, word, stem, doc, kind, key, hashes), 1, -1):
            if not passes(hashes[n - 1], bits):
                continue
            p = find_slot(hashes[n - 1], phrases, slots)
            if p >= 0:
                out[i] = classes[p]
                out[i + 1 : i + n] = classes[p] | INSIDE
                until = i + n
                break


def reread(tokens: Tokens, word: I32, stem: U64, row: I32, table: Habits) -> U8:
    """What the corpus's phrases say of each token: the longest phrases from left to right, not overlapping.

    Args:
        tokens: The batch.
        word: Number of the word of every token.
        stem: Stems of the words.
        row: Rows of the words in the word table.
        table: How the corpus was read.

    Returns:
        Class of the phrase, with `INSIDE` added behind its first word.
    """
    out = np.zeros(len(tokens), np.uint8)
    if len(table.phrases):
        _mark(word, table.opens, stem, row, tokens.doc, tokens.kind, tokens.key, table.phrases, table.slots, table.bits, table.classes, out)
    return out
