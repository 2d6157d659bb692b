"""What a reader hands on: a `RawRecord` (one document, read but not understood) or a `Reject` (what could not be read, and why).

How the fields are found is the readers' business; what a document means is the articles stage's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any

import polars as pl

from pipeline.lists import from_lists
from pipeline.text.ids import make_id
from schemas import TABLES


@dataclass(slots=True)
class RawRecord:
    """One document as it came in. The fields are those of `schemas.raw_documents`, which explains them."""

    doc_id: str
    source: str
    source_uri: str
    media_type: str
    encoding: str | None
    raw_text: str
    title: str | None = None
    external_id: str | None = None
    outlet: str | None = None
    url: str | None = None
    published_raw: str | None = None
    published_from: str | None = None
    byline: str | None = None
    meta_json: str | None = None
    flags: list[str] = field(default_factory=list)
    raw_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """One input, or part of one, that gave no document.

    Attributes:
        source_uri: File or address; ``#n`` names the n-th record in it, ``!name`` a member of an archive.
        raw_sha256: sha256 of the bytes, where they could be read whole.
        reason: Code (`pipeline.sources.reasons.Reason`).
        detail: What exactly was wrong, and what can be done.
    """

    source_uri: str
    raw_sha256: str | None
    reason: str
    detail: str


def digest(payload: bytes, *metadata: str | None) -> str:
    """sha256 of a document's bytes and of the metadata that make it this document and no other.

    Counters and other fields that change from crawl to crawl (`meta_json`) stay out, and so does where the document lay:
    the same document delivered twice has the same digest.
    """
    h = sha256(payload)
    h.update("\x1f".join(["", *(m or "" for m in metadata)]).encode("utf-8", "surrogatepass"))
    return h.hexdigest()


def doc_id_of(raw_sha256: str) -> str:
    """Id of the document with this digest."""
    return make_id("r", raw_sha256)


def identified(record: RawRecord, payload: bytes | None = None) -> RawRecord:
    """The record with the digest and id its content has.

    Args:
        record: The record; changed.
        payload: Its bytes, where the document is a whole file; else the text stands for them.
    """
    record.raw_sha256 = digest(
        record.raw_text.encode() if payload is None else payload,
        record.media_type,
        record.title,
        record.external_id,
        record.outlet,
        record.url,
        record.published_raw,
        record.byline,
    )
    record.doc_id = doc_id_of(record.raw_sha256)
    return record


def completed(record: RawRecord, item: RawRecord, payload: bytes) -> RawRecord:
    """The record of a page, with what the feed that led to it says of it.

    Args:
        record: The page; changed.
        item: The feed's item.
        payload: The page's bytes.
    """
    record.title = record.title or item.title
    record.outlet = record.outlet or item.outlet
    record.byline = record.byline or item.byline
    record.external_id = item.external_id or record.external_id
    record.url = item.url or record.url
    if record.published_raw is None:
        record.published_raw, record.published_from = item.published_raw, item.published_from
    return identified(record, payload)


_COLUMNS = tuple(c for c in TABLES["raw_documents"].polars_schema if c != "ingested_at")
_values = attrgetter(*_COLUMNS)


def records_frame(records: Iterable[RawRecord], ingested_at: datetime) -> pl.DataFrame:
    """Records as rows of `raw_documents`.

    Args:
        records: What the readers gave (no rejects).
        ingested_at: When they were taken in; with a time zone.

    Returns:
        A frame in the table's schema, in the order of `records`.
    """
    schema = TABLES["raw_documents"].polars_schema
    rows = [_values(r) for r in records]
    columns = zip(*rows, strict=True) if rows else ([] for _ in _COLUMNS)
    data = {name: _series(name, list(values), schema[name]) for name, values in zip(_COLUMNS, columns, strict=True)}
    return pl.DataFrame(data).with_columns(pl.lit(ingested_at, dtype=schema["ingested_at"]).alias("ingested_at")).select(list(schema))


def _series(name: str, values: list[Any], dtype: pl.DataType) -> pl.Series:
    return from_lists(name, values, pl.String()) if dtype == pl.List(pl.String) else pl.Series(name, values, dtype=dtype)
