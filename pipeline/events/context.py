"""Brings a batch together for the event extractor: tokens, sentences, and which names, quotes and dates cover which token. No events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.events.features import Context
from pipeline.text.lexicon import Lexicon
from pipeline.text.sentences import sentence_of
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
        mentions: Spans of the rows of `mentions`.
        quotes: Spans of `quotes`.
        dates: Spans of `dates`.
    """

    tokens: Tokens
    context: Context
    mentions: Spans
    quotes: Spans
    dates: Spans


@cache
def _domains() -> tuple[Lexicon, U8]:
    lines = [line for line in files("pipeline.resources.events").joinpath("domains.tsv").read_text("utf8").splitlines() if line and line[0] != "#"][1:]
    words: dict[str, int] = {}
    for number, line in enumerate(lines):
        for word in line.split("\t")[1].split():
            words.setdefault(word, number + 1)
            words.setdefault("ال" + word, number + 1)
    return Lexicon(words), np.array(list(words.values()), np.uint8)


def _spans(frame: pl.DataFrame, tokens: Tokens, where: dict[str, int]) -> Spans:
    empty = np.empty(0, np.int64)
    if not len(frame):
        return Spans(empty, empty, empty, empty)
    doc = np.array([where.get(a, -1) for a in frame["article_id"].to_list()], np.int64)
    start, end = frame["start"].to_numpy().astype(np.int64), frame["end"].to_numpy().astype(np.int64)
    row = np.flatnonzero(doc >= 0)
    doc, start, end = doc[row], start[row], end[row]
    # offsets over the whole batch grow with the token number, so one binary search finds them all
    offset = tokens.base[tokens.doc] + tokens.start
    stop = tokens.base[tokens.doc] + tokens.end
    first = np.searchsorted(stop, tokens.base[doc] + start, side="right")
    last = np.searchsorted(offset, tokens.base[doc] + end, side="left") - 1
    order = np.lexsort((start, doc))
    keep = order[(last[order] >= first[order]) & (first[order] < len(tokens))]
    return Spans(row[keep], first[keep], last[keep], doc[keep])


def _paint(out: U8, spans: Spans, value: npt.NDArray[np.uint8]) -> None:
    for a, b, v in zip(spans.first.tolist(), spans.last.tolist(), value.tolist(), strict=True):
        out[a : b + 1] = v


def prepare(articles: pl.DataFrame, mentions: pl.DataFrame, dates: pl.DataFrame, quotes: pl.DataFrame) -> Batch:
    """Tokenizes a batch and lays the rows of the upstream tables over the tokens."""
    tokens = tokenize(articles["text"].to_list())
    where = {a: i for i, a in enumerate(articles["article_id"].to_list())}
    n = len(tokens)
    mention, quote, date, domain = (np.zeros(n, np.uint8) for _ in range(4))
    m, q, d = _spans(mentions, tokens, where), _spans(quotes, tokens, where), _spans(dates, tokens, where)
    if len(m):
        kinds = mentions["kind"].to_list()
        _paint(mention, m, np.array([_TYPES.get(t, 3) + (0 if kinds[i] == "name" else 3) for i, t in enumerate(mentions["type"].to_list())], np.uint8)[m.row])
    if len(q):
        _paint(quote, q, np.array([_QUOTES.get(k, 3) for k in quotes["kind"].to_list()], np.uint8)[q.row])
    if len(d):
        _paint(date, d, np.ones(len(d), np.uint8))
    words, numbers = _domains()
    hits = words.find(tokens, clitics="وفبكل")
    domain[hits.token] = numbers[hits.entry]
    return Batch(tokens, Context(sentence_of(tokens), mention, quote, date, domain), m, q, d)
