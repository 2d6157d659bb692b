"""Which organisation or place of the corpus an article's one is: listed aliases, then spelling with and without heads, then country.

Names that every country has one of (وزارة الداخلية, الجيش) are told apart by the nationality in the name, else by where the article plays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from pipeline.entities.body_alike import common_noun, same_core, same_sound
from pipeline.entities.body_key import BodyKey, body_key
from pipeline.entities.gazetteer import country_labels, kingdoms
from pipeline.entities.known import KINGDOM, Entity, Index, Known, Record
from pipeline.entities.persons import Link, agreement
from pipeline.entities.skeleton import NameForm, name_form
from pipeline.mentions.bodies import body

_PAIR = 2
#: The United Kingdom is not called المملكة.
_UNITED = "GB"
#: Share of what is written of kingdoms from which one of them is meant where nothing tells.
_MOST = 0.5


@cache
def _called_kingdom() -> dict[str, str]:
    """The listed names of the kingdoms called المملكة, by code."""
    return {c: n for n, c in country_labels().items() if c in kingdoms() - {_UNITED}}


class Bodies:
    """Finds organisations and places among those known.

    Args:
        known: The entities of the corpus.
        records: What is going to be linked; persons among it are passed over.

    Attributes:
        keys: What each record that is no person is looked up by, by its place among the records.
    """

    def __init__(self, known: Known, records: Sequence[Record]) -> None:
        self.known = known
        self.keys: dict[int, BodyKey] = {}
        self.text: Index = defaultdict(dict)
        self.core: Index = defaultdict(dict)
        self.loose: Index = defaultdict(dict)
        self.alias: dict[tuple[str, str], Entity] = {}
        #: The same link for all records of a listed name but the first.
        self._given: dict[tuple[str, str], Link] = {}
        #: Countries of bodies that bear one name: the Ahli of Cairo and that of Jeddah.
        self.nations: dict[str, set[str]] = {}
        named: dict[tuple[str, str], list[int]] = {}
        for n, r in enumerate(records):
            if r.type != "PER":
                named.setdefault((r.type, r.name), []).append(n)
        #: Every name with its key and where it stands among the records.
        self._named: list[tuple[str, NameForm, BodyKey, list[int]]] = []
        for (type_, name), at in named.items():
            k = body_key(type_, name)
            self._hear(k)
            self._named.append((type_, records[at[0]].form, k, at))
            for n in at:
                self.keys[n] = k
        for entity in known.entities.values():
            for name in known.names[entity.id] if entity.type != "PER" else ():
                k = body_key(entity.type, name)
                self._hear(k)
                self._learn(entity, k, name)
        for (type_, _), entities in list(known.by_text.items()):
            if type_ != "PER":
                for entity in entities.values():
                    self.enter(entity, body_key(type_, entity.name))
        #: Names that bodies of several countries bear.
        self._shared = {core for core, codes in self.nations.items() if len(codes) >= _PAIR}

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
        if k.alias:
            self.alias.setdefault((entity.type, k.alias), entity)
        if k.code:
            entity.nations |= {k.code}
        for index, at in ((self.text, k.text), (self.core, k.core), (self.loose, k.sound)):
            index[entity.type, at][entity.id] = entity

    def in_order(self) -> list[int]:
        """Bare names first, so that all names with a head find the one bare one (مدينة الرياض and منطقة الرياض the الرياض), then the usual ones.

        Names with a nationality come after those without, but before them where several countries have such a body.
        """
        often: defaultdict[tuple[str, str], int] = defaultdict(int)
        for type_, form, _, at in self._named:
            often[type_, form.text] += len(at)
        orders: dict[tuple[bool, bool, bool, int, int], list[int]] = {}
        for type_, form, k, at in self._named:
            usual = -often[type_, form.text] if k.head else 0
            order = form.text == KINGDOM, k.head, (k.code is None) == (k.generic or k.core in self._shared), -len(form.parts), usual
            orders.setdefault(order, []).extend(at)
        return [n for order in sorted(orders) for n in sorted(orders[order])]

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

    def _fitting(self, record: Record, k: BodyKey, among: Iterable[Entity]) -> list[Entity]:
        """Those of whom nothing of the countries speaks against it; for a name of bodies of several countries, for whom a country speaks."""
        code = self._code(record, k)
        if k.generic:
            return [e for e in among if code and code in e.nations]
        if k.core in self._shared:
            return [e for e in among if (code in e.nations if code else not e.nations)]
        return [e for e in among if not (code and e.nations and code not in e.nations)]

    def _choose(self, record: Record, k: BodyKey, among: Sequence[Entity]) -> Entity | None:
        fitting = self._fitting(record, k, among) if among else among
        if len(fitting) < _PAIR:
            return fitting[0] if fitting else None
        return max(fitting, key=lambda e: (agreement(record, e).weight, e.articles, e.id))

    def _kingdom(self, record: Record) -> str | None:
        """The kingdom meant by المملكة: that of the article's places, else the one most written of."""
        if record.form.text != KINGDOM or record.type != "LOC":
            return None
        told = next((c for c in record.places if c in kingdoms()), None)
        listed = _called_kingdom()
        if told in listed:
            return listed[told]
        articles = {n: self.alias["LOC", n].articles for n in listed.values() if ("LOC", n) in self.alias}
        top = max(articles, key=lambda n: articles[n], default=None)
        return top if top is not None and articles[top] >= _MOST * sum(articles.values()) else None

    def link(self, record: Record, k: BodyKey) -> Link:
        """The entity the record names, a new one if it is not known."""
        alias = k.alias or self._kingdom(record)
        if alias is not None:
            return self._listed(record, k, alias)
        link = self._unlisted(record, k)
        if link is None:
            return self._create(record, k)
        if k.code or k.head:
            self._learn(link.entity, k, record.name)
        return link

    def _listed(self, record: Record, k: BodyKey, alias: str) -> Link:
        """The entity of a listed name."""
        link = self._given.get((record.type, alias))
        if link is not None:
            return link
        entity, form = self.alias.get((record.type, alias)), name_form(alias)
        is_new = entity is None
        if entity is None:
            entity = self.known.create(record._replace(name=alias, form=form))
            self.alias[record.type, alias] = entity
            self.enter(entity, body_key(record.type, alias))
            self.enter(entity, k)
        link = Link(entity, "acronym" if record.type == "ORG" else "gazetteer", 0.95, f"listed name of {alias}")
        self._given[record.type, alias] = link
        return link._replace(reason="new") if is_new and record.form.text == form.text else link

    def _unlisted(self, record: Record, k: BodyKey) -> Link | None:
        type_ = record.type
        same = self.text.get((type_, k.text))
        entity = self._choose(record, k, [e for e in same.values() if not common_noun(k, e)]) if same else None
        if entity:
            code = self._code(record, k) if k.generic or k.core in self._shared else None
            return Link(entity, "same_name", 0.95, f"same name; country {code}" if code else "same name")
        cores = self.core.get((type_, k.core))
        entity = self._choose(record, k, [e for e in cores.values() if same_core(record, k, e)]) if cores else None
        if entity:
            return Link(entity, "variant", 0.8, f"{entity.name} but for its head")
        near = self.loose.get((type_, k.sound))
        entity = self._choose(record, k, [e for e in near.values() if same_sound(record, k, e)]) if near else None
        if entity:
            return Link(entity, "variant", 0.8, f"spelling of {entity.name}")
        return None

    def _create(self, record: Record, k: BodyKey) -> Link:
        """A new entity of the record's name."""
        code = self._code(record, k)
        apart = code if k.generic or k.core in self._shared else None
        entity = self.known.create(record, *([apart] if apart else [record.article] if k.generic else []))
        if code:
            entity.nations |= {code}
        self._learn(entity, k, record.name)
        self.enter(entity, k)
        return Link(entity, "new", 1.0, None)
