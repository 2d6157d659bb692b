"""Stretches of texts as a column of strings, written straight from code points. Knows no table and no token.

A slice of a Python string a row, and its encoding into the column, cost many times as much.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
from numba import njit

from pipeline.text.tokens import I64, U8, U32

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
