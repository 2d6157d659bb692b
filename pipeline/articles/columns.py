"""From articles to a frame of the table's schema, made column by column. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from pipeline.articles.assemble import Block
from schemas import TABLES

ARTICLES: Final = TABLES["articles"]
#: Columns that are the raw document's own.
_CARRIED: Final = ("doc_id", "external_id", "source", "source_uri", "raw_sha256", "ingested_at")


class Article(NamedTuple):
    """The columns of an article that are not the raw document's own; `schemas.articles` explains them."""

    article_id: str
    outlet: str | None
    url: str | None
    title: str | None
    text: str
    language: str
    published_at: datetime | None
    published_precision: str | None
    published_from: str | None
    dateline_place: str | None
    byline: str | None
    agencies: list[str]
    is_wire: bool
    n_tokens: int
    n_sentences: int
    flags: list[str]


def frame_of(raw_documents: pl.DataFrame, kept: Sequence[int], articles: Sequence[Article], blocks: Sequence[Sequence[Block]]) -> pl.DataFrame:
    """Articles as rows of the table.

    Args:
        raw_documents: The batch they were made from.
        kept: For each article the number of its raw document.
        articles: The articles.
        blocks: Their blocks.
    """
    if not articles:
        return ARTICLES.empty()
    schema = ARTICLES.polars_schema
    columns = {name: _series(name, values, schema[name]) for name, values in zip(Article._fields, zip(*articles, strict=True), strict=True)}
    columns["blocks"] = _nested("blocks", blocks, schema["blocks"])
    carried = raw_documents.select(_CARRIED)[list(kept)]
    columns |= {name: carried[name].cast(schema[name]) for name in _CARRIED}
    return pl.DataFrame([columns[name] for name in schema])


def _series(name: str, values: Sequence[Any], dtype: pl.DataType) -> pl.Series:
    return _nested(name, values, dtype) if isinstance(dtype, pl.List) else pl.Series(name, values, dtype, strict=True)


def _nested(name: str, lists: Sequence[Sequence[Any]], dtype: pl.DataType) -> pl.Series:
    """A column of lists, of strings or of blocks: one flat column, and where each list ends in it."""
    inner = dtype.inner  # type: ignore[attr-defined]
    flat = list(chain.from_iterable(lists))
    if isinstance(inner, pl.Struct):
        fields = zip(*flat, strict=True) if flat else ([] for _ in inner.fields)
        values = pl.DataFrame([pl.Series(f.name, list(v), f.dtype, strict=True) for f, v in zip(inner.fields, fields, strict=True)]).to_struct(name)
    else:
        values = pl.Series(name, flat, inner, strict=True)
    ends = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(x) for x in lists], out=ends[1:])
    made = pa.LargeListArray.from_arrays(pa.array(ends), values.to_arrow(compat_level=pl.CompatLevel.oldest()))
    return pl.Series(name, made).cast(dtype)
