"""`raw_documents`: what came in, one row a document, kept for ever. Nothing here is cleaned or understood yet."""

from __future__ import annotations

import polars as pl

from schemas.core import Column, Table, Where
from schemas.vocab import MediaType

S = pl.String()

RAW_DOCUMENTS = Table(
    name="raw_documents",
    doc="One document as it came in (a file, a feed item, a record of a dump), decoded to characters and otherwise untouched",
    group="intake",
    key=("doc_id",),
    columns=(
        Column("doc_id", S, "Id of the document", pattern=r"r[0-9a-f]{16}"),
        Column("source", S, "Feed, folder or dump it came from"),
        Column("source_uri", S, "File or address it was read from; #n names the n-th record inside it"),
        Column("media_type", S, "What raw_text is made of", values=MediaType),
        Column("encoding", S, "Character encoding the bytes were in", nullable=True),
        Column("raw_text", S, "The document's characters; all raw_start and raw_end offsets count in it"),
        Column("title", S, "Title given beside the text (by a feed, a record field)", nullable=True),
        Column("external_id", S, "Id given by the source; for a file of one article its name without ending", nullable=True),
        Column("outlet", S, "Outlet given by the source", nullable=True),
        Column("url", S, "Address of the article as the source gives it", nullable=True),
        Column("published_raw", S, "Date of publication as the source wrote it", nullable=True),
        Column("published_from", S, "Whether published_raw came from metadata or a feed", nullable=True),
        Column("byline", S, "Author given by the source", nullable=True),
        Column("meta_json", S, "What else the source said of the document, as JSON", nullable=True, where=Where.LAKE),
        Column("flags", pl.List(S), "What was odd in reading it (encoding_guessed, mojibake_repaired, …)"),
        Column("raw_sha256", S, "sha256 of the document's bytes as they came in with its metadata", pattern=r"[0-9a-f]{64}"),
        Column("ingested_at", pl.Datetime("us", "UTC"), "When it was taken in (UTC)"),
    ),
)
