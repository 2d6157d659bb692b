"""From articles to a frame of the table's schema, made column by column. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import polars as pl

from pipeline.articles.assemble import Block
from pipeline.lists import from_lists
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
    columns["blocks"] = _series("blocks", blocks, schema["blocks"])
    carried = raw_documents.select(_CARRIED)[list(kept)]
    columns |= {name: carried[name].cast(schema[name]) for name in _CARRIED}
    return pl.DataFrame([columns[name] for name in schema])


def _series(name: str, values: Sequence[Any], dtype: pl.DataType) -> pl.Series:
    return from_lists(name, values, dtype.inner) if isinstance(dtype, pl.List) else pl.Series(name, values, dtype, strict=True)  # type: ignore[arg-type]
