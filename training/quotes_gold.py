"""Annotated quotes: read from the files they are in, and compared with what is found as the scorer does. Knows no model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline.text.chars import key
from pipeline.text.ids import make_id
from schemas import TABLES
from training.scores import trimmed
from training.stories import articles_of

#: A span that overlaps an annotated one by so much stands for it.
OVERLAP = 0.5


class Gold(NamedTuple):
    """Annotated quotes of one article, spans trimmed."""

    text: str
    quotes: list[dict[str, Any]]


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union."""
    inter = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return inter / ((a[1] - a[0]) + (b[1] - b[0]) - inter or 1)


def load(path: Path) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Gold]]:
    """Articles, gold mentions and gold quotes of the quote-annotated part of a file; see `annotated`."""
    return annotated(map(json.loads, path.read_text("utf-8").splitlines()))


def annotated(records: Iterable[dict[str, Any]]) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Gold]]:
    """Articles, mentions and quotes of gold records that have quotes."""
    articles, mentions, gold = [], [], {}
    for record in records:
        if record.get("quotes") is None:
            continue
        text = (record.get("title") or "") + "\n\n" + record["text"]
        article_id = make_id("a", record["id"])
        articles.append({"article_id": article_id, "title": record.get("title"), "text": text})
        names: dict[str, str] = {}
        for m in record["mentions"]:
            surface = text[m["start"] : m["end"]]
            names[m["entity"]] = max(names.get(m["entity"], ""), surface, key=len)
        mentions += [
            {
                "article_id": article_id,
                "start": m["start"],
                "end": m["end"],
                "type": m["type"],
                "kind": "name",
                "entity_key": make_id("k", article_id, m["entity"]),
                "name": names[m["entity"]],
                "role": None,
            }
            for m in record["mentions"]
        ]
        quotes = [{**q, "span": trimmed(text, q["start"], q["end"])} for q in record["quotes"]]
        gold[article_id] = Gold(text, quotes)
    schema = {k: TABLES["mentions"].polars_schema[k] for k in ("article_id", "start", "end", "type", "kind", "entity_key", "name", "role")}
    return pl.DataFrame(articles, schema={"article_id": pl.String, "title": pl.String, "text": pl.String}), pl.DataFrame(mentions, schema=schema), gold


def load_treebank(path: Path) -> tuple[pl.DataFrame, dict[str, Gold]]:
    """Sentences of the treebank set, each as an article, with the spans of their reported clauses.

    Sentences with a cue whose complement the trees do not give are left out; the complementiser is cut off as the guidelines want.
    """
    sentences: dict[str, list[dict[str, Any]]] = {}
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        sentences.setdefault(record["text"], []).append(record)
    rows, gold = [], {}
    for text, records in sentences.items():
        if any(not r["content"] for r in records):
            continue
        quotes = []
        for r in records:
            start, end = r["content"][0]["start"], max(c["end"] for c in r["content"])
            found = re.match(r"[\s\"]*ب?[أإا]نّ?\s+", text[start:end])
            start += found.end() if found else 0
            quotes.append({"kind": "indirect", "span": trimmed(text, start, end), "optional": False})
        article_id = make_id("a", text)
        rows.append({"article_id": article_id, "title": None, "text": text})
        gold[article_id] = Gold(text, quotes)
    return pl.DataFrame(rows, schema={"article_id": pl.String, "title": pl.String, "text": pl.String}), gold


def mentions_of(articles: pl.DataFrame) -> pl.DataFrame:
    """Mentions as the shipped stage finds them."""
    from pipeline.mentions.stage import rows

    return rows(articles_of(articles)).rows


def fold_name(name: str | None) -> list[str]:
    """Folded tokens of a name."""
    return re.findall(r"\w+", key(name or ""))


def same_name(name: str | None, gold: Iterable[str | None]) -> bool:
    """Equal after folding, or the shorter one's words all stand in the longer one (as the scorer compares)."""
    p = fold_name(name)
    for other in gold:
        g = fold_name(other)
        short, long = (p, g) if len(p) <= len(g) else (g, p)
        if short and any(len(w) > 2 for w in short) and all(w in long or "ال" + w in long or (w.startswith("ال") and w[2:] in long) for w in short):
            return True
    return False


def right_names(gold: Gold, quote: dict[str, Any]) -> list[str | None]:
    """Every name an annotated speaker goes by."""
    names = [quote["speaker_name"], *quote["aliases"]]
    if quote.get("speaker"):
        names.append(gold.text[quote["speaker"][0] : quote["speaker"][1]])
    return names
