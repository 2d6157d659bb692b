"""Numbers for everything the models of this stage can see: classes of tokens, constructions, words. No weights, no features.

A feature is a template and up to three values; a value is one of these numbers. So a kernel puts a feature together without a string,
and the shipped weights, which are named by strings (`tt=comma/cue`), are looked up by the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from pipeline.quotes import vocabulary as v
from pipeline.text.chars import key
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import I32, U64

_PREPOSITIONS: Final = ("ب", "ل", "إلى", "على", "عن", "من", "في")
_CONJUNCTION_LETTERS: Final = ("", "و", "ف", "ب", "ك", "ل")
_KINDS: Final = (
    "mark", "comma", "stop", "colon", "dash", "paren", "semi", "comp", "rel", "like", "attr", "aux", "neg", "prep", "time", "conj", "medium", "object", "role", "org", "doc",
    "work", "title", "cue", "def", "word",
)  # fmt: skip
_LETTERS: Final = ("+و", "+ي", "+ت", "+ف", "+ب", "+ل", "+س", "+ا")
#: Upper ends of the scale of counts; what is beyond the last has a step of its own.
SCALE: Final = (0, 1, 2, 3, 5, 8, 12, 20, 35)

#: The names of the fixed numbers, in order.
NAMES: Final = tuple(
    dict.fromkeys(
        (
            "<absent>", "<unknown>", "", "-", "False", "True", *map(str, SCALE), "99", "edge", "^", *_KINDS, *(f"word{x}" for x in _LETTERS),
            "PER", "ORG", "LOC", "plural", "metonym",
            "that", "nominal", "marked", "attribution", "postposed", "headline", "leading",
            "past", "present", "participle", "masdar", "none", "other", "possessed", "x", *_PREPOSITIONS,
            "whole", "inside", "before", "continued", "after", "con", *(f"{a}{n}" for a in "sw" for n in range(5)),
            *(a + b for a in _CONJUNCTION_LETTERS for b in _CONJUNCTION_LETTERS if a and b),
            "و", "ف", "ك", "captioned",
        )
    )
)  # fmt: skip
_at = {name: n for n, name in enumerate(NAMES)}
UNKNOWN, EMPTY, DASH, FALSE, TRUE, BUCKET = range(1, 7)  # 0 is no value
EDGE, BEGIN, WORD = _at["edge"], _at["^"], _at["word"]
DEF, CUE, ROLE, ORG, DOC = _at["def"], _at["cue"], _at["role"], _at["org"], _at["doc"]
PER, ORGANIZATION, LOC = _at["PER"], _at["ORG"], _at["LOC"]
THAT, NOMINAL, MARKED, COLON, ATTRIBUTION, POSTPOSED, HEADLINE, LEADING = (
    _at[m] for m in ("that", "nominal", "marked", "colon", "attribution", "postposed", "headline", "leading")
)
PAST, PRESENT, PARTICIPLE, MASDAR = _at["past"], _at["present"], _at["participle"], _at["masdar"]
NONE, OTHER, POSSESSED, NOT_FIT = _at["none"], _at["other"], _at["possessed"], _at["x"]
WHOLE, INSIDE, BEFORE, CONTINUED, AFTER, JOINED, PREPOSED, CAPTIONED = (_at[x] for x in ("whole", "inside", "before", "continued", "after", "con", "prep", "captioned"))
#: What can stand between a cue and its complement, by its bit in a lemma's frames.
FRAMES: Final = (DASH, *(_at[p] for p in _PREPOSITIONS))
WITH_B, WITH_L, WITH_K = _at["ب"], _at["ل"], _at["ك"]

#: Number of a class of tokens by the number of its bit, in the order in which they count.
KIND_BITS: Final = np.array(
    [
        v.QUOTE, v.COMMA, v.STOP, v.COLON, v.DASH, v.PAREN, v.SEMICOLON, v.COMP, v.REL, v.LIKE, v.ATTRIBUTION, v.AUX, v.NEG, v.PREP, v.TIME, v.CONJ, v.MEDIUM, v.OBJECT,
        v.ROLE, v.ORG, v.DOCUMENT, v.WORK, v.TITLE, v.CUE,
    ],
    np.int64,
)  # fmt: skip
KIND_NUMBERS: Final = np.array([_at[name] for name in _KINDS[: len(KIND_BITS)]], np.int64)
#: First letters of a word that tell a verb, and the number of such a word.
VERB_LETTERS: Final = np.array([ord(c) for c in "ويتفبلساأإآ"], np.int64)
VERB_NUMBERS: Final = np.array([_at[f"word+{c}"] for c in "ويتفبلساااا"], np.int64)
#: Number of the clitics (first letter, second letter) by their places in this alphabet; 0 is no letter.
CLITIC_LETTERS: Final = np.array([0, *map(ord, _CONJUNCTION_LETTERS[1:])], np.int64)
CLITIC_NUMBERS: Final = np.array([[_at[a + b] for b in _CONJUNCTION_LETTERS] for a in _CONJUNCTION_LETTERS], np.int64)
STEPS: Final = np.array([BUCKET + next((n for n, top in enumerate(SCALE) if i <= top), len(SCALE)) for i in range(SCALE[-1] + 2)], np.int64)


class Symbols(NamedTuple):
    """All numbers: the fixed ones, then words.

    Attributes:
        names: What each number stands for.
        number: Number of each name.
        hashes: Hashes of the words, sorted (as `Tokens.key` holds them).
        numbers: Number of the word of each hash.
    """

    names: tuple[str, ...]
    number: dict[str, int]
    hashes: U64
    numbers: I32


def symbols(words: Iterable[str]) -> Symbols:
    """Numbers for the fixed names, lemmas and cue classes, and for the given folded words.

    Args:
        words: Words the models know by themselves; other words all are `UNKNOWN`.
    """
    lemmas = [form.lemma for form in v.vocabulary().cue_forms]
    names = tuple(dict.fromkeys((*NAMES, *(lemma.name for lemma in lemmas), *(lemma.cue_class for lemma in lemmas), *words)))
    number = {name: n for n, name in enumerate(names)}
    known = {hash_of(name): n for name, n in number.items() if name and key(name) == name}
    order = sorted(known)
    return Symbols(names, number, np.array(order, np.uint64), np.array([known[h] for h in order], np.int32))


def step(n: int) -> str:
    """Name of a count on the coarse scale."""
    return NAMES[int(STEPS[max(0, min(n, len(STEPS) - 1))])]
