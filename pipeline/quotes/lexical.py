"""The word lists of this stage as arrays that kernels can read: inflected cues, words compared as written, beginnings and endings."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np

from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.text.chars import SIZE
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, U32

# Sets of `words.yaml` a word, as written, can stand in: bits.
ADJECTIVE, INTERROGATIVE, SAYING, EXTENT, BEFORE_NOUN, FROM, TO, TO_PLAIN, FOR_WHAT, AS, WITH, FOR, IN, OF, AT, GENERAL = (1 << n for n in range(16))
_SETS: Final = (
    "adverbial_adjectives", "interrogatives", "sayings", "extent", "before_nouns", "from", "to", "to_plain", "for_what", "as", "with", "for", "in", "of", "at", "general",
)  # fmt: skip
_FIRST_NEED: Final = 20
#: From this bit on stands the number of a preposition that can open a complement.
PREPOSITION_BIT: Final = 40

#: An inflected cue: numbers of lemma, class, tense and weakness, letter of its agreement, and what its lemma asks for.
FORM: Final = np.dtype(
    [("needs", np.int64)]
    + [
        (name, np.int32)
        for name in (
            "lemma", "cue_class", "tense", "agreement", "weakness", "weak", "strength", "marked", "homograph", "an", "np", "question", "transmits", "impersonal", "tells",
            "transitive",
        )
    ]
)  # fmt: skip


class Lexical(NamedTuple):
    """Word lists.

    Attributes:
        forms: Inflected cues, numbered as in `Vocabulary.cue_forms`.
        lists: One record, since kernels take that as a single pointer: `saying` the form قول, for قوله and its like; `exact` hashes of the
            words compared as written, sorted; `classes` for each of them its sets (bits), and from `PREPOSITION_BIT` on the preposition
            it is; `hashes` and `numbers` of the folded words the models know, sorted; patterns of letters, one a row, filled up with
            zeros: `media_heads`, `taken_from`, `based_on`, `descriptions`, `transmission`; `alnum` for each code point whether it is a
            letter or a figure.
    """

    forms: Any
    lists: Any


def written_hash(word: str) -> int:
    """Hash of a word as written (see `letters.word_class`)."""
    h = int(FNV_BASIS)
    for ch in word:
        h = ((h ^ ord(ch)) * int(FNV_PRIME)) & 0xFFFFFFFFFFFFFFFF
    return h


def _patterns(words: Iterable[str]) -> U32:
    """Words as rows of code points."""
    words = sorted(words)
    out = np.zeros((len(words), max(map(len, words))), np.uint32)
    for row, word in zip(out, words, strict=True):
        row[: len(word)] = [ord(c) for c in word]
    return out


def _frames(mask: Iterable[str], number: dict[str, int]) -> int:
    return sum(1 << s.FRAMES.index(number[frame]) for frame in mask)


def _forms(needed: tuple[str, ...]) -> tuple[Any, int]:
    """Forms by number, and which of them is قول. The numbers of lemmas do not hang on the words the models know."""
    number = s.symbols(()).number
    made = v.vocabulary().cue_forms
    tells = frozenset(v.read_yaml("frame.yaml")["tells"])
    out = np.zeros(len(made), FORM).view(np.recarray)
    for n, form in enumerate(made):
        lemma = form.lemma
        out[n] = (
            sum(1 << _FIRST_NEED + needed.index(w) for w in lemma.needs), number[lemma.name], number[lemma.cue_class], number[form.tense], ord(form.agreement or "\0"),
            number[("w" if lemma.weak else "s") + str(lemma.strength)], lemma.weak, lemma.strength, lemma.marked, lemma.homograph,
            _frames(lemma.before_an, number), _frames(lemma.before_np, number), lemma.cue_class == "question", lemma.name in v.word_set("transmitting_lemmas"),
            lemma.name in v.word_set("impersonal_lemmas"), lemma.name in tells, lemma.transitive,
        )  # fmt: skip
    saying = next(n for n, form in enumerate(made) if form.lemma.name in v.word_set("saying_lemma") and form.tense == "masdar")
    return out, saying


def lexical(words: s.Symbols) -> Lexical:
    """The word lists, with the numbers of the words the models know."""
    forms, saying, arrays = _lists()
    arrays = {**arrays, "hashes": words.hashes, "numbers": words.numbers}
    lists = np.zeros(1, [("saying", np.int64), *((name, a.dtype, a.shape) for name, a in arrays.items())]).view(np.recarray)
    lists.saying = saying
    for name, a in arrays.items():
        lists[name][0] = a
    return Lexical(forms, lists[0])


@functools.cache
def _lists() -> tuple[Any, int, dict[str, Any]]:
    needed = tuple(sorted({w for form in v.vocabulary().cue_forms for w in form.lemma.needs}))
    classes: dict[str, int] = {}
    for bit, words in [*((n, v.word_set(name)) for n, name in enumerate(_SETS)), *((_FIRST_NEED + n, (w,)) for n, w in enumerate(needed))]:
        for word in words:
            classes[word] = classes.get(word, 0) | 1 << bit
    number = s.symbols(()).number
    for word, preposition in v.read_yaml("words.yaml")["complement_prepositions"].items():
        classes[word] = classes.get(word, 0) | number[preposition] << PREPOSITION_BIT
    by_hash = sorted((written_hash(w), bits) for w, bits in classes.items())
    arrays: dict[str, Any] = {name: _patterns(v.word_set(name)) for name in ("media_heads", "taken_from", "based_on", "descriptions", "transmission")}
    arrays["exact"], arrays["classes"] = np.array([h for h, _ in by_hash], np.uint64), np.array([b for _, b in by_hash], np.int64)
    named = sorted((hash_of(word), n) for n, words in enumerate(v.read_yaml("frame.yaml")["medium"].values(), 1) for word in words)
    arrays["mediums"], arrays["medium_numbers"] = np.array([h for h, _ in named], np.uint64), np.array([n for _, n in named], np.int64)
    arrays["outlets"] = np.array(sorted({hash_of(word) for word in v.read_yaml("frame.yaml")["media"]}), np.uint64)
    arrays["alnum"] = np.array([chr(c).isalnum() for c in range(SIZE)], np.uint8)
    return *_forms(needed), arrays


@functools.cache
def mediums() -> tuple[str | None, ...]:
    """Names of the mediums by their numbers; 0 is none."""
    return None, *v.read_yaml("frame.yaml")["medium"]
