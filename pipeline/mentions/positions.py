"""The positions the tagger reads: which tokens, in which sentences, and what follows from where a word stands. Nothing of the word itself.

Quotation marks are not read, so that حي "القاهرة" reads as حي القاهرة; what stands between them says so.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from pipeline.mentions.article import Context
from pipeline.mentions.words import EVERYDAY, Stems, Words
from pipeline.text.chars import CLOSING_MARKS, OPENING_MARKS, STRAIGHT_MARKS
from pipeline.text.tokens import I32, I64, U8, U32, U64, Tokens

_OPEN: Final = np.array([ord(c) for c in OPENING_MARKS], np.uint32)
_CLOSE: Final = np.array([ord(c) for c in CLOSING_MARKS], np.uint32)
_STRAIGHT: Final = np.array([ord(c) for c in STRAIGHT_MARKS], np.uint32)
#: Bytes for the attributes of a position, so many that they can be read as one number.
PLACES: Final = 8


class Positions(NamedTuple):
    """What is read of a batch, in order.

    Attributes:
        order: Token of every position.
        bounds: First position of every sentence, and the number of positions.
        attributes: The attributes in `CONTEXT` of every position, none above 255; shape (positions, `PLACES`), the rest 0.
    """

    order: I64
    bounds: I64
    attributes: U8


@njit(cache=True, nogil=True)
def _fill(
    chars: U32,
    base: I64,
    first: I64,
    start: I32,
    kind: U8,
    breaks: U8,
    sentence: I32,
    stem: U64,
    row: I32,
    band: U8,
    phrase: U8,
    reread: U8,
    elsewhere: U8,
    theme: U8,
    opening: U32,
    closing: U32,
    straight: U32,
    order: I64,
    bounds: I64,
    out: U8,
) -> tuple[int, int]:
    """Fills the three arrays; returns how many positions and how many sentences there are."""
    counts = np.zeros(1 << 12, np.uint16)
    quoted, opened = False, False
    n = sentences = 0
    for d in range(len(first) - 1):
        for i in range(first[d], first[d + 1]):
            counts[np.int64(stem[i] & np.uint64(0xFFF))] += np.uint16(1)
        line, number = 0, -1
        for i in range(first[d], first[d + 1]):
            if breaks[i] > 0:
                quoted = False
                line += 1
            if kind[i] == 2:
                c = chars[base[d] + np.int64(start[i])]
                is_mark = True
                if c in opening:
                    quoted = True
                elif c in closing:
                    quoted = False
                elif c in straight:
                    quoted = not quoted
                else:
                    is_mark = False
                if is_mark:
                    opened = quoted
                    continue
            if sentence[i] != number:
                bounds[sentences], number = n, sentence[i]
                sentences += 1
            times = int(counts[np.int64(stem[i] & np.uint64(0xFFF))])
            order[n] = i
            out[n, 0] = phrase[i]
            out[n, 1] = np.uint8(min(max(line - 1, 0), 2) * 8 + int(quoted) * 4 + int(opened) * 2 + int(breaks[i] > 0))
            out[n, 2] = np.uint8(0 if kind[i] != 0 or (row[i] >= 0 and band[row[i]] > EVERYDAY) else min(times, 4))
            out[n, 3] = reread[i]
            out[n, 4] = elsewhere[i]
            out[n, 5] = theme[i]
            opened = False
            n += 1
        for i in range(first[d], first[d + 1]):
            counts[np.int64(stem[i] & np.uint64(0xFFF))] = 0
    bounds[sentences] = n
    return n, sentences


def positions(tokens: Tokens, sentence: I32, stems: Stems, words: Words, phrase: U8, reread: U8, context: Context) -> Positions:
    """The positions of a batch.

    Args:
        tokens: The batch.
        sentence: Number of the sentence of every token.
        stems: Stems of the tokens.
        words: What is known of words.
        phrase: Class bits of the listed phrase every token is in.
        reread: Class of the phrase the corpus was read to have there.
        context: What the articles tell of the tokens.
    """
    m = len(tokens)
    order, bounds, out = np.empty(m, np.int64), np.empty(m + 1, np.int64), np.zeros((m, PLACES), np.uint8)
    n, sentences = _fill(
        tokens.chars,
        tokens.base,
        tokens.first,
        tokens.start,
        tokens.kind,
        tokens.breaks,
        sentence,
        stems.stem,
        stems.row,
        words.band,
        phrase,
        reread,
        context.elsewhere,
        context.theme,
        _OPEN,
        _CLOSE,
        _STRAIGHT,
        order,
        bounds,
        out,
    )
    return Positions(order[:n], bounds[: sentences + 1], out[:n])
