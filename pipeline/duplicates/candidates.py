"""Which pairs of articles are worth comparing: those that share a band of their MinHash signatures. No pair is judged here, none is all-against-all.

A signature of 128 values is cut into 25 bands of 5. Two texts of Jaccard similarity s share at least one band with probability
1 - (1 - s^5)^25: 0.9999 at 0.8, 0.99 at 0.7, 0.55 at 0.5, 0.06 at 0.3.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
from numba import njit

BANDS: Final = 25
ROWS: Final = 5
#: In a larger bucket an article is compared with the earliest and with its neighbours in time only, so that cost stays linear.
BUCKET_LIMIT: Final = 40

Signatures = npt.NDArray[np.int32]


@njit(cache=True, nogil=True)
def _bands(minhash: Signatures, out: npt.NDArray[np.uint64]) -> None:
    for i in range(len(minhash)):
        for b in range(BANDS):
            h = np.uint64(0xCBF29CE484222325) ^ np.uint64(b)
            for r in range(ROWS):
                h = (h ^ np.uint64(np.uint32(minhash[i, b * ROWS + r]))) * np.uint64(0x100000001B3)
                h ^= h >> np.uint64(31)
            out[i, b] = h


@njit(cache=True, nogil=True)
def _alike(minhash: Signatures, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], out: npt.NDArray[np.float32]) -> None:
    width = minhash.shape[1]
    for p in range(len(left)):
        same = 0
        for k in range(width):
            if minhash[left[p], k] == minhash[right[p], k]:
                same += 1
        out[p] = same / width


def similarity(minhash: Signatures, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Estimated Jaccard similarity of pairs of rows.

    Args:
        minhash: Signatures, one row a text.
        left: Row of the first text of each pair.
        right: Row of the second.
    """
    out = np.empty(len(left), np.float32)
    _alike(minhash, left, right, out)
    return out


def pairs(minhash: Signatures, is_new: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs of rows that share a band, at least one of them new.

    Args:
        minhash: Signatures in order of time.
        is_new: Whether a row is new.

    Returns:
        Rows of the first and of the second text of each pair, first < second, without repetition, in order.
    """
    n = len(minhash)
    bands = np.empty((n, BANDS), np.uint64)
    _bands(minhash, bands)
    found: list[pl.DataFrame] = []
    rows = pl.Series("row", np.arange(n, dtype=np.int64))
    new = pl.Series("new", is_new)
    for b in range(BANDS):
        frame = pl.DataFrame({"row": rows, "new": new, "band": bands[:, b]})
        wanted = frame.filter("new").select("band").unique()
        frame = frame.join(wanted, on="band", how="semi").with_columns(size=pl.len().over("band")).filter(pl.col("size") > 1)
        if not frame.height:
            continue
        small = frame.filter(pl.col("size") <= BUCKET_LIMIT)
        both = small.join(small, on="band", suffix="_b").filter(pl.col("row") < pl.col("row_b"))
        found.append(both.filter(pl.col("new") | pl.col("new_b")).select("row", "row_b"))
        large = frame.filter(pl.col("size") > BUCKET_LIMIT).sort("band", "row")
        if large.height:
            near = large.with_columns(first=pl.col("row").first().over("band"), before=pl.col("row").shift(1).over("band"), before_new=pl.col("new").shift(1).over("band"))
            found.append(near.filter(pl.col("new") & (pl.col("row") > pl.col("first"))).select(row="first", row_b="row"))
            found.append(near.filter(pl.col("before").is_not_null() & (pl.col("new") | pl.col("before_new"))).select(row="before", row_b="row"))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    unique = pl.concat(found).unique().sort("row", "row_b")
    return unique["row"].to_numpy(), unique["row_b"].to_numpy()
