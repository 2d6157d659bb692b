"""Gives the entities of new articles to those of the corpus, with the evidence for each. Earlier links are never changed here.

Order matters and is fixed: persons by their fullest names first, so that those named shortly find them; inside one length by day and key.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from pipeline.entities.bodies import KINGDOM, Bodies, body_key
from pipeline.entities.known import Known, Record, context_names, known_entities, role_words
from pipeline.entities.persons import Link, is_common, link_alone, link_full, link_short
from pipeline.entities.skeleton import name_form
from schemas import TABLES

VERSION: Final = "1"


def _records(new: pl.DataFrame) -> list[Record]:
    """The rows of a summary as records, in the order they are linked."""
    names: dict[str, list[str]] = {}
    columns = ("entity_key", "article_id", "type", "name", "roles", "nations", "places")
    rows = new.sort(pl.col("day").is_null(), "day", "entity_key").select(columns).to_dicts()
    for row in rows:
        names.setdefault(row["article_id"], []).append(row["name"])
    context = {article: context_names(found) for article, found in names.items()}
    records = []
    for row in rows:
        form = name_form(row["name"])
        others = context[row["article_id"]] - {form.text}
        records.append(Record(row["entity_key"], row["article_id"], row["type"], row["name"], form, role_words(row["roles"]), tuple(row["nations"]), tuple(row["places"]), others))
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
    rows: list[dict[str, Any]] = []
    records = _records(new)
    persons = [r for r in records if r.type == "PER"]
    others = [r for r in records if r.type != "PER"]
    others.sort(key=_order)
    persons.sort(key=lambda r: -len(r.form.parts))
    for record in persons + others:
        found = _link_person(record, state) if record.type == "PER" else bodies.find(record) or bodies.create(record)
        found.entity.take(record)
        rows.append(
            {
                "entity_key": record.key,
                "entity_id": found.entity.id,
                "article_id": record.article,
                "type": record.type,
                "name": record.name,
                "reason": found.reason,
                "score": found.score,
                "evidence": found.evidence,
            }
        )
    return table.frame(rows).sort("entity_key")
