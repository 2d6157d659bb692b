"""Bringing the tables over the whole corpus up to date: duplicates, entity_links, entities. No Dagster here.

Only what is new is compared with what is known: decisions of yesterday, and the ids they gave, stay. A table is written in one commit,
and left alone when nothing it is made from has changed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from assets.batch import write_part
from pipeline.duplicates import find as duplicates
from pipeline.entities import describe, link, summary
from pipeline.uncollected import uncollected
from schemas import TABLES
from warehouse.parts import fingerprint
from warehouse.store import Store

#: Version of the steps here; the extractors' own versions are part of the fingerprints they made.
VERSION: Final = "1"

#: Key under which a corpus table's file remembers the parts it was made from.
INPUTS: Final = "rawi.inputs"


@dataclass(frozen=True, slots=True)
class CorpusOutcome:
    """What a step did to a table over the whole corpus.

    Attributes:
        table: Table.
        rows: Rows now.
        changed: Whether it was written.
        seconds: Wall time.
        version: Version of the Delta table.
    """

    table: str
    rows: int
    changed: bool
    seconds: float
    version: int


def _inputs(store: Store, *tables: str) -> list[str]:
    """Names of all parts of some tables; together they are what a corpus table is made from."""
    return [f"{name}/{p.day}/{p.batch}/{p.fingerprint}" for name in tables for p in store.parts(TABLES[name])]


def _replace(store: Store, table: str, inputs: list[str], make: Callable[[], pl.DataFrame], run_id: str, *, force: bool) -> CorpusOutcome:
    began = time.monotonic()
    declared = TABLES[table]
    print_ = fingerprint(VERSION, *inputs)
    old = store.parts(declared)
    if not force and [p.fingerprint for p in old] == [print_]:
        return CorpusOutcome(table, old[0].rows, changed=False, seconds=time.monotonic() - began, version=int(store.ensure(declared).version()))
    # linking keeps a million small objects
    with uncollected():
        made = make()
    rows = made.select(list(declared.polars_schema)).sort(*declared.sort)
    rows = rows.with_columns(run_id=pl.lit(run_id), version=pl.lit(VERSION))
    part = write_part(store, declared, rows, stage=table, day=None, batch=0, print_=print_, run_id=run_id, notes={INPUTS: json.dumps(inputs)})
    version = store.commit(declared, [part], old, run_id=run_id)
    return CorpusOutcome(table, rows.height, changed=True, seconds=time.monotonic() - began, version=version)


def _seen(store: Store, table: str) -> set[str]:
    """The parts a corpus table was last made from."""
    seen: set[str] = set()
    for part in store.parts(TABLES[table]):
        seen.update(json.loads(store.file_notes(store.address(table, part.path)).get(INPUTS, "[]")))
    return seen


def update_duplicates(store: Store, run_id: str, *, force: bool = False) -> CorpusOutcome:
    """Compares the fingerprints of articles that are new with those of all days.

    Args:
        store: The lake.
        run_id: Run.
        force: Compare all with all again.
    """
    inputs = _inputs(store, "signatures")

    def make() -> pl.DataFrame:
        seen = set() if force else _seen(store, "duplicates")
        signatures = store.read(TABLES["signatures"])
        parts = {(p.day, p.batch): f"signatures/{p.day}/{p.batch}/{p.fingerprint}" in seen for p in store.parts(TABLES["signatures"])}
        known = pl.Series([parts[key] for key in signatures.select("ingest_date", "batch").iter_rows()], dtype=pl.Boolean)
        before = TABLES["duplicates"].empty() if force else store.read(TABLES["duplicates"]).select(list(TABLES["duplicates"].polars_schema))
        return duplicates.find(signatures.filter(~known), signatures.filter(known), before)

    return _replace(store, "duplicates", inputs, make, run_id, force=force)


#: The last summaries, by fingerprint of what they are made from: two steps that follow each other read them.
_SUMMARIES: dict[str, pl.DataFrame] = {}
#: Columns of `mentions` that summaries are made from.
_SUMMARISED: Final = ("article_id", "entity_key", "type", "kind", "name", "exact", "role", "method")


def _summaries(store: Store) -> pl.DataFrame:
    """One row an article-level entity, over all days."""
    print_ = fingerprint(store.root, *_inputs(store, "mentions"))
    if print_ not in _SUMMARIES:
        mentions = store.read(TABLES["mentions"], columns=_SUMMARISED)
        published = store.read(TABLES["articles"], columns=["article_id", "published_at"]).select("article_id", "published_at")
        mentions = mentions.join(published, on="article_id", how="left", maintain_order="left")
        _SUMMARIES.clear()
        _SUMMARIES[print_] = summary.summarise(mentions.with_columns(day=pl.coalesce(pl.col("published_at").dt.date(), "ingest_date")))
    return _SUMMARIES[print_]


def update_entity_links(store: Store, run_id: str, *, force: bool = False) -> CorpusOutcome:
    """Gives every new article-level entity to one over the whole corpus.

    Args:
        store: The lake.
        run_id: Run.
        force: Forget earlier decisions and link everything again.
    """

    def make() -> pl.DataFrame:
        table, entities = TABLES["entity_links"], TABLES["entities"]
        summaries = _summaries(store)
        known = table.empty() if force else store.read(table).select(list(table.polars_schema))
        known = known.join(summaries.select("entity_key"), on="entity_key", how="semi")  # keys of re-read articles may be gone
        new = summaries.join(known.select("entity_key"), on="entity_key", how="anti")
        described = entities.empty() if force else store.read(entities, columns=["entity_id", "country", "roles"])
        return pl.concat([known, link.link(new, known, described)])

    return _replace(store, "entity_links", [f"link/{link.VERSION}", *_inputs(store, "mentions")], make, run_id, force=force)


def update_entities(store: Store, run_id: str, *, force: bool = False) -> CorpusOutcome:
    """Describes every entity of the corpus: canonical name, aliases, roles, counts.

    Args:
        store: The lake.
        run_id: Run.
        force: Write even if nothing has changed.
    """

    def make() -> pl.DataFrame:
        links = store.read(TABLES["entity_links"], columns=["entity_key", "entity_id"])
        spoken = store.read(TABLES["quotes"], columns=["speaker_key"]).drop_nulls("speaker_key").group_by(entity_key="speaker_key").agg(n_quotes=pl.len())
        previous = store.read(TABLES["entities"], columns=["entity_id", "type", "name", "merged_from"])
        return describe.entities(links, _summaries(store), spoken, previous)

    inputs = [f"describe/{describe.VERSION}", *_inputs(store, "mentions", "quotes", "entity_links")]
    outcome = _replace(store, "entities", inputs, make, run_id, force=force)
    _SUMMARIES.clear()  # the last step that reads them
    return outcome
