"""What is listed of names by hash: aliases, names of countries, heads of names, words that do not make a part by themselves.

The arrays say of a name what `pipeline.entities.gazetteer` and `skeleton` say, for kernels that read a batch of names. They are only asked
which names are worth comparing; whether two are one entity is said by the tables themselves.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np

from pipeline.entities.gazetteer import alias_groups, country_label, country_names
from pipeline.entities.heads import heads
from pipeline.entities.skeleton import UNEVEN_WORDS
from pipeline.mentions.bodies import TRANSPARENT
from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, I64, U64

PER, ORG, LOC = 0, 1, 2
#: Types by their numbers in the arrays, and the other way round.
NAMES: Final = ("PER", "ORG", "LOC")
TYPE: Final = {name: n for n, name in enumerate(NAMES)}
#: What is listed besides the aliases of each type; a number of its own goes into the hash of every kind.
COUNTRY, UNEVEN, HEAD = 3, 4, 8
#: Of heads: what follows may name the same body.
SEE_THROUGH: Final = 1


class Listed(NamedTuple):
    """Hashes in ascending order, and of each the number of the entity, or what kind of head it is."""

    hashes: U64
    values: I64


def hash_of(kind: int, text: str) -> int:
    """Hash of a folded text of some kind, as the kernels make it."""
    h = int(FNV_BASIS)
    for number in (kind, *map(ord, text)):
        h = ((h ^ number) * int(FNV_PRIME)) & 0xFFFFFFFFFFFFFFFF
    return h


@cache
def _labels() -> dict[str, int]:
    names = (*alias_groups().values(), *map(country_label, country_names().values()))
    return {label: n for n, label in enumerate(dict.fromkeys(names))}


def number_of(label: str | None) -> int:
    """Number of the entity that is known under this name, -1 for none."""
    return -1 if label is None else _labels()[label]


@cache
def listed() -> Listed:
    """All that is listed."""
    of = {hash_of(TYPE[type_], text): number_of(label) for (type_, text), label in alias_groups().items() if type_ in TYPE}
    of |= {hash_of(COUNTRY, text): number_of(country_label(code)) for text, code in country_names().items()}
    of |= {hash_of(UNEVEN, word): 0 for word in UNEVEN_WORDS}
    of |= {hash_of(HEAD + ORG, head): SEE_THROUGH * bool(groups & TRANSPARENT) for head, groups in heads().organisations.items()}
    of |= {hash_of(HEAD + LOC, head): SEE_THROUGH * (head in heads().states) for head in heads().states | heads().facilities | heads().administrative}
    hashes = np.array(sorted(of), np.uint64)
    return Listed(hashes, np.array([of[h] for h in hashes.tolist()], np.int64))
