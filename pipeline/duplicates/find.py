"""Finds the copies among new articles, and between them and all that came before: fills `duplicates`. Nothing is deleted, nothing compared twice.

Three kinds: *exact* (the same letters and digits), *revision* (the same address, another text), *near* (re-edited). Whatever hangs
together by such links is one group; its root is the earliest article, and every other one points to the root itself, never to
another copy.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.duplicates.candidates import pairs, similarity
from pipeline.duplicates.groups import roots
from pipeline.duplicates.minhash import N_HASHES
from schemas import TABLES
from schemas.vocab import DuplicateKind

#: Least estimated similarity of near copies (docs/duplicates.md shows why), of two texts under one address, and of a copy to the
#: root of its group when copies of copies have drifted away from it.
NEAR: Final = 0.78
REVISION: Final = 0.2
DRIFT: Final = 0.5
#: Shorter texts have too few shingles for a near copy to mean anything; they can only be exact copies or revisions.
LEAST_SHINGLES: Final = 12


def find(new: pl.DataFrame, known: pl.DataFrame, duplicates: pl.DataFrame) -> pl.DataFrame:
    """Brings `duplicates` up to date with new articles.

    Args:
        new: Rows of `signatures` that came in, with `ingest_date` and `batch`.
        known: All other rows of `signatures`, likewise; rows of articles that are in `new` are passed over.
        duplicates: The table as it was for `known`.

    Returns:
        The whole table. The same articles give the same rows however they were divided into new and known, but for copies of
        copies: links between two known articles are remembered by their group only.
    """
    table = TABLES["duplicates"]
    every = _in_time(new, known)
    if not every.height:
        return table.empty()
    minhash = _matrix(every)
    left, right = _links(every, minhash)
    old_left, old_right, ghosts = _remembered(every, duplicates)
    group = roots(every.height + ghosts, np.concatenate([left, old_left]), np.concatenate([right, old_right]))[: every.height]
    copy = np.flatnonzero(group != np.arange(every.height))
    root = group[copy]
    alike = similarity(minhash, copy, root)
    sha, url = every["text_sha256"], every["url_key"]
    rows = pl.DataFrame(
        {
            "article_id": every["article_id"].gather(copy),
            "duplicate_of": every["article_id"].gather(root),
            "similarity": alike,
            "exact": sha.gather(copy) == sha.gather(root),
            "revision": (url.gather(copy) == url.gather(root)).fill_null(value=False),
        }
    )
    kind = pl.when("exact").then(pl.lit(DuplicateKind.EXACT.value)).when("revision").then(pl.lit(DuplicateKind.REVISION.value)).otherwise(pl.lit(DuplicateKind.NEAR.value))
    rows = rows.with_columns(kind=kind, similarity=pl.when("exact").then(1.0).otherwise("similarity").cast(pl.Float32))
    rows = rows.filter(pl.col("exact") | pl.col("revision") | (pl.col("similarity") >= DRIFT))
    return rows.select(*(pl.col(name).cast(dtype) for name, dtype in table.polars_schema.items())).sort("article_id")


def _in_time(new: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """All articles, earliest first: by publication, else by day of intake; then in order of arrival."""
    columns = ["article_id", "position", "url_key", "published_at", "text_sha256", "n_shingles", "minhash", "ingest_date", "batch"]
    parts = [new.select(columns).with_columns(new=pl.lit(value=True))]
    if known.height:
        parts.append(known.select(columns).join(new.select("article_id"), on="article_id", how="anti").with_columns(new=pl.lit(value=False)))
    frame = pl.concat(parts, how="vertical_relaxed")
    when = pl.coalesce("published_at", pl.col("ingest_date").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"))
    return frame.with_columns(when=when).sort("when", "ingest_date", "batch", "position", "article_id").unique("article_id", keep="first", maintain_order=True)


def _matrix(frame: pl.DataFrame) -> npt.NDArray[np.int32]:
    flat = frame["minhash"].explode(empty_as_null=False).to_numpy() if frame.height else np.empty(0, np.int32)
    return np.ascontiguousarray(flat.reshape(-1, N_HASHES), dtype=np.int32)


def _links(frame: pl.DataFrame, minhash: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Links of which at least one end is new."""
    frame = frame.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    exact_left, exact_right = _same(frame.filter(pl.col("n_shingles") > 0), "text_sha256")
    url_left, url_right = _same(frame.filter(pl.col("url_key").is_not_null()), "url_key")
    keep = similarity(minhash, url_left, url_right) >= REVISION
    # of exact copies only the first is compared with other texts
    first = (
        frame.filter(pl.col("n_shingles") >= LEAST_SHINGLES).with_columns(any_new=pl.col("new").any().over("text_sha256")).unique("text_sha256", keep="first", maintain_order=True)
    )
    rows = first["row"].to_numpy()
    near_left, near_right = pairs(minhash[rows], first["any_new"].to_numpy())
    near_left, near_right = rows[near_left], rows[near_right]
    close = similarity(minhash, near_left, near_right) >= NEAR
    return np.concatenate([exact_left, url_left[keep], near_left[close]]), np.concatenate([exact_right, url_right[keep], near_right[close]])


def _same(frame: pl.DataFrame, column: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Links every row to the first one with the same value, where the value came in anew."""
    linked = frame.with_columns(first=pl.col("row").first().over(column), any_new=pl.col("new").any().over(column)).filter(pl.col("any_new") & (pl.col("row") != pl.col("first")))
    return linked["first"].to_numpy(), linked["row"].to_numpy()


def _remembered(frame: pl.DataFrame, duplicates: pl.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
    """The links the table already holds. A root that is gone stands in as a node of its own (a ghost), so that its copies stay together."""
    index = frame.select("article_id").with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    links = duplicates.select("article_id", "duplicate_of").join(index, on="article_id", how="inner")
    links = links.join(index.rename({"article_id": "duplicate_of", "row": "root"}), on="duplicate_of", how="left", maintain_order="left")
    gone = (
        links.filter(pl.col("root").is_null())
        .select("duplicate_of")
        .unique()
        .sort("duplicate_of")
        .with_row_index("ghost")
        .with_columns(ghost=pl.col("ghost").cast(pl.Int64) + frame.height)
    )
    links = links.join(gone, on="duplicate_of", how="left", maintain_order="left").with_columns(root=pl.coalesce("root", "ghost"))
    return links["row"].to_numpy(), links["root"].to_numpy(), gone.height
