"""What the dateline of an article says: place, agency, day. Only reads; `cleaning` decides what stays.

A dateline stays in the text (it carries the place and often the day); a line that only names the author is removed by `cleaning`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from pipeline.articles.credits import EDGES, agencies_in, is_source, media_forms, place_in, squeezed
from pipeline.articles.patterns import spelled

#: How many characters a dateline takes at most.
DATELINE_LIMIT = 130
_DASHES = "-–—ـ_/|:："
#: No dateline without one of these.
_SIGN = re.compile(rf"[{_DASHES}(«\"“\d]")
_DIGIT = re.compile(r"\d")
#: Agency or author after ``place -``; several parts closed by a colon; what divides them.
_NAMED = re.compile(rf"\s*(?P<name>[^{_DASHES}\n.]{{2,40}}?)\s*(?:[{_DASHES}]|$)")
_CLOSED = re.compile(r"(?P<parts>[^\n:،,.؟!«\"“]{4,70}):\s")
_PARTED = re.compile(r"\s*[-–—ـ_/|]+\s*")


@dataclass(slots=True)
class Dateline:
    """What was read.

    Attributes:
        place: Place the report was written at.
        agencies: Agencies credited, in canonical form.
        date: The stamp between place and agency, as written.
        end: Where the dateline ends in the line.
        byline: Author named in it.
    """

    place: str | None = None
    agencies: list[str] = field(default_factory=list)
    date: str | None = None
    end: int = 0
    byline: str | None = None


@cache
def _dateline() -> re.Pattern[str]:
    day = r"\d{1,2} ?[-/ ] ?(?:\d{1,2}|\w+(?: \w+)?)(?: ?[-/ ] ?\d{4})?(?: ?(?:ه|م|هـ))?"
    stamp = spelled(rf"(?:{day})(?: الموافق (?:{day}))?")
    word = "[^\\W\\d_ـ]+(?:ـ+[^\\W\\d_ـ]+)*"
    place = rf"{word}(?:[ \u00a0]{word}){{0,3}}"
    return re.compile(
        rf"(?P<place>{place})?(?:[،,]\s*(?P<country>{place}))?\s*(?:\((?P<region>[^()]{{2,30}})\)\s*)?(?P<date>{stamp})?\s*(?P<lead>[{_DASHES}]{{0,3}})\s*(?:[(«\"“](?P<marked>[^()«»\"“”]{{2,40}})[)»\"”])?\s*(?P<dash>[{_DASHES}]{{1,3}})?",
    )


def read_dateline(line: str) -> Dateline:
    """Reads the dateline at the beginning of the first paragraph.

    Args:
        line: The first paragraph of the body.

    Returns:
        What stands there; all empty when the paragraph simply begins.
    """
    out = Dateline()
    head = line[:DATELINE_LIMIT]
    # parts between dashes, brackets and commas, as long as each is a place, an agency, a date or a short name
    if not _SIGN.search(head):
        return out
    m = _WAS().match(head) if _DIGIT.search(head) else None
    if m:
        out.place, out.date, out.end = m.group("place").strip(EDGES), m.group("date"), m.end()
        out.agencies = agencies_in(m.group("agency"))
        return out
    m = _dateline().match(head)
    if not m:
        return out
    place = place_in(m.group("place") or "")
    dash = m.group("dash") or m.group("lead")
    marked = m.group("marked") or m.group("region") or ""
    agencies = agencies_in(marked)
    medium = squeezed(marked) in media_forms() if marked else False
    if place and (dash or agencies or medium):
        out.place, out.date, out.end, out.agencies = place, m.group("date"), m.end(), agencies
        if not agencies:
            _after_dash(head, out)
    elif dash and (agencies or medium):
        out.place = (m.group("place") or "").strip(EDGES) or None
        out.date, out.end, out.agencies = m.group("date"), m.end(), agencies
    else:
        _dashed(head, out)
    return out


@cache
def _WAS() -> re.Pattern[str]:  # noqa: N802 -- named after the agency whose style it is
    """Place, Hijri and Gregorian day, agency: the style of the Saudi agency."""
    return re.compile(
        spelled(
            r"(?P<place>[^\d\n()]{2,40}?)\s*(?:\([^()\d]{2,30}\))?\s*(?P<date>\d{1,3} \w+(?: \w+)? \d{4} ?هـ?(?: ?الموافق \d{1,2} \w+(?: \w+)? \d{4} ?م?)?) ?(?P<agency>واس|وام|كونا|قنا|بنا|سانا|سبا)\b"
        )
    )


def _after_dash(head: str, out: Dateline) -> None:
    """An agency or author after ``place -``, closed by another dash or colon."""
    m = _NAMED.match(head, out.end)
    if m:
        found = agencies_in(m.group("name"))
        if found or (m.end() < len(head) and len(m.group("name").split()) <= 4 and is_source(m.group("name"))):
            out.agencies, out.end = found, m.end()


def _dashed(head: str, out: Dateline) -> None:
    """Author - outlet - place: in any order, closed by a colon."""
    m = _CLOSED.match(head)
    if not m:
        return
    parts = [p.strip() for p in _PARTED.split(m.group("parts")) if p.strip()]
    places = [p for p in parts if place_in(p)]
    found = [a for p in parts for a in agencies_in(p)]
    if len(parts) >= 2 and (places or found):
        out.place, out.agencies, out.end = (places[-1] if places else None), found, m.end()
        others = [p for p in parts if p not in places and not agencies_in(p) and not is_source(p) and 2 <= len(p.split()) <= 4]
        out.byline = others[0] if others else None
