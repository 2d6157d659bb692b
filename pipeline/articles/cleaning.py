"""Which stretches of a plain text are the article, and what the others are. Nothing is changed: stretches are kept or removed.

Losing a sentence of the article is worse than leaving a link in it, so every rule asks for more than one sign: the words, the
place in the text, the length. Dates, languages and ids are not read here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.articles.byline import author_head, is_author_line
from pipeline.articles.dateline import read_dateline
from pipeline.articles.inline import embedded, inside
from pipeline.articles.patterns import SENTENCE_END, line_kinds, related_opener, share_words, stamp_line, strong_tail, tail_patterns
from pipeline.text.chars import key
from schemas.vocab import BlockKind

#: Longest line that can be a whole-line furniture (longer ones are looked at only for what is glued in).
LINE_LIMIT = 420
#: A headline below "related links" is no longer than this, and has at most so many companions.
HEADLINE_LIMIT, HEADLINES_MAX = 120, 10
#: A repeated title and a line with the date stand before the body, among the first lines; a date line is no longer than this.
NEAR_TOP, STAMP_LIMIT = 5, 100
#: A line that names the author is no longer than this.
AUTHOR_LIMIT = 70
#: Shortest and longest pull quote; within how many lines its sentence stands.
PULL_QUOTE, PULL_REACH = (25, 330), 80
#: How far from the end of the text a footer may begin.
TAIL_WINDOW = 420

_OPENING, _CLOSING, _EDGE = '"“«„', '"”»', '.,،؛:!?؟"“”«»()'
_WORD = re.compile(r"\S+")
_BULLET = "•●▪■◾◦‣·*-–—►▶»›"
#: Where a footer may begin: after the end of a sentence or a line.
_AFTER_STOP = re.compile(r"[\n.!?؟…۔”\"»)\]}][\s\u00a0]*")
#: White space and what is as good as it at the ends of a line: zero-width and direction marks.
_EMPTY = " \t\x1c\x1d\x1e\x1f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff\u200b\u200e\u200f\u202a\u202b\u202c"
_SPLIT = re.compile(r"[^\n\r\u2028\u2029\x85\x0b\x0c]+")


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


class _Line(NamedTuple):
    start: int
    end: int
    text: str
    blank_before: bool


def _lines(text: str) -> list[_Line]:
    out: list[_Line] = []
    blank, last = False, 0
    for m in _SPLIT.finditer(text):
        raw = m.group()
        line = raw.strip(_EMPTY)
        if not line:
            blank = True
            continue
        gap = text.count("\n", last, m.start())
        start = m.start() + raw.index(line[0])
        out.append(_Line(start, start + len(line), line, bool(out) and (blank or gap > 1)))
        blank, last = False, m.end()
    return out


def letters_of(text: str) -> str:
    """Letters and digits only, folded: what two spellings of one line have in common."""
    return "".join(ch for ch in key(text) if ch.isalnum())


def looks_like_headline(line: str) -> bool:
    """Whether a line could be a headline in a list of links: short, and without the full stop of a sentence."""
    return len(line) <= HEADLINE_LIMIT and not line.rstrip(SENTENCE_END[5:] + " \u00a0").endswith((".", "،", ":", "؛"))


def title_line(lines: list[_Line]) -> bool:
    """Whether the first line of a text without a given title is its title."""
    if len(lines) < 2:
        return False
    first, second = lines[0].text, lines[1]
    words = first.count(" ") + 1
    dateline = read_dateline(first)
    if dateline.agencies or dateline.date or is_author_line(first):
        return False
    return (
        len(first) <= 160
        and words >= 2
        and not first.endswith((".", "،", ":", "؛", "-", "–"))
        and (second.blank_before or len(second.text) > len(first))
        and not first.startswith(tuple(_BULLET))
    )


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


def _head(text: str, line: _Line) -> int:
    """Where the article begins in its first line, after a share bar glued to it; the line's start if there is none."""
    first = _WORD.match(text, line.start, line.end)
    if not first or not _share_run([first]):
        return line.start
    words = list(_WORD.finditer(text, line.start, min(line.end, line.start + 200)))
    n = _share_run(words)
    if n and (n >= 3 or key(" ".join(m.group() for m in words[:n])) == "next previous"):
        return words[n].start() if n < len(words) else line.end
    return line.start


def _tail(text: str, floor: int) -> tuple[int, str] | None:
    """Where a footer begins that runs to the end of the text, and what kind it is."""
    low = max(floor, len(text) - TAIL_WINDOW)
    length = len(text.rstrip())
    plain = strong_tail().search(text, low)
    if plain and not _holds_sentence(text, plain.start()):
        return plain.start(), BlockKind.SHARE.value
    for m in _AFTER_STOP.finditer(text, low):
        at = m.end()
        if at >= length:
            break
        for kind, limit, pattern in tail_patterns():
            if length - at <= limit and pattern.match(text, at) and not _holds_sentence(text, at):
                return at, kind
    return None


def _holds_sentence(text: str, start: int) -> bool:
    """Whether a line below the first one of a supposed footer is a sentence: then it is no footer."""
    _, _, rest = text[start:].partition("\n")
    return any(len(line) > 50 and line.rstrip(_EMPTY)[-1:] in SENTENCE_END and not line_kinds().fullmatch(line.strip(_EMPTY)) for line in rest.splitlines())


def clean(text: str, title: str | None) -> Cleaned:
    """Takes a plain text apart.

    Args:
        text: The text as it came in.
        title: Title given beside it, if any; otherwise the first line may be one.

    Returns:
        Its stretches: every character that is not white space (or invisible at the end of a line) lies in exactly one of them.
    """
    out = Cleaned()
    lines = _lines(text)
    if not lines:
        return out
    removed: list[tuple[int, int, BlockKind]] = []
    first = 0
    title_end = -1
    if not title and title_line(lines):
        out.has_title = True
        title = lines[0].text
        title_end = lines[0].end
        out.pieces.append(Piece(BlockKind.TITLE, lines[0].start, lines[0].end, kept=True))
        first = 1
    title_letters = letters_of(title) if title else ""

    begin = _head(text, lines[first])
    if begin > lines[first].start:
        removed.append((lines[first].start, begin, BlockKind.SHARE))
    named = author_head(text[begin : lines[first].end])
    if named:
        removed.append((begin, begin + named, BlockKind.BYLINE))
    tail = _tail(text, max(begin, title_end))
    stop = tail[0] if tail else len(text)
    if tail:
        removed.append((stop, len(text.rstrip()), BlockKind(tail[1])))

    i = first
    body = False
    while i < len(lines):
        line = lines[i]
        i += 1
        if line.start >= stop:
            break
        if len(line.text) <= LINE_LIMIT:
            used = _short_line(lines, i - 1, title_letters, removed, out.flags, near_top=not body and i - 1 - first < NEAR_TOP)
            if used:
                i += used - 1
                continue
        body = True
        removed.extend(inside(text, line.start, line.end))
    if "(@" in text:
        removed.extend(embedded(text, title_end + 1))
    _pieces(text, lines[first:], removed, out)
    return out


def _short_line(lines: list[_Line], i: int, title_letters: str, removed: list[tuple[int, int, BlockKind]], flags: list[str], *, near_top: bool) -> int:
    """Number of lines from `i` on that are no article text; they are added to `removed`."""
    line = lines[i]
    text = line.text
    m = line_kinds().fullmatch(text)
    if m and m.lastgroup:
        kind = BlockKind(m.lastgroup)
        removed.append((line.start, line.end, kind))
        if "لمزيد" in text:
            flags.append("truncated")
        if kind is BlockKind.CAPTION and i + 1 < len(lines) and letters_of(lines[i + 1].text) and letters_of(lines[i + 1].text) in letters_of(text):
            removed.append((lines[i + 1].start, lines[i + 1].end, kind))
            return 2
        return 1
    if text[0] in _BULLET and i + 1 < len(lines):
        bare = letters_of(text)
        if bare and bare == letters_of(lines[i + 1].text):
            removed.extend((x.start, x.end, BlockKind.CAPTION) for x in lines[i : i + 2])
            return 2
    if near_top and i + 1 < len(lines) and len(text) < min(AUTHOR_LIMIT, len(lines[i + 1].text)) and is_author_line(text):
        removed.append((line.start, line.end, BlockKind.BYLINE))
        return 1
    if near_top and len(text) <= STAMP_LIMIT and any(ch.isdigit() for ch in text) and stamp_line().fullmatch(text):
        removed.append((line.start, line.end, BlockKind.DATELINE))
        return 1
    if text[0] in _OPENING and text.rstrip(".")[-1] in _CLOSING and i and _is_pull_quote(lines, i):
        # the name under it, if there is one, belongs to it
        n = 2 if i + 1 < len(lines) and len(lines[i + 1].text) <= 90 and lines[i + 1].text[-1] not in SENTENCE_END + ":،؛" and i + 2 < len(lines) else 1
        removed.extend((x.start, x.end, BlockKind.CAPTION) for x in lines[i : i + n])
        return n
    words = text.split()
    if _is_share_line(words):
        removed.append((line.start, line.end, BlockKind.SHARE))
        return 1
    m = related_opener().match(text)
    if m:
        n = _related(lines, i, m)
        if n:
            removed.extend((x.start, x.end, BlockKind.RELATED) for x in lines[i : i + n])
            return n
    if near_top and title_letters and abs(len(text) - len(title_letters)) < len(title_letters) and letters_of(text) == title_letters:
        removed.append((line.start, line.end, BlockKind.TITLE))
        return 1
    return 0


def _is_pull_quote(lines: list[_Line], i: int) -> bool:
    """Whether a line is a sentence of the article set large in the margin: all of it in quotation marks, and said again in another line."""
    text = lines[i].text
    if len(text) < PULL_QUOTE[0] or len(text) > PULL_QUOTE[1] or lines[i - 1].text[-1] in ":،,":
        return False
    words = {key(w).strip(_EDGE) for w in text.split()}
    words = {w for w in words if len(w) > 2}
    if len(words) < 4:
        return False
    for j in range(max(0, i - PULL_REACH), min(len(lines), i + PULL_REACH)):
        other = lines[j]
        if j != i and len(other.text) >= 0.8 * len(text):
            found = {key(w).strip(_EDGE) for w in other.text.split()}
            if len(words & found) >= 0.85 * len(words):
                return True
    return False


def _is_share_line(words: list[str]) -> bool:
    every, first = share_words()
    if not 2 <= len(words) <= 12 or key(words[0].strip(".,،:|/()")) not in first:
        return False
    return all(w in every or not w for w in (key(w.strip(".,،:|/()")) for w in words))


def _related(lines: list[_Line], i: int, m: re.Match[str]) -> int:
    rest = m.group("rest").strip()
    if rest:
        # the link stands in the line of its opener
        if len(lines[i].text) > 190 or (not m.group("sep") and not m.group("strong")):
            return 0
        return 1 if m.group("sep") or not rest.endswith(".") else 0
    n = 1
    for line in lines[i + 1 : i + 1 + HEADLINES_MAX]:
        if not looks_like_headline(line.text) or (line.blank_before and n > 1 and line.text[0] not in _BULLET):
            break
        n += 1
    # a list that takes everything to the end of the text must not take the article's last paragraph with it
    return n


def _pieces(text: str, lines: list[_Line], removed: list[tuple[int, int, BlockKind]], out: Cleaned) -> None:
    """Fills `out.pieces`: what was removed, and what is left of the lines."""
    removed = _apart(removed)
    kept: list[tuple[int, int]] = []
    k = 0
    for line in lines:
        at = line.start
        while k < len(removed) and removed[k][1] <= at:
            k += 1
        j = k
        while j < len(removed) and removed[j][0] < line.end:
            if removed[j][0] > at:
                kept.append((at, removed[j][0]))
            at = max(at, removed[j][1])
            j += 1
        if at < line.end:
            kept.append((at, line.end))
    spans = []
    for a, b in kept:
        bare = text[a:b]
        left = len(bare) - len(bare.lstrip(_EMPTY))
        if left < len(bare):
            spans.append((a + left, a + len(bare.rstrip(_EMPTY))))
    pieces = [Piece(kind, a, b, kept=False) for a, b, kind in removed if b > a]
    pieces.extend(_kinds(text, spans, [a for a, _, _ in removed]))
    pieces.sort(key=lambda p: p.start)
    out.pieces.extend(pieces)


def _apart(removed: list[tuple[int, int, BlockKind]]) -> list[tuple[int, int, BlockKind]]:
    """Removed stretches in order; what two rules found belongs to the first."""
    out: list[tuple[int, int, BlockKind]] = []
    end = 0
    for a, b, kind in sorted(removed):
        if b > max(a, end):
            out.append((max(a, end), b, kind))
            end = b
    return out


def _kinds(text: str, spans: list[tuple[int, int]], cuts: list[int]) -> list[Piece]:
    """Lead, body and subheads; lines of the body that follow each other become one piece."""
    out: list[Piece] = []
    for n, (a, b) in enumerate(spans):
        if n == 0:
            out.append(Piece(BlockKind.LEAD, a, b, kept=True))
            continue
        if b - a <= 60 and n + 1 < len(spans) and spans[n + 1][1] - spans[n + 1][0] > 120 and text[b - 1] not in ".،:؛,!؟?…" and text[spans[n - 1][1] - 1] in SENTENCE_END:
            out.append(Piece(BlockKind.SUBHEAD, a, b, kept=True))
            continue
        last = out[-1]
        if last.kind is BlockKind.BODY and bisect_left(cuts, last.end) == bisect_right(cuts, a):
            out[-1] = Piece(BlockKind.BODY, last.start, b, kept=True)
        else:
            out.append(Piece(BlockKind.BODY, a, b, kept=True))
    return out
