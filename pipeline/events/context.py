"""Brings a batch together for the event extractor: tokens, sentences, and which names, quotes and dates cover which token. No events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numba import njit

from pipeline.batches import article_of
from pipeline.events.features import Context
from pipeline.events.words import Layer, words
from pipeline.text.sentences import sentence_of
from pipeline.text.spans import begun
from pipeline.text.tokens import I64, U8, Tokens, tokenize

_TYPES = {"PER": 1, "ORG": 2, "LOC": 3}
_QUOTES = {"direct": 1, "fragment": 2, "indirect": 3}


@dataclass(frozen=True, slots=True)
class Spans:
    """Rows of one upstream table as spans of tokens, in order of document and start.

    Attributes:
        row: Row of the table.
        first: First token.
        last: Last token.
        doc: Document.
    """

    row: I64
    first: I64
    last: I64
    doc: I64

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch, ready to be searched.

    Attributes:
        tokens: Tokens of all articles.
        context: What covers each token.
        layer: What the word lists say of each token.
        mentions: Spans of the rows of `mentions`.
        quotes: Spans of `quotes`.
        dates: Spans of `dates`.
    """

    tokens: Tokens
    context: Context
    layer: Layer
    mentions: Spans
    quotes: Spans
    dates: Spans


def _spans(frame: pl.DataFrame, tokens: Tokens, ids: list[str]) -> Spans:
    """Rows of a table as spans."""
    empty = np.empty(0, np.int64)
    if not len(frame) or not len(tokens):
        return Spans(empty, empty, empty, empty)
    doc = article_of(frame["article_id"], ids)
    start, end = frame["start"].to_numpy().astype(np.int64), frame["end"].to_numpy().astype(np.int64)
    row = np.flatnonzero(doc >= 0)
    doc, start, end = doc[row], start[row], end[row]
    first, last = begun(tokens, doc, start + 1), begun(tokens, doc, end)
    # the first token is the one that is not over where the row begins
    first += (first < tokens.first[doc]) | (tokens.end[first] <= start)
    keep = np.flatnonzero((last >= first) & (first < len(tokens)))
    place = (doc[keep] << 32) + start[keep]
    if np.any(place[1:] < place[:-1]):
        keep = keep[np.argsort(place, kind="stable")]
    return Spans(row[keep], first[keep], last[keep], doc[keep])


@njit(cache=True, nogil=True)
def paint(out: Any, first: I64, last: I64, value: Any) -> None:
    """Writes a value over every span, the last on top."""
    for i in range(len(first)):
        out[first[i] : last[i] + 1] = value[i]


def _codes(column: pl.Series, codes: dict[str, int]) -> U8:
    return np.asarray(column.replace_strict(codes, default=3, return_dtype=pl.UInt8).to_numpy(), np.uint8)


def prepare(articles: pl.DataFrame, mentions: pl.DataFrame, dates: pl.DataFrame, quotes: pl.DataFrame) -> Batch:
    """Tokenizes a batch and lays the rows of the upstream tables and the word lists over the tokens."""
    tokens = tokenize(articles["text"].to_list())
    ids = articles["article_id"].to_list()
    mention, quote, date = (np.zeros(len(tokens), np.uint8) for _ in range(3))
    m, q, d = (_spans(frame, tokens, ids) for frame in (mentions, quotes, dates))
    if len(m):
        paint(mention, m.first, m.last, (_codes(mentions["type"], _TYPES) + 3 * _codes(mentions["kind"], {"name": 0}).clip(0, 1))[m.row])
    if len(q):
        paint(quote, q.first, q.last, _codes(quotes["kind"], _QUOTES)[q.row])
    paint(date, d.first, d.last, np.ones(len(d), np.uint8))
    layer = words().find(tokens)
    return Batch(tokens, Context(sentence_of(tokens), mention, quote, date, layer.domain, layer.cue), layer, m, q, d)
