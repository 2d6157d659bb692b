"""What a record and an entity share besides the name, and what speaks against their being one. What follows from it is decided elsewhere."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.entities.known import Entity
from pipeline.entities.records import Record


class Agreement(NamedTuple):
    """What a record and an entity share besides the name."""

    roles: list[str]
    nations: list[str]
    others: list[str]
    places: list[str]

    @property
    def weight(self) -> float:
        """How much that is worth."""
        return 1.5 * min(2, len(self.roles)) + 1.0 * bool(self.nations) + 1.0 * min(3, len(self.others)) + 0.5 * bool(self.places)

    @property
    def words(self) -> str:
        """The same, to be read."""
        parts = [("role", self.roles), ("country", self.nations), ("named with", self.others), ("places in", self.places)]
        return "; ".join(f"{what} {', '.join(values[:3])}" for what, values in parts if values)


def agreement(record: Record, entity: Entity) -> Agreement:
    """What speaks for the record being the entity, names apart."""
    entity.settle()
    others = sorted(record.context & entity.others)
    if record.form.text in others:
        others.remove(record.form.text)
    return Agreement(
        sorted(record.roles & entity.roles) if record.roles and entity.roles else [],
        sorted([n for n in record.nations if n in entity.nations]) if record.nations else [],
        others,
        [p for p in record.places[:2] if p in entity.places],
    )


def conflict(record: Record, entity: Entity) -> bool:
    """Whether the countries that roles tell speak against it."""
    return bool(record.nations) and bool(entity.nations) and entity.nations.isdisjoint(record.nations)


def evidence(how: str, shared: Agreement) -> str:
    """Why a record is an entity, in words: how the names agree, and what else does."""
    words = shared.words
    return f"{how}; {words}" if words else how
