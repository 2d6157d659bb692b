"""Which stretches of a plain text are the article, and what the others are. Nothing is changed: stretches are kept or removed.

Here stands the order in which the rules are asked; the rules themselves stand in `furniture` (whole lines), `ends` (what is glued to the
first and the last line) and `inline` (what is glued into a line). Dates, languages and ids are not read here.
"""

from __future__ import annotations

from pipeline.articles.byline import author_head
from pipeline.articles.ends import has_title_line, head_end, tail
from pipeline.articles.furniture import Title, furniture
from pipeline.articles.inline import embedded, inside
from pipeline.articles.lines import Lines, lines_of
from pipeline.articles.pieces import Cleaned, Cut, Piece, pieces_of
from pipeline.articles.signs import LINK, ODD, WIDGET
from schemas.vocab import BlockKind

#: Longest line that can be a whole-line furniture (longer ones are looked at only for what is glued in).
LINE_LIMIT = 420
#: A repeated title and a line with the date stand before the body, among the first lines.
NEAR_TOP = 5


def clean(text: str, title: str | None) -> Cleaned:
    """Takes a plain text apart.

    Args:
        text: The text as it came in.
        title: Title given beside it, if any; otherwise the first line may be one.

    Returns:
        Its stretches: every character that is not white space (or invisible at the end of a line) lies in exactly one of them.
    """
    return cleaned(lines_of([text])[0], title)


def cleaned(lines: Lines, title: str | None) -> Cleaned:
    """Like `clean`, of a text whose lines were found along with those of others."""
    out = Cleaned()
    if not len(lines):
        return out
    text = lines.text
    cuts: list[Cut] = []
    first = 0
    title_end = -1
    if not title and has_title_line(lines):
        out.has_title = True
        title = lines.line(0)
        title_end = lines.end[0]
        out.pieces.append(Piece(BlockKind.TITLE, lines.start[0], title_end, kept=True))
        first = 1

    begin = head_end(lines, first)
    if begin > lines.start[first]:
        cuts.append((lines.start[first], begin, BlockKind.SHARE))
    named = author_head(text, begin, lines.end[first])
    if named:
        cuts.append((begin, named, BlockKind.BYLINE))
    footer = tail(lines, max(begin, title_end))
    stop = footer[0] if footer else len(text)
    if footer:
        cuts.append((stop, len(text.rstrip()), footer[1]))

    _lines(lines, first, stop, Title(title), cuts, out.flags)
    if "(@" in text:
        cuts.extend(embedded(text, title_end + 1))
    out.pieces.extend(pieces_of(lines, first, cuts))
    return out


def _lines(lines: Lines, first: int, stop: int, title: Title, cuts: list[Cut], flags: list[str]) -> None:
    """Removes whole lines, and what is glued into the others."""
    signs, start, end = lines.signs, lines.start, lines.end
    i, in_body = first, False
    while i < len(start) and start[i] < stop:
        near_top = not in_body and i - first < NEAR_TOP
        if (near_top or signs[i] & ODD) and end[i] - start[i] <= LINE_LIMIT:
            used = furniture(lines, i, title, cuts, flags, near_top=near_top)
            if used:
                i += used
                continue
        in_body = True
        if signs[i] & (WIDGET | LINK):
            cuts.extend(inside(lines.text, start[i], end[i], widgets=bool(signs[i] & WIDGET), links=bool(signs[i] & LINK)))
        i += 1


__all__ = ["Cleaned", "Piece", "clean", "cleaned"]
