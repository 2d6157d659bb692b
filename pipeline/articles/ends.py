"""What stands before and behind an article in its own lines: the title, a share bar glued to the first word, footers. Whole lines are `furniture`'s matter."""

from __future__ import annotations

import re

from pipeline.articles.byline import is_author_line
from pipeline.articles.dateline import read_dateline
from pipeline.articles.furniture import BULLETS
from pipeline.articles.lines import Lines
from pipeline.articles.patterns import SENTENCE_END, line_kinds, share_words, strong_tail, tail_patterns
from pipeline.articles.signs import EMPTY, FOOTER_AFTER, ODD, TAIL_WINDOW
from pipeline.text.chars import key
from schemas.vocab import BlockKind

_WORD = re.compile(r"\S+")
#: Where a footer may begin: after the end of a sentence or a line.
_AFTER_STOP = re.compile(rf"[{re.escape(FOOTER_AFTER)}][\s\u00a0]*")


def has_title_line(lines: Lines) -> bool:
    """Whether the first line of a text without a given title is its title."""
    if len(lines) < 2:
        return False
    first = lines.line(0)
    if len(first) > 160 or first.count(" ") < 1 or first.endswith((".", "،", ":", "؛", "-", "–")) or first.startswith(tuple(BULLETS)):
        return False
    if not (lines.after_blank[1] or lines.end[1] - lines.start[1] > len(first)):
        return False
    dateline = read_dateline(first)
    return not (dateline.agencies or dateline.date or is_author_line(first))


def _share_run(words: list[re.Match[str]]) -> int:
    """How many words from the beginning are those of a share bar."""
    every, first = share_words()
    n = 0
    for m in words:
        w = key(m.group().strip(".,،:|/()"))
        if w and (w not in every or (n == 0 and w not in first)):
            break
        n += 1
    return n


def head_end(lines: Lines, i: int) -> int:
    """Where the article begins in its first line `i`, after a share bar glued to it; the line's start if there is none."""
    text, start, end = lines.text, lines.start[i], lines.end[i]
    first = _WORD.match(text, start, end) if lines.signs[i] & ODD else None
    if not first or not _share_run([first]):
        return start
    words = list(_WORD.finditer(text, start, min(end, start + 200)))
    n = _share_run(words)
    if n and (n >= 3 or key(" ".join(m.group() for m in words[:n])) == "next previous"):
        return words[n].start() if n < len(words) else end
    return start


def tail(lines: Lines, floor: int) -> tuple[int, BlockKind] | None:
    """Where a footer begins that runs to the end of the text, and what kind it is.

    Args:
        lines: The lines of the text.
        floor: Where the body begins.
    """
    if not lines.has_tail:
        return None
    text = lines.text
    low = max(floor, len(text) - TAIL_WINDOW)
    length = len(text.rstrip())
    plain = strong_tail().search(text, low)
    if plain and not _holds_sentence(text, plain.start()):
        return plain.start(), BlockKind.SHARE
    for m in _AFTER_STOP.finditer(text, low):
        at = m.end()
        if at >= length:
            break
        for kind, limit, pattern in tail_patterns():
            if length - at <= limit and pattern.match(text, at) and not _holds_sentence(text, at):
                return at, BlockKind(kind)
    return None


def _holds_sentence(text: str, start: int) -> bool:
    """Whether a line below the first one of a supposed footer is a sentence: then it is no footer."""
    _, _, rest = text[start:].partition("\n")
    return any(len(line) > 50 and line.rstrip(EMPTY)[-1:] in SENTENCE_END and not line_kinds().fullmatch(line.strip(EMPTY)) for line in rest.splitlines())
