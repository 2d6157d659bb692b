"""Where sentences end. One splitter for all stages, over the tokens of a batch; no other structure of the text.

A sentence ends

* at a line break;
* after . ! ? ؟ … (and the marks and brackets that close there), when a blank follows, or when the next word is glued on by mistake;

and does not end

* inside a quotation that is closed in the same line (unless the reporter plainly speaks again: ``. وقال``);
* after an abbreviation (د. م. أ.د. جون إف. كينيدي), inside a number, after the number of a list item;
* at two dots (..), which many papers write for a comma, unless a whole clause stands before them and a word after; nor at ؛.

What runs on for longer than anyone can read is divided at the weaker marks (؛ and .. first, then commas), so that no sentence has no end.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from numba import njit

from pipeline.text.chars import SIZE
from pipeline.text.lexicon import hash_of, member
from pipeline.text.quotations import CLAUSE_ENDS, CLOSE, OPEN, STRAIGHT, has, quoted
from pipeline.text.tokens import I32, I64, NUMBER, PUNCTUATION, U8, U32, U64, WORD, Tokens

#: A sentence of more tokens than this is divided at ؛ and .. , one of more than the second at commas.
SOFT, HARD = 90, 180
#: Two dots end a sentence that has this many tokens before them.
CLAUSE = 14

_STOPS = np.array([ord(c) for c in ".!?؟…۔"], np.uint32)
_BRACKETS = np.array([ord(c) for c in ")]}"], np.uint32)
#: The characters a sentence may end with.
_MAY_END = np.zeros(SIZE, np.uint8)
_MAY_END[np.concatenate([_STOPS, _BRACKETS, CLOSE, STRAIGHT])] = 1
_DOT, _SEMICOLON, _COMMA, _COMMA_LATIN = 0x2E, 0x61B, 0x60C, 0x2C


@cache
def _words(name: str) -> U64:
    """Sorted hashes of the words of a list: abbreviations of several letters, or words that begin the reporter's own sentence."""
    lines = files("pipeline.resources").joinpath("text", name).read_text(encoding="utf-8").splitlines()
    return np.unique(np.array([hash_of(line, exact=True) for line in lines if line and not line.startswith("#")], np.uint64))


@njit(cache=True, nogil=True)
def _ends_at(
    i: int,
    begin: int,
    first: U32,
    doc: I32,
    start: I32,
    end: I32,
    kind: U8,
    breaks: U8,
    form: U64,
    stops: U32,
    closing: U32,
    straight: U32,
    brackets: U32,
    short: U64,
    turn: U64,
    inside: U8,
) -> bool:
    """Whether a sentence that began at token `begin` ends before token `i`, which stands in the same line as the one before it."""
    p = i - 1
    closed = False
    # marks and brackets that close right after the stop
    while (
        p > 0
        and doc[p] == doc[i]
        and breaks[p] == 0
        and kind[p] == PUNCTUATION
        and end[p - 1] == start[p]
        and (has(first[p], closing) or has(first[p], straight) or has(first[p], brackets))
    ):
        p -= 1
        closed = True
    if kind[p] != PUNCTUATION or not has(first[p], stops):
        return False
    if inside[p] == 1 and not closed and member(turn, form[i]) < 0:
        return False
    c = first[p]
    if closed and c != _DOT:
        # «هل نذهب؟» سأل الوزير
        return False
    # the run of stops that ends here
    dots = 0
    q = p
    while q >= 0 and doc[q] == doc[i] and kind[q] == PUNCTUATION and has(first[q], stops) and (q == p or end[q] == start[q + 1]):
        dots += 1 if first[q] == _DOT else 3
        q -= 1
    if dots == 2:
        return kind[i] == WORD and i - begin >= CLAUSE and start[i] > end[i - 1]
    before = q if q >= 0 and doc[q] == doc[i] and end[q] == start[q + 1] else -1
    glued = start[i] == end[i - 1]
    if glued:
        # the blank was forgotten: only between two Arabic words, and not in initials
        if closed or kind[i] != WORD or before < 0 or kind[before] != WORD or dots not in (1, 3):
            return False
        if not (0x621 <= first[i] <= 0x64A and 0x621 <= first[before] <= 0x64A):
            return False
        return bool(end[before] - start[before] >= 3 and end[i] - start[i] >= 2)
    if c == _DOT and dots == 1 and before >= 0:
        if kind[before] == WORD and (member(short, form[before]) >= 0 or end[before] - start[before] == 1):
            # 2015 م. is the end; د. فلان is not
            return before > 0 and doc[before - 1] == doc[i] and kind[before - 1] == NUMBER
        if kind[before] == NUMBER and (before == 0 or doc[before - 1] != doc[i] or breaks[before] > 0):
            return False
    return True


@njit(cache=True, nogil=True)
def _split(
    first: U32,
    doc: I32,
    start: I32,
    end: I32,
    kind: U8,
    breaks: U8,
    form: U64,
    stops: U32,
    closing: U32,
    straight: U32,
    brackets: U32,
    short: U64,
    turn: U64,
    may_end: U8,
    inside: U8,
    out: I32,
) -> None:
    sentence = np.int32(0)
    begin = 0
    for i in range(len(start)):
        if i == 0 or doc[i] != doc[i - 1]:
            sentence = np.int32(0)
            begin = i
        elif breaks[i] > 0 or (
            kind[i - 1] == PUNCTUATION
            and first[i - 1] < SIZE
            and may_end[first[i - 1]]
            and _ends_at(i, begin, first, doc, start, end, kind, breaks, form, stops, closing, straight, brackets, short, turn, inside)
        ):
            sentence += np.int32(1)
            begin = i
        out[i] = sentence


@njit(cache=True, nogil=True)
def _divide(first: U32, doc: I32, kind: U8, inside: U8, out: I32) -> None:
    """Divides sentences that run on, at the weak mark nearest to their middle; numbers are made good at the end."""
    n = len(first)
    cut = np.zeros(n, np.uint8)
    a = 0
    while a < n:
        b = a + 1
        while b < n and doc[b] == doc[a] and out[b] == out[a]:
            b += 1
        begin = a
        last_weak = -1
        for i in range(a, b):
            weak = False
            if kind[i] == PUNCTUATION and inside[i] == 0 and i + 1 < b:
                c = first[i]
                weak = (
                    c == _SEMICOLON
                    or (c == _DOT and i > a and first[i - 1] == _DOT and kind[i - 1] == PUNCTUATION and first[i + 1] != _DOT)
                    or (b - a > HARD and (c == _COMMA or c == _COMMA_LATIN))
                )
            if weak and i - begin >= 20 and b - i > 10:
                last_weak = i + 1
            if i - begin >= SOFT and last_weak > begin:
                cut[last_weak] = 1
                begin = last_weak
                last_weak = -1
        a = b
    add = np.int32(0)
    for i in range(n):
        if i == 0 or doc[i] != doc[i - 1]:
            add = np.int32(0)
        if cut[i] == 1:
            add += np.int32(1)
        out[i] += add


def sentence_of(tokens: Tokens) -> I32:
    """Number of the sentence of every token, counted from 0 in each text.

    Args:
        tokens: A batch of texts.
    """
    n = len(tokens)
    out = np.zeros(n, np.int32)
    if not n:
        return out
    at: I64 = tokens.base[tokens.doc] + tokens.start
    first: U32 = tokens.chars[at]
    inside = np.zeros(n, np.uint8)
    quoted(first, tokens.doc, tokens.start, tokens.end, tokens.kind, tokens.breaks, OPEN, CLOSE, STRAIGHT, CLAUSE_ENDS, inside)
    _split(
        first,
        tokens.doc,
        tokens.start,
        tokens.end,
        tokens.kind,
        tokens.breaks,
        tokens.form,
        _STOPS,
        CLOSE,
        STRAIGHT,
        _BRACKETS,
        _words("abbreviations.txt"),
        _words("new_turn.txt"),
        _MAY_END,
        inside,
        out,
    )
    _divide(first, tokens.doc, tokens.kind, inside, out)
    return out
