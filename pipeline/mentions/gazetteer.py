"""Which tokens stand in the lists of known names and of words beside names. Lists only hint: what is a name is for the tagger to say.

`gazetteer.npz` (made by `training/gazetteer.py`) holds hashed words with class bits and hashed phrases of up to five words;
`triggers.yaml` holds titles, heads of organisations' and places' names and the like. A word is looked up by its stem, then without ال.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import yaml
from numba import njit

from pipeline.mentions.sieve import passes, sieve
from pipeline.mentions.words import Stems, find_slot, index
from pipeline.text.chars import KEY
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, I32, I64, U8, U32, U64, Tokens, fold_hash

U16 = npt.NDArray[np.uint16]

# Class bits of words and phrases.
COUNTRY, NATIONALITY, BIG_CITY, CITY, REGION, CLUB, PERSON, FIRST = (1 << i for i in range(8))
PLACE = COUNTRY | BIG_CITY | CITY | REGION
#: The class of a personal name's part (see `name_class`) stands above the bits.
NAME_SHIFT = 8
#: Classes of parts above which at least three bear the name, and at least fifteen.
BORNE, COMMON = 4, 8
#: Words in the longest phrase.
LONGEST = 5


def name_class(given: int, surname: int, bearers: int) -> int:
    """Class of a part of personal names, 1 to 15: by how many bear it, and as given name or family name."""
    size = 0 if bearers < 3 else 1 if bearers < 15 else 2 if bearers < 100 else 3
    total = given + surname
    use = 0 if not total else 1 if given > 0.75 * total else 2 if surname > 0.75 * total else 3
    return min(15, 1 + size * 4 + use)


def phrase_hash(words: Sequence[int]) -> int:
    """64-bit hash of a sequence of word hashes."""
    h = int(FNV_BASIS)
    for w in words:
        h = ((h ^ w) * int(FNV_PRIME)) & 0xFFFFFFFFFFFFFFFF
    return h


@njit(cache=True, nogil=True)
def _look(
    chars: U32,
    base: I64,
    doc: I32,
    start: I32,
    end: I32,
    kind: U8,
    fold: U32,
    sample: I64,
    skip: U8,
    stem: U64,
    words: U32,
    word_slots: I32,
    word_bits: U16,
    heads: U32,
    head_slots: I32,
    head_class: U8,
    bits: U16,
    trigger: U8,
    opens: U8,
) -> None:
    for u in range(len(sample)):
        i = sample[u]
        if kind[i] != 0:
            continue
        at = find_slot(stem[u], words, word_slots)
        t = find_slot(stem[u], heads, head_slots)
        a, b = base[doc[i]] + np.int64(start[i]) + np.int64(skip[u]), base[doc[i]] + np.int64(end[i])
        if (at < 0 or t < 0) and b - a > 4 and chars[a] == 0x627 and chars[a + 1] == 0x644:
            bare = fold_hash(chars, a + 2, b, fold)
            if at < 0:
                at = find_slot(bare, words, word_slots)
            if t < 0:
                t = find_slot(bare, heads, head_slots)
        if t >= 0:
            trigger[u] = head_class[t]
        if at >= 0:
            bits[u] = word_bits[at] & np.uint16(0xFF7F)
            opens[u] = np.uint8(word_bits[at] & np.uint16(FIRST) > 0)


@njit(cache=True, nogil=True)
def _look_on(word: I32, opens: U8, stem: U64, doc: I32, kind: U8, key: U64, phrases: U32, phrase_slots: I32, phrase_sieve: U8, phrase_bits: U8, phrase: U8) -> None:
    n = len(kind)
    for i in range(n):
        if not opens[word[i]]:
            continue
        h = (np.uint64(FNV_BASIS) ^ stem[word[i]]) * np.uint64(FNV_PRIME)
        for j in range(i + 1, min(n, i + LONGEST)):
            if kind[j] != 0 or doc[j] != doc[i]:
                break
            h = (h ^ key[j]) * np.uint64(FNV_PRIME)
            if not passes(h, phrase_sieve):
                continue
            p = find_slot(h, phrases, phrase_slots)
            if p >= 0:
                # begin and inside are told apart by the top bit; the longest phrase writes last
                phrase[i] = phrase_bits[p]
                for x in range(i + 1, j + 1):
                    phrase[x] = phrase_bits[p] | np.uint8(128)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The lists, hashed and indexed."""

    words: U32
    word_slots: I32
    word_bits: U16
    phrases: U32
    phrase_slots: I32
    phrase_sieve: U8
    phrase_bits: U8
    heads: U32
    head_slots: I32
    head_class: U8
    whole: U32
    whole_slots: I32
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the lists say of each word.

    Attributes:
        bits: Class bits of the word, and above them the class of a name's part.
        trigger: Class of the word beside names it is, 0 for none (see `Gazetteer.classes`).
        opens: Whether it is the first word of a phrase.
    """

    bits: U16
    trigger: U8
    opens: U8


@cache
def gazetteer() -> Gazetteer:
    """The shipped lists."""
    folder = files("pipeline.resources") / "names"
    with (folder / "gazetteer.npz").open("rb") as f, np.load(f) as z:
        words, word_bits, phrases, phrase_bits = z["words"], z["word_bits"], z["phrases"], z["phrase_bits"]
    classes: dict[str, str] = yaml.load((folder / "triggers.yaml").read_text("utf-8"), yaml.CSafeLoader)
    of: dict[int, int] = {}
    for number, entries in enumerate(classes.values(), 1):
        for word in entries.split():
            of.setdefault(hash_of(word) >> 32, number)
    heads = np.array(sorted(of), np.uint32)
    head_class = np.array([of[int(h)] for h in heads], np.uint8)
    # names by themselves: places, and parts of names that at least three bear
    whole = words[(word_bits & PLACE > 0) | (word_bits >> NAME_SHIFT > BORNE)]
    numbered = ("", *classes)
    return Gazetteer(words, index(words), word_bits, phrases, index(phrases), sieve(phrases), phrase_bits, heads, index(heads), head_class, whole, index(whole), numbered)


def look_up(tokens: Tokens, sample: I64, stems: Stems, lists: Gazetteer) -> Known:
    """Looks every word of a batch up in all lists.

    Args:
        tokens: The batch.
        sample: A token of every word.
        stems: The words' stems.
        lists: The lists.
    """
    n = len(sample)
    known = Known(np.zeros(n, np.uint16), np.zeros(n, np.uint8), np.zeros(n, np.uint8))
    _look(
        tokens.chars,
        tokens.base,
        tokens.doc,
        tokens.start,
        tokens.end,
        tokens.kind,
        KEY,
        sample,
        stems.skip,
        stems.stem,
        lists.words,
        lists.word_slots,
        lists.word_bits,
        lists.heads,
        lists.head_slots,
        lists.head_class,
        known.bits,
        known.trigger,
        known.opens,
    )
    return known


def look_on(tokens: Tokens, word: I32, stems: Stems, known: Known, lists: Gazetteer) -> U8:
    """Looks for the listed phrases.

    Args:
        tokens: The batch.
        word: Number of the word of every token.
        stems: The words' stems.
        known: What the lists say of the words.
        lists: The lists.

    Returns:
        Class bits of the phrase every token is in; top bit set where it is not the first word.
    """
    phrase = np.zeros(len(tokens), np.uint8)
    listed = lists.phrases, lists.phrase_slots, lists.phrase_sieve, lists.phrase_bits
    _look_on(word, known.opens, stems.stem, tokens.doc, tokens.kind, tokens.key, *listed, phrase)
    return phrase
