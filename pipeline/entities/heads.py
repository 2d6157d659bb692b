"""Words that stand first in names of organisations and places, or last in those of places, by what they say of the name (`heads.yaml`).

Nothing is known here of names themselves: those are in `gazetteer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.entities.lists import read_yaml
from pipeline.entities.skeleton import without_article
from pipeline.text.chars import key


@dataclass(frozen=True, slots=True)
class Heads:
    """First words of names.

    Attributes:
        organisations: Folded head -> the groups it belongs to.
        distinct: Groups whose heads name a body each.
        honorifics: Words before a person's name that are no part of it, folded, longest first.
        sovereigns: Folded first words of the roles of those who are called by their first name.
        generic: Folded first words of names that every country has a body of.
        generic_alone: The same, where they are the whole name.
        states: Folded heads of names of states.
        administrative: Folded heads of places that may be left out.
        facilities: Folded heads that make a place of their own.
        directions: Folded adjectives that are names of provinces after a head without article.
        epithets: Folded words behind a place's name that leave it the same place.
        renewed: The same that make another place of any.
    """

    organisations: dict[str, frozenset[str]]
    distinct: frozenset[str]
    honorifics: tuple[tuple[str, ...], ...]
    sovereigns: frozenset[str]
    generic: frozenset[str]
    generic_alone: frozenset[str]
    states: frozenset[str]
    administrative: frozenset[str]
    facilities: frozenset[str]
    directions: frozenset[str]
    epithets: frozenset[str]
    renewed: frozenset[str]


@cache
def heads() -> Heads:
    """Heads of names of organisations and places."""
    data = read_yaml("heads.yaml")
    groups: dict[str, set[str]] = {}
    for group, words in data["organisations"].items():
        for word in words:
            groups.setdefault(without_article(key(word)), set()).add(group)
    places = data["places"]
    return Heads(
        {w: frozenset(g) for w, g in groups.items()},
        frozenset(data["distinct"]),
        tuple(sorted((tuple(key(h).split()) for h in data["honorifics"]), key=len, reverse=True)),
        frozenset(key(w) for w in data["sovereigns"]),
        frozenset(without_article(key(w)) for w in data["generic"]),
        frozenset(without_article(key(w)) for w in data["generic_alone"]),
        frozenset(without_article(key(w)) for w in places["state"]),
        frozenset(without_article(key(w)) for w in places["administrative"]),
        frozenset(without_article(key(w)) for w in places["facility"]),
        frozenset(key(w) for w in places["directions"]),
        frozenset(without_article(key(w)) for w in places["epithets"]),
        frozenset(without_article(key(w)) for w in places["renewed"]),
    )
