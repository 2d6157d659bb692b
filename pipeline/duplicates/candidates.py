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
            h = (np.uint64(0xCBF29CE484222325) ^ np.uint64(b)) * np.uint64(0x100000001B3)
            for r in range(ROWS):
                h = (h ^ np.uint64(np.uint32(minhash[i, b * ROWS + r]))) * np.uint64(0x100000001B3)
                h ^= h >> np.uint64(31)
            out[b, i] = h


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
    bands = np.empty((BANDS, len(minhash)), np.uint64)
    _bands(minhash, bands)
    # nearly all texts are alone in a band; a band's number is part of its hash, so that those of all bands can be matched at once
    shared = [_shared(band, is_new) for band in bands]
    rows = np.concatenate(shared)
    band = np.concatenate([band[rows] for band, rows in zip(bands, shared, strict=True)])
    frame = pl.DataFrame({"row": rows, "band": band, "new": is_new[rows]}).filter(pl.col("new").any().over("band")).with_columns(size=pl.len().over("band"))
    small = frame.filter(pl.col("size") <= BUCKET_LIMIT)
    both = small.join(small, on="band", suffix="_b").filter(pl.col("row") < pl.col("row_b"))
    found = [both.filter(pl.col("new") | pl.col("new_b")).select("row", "row_b")]
    large = frame.filter(pl.col("size") > BUCKET_LIMIT).sort("band", "row")
    if large.height:
        near = large.with_columns(first=pl.col("row").first().over("band"), before=pl.col("row").shift(1).over("band"), before_new=pl.col("new").shift(1).over("band"))
        found.append(near.filter(pl.col("new") & (pl.col("row") > pl.col("first"))).select(row="first", row_b="row"))
        found.append(near.filter(pl.col("before").is_not_null() & (pl.col("new") | pl.col("before_new"))).select(row="before", row_b="row"))
    unique = pl.concat(found).unique().sort("row", "row_b")
    return unique["row"].to_numpy(), unique["row_b"].to_numpy()


def _shared(band: npt.NDArray[np.uint64], is_new: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Rows that are not alone in a band; of those known, only such as share it with a new one."""
    values, rows = pl.Series(band), np.arange(len(band))
    if not is_new.all():
        rows = np.flatnonzero(values.is_in(values.filter(pl.Series(is_new)).unique().implode()).to_numpy())
        values = values.gather(rows)
    shared: npt.NDArray[np.int64] = rows[values.is_duplicated().to_numpy()]
    return shared
