"""Whether spans hold the characters they say: compared in the bytes of the texts, in one compiled pass. What becomes of those that do not is not decided here.

Every span of a run comes by here: to make Python strings of the texts again, and cut them, takes five times as long.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from numba import njit

B1 = npt.NDArray[np.bool_]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]


@njit(cache=True, nogil=True)
def _hold(text: U8, text_at: I64, article: I64, start: I64, end: I64, said: U8, said_at: I64, held: B1) -> None:
    longest = 0
    for d in range(len(text_at) - 1):
        longest = max(longest, text_at[d + 1] - text_at[d])
    # byte at which each code point of the article at hand begins, and where the last ends
    where = np.empty(longest + 1, np.int64)
    here, n = np.int64(-1), 0
    kinds, rows = held.shape
    for r in range(rows):
        d = article[r]
        if d < 0:
            continue
        if d != here:
            here, n = d, 0
            for k in range(text_at[d], text_at[d + 1]):
                where[n] = k
                n += text[k] & 0xC0 != 0x80  # not a byte that continues a code point
            where[n] = text_at[d + 1]
        for kind in range(kinds):
            a, b, x = start[kind, r], end[kind, r], kind * rows + r
            if a < 0 or a >= b or b > n or where[b] - where[a] != said_at[x + 1] - said_at[x]:
                continue
            shift = where[a] - said_at[x]
            k = said_at[x]
            while k < said_at[x + 1] and text[shift + k] == said[k]:
                k += 1
            held[kind, r] = k == said_at[x + 1]


def _bytes(strings: pl.Series) -> tuple[U8, I64]:
    """UTF-8 of all strings, one after the other, and where each begins; one more entry at the end."""
    array = strings.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = array.buffers()
    at = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1] if offsets else np.zeros(1, np.int64)
    return np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8), at


def held(articles: pl.DataFrame, rows: pl.DataFrame, spans: Sequence[tuple[str, str, str]]) -> list[pl.Series]:
    """Whether ``text[start:end] == exact``, counted in code points, and the span is not empty.

    Args:
        articles: `article_id` and `text`.
        rows: Rows with `article_id` and the columns of their spans.
        spans: Names of those: start, end, exact.

    Returns:
        For each kind of span a truth value a row. A span that is null throughout says nothing and holds; one that lacks a part of itself,
        lies outside its text or names an article that is not there does not.
    """
    index = articles.select("article_id", row=pl.int_range(pl.len(), dtype=pl.Int64)).unique("article_id", keep="last")
    article = rows.select("article_id").join(index, on="article_id", how="left", maintain_order="left")["row"]
    starts, ends, said = ([rows[span[n]] for span in spans] for n in range(3))
    found = np.zeros((len(spans), rows.height), np.bool_)
    _hold(*_bytes(articles["text"]), _numbers([article])[0], _numbers(starts), _numbers(ends), *_bytes(pl.concat([s.fill_null("").alias("said") for s in said])), found)
    silent = (a.is_null() & b.is_null() & c.is_null() for a, b, c in zip(starts, ends, said, strict=True))
    return [pl.Series(holds) | nothing for holds, nothing in zip(found, silent, strict=True)]


def _numbers(columns: Sequence[pl.Series]) -> I64:
    return np.stack([c.cast(pl.Int64).fill_null(-1).to_numpy() for c in columns])
