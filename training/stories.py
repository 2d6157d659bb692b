"""Articles of the news corpus whose events and quotes this project annotated itself, in the form of the gold file. Fits nothing.

`stories_extra.jsonl` holds ids, offsets and types alone, no text: one JSON object a line with ``id``; ``round`` (1, or 2 for those annotated
after examples of gold had been read); ``events`` as [start, end, type, actors, targets]; ``quotes`` as [kind, start, end, names of the
speaker, whether it is optional]. Participants and names are spans of the text; offsets are code points of title, blank line, text. Names and
dates of these articles are what the shipped stages find.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.stages import STAGES
from pipeline.text.ids import make_id
from schemas import TABLES

EXTRA = Path(__file__).with_name("stories_extra.jsonl")
#: What gold calls a speaker that a reader cannot tell.
UNKNOWN = "UNKNOWN"


def articles_of(few: pl.DataFrame) -> pl.DataFrame:
    """Rows of `articles` from some of its columns, all others empty."""
    empty = {name: pl.lit([] if isinstance(dtype, pl.List) else None, dtype=dtype) for name, dtype in TABLES["articles"].polars_schema.items()}
    return few.select(pl.col(name) if name in few.columns else value.alias(name) for name, value in empty.items())


def annotated_later(corpus: Path, extra: Path = EXTRA) -> list[dict[str, Any]]:
    """The articles with their annotation, as gold records.

    Args:
        corpus: The news corpus (`corpus.parquet`: id, title, text).
        extra: The annotation.

    Returns:
        Records with id, title, text, mentions, times, quotes, events and round; ``extra`` is true in all.
    """
    labels = {r["id"]: r for r in map(json.loads, extra.read_text("utf-8").splitlines())}
    found = pl.read_parquet(corpus, columns=["id", "title", "text"]).filter(pl.col("id").is_in(list(labels)))
    records = [{"id": i, "title": title, "text": text, "extra": True} for i, title, text in found.sort("id").iter_rows()]
    texts = [{"article_id": make_id("a", r["id"]), "title": r["title"], "text": (r["title"] or "") + "\n\n" + r["text"]} for r in records]
    articles = articles_of(pl.DataFrame(texts, schema={"article_id": pl.String, "title": pl.String, "text": pl.String}))
    mentions, dates = (STAGES[name].rows(articles=articles).rows for name in ("mentions", "dates"))
    names = _by_article(mentions.filter(pl.col("kind") == "name"), {"start": "start", "end": "end", "type": "type", "entity": "name"})
    times = _by_article(dates, {"start": "start", "end": "end", "value": "value"})
    for r in records:
        text, label, article = (r["title"] or "") + "\n\n" + r["text"], labels[r["id"]], make_id("a", r["id"])
        r |= {
            "round": label["round"],
            "mentions": names.get(article, []),
            "times": times.get(article, []),
            "events": [
                {"start": start, "end": end, "type": kind, "actor": [text[a:b] for a, b in actors], "target": [text[a:b] for a, b in targets]}
                for start, end, kind, actors, targets in label["events"]
            ],
            "quotes": [_quote(text, *quote) for quote in label["quotes"]],
        }
    return records


def _quote(text: str, kind: str, start: int, end: int, names: list[list[int]], optional: int) -> dict[str, Any]:
    first, *others = [text[a:b] for a, b in names] or [UNKNOWN]
    return {"kind": kind, "start": start, "end": end, "speaker_name": first, "aliases": others, "speaker": None, "optional": bool(optional)}


def _by_article(frame: pl.DataFrame, columns: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Rows of a frame by article, with columns renamed."""
    out: dict[str, list[dict[str, Any]]] = {}
    for article, *values in frame.select("article_id", *columns.values()).iter_rows():
        out.setdefault(article, []).append(dict(zip(columns, values, strict=True)))
    return out
