"""Small words and nouns around triggers, looked up once a batch: cues of status and role, acting nouns, nationalities, units. No rules.

Every list is a resource; one lexicon holds them all, since a word may be in several lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.text.chars import key
from pipeline.text.lexicon import Lexicon
from pipeline.text.tokens import I32, U8, Tokens

#: `key`, remembered: names and plurals come again and again in a batch.
folded = lru_cache(1 << 16)(key)


class Cue(IntEnum):
    """What a word does around a trigger (classes of cues.tsv), as bits."""

    PLANNED = 1
    DENIED = 2
    POSSIBLE = 4
    HISTORICAL = 8
    AFTER_PLANNED = 16
    AFTER_POSSIBLE = 32
    AGENT = 64
    PREP = 128
    BREAK = 256
    COPULA = 512
    PERFECT = 1024
    LIGHT = 2048
    QUANTITY = 4096
    OCCURS = 8192
    GATHER = 16384
    PURPOSE = 32768
    SUBORDINATE = 65536


class Unit(NamedTuple):
    """What a number counts."""

    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class Layer:
    """What the word lists say of every token of a batch.

    Attributes:
        cue: Bits of `Cue`.
        agent: 1 + sector number of a noun that acts, else 0.
        country: 1 + country number of an adjective of nationality, else 0.
        unit: 1 + unit number, else 0.
        domain: 1 + domain of a domain word, else 0.
        skip: Characters of clitics before the word that was found.
    """

    cue: I32
    agent: npt.NDArray[np.int16]
    country: npt.NDArray[np.int16]
    unit: npt.NDArray[np.int16]
    domain: U8
    skip: U8


def table(name: str) -> list[dict[str, str]]:
    """Rows of a resource table: first line without ``#`` names the columns."""
    lines = [line for line in files("pipeline.resources.events").joinpath(name).read_text("utf8").splitlines() if line and line[0] != "#"]
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"), strict=True)) for line in lines[1:]]


@dataclass(frozen=True)
class Words:
    """All lists.

    Attributes:
        lexicon: Every word of every list.
        values: For each entry cue bits, sector, country, unit, domain (as in `Layer`).
        sectors: Sector codes.
        countries: ISO codes.
        units: Units.
        names: Folded country name to ISO code.
        known: Every word of every list, folded.
    """

    lexicon: Lexicon
    values: I32
    sectors: tuple[str, ...]
    countries: tuple[str, ...]
    units: tuple[Unit, ...]
    names: dict[str, str]
    known: frozenset[str]

    def find(self, tokens: Tokens) -> Layer:
        """Looks a batch up."""
        hits = self.lexicon.find(tokens, clitics="وفبكل")

        def laid(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            out = np.zeros(len(tokens), values.dtype)
            out[hits.token] = values
            return out

        cue, agent, country, unit, domain = (laid(values[hits.entry]) for values in self.columns)
        return Layer(cue, agent, country, unit, domain, laid(hits.skip))

    @cached_property
    def columns(self) -> list[npt.NDArray[Any]]:
        """The values by slot, each of the type it has in `Layer`."""
        return [np.ascontiguousarray(values, kind) for values, kind in zip(self.values.T, (np.int32, np.int16, np.int16, np.int16, np.uint8), strict=True)]

    def nominative(self, word: str) -> str:
        """A plural or dual in the case of citation, where both are listed: مسلحين to مسلحون, شخصين to شخصان."""
        if word.endswith("ين") and len(word) > 4:
            for ending in ("ون", "ان"):
                if folded(word[:-2] + ending) in self.known:
                    return word[:-2] + ending
        return word

    def country_of(self, name: str) -> str | None:
        """Country a name denotes (روسيا, موسكو)."""
        return self.names.get(folded(name))


def _adjectives(word: str) -> list[str]:
    """Forms of an adjective of nationality: روسي, الروسية, روس­يين …; of two words, the article on both."""
    out = []
    for one in (word, word + "ة", word + "ين", word + "ون", word + "ان"):
        out.append(key(one))
        out.append(key("ال" + one))
    return out


@cache
def words() -> Words:
    """The shipped lists."""
    found: dict[str, list[int]] = {}

    def put(word: str, slot: int, value: int) -> None:
        row = found.setdefault(key(word), [0, 0, 0, 0, 0])
        row[slot] = row[slot] | value if slot == 0 else (row[slot] or value)

    for row in table("cues.tsv"):
        for word in row["words"].split():
            put(word, 0, Cue[row["class"].upper()])
    sectors: list[str] = []
    countries: list[str] = []
    units: list[Unit] = []
    names: dict[str, str] = {}
    for row in table("agents.tsv"):
        sectors.append(row["sector"])
        for word in row["words"].split():
            put(word, 1, len(sectors))
            put("ال" + word, 1, len(sectors))
    for row in table("countries.tsv"):
        countries.append(row["iso2"])
        for name in row["names"].split(";"):
            names.setdefault(key(name), row["iso2"])
        for adjective in row["adjectives"].split(";"):
            if " " not in adjective:
                for form in _adjectives(adjective):
                    put(form, 2, len(countries))
    for row in table("units.tsv"):
        units.append(Unit(row["kind"], row["unit"]))
        for word in row["words"].split():
            put(word, 3, len(units))
    for number, row in enumerate(table("domains.tsv")):
        for word in row["words"].split():
            put(word, 4, number + 1)
            put("ال" + word, 4, number + 1)
    return Words(Lexicon(found), np.array(list(found.values()), np.int32), tuple(sectors), tuple(countries), tuple(units), names, frozenset(found))
