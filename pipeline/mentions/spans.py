"""The mentions of a batch while they are being worked on: parallel columns, one entry a mention. No finding and no linking happens here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

import numpy as np

from pipeline.text.chars import key
from pipeline.text.spans import begun
from pipeline.text.tokens import I32, Tokens


@lru_cache(maxsize=1 << 17)
def entity_key(kind: str, name: str) -> str:
    """What tells an entity from the others of its article: its type, or ``role`` for one known by a role alone, and its fullest name."""
    return folded_key(kind, key(name))


def folded_key(kind: str, folded: str) -> str:
    """The same of a name that is folded already."""
    return f"{kind}\x1f{folded}"


#: One mention, in the order of the columns of `SpanTable`.
Row = tuple[int, int, int, str, str, str | None, float, str, str, str, int]


@dataclass(slots=True)
class SpanTable:
    """Mentions of a batch of articles as parallel columns: names by `doc`, `start`, `end`, and after them what was added.

    Attributes:
        doc: Index of the article in the batch.
        start: First code point of the mention in its article.
        end: Code point after the last.
        type: PER, ORG or LOC.
        kind: name, role, pronoun, plural or metonym.
        role: Role beside the name, or None.
        score: Confidence, 0 to 1.
        method: What found it (see `schemas.vocab.MentionMethod`).
        entity_key: Entity inside the article (see `entity_key`); empty until resolved.
        name: Fullest name of the entity in the article; empty until resolved.
        head: For a role, pronoun or plural: position in this table of the mention it stands for, else -1.
    """

    doc: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    type: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    role: list[str | None] = field(default_factory=list)
    score: list[float] = field(default_factory=list)
    method: list[str] = field(default_factory=list)
    entity_key: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)

    @classmethod
    def of_names(cls, *, doc: list[int], start: list[int], end: list[int], type: list[str], score: list[float], method: list[str]) -> SpanTable:  # noqa: A002 - as the column
        """A table of names, none of them resolved."""
        n = len(doc)
        return cls(doc, start, end, type, ["name"] * n, [None] * n, score, method, [""] * n, [""] * n, [-1] * n)

    def __len__(self) -> int:
        return len(self.start)

    def extend(self, rows: Sequence[Row]) -> None:
        """Appends mentions; keeping the order is up to the caller."""
        # column by column, which costs a fraction of eleven lists grown mention by mention
        columns = (self.doc, self.start, self.end, self.type, self.kind, self.role, self.score, self.method, self.entity_key, self.name, self.head)
        for column, values in zip(columns, zip(*rows, strict=True), strict=bool(rows)):
            cast("list[object]", column).extend(values)

    def add(self, doc: int, start: int, end: int, type_: str, *, score: float = 1.0, name: str = "") -> None:
        """Appends a name."""
        self.extend([(doc, start, end, type_, "name", None, score, "tagger", "", name, -1)])

    def exact(self, texts: Sequence[str], i: int) -> str:
        """The very characters of mention `i`."""
        return texts[self.doc[i]][self.start[i] : self.end[i]]


def mention_tokens(tokens: Tokens, spans: SpanTable) -> tuple[I32, I32, I32]:
    """For every token the mention that covers it (-1 for none), and for every mention its first and its last token."""
    covered = np.full(len(tokens), -1, np.int32)
    n = len(spans)
    if not n or not len(tokens):
        return covered, np.empty(0, np.int32), np.empty(0, np.int32)
    doc = np.array(spans.doc, np.int64)
    first, last = begun(tokens, doc, np.array(spans.start, np.int64) + 1), begun(tokens, doc, np.array(spans.end, np.int64))
    size = np.maximum(last - first + 1, 0)
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    covered[np.repeat(first, size) + within] = np.repeat(np.arange(n, dtype=np.int32), size)
    return covered, first.astype(np.int32), last.astype(np.int32)
