"""Which organisation or place of the corpus an article's one is: listed aliases, then spelling with and without heads, then country.

Names that every country has one of (وزارة الداخلية, الجيش) are told apart by the nationality in the name, else by where the article plays.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.entities.gazetteer import country_labels, country_named, heads, kingdoms, nationality, place_named
from pipeline.entities.known import Entity, Index, Known, Record
from pipeline.entities.persons import Link, agreement
from pipeline.entities.skeleton import loose, name_form
from pipeline.mentions.bodies import body, same_name

_LOOSE_LENGTH = 5
#: Parts from which a name is hardly shared between countries.
_SPECIFIC = 4
_PAIR = 2
_MINISTRY = "وزاره"
#: المملكة, folded; the United Kingdom is not called so.
KINGDOM, _UNITED = "مملكه", "GB"
#: Share of what is written of kingdoms from which one of them is meant where nothing tells.
_MOST = 0.5


class BodyKey(NamedTuple):
    """What an organisation or place is looked up by.

    Attributes:
        text: Name without the nationality at its end.
        core: The same without its head.
        code: Country that the name tells.
        generic: Whether every country has one.
        alias: Listed name.
        head: Whether it has a head.
        sound: The text as it sounds.
    """

    text: str
    core: str
    code: str | None
    generic: bool
    alias: str | None
    head: bool
    sound: str


@lru_cache(maxsize=1 << 17)
def body_key(type_: str, name: str) -> BodyKey:
    """Takes a name apart for linking."""
    b = body(type_, name)
    parts, code = list(b.form.parts), None
    if type_ == "ORG" and len(parts) > 1:
        # منتخب مصر is named by its country as المنتخب المصري is
        # in وزارة المالية the last word is the portfolio
        named = len(parts) > _PAIR or parts[0] != _MINISTRY
        code = (nationality(parts[-1]) if named else None) or (country_named(parts[-1]) if len(parts) > _PAIR else None)
        if code:
            parts.pop()
    cut = len(b.form.parts) - len(b.core)
    generic = type_ == "ORG" and bool(parts) and ((parts[0] in heads().generic and len(parts) < _SPECIFIC) or (len(parts) == 1 and parts[0] in heads().generic_alone))
    return BodyKey(" ".join(parts), " ".join(parts[cut:]) or " ".join(parts), code, generic, b.alias, bool(b.groups), "".join(map(loose, parts)))


@cache
def _called_kingdom() -> dict[str, str]:
    """The listed names of the kingdoms called المملكة, by code."""
    return {c: n for n, c in country_labels().items() if c in kingdoms() - {_UNITED}}


class Bodies:
    """Finds organisations and places among those known.

    Args:
        known: The entities of the corpus.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.alias: dict[tuple[str, str], Entity] = {}
        self.text: Index = {}
        self.core: Index = {}
        self.loose: Index = {}
        for (type_, _), entities in list(known.by_text.items()):
            if type_ != "PER":
                for entity in entities.values():
                    self.enter(entity, entity.name)

    def enter(self, entity: Entity, name: str) -> None:
        """Lists an entity under a name."""
        k = body_key(entity.type, name)
        if k.alias:
            self.alias.setdefault((entity.type, k.alias), entity)
        if k.code:
            entity.nations |= {k.code}
        for index, at in ((self.text, k.text), (self.core, k.core), (self.loose, k.sound)):
            index.setdefault((entity.type, at), {})[entity.id] = entity

    def _fits(self, record: Record, k: BodyKey, entity: Entity) -> bool:
        """Whether nothing of the countries speaks against it; for a generic name, whether a country speaks for it."""
        code = k.code or (record.places[0] if k.generic and record.places else None)
        if k.generic:
            return bool(code) and code in entity.nations
        return not (k.code and entity.nations and k.code not in entity.nations)

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
        same = self.text.get((type_, k.text))
        entity = self._choose(record, k, same.values()) if same else None
        if entity:
            return Link(entity, "same_name", 0.95, f"same name; country {k.code or record.places[0]}" if k.generic else "same name")
        cores = self.core.get((type_, k.core))
        entity = self._choose(record, k, [e for e in cores.values() if self._same_core(record, k, e)]) if cores else None
        if entity:
            return Link(entity, "variant", 0.8, f"{entity.name} but for its head")
        near = self.loose.get((type_, k.sound))
        entity = self._choose(record, k, [e for e in near.values() if self._same_sound(record, k, e)]) if near else None
        if entity:
            return Link(entity, "variant", 0.8, f"spelling of {entity.name}")
        return None

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
        if bool(here.groups) != bool(there.groups):
            headed, bare = (here, there) if here.groups else (there, here)
            unlisted = bare.alias is not None and headed.alias is None
            return not unlisted and not headed.form.words[0].startswith("ال")
        return bool(here.groups & there.groups) or not here.groups

    def _same_sound(self, record: Record, k: BodyKey, entity: Entity) -> bool:
        if len(k.text.replace(" ", "")) < _LOOSE_LENGTH:
            return False
        other = body_key(record.type, entity.name).text
        if record.type == "LOC" and place_named(k.text) and place_named(other):
            return False
        differing = [(a, b) for a, b in zip(k.text.split(), other.split(), strict=False) if a != b]
        if any(min(len(a), len(b)) < _LOOSE_LENGTH for a, b in differing):
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
        code = k.code or (record.places[0] if k.generic and record.places else None)
        entity = self.known.create(record, *([code] if k.generic and code else [record.article] if k.generic else []))
        if code:
            entity.nations |= {code}
        self.enter(entity, record.name)
        return Link(entity, "new", 1.0, None)
