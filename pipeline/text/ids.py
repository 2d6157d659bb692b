"""How ids are made: a letter and the first 16 hex digits of sha256 of stable content. Nothing else makes ids."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import polars as pl
import pyarrow as pa

from pipeline.text.sha256 import sha256_heads

_SEPARATOR = "\x1f"
_DIGITS = np.frombuffer(b"0123456789abcdef", np.uint8)


def make_id(prefix: str, *parts: object) -> str:
    """Id from stable content: `prefix` and 16 hex digits.

    Args:
        prefix: One letter: r raw documents, a articles, m mentions, k article-level entities, d dates, q quotes, e events, n entities.
        *parts: What the id stands for; joined with a separator that cannot occur in text.

    Returns:
        E.g. ``a0123456789abcdef``. The same parts always give the same id.
    """
    return prefix + sha256(_SEPARATOR.join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def make_ids(prefix: str, *parts: pl.Series) -> pl.Series:
    """Ids of many rows, the same as `make_id` gives row by row.

    Args:
        prefix: One letter.
        *parts: Columns of strings or whole numbers, without nulls, all of one length.
    """
    n = len(parts[0])
    if not n:
        return pl.Series([], dtype=pl.String)
    joined = pl.select(pl.concat_str(*parts, separator=_SEPARATOR)).to_series().rechunk().to_arrow()
    _, bounds, data = joined.buffers()
    heads = sha256_heads(np.frombuffer(data, np.uint8), np.frombuffer(bounds, np.int64)[joined.offset : joined.offset + n + 1])
    letters = np.empty((n, 17), np.uint8)
    letters[:, 0] = ord(prefix)
    octets = heads.astype(">u8").view(np.uint8).reshape(n, 8)
    letters[:, 1::2], letters[:, 2::2] = _DIGITS[octets >> 4], _DIGITS[octets & 15]
    made = pa.LargeStringArray.from_buffers(n, pa.py_buffer(np.arange(0, 17 * n + 1, 17)), pa.py_buffer(letters))
    return pl.Series(made)
