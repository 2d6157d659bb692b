"""`signatures`: fingerprints by which copies are found. Internal: users read `articles.duplicate_of`."""

from __future__ import annotations

import polars as pl

from schemas.core import Column, Table

S = pl.String()

SIGNATURES = Table(
    name="signatures",
    doc="Fingerprint of one article, by which copies of it are found on later days",
    group="articles",
    key=("article_id",),
    sort=("article_id",),
    columns=(
        Column("article_id", S, "Article"),
        Column("position", pl.Int64(), "Order of arrival inside the batch", low=0),
        Column("url_key", S, "Canonical address, for revisions", nullable=True),
        Column("published_at", pl.Datetime("us", "UTC"), "When it was published", nullable=True),
        Column("text_sha256", S, "sha256 of the normalised text, for exact copies"),
        Column("n_shingles", pl.Int32(), "Number of distinct word shingles", low=0),
        Column("minhash", pl.List(pl.Int32()), "MinHash signature of the word shingles (32-bit values, signed since Delta has no unsigned type)"),
    ),
)

DUPLICATES = Table(
    name="duplicates",
    doc="One article that is a copy of an earlier one",
    group="corpus",
    daily=False,
    key=("article_id",),
    sort=("article_id",),
    columns=(
        Column("article_id", S, "The copy"),
        Column("duplicate_of", S, "The earliest article of its group"),
        Column("kind", S, "exact (same text), near (re-edited), revision (same address, later text)"),
        Column("similarity", pl.Float32(), "Estimated Jaccard similarity of their word shingles", low=0, high=1),
    ),
)
