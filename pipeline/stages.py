"""The extractors and what each of them reads: the one list the engine works from. No extraction happens here.

A stage fills one table by day. Its function takes one batch of each upstream table (the columns it asks for, as stored, see `schemas`) and
gives back the batch's rows, without the columns the engine stamps. It must be pure: the same batch gives the same rows, in the same order.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

import polars as pl

from pipeline.uncollected import uncollected

#: What a stage says of an input it turned away.
REJECT_SCHEMA: Final[dict[str, pl.DataType]] = {
    "source_uri": pl.String(),
    "raw_sha256": pl.String(),
    "reason": pl.String(),
    "detail": pl.String(),
    "row_json": pl.String(),
}


class Rows(NamedTuple):
    """What a stage made of a batch.

    Attributes:
        rows: Rows of the stage's table, in `Table.polars_schema`.
        rejects: Inputs it turned away, in `REJECT_SCHEMA`.
    """

    rows: pl.DataFrame
    rejects: pl.DataFrame = pl.DataFrame(schema=REJECT_SCHEMA)


@dataclass(frozen=True, slots=True)
class Stage:
    """One extractor.

    Attributes:
        table: Table it fills.
        inputs: Tables it reads, by the names of its function's parameters, and which of their columns; all where none are named.
        module: Module that holds `rows` and `VERSION`; imported only where the stage runs.
        doc: What it does, for the asset graph.
    """

    table: str
    inputs: Mapping[str, tuple[str, ...]]
    module: str
    doc: str

    @property
    def rows(self) -> Callable[..., Rows]:
        """The stage's function: ``rows(**{input: frame}) -> Rows``."""
        function = cast("Callable[..., Rows]", importlib.import_module(self.module).rows)
        return uncollected()(function)

    @property
    def version(self) -> str:
        """The stage's version: changes whenever the same input may give other rows."""
        return str(importlib.import_module(self.module).VERSION)


_TEXT: Final = ("article_id", "text")
_SPAN: Final = ("article_id", "start", "end")
_NAME: Final = (*_SPAN, "type", "kind", "entity_key", "name")

#: In an order in which every stage comes after those it reads.
STAGES: Final[dict[str, Stage]] = {
    s.table: s
    for s in (
        Stage("articles", {"raw_documents": ()}, "pipeline.articles.stage", "Cleans raw documents into dated Arabic articles; what is no article is turned away with a reason"),
        Stage("signatures", {"articles": (*_TEXT, "title", "url", "published_at")}, "pipeline.duplicates.stage", "Fingerprints every article so that copies can be found"),
        Stage("mentions", {"articles": _TEXT}, "pipeline.mentions.stage", "Finds every name, role and pronoun and says which of them are one within the article"),
        Stage("dates", {"articles": (*_TEXT, "published_at", "published_precision")}, "pipeline.dates.stage", "Reads date expressions of every region and calendar"),
        Stage("topics", {"articles": (*_TEXT, "title")}, "pipeline.topics.stage", "Ranks IPTC Media Topics"),
        Stage(
            "quotes",
            {"articles": (*_TEXT, "title"), "mentions": (*_NAME, "role"), "dates": (*_SPAN, "value", "granularity")},
            "pipeline.quotes.stage",
            "Finds reported speech and who spoke it",
        ),
        Stage(
            "events",
            {"articles": (*_TEXT, "published_at"), "mentions": _NAME, "dates": (*_SPAN, "value"), "quotes": (*_SPAN, "quote_id", "kind")},
            "pipeline.events.stage",
            "Finds what happened, who did it to whom, where and when",
        ),
    )
}
