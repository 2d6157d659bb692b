"""Which names of an article resemble each other enough to be looked at closer, found for a whole batch by the arrays of `name_parts`.

Whatever `persons` or `bodies` may call one entity resembles each other here, and more; a test holds that true. Names that resemble no
other are an entity each, those of equal parts are one, and only what is left is worth comparing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from pipeline.mentions.folded import Folded
from pipeline.mentions.listed import ORG, PER
from pipeline.mentions.name_parts import Parts
from pipeline.text.chars import CLASSES, NEWLINE, SIZE, SPACE
from pipeline.text.tokens import I64, U8, U32, U64, Tokens

#: How like the names of a kin are: all written alike, of equal parts, or of other parts.
ALIKE, SPELT, OTHER = 0, 1, 2
#: Letters of a part or a name below which a slip is not allowed for.
_SLIP = 5
#: Most parts a head takes.
_HEAD = 2
_BLANK = ord(" ")
_MARKS = np.array([ord(c) for c in '"“”«»'], np.uint32)
_OPENS = np.array([ord(c) for c in '(["“«'], np.uint32)


class Kin(NamedTuple):
    """Names of one article and type that resemble each other, by chains of resemblance.

    Attributes:
        of: For each name the number of its kin.
        likeness: For each kin how like its names are.
        first: And its first name.
        beside: For each name the name of the same type before it, if nothing but blanks, brackets and quotation marks stands between, or -1.
    """

    of: I64
    likeness: U8
    first: I64
    beside: I64


@njit(cache=True, nogil=True)
def _one_slip(letters: U32, a: int, a_end: int, b: int, b_end: int) -> bool:
    """Whether two words may be one but for a slip: a letter more, less or other, or two changed about."""
    n, m = a_end - a, b_end - b
    if n < _SLIP or m < _SLIP or abs(n - m) > 1:
        return False
    head, least = 0, min(n, m)
    while head < least and letters[a + head] == letters[b + head]:
        head += 1
    tail = 0
    while tail < least - head and letters[a_end - 1 - tail] == letters[b_end - 1 - tail]:
        tail += 1
    return head + tail + 2 >= max(n, m)


@njit(cache=True, nogil=True)
def _same_sounds(sound: U64, a: int, b: int, n: int) -> bool:
    for x in range(n):  # noqa: SIM110 - numba knows no generators
        if sound[a + x] != sound[b + x]:
            return False
    return True


@njit(cache=True, nogil=True)
def _same_letters(letters: U32, a: int, a_end: int, b: int, b_end: int) -> bool:
    """Whether two names are written alike, blanks apart."""
    while True:
        while a < a_end and letters[a] == _BLANK:
            a += 1
        while b < b_end and letters[b] == _BLANK:
            b += 1
        if a == a_end or b == b_end:
            return a == a_end and b == b_end
        if letters[a] != letters[b]:
            return False
        a += 1
        b += 1


# Arrays are handed over one by one: every array in a tuple would be counted anew at every call, which takes longer than the call.


@njit(cache=True, nogil=True)
def _persons_alike(sound: U64, letters: U32, begin: I64, end: I64, a: int, a_end: int, b: int, b_end: int) -> bool:
    """Whether the parts of one name stand in the other in the same order, spelt in some way."""
    for x in range(a, a_end):
        while b < b_end and sound[x] != sound[b] and not _one_slip(letters, begin[x], end[x], begin[b], end[b]):
            b += 1
        if b == b_end:
            return False
        b += 1
    return True


@njit(cache=True, nogil=True)
def _bodies_alike(sound: U64, letters: U32, begin: I64, end: I64, a: int, a_end: int, a_head: int, b: int, b_end: int, b_head: int) -> bool:
    """Whether one name, with its head or without, begins or ends the other, is written like it, or like it but for a slip."""
    n, m, x, y = a_end - a, b_end - b, end[a_end - 1], end[b_end - 1]
    if _same_sounds(sound, a, b, n) or _same_sounds(sound, a, b_end - n, n) or _one_slip(letters, begin[a], x, begin[b], y):
        return True
    for i in range(min(n, a_head + 1)):
        for j in range(min(m, b_head + 1)):
            # without both heads, or only without that of the longer one
            if (n - i == m - j or (i == 0 and j + n <= m)) and _same_sounds(sound, a + i, b + j, n - i):
                return True
            if _same_letters(letters, begin[a + i], x, begin[b + j], y):
                return True
    return False


@njit(cache=True, nogil=True)
def _alike(p: Parts, kind: int, a: int, b: int) -> bool:
    """Whether two names that are models may be one entity."""
    if p.text[a] == p.text[b] or (p.alias[a] >= 0 and p.alias[a] == p.alias[b]):
        return True
    if p.last[a] - p.first[a] > p.last[b] - p.first[b]:
        a, b = b, a
    if p.last[a] == p.first[a]:
        return False
    if kind == PER:
        return _persons_alike(p.sound, p.letters, p.begin, p.end, p.first[a], p.last[a], p.first[b], p.last[b])
    a_head, b_head = _HEAD if p.headed[a] else 0, _HEAD if p.headed[b] else 0
    return _bodies_alike(p.sound, p.letters, p.begin, p.end, p.first[a], p.last[a], a_head, p.first[b], p.last[b], b_head)


@njit(cache=True, nogil=True)
def _beside(chars: U32, begin: int, end: int, classes: U8) -> bool:
    """Whether nothing but blanks, brackets and quotation marks stands there, and one that opens."""
    opens = False
    for x in range(begin, end):
        c = chars[x]
        opening = c in _OPENS
        opens |= opening
        if not opening and c not in _MARKS and (c >= SIZE or (classes[c] != SPACE and classes[c] != NEWLINE)):
            return False
    return opens


@njit(cache=True, nogil=True)
def _gather(chars: U32, begin: I64, end: I64, doc: I64, kind: U8, model: I64, spelling: U64, p: Parts, classes: U8, of: I64, likeness: U8, first: I64, beside: I64) -> int:
    kins, hi = 0, 0
    # the names of one article and type that are not the same, and to which of them each was found akin
    nodes, parent, node_of, number = np.empty(len(doc), np.int64), np.empty(len(doc), np.int64), np.full(len(doc), -1, np.int64), np.empty(len(doc), np.int64)
    while hi < len(doc):
        lo = hi
        while hi < len(doc) and doc[hi] == doc[lo]:
            hi += 1
        for t in range(3):
            count, before = 0, -1
            for i in range(lo, hi):
                if kind[i] != t:
                    continue
                n = node_of[model[i]]
                if n < 0:
                    n = count
                    nodes[n], parent[n], node_of[model[i]] = model[i], n, n
                    count += 1
                    sounds, edges, alias = p.sounds[model[i]], p.edges[model[i]], p.alias[model[i]]
                    for other in range(n):
                        m = nodes[other]
                        # most pairs end here, without a call
                        if (p.sounds[m] & sounds) | (p.edges[m] & edges) == np.uint64(0) and (alias < 0 or p.alias[m] != alias):
                            continue
                        if parent[other] != parent[n] and _alike(p, t, model[i], m):
                            _join(parent, count, other, n)
                if t == ORG and before >= 0 and _beside(chars, end[before], begin[i], classes):
                    beside[i] = before
                    _join(parent, count, node_of[model[before]], n)
                before = i
            number[:count] = -1
            for i in range(lo, hi):
                if kind[i] != t:
                    continue
                root = parent[node_of[model[i]]]
                if number[root] < 0:
                    number[root], first[kins], likeness[kins] = kins, i, ALIKE
                    kins += 1
                g = number[root]
                of[i] = g
                if p.text[model[i]] != p.text[model[first[g]]]:
                    likeness[g] = OTHER
                elif likeness[g] == ALIKE and spelling[i] != spelling[first[g]]:
                    likeness[g] = SPELT
            for n in range(count):
                node_of[nodes[n]] = -1
    return kins


@njit(cache=True, nogil=True)
def _join(parent: I64, count: int, a: int, b: int) -> None:
    """Makes two kins one; `parent` gives of every name the first of its kin."""
    one, other = min(parent[a], parent[b]), max(parent[a], parent[b])
    for n in range(count):
        if parent[n] == other:
            parent[n] = one


def kin_of(tokens: Tokens, doc: I64, start: I64, end: I64, kind: U8, folded: Folded, parts: Parts) -> Kin:
    """Gathers the names that resemble each other.

    Args:
        tokens: Tokens of the articles' texts.
        doc: Article of each name, in ascending order.
        start: Its first character.
        end: The character after its last.
        kind: Number of its type.
        folded: The names folded.
        parts: Their parts.
    """
    n = len(doc)
    kin = Kin(np.empty(n, np.int64), np.zeros(n, np.uint8), np.empty(n, np.int64), np.full(n, -1, np.int64))
    base = tokens.base[doc]
    kins = _gather(tokens.chars, base + start, base + end, doc, kind, folded.model, folded.spelling, parts, CLASSES, *kin)
    return kin._replace(likeness=kin.likeness[:kins], first=kin.first[:kins])
