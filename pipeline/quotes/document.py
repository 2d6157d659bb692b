"""A batch of articles as this stage sees it: tokens with flags, sentences, mentions by token. Finds nothing itself."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from pipeline.quotes import vocabulary as v
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import PUNCTUATION, Tokens, tokenize

_LANDMARK: Final = v.PUNCT | v.COMP | v.CUE | v.CONJ | v.ATTRIBUTION | v.POSSESSED


class Mention(NamedTuple):
    """A mention, by tokens of its article (`last` included)."""

    first: int
    last: int
    start: int
    end: int
    type: str
    kind: str
    key: str | None
    name: str
    role: str | None


@dataclass(slots=True)
class Document:
    """One article.

    Attributes:
        article_id: Its id.
        text: Its text; all offsets count in it.
        flags: Bits of each token (see `vocabulary`).
        cue: For each token the index of the inflected cue it is, or -1.
        skip: Characters of clitics cut off each token before it was recognised.
        start: First code point of each token.
        end: Code point after it.
        sentence: Sentence of each token.
        breaks: 1 where a token begins a line, 2 where it begins a paragraph.
        bounds: First token of each sentence, and the number of tokens at the end.
        title_end: Number of tokens of the title.
        points: Landmarks: the tokens at which anything can begin or end.
        lines: Tokens that begin a line.
        mentions: Mentions by order of token.
        kinds: Classes of tokens already asked for (see `features`).
        shapes: Shapes of tokens already asked for.
        n: Number of tokens.
        at: For each token the index of the mention that covers it, or -1.
    """

    article_id: str
    text: str
    flags: list[int]
    cue: list[int]
    skip: list[int]
    start: list[int]
    end: list[int]
    sentence: list[int]
    breaks: list[int]
    bounds: list[int]
    title_end: int
    points: list[int]
    lines: list[int]
    mentions: list[Mention] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)
    shapes: dict[int, str] = field(default_factory=dict)
    n: int = 0

    def __post_init__(self) -> None:
        self.n = len(self.start)

    def points_in(self, a: int, b: int) -> list[int]:
        """Landmarks among tokens a to b-1: punctuation, cues, complementisers, conjunctions, attributions."""
        points = self.points
        return points[bisect_left(points, a) : bisect_left(points, b)]

    def word(self, i: int) -> str:
        """The characters of token `i`."""
        return self.text[self.start[i] : self.end[i]]

    def span(self, i: int, j: int) -> str:
        """The characters from token `i` to token `j`, both included."""
        return self.text[self.start[i] : self.end[j]]

    def clitic(self, i: int) -> str:
        """The clitics cut off token `i` before it was recognised."""
        k = self.skip[i]
        return self.text[self.start[i] : self.start[i] + k] if k else ""

    def sentence_first(self, i: int) -> int:
        """First token of the sentence of token `i`."""
        return self.bounds[self.sentence[i]]

    def sentence_end(self, i: int) -> int:
        """Token after the last of the sentence of token `i`."""
        return self.bounds[self.sentence[i] + 1]


def documents(articles: pl.DataFrame, mentions: pl.DataFrame) -> Iterator[Document]:
    """Tokenises a batch once and hands out its articles.

    Args:
        articles: Rows of `articles`.
        mentions: Rows of `mentions` of the same articles.

    Yields:
        One document an article, in order.
    """
    ids, texts, titles = articles["article_id"].to_list(), articles["text"].to_list(), articles["title"].to_list()
    tokens = tokenize(texts)
    words = v.vocabulary()
    n = len(tokens)
    flags, cue, skip = np.zeros(n, np.int32), np.full(n, -1, np.int32), np.zeros(n, np.int32)
    if n:
        hits = words.lexicon.find(tokens, clitics="وفبكل")
        flags[hits.token] = words.flags[hits.entry]
        cue[hits.token] = words.cue[hits.entry]
        skip[hits.token] = hits.skip
        marks = np.flatnonzero(tokens.kind == PUNCTUATION)
        chars = tokens.chars[tokens.base[tokens.doc[marks]] + tokens.start[marks]]
        flags[marks] = np.where(chars < len(words.punctuation), words.punctuation[np.minimum(chars, len(words.punctuation) - 1)], 0)
        flags[marks] = np.where(flags[marks] == 0, v.OTHER_PUNCT, flags[marks])
    sentence = sentence_of(tokens)
    given = _Mentions(tokens, ids, mentions)
    cuts = np.flatnonzero(np.diff(sentence)) + 1
    landmarks = np.flatnonzero(flags & _LANDMARK)
    lines = np.flatnonzero(tokens.breaks)
    # plain lists are made an article at a time: lists of a whole batch cost the garbage collector more than they save
    arrays = (flags, cue, skip, tokens.start, tokens.end, sentence, tokens.breaks)
    edges = [np.searchsorted(places, tokens.first).tolist() for places in (cuts, landmarks, lines)]
    first = tokens.first.tolist()
    for d, article_id in enumerate(ids):
        a, b = first[d], first[d + 1]
        f, c, k, s, e, sent, br = (x[a:b].tolist() for x in arrays)
        inner, points, starts = ((places[edge[d] : edge[d + 1]] - a).tolist() for places, edge in zip((cuts, landmarks, lines), edges, strict=True))
        bounds = [0, *(x for x in inner if x), b - a]
        title_end = bisect_left(s, len(titles[d])) if titles[d] else 0
        rows, at = given.of(d, b - a)
        yield Document(article_id, texts[d], f, c, k, s, e, sent, br, bounds, title_end, points, starts, rows, at)


class _Mentions:
    """Mentions of a batch, placed on tokens all at once and handed out an article at a time."""

    def __init__(self, tokens: Tokens, ids: list[str], mentions: pl.DataFrame) -> None:
        order = pl.DataFrame({"article_id": ids, "doc": np.arange(len(ids), dtype=np.int64)}, schema={"article_id": pl.String, "doc": pl.Int64})
        frame = mentions.filter(pl.col("kind") != "pronoun").join(order, on="article_id").sort("doc", "start", "end", maintain_order=True)
        self.columns = [frame[c].to_list() for c in ("start", "end", "type", "kind", "entity_key", "name", "role")]
        doc, start, end = (frame[c].cast(pl.Int64).to_numpy() for c in ("doc", "start", "end"))
        self.edge = np.searchsorted(doc, np.arange(len(ids) + 1)).tolist()
        # an attached clitic belongs to the token but not to the mention: its token is the last that begins at or before it
        place = (tokens.doc.astype(np.int64) << 32) + tokens.start
        base = tokens.first[doc]
        self.first = np.maximum(np.searchsorted(place, (doc << 32) + start, "right") - 1, base) - base
        self.last = np.maximum(np.searchsorted(place, (doc << 32) + end, "left") - 1, base) - base

    def of(self, d: int, n: int) -> tuple[list[Mention], list[int]]:
        """The mentions of article `d`, and for each of its `n` tokens the index of the one that covers it, or -1."""
        a, b = self.edge[d], self.edge[d + 1]
        at = [-1] * n
        rows: list[Mention] = []
        if a == b or not n:
            return rows, at
        slices = (column[a:b] for column in self.columns)
        for i, j, s, e, type_, kind, entity_key, name, role in zip(self.first[a:b].tolist(), self.last[a:b].tolist(), *slices, strict=True):
            if j < i:
                continue
            if at[i] >= 0 and kind != "name":
                before = rows[at[i]]
                if kind == before.kind == "plural" and (before.first, before.last) == (i, j) and name not in before.name:
                    # الرئيسان: one row a member; together they are the speaker
                    rows[at[i]] = before._replace(name=f"{before.name} و{name}", key=None)
                continue
            at[i : j + 1] = [len(rows)] * (j - i + 1)
            # what `Mention(...)` does, without a call in Python for each
            rows.append(tuple.__new__(Mention, (i, j, s, e, type_, kind, entity_key, name, role)))
        return rows, at
