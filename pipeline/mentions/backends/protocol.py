"""What every name tagger gives, and how labels of other schemes are read. No tagger stands here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, Protocol

#: Labels of the usual schemes (CoNLL, OntoNotes, ANERcorp, Wojood) -> ours; what is not listed is dropped.
LABELS: Final = {
    "PER": "PER", "PERS": "PER", "PERSON": "PER",
    "ORG": "ORG", "ORGANIZATION": "ORG", "ORGANISATION": "ORG",
    "LOC": "LOC", "LOCATION": "LOC", "GPE": "LOC", "FAC": "LOC", "FACILITY": "LOC",
}  # fmt: skip


class Tagged(NamedTuple):
    """A name: code points of the text, half-open; PER, ORG or LOC; how sure the tagger is (0 to 1)."""

    start: int
    end: int
    label: str
    score: float


class NameTagger(Protocol):
    """Reads names out of a batch of texts."""

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Names of each text, in order, not overlapping."""
        ...


def pieces(text: str, longest: int) -> Iterator[tuple[int, str]]:
    """A text in pieces of at most `longest` characters where that can be, cut at line ends, else at full stops, else at blanks."""
    at = 0
    while at < len(text):
        end = min(len(text), at + longest)
        if end < len(text):
            cut = max(text.rfind("\n", at + 1, end), text.rfind(". ", at + 1, end))
            cut = cut if cut > at else text.rfind(" ", at + 1, end)
            end = cut + 1 if cut > at else end
        yield at, text[at:end]
        at = end


def tidy(found: Sequence[Tagged]) -> list[Tagged]:
    """In order, our labels only, the surer of two that overlap."""
    kept: list[Tagged] = []
    for t in sorted(found, key=lambda t: (-t.score, t.start, -t.end)):
        label = LABELS.get(t.label.upper().removeprefix("B-").removeprefix("I-"))
        if label and t.start < t.end and all(t.end <= k.start or t.start >= k.end for k in kept):
            kept.append(Tagged(t.start, t.end, label, min(1.0, max(0.0, t.score))))
    return sorted(kept)
