"""Where organisations and places are listed while they are linked, and which names need no list. Links nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pipeline.entities.body_key import BodyKey, body_key
from pipeline.entities.gazetteer import country_labels, kingdoms
from pipeline.entities.known import Entity, Index
from pipeline.entities.records import KINGDOM, Batch

#: The United Kingdom is not called المملكة.
_UNITED = "GB"


class Lists(NamedTuple):
    """Where the bodies of one type are found: by text, core and sound of a key, and by the listed name."""

    text: Index
    core: Index
    sound: Index
    alias: dict[str, Entity]


@cache
def called_kingdom() -> dict[str, str]:
    """The listed names of the kingdoms called المملكة, by code."""
    return {c: n for n, c in country_labels().items() if c in kingdoms() - {_UNITED}}


def alone(batch: Batch, keys: dict[int, BodyKey], known: Mapping[str, Lists], shared: set[str]) -> set[int]:
    """Names that share neither core nor sound (nor, then, text) with any other.

    Most names are such: every search for one would find nothing, and no other search finds it.

    Args:
        batch: What is going to be linked.
        keys: What its names are looked up by, by number of the name.
        known: Where the bodies of earlier days are listed, by type.
        shared: Cores that bodies of several countries bear.
    """
    found: set[int] = set()
    types = batch.types
    told_by_place = shared | {KINGDOM}
    for type_ in {types[at] for at in keys}:
        here = {at: k for at, k in keys.items() if types[at] == type_}
        # the names of entities that may be made besides
        listed = {k.alias for k in here.values() if k.alias is not None} | (set(called_kingdom().values()) if type_ == "LOC" else set())
        _, cores, *_, sounds = zip(*here.values(), *(body_key(type_, name) for name in listed), strict=True)
        n_cores, n_sounds, there = Counter(cores), Counter(sounds), known[type_]
        for at, (_, core, _, generic, alias, _, sound) in here.items():
            if n_cores[core] == 1 and n_sounds[sound] == 1 and not generic and alias is None and core not in told_by_place:
                is_known = core in there.core or sound in there.sound
                if not is_known:
                    found.add(at)
    return found
