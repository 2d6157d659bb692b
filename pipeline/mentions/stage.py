"""The `mentions` stage: names, and then roles and which mentions are one entity. Only the order of the steps stands here."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from pipeline.mentions import cluster
from pipeline.mentions.backends import load
from pipeline.mentions.backends.adapter import spans_from
from pipeline.mentions.model import prepare, weights
from pipeline.mentions.names import find_names
from pipeline.mentions.spans import SpanTable
from pipeline.stages import Rows
from pipeline.text.ids import make_id
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import I32, Tokens, tokenize
from schemas import TABLES

VERSION: Final = "4"


#: Name tagger that reads when none is named (see `pipeline.mentions.backends`).
DEFAULT_TAGGER: Final = "rawi"


def rows(articles: pl.DataFrame, tagger: str = DEFAULT_TAGGER) -> Rows:
    """Finds the mentions of a batch of articles.

    Args:
        articles: Rows of `articles`; `article_id` and `text` are read.
        tagger: Name of the tagger, for users who bring a model of their own.

    Returns:
        Rows of `mentions`; nothing is rejected.
    """
    ids: list[str] = articles["article_id"].to_list()
    texts: list[str] = articles["text"].to_list()
    tokens = tokenize(texts)
    sentence = sentence_of(tokens)
    given = prepare(tokens, sentence)
    spans = find_names(tokens, given, weights()) if tagger == DEFAULT_TAGGER else spans_from(load(tagger), tokens, given.stems)
    spans = cluster.resolve(ids, tokens, sentence, spans)
    return Rows(_frame(ids, tokens, sentence, spans))


def _frame(ids: list[str], tokens: Tokens, sentence: I32, spans: SpanTable) -> pl.DataFrame:
    """The table's rows."""
    # a plural is one row a member, so its members tell the rows apart
    member = [key if kind == "plural" else "" for key, kind in zip(spans.entity_key, spans.kind, strict=True)]
    mention = [make_id("m", ids[d], s, e, k, *filter(None, (m,))) for d, s, e, k, m in zip(spans.doc, spans.start, spans.end, spans.kind, member, strict=True)]
    number = []
    for d, s in zip(spans.doc, spans.start, strict=True):
        lo, hi = int(tokens.first[d]), int(tokens.first[d + 1])
        number.append(int(sentence[min(hi - 1, lo + int(np.searchsorted(tokens.end[lo:hi], s, "right")))]))
    return pl.DataFrame(
        {
            "mention_id": mention,
            "article_id": [ids[d] for d in spans.doc],
            "sentence": number,
            "start": spans.start,
            "end": spans.end,
            "exact": [spans.exact(tokens.texts, i) for i in range(len(spans))],
            "type": spans.type,
            "kind": spans.kind,
            "entity_key": spans.entity_key,
            "name": spans.name,
            "role": spans.role,
            "head_mention_id": [mention[h] if h >= 0 else None for h in spans.head],
            "method": spans.method,
            "score": [min(1.0, max(0.0, s)) for s in spans.score],
        },
        schema=TABLES["mentions"].polars_schema,
    )
