"""From mentions being worked on to the rows of the table: order, ids, sentence numbers, columns. Nothing is found or decided here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from pipeline.mentions.spans import SpanTable
from pipeline.text.ids import make_ids
from pipeline.text.spans import strings
from pipeline.text.tokens import I32, Tokens
from schemas import TABLES
from schemas.vocab import MentionKind

#: Kinds by their numbers: in the order mentions of one place and length stand in.
_RANK = {kind: n for n, kind in enumerate(sorted(k.value for k in MentionKind))}
_NONE = pl.Series([None], dtype=pl.String)
_PLURAL = MentionKind.PLURAL.value


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
    kind = np.fromiter(map(_RANK.__getitem__, spans.kind), np.int64, len(spans))
    # by place, length, kind: one number each, which are nearly in order, for names are, and behind them the roles
    order = np.argsort((place << 32) | ((end - start) << 3) | kind, kind="stable")
    # the first token that ends behind the mention's start; a mention that begins behind the last token belongs to that
    ends = tokens.base[tokens.doc] + tokens.end
    token = np.minimum(np.searchsorted(ends, place, "right"), tokens.first[doc + 1] - 1)
    article = pl.Series(ids, dtype=pl.String)[doc]
    entity = make_ids("k", article, pl.Series(spans.entity_key, dtype=pl.String))
    # a plural is one row a member, so its members tell the rows apart
    told = spans.kind.copy()
    for i in np.flatnonzero(kind == _RANK[_PLURAL]).tolist():
        told[i] = f"{_PLURAL}\x1f{entity[i]}"
    mention = make_ids("m", article, pl.Series(start), pl.Series(end), pl.Series(told))
    # columns are made one by one: for a batch of few articles an expression costs more than what it computes
    return pl.DataFrame(
        {
            "mention_id": mention,
            "article_id": article,
            "sentence": sentence[token],
            "start": start.astype(np.int32),
            "end": end.astype(np.int32),
            "exact": strings(tokens.chars, place, place + end - start),
            "type": spans.type,
            "kind": spans.kind,
            "entity_key": entity,
            "name": spans.name,
            "role": pl.Series(spans.role, dtype=pl.String),
            # who has no head has place -1, the last
            "head_mention_id": pl.concat([mention, _NONE])[np.array(spans.head, np.int64)],
            "method": spans.method,
            "score": np.clip(np.array(spans.score, np.float32), 0, 1),
        }
    )[order]
