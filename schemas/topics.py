"""`topics`: what an article is about, as ranked IPTC Media Topics."""

from __future__ import annotations

import polars as pl

from schemas.core import Column, Table
from schemas.vocab import TopicScheme

S = pl.String()

TOPICS = Table(
    name="topics",
    doc="One topic of an article; rank 1 is the topic shown in articles.topic",
    group="reading",
    key=("article_id", "scheme", "rank"),
    sort=("article_id", "rank"),
    columns=(
        Column("article_id", S, "Article"),
        Column("scheme", S, "Code list", values=TopicScheme),
        Column("code", S, "IPTC Media Topics top-level code (11000000)", pattern=r"[0-9]{8}"),
        Column("label_ar", S, "Label in Arabic"),
        Column("label_en", S, "Label in English"),
        Column("score", pl.Float32(), "Probability; low everywhere means unknown", low=0, high=1),
        Column("rank", pl.Int8(), "1 for the best", low=1),
        Column("evidence", pl.List(S), "Words of the article that spoke most for it"),
    ),
)
