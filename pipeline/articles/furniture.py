"""Whole lines that are no article text: share bars, captions, links to other articles, author lines, pull quotes, repeated titles.

Losing a sentence of the article is worse than leaving a link in it, so every rule asks for more than one sign: the words, the place in
the text, the length.
"""

from __future__ import annotations

import re

from pipeline.articles.byline import is_author_line
from pipeline.articles.lines import Lines
from pipeline.articles.patterns import SENTENCE_END, line_kinds, related_opener, share_words, stamp_line
from pipeline.articles.pieces import Cut
from pipeline.articles.signs import ODD
from pipeline.text.chars import key
from schemas.vocab import BlockKind

#: A headline below "related links" is no longer than this, and has at most so many companions.
HEADLINE_LIMIT, HEADLINES_MAX = 120, 10
#: A line with the date is no longer than this.
STAMP_LIMIT = 100
#: A line that names the author is no longer than this.
AUTHOR_LIMIT = 70
#: Shortest and longest pull quote; within how many lines its sentence stands.
PULL_QUOTE, PULL_REACH = (25, 330), 80
#: Marks of the items of a list.
BULLETS = "•●▪■◾◦‣·*-–—►▶»›"

_OPENING, _CLOSING, _EDGE = '"“«„', '"”»', '.,،؛:!?؟"“”«»()'
_NO_LETTERS = re.compile(r"[\W_]+")


def letters_of(text: str) -> str:
    """Letters and digits only, folded: what two spellings of one line have in common."""
    return _NO_LETTERS.sub("", key(text))


def looks_like_headline(line: str) -> bool:
    """Whether a line could be a headline in a list of links: short, and without the full stop of a sentence."""
    return len(line) <= HEADLINE_LIMIT and not line.rstrip(SENTENCE_END[5:] + " \u00a0").endswith((".", "،", ":", "؛"))


class Title:
    """The title, as lines are compared with it."""

    __slots__ = ("_letters", "_text")

    def __init__(self, text: str | None) -> None:
        self._text = text or ""
        self._letters: str | None = None

    def is_repeated_in(self, line: str) -> bool:
        """Whether a line has the letters of the title and no others."""
        first, other = key(self._text[:1]), key(line[:1])
        if first[:1] != other[:1] and first.isalnum() and other.isalnum():
            return False
        if self._letters is None:
            self._letters = letters_of(self._text)
        return 0 < len(line) < 2 * len(self._letters) and letters_of(line) == self._letters


def furniture(lines: Lines, i: int, title: Title, cuts: list[Cut], flags: list[str], *, near_top: bool) -> int:
    """Number of lines from `i` on that are no article text; they are added to `cuts`.

    Args:
        lines: The lines of the text.
        i: The line; not a long one.
        title: The title of the article.
        cuts: What is removed.
        flags: What is odd in the text.
        near_top: Whether the line stands before the body, among the first.
    """
    text = lines.line(i)
    following = lines.line(i + 1) if i + 1 < len(lines) else ""
    if lines.signs[i] & ODD:
        n = _by_words(lines, i, text, following, cuts, flags)
        if n:
            return n
    if near_top and following and len(text) < min(AUTHOR_LIMIT, len(following)) and is_author_line(text):
        return _cut(lines, i, 1, BlockKind.BYLINE, cuts)
    if near_top and len(text) <= STAMP_LIMIT and any(map(str.isdigit, text)) and stamp_line().fullmatch(text):
        return _cut(lines, i, 1, BlockKind.DATELINE, cuts)
    if lines.signs[i] & ODD:
        n = _by_form(lines, i, text, following, cuts)
        if n:
            return n
    if near_top and title.is_repeated_in(text):
        return _cut(lines, i, 1, BlockKind.TITLE, cuts)
    return 0


def _cut(lines: Lines, i: int, n: int, kind: BlockKind, cuts: list[Cut]) -> int:
    cuts.extend((lines.start[j], lines.end[j], kind) for j in range(i, i + n))
    return n


def _by_words(lines: Lines, i: int, text: str, following: str, cuts: list[Cut], flags: list[str]) -> int:
    """Lines told by their words alone, and captions that come twice."""
    m = line_kinds().fullmatch(text)
    if m and m.lastgroup:
        kind = BlockKind(m.lastgroup)
        if "لمزيد" in text:
            flags.append("truncated")
        is_doubled = kind is BlockKind.CAPTION and letters_of(following) and letters_of(following) in letters_of(text)
        return _cut(lines, i, 2 if is_doubled else 1, kind, cuts)
    if text[0] in BULLETS and following:
        bare = letters_of(text)
        if bare and bare == letters_of(following):
            return _cut(lines, i, 2, BlockKind.CAPTION, cuts)
    return 0


def _by_form(lines: Lines, i: int, text: str, following: str, cuts: list[Cut]) -> int:
    """Pull quotes, share bars and links to other articles."""
    if text[0] in _OPENING and text.rstrip(".")[-1] in _CLOSING and i and _is_pull_quote(lines, i):
        # the name under it, if there is one, belongs to it
        has_name = following and len(following) <= 90 and following[-1] not in SENTENCE_END + ":،؛" and i + 2 < len(lines)
        return _cut(lines, i, 2 if has_name else 1, BlockKind.CAPTION, cuts)
    if _is_share_line(text.split()):
        return _cut(lines, i, 1, BlockKind.SHARE, cuts)
    m = related_opener().match(text)
    return _cut(lines, i, _related(lines, i, m), BlockKind.RELATED, cuts) if m else 0


def _is_pull_quote(lines: Lines, i: int) -> bool:
    """Whether a line is a sentence of the article set large in the margin: all of it in quotation marks, and said again in another line."""
    text = lines.line(i)
    if len(text) < PULL_QUOTE[0] or len(text) > PULL_QUOTE[1] or lines.line(i - 1)[-1] in ":،,":
        return False
    words = {w for w in _words(text) if len(w) > 2}
    if len(words) < 4:
        return False
    return any(
        j != i and lines.end[j] - lines.start[j] >= 0.8 * len(text) and len(words & _words(lines.line(j))) >= 0.85 * len(words)
        for j in range(max(0, i - PULL_REACH), min(len(lines), i + PULL_REACH))
    )


def _words(text: str) -> set[str]:
    return {w.strip(_EDGE) for w in key(text).split()}


def _is_share_line(words: list[str]) -> bool:
    every, first = share_words()
    if not 2 <= len(words) <= 12 or key(words[0].strip(".,،:|/()")) not in first:
        return False
    return all(w in every or not w for w in (key(w.strip(".,،:|/()")) for w in words))


def _related(lines: Lines, i: int, m: re.Match[str]) -> int:
    """Number of lines that an opener of links takes with it."""
    rest = m.group("rest").strip()
    if rest:
        # the link stands in the line of its opener
        if lines.end[i] - lines.start[i] > 190 or (not m.group("sep") and not m.group("strong")):
            return 0
        return 1 if m.group("sep") or not rest.endswith(".") else 0
    n = 1
    for j in range(i + 1, min(len(lines), i + 1 + HEADLINES_MAX)):
        line = lines.line(j)
        if not looks_like_headline(line) or (lines.after_blank[j] and n > 1 and line[0] not in BULLETS):
            break
        n += 1
    # a list that takes everything to the end of the text must not take the article's last paragraph with it
    return n
