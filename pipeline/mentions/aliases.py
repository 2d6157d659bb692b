"""One name, one reading in an article: where a name found once stands again, whole or by a person's last name, and what it is there.

Works on stems, so ولبايدن counts as بايدن. It only gives hints to a second reading by the tagger, which may still see from the words
around that سلام is peace here. Which mentions are one entity is for `cluster` to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.mentions.crf import F32
from pipeline.mentions.words import Stems, Words
from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, I32, I64, U8, U64, WORD, Tokens

_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
#: Band of the word table (eight times the binary logarithm of the count) from which a hint loses its strength.
RARE: Final = 72
#: How many bands take all strength away.
FADE: Final = 40
_PER, _TYPES = 0, 3


class Strength(NamedTuple):
    """What a hint adds to a label's score, chosen on articles held out.

    Attributes:
        whole: The same words again.
        last: A person's last name alone.
        least: Least confidence of a name that gives hints.
    """

    whole: float = 2.0
    last: float = 4.0
    least: float = 0.5


@dataclass(frozen=True, slots=True)
class Names:
    """Names found in a batch, as parallel arrays in order; they do not overlap.

    Attributes:
        begin: First token, or position among the tokens the tagger reads.
        end: The one after the last.
        type: Number of the type (see `crf.TYPES`).
        score: Confidence.
    """

    begin: I64
    end: I64
    type: U8
    score: F32

    def __len__(self) -> int:
        return len(self.begin)

    @property
    def edges(self) -> I64:
        """First and last token of each; shape (2, names)."""
        return np.stack([self.begin, self.end - 1])


def strength_left(rows: I32, words: Words) -> F32:
    """How much of a hint's strength a single word leaves: all if it is rare, nothing if it is an everyday word."""
    band = np.where(rows >= 0, words.band[rows], 0).astype(np.float32)
    return np.clip(1 - (band - RARE) / FADE, 0, 1).astype(np.float32)


@njit(cache=True, nogil=True)
def _fill_places(doc: I32, kind: U8, start: I32, end: I32, stem: U64, order: I64, place: U64) -> None:
    for n in range(len(order)):
        i = order[n]
        is_word = kind[i] == WORD and end[i] - start[i] > 1
        place[n] = stem[i] ^ ((np.uint64(doc[i]) + np.uint64(1)) * _SPREAD) if is_word else np.uint64(0)


def places(tokens: Tokens, stems: Stems, order: I64) -> U64:
    """Hash of stem and article at every position: equal where an article repeats a word. 0 for what is no word of two letters or more."""
    place = np.empty(len(order), np.uint64)
    _fill_places(tokens.doc, tokens.kind, tokens.start, tokens.end, stems.stem, order, place)
    return place


@njit(cache=True, nogil=True)
def _same(place: U64, a: int, b: int, length: int) -> bool:
    """Whether the same words stand at two positions."""
    if a + length > len(place) or b + length > len(place):
        return False
    for x in range(length):  # noqa: SIM110 - numba knows no generators
        if place[a + x] != place[b + x]:
            return False
    return True


@njit(cache=True, nogil=True)
def _vote(place: U64, begin: I64, end: I64, kind: U8, score: F32, slots: I64, votes: npt.NDArray[np.float64], which: I64) -> int:
    """Adds up how surely each sequence of words is of each type; `which` gets a name of every sequence. Returns how many there are."""
    mask, known = np.uint64(len(slots) - 1), 0
    for n in range(len(begin)):
        h = FNV_BASIS
        for x in range(begin[n], end[n]):
            h = (h ^ place[x]) * FNV_PRIME
        at = (h ^ (h >> np.uint64(32))) & mask
        while slots[at] >= 0:
            m = which[slots[at]]
            if end[m] - begin[m] == end[n] - begin[n] and _same(place, begin[m], begin[n], end[n] - begin[n]):
                break
            at = (at + np.uint64(1)) & mask
        if slots[at] < 0:
            slots[at], which[known] = known, n
            known += 1
        votes[slots[at], kind[n]] += np.float64(score[n])
    return known


@njit(cache=True, nogil=True)
def _raise(place: U64, begin: I64, end: I64, kind: U8, score: F32, left: F32, whole: float, last: float, least: float, emission: F32, raised: npt.NDArray[np.bool_]) -> None:
    size = 16
    while size < 4 * len(begin):
        size *= 2
    mask = np.uint64(size - 1)
    votes, which = np.zeros((len(begin), _TYPES)), np.empty(len(begin), np.int64)
    known = _vote(place, begin, end, kind, score, np.full(size, -1, np.int64), votes, which)
    # hints in chains, one chain for each word that a hint may begin with
    key, head, tail = np.zeros(size, np.uint64), np.full(size, -1, np.int64), np.empty(size, np.int64)
    at_, length, label, value, following = np.empty(2 * known, np.int64), np.empty(2 * known, np.int64), np.empty(2 * known, np.int64), np.empty(2 * known), np.full(2 * known, -1)
    hints = 0
    for g in range(known):
        n = which[g]
        top = _TYPES - 1
        for t in range(_TYPES - 1, -1, -1):
            if votes[g, t] >= votes[g, top]:
                top = t
        sure = min(1.0, votes[g, top])
        if sure < least:
            continue
        many = end[n] - begin[n] > 1
        for part in range(2):
            first = end[n] - 1 if part else begin[n]
            if place[first] == 0 or (part and not (many and top == _PER)):
                continue
            at_[hints], label[hints] = first, 1 + 2 * top
            length[hints] = 1 if part else end[n] - begin[n]
            value[hints] = (last if part else whole) * sure * (1.0 if many and not part else np.float64(left[part, n]))
            s = (place[first] ^ (place[first] >> np.uint64(32))) & mask
            while head[s] >= 0 and key[s] != place[first]:
                s = (s + np.uint64(1)) & mask
            if head[s] < 0:
                key[s], head[s] = place[first], hints
            else:
                following[tail[s]] = hints
            tail[s] = hints
            hints += 1
    until = 0
    for i in range(len(place)):
        if place[i] == 0 or i < until:
            continue
        s = (place[i] ^ (place[i] >> np.uint64(32))) & mask
        while head[s] >= 0 and key[s] != place[i]:
            s = (s + np.uint64(1)) & mask
        best, x = -1, head[s]
        while x >= 0:
            if (best < 0 or length[x] > length[best] or (length[x] == length[best] and value[x] > value[best])) and _same(place, at_[x], i, length[x]):
                best = x
            x = following[x]
        if best < 0:
            continue
        add = np.float32(value[best])
        emission[i, label[best]] += add
        if length[best] == 1:
            emission[i, label[best] + 1] += add
        for j in range(i + 1, i + length[best]):
            emission[j, label[best] + 1] += add
            raised[j] = True
        raised[i] = True
        until = i + length[best]


def add_hints(place: U64, left: F32, names: Names, emission: F32, strength: Strength) -> npt.NDArray[np.bool_]:
    """Raises the scores of the labels that agree with the rest of the article.

    Args:
        place: Hash of stem and article at every position.
        left: What the first and the last word of each name leave of a hint's strength if they stand alone; shape (2, names).
        names: Names of the first reading, by positions.
        emission: Scores of labels, changed in place.
        strength: How much to add.

    Returns:
        Whether a score was raised, for every position.
    """
    raised = np.zeros(len(place), np.bool_)
    _raise(place, names.begin, names.end, names.type, names.score, left, strength.whole, strength.last, strength.least, emission, raised)
    return raised
