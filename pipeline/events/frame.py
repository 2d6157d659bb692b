"""Who did it to whom: chooses participants from their probabilities and writes them as the table's structs. No features, no weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.events.parties import NOUN, Parties
from pipeline.events.words import Layer, Words
from pipeline.text.tokens import Tokens

#: Least probability of a participant; the best one is kept down to `FLOOR`, so that an event told without names still has somebody.
THRESHOLD: Final = 0.22
FLOOR: Final = 0.06
#: Actors, and recipients, of one event at most.
MOST: Final = 4
Struct = dict[str, object]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything needed to write participants of one batch.

    Attributes:
        tokens: The batch.
        layer: Words of the batch.
        words: Word lists.
        parties: Possible participants.
        columns: Columns of `mentions`, as lists.
    """

    tokens: Tokens
    layer: Layer
    words: Words
    parties: Parties
    columns: dict[str, list[object]]

    @classmethod
    def of(cls, tokens: Tokens, layer: Layer, words: Words, parties: Parties, mentions: pl.DataFrame) -> Cast:
        """Reads the columns of `mentions` once."""
        return cls(tokens, layer, words, parties, {c: mentions[c].to_list() for c in ("entity_key", "name", "type", "start", "end", "role")})

    def struct(self, p: int) -> Struct:
        """Participant `p` as the table writes it."""
        first, last, row = int(self.parties.first[p]), int(self.parties.last[p]), int(self.parties.row[p])
        if row < 0:
            return self._noun(first, last)
        c = self.columns
        name, kind = str(c["name"][row]), c["type"][row]
        # title words stand before a person's name (الرئيس الروسي), the adjective after a body's (وزارة الخارجية الروسية)
        before = max(int(self.tokens.first[self.tokens.doc[first]]), first - 4) if kind == "PER" else first
        country = self.words.country_of(name) or self._country(before, last)
        # a place that acts stands for its government
        sector = ("GOV" if country else None) if kind == "LOC" else self._sector(before, last)
        return {"entity_key": c["entity_key"][row], "name": name, "country": country, "sector": sector, "start": c["start"][row], "end": c["end"][row]}

    def _noun(self, first: int, last: int) -> Struct:
        text = self.tokens.texts[int(self.tokens.doc[first])]
        start, end = int(self.tokens.start[first]) + int(self.layer.skip[first]), int(self.tokens.end[last])
        name = text[start:end]
        # للشرطة is written without the alef of the article
        if start > 0 and text[start - 1] == "ل" and name.startswith("ل"):
            name = "ا" + name
        head, _, rest = name.partition(" ")
        name = " ".join(self.words.nominative(w) for w in (head, *rest.split()))
        return {"entity_key": None, "name": name, "country": self._country(first, last), "sector": self._sector(first, last), "start": start, "end": end}

    def _country(self, first: int, last: int) -> str | None:
        return next((self.words.countries[int(self.layer.country[k]) - 1] for k in range(first, last + 1) if self.layer.country[k]), None)

    def _sector(self, first: int, last: int) -> str | None:
        return next((self.words.sectors[int(self.layer.agent[k]) - 1] for k in range(first, last + 1) if self.layer.agent[k]), None)


def choose(pairs: list[tuple[int, float, float]], parties: Parties) -> tuple[list[int], list[int]]:
    """Actors and recipients of one event.

    Args:
        pairs: Participant, probability as actor, probability as recipient.
        parties: Possible participants.
    """
    ranked = sorted(((p, side, who) for who, a, r in pairs for side, p in ((0, a), (1, r)) if p >= FLOOR), key=lambda x: (-x[0], x[2], x[1]))
    sides: tuple[list[int], list[int]] = ([], [])
    seen: set[int] = set()
    for p, side, who in ranked:
        if p < THRESHOLD and seen:
            break
        entity = int(parties.entity[who])
        if entity in seen or len(sides[side]) >= MOST:
            continue
        seen.add(entity)
        sides[side].append(who)
    return sides


__all__ = ["NOUN", "Cast", "choose"]
