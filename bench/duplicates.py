"""Precision and recall of near-duplicate detection on mined pairs of real articles. Writes bench/results/duplicates.md.

What the numbers mean stands in docs/duplicates.md.

Run: ``python bench/duplicates.py CORPUS.parquet PAIRS.jsonl``. The corpus has the columns id, title, text, url, date, outlet; a pair has a, b
(ids), jaccard4 and containment4.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from pipeline.articles.stage import rows as clean
from pipeline.duplicates import find as finder
from pipeline.duplicates.candidates import similarity
from pipeline.duplicates.stage import rows as sign
from pipeline.text.chars import key

BATCH = 1000


def raw_documents(corpus: pl.DataFrame) -> pl.DataFrame:
    """The corpus as rows of raw_documents."""
    none = pl.lit(None, pl.String)
    return corpus.select(
        doc_id=pl.format("r{}", "id"), source=pl.lit("corpus"), source_uri=pl.format("corpus#{}", "id"), media_type=pl.lit("text/plain"), encoding=pl.lit("utf-8"), raw_text="text", title="title",
        external_id="id", outlet="outlet", url="url", published_raw="date", published_from=pl.lit("metadata"), byline=none, meta_json=none, flags=pl.lit([], pl.List(pl.String)),
        raw_sha256=pl.lit("0" * 64), ingested_at=pl.lit(datetime(2026, 1, 1, tzinfo=UTC)),
    )  # fmt: skip


def folded_shingles(text: str) -> set[tuple[str, ...]]:
    """Shingles of four folded words, punctuation aside: what the signatures estimate."""
    words = re.findall(r"\w+", key(text))
    return {tuple(words[i : i + 4]) for i in range(len(words) - 3)}


def scores(said: np.ndarray, truth: np.ndarray) -> str:
    """Precision, recall and F1 as cells."""
    hit = int((said & truth).sum())
    p, r = hit / max(1, int(said.sum())), hit / max(1, int(truth.sum()))
    return f"{p:.3f} | {r:.3f} | {2 * p * r / max(1e-9, p + r):.3f}"


def main() -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "duplicates.md")
    args = parser.parse_args()
    corpus = pl.read_parquet(args.corpus)
    gold = pl.DataFrame([json.loads(line) for line in args.pairs.read_text(encoding="utf8").splitlines()])

    signed, ids = [], []
    seconds = 0.0
    for n, part in enumerate(raw_documents(corpus).iter_slices(BATCH)):
        articles = clean(part).rows
        begin = time.process_time()
        frame = sign(articles).rows
        seconds += time.process_time() - begin
        signed.append(frame.with_columns(ingest_date=pl.lit(date(2026, 1, 1)), batch=pl.lit(n, pl.Int32)))
        ids.append(articles.select("article_id", "external_id"))
    signatures = pl.concat(signed).unique("article_id", keep="first", maintain_order=True)
    of = pl.concat(ids)
    begin = time.process_time()
    table = finder.find(signatures, signatures.clear(), finder.TABLES["duplicates"].empty())
    find_seconds = time.process_time() - begin

    index = signatures.select("article_id").with_row_index("row")
    known = of.join(index, on="article_id")
    gold = gold.join(known.select(a="external_id", id_a="article_id", row_a="row"), on="a").join(known.select(b="external_id", id_b="article_id", row_b="row"), on="b")
    minhash = np.ascontiguousarray(signatures["minhash"].explode().to_numpy().reshape(-1, 128))
    estimate = similarity(minhash, gold["row_a"].to_numpy().astype(np.int64), gold["row_b"].to_numpy().astype(np.int64))
    root = dict(table.select("article_id", "duplicate_of").iter_rows())
    grouped = [root.get(a, a) == root.get(b, b) for a, b in gold.select("id_a", "id_b").iter_rows()]
    bodies = dict(corpus.select("id", "text").iter_rows())
    shingles = {i: folded_shingles(bodies[i]) for i in {*gold["a"].to_list(), *gold["b"].to_list()}}
    folded = [len(shingles[a] & shingles[b]) / max(1, len(shingles[a] | shingles[b])) for a, b in gold.select("a", "b").iter_rows()]
    gold = gold.with_columns(estimate=pl.Series(estimate), grouped=pl.Series(grouped), folded=pl.Series(folded))

    lines = [
        "# Duplicates",
        "",
        f"{corpus.height} articles, {gold.height} mined pairs ({gold.filter(pl.col('jaccard4') >= 0.8).height} of 4-word Jaccard >= 0.8). One core.",
        f"Fingerprints: {1000 * seconds / corpus.height:.3f} ms an article; finding all copies among all articles: {find_seconds:.1f} s ({1e6 * find_seconds / corpus.height:.0f} µs an article).",
        "",
        "Pairs whose estimated similarity reaches a threshold, in three readings of what a duplicate is:",
        "",
        "- *mined*: mined 4-word Jaccard >= 0.8, everything below counts as wrong. The miner compared words with their punctuation and hamzas, which is what editors change first.",
        "- *grey zone out*: the same, pairs of 0.5 to 0.8 left out.",
        "- *folded*: exact Jaccard >= 0.8 over folded words without punctuation.",
        "",
        "| least estimate | mined P | R | F1 | grey zone out P | R | F1 | folded P | R | F1 |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    mined, same = gold["jaccard4"].to_numpy(), gold["folded"].to_numpy()
    clear = (mined >= 0.8) | (mined < 0.5)
    for least in (0.70, 0.74, finder.NEAR, 0.80, 0.84, 0.88):
        said = gold["estimate"].to_numpy() >= least
        cells = [scores(said, mined >= 0.8), scores(said[clear], mined[clear] >= 0.8), scores(said, same >= 0.8)]
        lines.append(f"| {least:.2f}{' (used)' if least == finder.NEAR else ''} | {' | '.join(cells)} |")
    together = gold["grouped"].to_numpy()
    cells = [scores(together, mined >= 0.8), scores(together[clear], mined[clear] >= 0.8), scores(together, same >= 0.8)]
    lines.append(f"| same group in the table | {' | '.join(cells)} |")
    lines += [
        "",
        "What ends in one group (links found through shared bands, then joined), by the folded Jaccard:",
        "",
        "| folded Jaccard | pairs | in one group |",
        "|---|---:|---:|",
    ]
    edges = [0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.01]
    for low, high in itertools.pairwise(edges):
        part = gold.filter((pl.col("folded") >= low) & (pl.col("folded") < high))
        if part.height:
            lines.append(f"| {low:.2f}-{min(high, 1.0):.2f} | {part.height} | {part['grouped'].mean():.3f} |")
    sizes = table.group_by("duplicate_of").len().sort("len", descending=True)
    lines += [
        "",
        f"Groups: {sizes.height}, copies: {table.height} ({', '.join(f'{k} {n}' for k, n in sorted(table['kind'].value_counts().iter_rows()))}), largest group: {sizes['len'][0] + 1 if sizes.height else 0}.",
        "",
    ]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text("\n".join(lines), encoding="utf8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
