"""`entities` and `entity_links`: one row a person, organisation or place over the whole corpus, and why each name was given to it."""

from __future__ import annotations

import polars as pl

from schemas.core import Column, Table
from schemas.vocab import EntityType, LinkReason

S, I = pl.String(), pl.Int32()

ALIAS = pl.Struct({"form": S, "n": I})
ROLE = pl.Struct({"role": S, "n": I, "first_seen": pl.Date(), "last_seen": pl.Date()})

ENTITIES = Table(
    name="entities",
    doc="One person, organisation or place over the whole corpus",
    group="corpus",
    daily=False,
    key=("entity_id",),
    sort=("entity_id",),
    columns=(
        Column("entity_id", S, "Id of the entity; stays the same when later days are added", pattern=r"n[0-9a-f]{16}"),
        Column("type", S, "Person, organisation or place", values=EntityType),
        Column("name", S, "Canonical Arabic name"),
        Column("name_latin", S, "Name in Latin letters", nullable=True),
        Column("country", S, "Country, ISO 3166-1 alpha-2", nullable=True, pattern=r"[A-Z]{2}"),
        Column("latitude", pl.Float64(), "Latitude of a place, degrees", nullable=True, low=-90, high=90),
        Column("longitude", pl.Float64(), "Longitude of a place, degrees", nullable=True, low=-180, high=180),
        Column("wikidata_ids", pl.List(S), "Wikidata ids that the gazetteers give for the name"),
        Column("aliases", pl.List(ALIAS), "Forms it was written in, with counts, most frequent first"),
        Column("roles", pl.List(ROLE), "Roles beside its name, with counts and days of publication (else ingestion)"),
        Column("n_mentions", I, "Number of mentions", low=0),
        Column("n_articles", I, "Number of articles", low=0),
        Column("n_quotes", I, "Number of quotes it speaks", low=0),
        Column("first_seen", pl.Date(), "First day of publication (else ingestion)", nullable=True),
        Column("last_seen", pl.Date(), "Last day of publication (else ingestion)", nullable=True),
        Column("merged_from", pl.List(S), "Ids that once stood for the same entity and now point here"),
    ),
)

ENTITY_LINKS = Table(
    name="entity_links",
    doc="Why an article's entity is held to be that entity of the corpus: one row an article-level entity, so every merge can be checked and undone",
    group="corpus",
    daily=False,
    key=("entity_key",),
    sort=("entity_key",),
    columns=(
        Column("entity_key", S, "Entity inside the article", pattern=r"k[0-9a-f]{16}"),
        Column("entity_id", S, "Entity over the whole corpus", pattern=r"n[0-9a-f]{16}"),
        Column("article_id", S, "Article"),
        Column("type", S, "Person, organisation or place", values=EntityType),
        Column("name", S, "Fullest name in the article"),
        Column("reason", S, "Why it was given to the entity", values=LinkReason),
        Column("score", pl.Float32(), "Confidence", low=0, high=1),
        Column("evidence", S, "What spoke for it, in words", nullable=True),
    ),
)
