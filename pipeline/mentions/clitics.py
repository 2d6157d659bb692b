"""Where a name begins inside its first word: how many letters of it are clitics (و ف ب ك ل). Which words are names is settled by then.

The word table cuts words as they mostly are (بصحيفة is a word of its own to it, وسام nearly all «and Sam»). Here the name is known, and with
it its type, its further words and the rest of the article, so some words are cut otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt
import yaml

from pipeline.mentions.crf import TYPES
from pipeline.mentions.gazetteer import BORNE, COMMON, NAME_SHIFT, PLACE, gazetteer, phrase_hash
from pipeline.mentions.model import Input
from pipeline.mentions.words import find_slot
from pipeline.text.chars import CLOSING_MARKS, OPENING_MARKS, STRAIGHT_MARKS, key
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import I32, I64, PUNCTUATION, U8, Tokens

_CLITICS: Final = np.array([ord(c) for c in "وفبكل"], np.uint32)
#: Letters of a word up to which it is too short to tell a clitic by the same word without it.
_SHORT: Final = 5
_AROUND: Final = frozenset(OPENING_MARKS + STRAIGHT_MARKS), frozenset(CLOSING_MARKS + STRAIGHT_MARKS)
_WAW, _FA = ord("و"), ord("ف")
PER, ORG, LOC = (TYPES.index(t) for t in ("PER", "ORG", "LOC"))
Flags = npt.NDArray[np.bool_]


class Cut(IntEnum):
    """What the first letter of a word is, as far as the lists tell."""

    UNKNOWN = 0
    LETTER = 1  # a letter of the name: لاوس, واشنطن
    HEAD = 2  # a clitic before the head of a name of several words: بصحيفة الوئام
    PLACE = 3  # a clitic before a place: وتل أبيب
    AGAIN = 4  # a clitic before a word that follows once more: لبي بي سي


@cache
def _lists() -> dict[str, frozenset[str]]:
    raw: dict[str, str] = yaml.load((files("pipeline.resources") / "names" / "clitics.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return {name: frozenset(words.split()) for name, words in raw.items()}


@cache
def _whole() -> tuple[str, ...]:
    """The listed words whose first letter is no clitic."""
    return tuple(_lists()["whole"])


@lru_cache(1 << 14)
def _first_letter(word: str) -> Cut:
    """What the lists tell of the first letter of a word that the word table leaves whole."""
    lists, known, rest = _lists(), gazetteer(), word[1:]
    if word in lists["whole"]:
        return Cut.LETTER
    if rest in lists["short"]:
        return Cut.PLACE
    if rest in lists["again"]:
        return Cut.AGAIN
    whole, bare = (np.uint64(hash_of(key(w))) for w in (word, rest))
    if find_slot(whole, known.heads, known.head_slots) >= 0:
        return Cut.LETTER
    at = find_slot(bare, known.heads, known.head_slots)
    if at >= 0 and known.classes[known.head_class[at]] in {"org_head", "loc_head"}:
        return Cut.HEAD
    at = find_slot(whole, known.words, known.word_slots)
    if at >= 0 and (known.word_bits[at] & PLACE or known.word_bits[at] >> NAME_SHIFT > BORNE):
        return Cut.LETTER
    at = find_slot(bare, known.words, known.word_slots)
    return Cut.PLACE if at >= 0 and known.word_bits[at] & PLACE and len(rest) > 3 else Cut.UNKNOWN


def clitics(tokens: Tokens, given: Input, begin: I64, end: I64, types: U8) -> U8:
    """How many characters of clitics stand before names.

    Args:
        tokens: The batch.
        given: What the tagger knows of it.
        begin: First token of every name.
        end: The token after its last.
        types: Number of its type.
    """
    skip = given.stems.skip[begin].copy()
    first = tokens.chars[tokens.base[tokens.doc[begin]] + tokens.start[begin]]
    may, word = np.isin(first, _CLITICS), given.word[begin]
    whole, cut = np.flatnonzero(may & (skip == 0)), may & (skip > 0)
    for n in whole[_of_words(tokens, begin[whole], word[whole], _is_open)].tolist():
        skip[n] = _is_clitic(tokens, given, begin, end, types, n)
    # of most it is plain that the letter is a clitic: the rest is listed, or «and» stands before it
    bits = given.vocabulary.known.bits[word]
    listed = (bits & PLACE > 0) | (bits >> NAME_SHIFT > COMMON)
    beside = np.append(tokens.kind, PUNCTUATION) == PUNCTUATION
    nearest = tokens.chars[tokens.base[tokens.doc[begin]] + tokens.start[begin] + np.maximum(skip, 1) - 1]
    person = (types == PER) & (nearest != _WAW) & (nearest != _FA)
    for n in np.flatnonzero(cut)[_of_words(tokens, begin[cut], word[cut], _ends_whole)].tolist():
        if tokens.text(int(begin[n]))[skip[n] - 1 :] in _lists()["whole"]:
            skip[n] -= 1
            cut[n] = False
    for n in np.flatnonzero(cut & ~listed & (person | (beside[begin - 1] & beside[end]))).tolist():
        if _is_marked(tokens, int(begin[n]), int(end[n])):
            skip[n] = 0
        elif person[n] and _is_always_whole(tokens, given, int(begin[n]), nearest[n]):
            skip[n] -= 1
    return skip


def _of_words(tokens: Tokens, begin: I64, word: I32, is_so: Callable[[str], bool]) -> Flags:
    """For each of some tokens whether something holds of its word; asked once a word."""
    _, sample, back = np.unique(word, return_index=True, return_inverse=True)
    answers = np.array([is_so(tokens.text(i)) for i in begin[sample].tolist()], np.bool_)
    found: Flags = answers[back]
    return found


def _is_open(word: str) -> bool:
    """Whether the first letter of a word that the word table leaves whole may be a clitic."""
    return _first_letter(word) is not Cut.LETTER


def _ends_whole(word: str) -> bool:
    """Whether a word ends in one whose first letter is its own."""
    return word.endswith(_whole())


def _is_clitic(tokens: Tokens, given: Input, begin: I64, end: I64, types: U8, n: int) -> bool:
    """Whether the first letter of a name, whose first word the word table leaves whole, is a clitic."""
    i, many = int(begin[n]), int(end[n] - begin[n]) > 1
    cut = _first_letter(tokens.text(i))
    if cut is Cut.HEAD:
        return many and types[n] != PER
    if cut is Cut.PLACE:
        return bool(types[n] == LOC)
    if cut is Cut.AGAIN:
        return many and types[n] == ORG and tokens.text(i)[1:] == tokens.text(i + 1)
    return (many and types[n] == LOC and _is_listed(tokens, i, int(end[n]))) or _stands_bare(tokens, given, begin, end, n)


def _is_listed(tokens: Tokens, begin: int, end: int) -> bool:
    """Whether a list has the place that is left without the first letter: ببن عروس, وأم القيوين."""
    known = gazetteer()
    phrase = phrase_hash([hash_of(key(tokens.text(begin)[1:])), *tokens.key[begin + 1 : end].tolist()])
    at = find_slot(np.uint64(phrase), known.phrases, known.phrase_slots)
    return at >= 0 and bool(known.phrase_bits[at] & PLACE)


def _stands_bare(tokens: Tokens, given: Input, begin: I64, end: I64, n: int) -> bool:
    """Whether the same name stands in the article without the letter: بتيزي وزو beside تيزي وزو. Short names of one word may be others."""
    i, length = int(begin[n]), int(end[n] - begin[n])
    if length == 1 and tokens.end[i] - tokens.start[i] <= _SHORT:
        return False
    first, last = np.searchsorted(begin, tokens.first[tokens.doc[i] : tokens.doc[i] + 2])
    bare = np.uint64(hash_of(key(tokens.text(i)[1:])))
    for m in (np.flatnonzero(given.stems.stem[begin[first:last]] == bare) + first).tolist():
        j = int(begin[m])
        if end[m] - j == length and np.array_equal(tokens.key[j + 1 : j + length], tokens.key[i + 1 : i + length]):
            return True
    return False


def _is_marked(tokens: Tokens, begin: int, end: int) -> bool:
    """Whether a name alone stands between quotation marks, where no clitic does: «ويندي»."""
    if begin == 0 or end >= len(tokens) or not tokens.doc[begin - 1] == tokens.doc[begin] == tokens.doc[end]:
        return False
    opening, closing = _AROUND
    return tokens.text(begin - 1) in opening and tokens.text(end) in closing and tokens.start[begin] == tokens.end[begin - 1]


def _is_always_whole(tokens: Tokens, given: Input, i: int, letter: int) -> bool:
    """Whether a word stands in its article several times and never without the letter before its stem: كريك, وكريك are no «like Rick»."""
    low, high = tokens.first[tokens.doc[i]], tokens.first[tokens.doc[i] + 1]
    same = np.flatnonzero(given.stems.stem[low:high] == given.stems.stem[i]) + low
    before = tokens.base[tokens.doc[i]] + tokens.start[same] + given.stems.skip[same].astype(np.int64) - 1
    return len(same) > 1 and bool((given.stems.skip[same] > 0).all() and (tokens.chars[before] == letter).all())
