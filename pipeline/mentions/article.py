"""What the article around a word tells of it before any name is read: beside what it stands elsewhere, and how much of sport there is.

The tagger reads sentence by sentence. «نيوكاسل» alone may be a town; where the article says «نادي نيوكاسل» or tells of goals and matches,
it hardly is. Names that are found once and stand again are for `aliases` to see.
"""

from __future__ import annotations

from enum import IntFlag
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
import yaml
from numba import njit

from pipeline.mentions.gazetteer import BORNE, COMMON, NAME_SHIFT, Known, gazetteer
from pipeline.mentions.words import EVERYDAY, Stems, Words
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import I32, I64, U8, U32, U64, WORD, Tokens


class Beside(IntFlag):
    """What stands beside a word in some other place of its article."""

    STANDS = 1  # the word stands in another place at all
    TITLE = 2  # a title before it
    BODY = 4  # the head of an organisation's name before it
    PLACE = 8  # the head of a place's name before it
    WHERE = 16  # a preposition of place before it, or ب on it
    SPEAKS = 32  # a verb of saying or doing, or a word of kinship, on either side
    GIVEN = 64  # a given name before it
    NAMED = 128  # a common part of personal names behind it


_AFTER: Final = {
    "title_person": Beside.TITLE,
    "org_head": Beside.BODY,
    "loc_head": Beside.PLACE,
    "preposition_of_place": Beside.WHERE,
    "cue": Beside.SPEAKS,
    "kin": Beside.SPEAKS,
}
_BEFORE: Final = {"cue": Beside.SPEAKS, "kin": Beside.SPEAKS}
# What a word tells, in one number: of itself, of the word after it and of the one before it (`Beside`), and two facts more.
_OF_NEXT, _OF_PREVIOUS, _SPORT, _SKIPPED = np.uint32(8), np.uint32(16), np.uint32(1 << 24), np.uint32(1 << 25)
_BYTE, _STANDS = np.uint32(0xFF), np.uint32(Beside.STANDS)
_BA: Final = ord("ب")
#: Words of sport from which on an article is of the next class.
_LEVELS: Final = (1, 3, 7)
_SLOTS = np.uint64(0xFFF)
_SHIFT = np.uint64(12)


class Context(NamedTuple):
    """What the article tells of each token.

    Attributes:
        elsewhere: Beside what the same word stands in other places (`Beside`); 0 for everyday words and what is no word.
        theme: Class of how much of sport is in the article: 0 none, 1 a word or two, 2 some, 3 much.
    """

    elsewhere: U8
    theme: U8


@cache
def _sport() -> U64:
    text = (files("pipeline.resources") / "names" / "themes.yaml").read_text("utf-8")
    words: str = yaml.load(text, yaml.CSafeLoader)["sport"]
    return np.array(sorted({hash_of(word) for word in words.split()}), np.uint64)


def of_words(tokens: Tokens, sample: I64, stems: Stems, words: Words, known: Known) -> U32:
    """What words tell of themselves and of their neighbours, packed; what `context` reads.

    Args:
        tokens: The batch.
        sample: A token of every word.
        stems: Stems of the words.
        words: What is known of words.
        known: What the lists say of the words.
    """
    classes = gazetteer().classes
    after, before = (np.array([said.get(c, 0) for c in classes], np.uint32) for said in (_AFTER, _BEFORE))
    part = known.bits >> NAME_SHIFT
    # every fourth class of `gazetteer.name_class` is of given names
    given = (part > BORNE) & (part % 4 == 2)
    common = (part > COMMON) & (known.trigger == 0)
    at = tokens.base[tokens.doc[sample]] + tokens.start[sample] + stems.skip
    own = np.where((stems.skip > 0) & (tokens.chars[at - (stems.skip > 0)] == _BA), np.uint32(Beside.WHERE), np.uint32(0))
    next_ = after[known.trigger] | np.where(given, np.uint32(Beside.GIVEN), np.uint32(0))
    previous = before[known.trigger] | np.where(common, np.uint32(Beside.NAMED), np.uint32(0))
    skipped = (tokens.kind[sample] != WORD) | ((stems.row >= 0) & (words.band[stems.row] > EVERYDAY))
    flags = np.where(skipped, _SKIPPED, np.uint32(0)) | np.where(np.isin(tokens.key[sample], _sport()), _SPORT, np.uint32(0))
    packed: U32 = own | next_ << _OF_NEXT | previous << _OF_PREVIOUS | flags
    return packed


@njit(cache=True, nogil=True)
def _fill(first: I64, breaks: U8, word: I32, stem: U64, said: U32, elsewhere: U8, theme: U8) -> None:
    # by word of the article: what stands beside it in some place, and what in two or more
    once, twice = np.zeros(np.int64(_SLOTS) + 1, np.uint8), np.zeros(np.int64(_SLOTS) + 1, np.uint8)
    for d in range(len(first) - 1):
        low, high = first[d], first[d + 1]
        sport = 0
        for i in range(low, high):
            own = said[word[i]]
            sport += 1 if own & _SPORT > 0 else 0
            if own & _SKIPPED:
                elsewhere[i] = 0
                continue
            beside = _STANDS | (own & _BYTE)
            if i > low and breaks[i] == 0:
                beside |= (said[word[i - 1]] >> _OF_NEXT) & _BYTE
            if i + 1 < high and breaks[i + 1] == 0:
                beside |= (said[word[i + 1]] >> _OF_PREVIOUS) & _BYTE
            at = np.int64((stem[i] >> _SHIFT) & _SLOTS)
            elsewhere[i] = beside
            twice[at] |= once[at] & np.uint8(beside)
            once[at] |= np.uint8(beside)
        theme[low:high] = (sport >= _LEVELS[0]) + (sport >= _LEVELS[1]) + (sport >= _LEVELS[2])
        for i in range(low, high):
            if elsewhere[i] > 0:
                at = np.int64((stem[i] >> _SHIFT) & _SLOTS)
                elsewhere[i] = twice[at] | (once[at] & ~elsewhere[i])
        for i in range(low, high):
            at = np.int64((stem[i] >> _SHIFT) & _SLOTS)
            once[at] = twice[at] = 0


def context(tokens: Tokens, word: I32, stems: Stems, said: U32) -> Context:
    """What the articles of a batch tell of their tokens.

    Args:
        tokens: The batch.
        word: Number of the word of every token.
        stems: Stems of the tokens.
        said: What each word tells (see `of_words`).
    """
    found = Context(np.empty(len(tokens), np.uint8), np.empty(len(tokens), np.uint8))
    _fill(tokens.first, tokens.breaks, word, stems.stem, said, found.elsewhere, found.theme)
    return found
