"""What lists tell of the first letter of a word that begins a name: a clitic (و ف ب ك ل), or the name's own. The text around it is none of this module's business."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
import yaml

from pipeline.mentions.gazetteer import BORNE, COMMON, NAME_SHIFT, PLACE, gazetteer
from pipeline.mentions.words import find_slot
from pipeline.text.chars import key
from pipeline.text.lexicon import hash_of

WAW: Final = "و"
#: Classes of a personal name's part that say the same of how many bear it (`gazetteer.name_class`).
_SIZE: Final = 4


class Cut(IntEnum):
    """What the first letter of a word is that the word table leaves whole, as far as the lists tell."""

    UNKNOWN = 0
    LETTER = 1  # a letter of the name: لاوس, واشنطن
    BODY = 2  # a letter of an organisation's name: وزارة, وام (in the name of a place أم with «and» before it)
    HEAD = 3  # a clitic before the head of a name of several words: بصحيفة الوئام
    PLACE = 4  # a clitic before a place: وتل أبيب
    AGAIN = 5  # a clitic before a word that follows once more: لبي بي سي


class Own(IntFlag):
    """In names of which type the letter that the word table cuts off is the name's own, as far as the lists tell."""

    NEVER = 0
    ALWAYS = 1
    OF_PERSON = 2
    OF_PLACE = 4


@cache
def lists() -> dict[str, frozenset[str]]:
    """The words listed by hand (`clitics.yaml`)."""
    raw: dict[str, str] = yaml.load((files("pipeline.resources") / "names" / "clitics.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return {name: frozenset(words.split()) for name, words in raw.items()}


def _bits(word: str) -> tuple[int, bool]:
    """The class of a personal name's part that a word is, 0 for none, and whether it is a place."""
    known = gazetteer()
    at = find_slot(np.uint64(hash_of(key(word))), known.words, known.word_slots)
    return (0, False) if at < 0 else (int(known.word_bits[at]) >> NAME_SHIFT, bool(known.word_bits[at] & PLACE))


@lru_cache(1 << 14)
def first_letter(word: str) -> Cut:
    """What the lists tell of the first letter of a word that the word table leaves whole."""
    known, rest = gazetteer(), word[1:]
    if word in lists()["whole"]:
        return Cut.LETTER
    if rest in lists()["short"]:
        return Cut.PLACE
    if rest in lists()["again"]:
        return Cut.AGAIN
    whole, bare = (find_slot(np.uint64(hash_of(key(w))), known.heads, known.head_slots) for w in (word, rest))
    borne, is_place = _bits(word)
    if whole >= 0:
        return Cut.BODY if known.classes[known.head_class[whole]] in {"org_head", "agency"} and not is_place else Cut.LETTER
    if bare >= 0 and known.classes[known.head_class[bare]] in {"org_head", "loc_head"}:
        return Cut.HEAD
    if is_place or borne > BORNE:
        return Cut.LETTER
    return Cut.PLACE if len(rest) > 3 and _bits(rest)[1] else Cut.UNKNOWN


@lru_cache(1 << 14)
def own_letter(word: str) -> Own:
    """Whether the first letter, which the word table cuts off, is the name's own: فيدل, كميل, فاليتا.

    So it is when only the whole word is listed. Where both are, the whole word must be borne by as many as the rest; «and» stands before
    so many names that وسام needs many more bearers than كميل.

    Args:
        word: The word from that letter on.
    """
    if word in lists()["whole"]:
        return Own.ALWAYS
    (whole, is_place), (bare, bare_place) = _bits(word), _bits(word[1:])
    own = Own.NEVER
    if whole and (not bare or ((whole - 1) // _SIZE >= (bare - 1) // _SIZE and whole >= (COMMON if word[0] == WAW else BORNE + 1))):
        own |= Own.OF_PERSON
    if is_place and not bare_place:
        own |= Own.OF_PLACE
    return own
