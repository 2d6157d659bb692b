"""From mentions being worked on to the rows of the table: order, ids, sentence numbers, columns. Nothing is found or decided here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from pipeline.mentions.spans import SpanTable
from pipeline.text.ids import make_ids
from pipeline.text.spans import strings
from pipeline.text.tokens import I32, I64, Tokens
from schemas import TABLES
from schemas.vocab import MentionKind

_KINDS = pl.Enum(sorted(k.value for k in MentionKind))


def _order(place: I64, length: I64, kind: Sequence[str]) -> I64:
    """Mentions by place, length, kind; equals as they are."""
    rank = pl.Series(kind, dtype=_KINDS).to_physical().to_numpy()
    # one number each, which are nearly in order: names are, and behind them the roles
    return np.argsort((place << 32) | (length << 3) | rank, kind="stable")


def rows_of(ids: Sequence[str], tokens: Tokens, sentence: I32, spans: SpanTable) -> pl.DataFrame:
    """The table's rows.

    Args:
        ids: Ids of the articles.
        tokens: Their tokens.
        sentence: Number of the sentence of every token.
        spans: The mentions.

    Returns:
        Rows of `mentions`, in order.
    """
    if not len(spans):
        return TABLES["mentions"].empty()
    doc, start, end = np.array(spans.doc, np.int64), np.array(spans.start, np.int64), np.array(spans.end, np.int64)
    place = tokens.base[doc] + start
    order = _order(place, end - start, spans.kind)
    # the first token that ends behind the mention's start; a mention that begins behind the last token belongs to that
    ends = tokens.base[tokens.doc] + tokens.end
    token = np.minimum(np.searchsorted(ends, place, "right"), tokens.first[doc + 1] - 1)
    article = pl.Series(ids, dtype=pl.String).gather(doc)
    columns = pl.DataFrame({"start": start, "end": end, "kind": spans.kind})
    entity = make_ids("k", article, pl.Series(spans.entity_key, dtype=pl.String))
    # a plural is one row a member, so its members tell the rows apart
    plural = pl.when(pl.col("kind") == "plural").then(pl.concat_str(pl.col("kind"), entity, separator="\x1f")).otherwise(pl.col("kind"))
    mention = make_ids("m", article, columns["start"], columns["end"], columns.select(plural).to_series())
    head = pl.Series(spans.head, dtype=pl.Int64)
    return columns.select(
        mention_id=mention,
        article_id=article,
        sentence=pl.Series(sentence[token]),
        start=pl.col("start").cast(pl.Int32),
        end=pl.col("end").cast(pl.Int32),
        exact=strings(tokens.chars, place, place + end - start),
        type=pl.Series(spans.type),
        kind=pl.col("kind"),
        entity_key=entity,
        name=pl.Series(spans.name),
        role=pl.Series(spans.role, dtype=pl.String),
        head_mention_id=mention.gather(head.replace(-1, None)),
        method=pl.Series(spans.method),
        score=pl.Series(spans.score, dtype=pl.Float32).clip(0, 1),
    )[order]
