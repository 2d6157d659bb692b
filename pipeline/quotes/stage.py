"""The stage: a batch of articles, mentions and dates in, rows of `quotes` out. Only ties the parts together."""

from __future__ import annotations

import polars as pl

from pipeline.quotes.assemble import rows_of
from pipeline.quotes.batch import prepare
from pipeline.quotes.extract import read
from pipeline.quotes.frame import Day
from pipeline.quotes.model import models
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
    trained = models()
    batch, texts = prepare(articles, mentions, trained.symbols)
    found = rows_of(batch, texts, read(batch, trained.tables), trained, _days(dates))
    return Rows(found.sort(QUOTES.sort, maintain_order=True))


def _days(dates: pl.DataFrame) -> dict[str, list[Day]]:
    """Days named in each article, by order."""
    out: dict[str, list[Day]] = {}
    named = dates.filter(pl.col("value").is_not_null() & (pl.col("granularity") == "day")).sort("article_id", "start")
    for article_id, start, end, value in named.select("article_id", "start", "end", "value").iter_rows():
        out.setdefault(article_id, []).append(Day(start, end, value))
    return out
