"""What the beginning and the end of an article say of where it comes from: place, agency, author. Only reads; cleaning decides what stays.

A dateline stays in the text (it carries the place and often the day); a line that only names the author is removed by `cleaning`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from pipeline.articles.patterns import any_of, load, resource, spelled
from pipeline.text.chars import key

#: How many characters a dateline takes at most.
DATELINE_LIMIT = 130
_DASHES = "-–—ـ_/|:："
_EDGES = ' \u00a0\t"«»“”()[]*.,،:؛/-–—ـ_|'


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
def _agency_forms() -> dict[str, str]:
    out: dict[str, str] = {}
    for name, forms in load("agencies.yaml")["agencies"].items():
        for form in [name, *forms]:
            out[_squeezed(form)] = name
    return out


@cache
def _media_forms() -> frozenset[str]:
    return frozenset(_squeezed(m) for m in load("agencies.yaml")["media"])


@cache
def _places() -> frozenset[str]:
    names = [line for line in resource("places.txt").splitlines() if line and not line.startswith("#")]
    return frozenset(key(n) for n in names) | frozenset(key(n).removeprefix("ال") for n in names if n.startswith("ال"))


@cache
def _dateline() -> re.Pattern[str]:
    day = r"\d{1,2} ?[-/ ] ?(?:\d{1,2}|\w+(?: \w+)?)(?: ?[-/ ] ?\d{4})?(?: ?(?:ه|م|هـ))?"
    stamp = spelled(rf"(?:{day})(?: الموافق (?:{day}))?")
    place = r"[^\W\d_]+(?:[ \u00a0][^\W\d_]+){0,3}"
    return re.compile(
        rf"(?P<place>{place})?(?:[،,]\s*(?P<country>{place}))?\s*(?:\((?P<region>[^()]{{2,30}})\)\s*)?(?P<date>{stamp})?\s*[{_DASHES}،,]{{0,3}}\s*(?:[(«\"“](?P<marked>[^()«»\"“”]{{2,40}})[)»\"”])?\s*(?P<dash>[{_DASHES}]{{1,3}})?",
    )


def _squeezed(name: str) -> str:
    """Form in which names of agencies are compared: folded, without blanks, dots and quotation marks."""
    return re.sub(r"[\s.\u00a0«»“”\"']+", "", key(name))


def agencies_in(text: str) -> list[str]:
    """Agencies a short stretch names: alone, or several divided by comma, dash, slash or و."""
    found = []
    whole = _agency_forms().get(_squeezed(text))
    if whole:
        return [whole]
    for part in re.split(r"[,،/\-–—|+()]| و ?(?=\w)", text):
        bare = part.strip(_EDGES)
        name = _agency_forms().get(_squeezed(bare)) or _agency_forms().get(_squeezed(bare).removeprefix("وكاله"))
        if name and name not in found:
            found.append(name)
    return found


def place_in(text: str) -> str | None:
    """The place a short stretch names, if it is one that datelines name."""
    bare = text.strip(_EDGES)
    return bare if key(bare) in _places() else None


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
    m = _WAS().match(head)
    if m:
        out.place, out.date, out.end = m.group("place").strip(_EDGES), m.group("date"), m.end()
        out.agencies = agencies_in(m.group("agency"))
        return out
    m = _dateline().match(head)
    if not m:
        return out
    place = place_in(m.group("place") or "")
    marked = m.group("marked") or m.group("region") or ""
    agencies = agencies_in(marked)
    medium = _squeezed(marked) in _media_forms() if marked else False
    if place and (m.group("dash") or agencies or medium):
        out.place, out.date, out.end, out.agencies = place, m.group("date"), m.end(), agencies
        if not agencies:
            _after_dash(head, out)
    elif agencies or medium:
        out.place = (m.group("place") or "").strip(_EDGES) or None if m.group("dash") else None
        out.date, out.end, out.agencies = m.group("date"), m.end(), agencies
    else:
        _dashed(head, out)
    return out


@cache
def _WAS() -> re.Pattern[str]:  # noqa: N802 -- named after the agency whose style it is
    """Place, Hijri and Gregorian day, agency: the style of the Saudi agency."""
    return re.compile(
        spelled(r"(?P<place>[^\d\n]{2,40}?) (?P<date>\d{1,2} \w+(?: \w+)? \d{4} ?هـ?(?: ?الموافق \d{1,2} \w+(?: \w+)? \d{4} ?م?)?) ?(?P<agency>واس|وام|كونا|قنا|بنا|سانا|سبا)\b")
    )


def _after_dash(head: str, out: Dateline) -> None:
    """An agency or author after ``place -``, closed by another dash or colon."""
    m = re.compile(rf"\s*(?P<name>[^{_DASHES}\n،,.]{{2,40}}?)\s*(?:[{_DASHES}]|$)").match(head, out.end)
    if m:
        found = agencies_in(m.group("name"))
        if found or (m.end() < len(head) and len(m.group("name").split()) <= 4 and _is_source(m.group("name"))):
            out.agencies, out.end = found, m.end()


def _is_source(name: str) -> bool:
    return _squeezed(name) in _media_forms() or key(name).strip().startswith("وكال")


def _dashed(head: str, out: Dateline) -> None:
    """Author - outlet - place: in any order, closed by a colon."""
    m = re.compile(r"(?P<parts>[^\n:،,.؟!«\"“]{4,70}):\s").match(head)
    if not m:
        return
    parts = [p.strip() for p in re.split(r"\s*[-–—ـ_/|]+\s*", m.group("parts")) if p.strip()]
    places = [p for p in parts if place_in(p)]
    found = [a for p in parts for a in agencies_in(p)]
    if len(parts) >= 2 and (places or found):
        out.place, out.agencies, out.end = (places[-1] if places else None), found, m.end()
        others = [p for p in parts if p not in places and not agencies_in(p) and not _is_source(p) and 2 <= len(p.split()) <= 4]
        out.byline = others[0] if others else None


@cache
def _credit() -> re.Pattern[str]:
    return re.compile(spelled(r"(?:المصدر ?[:：]|\* ?خدمه|بالاتفاق مع|\()") + any_of([r"\s*"]) + r"[«\"“]?(?P<name>[^»\"”)\n]{2,40})", re.IGNORECASE)


def author(line: str | None, outlet: str | None) -> str | None:
    """The people an author line names: without "written by", place, outlet and agency; None if nobody is left.

    Args:
        line: Author line of the source or the page.
        outlet: Outlet that published the article; its own name is no author.
    """
    if not line:
        return None
    names = []
    for part in re.split(r"\s*[-–—|:：/]+\s*|\s*[،,]\s*", line.strip(_EDGES + "*")):
        bare = part.strip(_EDGES)
        folded = _squeezed(bare)
        if bare and not _label().fullmatch(bare) and not place_in(bare) and not agencies_in(bare) and not _is_source(bare) and folded != _squeezed(outlet or ""):
            names.append(bare)
    return "، ".join(names) or None


@cache
def _parted() -> re.Pattern[str]:
    return re.compile(r"\s*[-–—ـ_|/]+\s*")


def is_author_line(line: str) -> bool:
    """Whether a line by itself only says who wrote and where: two or three short parts between dashes, none of them an agency.

    A line with an agency is a dateline and stays; so does a line that is a place alone.

    Args:
        line: A short line above the body.
    """
    if line[-1] in ".؟!،؛" or any(c.isdigit() for c in line):
        return False
    m = re.fullmatch(r"[«\"“](?P<outlet>[^»\"”]{2,30})[»\"”]\s*(?:من\s+(?P<place>.{2,30})|[-–—]\s*(?P<who>.{2,30}))", line)
    if m:
        return bool(m.group("who") or place_in(m.group("place") or "") or len((m.group("place") or "").split()) <= 2)
    parts = [p.strip(_EDGES) for p in _parted().split(line.rstrip(":"))]
    if not 2 <= len(parts) <= 3 or any(not 1 <= len(p.split()) <= 4 for p in parts):
        return False
    vague = load("agencies.yaml")["vague"]
    return not any(a not in vague for p in parts for a in agencies_in(p))


def author_head(line: str) -> int:
    """Length of ``Author - outlet - place:`` or ``outlet - place:`` at the beginning of a paragraph; 0 if it does not begin so.

    The place must stand next to the colon, and a name of two words or more before it: ``place - somebody said:`` is the article's own.

    Args:
        line: First paragraph.
    """
    m = re.match(r"(?P<parts>[^\n:،,.؟!«\"“()]{8,60}):\s", line)
    if not m:
        return 0
    parts = [p.strip(_EDGES) for p in _parted().split(m.group("parts")) if p.strip(_EDGES)]
    if not 2 <= len(parts) <= 3 or not place_in(parts[-1]) or agencies_in(parts[0]):
        return 0
    if place_in(parts[0]):
        return 0
    return m.end() if 2 <= len(parts[0].split()) <= 4 or _squeezed(parts[0]) in _media_forms() else 0


@cache
def _label() -> re.Pattern[str]:
    """Words that announce an author."""
    return re.compile(any_of(load("agencies.yaml")["author_labels"]))


def credited(text: str) -> list[str]:
    """Agencies that a credit line or the closing bracket of a text names."""
    m = _credit().match(text.strip())
    return agencies_in(m.group("name")) if m else agencies_in(text) if len(text) <= 40 else []


def is_wire(agencies: list[str]) -> bool:
    """Whether the credit names a news agency as the text's source."""
    vague = load("agencies.yaml")["vague"]
    return any(a not in vague for a in agencies)
