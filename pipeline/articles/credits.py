"""Names of agencies, media and datelines' places: is this short stretch one of them? Where they stand in an article is asked elsewhere."""

from __future__ import annotations

import re
from functools import cache

from pipeline.articles.patterns import any_of, load, resource
from pipeline.text.chars import key

#: What may stand around a name in a dateline or credit.
EDGES = ' \u00a0\t"«»“”()[]*.,،:؛/-–—ـ_|'

_PADDING = re.compile(r"[\s.\u00a0«»“”\"']+")
#: What divides agencies that are credited together.
_PARTED = re.compile(r"[,،/\-–—|+()]| و ?(?=\w)")


@cache
def _agency_forms() -> dict[str, str]:
    out: dict[str, str] = {}
    for name, forms in load("agencies.yaml")["agencies"].items():
        for form in [name, *forms]:
            out[squeezed(form)] = name
    return out


@cache
def media_forms() -> frozenset[str]:
    """Folded names of media that sign datelines and are no agencies."""
    return frozenset(squeezed(m) for m in load("agencies.yaml")["media"])


@cache
def _places() -> frozenset[str]:
    names = [line for line in resource("places.txt").splitlines() if line and not line.startswith("#")]
    return frozenset(key(n) for n in names) | frozenset(key(n).removeprefix("ال") for n in names if n.startswith("ال"))


def squeezed(name: str) -> str:
    """Form in which names of agencies are compared: folded, without blanks, dots and quotation marks."""
    return _PADDING.sub("", key(name))


def agencies_in(text: str) -> list[str]:
    """Agencies a short stretch names: alone, or several divided by comma, dash, slash or و."""
    found = []
    whole = _agency_forms().get(squeezed(text))
    if whole:
        return [whole]
    for part in _PARTED.split(text):
        form = squeezed(part.strip(EDGES))
        name = _agency_forms().get(form) or _agency_forms().get(form.removeprefix("وكاله"))
        if name and name not in found:
            found.append(name)
    return found


def place_in(text: str) -> str | None:
    """The place a short stretch names, if it is one that datelines name."""
    bare = text.strip(EDGES)
    return bare if key(bare) in _places() else None


def is_source(name: str) -> bool:
    """Whether a name is a paper's, a channel's or some agency's, and so nobody's own."""
    return squeezed(name) in media_forms() or key(name).strip().startswith("وكال")


@cache
def credit() -> re.Pattern[str]:
    """A credit line: ``المصدر: …``, ``خدمة «…»``; group ``name`` is the source it names."""
    return re.compile(rf"{any_of(load('agencies.yaml')['credits'])}\s*[\"«“]?(?P<name>[^»\"”)\n]{{2,40}})")


def credited(text: str) -> list[str]:
    """Agencies that a credit line or the closing bracket of a text names."""
    bare = text.strip(EDGES)
    m = credit().match(bare)
    return agencies_in(m.group("name")) if m else agencies_in(bare) if len(bare) <= 40 else []


def is_wire(agencies: list[str]) -> bool:
    """Whether the credit names a news agency as the text's source."""
    vague = load("agencies.yaml")["vague"]
    return any(a not in vague for a in agencies)
