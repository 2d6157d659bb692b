"""Fills `signatures`: the fingerprint of every article of a batch. Comparing them is `find`'s work, over all days."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipeline.articles.fingerprint import content_keys
from pipeline.articles.urls import canonical
from pipeline.duplicates.minhash import N_HASHES, sign
from pipeline.stages import Rows
from pipeline.text.tokens import tokenize
from schemas import TABLES

VERSION = "1"


def rows(articles: pl.DataFrame) -> Rows:
    """Fingerprints a batch of articles.

    Args:
        articles: Rows of `articles`.

    Returns:
        One row of `signatures` for each. The body alone counts; an article that is only a title is known by the title.
    """
    table = TABLES["signatures"]
    if not articles.height:
        return Rows(table.empty())
    texts: list[str] = articles["text"].to_list()
    titles: list[str | None] = articles["title"].to_list()
    skip = [_body(t, title) for t, title in zip(texts, titles, strict=True)]
    tokens = tokenize(texts)
    minhash, n_shingles = sign(tokens, np.array(skip, np.int32))
    frame = articles.select(
        "article_id",
        pl.int_range(pl.len(), dtype=pl.Int64).alias("position"),
        pl.Series("url_key", [canonical(u) for u in articles["url"].to_list()], pl.String),
        "published_at",
        pl.Series("text_sha256", content_keys(tokens, skip), pl.String),
        pl.Series("n_shingles", n_shingles, pl.Int32),
        pl.Series("minhash", minhash, pl.Array(pl.Int32, N_HASHES)).cast(pl.List(pl.Int32)),
    )
    return Rows(frame.select(table.polars_schema.keys()))


def _body(text: str, title: str | None) -> int:
    """Where the body begins; 0 if there is nothing but a title."""
    if not title or not text.startswith(title) or not text[len(title) :].strip():
        return 0
    return len(title)
