"""The words the stage looks for, as flags a token can carry: cues with their inflection, particles, heads of noun phrases. No context."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import numpy as np
import yaml

from pipeline.quotes.morphology import MASDAR, PARTICIPLE, PAST, PRESENT, forms
from pipeline.text.chars import CLOSING_MARKS, KEY, OPENING_MARKS, STRAIGHT_MARKS, key
from pipeline.text.lexicon import Lexicon
from pipeline.text.tokens import I32

# What a token can be, as bits.
COMP, SUFFIXED, CUE, PREP, REL, TIME, AUX, NEG = 1, 2, 4, 8, 16, 32, 64, 128
CONJ, ROLE, ORG, DOCUMENT, MEDIUM, TITLE, RELATIONAL, OBJECT = 1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15
WORK, MA, LIKE, ATTRIBUTION, POSSESSED = 1 << 16, 1 << 17, 1 << 18, 1 << 19, 1 << 20
QUOTE, COMMA, STOP, COLON, DASH, PAREN, SEMICOLON, OTHER_PUNCT = 1 << 21, 1 << 22, 1 << 23, 1 << 24, 1 << 25, 1 << 26, 1 << 27, 1 << 28
PUNCT: Final = QUOTE | COMMA | STOP | COLON | DASH | PAREN | SEMICOLON | OTHER_PUNCT

_PARTICLES: Final = {
    "complementiser": COMP,
    "complementiser_suffixed": COMP | SUFFIXED,
    "preposition": PREP,
    "relative": REL,
    "time": TIME,
    "auxiliary": AUX,
    "negation": NEG,
    "conjunction": CONJ,
    "ma": MA,
    "like": LIKE,
    "attribution": ATTRIBUTION,
    "possessed": POSSESSED,
}
_NOUNS: Final = {"role": ROLE, "organization": ORG, "document": DOCUMENT, "medium": MEDIUM, "title": TITLE, "relational": RELATIONAL, "object": OBJECT, "work": WORK}
_MARKS: Final = OPENING_MARKS + CLOSING_MARKS + STRAIGHT_MARKS + "'‘’‚"
_PUNCTUATION: Final = {QUOTE: _MARKS, COMMA: ",،", STOP: ".!?؟…۔", COLON: ":", DASH: "-–—−•*", PAREN: "()[]{}", SEMICOLON: ";؛"}


@dataclass(frozen=True, slots=True)
class Lemma:
    """A reporting cue as the lexicon describes it (see `resources/quotes/cues.yaml`)."""

    number: int
    name: str
    cue_class: str
    before_an: frozenset[str]
    before_np: frozenset[str]
    strength: int
    weak: bool
    marked: bool
    homograph: bool
    needs: frozenset[str]
    transitive: bool


@dataclass(frozen=True, slots=True)
class CueForm:
    """One inflected form of a cue: its lemma, tense and agreement."""

    lemma: Lemma
    tense: str
    agreement: str


@dataclass(frozen=True)
class Vocabulary:
    """All words, ready to be looked up.

    Attributes:
        lexicon: Folded words.
        flags: For each entry of the lexicon its bits.
        cue: For each entry the index of its `CueForm`, or -1.
        cue_forms: The inflected cues.
        punctuation: For each code point of the basic plane its bits.
    """

    lexicon: Lexicon
    flags: I32
    cue: I32
    cue_forms: tuple[CueForm, ...]
    punctuation: I32


@functools.cache
def read_yaml(name: str) -> Any:
    """A resource of this stage, read once; not to be written to."""
    return yaml.load(files("pipeline").joinpath("resources", "quotes", name).read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader, in C where built


@functools.lru_cache(maxsize=1 << 15)
def folded(word: str) -> str:
    """The search key of a word; the same function words and nouns are asked for again and again."""
    return key(word)


@functools.cache
def word_set(name: str) -> frozenset[str]:
    """A set of words of `words.yaml` that are compared as written."""
    return frozenset(read_yaml("words.yaml")["sets"][name])


def _lemma(number: int, entry: Mapping[str, Any]) -> Lemma:
    return Lemma(
        number,
        str(entry["lemma"]),
        str(entry["class"]),
        frozenset(entry.get("an", ())),
        frozenset(entry.get("np", ())),
        int(entry.get("strength", 1)),
        bool(entry.get("weak", False)),
        bool(entry.get("quote", True)),
        bool(entry.get("homograph", False)),
        frozenset(entry.get("needs", ())),
        bool(entry.get("transitive", entry.get("object", False))),
    )


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary, made once."""
    flags: dict[str, int] = {}
    cue: dict[str, int] = {}
    cue_forms: list[CueForm] = []
    for number, entry in enumerate(read_yaml("cues.yaml")):
        lemma = _lemma(number, entry)
        seen: dict[tuple[str, str], int] = {}
        for form in forms(entry):
            at = seen.get(form[1:])
            if at is None:
                at = seen[form[1:]] = len(cue_forms)
                cue_forms.append(CueForm(lemma, form.tense, form.agreement))
            # of two lemmas written alike the first listed holds, but a finite verb beats a noun
            old = cue.get(form.text)
            if old is None or (cue_forms[old].tense in {PARTICIPLE, MASDAR} and form.tense in {PAST, PRESENT}):
                cue[form.text] = at
                flags[form.text] = flags.get(form.text, 0) | CUE
    words = read_yaml("words.yaml")
    for name, bit in _PARTICLES.items():
        for word in words["particles"][name]:
            flags[key(word)] = flags.get(key(word), 0) | bit
    for name, bit in _NOUNS.items():
        for word in words["nouns"][name]:
            for shape in {key(word), key("ال" + word)}:
                flags[shape] = flags.get(shape, 0) | bit
    for word in words["nouns"]["role_bare"]:
        flags[key(word)] = flags.get(key(word), 0) | ROLE
    entries = list(flags)
    punctuation = np.full(len(KEY), 0, np.int32)
    for bit, chars in _PUNCTUATION.items():
        punctuation[[ord(c) for c in chars]] = bit
    return Vocabulary(
        Lexicon(entries),
        np.array([flags[e] for e in entries], np.int32),
        np.array([cue.get(e, -1) for e in entries], np.int32),
        tuple(cue_forms),
        punctuation,
    )
