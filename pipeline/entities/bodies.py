"""Which organisation or place of the corpus an article's one is: listed aliases, then spelling with and without heads, then country.

Names that every country has one of (وزارة الداخلية, الجيش) are told apart by the nationality in the name, else by where the article plays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from pipeline.entities.body_key import BodyKey, body_key, is_adjective
from pipeline.entities.gazetteer import country_labels, country_named, heads, kingdoms, place_named
from pipeline.entities.known import KINGDOM, Entity, Index, Known, Record
from pipeline.entities.persons import Link, agreement
from pipeline.entities.skeleton import distance, name_form, respelt
from pipeline.mentions.bodies import body, same_name

_LOOSE_LENGTH = 5
_CLUB = frozenset({"team"})
#: Heads with which a body that every country has is the same body.
_OFFICES = frozenset({"ministry", "agency", "operation"})
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
        records: What is going to be linked.
    """

    def __init__(self, known: Known, records: Sequence[Record]) -> None:
        self.known = known
        self.alias: dict[tuple[str, str], Entity] = {}
        self.text: Index = {}
        self.core: Index = {}
        self.loose: Index = {}
        #: Countries of bodies that bear one name: the Ahli of Cairo and that of Jeddah.
        self.nations: dict[str, set[str]] = {}
        self._orders: dict[tuple[str, str], tuple[bool, bool, bool, int, int]] = {}
        self._named: Counter[tuple[str, str]] = Counter((r.type, r.form.text) for r in records)
        for type_, name in dict.fromkeys((r.type, r.name) for r in records):
            self._hear(type_, name)
        for entity in known.entities.values():
            for name in entity.names if entity.type != "PER" else ():
                self._hear(entity.type, name)
                self._learn(entity, body_key(entity.type, name), name)
        for (type_, _), entities in list(known.by_text.items()):
            if type_ != "PER":
                for entity in entities.values():
                    self.enter(entity, entity.name)

    def _hear(self, type_: str, name: str) -> None:
        k = body_key(type_, name)
        if k.code and not k.generic and k.alias is None:
            self.nations.setdefault(k.core, set()).add(k.code)

    def _learn(self, entity: Entity, k: BodyKey, name: str) -> None:
        """Keeps what a name given to an entity tells, so that no name that contradicts it is given to it too."""
        if k.code:
            entity.nations |= {k.code}
        if entity.type == "ORG":
            groups = body("ORG", name).groups
            entity.heads = (entity.heads & groups) or entity.heads or groups

    def enter(self, entity: Entity, name: str) -> None:
        """Lists an entity under a name."""
        k = body_key(entity.type, name)
        if k.alias:
            self.alias.setdefault((entity.type, k.alias), entity)
        if k.code:
            entity.nations |= {k.code}
        for index, at in ((self.text, k.text), (self.core, k.core), (self.loose, k.sound)):
            index.setdefault((entity.type, at), {})[entity.id] = entity

    def order(self, record: Record) -> tuple[bool, bool, bool, int, int]:
        """Bare names first, so that all names with a head find the one bare one (مدينة الرياض and منطقة الرياض the الرياض), then the usual ones.

        Names with a nationality come after those without, but before them where several countries have such a body.
        """
        at = record.type, record.name
        order = self._orders.get(at)
        if order is None:
            k = body_key(*at)
            usual = -self._named[record.type, record.form.text] if k.head else 0
            order = record.form.text == KINGDOM, k.head, (k.code is None) == (k.generic or self._shared(k)), -len(record.form.parts), usual
            self._orders[at] = order
        return order

    def _shared(self, k: BodyKey) -> bool:
        """Whether bodies of several countries bear the name."""
        return len(self.nations.get(k.core, ())) >= _PAIR

    def _code(self, record: Record, k: BodyKey) -> str | None:
        """The country of the body meant: told by the name, else by where the article plays if only the country tells such bodies apart."""
        if k.code:
            return k.code
        if k.generic:
            return record.places[0] if record.places else None
        nations = self.nations.get(k.core, ()) if self._shared(k) else ()
        return next((c for c in record.places if c in nations), None)

    def _fits(self, record: Record, k: BodyKey, entity: Entity) -> bool:
        """Whether nothing of the countries speaks against it; for a name of bodies of several countries, whether a country speaks for it."""
        code = self._code(record, k)
        if k.generic:
            return bool(code) and code in entity.nations
        if self._shared(k):
            return code in entity.nations if code else not entity.nations
        return not (code and entity.nations and code not in entity.nations)

    def _choose(self, record: Record, k: BodyKey, among: Iterable[Entity]) -> Entity | None:
        fitting = [e for e in among if self._fits(record, k, e)]
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

    def find(self, record: Record) -> Link | None:
        """The entity the record names, or None if it is not known."""
        type_ = record.type
        k = body_key(type_, record.name)
        alias = k.alias or self._kingdom(record)
        if alias is not None:
            entity = self.alias.get((type_, alias))
            return Link(entity, "acronym" if type_ == "ORG" else "gazetteer", 0.95, f"listed name of {alias}") if entity else None
        link = self._unlisted(record, k)
        if link is not None and (k.code or k.head):
            self._learn(link.entity, k, record.name)
        return link

    def _unlisted(self, record: Record, k: BodyKey) -> Link | None:
        type_ = record.type
        same = self.text.get((type_, k.text))
        entity = self._choose(record, k, [e for e in same.values() if not self._common_noun(k, e)]) if same else None
        if entity:
            code = self._code(record, k) if k.generic or self._shared(k) else None
            return Link(entity, "same_name", 0.95, f"same name; country {code}" if code else "same name")
        cores = self.core.get((type_, k.core))
        entity = self._choose(record, k, [e for e in cores.values() if self._same_core(record, k, e)]) if cores else None
        if entity:
            return Link(entity, "variant", 0.8, f"{entity.name} but for its head")
        near = self.loose.get((type_, k.sound))
        entity = self._choose(record, k, [e for e in near.values() if self._same_sound(record, k, e)]) if near else None
        if entity:
            return Link(entity, "variant", 0.8, f"spelling of {entity.name}")
        return None

    def _common_noun(self, k: BodyKey, entity: Entity) -> bool:
        """Whether the name is a common noun with a nationality, and the entity a listed one called by that noun: القاعدة الأميركية is a base."""
        return k.code is not None and k.code not in entity.nations and k.text in heads().facilities and body_key(entity.type, entity.name).alias is not None

    def _same_core(self, record: Record, k: BodyKey, entity: Entity) -> bool:
        if record.type == "LOC" and k.head and body_key("LOC", entity.name).head:
            # مدينة نجران is not منطقة نجران
            return False
        if record.type == "LOC":
            # حي القاهرة is not القاهرة, ولاية تونس is not تونس
            here, there = body("LOC", record.name), body("LOC", entity.name)
            facility = frozenset({"facility"})
            if facility in (here.groups, there.groups):
                return False
            return country_named(" ".join(here.core)) is None
        # البنك الأهلي is not الأهلي, a bank is no club, بعثة الأمم المتحدة is not الأمم المتحدة
        here, there = body("ORG", record.name), body("ORG", entity.name)
        if here.groups and entity.heads and not here.groups & entity.heads:
            return False
        if bool(here.groups) != bool(there.groups):
            headed, bare = (here, there) if here.groups else (there, here)
            unlisted = bare.alias is not None and headed.alias is None
            # إذاعة الجيش is no army, but وزارة الداخلية is الداخلية and جهاز المخابرات المخابرات
            if body_key("ORG", record.name if bare is here else entity.name).generic and not headed.groups & _OFFICES:
                return False
            # but النادي الأهلي is الأهلي
            return not unlisted and (headed.groups == _CLUB or not headed.form.words[0].startswith("ال"))
        if here.groups and here.form.parts[0] != there.form.parts[0] and (here.groups & there.groups <= heads().distinct or is_adjective(here)):
            return False
        return bool(here.groups & there.groups) or not here.groups

    def _same_sound(self, record: Record, k: BodyKey, entity: Entity) -> bool:
        if len(k.text.replace(" ", "")) < _LOOSE_LENGTH:
            return False
        groups, others = body(record.type, record.name).groups, entity.heads or body(record.type, entity.name).groups
        if groups and others and groups.isdisjoint(others):
            # جمعية الملك عبدالعزيز sounds like جامعة الملك عبدالعزيز
            return False
        other = body_key(record.type, entity.name).text
        if record.type == "LOC" and place_named(k.text) and place_named(other):
            return False
        words, others_words = k.text.split(), other.split()
        # بوركينافاسو is بوركينا فاسو
        pairs = zip(words, others_words, strict=True) if len(words) == len(others_words) else [("".join(words), "".join(others_words))]
        differing = [(a, b) for a, b in pairs if a != b]
        if any(min(len(a), len(b)) < _LOOSE_LENGTH or not (distance(a, b, 1) <= 1 or respelt(a, b)) for a, b in differing):
            return False
        return same_name(record.type, body(record.type, k.text), body(record.type, other)) > 0

    def create(self, record: Record) -> Link:
        """A new entity of the record's name."""
        k = body_key(record.type, record.name)
        alias = k.alias or self._kingdom(record)
        if alias is not None:
            named = record
            form = name_form(alias)
            entity = self.known.create(record._replace(name=alias, form=form))
            self.alias[record.type, alias] = entity
            self.enter(entity, alias)
            self.enter(entity, named.name)
            return Link(entity, "new" if name_form(named.name).text == form.text else "acronym" if record.type == "ORG" else "gazetteer", 0.95, f"listed name of {alias}")
        code = self._code(record, k)
        national = k.generic or self._shared(k)
        entity = self.known.create(record, *([code] if national and code else [record.article] if k.generic else []))
        if code:
            entity.nations |= {code}
        self._learn(entity, k, record.name)
        self.enter(entity, record.name)
        return Link(entity, "new", 1.0, None)
