"""From the stretches of a document to `articles.text` and `articles.blocks`. No judgement: what is kept was decided by `cleaning`."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from pipeline.articles.pieces import Cleaned, Piece
from schemas.vocab import BlockKind


class Place(Protocol):
    """Where a character of the cleaned text stands in the raw document."""

    def __call__(self, start: int, end: int) -> tuple[int, int]:
        """Span in the raw document of a span of the text that was cleaned."""


class Block(NamedTuple):
    """One block of `articles.blocks`; `start` and `end` are None where it was removed, `raw_start` and `raw_end` where it is not in the raw text."""

    kind: str
    start: int | None
    end: int | None
    raw_start: int | None
    raw_end: int | None


class Assembled(NamedTuple):
    """An article's text.

    Attributes:
        text: Title, blank line, kept body.
        title: The title, if there is one; `text` begins with it.
        blocks: Its blocks, in the order of the raw document (a title given beside the text comes first).
        body: Where the body begins in `text`.
    """

    text: str
    title: str | None
    blocks: list[Block]
    body: int


def same(start: int, end: int) -> tuple[int, int]:
    """The place in a plain text: itself."""
    return start, end


def assemble(source: str, cleaned: Cleaned, title: str | None, place: Place = same) -> Assembled:
    """Joins the kept stretches.

    Args:
        source: The text that was cleaned.
        cleaned: Its stretches.
        title: Title given beside it, if any.
        place: Where stretches stand in the raw document.

    Returns:
        Text and blocks. Between two kept stretches stands what stood there, or, where something was removed, at most one blank line.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    head: str | None = None
    if title:
        head = title
        parts = [title]
        at = len(title)
        blocks.append(Block(BlockKind.TITLE.value, 0, at, None, None))
    body = at
    last: Piece | None = None
    cut: list[Piece] = []
    for piece in cleaned.pieces:
        raw_start, raw_end = place(piece.start, piece.end)
        if not piece.kept:
            blocks.append(Block(piece.kind.value, None, None, raw_start, raw_end))
            cut.append(piece)
            continue
        words = source[piece.start : piece.end]
        if piece.kind is BlockKind.TITLE:
            head = words
            gap = ""
        elif last is None:
            gap = "\n\n" if parts else ""
            body = at + len(gap)
        elif cut:
            gap = _joint(source, last, piece, cut)
        else:
            gap = source[last.end : piece.start]
        parts += [gap, words]
        start = at + len(gap)
        at = start + len(words)
        blocks.append(Block(piece.kind.value, start, at, raw_start, raw_end))
        cut = []
        last = piece if piece.kind is not BlockKind.TITLE else last
    return Assembled("".join(parts), head, blocks, body)


def _joint(source: str, last: Piece, piece: Piece, between: list[Piece]) -> str:
    """What to put where something was removed: a blank line, a new line or a blank, whichever stood on either side of it."""
    before = source.count("\n", last.end, between[0].start)
    after = source.count("\n", between[-1].end, piece.start)
    breaks = max(before, after)
    return "\n\n" if breaks > 1 else "\n" if breaks else " "
