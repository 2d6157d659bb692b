"""The published tables. `TABLES` holds every one, in the order of the data's way; import this to get at a declaration."""

from __future__ import annotations

from schemas.articles import ARTICLES
from schemas.core import PARTITIONS, STAMPS, Column, Table, Where
from schemas.dates import DATES
from schemas.entities import ENTITIES, ENTITY_LINKS
from schemas.events import EVENTS
from schemas.mentions import MENTIONS
from schemas.operations import REJECTS, RUNS
from schemas.quotes import QUOTES
from schemas.raw_documents import RAW_DOCUMENTS
from schemas.signatures import DUPLICATES, SIGNATURES
from schemas.topics import TOPICS

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        RAW_DOCUMENTS,
        ARTICLES,
        SIGNATURES,
        MENTIONS,
        DATES,
        QUOTES,
        EVENTS,
        TOPICS,
        ENTITIES,
        ENTITY_LINKS,
        DUPLICATES,
        REJECTS,
        RUNS,
    )
}

__all__ = ["PARTITIONS", "STAMPS", "TABLES", "Column", "Table", "Where"]
