"""What a reporting frame is: its cue, its construction, where its words stand. Finds none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document
from pipeline.quotes.marks import Stretch
from pipeline.quotes.phrases import Phrase

# Constructions.
THAT, NOMINAL, MARKED, COLON, ATTRIBUTION, POSTPOSED, HEADLINE, LEADING = "that", "nominal", "marked", "colon", "attribution", "postposed", "headline", "leading"

LONG_STRETCH: Final = 5


@dataclass(slots=True)
class Report:
    """One reporting frame.

    Attributes:
        cue_first: First token of the cue.
        cue_last: Last token of the cue.
        form: The inflected cue; none for a headline colon or a preposition.
        mode: Construction.
        slot: Tokens [a, b) after the cue where a subject may stand.
        first: First token of the reported words; -1 when they stand before the cue or are marked only.
        begin: Code point where they begin.
        last: Last token of the reported words; -1 until known.
        stretch: Index of the marked stretch that is the whole complement, or -1.
        prefix: What stood before the complement (إلى, ب, …).
        gap: Tokens between cue and complement.
        score: How likely this is a report.
        speaker: Who speaks, once known.
        subject: Noun phrase found as its subject.
        subject_kind: Class of that phrase.
        shifted: First token and code point of the complement with its suffixed complementiser, where a marked stretch follows that.
    """

    cue_first: int
    cue_last: int
    form: v.CueForm | None
    mode: str
    slot: tuple[int, int]
    first: int = -1
    begin: int = -1
    last: int = -1
    stretch: int = -1
    prefix: str = "-"
    gap: int = 0
    score: float = 1.0
    speaker: object = None
    subject: Phrase | None = None
    subject_kind: str = "-"
    shifted: tuple[int, int] | None = None

    @property
    def tense(self) -> str:
        """Tense of the cue, or its construction where it has none."""
        return self.form.tense if self.form else self.mode


class Marks:
    """Marked stretches by token, so that cues can look them up."""

    def __init__(self, doc: Document, stretches: list[Stretch]) -> None:
        self.stretches = stretches
        self.texts = [doc.text[doc.start[s.first] : doc.end[s.last]] for s in stretches]
        self.counts = Counter(self.texts)
        self.cover = [-1] * doc.n
        self.opened: dict[int, int] = {}
        for n, s in enumerate(stretches):
            for k in range(s.first, s.last + 1):
                if self.cover[k] < 0 or s.depth == 0:
                    self.cover[k] = n
            self.opened[s.first - 1 if s.open_mark else s.first] = n

    def times(self, n: int) -> int:
        """How often the words of stretch `n` stand in marks."""
        return self.counts[self.texts[n]]

    def long(self, i: int) -> bool:
        """Whether token `i` stands inside a stretch longer than a name."""
        n = self.cover[i]
        return n >= 0 and self.stretches[n].last - self.stretches[n].first >= LONG_STRETCH - 1
