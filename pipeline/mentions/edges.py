"""Where exactly a name begins and ends: clitics and stray punctuation outside, marks around a part of it in pairs. No labels are changed."""

from __future__ import annotations

from typing import Final

from pipeline.text.chars import CLOSING_MARKS, OPENING_MARKS, STRAIGHT_MARKS
from pipeline.text.tokens import PUNCTUATION, Tokens

_OPENING: Final = frozenset(OPENING_MARKS + STRAIGHT_MARKS + "([")
_CLOSING: Final = frozenset(CLOSING_MARKS + STRAIGHT_MARKS + ")]")


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
