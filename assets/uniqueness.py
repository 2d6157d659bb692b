"""One article, one row: an article that is already in the lake under the same id goes to `rejects`. Only this cross-batch rule lives here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from assets.batch import REJECTS, Manifest, write_part
from schemas import TABLES
from warehouse.parts import Part
from warehouse.store import Store

ARTICLES = TABLES["articles"]


def drop_known_articles(store: Store, manifests: Sequence[Manifest], kept: Sequence[Part], run_id: str) -> list[Manifest]:
    """Takes out of new parts the articles whose id stands in another part already, with a reject for each.

    The first to come keeps its row: visible parts of other days and batches, then new parts in order of batch.

    Args:
        store: The lake.
        manifests: New parts in order of batch, written and not yet visible.
        kept: Visible parts of the same day that stay.
        run_id: Run.

    Returns:
        The manifests, with parts written anew where a row had to go.
    """
    if not manifests:
        return []
    day = manifests[0].part.day
    others = [p for p in store.parts(ARTICLES) if p.day != day] + list(kept)
    addresses = [store.address(ARTICLES, p.path) for p in others]
    known: set[str] = set(store.read_files(addresses, ["article_id"])["article_id"]) if addresses else set()
    out = []
    for manifest in manifests:
        ids = store.read_files([store.address(ARTICLES, manifest.part.path)], ["article_id"])["article_id"]
        if known.isdisjoint(ids):
            known.update(ids)
            out.append(manifest)
            continue
        out.append(_without(store, manifest, known, run_id))
        known.update(ids)
    return out


def _without(store: Store, manifest: Manifest, known: set[str], run_id: str) -> Manifest:
    part = manifest.part
    rows = store.read_files([store.address(ARTICLES, part.path)])
    again = pl.col("article_id").is_in(list(known))
    dropped = rows.filter(again)
    rejects = dropped.select(
        "source_uri",
        "raw_sha256",
        stage=pl.lit("articles"),
        table=pl.lit("articles"),
        reason=pl.lit("known_article"),
        detail=pl.format("the same article (same address or id, same text) is already there as {}", "article_id"),
        row_json=pl.lit(None, pl.String),
        run_id=pl.col("run_id"),
        version=pl.col("version"),
    )
    if manifest.rejects:
        rejects = pl.concat([store.read_files([store.address(REJECTS, manifest.rejects.path)]), rejects], how="vertical_relaxed")
    # another name than the first writing of this part, which stays behind unseen until vacuumed
    run = f"u{run_id.replace('-', '')}"
    kept_part = write_part(store, ARTICLES, rows.filter(~again), stage="articles", day=part.day, batch=part.batch, print_=part.fingerprint, run_id=run)
    turned_away = write_part(store, REJECTS, rejects.sort(*REJECTS.sort), stage="articles", day=part.day, batch=part.batch, print_=part.fingerprint, run_id=run)
    return replace(manifest, part=kept_part, rejects=turned_away)
