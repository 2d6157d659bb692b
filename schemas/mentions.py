"""`mentions`: every place in an article where a person, organisation or place is mentioned."""

from __future__ import annotations

import polars as pl

from schemas.core import Column, Table, Where
from schemas.vocab import EntityType, MentionKind, MentionMethod

S, I = pl.String(), pl.Int32()

MENTIONS = Table(
    name="mentions",
    doc="One mention of a person, organisation or place in an article",
    group="reading",
    key=("mention_id",),
    spans=(("start", "end", "exact"),),
    sort=("article_id", "start", "end"),
    columns=(
        Column("mention_id", S, "Id of the mention", pattern=r"m[0-9a-f]{16}"),
        Column("article_id", S, "Article it stands in"),
        Column("sentence", I, "Number of the sentence, from 0", low=0),
        Column("start", I, "First code point in articles.text", low=0),
        Column("end", I, "Code point after the last", low=1),
        Column("exact", S, "The very characters"),
        Column("type", S, "Person, organisation or place", values=EntityType),
        Column("kind", S, "Whether a name, a role (السفير), a pronoun, a plural (الوزيران) or a metonym (موسكو for its government)", values=MentionKind),
        Column("entity_key", S, "Entity inside the article: the same for all mentions of one entity in one article", pattern=r"k[0-9a-f]{16}", where=Where.LAKE),
        Column("entity_id", S, "Entity over the whole corpus (see entities)", nullable=True, where=Where.VIEW),
        Column("name", S, "Fullest name of the entity in this article"),
        Column("role", S, "Role beside the name (السفير الروسي)", nullable=True),
        Column("head_mention_id", S, "For a role, pronoun or plural: the mention it stands for", nullable=True),
        Column("method", S, "What found it", values=MentionMethod),
        Column("score", pl.Float32(), "Confidence", low=0, high=1),
    ),
)
