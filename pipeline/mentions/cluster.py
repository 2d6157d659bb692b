"""Which mentions of an article are one entity. Finds no mentions of its own yet: equal folded spelling is one entity."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.mentions.spans import SpanTable
from pipeline.text.chars import key
from pipeline.text.ids import make_id
from pipeline.text.tokens import I32, Tokens


def resolve(article_ids: Sequence[str], tokens: Tokens, sentence: I32, spans: SpanTable) -> SpanTable:
    """Gives every mention its entity inside the article and the entity's fullest name.

    Args:
        article_ids: Id of every article of the batch.
        tokens: Tokens of the articles' texts.
        sentence: Number of the sentence of every token.
        spans: The names found, in order.

    Returns:
        The mentions with `entity_key` and `name` filled.
    """
    del sentence
    longest: dict[tuple[int, str, str], str] = {}
    folded = [key(spans.exact(tokens.texts, i)) for i in range(len(spans))]
    for i, k in enumerate(folded):
        longest.setdefault((spans.doc[i], spans.type[i], k), spans.exact(tokens.texts, i))
    for i, k in enumerate(folded):
        spans.entity_key[i] = make_id("k", article_ids[spans.doc[i]], spans.type[i], k)
        spans.name[i] = longest[spans.doc[i], spans.type[i], k]
    return spans
