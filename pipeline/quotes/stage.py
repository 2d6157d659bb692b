"""The stage: a batch of articles, mentions and dates in, rows of `quotes` out. Only ties the parts together."""

from __future__ import annotations

import polars as pl

from pipeline.quotes.assemble import quotes_of
from pipeline.quotes.document import documents
from pipeline.stages import Rows
from schemas.quotes import QUOTES

VERSION = "1"


def rows(articles: pl.DataFrame, mentions: pl.DataFrame, dates: pl.DataFrame) -> Rows:
    """Finds reported speech and who spoke it.

    Args:
        articles: A batch of `articles`.
        mentions: Their `mentions`.
        dates: Their `dates`.

    Returns:
        Rows of `quotes`.
    """
    out: list[dict[str, object]] = []
    for doc in documents(articles, mentions):
        out.extend(quotes_of(doc))
    frame = QUOTES.frame(out)
    return Rows(frame.sort(QUOTES.sort, maintain_order=True))
