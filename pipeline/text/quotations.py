"""Which tokens stand inside a quotation that is closed in its line, told by the marks alone. Who speaks, and what a quotation is, is no matter of this module."""

from __future__ import annotations

import numpy as np
from numba import njit

from pipeline.text.chars import CLOSING_MARKS, OPENING_MARKS, STRAIGHT_MARKS
from pipeline.text.tokens import I32, PUNCTUATION, U8, U32

#: A quotation of more tokens than this hides no sentence ends: such a pair of marks is more likely two strays.
QUOTATION_LIMIT = 120

OPEN = np.array([ord(c) for c in OPENING_MARKS], np.uint32)
CLOSE = np.array([ord(c) for c in CLOSING_MARKS], np.uint32)
STRAIGHT = np.array([ord(c) for c in STRAIGHT_MARKS], np.uint32)
CLAUSE_ENDS = np.array([ord(c) for c in ".،,؛:؟!"], np.uint32)
_COLON = 0x3A


@njit(cache=True, nogil=True)
def has(c: int, table: U32) -> bool:
    """Whether a character is one of a few."""
    for x in table:  # noqa: SIM110 -- numba compiles no generators
        if c == x:
            return True
    return False


@njit(cache=True, nogil=True)
def quoted(first: U32, doc: I32, start: I32, end: I32, kind: U8, breaks: U8, opening: U32, closing: U32, straight: U32, weak: U32, inside: U8) -> None:
    """Marks the tokens inside quotations that are closed in their line; `first` is each token's first character."""
    begin = -1
    reversed_marks = False
    for i in range(len(start)):
        if i == 0 or doc[i] != doc[i - 1] or breaks[i] > 0:
            begin = -1
            reversed_marks = False
        if kind[i] != PUNCTUATION:
            continue
        c = first[i]
        opens, closes, either = has(c, opening), has(c, closing), has(c, straight)
        if not (opens or closes or either):
            continue
        same_line = i + 1 < len(start) and doc[i + 1] == doc[i] and breaks[i + 1] == 0
        glued_after = same_line and start[i + 1] == end[i] and kind[i + 1] != PUNCTUATION
        # a clitic of one letter before a mark (و" لـ«) tells nothing; a comma or stop right after it says that it closes
        glued_before = i > 0 and doc[i - 1] == doc[i] and breaks[i] == 0 and end[i - 1] == start[i] and kind[i - 1] != PUNCTUATION and end[i - 1] - start[i - 1] > 2
        ends_clause = same_line and start[i + 1] == end[i] and kind[i + 1] == PUNCTUATION and has(first[i + 1], weak)
        if either:
            # a straight mark opens where a blank stands before it and a word right after it
            after_colon = i > 0 and doc[i - 1] == doc[i] and breaks[i] == 0 and first[i - 1] == _COLON
            if begin < 0 or after_colon:
                opens = after_colon or glued_after or not (glued_before or ends_clause)
            elif glued_after and not glued_before:
                opens = True
            else:
                closes = True
        elif closes and begin < 0 and not glued_before and not ends_clause:
            # marks the wrong way round, as some typesetting systems leave them: » … «
            opens, closes, reversed_marks = True, False, True
        elif opens and (ends_clause or (begin >= 0 and reversed_marks)):
            opens, closes = False, True
        if closes and begin >= 0:
            if i - begin <= QUOTATION_LIMIT:
                for j in range(begin, i):
                    inside[j] = 1
            begin = -1
            reversed_marks = False
        elif opens:
            begin = i
