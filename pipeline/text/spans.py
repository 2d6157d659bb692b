"""Stretches of texts: which tokens they cover, and their words as a column of strings. Knows no table.

Both for all stretches of a batch at once: a slice of a Python string a row, and its encoding into the column, cost many times as much.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
from numba import njit

from pipeline.text.tokens import I32, I64, U8, U32, Tokens

#: Most bytes one character takes in UTF-8.
_WIDEST = 4


@njit(cache=True, nogil=True)
def _encode(chars: U32, first: I64, last: I64, ends: I64, out: U8) -> None:
    """Writes the characters [first, last) of every row as UTF-8; `ends` gets where each row ends."""
    n = 0
    for i in range(len(first)):
        for k in range(first[i], last[i]):
            c = chars[k]
            if c < 0x80:
                out[n] = c
                n += 1
            elif c < 0x800:
                out[n], out[n + 1] = 0xC0 | c >> 6, 0x80 | c & 0x3F
                n += 2
            elif c < 0x10000:
                out[n], out[n + 1], out[n + 2] = 0xE0 | c >> 12, 0x80 | c >> 6 & 0x3F, 0x80 | c & 0x3F
                n += 3
            else:
                out[n], out[n + 1], out[n + 2], out[n + 3] = 0xF0 | c >> 18, 0x80 | c >> 12 & 0x3F, 0x80 | c >> 6 & 0x3F, 0x80 | c & 0x3F
                n += 4
        ends[i + 1] = n


def strings(chars: U32, first: I64, last: I64) -> pl.Series:
    """The strings of some stretches.

    Args:
        chars: Code points, without lone surrogates.
        first: For each row the place of its first character; a negative one gives null.
        last: The place behind its last.
    """
    some = first >= 0
    a = np.ascontiguousarray(np.where(some, first, 0), np.int64)
    z = np.ascontiguousarray(np.where(some, last, 0), np.int64)
    ends, out = np.zeros(len(a) + 1, np.int64), np.empty(_WIDEST * int((z - a).sum()), np.uint8)
    _encode(chars, a, z, ends, out)
    made = pl.Series(pa.LargeStringArray.from_buffers(len(a), pa.py_buffer(ends), pa.py_buffer(out[: ends[-1]])))
    return made if some.all() else made.set(pl.Series(~some), None)


@njit(cache=True, nogil=True)
def _begun(start: I32, first: I64, doc: I64, at: I64, out: I64) -> None:
    """Where stretches come in order of text, each is looked for from the one before it on, in steps that grow."""
    for i in range(len(at)):
        lo, z = first[doc[i]], first[doc[i] + 1]
        if i > 0 and doc[i] == doc[i - 1] and at[i] >= at[i - 1]:
            lo = out[i - 1] + 1
        hi, step = lo, 1
        while hi < z and start[hi] < at[i]:
            lo = hi + 1
            hi += step
            step *= 2
        hi = min(hi, z)
        while lo < hi:
            mid = (lo + hi) // 2
            if start[mid] < at[i]:
                lo = mid + 1
            else:
                hi = mid
        out[i] = lo - 1


def begun(tokens: Tokens, doc: I64, at: I64) -> I64:
    """For each place in a text the last token that begins before it; the one before the text's first where none does.

    Args:
        tokens: The batch.
        doc: Text of each place.
        at: Code point of each place.
    """
    out = np.empty(len(at), np.int64)
    _begun(tokens.start, tokens.first, doc, at, out)
    return out
