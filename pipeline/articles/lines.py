"""The lines of a batch of texts that are not blank, each with what it bears (see `signs`). What they are is judged elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.articles.signs import FOLD, beginnings, footers, scan
from pipeline.text.tokens import characters


@dataclass(slots=True)
class Lines:
    """The lines of one text that are not blank; lists are parallel.

    Attributes:
        text: The text.
        start: First character of each, without the white space around it.
        end: Character after the last.
        after_blank: Whether a blank line stands before it.
        signs: What it bears: ODD, WIDGET, LINK.
        has_tail: Whether a footer may stand at the end of the text.
    """

    text: str
    start: list[int]
    end: list[int]
    after_blank: list[int]
    signs: list[int]
    has_tail: bool

    def __len__(self) -> int:
        return len(self.start)

    def line(self, i: int) -> str:
        """The characters of line `i`."""
        return self.text[self.start[i] : self.end[i]]


def lines_of(texts: Sequence[str]) -> list[Lines]:
    """The lines of each text of a batch."""
    chars, base = characters(texts)
    size, count = len(chars), len(texts)
    start, end = np.empty(size, np.int32), np.empty(size, np.int32)
    blank, signs, tails = np.empty(size, np.uint8), np.empty(size, np.uint8), np.empty(count, np.uint8)
    first = np.zeros(count + 1, np.int64)
    known = beginnings()
    scan(chars, base, known.kinds, FOLD, known.whole, known.open, known.last_word, known.last_mask, start, end, blank, signs, first)
    footers(chars, base, known.kinds, known.tails, FOLD, known.tail_whole, known.tail_open, known.anywhere, known.gram_mask, tails)
    n = int(first[-1])
    starts, ends, after_blank, marked = [x[:n].tolist() for x in (start, end, blank, signs)]
    bounds = first.tolist()
    return [Lines(text, starts[a:b], ends[a:b], after_blank[a:b], marked[a:b], tail == 1) for text, a, b, tail in zip(texts, bounds[:-1], bounds[1:], tails.tolist(), strict=True)]
