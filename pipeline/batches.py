"""Which article of a batch a row of another table belongs to. Knows no table but by its column of article ids."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from pipeline.text.tokens import I64


def article_of(rows: pl.Series, articles: Sequence[str]) -> I64:
    """For each row the place of its article among `articles`, -1 where it is none of them.

    Args:
        rows: Article id of each row; rows of one article should stand together, for there is one look-up a run of equal ids.
        articles: Ids of the articles of the batch, each once.
    """
    if not len(rows):
        return np.empty(0, np.int64)
    place = {article: n for n, article in enumerate(articles)}
    runs = rows.rle().struct.unnest()
    return np.repeat(np.array([place.get(article, -1) for article in runs["value"].to_list()], np.int64), runs["len"].to_numpy())
