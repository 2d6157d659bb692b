"""Gives the entities of new articles to those of the corpus, with the evidence for each. Earlier links are never changed here.

Order matters and is fixed: persons by their fullest names first, so that those named shortly find them; inside one length by day and key.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipeline.entities.bodies import KINGDOM, Bodies, body_key
from pipeline.entities.known import Known, Record, context_names, known_entities, role_words
from pipeline.entities.persons import Link, is_common, link_alone, link_full, link_short
from pipeline.entities.skeleton import name_form
from schemas import TABLES

VERSION: Final = "1"

_NO_WORDS: Final[frozenset[str]] = frozenset()


def _records(new: pl.DataFrame) -> list[Record]:
    """The rows of a summary as records, in the order they are linked."""
    columns = ("entity_key", "article_id", "type", "name", "roles", "nations", "places")
    # whole columns: rows would make every value an object several times
    columned = [column.to_list() for column in new.sort(pl.col("day").is_null(), "day", "entity_key").select(columns)]
    names: dict[str, list[str]] = {}
    for article, name in zip(columned[1], columned[3], strict=True):
        names.setdefault(article, []).append(name)
    context = {article: context_names(found) for article, found in names.items()}
    records = []
    for key, article, type_, name, roles, nations, places in zip(*columned, strict=True):
        form = name_form(name)
        others = context[article]
        if form.text in others:
            others -= {form.text}
        records.append(Record(key, article, type_, name, form, role_words(roles) if roles else _NO_WORDS, tuple(nations), tuple(places), others))
    return records


def _order(record: Record) -> tuple[bool, bool, bool, int]:
    """Bare names first, so that all names with a head find the one bare one (مدينة الرياض and منطقة الرياض the الرياض).

    Names with a nationality come after those without, but before them where every country has such a body.
    """
    k = body_key(record.type, record.name)
    return record.form.text == KINGDOM, k.head, (k.code is None) == k.generic, -len(record.form.parts)


def _link_person(record: Record, known: Known) -> Link:
    full = len(record.form.parts) > 1
    link = link_full(record, known) if full else link_short(record, known) or link_alone(record, known)
    if link is None:
        # a name that many bear gets an id of its own in every article it cannot be told in
        plain = full and not is_common(record.form)
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
        entities: Rows of `entities` as last described.

    Returns:
        Rows of `entity_links` for the new keys alone, by key.
    """
    table = TABLES["entity_links"]
    if new.is_empty():
        return table.empty()
    state = known_entities(known, entities)
    bodies = Bodies(state)
    records = _records(new)
    persons = [r for r in records if r.type == "PER"]
    others = [r for r in records if r.type != "PER"]
    others.sort(key=_order)
    persons.sort(key=lambda r: -len(r.form.parts))
    ordered = persons + others
    links = []
    for record in ordered:
        found = _link_person(record, state) if record.type == "PER" else bodies.find(record) or bodies.create(record)
        found.entity.take(record)
        links.append(found)
    return pl.DataFrame(
        {
            "entity_key": [r.key for r in ordered],
            "entity_id": [f.entity.id for f in links],
            "article_id": [r.article for r in ordered],
            "type": [r.type for r in ordered],
            "name": [r.name for r in ordered],
            "reason": [f.reason for f in links],
            "score": [f.score for f in links],
            "evidence": [f.evidence for f in links],
        },
        schema=table.polars_schema,
    ).sort("entity_key")
