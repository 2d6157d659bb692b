"""The entities of the corpus while links are being made: what is known of each, and where to look for one by a name. Decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.entities.gazetteer import country_named, place_named
from pipeline.entities.skeleton import NameForm, name_form
from pipeline.text.ids import make_id

#: Least letters of a word that is compared between roles.
_ROLE_WORD = 3


@dataclass(slots=True)
class Record:
    """One article-level entity to be linked.

    Attributes:
        key: Its key.
        article: Its article.
        type: PER, ORG or LOC.
        name: Fullest name in the article.
        form: That name folded.
        roles: Folded words of the roles beside it.
        nations: Countries that its roles tell.
        places: Countries of the article's places, most named first.
        others: Folded names of the other entities of the article.
    """

    key: str
    article: str
    type: str
    name: str
    form: NameForm
    roles: frozenset[str]
    nations: tuple[str, ...]
    places: tuple[str, ...]
    others: frozenset[str]


@dataclass(slots=True)
class Entity:
    """One entity of the corpus as far as linking knows it.

    Attributes:
        id: Its id.
        type: PER, ORG or LOC.
        name: Name it was first known by.
        form: The fullest of its names, folded.
        articles: Number of article-level entities given to it.
        roles: Folded words of its roles, counted.
        nations: Countries told by its roles or its name, counted.
        places: Countries of the articles it stands in, counted.
        others: Folded names it stands with, counted.
    """

    id: str
    type: str
    name: str
    form: NameForm
    articles: int = 0
    roles: Counter[str] = field(default_factory=Counter)
    nations: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)

    def take(self, record: Record) -> None:
        """Learns from a record that was given to it."""
        self.articles += 1
        self.roles.update(record.roles)
        self.nations.update(record.nations)
        self.places.update(record.places[:2])
        self.others.update(record.others)
        if len(record.form.parts) > len(self.form.parts):
            self.form = record.form


def role_words(roles: Iterable[str]) -> frozenset[str]:
    """The words of roles that can be compared."""
    return frozenset(p for r in roles for p in name_form(r).parts if len(p) >= _ROLE_WORD)


def context_names(names: Iterable[str]) -> frozenset[str]:
    """Folded names that tell something of who stands beside them: countries and large towns stand beside everybody."""
    return frozenset(name_form(n).text for n in names if country_named(n) is None and place_named(n) is None)


class Known:
    """Entities and the indexes by which candidates are found."""

    def __init__(self) -> None:
        self.entities: dict[str, Entity] = {}
        self.by_text: dict[tuple[str, str], list[Entity]] = {}
        self.by_ends: dict[tuple[str, str, str], list[Entity]] = {}
        self.by_part: dict[tuple[str, str], list[Entity]] = {}

    def add(self, entity: Entity) -> Entity:
        """Takes in an entity and lists it under its name."""
        self.entities[entity.id] = entity
        self.list_under(entity, entity.form)
        return entity

    def list_under(self, entity: Entity, form: NameForm) -> None:
        """Lists an entity under one more name."""
        same = self.by_text.setdefault((entity.type, form.text), [])
        if any(e is entity for e in same):
            return
        same.append(entity)
        if entity.type == "PER" and len(form.parts) > 1:
            for index, at in ((self.by_ends, ("PER", form.loose[0], form.loose[-1])), (self.by_ends, ("PER", form.loose[0], form.loose[1]))):
                listed = index.setdefault(at, [])
                if all(e is not entity for e in listed):
                    listed.append(entity)
            for part in {form.loose[0], form.loose[-1]}:
                listed = self.by_part.setdefault(("PER", part), [])
                if all(e is not entity for e in listed):
                    listed.append(entity)

    def create(self, record: Record, *disambiguator: str) -> Entity:
        """A new entity of the record's name; its id says its name, and the article too if the plain id is taken."""
        made = make_id("n", record.type, record.form.text, *disambiguator)
        if made in self.entities:
            made = make_id("n", record.type, record.form.text, *disambiguator, record.article, record.key)
        return self.add(Entity(made, record.type, record.name, record.form))


def known_entities(links: Iterable[Mapping[str, Any]], described: Iterable[Mapping[str, Any]]) -> Known:
    """The entities that earlier links and descriptions tell of.

    Args:
        links: Rows of `entity_links`.
        described: Rows of `entities`.
    """
    known = Known()
    by_article: dict[str, list[str]] = {}
    rows = list(links)
    for row in rows:
        by_article.setdefault(row["article_id"], []).append(row["name"])
    context = {article: context_names(names) for article, names in by_article.items()}
    for row in rows:
        form = name_form(row["name"])
        entity = known.entities.get(row["entity_id"])
        if entity is None:
            entity = known.add(Entity(row["entity_id"], row["type"], row["name"], form))
        else:
            known.list_under(entity, form)
        entity.articles += 1
        entity.others.update(context[row["article_id"]] - {form.text})
        if len(form.parts) > len(entity.form.parts):
            entity.form = form
    for row in described:
        entity = known.entities.get(row["entity_id"])
        if entity is None:
            continue
        for role in row["roles"]:
            entity.roles.update(dict.fromkeys(role_words([role["role"]]), role["n"]))
        if row["country"]:
            entity.nations[row["country"]] += 1
    return known
