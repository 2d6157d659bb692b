"""The stage: a batch of articles, mentions and dates in, rows of `quotes` out. Only ties the parts together."""

from __future__ import annotations

import polars as pl

from pipeline.quotes.assemble import rows_of
from pipeline.quotes.batch import prepare
from pipeline.quotes.days import days_of
from pipeline.quotes.extract import read
from pipeline.quotes.model import models
from pipeline.stages import Rows
from schemas.quotes import QUOTES

VERSION = "3"


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
    found = rows_of(batch, texts, read(batch, trained.tables), trained, days_of(dates, texts.ids))
    return Rows(found.sort(QUOTES.sort, maintain_order=True))
