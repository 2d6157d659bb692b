"""The `mentions` stage: names, and then roles and which mentions are one entity. Only the order of the steps stands here."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipeline.backends import OURS
from pipeline.mentions import cluster
from pipeline.mentions.backends import load
from pipeline.mentions.backends.adapter import spans_from
from pipeline.mentions.frame import rows_of
from pipeline.mentions.model import prepare, weights
from pipeline.mentions.names import find_names
from pipeline.stages import Rows
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import tokenize

VERSION: Final = "23"


def rows(articles: pl.DataFrame, backend: str = OURS) -> Rows:
    """Finds the mentions of a batch of articles.

    Args:
        articles: Rows of `articles`; `article_id` and `text` are read.
        backend: Name of the tagger, for users who bring a model of their own (see `pipeline.mentions.backends`).

    Returns:
        Rows of `mentions`; nothing is rejected.
    """
    ids: list[str] = articles["article_id"].to_list()
    texts: list[str] = articles["text"].to_list()
    tokens = tokenize(texts)
    sentence = sentence_of(tokens)
    given = prepare(tokens, sentence)
    spans = find_names(tokens, given, weights()) if backend == OURS else spans_from(load(backend), tokens, given.stems)
    return Rows(rows_of(ids, tokens, sentence, cluster.resolve(tokens, spans)))
