"""Finds stretches of a batch where a date may stand. What stands in them is told by `items`, what that means together by `grammar`.

A run is a stretch of date words, numbers and light punctuation inside one line that holds at least one word or number without which
there is no date. Runs are found over arrays; only inside a run does Python look at single words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from pipeline.dates.items import DOTTED, OTHER, PUNCTUATION, Raw, items_of
from pipeline.dates.vocabulary import vocabulary
from pipeline.text.chars import CLASSES, DIGIT, KEY
from pipeline.text.tokens import I32, I64, U8, U32, Tokens

_PUNCTUATION_CODES = np.array(sorted(map(ord, PUNCTUATION)), np.uint32)
#: Width of a run's token in `Runs.written`, in bytes; widest number that may be a day; last character that is told from others there.
_BYTES, _WIDE, _LAST = 8, 3, 0xFFFF


@njit(cache=True, nogil=True)
def _classify(chars: U32, base: I64, doc: I32, start: I32, end: I32, kind: U8, marks: U32, cls: U8, value: I32, classes: U8, key: U32) -> None:
    n = len(start)
    for i in range(n):
        a, b = base[doc[i]] + start[i], base[doc[i]] + end[i]
        if kind[i] == 2:
            for x in marks:
                if chars[a] == x:
                    cls[i] = 1
        elif kind[i] == 1:
            v, digits, dots, other = 0, 0, 0, 0
            for j in range(a, b):
                c = chars[j]
                if c < 0x10000 and classes[c] == DIGIT:
                    digits += 1
                    if digits <= 6:
                        v = v * 10 + (key[c] - 0x30)
                elif c == 0x2E:
                    dots += 1
                elif c < 0x10000 and key[c] != 0:
                    other += 1
            if other == 0 and dots == 0 and digits <= 4:
                cls[i] = 3 if digits == 4 and v >= 1300 and v < 2200 else 1
                value[i] = v
            elif other == 0 and dots == 2 and digits >= 4 and digits <= 8:
                cls[i] = 3
                value[i] = DOTTED
    # 16/6/2021, 22/1/09: the stroke between two numbers carries a run too
    for i in range(1, n - 1):
        if kind[i] == 2 and chars[base[doc[i]] + start[i]] == 0x2F and kind[i - 1] == 1 and kind[i + 1] == 1 and cls[i - 1] > 0 and cls[i + 1] > 0:
            cls[i] = 2


@njit(cache=True, nogil=True)
def _runs(cls: U8, doc: I32, breaks: U8, first: I64, last: I64) -> int:
    n, m, i = len(cls), 0, 0
    while i < n:
        if cls[i] == 0:
            i += 1
            continue
        j, carries = i, 0
        while j < n and cls[j] > 0 and (j == i or (breaks[j] == 0 and doc[j] == doc[i])):
            carries = max(carries, cls[j])
            j += 1
        # عام or أيام alone is no date
        if carries == 3 or (carries == 2 and j - i > 1):
            first[m], last[m] = i, j - 1
            m += 1
        i = j
    return m


class Runs(NamedTuple):
    """The runs of a batch, in order, as plain lists.

    Attributes:
        doc: Text of each run.
        first: Its first token.
        begin: Where its tokens begin in the lists by token.
        end: Where they end there.
        is_odd: Whether its items also hang on characters that `written` does not show.
        tokens: By token of a run: entry of the vocabulary or -1, number, clitics, first and last code point.
        written: What the items of a run hang on, eight bytes a token: runs alike here have the same items.
    """

    doc: list[int]
    first: list[int]
    begin: list[int]
    end: list[int]
    is_odd: list[bool]
    tokens: list[list[int]]
    written: bytes

    def items(self, n: int, text: str, offset: int) -> Sequence[Raw]:
        """Items of run `n` of a text, their tokens counted from `offset` at its first."""
        a, z = self.begin[n], self.end[n]
        return items_of(text, offset, *(column[a:z] for column in self.tokens))

    def key(self, n: int) -> bytes:
        """What the items of run `n` hang on."""
        return self.written[_BYTES * self.begin[n] : _BYTES * self.end[n]]


def search(tokens: Tokens) -> Runs:
    """Finds the runs of a batch."""
    n = len(tokens)
    words = vocabulary()
    hits = words.lexicon.find(tokens, clitics="وفبكل")
    cls, value, entry, skip = np.zeros(n, np.uint8), np.full(n, OTHER, np.int32), np.full(n, -1, np.int32), np.zeros(n, np.uint8)
    entry[hits.token] = hits.entry
    skip[hits.token] = hits.skip
    # a word begins a phrase only where another word, without clitics, follows it
    after = np.minimum(hits.token + 1, n - 1)
    cls[hits.token] = np.where((entry[after] >= 0) & (skip[after] == 0), words.classes[hits.entry], words.alone[hits.entry])
    _classify(tokens.chars, tokens.base, tokens.doc, tokens.start, tokens.end, tokens.kind, _PUNCTUATION_CODES, cls, value, CLASSES, KEY)
    first, last = np.empty(n, np.int64), np.empty(n, np.int64)
    m = _runs(cls, tokens.doc, tokens.breaks, first, last)
    first, length = first[:m], last[:m] - first[:m] + 1
    # the tokens of all runs, one run after the other
    ends = np.cumsum(length)
    begins = ends - length
    at = np.arange(int(length.sum())) + np.repeat(first - begins, length)
    entry, value, skip, start, end = (x[at] for x in (entry, value, skip, tokens.start, tokens.end))
    letter = np.minimum(tokens.chars[tokens.base[tokens.doc[at]] + start], _LAST)
    is_number = (entry < 0) & (value != OTHER)
    # a number of several parts, or what stands between two numbers, is read from the text
    odd = is_number & (value == DOTTED)
    odd[1:] |= is_number[1:] & is_number[:-1]
    counted = np.concatenate([[0], np.cumsum(odd)])
    # the first letter tells which mark it is, or which clitic
    shown = np.where((skip > 0) | ((entry < 0) & ~is_number), letter, 0).astype(np.int64)
    wide = np.where(is_number, np.minimum(end - start, _WIDE), 0).astype(np.int64)
    written = (entry + 1).astype(np.int64) | (value.astype(np.int64) - DOTTED) << 16 | skip.astype(np.int64) << 32 | wide << 40 | shown << 44
    return Runs(
        tokens.doc[first].tolist(), first.tolist(), begins.tolist(), ends.tolist(), (counted[ends] > counted[begins]).tolist(),
        [x.tolist() for x in (entry, value, skip, start, end)], written.tobytes(),
    )  # fmt: skip


def runs(tokens: Tokens) -> Iterator[tuple[int, Sequence[Raw]]]:
    """The runs of a batch, in order: text and items."""
    found = search(tokens)
    for n, (d, first) in enumerate(zip(found.doc, found.first, strict=True)):
        yield d, found.items(n, tokens.texts[d], first)
