"""The names of a batch cut into parts all at once: what `pipeline.entities.skeleton` says of one name, as arrays over many.

Most names of a batch have not been met before and resemble no other of their article. That is seen by these arrays, without Python objects
for each. Which names resemble each other is for `resemblance`, which are one for `persons` and `bodies`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.entities.gazetteer import alias_of
from pipeline.entities.skeleton import LOOSE, name_form
from pipeline.mentions.bodies import body
from pipeline.mentions.folded import Folded, hash_of_letters
from pipeline.mentions.listed import COUNTRY, HEAD, LOC, NAMES, PER, SEE_THROUGH, UNEVEN, Listed, listed, number_of
from pipeline.text.chars import SIZE, codepoints
from pipeline.text.lexicon import member
from pipeline.text.tokens import I64, U8, U32, U64

Bools = npt.NDArray[np.bool_]
_ALEF, _BA, _WAW, _YA, _LAM, _HA, _TA, _SHIN, _BLANK = map(ord, "ابويلهتش ")
#: Letters of a word from which the article is taken off.
_LONG = 5


class Parts(NamedTuple):
    """Parts of the names of a batch that are models (see `Folded`), the others have none.

    Attributes:
        first: For each name its first part.
        last: The part after its last.
        text: Hash of its parts.
        alias: Number of the entity it may be an alias of, or -1.
        headed: Whether it may begin with a head.
        sounds: One bit for every sound of a part; names without a common bit share no part.
        edges: One bit for the first and one for the last letter, of every part of a person's name and of other names as a whole.
        begin: For each part its first letter.
        end: The letter after its last.
        sound: Hash of its loose folding.
        letters: Letters of all parts, one blank between the parts of a name.
        word: For each part where the word it was begins among the letters of the names.
        word_end: And where it ends.
    """

    first: I64
    last: I64
    text: U64
    alias: I64
    headed: Bools
    sounds: U64
    edges: U64
    begin: I64
    end: I64
    sound: U64
    letters: U32
    word: I64
    word_end: I64


@cache
def _in_words() -> Bools:
    """For every character whether it belongs to a word, as a regular expression sees it."""
    return np.array([chr(c).isalnum() or c == ord("_") for c in range(SIZE)])


@cache
def _loose() -> U32:
    """For every letter what it is in loose folding, 0 if nothing."""
    table = np.arange(SIZE, dtype=np.uint32)
    for letter, other in LOOSE.items():
        table[letter] = ord(other) if other else 0
    return table


@njit(cache=True, nogil=True)
def _sound(letters: U32, begin: int, end: int, loose: U32, buffer: U32) -> np.uint64:
    """Hash of the loose folding of a part (see `skeleton.loose`)."""
    n = 0
    for x in range(begin, end):
        c = letters[x]
        c = loose[c] if c < SIZE else c
        if c == 0 and letters[x] != 0:
            continue
        if c == _SHIN and n and buffer[n - 1] == _TA:
            n -= 1
        buffer[n] = c
        n += 1
    if n > 1 and buffer[n - 1] == _HA:
        n -= 1
    m = 0
    for x in range(n):
        if not m or buffer[m - 1] != buffer[x]:
            buffer[m] = buffer[x]
            m += 1
    return hash_of_letters(buffer, 0, m, 0) if m > 1 else hash_of_letters(letters, begin, end, 0)


@njit(cache=True, nogil=True)
def _is_uneven(letters: U32, begin: int, end: int, hashes: U64) -> bool:
    """Whether a word joins another, or is changed otherwise than by losing its article."""
    if end - begin > _LONG - 1 and letters[begin] == _ALEF and letters[begin + 1] == _BA and (letters[begin + 2] == _WAW or letters[begin + 2] == _YA):
        return True
    return member(hashes, hash_of_letters(letters, begin, end, UNEVEN)) >= 0


# Arrays are handed over one by one: every array in a tuple would be counted anew at every call, which takes longer than the call.


@njit(cache=True, nogil=True)
def _alias(letters: U32, word: I64, word_end: I64, joined: U32, begin: I64, end: I64, a: int, b: int, kind: int, hashes: U64, values: I64) -> int:
    """Number of the entity that the parts from `a` to `b` of a name are a listed alias of (see `gazetteer.alias_of`)."""
    last = hash_of_letters(letters, word[b - 1], word_end[b - 1], kind)
    at = member(hashes, hash_of_letters(joined, begin[a], end[b - 1], kind) if b - a > 1 else last)
    if at < 0 and b - a > 1:
        other = member(hashes, last)
        if other >= 0:
            rest = hash_of_letters(joined, begin[a], end[b - 2], kind) if b - a > 2 else hash_of_letters(letters, word[a], word_end[a], kind)
            same = member(hashes, rest)
            at = other if same >= 0 and values[same] == values[other] else -1
    if at < 0 and kind == LOC:
        at = member(hashes, hash_of_letters(joined, begin[a], end[b - 1], COUNTRY))
    return values[at] if at >= 0 else -1


@njit(cache=True, nogil=True)
def _edges(letters: U32, begin: int, end: int) -> np.uint64:
    if begin == end:
        return np.uint64(1)
    return (np.uint64(1) << np.uint64(letters[begin] & 31)) | (np.uint64(1) << np.uint64(32 + (letters[end - 1] & 31)))


@njit(cache=True, nogil=True)
def _cut(names: I64, kinds: U8, letters: U32, at: I64, as_parts: bool, in_words: Bools, loose: U32, of: Listed, buffer: U32, p: Parts, k: int, m: int) -> tuple[int, int, int]:
    """Cuts names into parts and appends these; names of which a part is more than a word are left out, and come to stand first in `names`."""
    left = 0
    for i in range(len(names)):
        n = names[i]
        x, stop, k0, m0 = at[i] if as_parts else at[n], at[i + 1] if as_parts else at[n + 1], k, m
        uneven, sounds, edges = False, np.uint64(0), np.uint64(0)
        while x < stop:
            c = letters[x]
            uneven |= not as_parts and c >= SIZE
            if c == _BLANK or (not as_parts and c < SIZE and not in_words[c]):
                x += 1
                continue
            y = x + 1
            while y < stop and letters[y] != _BLANK and (as_parts or (letters[y] < SIZE and in_words[letters[y]])):
                y += 1
            uneven |= not as_parts and _is_uneven(letters, x, y, of.hashes)
            p.word[k], p.word_end[k] = x, y
            if not as_parts and y - x >= _LONG and letters[x] == _ALEF and letters[x + 1] == _LAM:
                x += 2
            if k > k0:
                p.letters[m] = _BLANK
                m += 1
            p.begin[k], p.end[k] = m, m + y - x
            while x < y:
                p.letters[m] = letters[x]
                m += 1
                x += 1
            p.sound[k] = _sound(p.letters, p.begin[k], m, loose, buffer)
            sounds |= np.uint64(1) << (p.sound[k] >> np.uint64(58))
            if kinds[n] == PER:
                edges |= _edges(p.letters, p.begin[k], m)
            k += 1
        if uneven:
            k, m = k0, m0
            names[left] = n
            left += 1
            continue
        p.first[n], p.last[n] = k0, k
        p.text[n] = hash_of_letters(p.letters, m0, m, 0)
        kind = int(kinds[n])
        p.sounds[n], p.edges[n] = sounds, edges if kind == PER and k > k0 else _edges(p.letters, m0, m)
        if as_parts or k - k0 < (2 if kind == PER else 1):
            continue
        head = member(of.hashes, hash_of_letters(p.letters, p.begin[k0], p.end[k0], HEAD + kind)) if kind != PER and k - k0 > 1 else -1
        p.headed[n], p.alias[n] = head >= 0, _alias(letters, p.word, p.word_end, p.letters, p.begin, p.end, k0, k, kind, of.hashes, of.values)
        if p.alias[n] < 0 and head >= 0 and of.values[head] == SEE_THROUGH:
            p.alias[n] = _alias(letters, p.word, p.word_end, p.letters, p.begin, p.end, k0 + 1, k, kind, of.hashes, of.values)
    return left, k, m


def cut(folded: Folded, kind: U8, exact: Sequence[str]) -> Parts:
    """Cuts the names that are models into parts.

    Args:
        folded: Their letters.
        kind: Numbers of their types.
        exact: The names as written.
    """
    n, size = len(kind), len(folded.letters) + 1
    parts = Parts(
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.uint64),
        np.full(n, -1, np.int64),
        np.zeros(n, np.bool_),
        np.zeros(n, np.uint64),
        np.zeros(n, np.uint64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.uint64),
        np.empty(2 * size, np.uint32),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
    )
    names, buffer = np.flatnonzero(folded.model == np.arange(n)), np.empty(size, np.uint32)
    left, k, m = _cut(names, kind, folded.letters, folded.at, False, _in_words(), _loose(), listed(), buffer, parts, 0, 0)
    # a name in twenty: عبد الله, أبو ظبي, سيف الإسلام
    texts = []
    for i in names[:left].tolist():
        form = name_form(exact[i])
        texts.append(form.text)
        if kind[i] == PER:
            parts.alias[i] = number_of(alias_of("PER", " ".join(form.words)))
        else:
            b = body(NAMES[kind[i]], exact[i])
            parts.alias[i], parts.headed[i] = number_of(b.alias), bool(b.groups)
    at = np.cumsum([0, *map(len, texts)])
    _cut(names[:left], kind, codepoints("".join(texts)), at, True, _in_words(), _loose(), listed(), buffer, parts, k, m)
    return parts
