"""Who wrote an article: author lines of the source and of the text. What the dateline says is `dateline`'s matter."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipeline.articles.credits import EDGES, agencies_in, credit, credited, is_source, media_forms, place_in, squeezed
from pipeline.articles.patterns import any_of, load

#: What divides the parts of an author line.
_PARTED = re.compile(r"\s*[-–—_|/]+\s*|\s+ـ+\s+")
#: ``desk@paper.example (Name)``, as RSS wants authors written.
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+\s*\(?")
#: Longest head of a paragraph that may name author, outlet and place.
HEAD_LIMIT = 60
_HEAD = re.compile(rf"(?P<parts>[^\n:،,.؟!«\"“()]{{8,{HEAD_LIMIT}}}):\s")
#: ``«outlet» من place``, ``«outlet» - author``.
_OUTLET = re.compile(r"[«\"“](?P<outlet>[^»\"”]{2,30})[»\"”]\s*(?:من\s+(?P<place>.{2,30})|[-–—]\s*(?P<who>.{2,30}))")
_LISTED = re.compile(r"\s*[-–—|:：/_]+\s*|\s+ـ+\s+|\s*[،,]\s*")


class Signature(NamedTuple):
    """What an author line says.

    Attributes:
        author: The people it names, or None.
        place: The place it names, or None.
        agencies: Agencies it names.
    """

    author: str | None
    place: str | None
    agencies: list[str]


def signature(line: str, outlet: str | None) -> Signature:
    """Takes an author line apart.

    Args:
        line: E.g. ``كتب - فلان`` or ``فلان – الصحيفة – المدينة``; a credit line (``المصدر: …``) names no author.
        outlet: Outlet that published the article; its own name is no author.
    """
    bare = _MAIL.sub(" ", line).strip(EDGES)
    if not bare or credit().match(bare):
        return Signature(None, None, credited(bare))
    parts = [p for p in (x.strip(EDGES) for x in _LISTED.split(bare)) if p]
    places = [p for p in parts if place_in(p)]
    agencies = [a for p in parts for a in agencies_in(p)]
    own = squeezed(outlet or "")
    names = [_label().sub("", p, count=1).strip(EDGES) for p in parts if p not in places and not agencies_in(p) and not is_source(p) and squeezed(p) != own]
    names = [n for n in names if n]
    # beside a name of two words, a single word is a town or a paper
    if len(parts) > 1:
        names = [n for n in names if len(n.split()) > 1]
    return Signature("، ".join(names) or None, places[-1] if places else None, agencies)


@cache
def _label() -> re.Pattern[str]:
    """Words that announce an author."""
    return re.compile(r"^" + any_of(load("agencies.yaml")["author_labels"]) + r"(?=\s|$)", re.IGNORECASE)


def is_author_line(line: str) -> bool:
    """Whether a line by itself only says who wrote and where: two or three short parts between dashes, none of them an agency.

    A line with an agency is a dateline and stays; so does a line that is a place alone.

    Args:
        line: A short line above the body.
    """
    if line[-1] in ".؟!،؛" or any(c.isdigit() for c in line):
        return False
    m = _OUTLET.fullmatch(line)
    if m:
        return bool(m.group("who") or place_in(m.group("place") or "") or len((m.group("place") or "").split()) <= 2)
    parts = [p.strip(EDGES) for p in _PARTED.split(line.rstrip(":"))]
    if not 2 <= len(parts) <= 3 or any(not 1 <= len(p.split()) <= 4 for p in parts):
        return False
    vague = load("agencies.yaml")["vague"]
    return not any(a not in vague for p in parts for a in agencies_in(p))


def author_head(text: str, start: int, stop: int) -> int:
    """Where ``Author - outlet - place:`` or ``outlet - place:`` at the beginning of a paragraph ends; 0 if it does not begin so.

    The place must stand next to the colon, and a name of two words or more before it: ``place - somebody said:`` is the article's own.

    Args:
        text: The whole text.
        start: First character of its first paragraph.
        stop: Character after its last.
    """
    if text.find(":", start, min(stop, start + HEAD_LIMIT + 1)) < 0:
        return 0
    m = _HEAD.match(text, start, stop)
    if not m:
        return 0
    parts = [p.strip(EDGES) for p in _PARTED.split(m.group("parts")) if p.strip(EDGES)]
    if not 2 <= len(parts) <= 3 or not place_in(parts[-1]) or agencies_in(parts[0]):
        return 0
    if place_in(parts[0]):
        return 0
    return m.end() if 2 <= len(parts[0].split()) <= 4 or squeezed(parts[0]) in media_forms() else 0
