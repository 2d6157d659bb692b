"""A batch of articles as this stage sees it: tokens with flags, sentences, mentions by token. Finds nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.quotes import vocabulary as v
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import PUNCTUATION, tokenize


class Mention(NamedTuple):
    """A mention, by tokens of its article (`last` included)."""

    first: int
    last: int
    start: int
    end: int
    type: str
    kind: str
    key: str
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
        mentions: Mentions by order of token.
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
    mentions: list[Mention] = field(default_factory=list)
    at: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.start)

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
    at, rows = _mentions_by_token(tokens.first, tokens.start, ids, mentions)
    lists = [a.tolist() for a in (flags, cue, skip, tokens.start, tokens.end, sentence, tokens.breaks)]
    first = tokens.first.tolist()
    for d, article_id in enumerate(ids):
        a, b = first[d], first[d + 1]
        f, c, k, s, e, sent, br = (x[a:b] for x in lists)
        bounds = [0, *(np.flatnonzero(np.diff(sentence[a:b])) + 1).tolist(), b - a]
        title_end = _title_tokens(s, titles[d])
        yield Document(article_id, texts[d], f, c, k, s, e, sent, br, bounds, title_end, rows[d], at[a:b])


def _title_tokens(start: Sequence[int], title: str | None) -> int:
    if not title:
        return 0
    return int(np.searchsorted(np.asarray(start), len(title)))


def _mentions_by_token(first: np.ndarray, start: np.ndarray, ids: list[str], mentions: pl.DataFrame) -> tuple[list[int], list[list[Mention]]]:
    """For every token of the batch the mention that covers it, and the mentions of every article."""
    at = np.full(len(start), -1, np.int32)
    rows: list[list[Mention]] = [[] for _ in ids]
    number = {article_id: d for d, article_id in enumerate(ids)}
    if len(mentions):
        columns = ("article_id", "start", "end", "type", "kind", "entity_key", "name", "role")
        for article_id, s, e, kind_of, kind, entity_key, name, role in mentions.sort("article_id", "start", "end").select(columns).iter_rows():
            d = number.get(article_id)
            if d is None or kind == "pronoun":
                continue
            a, b = int(first[d]), int(first[d + 1])
            # an attached clitic belongs to the token but not to the mention
            i = a + max(0, int(np.searchsorted(start[a:b], s, "right")) - 1)
            j = a + max(0, int(np.searchsorted(start[a:b], e, "left")) - 1)
            if j < i or (at[i] >= 0 and kind != "name"):
                continue
            at[i : j + 1] = len(rows[d])
            rows[d].append(Mention(i - a, j - a, s, e, kind_of, kind, entity_key, name, role))
    return at.tolist(), rows
