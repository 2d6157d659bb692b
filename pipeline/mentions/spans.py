"""The mentions of a batch while they are being worked on: parallel columns, one entry a mention. No finding and no linking happens here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.text.chars import key


def entity_key(kind: str, name: str) -> str:
    """What tells an entity from the others of its article: its type, or ``role`` for one known by a role alone, and its fullest name."""
    return f"{kind}\x1f{key(name)}"


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

    def add(
        self,
        doc: int,
        start: int,
        end: int,
        type_: str,
        *,
        kind: str = "name",
        role: str | None = None,
        score: float = 1.0,
        method: str = "tagger",
        entity_key: str = "",
        name: str = "",
        head: int = -1,
    ) -> None:
        """Appends a mention; keeping the order is up to the caller."""
        self.doc.append(doc)
        self.start.append(start)
        self.end.append(end)
        self.type.append(type_)
        self.kind.append(kind)
        self.role.append(role)
        self.score.append(score)
        self.method.append(method)
        self.entity_key.append(entity_key)
        self.name.append(name)
        self.head.append(head)

    def exact(self, texts: Sequence[str], i: int) -> str:
        """The very characters of mention `i`."""
        return texts[self.doc[i]][self.start[i] : self.end[i]]
