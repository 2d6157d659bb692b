"""The entities of the corpus while links are being made: what is known of each, and where to look for one by a name. Decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import polars as pl

from pipeline.entities.records import Record, context_names, reigns, role_words
from pipeline.entities.skeleton import NameForm, name_form
from pipeline.text.ids import make_id

_NOBODY: Final[frozenset[str]] = frozenset()
_FULL = 2

K = TypeVar("K")


@dataclass(slots=True, eq=False)
class Entity:
    """One entity of the corpus as far as linking knows it.

    Attributes:
        id: Its id.
        type: PER, ORG or LOC.
        name: Name it was first known by.
        form: The fullest of its names, folded.
        articles: Number of article-level entities given to it.
        roles: Folded words of its roles.
        titled: How often it was told with a role.
        crowned: How often of these with that of a sovereign.
        nations: Countries told by its roles or its names.
        heads: Groups of heads that all its names with a head share.
        places: Countries of the articles it stands in.
        others: Folded names it stands with; complete after `settle`, as are its places.
        pending: Records whose company and places are not taken in yet: most entities are never looked at closely.
        earlier: The same of articles of earlier days, of which only the folded names are known.
    """

    id: str
    type: str
    name: str
    form: NameForm
    articles: int = 0
    # shared until something is known: most entities are of one article, and four empty sets are most of what they take
    roles: frozenset[str] = _NOBODY
    titled: int = 0
    crowned: int = 0
    nations: frozenset[str] = _NOBODY
    heads: frozenset[str] = _NOBODY
    places: set[str] | frozenset[str] = _NOBODY
    others: set[str] | frozenset[str] = _NOBODY
    pending: list[Record] = field(default_factory=list)
    earlier: Sequence[frozenset[str]] = ()

    @property
    def reigns(self) -> bool:
        """Whether it is a sovereign: told so more often than not, as one article may give a prince the king's title."""
        return self.crowned > self.titled - self.crowned

    def settle(self) -> None:
        """Takes in what the articles it stands in tell."""
        if not self.pending and not self.earlier:
            return
        if isinstance(self.others, frozenset) or isinstance(self.places, frozenset):
            self.others, self.places = set(), set()
        self.others.update(*self.earlier)
        self.earlier = ()
        for record in self.pending:
            own = record.form.text
            stood_there = own in self.others
            self.others.update(record.context)
            if not stood_there:
                self.others.discard(own)
            self.places.update(record.places[:2])
        self.pending.clear()

    def take(self, record: Record) -> None:
        """Learns from a record that was given to it."""
        self.articles += 1
        if record.roles:
            self.roles |= record.roles
            self.titled += 1
            self.crowned += record.reigns
            self.nations |= frozenset(record.nations)
        self.pending.append(record)
        if len(record.form.parts) > len(self.form.parts):
            self.form = record.form


#: Entities by what they are looked up with, in the order they were listed. Lists, as nearly all are of one.
Index = dict[str, list[Entity]]


class Known:
    """Entities and the indexes by which candidates are found.

    Attributes:
        entities: All, by id.
        names: Names that earlier days gave them, by id.
        by_text: By type, by folded name; of organisations and places made since, only their own index knows.
        by_ends: Persons by first and last, and first and second part.
        by_part: Persons by first and by last part, by id.
        called: Persons a single name may mean, with how much that counts; found anew after another full name was listed.
    """

    def __init__(self) -> None:
        self.entities: dict[str, Entity] = {}
        self.names: dict[str, list[str]] = {}
        self.by_text: dict[str, Index] = defaultdict(dict)
        self.by_ends: dict[tuple[str, str], list[Entity]] = {}
        self.by_part: dict[str, dict[str, Entity]] = {}
        self.called: dict[tuple[str, bool], list[tuple[Entity, float]]] = {}

    def add(self, entity: Entity) -> Entity:
        """Takes in an entity and lists it under its name."""
        self.entities[entity.id] = entity
        self.list_under(entity, entity.form)
        return entity

    def list_under(self, entity: Entity, form: NameForm) -> None:
        """Lists an entity under one more name."""
        if not enter(self.by_text[entity.type], form.text, entity) or entity.type != "PER" or len(form.parts) < _FULL:
            return
        if self.called:
            self.called.clear()
        for ends in ends_of(form):
            enter(self.by_ends, ends, entity)
        for part in (form.loose[0], form.loose[-1]):
            if part in self.by_part:
                self.by_part[part][entity.id] = entity
            else:
                self.by_part[part] = {entity.id: entity}

    def create(self, record: Record, *disambiguator: str) -> Entity:
        """A new entity of the record's name; its id says its name, and the article too if the plain id is taken."""
        type_, form = record.type, record.form
        made = make_id("n", type_, form.text, *disambiguator)
        if made in self.entities:
            made = make_id("n", type_, form.text, *disambiguator, record.article, record.key)
        entity = self.entities[made] = Entity(made, type_, record.name, form)
        if type_ == "PER":
            self.list_under(entity, form)
        return entity


def enter(index: dict[K, list[Entity]], at: K, entity: Entity) -> bool:
    """Lists an entity, once; says whether it was not listed there."""
    there = index.get(at)
    if there is None:
        index[at] = [entity]
    elif entity in there:
        return False
    else:
        there.append(entity)
    return True


def ends_of(form: NameForm) -> tuple[tuple[str, str], ...]:
    """The first part of a person's full name with the last, and with the second: what spellings and longer forms of it share, loosely."""
    sounds = form.loose
    return ((sounds[0], sounds[-1]), (sounds[0], sounds[1])) if len(sounds) > _FULL else ((sounds[0], sounds[1]),)


def known_entities(links: pl.DataFrame, described: pl.DataFrame) -> Known:
    """The entities that earlier links and descriptions tell of.

    Args:
        links: Rows of `entity_links`.
        described: Rows of `entities`.
    """
    known = Known()
    by_article = links.group_by("article_id", maintain_order=True).agg(pl.col("name").unique(maintain_order=True))
    context = {article: context_names([name_form(n).text for n in names]) for article, names in by_article.iter_rows()}
    names = links.group_by("entity_id", "type", "name").agg(n=pl.len(), key=pl.col("entity_key").min()).sort("entity_id", "n", "key", descending=[False, True, False])
    for id_, type_, name, n in names.select("entity_id", "type", "name", "n").iter_rows():
        form = name_form(name)
        entity = known.entities.get(id_)
        if entity is None:
            entity = known.add(Entity(id_, type_, name, form))
        else:
            known.list_under(entity, form)
        entity.articles += n
        known.names.setdefault(id_, []).append(name)
        if len(form.parts) > len(entity.form.parts):
            entity.form = form
    for id_, articles in links.group_by("entity_id").agg("article_id").iter_rows():
        known.entities[id_].earlier = [context[a] for a in articles]
    told = (pl.col("roles").list.eval(pl.element().struct.field(field)).alias(field) for field in ("role", "n"))
    for id_, country, roles, counts in described.select("entity_id", "country", *told).iter_rows():
        entity = known.entities.get(id_)
        if entity is None:
            continue
        entity.roles |= role_words(roles)
        entity.titled += sum(counts)
        entity.crowned += sum(n for role, n in zip(roles, counts, strict=True) if reigns([role]))
        if country:
            entity.nations |= {country}
    return known
