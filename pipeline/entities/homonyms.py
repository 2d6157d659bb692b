"""Names that a country and a town share once vowel signs are folded: which of them an article means. Read by summaries; links nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from pipeline.entities.lists import read_yaml
from pipeline.entities.skeleton import name_form

#: What a name beside it counts, in countries of places beside it: مسقط tells more than قطر.
_NAMED = 3


class Sense(NamedTuple):
    """One of the places a name may mean.

    Attributes:
        name: What it is called where that is told.
        written: Spellings that nothing else has.
        countries: Countries whose places beside it speak for it.
        beside: Names, folded, that speak for it.
    """

    name: str
    written: frozenset[str]
    countries: frozenset[str]
    beside: frozenset[str]


@cache
def homonyms() -> dict[str, tuple[Sense, ...]]:
    """The senses of folded names (`countries.yaml`), first the country."""
    raw = read_yaml("countries.yaml")["homonyms"]
    return {
        name_form(name).text: tuple(Sense(s["name"], frozenset(s["written"]), frozenset(s["countries"]), frozenset(name_form(n).text for n in s["beside"])) for s in senses)
        for name, senses in raw.items()
    }


def meant(name: str, forms: Iterable[str], countries: Collection[str], others: Collection[str]) -> str:
    """The place an article means by a name that several have; where nothing tells, the last of them.

    Args:
        name: The name, folded.
        forms: How the article writes it.
        countries: Countries the article's other places lie in.
        others: Folded names of all it names.
    """
    senses, written = homonyms()[name], frozenset(forms)
    for sense in senses:
        if sense.written & written:
            return sense.name
    return max(reversed(senses), key=lambda s: len(s.countries.intersection(countries)) + _NAMED * len(s.beside.intersection(others))).name
