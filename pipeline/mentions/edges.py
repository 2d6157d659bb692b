"""Which words exactly a name begins and ends with. No labels are changed; letters before its first word are for `clitics`.

Stray punctuation stays outside, marks around a part of it in pairs; adjectives of nationality and a second name in marks stand apart.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt
import yaml

from pipeline.mentions.aliases import Names
from pipeline.mentions.crf import TYPES
from pipeline.mentions.gazetteer import NATIONALITY
from pipeline.mentions.model import Input
from pipeline.text.chars import CLOSING_MARKS, OPENING_MARKS, STRAIGHT_MARKS, key
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import I64, PUNCTUATION, U64, WORD, Tokens

_OPENING: Final = frozenset(OPENING_MARKS + STRAIGHT_MARKS + "([")
_CLOSING: Final = frozenset(CLOSING_MARKS + STRAIGHT_MARKS + ")]")
#: Words before a mark from which on what stands in marks is a name of its own: حزب (المؤتمر) is one name, حركة المقاومة الإسلامية «حماس» are two.
_ENOUGH: Final = {"(": 2, "[": 2}
_ENOUGH_QUOTED: Final = 3
_LAM: Final = ord("ل")
PER, LOC = TYPES.index("PER"), TYPES.index("LOC")


@cache
def _lists() -> dict[str, list[str]]:
    raw: dict[str, str] = yaml.load((files("pipeline.resources") / "names" / "edges.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return {name: words.split() for name, words in raw.items()}


@cache
def _edge_words() -> dict[str, frozenset[str]]:
    return {name: frozenset(map(key, words)) for name, words in _lists().items()}


@cache
def _before_place() -> U64:
    return np.array(sorted(hash_of(w) for w in _edge_words()["before_place"]), np.uint64)


def _adjective(tokens: Tokens, word: I64) -> npt.NDArray[np.bool_]:
    """Which of the words are indefinite adjectives of nationality, and no countries, by their ends."""
    found = np.zeros(len(word), np.bool_)
    at = tokens.base[tokens.doc[word]] + tokens.end[word]
    for end in _lists()["adjective"]:
        long = tokens.end[word] - tokens.start[word] > len(end)
        found |= np.logical_and.reduce([long, *(tokens.chars[at - n] == ord(letter) for n, letter in enumerate(reversed(end), 1))])
    return found


def edged(tokens: Tokens, given: Input, names: Names) -> tuple[I64, I64, I64]:
    """The exact edges of names by their tokens: number of the name, first token and token after the last; what nothing is left of is left out.

    Few names need a closer look: those with marks in them, those that end in a nationality, and places of several words of which the
    first may be none of the name's.
    """
    begin, end = names.begin, names.end
    marks = np.append(0, np.cumsum(tokens.kind == PUNCTUATION))
    several, last = end - begin > 1, end - 1
    national = several & (names.type != PER) & (given.vocabulary.known.bits[given.word[last]] & NATIONALITY > 0)
    # behind لل the stem is another than what stands there
    at = tokens.base[tokens.doc[begin]] + tokens.start[begin] + given.stems.skip[begin]
    merged = (given.stems.skip[begin] > 0) & (tokens.chars[at] == _LAM) & (tokens.chars[at - 1] == _LAM)
    place = several & (names.type == LOC) & (np.isin(given.stems.stem[begin], _before_place()) | merged)
    closer = (marks[end] > marks[begin]) | national | place
    found: list[tuple[int, int, int]] = []
    for n in np.flatnonzero(closer).tolist():
        limit = int(tokens.first[tokens.doc[begin[n]] + 1])
        for part in parts(tokens, int(begin[n]), int(end[n])):
            b, e = without_neighbours(tokens, given, *trimmed(tokens, *part, limit), TYPES[names.type[n]])
            if b < e:
                found.append((n, b, e))
    plain = np.flatnonzero(~closer)
    lone = ~several[plain] & (names.type[plain] == LOC)
    lone[lone] = _adjective(tokens, begin[plain[lone]])
    plain = plain[~lone]
    rows = np.concatenate([np.stack([plain, begin[plain], end[plain]], axis=1), np.array(found, np.int64).reshape(-1, 3)])
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    return rows[:, 0], rows[:, 1], rows[:, 2]


def trimmed(tokens: Tokens, begin: int, end: int, limit: int) -> tuple[int, int]:
    """Tokens of a name without punctuation at its edges, but with the mark that closes one opened inside.

    Args:
        tokens: The batch.
        begin: First token of the name.
        end: Token after its last.
        limit: Token after the last of the text.

    Returns:
        First token and token after the last; equal when nothing is left.
    """
    kind = tokens.kind
    while begin < end and kind[begin] == PUNCTUATION:
        begin += 1
    while end > begin and kind[end - 1] == PUNCTUATION:
        end -= 1
    opened = False
    last = begin
    for i in range(begin, end):
        if kind[i] == PUNCTUATION:
            mark = tokens.text(i)
            if opened and mark in _CLOSING:
                opened = False
            elif mark in _OPENING:
                opened, last = True, i
    if opened:
        if end < limit and kind[end] == PUNCTUATION and tokens.text(end) in _CLOSING:
            return begin, end + 1
        if tokens.text(last) in "([" and last > begin:  # an acronym added in brackets that were not closed
            return begin, last
    return begin, end


def parts(tokens: Tokens, begin: int, end: int) -> list[tuple[int, int]]:
    """A name, or the two names it consists of when the second stands in marks behind the first."""
    words = 0
    for i in range(begin, end):
        if tokens.kind[i] != PUNCTUATION:
            words += 1
        elif (mark := tokens.text(i)) in _OPENING and words >= _ENOUGH.get(mark, _ENOUGH_QUOTED):
            return [(begin, i), (i + 1, end)]
        elif mark in _OPENING:
            return [(begin, end)]
    return [(begin, end)]


def without_neighbours(tokens: Tokens, given: Input, begin: int, end: int, type_: str) -> tuple[int, int]:
    """A name of an organisation or place without the adjective of nationality behind it or the point of the compass before it.

    The adjective belongs to the name where it agrees with a noun in it (الجيش العراقي), not behind a name without an article (ريال مدريد الإسباني).
    """
    if type_ == "PER":
        return begin, end
    words = _edge_words()
    last = end - 1
    while last > begin and tokens.kind[last] == PUNCTUATION:
        last -= 1
    before = last - 1
    while before > begin and tokens.kind[before] == PUNCTUATION:
        before -= 1
    if begin <= before < last and tokens.kind[before] == tokens.kind[last] == WORD and given.vocabulary.known.bits[given.word[last]] & NATIONALITY:
        skip = int(given.stems.skip[before])
        noun, adjective = tokens.text(before), tokens.text(last)
        definite = noun[skip:].startswith("ال") or (skip and noun[skip - 1 : skip + 1] == "لل")
        if adjective.startswith("ال") and not definite and key(adjective) not in words["no_nationality"]:
            end = before + 1
            if before + 1 < last and tokens.text(before + 1) in _CLOSING:
                end += 1
    if type_ == "LOC" and end - begin > 1 and tokens.kind[begin] == WORD and key(tokens.text(begin)[int(given.stems.skip[begin]) :]) in words["before_place"]:
        begin += 1
    return begin, end
