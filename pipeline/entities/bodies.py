"""Which organisation or place of the corpus an article's one is: listed aliases, then spelling with and without heads, then country.

Names that every country has one of (وزارة الداخلية, الجيش) are told apart by the nationality in the name, else by where the article plays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.entities.agreement import agreement
from pipeline.entities.body_alike import common_noun, same_core, same_sound
from pipeline.entities.body_key import BodyKey, body_key
from pipeline.entities.body_lists import Lists, alone, called_kingdom
from pipeline.entities.gazetteer import kingdoms
from pipeline.entities.known import Entity, Known, enter
from pipeline.entities.persons import Link
from pipeline.entities.records import KINGDOM, Batch, Record
from pipeline.entities.skeleton import name_form
from pipeline.mentions.bodies import body

_PAIR = 2
#: How sure it is that two of one name are one.
_SAME = 0.95
_CERTAIN = 1.0
#: Share of what is written of kingdoms from which one of them is meant where nothing tells.
_MOST = 0.5


class Bodies:
    """Finds organisations and places among those known.

    Args:
        known: The entities of the corpus.
        batch: What is going to be linked; persons among it are passed over.
    """

    def __init__(self, known: Known, batch: Batch) -> None:
        self.known = known
        self.batch = batch
        #: What the names are looked up by, by place among the names.
        self.keys = {at: body_key(type_, name) for at, (type_, name) in enumerate(zip(batch.types, batch.names, strict=True)) if type_ != "PER"}
        self.lists: dict[str, Lists] = defaultdict(lambda: Lists({}, {}, {}, {}))
        #: By name what all its records but the first are given to as long as only one entity is listed where that one was found.
        self._again: dict[int, tuple[Link, Sequence[Entity]]] = {}
        #: The same link for all records of a listed name but the first.
        self._given: dict[tuple[str, str], Link] = {}
        #: Countries of bodies that bear one name: the Ahli of Cairo and that of Jeddah.
        self.nations: dict[str, set[str]] = {}
        for k in self.keys.values():
            self._hear(k)
        for entity in known.entities.values():
            for name in known.names.get(entity.id, ()) if entity.type != "PER" else ():
                k = body_key(entity.type, name)
                self._hear(k)
                self._learn(entity, k, name)
        for type_, by_text in known.by_text.items():
            if type_ != "PER":
                for entities in by_text.values():
                    for entity in entities:
                        self.enter(entity, body_key(type_, entity.name))
        #: Names that bodies of several countries bear.
        self._shared = {core for core, codes in self.nations.items() if len(codes) >= _PAIR}
        #: Names that nothing else is found by.
        self._alone = alone(batch, self.keys, self.lists, self._shared)

    def _hear(self, k: BodyKey) -> None:
        if k.code and not k.generic and k.alias is None:
            self.nations.setdefault(k.core, set()).add(k.code)

    def _learn(self, entity: Entity, k: BodyKey, name: str) -> None:
        """Keeps what a name given to an entity tells, so that no name that contradicts it is given to it too."""
        if k.code:
            entity.nations |= {k.code}
        if entity.type == "ORG" and k.head:
            groups = body("ORG", name).groups
            entity.heads = (entity.heads & groups) or entity.heads or groups

    def enter(self, entity: Entity, k: BodyKey) -> None:
        """Lists an entity under what a name of it is looked up by."""
        lists = self.lists[entity.type]
        if k.alias:
            lists.alias.setdefault(k.alias, entity)
        if k.code:
            entity.nations |= {k.code}
        enter(lists.text, k.text, entity)
        enter(lists.core, k.core, entity)
        enter(lists.sound, k.sound, entity)

    def in_order(self) -> list[int]:
        """Bare names first, so that all names with a head find the one bare one (مدينة الرياض and منطقة الرياض the الرياض), then the usual ones.

        Names with a nationality come after those without, but before them where several countries have such a body.
        """
        batch, shared = self.batch, self._shared
        often: defaultdict[tuple[str, str], int] = defaultdict(int)
        for at in self.keys:
            often[batch.types[at], batch.texts[at]] += batch.counts[at]
        orders: dict[int, tuple[bool, bool, bool, int, int]] = {}
        for at, k in self.keys.items():
            text = batch.texts[at]
            usual = -often[batch.types[at], text] if k.head else 0
            orders[at] = text == KINGDOM, k.head, (k.code is None) == (k.generic or k.core in shared), -len(batch.forms[at].parts), usual
        ranks = {order: rank for rank, order in enumerate(sorted(set(orders.values())))}
        return batch.ordered({at: ranks[order] for at, order in orders.items()})

    def _is_shared(self, k: BodyKey) -> bool:
        """Whether bodies of several countries bear the name."""
        return k.generic or k.core in self._shared

    def _code(self, record: Record, k: BodyKey) -> str | None:
        """The country of the body meant: told by the name, else by where the article plays if only the country tells such bodies apart."""
        if k.code:
            return k.code
        if k.generic:
            return record.places[0] if record.places else None
        if k.core not in self._shared:
            return None
        nations = self.nations[k.core]
        return next((c for c in record.places if c in nations), None)

    def _fitting(self, record: Record, k: BodyKey, among: Sequence[Entity]) -> Sequence[Entity]:
        """Those of whom nothing of the countries speaks against it; for a name of bodies of several countries, for whom a country speaks."""
        if not among:
            return among
        code = self._code(record, k)
        if k.generic:
            return [e for e in among if code in e.nations] if code else ()
        if k.core in self._shared:
            return [e for e in among if (code in e.nations if code else not e.nations)]
        return [e for e in among if not e.nations or code in e.nations] if code else among

    @staticmethod
    def _choose(record: Record, among: Sequence[Entity]) -> Entity | None:
        """The one that has most in common with the record."""
        if len(among) < _PAIR:
            return among[0] if among else None
        return max(among, key=lambda e: (agreement(record, e).weight, e.articles, e.id))

    def _kingdom(self, record: Record) -> str | None:
        """The kingdom meant by المملكة: that of the article's places, else the one most written of."""
        told = next((c for c in record.places if c in kingdoms()), None)
        listed = called_kingdom()
        if told in listed:
            return listed[told]
        alias = self.lists["LOC"].alias
        articles = {n: alias[n].articles for n in listed.values() if n in alias}
        top = max(articles, key=lambda n: articles[n], default=None)
        return top if top is not None and articles[top] >= _MOST * sum(articles.values()) else None

    def link(self, n: int) -> Link:
        """The entity a record names, a new one if it is not known.

        Args:
            n: Place of the record in the batch; of a person nothing is known here.
        """
        at = self.batch.name_of[n]
        again = self._again.get(at)
        if again is not None and len(again[1]) == 1:
            return again[0]
        record, k = self.batch.records[n], self.keys[at]
        if at in self._alone:
            link = Link(self.known.create(record), "new", _CERTAIN, None)
            there: Sequence[Entity] = (link.entity,)
        else:
            is_kingdom = record.type == "LOC" and record.form.text == KINGDOM
            alias = k.alias or (self._kingdom(record) if is_kingdom else None)
            if alias is not None:
                link = self._listed(record, k, alias)
                if k.alias is not None:
                    self._again[at] = self._given[record.type, alias], (link.entity,)
                return link
            lists = self.lists[record.type]
            found = self._unlisted(record, k, lists)
            link = found or self._create(record, k)
            if found and (k.code or k.head):
                self._learn(link.entity, k, record.name)
            if link.reason == "variant" or is_kingdom or k.code or self._is_shared(k):
                return link
            there = lists.text[k.text]
        if self.batch.counts[at] > 1:
            self._again[at] = Link(link.entity, "same_name", _SAME, "same name"), there
        return link

    def _listed(self, record: Record, k: BodyKey, alias: str) -> Link:
        """The entity of a listed name."""
        link = self._given.get((record.type, alias))
        if link is not None:
            return link
        lists, form = self.lists[record.type], name_form(alias)
        entity = lists.alias.get(alias)
        is_new = entity is None
        if entity is None:
            entity = self.known.create(record._replace(name=alias, form=form))
            lists.alias[alias] = entity
            self.enter(entity, body_key(record.type, alias))
            self.enter(entity, k)
        link = Link(entity, "acronym" if record.type == "ORG" else "gazetteer", 0.95, f"listed name of {alias}")
        self._given[record.type, alias] = link
        return link._replace(reason="new") if is_new and record.form.text == form.text else link

    def _unlisted(self, record: Record, k: BodyKey, lists: Lists) -> Link | None:
        # countries first: of what every country has there may be one an article
        same = self._fitting(record, k, lists.text.get(k.text, ()))
        entity = self._choose(record, [e for e in same if not common_noun(k, e)])
        if entity:
            code = self._code(record, k) if self._is_shared(k) else None
            return Link(entity, "same_name", _SAME, f"same name; country {code}" if code else "same name")
        cores = self._fitting(record, k, lists.core.get(k.core, ()))
        entity = self._choose(record, [e for e in cores if same_core(record, k, e)])
        if entity:
            return Link(entity, "variant", 0.8, f"{entity.name} but for its head")
        near = self._fitting(record, k, lists.sound.get(k.sound, ()))
        entity = self._choose(record, [e for e in near if same_sound(record, k, e)])
        if entity:
            # under this spelling it is looked for too: نادي تشيلسي, if تشلسي came first
            enter(lists.text, k.text, entity)
            enter(lists.core, k.core, entity)
            return Link(entity, "variant", 0.8, f"spelling of {entity.name}")
        return None

    def _create(self, record: Record, k: BodyKey) -> Link:
        """A new entity of the record's name."""
        code = self._code(record, k)
        apart = code if self._is_shared(k) else None
        entity = self.known.create(record, *([apart] if apart else [record.article] if k.generic else []))
        if code:
            entity.nations |= {code}
        self._learn(entity, k, record.name)
        self.enter(entity, k)
        return Link(entity, "new", _CERTAIN, None)
