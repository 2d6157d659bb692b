"""What is no part of the article although it stands inside a running line: links glued in, widgets, embedded posts of social networks.

Here the end of the foreign stretch has to be guessed, which whole lines never ask for. When in doubt the shorter stretch is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.articles.patterns import SENTENCE_END, related_inline, sentence_openers, widget
from pipeline.articles.pieces import Cut
from schemas.vocab import BlockKind

#: Longest headline that is looked for inside a running line.
INLINE_LIMIT = 130
#: How far before its signature an embedded post may begin.
POST_LIMIT = 460

_WORD = re.compile(r"\S+")
_GAP = re.compile(r"[ \u00a0\t]{2,}")
_STOP = re.compile(r"(?<![.،])[.؟!](?=[\s\u00a0])(?!\s\w{1,3}\.)")
_VERB_WITH_WAW = re.compile(
    r"(?<=[\s\u00a0])و[\u064b-\u0652]*(?:[يت][\u064b-\u0652]*[\u0621-\u064a](?:[\u0621-\u0652]{2,})|(?:أ|ا)[\u0621-\u0652]{2,4}(?=[\s\u00a0](?:ال|ان|أن|إن|مدير|وزير|عن|في|على|رئيس|أمير)))"
)
_WITH_WAW = re.compile(r"(?<=[\s\u00a0])و(?!ال)[\u0621-\u0652]{4,}(?=[\s\u00a0])")
#: The signature of an embedded post: picture link, name, handle, day.
_SIGNATURE = re.compile(
    r"(?:\s{0,3}(?:pic\.twitter\.com|https?://t\.co)/\w{1,40}){0,4}\s{0,3}[—–-]\s?[^\n()]{1,70}(?:\([^()\n]{1,30}\)\s?)?\s?\(@\w{1,30}\)\s+(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4}"
)
#: Where an embedded post may begin: glued to a full stop, or after one with a sign that posts begin with, or after one at all.
_GLUED = re.compile(r"(?<=[\u0621-\u0669”»\")][.؟!])(?=[^\s.\d”»\")،])|(?<=[.؟!”»\"])[\s\u00a0]+(?=[#\U0001f000-\U0001faff\u2600-\u27bf])")
_SENTENCE = re.compile(r"(?<![.،])[.؟!][”»\")]?(?:[\s\u00a0]+)(?=\w)|\n")
_TAGS_ONLY = re.compile(r"(?:[\s|]*#\w+)*[\s|]*")


def inside(text: str, start: int, stop: int, *, widgets: bool, links: bool) -> Iterator[Cut]:
    """Foreign stretches of one line.

    Args:
        text: The whole text.
        start: First character of the line.
        stop: Character after its last.
        widgets: Whether to look for widgets.
        links: Whether to look for links.

    Yields:
        First character, character after the last, kind.
    """
    if widgets:
        for m in widget().finditer(text, start, stop):
            yield *m.span(), BlockKind.SHARE
    if links:
        for a, b in _links(text, start, stop):
            yield a, b, BlockKind.RELATED


def embedded(text: str, floor: int) -> Iterator[Cut]:
    """Posts of social networks that a page embeds, from their first word to their signature.

    Args:
        text: The whole text.
        floor: Where the body begins.

    Yields:
        First character, character after the last, kind.
    """
    for m in _SIGNATURE.finditer(text):
        low = max(floor, m.start() - POST_LIMIT)
        begin = _post_begins(text, low, m.start(), at_floor=low == floor)
        yield begin, m.end(), BlockKind.RELATED
        floor = m.end()


def _post_begins(text: str, low: int, end: int, *, at_floor: bool) -> int:
    glued = [m.end() for m in _GLUED.finditer(text, low, end) if not _TAGS_ONLY.fullmatch(text, m.end(), end)]
    if glued:
        return glued[-1]
    ends = [m.end() for m in _SENTENCE.finditer(text, low, end) if not _TAGS_ONLY.fullmatch(text, m.end(), end)]
    lines = [e for e in ends if text[e - 1] == "\n"]
    stops = [e for e in ends if text[e - 1] != "\n"]
    # a post that fills lines of its own holds hashtags or links; else its last sentence is taken
    if lines and ("#" in text[lines[-1] : end] or "http" in text[lines[-1] : end]) and (not stops or stops[-1] < lines[-1]):
        return lines[-1]
    if stops:
        return stops[-1]
    return lines[-1] if lines else low if at_floor else end


def _links(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Links glued into a running line: their first and last character."""
    for m in related_inline().finditer(text, start, stop):
        before = text[max(start, m.start() - 3) : m.start()]
        at_start = m.start() - start < 4
        if not at_start and not (before[-1:].isspace() and (before.rstrip()[-1:] in SENTENCE_END or before[-2:].isspace())):
            continue
        glued = m.end() < stop and not m.group("sep") and m.group("section") is not None
        if not (glued or m.group("sep")):
            continue
        end = _headline_end(text, m.end(), stop)
        if end:
            yield m.start(), end


def _headline_end(text: str, start: int, stop: int) -> int:
    """Where a headline ends that is followed by running text without any mark.

    A gap of two blanks ends it; else the first word that begins a sentence (a connective, a reporting verb with و), else the first
    that looks like a verb with و, else a late word with و. Where none stands within the length of a headline, only the opener itself
    can be told for sure.
    """
    limit = min(stop, start + INLINE_LIMIT)
    gap = _GAP.search(text, start + 12, limit)
    if gap:
        return gap.start()
    full_stop = _STOP.search(text, start, limit)
    if full_stop:
        # the headline lies in the sentence that ends here
        limit = full_stop.start() + 1
    words = list(_WORD.finditer(text, start, limit))
    ends_here = full_stop is None and stop - start <= INLINE_LIMIT
    if len(words) < 4:
        return stop if ends_here else start
    for pattern, least in ((sentence_openers(), words[3].start()), (_VERB_WITH_WAW, start + 30), (_WITH_WAW, start + 40)):
        opener = pattern.search(text, least, limit)
        if opener:
            return opener.start() - 1
        if ends_here and text[stop - 1] not in ".؟!":
            break
    return stop if ends_here else start
