"""The stretches a cleaned text is made of: from what was removed and the lines to pieces in order. What is removed was decided by `cleaning`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.articles.lines import Lines
from pipeline.articles.patterns import SENTENCE_END
from pipeline.articles.signs import EMPTY
from schemas.vocab import BlockKind

#: A removed stretch: its first character, the character after its last, its kind.
Cut = tuple[int, int, BlockKind]


class Piece(NamedTuple):
    """One stretch of the text.

    Attributes:
        kind: What it is.
        start: Its first character.
        end: The character after its last.
        kept: Whether it is part of the article.
    """

    kind: BlockKind
    start: int
    end: int
    kept: bool


@dataclass(slots=True)
class Cleaned:
    """A text taken apart.

    Attributes:
        pieces: Its stretches in order; white space lies between them.
        has_title: Whether the first kept piece is the title.
        flags: What was odd.
    """

    pieces: list[Piece] = field(default_factory=list)
    has_title: bool = False
    flags: list[str] = field(default_factory=list)


def pieces_of(lines: Lines, first: int, cuts: list[Cut]) -> list[Piece]:
    """What was removed, and what is left of the lines.

    Args:
        lines: The lines of the text.
        first: The first that is not the title.
        cuts: What was removed, in any order; what two rules found belongs to the first.
    """
    text = lines.text
    if not cuts:
        return _kinds(text, list(zip(lines.start[first:], lines.end[first:], strict=True)), [])
    removed = _apart(cuts)
    kept: list[tuple[int, int]] = []
    k = 0
    for begin, end in zip(lines.start[first:], lines.end[first:], strict=True):
        at = begin
        while k < len(removed) and removed[k][1] <= at:
            k += 1
        j = k
        while j < len(removed) and removed[j][0] < end:
            if removed[j][0] > at:
                kept.append((at, removed[j][0]))
            at = max(at, removed[j][1])
            j += 1
        if at < end:
            kept.append((at, end))
    spans = []
    for a, b in kept:
        bare = text[a:b]
        left = len(bare) - len(bare.lstrip(EMPTY))
        if left < len(bare):
            spans.append((a + left, a + len(bare.rstrip(EMPTY))))
    pieces = [Piece(kind, a, b, kept=False) for a, b, kind in removed if b > a]
    pieces.extend(_kinds(text, spans, [a for a, _, _ in removed]))
    pieces.sort(key=lambda p: p.start)
    return pieces


def _apart(cuts: list[Cut]) -> list[Cut]:
    """Removed stretches in order, without overlap."""
    out: list[Cut] = []
    end = 0
    for a, b, kind in sorted(cuts):
        if b > max(a, end):
            out.append((max(a, end), b, kind))
            end = b
    return out


def _kinds(text: str, spans: list[tuple[int, int]], cuts: list[int]) -> list[Piece]:
    """Lead, body and subheads; lines of the body that follow each other become one piece."""
    out: list[Piece] = []
    body = -1  # where the piece of the body begins that may go on
    last = -1
    for n, (a, b) in enumerate(spans):
        if n == 0:
            out.append(Piece(BlockKind.LEAD, a, b, kept=True))
            continue
        if b - a <= 60 and n + 1 < len(spans) and spans[n + 1][1] - spans[n + 1][0] > 120 and text[b - 1] not in ".،:؛,!؟?…" and text[spans[n - 1][1] - 1] in SENTENCE_END:
            if body >= 0:
                out.append(Piece(BlockKind.BODY, body, last, kept=True))
                body = -1
            out.append(Piece(BlockKind.SUBHEAD, a, b, kept=True))
            continue
        if body >= 0 and cuts and bisect_left(cuts, last) != bisect_right(cuts, a):
            out.append(Piece(BlockKind.BODY, body, last, kept=True))
            body = -1
        if body < 0:
            body = a
        last = b
    if body >= 0:
        out.append(Piece(BlockKind.BODY, body, last, kept=True))
    return out
