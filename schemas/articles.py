"""`articles`: clean, dated Arabic news articles. Every span of every other table counts in `articles.text`."""

from __future__ import annotations

import polars as pl

from schemas.core import Column, Table, Where
from schemas.vocab import BlockKind, DuplicateKind, PublishedFrom, PublishedPrecision

S = pl.String()

#: Struct of one block: its kind, its span in `text` (null when removed), its span in the raw document.
BLOCK = pl.Struct({"kind": S, "start": pl.Int32(), "end": pl.Int32(), "raw_start": pl.Int32(), "raw_end": pl.Int32()})

ARTICLES = Table(
    name="articles",
    doc="One news article: its clean text, where it is from and when it was published",
    group="articles",
    key=("article_id",),
    columns=(
        Column("article_id", S, "Id of the article: the same content always gets the same id", pattern=r"a[0-9a-f]{16}"),
        Column("doc_id", S, "Raw document it was made from"),
        Column("external_id", S, "Id given by the source; for a file of one article its name without ending", nullable=True),
        Column("source", S, "Feed, folder or dump it came from"),
        Column("source_uri", S, "File or address it was read from; #n names the n-th record inside it"),
        Column("outlet", S, "Outlet that published it", nullable=True),
        Column("url", S, "Address of the article", nullable=True),
        Column("title", S, "Title; also the beginning of text", nullable=True),
        Column("text", S, "Title, blank line, kept body, in the source's own characters; spans count its code points from 0, end excluded"),
        Column("language", S, "Language, ISO 639-1 (ckb for Sorani Kurdish)"),
        Column("published_at", pl.Datetime("us", "UTC"), "When it was published (UTC), as exact as published_precision says", nullable=True),
        Column("published_precision", S, "How exactly published_at is known", nullable=True, values=PublishedPrecision),
        Column("published_from", S, "Where published_at was read", nullable=True, values=PublishedFrom),
        Column("dateline_place", S, "Place named in the dateline", nullable=True),
        Column("byline", S, "Author line", nullable=True),
        Column("agencies", pl.List(S), "News agencies credited in dateline, byline or footer"),
        Column("is_wire", pl.Boolean(), "Whether the text is credited to a news agency as its source"),
        Column("topic", S, "Topic of rank 1 (IPTC Media Topics code; see table topics)", nullable=True, where=Where.VIEW),
        Column("duplicate_of", S, "Earliest article this one is a copy of", nullable=True, where=Where.VIEW),
        Column("duplicate_kind", S, "Kind of copy", nullable=True, where=Where.VIEW, values=DuplicateKind),
        Column("n_tokens", pl.Int32(), "Number of tokens in text", low=0),
        Column("n_sentences", pl.Int32(), "Number of sentences in text", low=0),
        Column(
            "blocks",
            pl.List(BLOCK),
            f"Kept and removed stretches of the raw document ({', '.join(BlockKind)}): start and end in text (null: removed), raw_start and raw_end in raw_documents.raw_text",
        ),
        Column("flags", pl.List(S), "What a careful user may want to know (truncated, no_title, mixed_language, …)"),
        Column("raw_sha256", S, "sha256 of the raw document"),
        Column("ingested_at", pl.Datetime("us", "UTC"), "When the document was taken in (UTC)"),
    ),
)
