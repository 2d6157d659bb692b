"""Gives the entities of new articles to those of the corpus, with the evidence for each. Earlier links are never changed here.

Order matters and is fixed: persons by their fullest names first, so that those named shortly find them; inside one length by day and key.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from pipeline.entities.bodies import Bodies
from pipeline.entities.gazetteer import heads
from pipeline.entities.known import Known, Record, context_names, known_entities, role_words
from pipeline.entities.persons import Link, is_common, link_alone, link_full, link_short
from pipeline.entities.skeleton import NameForm, name_form
from schemas import TABLES

VERSION: Final = "5"

#: What of a summary linking looks at.
_READ: Final = ("entity_key", "article_id", "type", "name", "day", "roles", "nations", "places")
_NOBODY: Final[frozenset[str]] = frozenset()


def _records(new: pl.DataFrame) -> list[Record]:
    """The rows of a summary as records, in the order they are linked."""
    # whole columns: rows would make every value an object several times
    keys, articles, types, names = (new[column].to_list() for column in ("entity_key", "article_id", "type", "name"))
    # what is said of a name, and of an article, is found once
    forms = {name: name_form(name) for name in dict.fromkeys(names)}
    own = [_person_form(forms[name]) if type_ == "PER" else forms[name] for type_, name in zip(types, names, strict=True)]
    named: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    for n, (article, name) in enumerate(zip(articles, names, strict=True)):
        if article in named:
            named[article].append(forms[name].text)
        else:
            named[article], first[article] = [forms[name].text], n
    context = {article: context_names(found) for article, found in named.items()}
    codes = {article: tuple(places) for article, places in zip(first, new["places"].gather(list(first.values())).to_list(), strict=True)}
    roles, nations = [_NOBODY] * new.height, [()] * new.height
    told = new.select("roles", "nations").with_row_index().filter(pl.col("roles").list.len() > 0)
    for n, said, countries in told.iter_rows():
        roles[n], nations[n] = role_words(said), tuple(countries)
    return list(map(Record, keys, articles, types, names, own, roles, nations, map(codes.__getitem__, articles), map(context.__getitem__, articles)))


@cache
def _honorifics() -> dict[str, list[tuple[str, ...]]]:
    """Honorifics by their first word, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in heads().honorifics:
        found.setdefault(words[0], []).append(words)
    return found


def _person_form(form: NameForm) -> NameForm:
    """A person's folded name without honorifics: آية الله is no given name."""
    for words in _honorifics().get(form.words[0], ()) if form.words else ():
        if form.words[: len(words)] == words and len(form.words) > len(words):
            return name_form(" ".join(form.words[len(words) :]))
    return form


def _link_person(record: Record, known: Known) -> Link:
    full = len(record.form.parts) > 1
    common = full and is_common(record.form)
    link = link_full(record, known, common=common) if full else link_short(record, known) or link_alone(record, known)
    if link is None:
        # a name that many bear gets an id of its own in every article it cannot be told in
        plain = full and not common
        taken = ("PER", record.form.text) in known.by_text
        link = Link(known.create(record, *([] if plain or not taken else [record.article])), "new", 1.0, None)
    else:
        known.list_under(link.entity, record.form) if full else None
    return link


def link(new: pl.DataFrame, known: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Links article-level entities that have no link yet.

    Args:
        new: Summaries of them (see `pipeline.entities.summary`).
        known: Rows of `entity_links` that stand already.
        entities: Rows of `entities` as last described; countries and roles are enough.

    Returns:
        Rows of `entity_links` for the new keys alone, by key.
    """
    table = TABLES["entity_links"]
    if new.is_empty():
        return table.empty()
    state = known_entities(known, entities)
    new = new.select(_READ).sort(pl.col("day").is_null(), "day", "entity_key")
    records = _records(new)
    persons = [n for n, r in enumerate(records) if r.type == "PER"]
    bodies = Bodies(state, records)
    others = bodies.in_order()
    persons.sort(key=lambda n: -len(records[n].form.parts))
    found: dict[int, Link] = {}
    for n in persons:
        found[n] = _link_person(records[n], state)
        found[n].entity.take(records[n])
    for n in others:
        found[n] = bodies.link(records[n], bodies.keys[n])
        found[n].entity.take(records[n])
    in_row = [found[n] for n in range(len(records))]
    rows = new.select("entity_key", "article_id", "type", "name").with_columns(
        pl.Series("entity_id", [f.entity.id for f in in_row], pl.String),
        pl.Series("reason", [f.reason for f in in_row], pl.String),
        pl.Series("score", [f.score for f in in_row], pl.Float32),
        pl.Series("evidence", [f.evidence for f in in_row], pl.String),
    )
    return rows.select(list(table.polars_schema)).sort("entity_key")
