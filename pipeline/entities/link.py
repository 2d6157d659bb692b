"""Gives the entities of new articles to those of the corpus, with the evidence for each. Earlier links are never changed here.

Order matters and is fixed: persons by their fullest names first, so that those named shortly find them; inside one length by day and key.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipeline.entities.bodies import Bodies
from pipeline.entities.known import Known, known_entities
from pipeline.entities.persons import Link, is_common, link_alone, link_full, link_short
from pipeline.entities.records import Batch, Record
from schemas import TABLES

VERSION: Final = "8"

#: What of a summary linking looks at.
_READ: Final = ("entity_key", "article_id", "type", "name", "day", "roles", "nations", "places")


def _link_person(record: Record, known: Known) -> Link:
    full = len(record.form.parts) > 1
    common = full and is_common(record.form)
    link = link_full(record, known, common=common) if full else link_short(record, known) or link_alone(record, known)
    if link is None:
        # a name that many bear gets an id of its own in every article it cannot be told in
        plain = full and not common
        taken = record.form.text in known.by_text["PER"]
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
    batch = Batch(new)
    found: dict[int, Link] = {}
    for n in batch.persons():
        record = batch.records[n]
        found[n] = decision = _link_person(record, state)
        decision.entity.take(record)
    bodies = Bodies(state, batch)
    for n in bodies.in_order():
        found[n] = decision = bodies.link(n)
        decision.entity.take(batch.records[n])
    given, reasons, scores, evidence = zip(*map(found.__getitem__, range(new.height)), strict=True)
    rows = new.select("entity_key", "article_id", "type", "name").with_columns(
        pl.Series("entity_id", [entity.id for entity in given], pl.String),
        pl.Series("reason", reasons, pl.String),
        pl.Series("score", scores, pl.Float32),
        pl.Series("evidence", evidence, pl.String),
    )
    return rows.select(list(table.polars_schema)).sort("entity_key")
