"""A way to say an article and its mentions in a line, for the tests of the quotes stage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from pipeline.quotes.stage import rows
from pipeline.text.ids import make_id
from schemas import TABLES

Read = Callable[..., list[dict[str, Any]]]


def article(text: str, title: str | None = None) -> pl.DataFrame:
    """One row of `articles` with no more in it than the stage reads."""
    schema = TABLES["articles"].polars_schema
    row = {
        **dict.fromkeys(schema),
        "article_id": make_id("a", title, text),
        "title": title,
        "text": f"{title}\n\n{text}" if title else text,
        "agencies": [],
        "blocks": [],
        "flags": [],
    }
    return pl.DataFrame([row], schema=schema, orient="row")


def mentions_in(frame: pl.DataFrame, names: dict[str, str], full: dict[str, str]) -> pl.DataFrame:
    """A mention at every place where one of the names stands."""
    article_id, text = frame["article_id"][0], frame["text"][0]
    out = []
    taken: set[int] = set()
    for name in sorted(names, key=len, reverse=True):
        at = text.find(name)
        while at >= 0:
            if not taken & set(range(at, at + len(name))):
                taken |= set(range(at, at + len(name)))
                entity = full.get(name, name)
                row = {
                    "mention_id": make_id("m", at, name),
                    "article_id": article_id,
                    "sentence": 0,
                    "start": at,
                    "end": at + len(name),
                    "exact": name,
                    "type": names[name],
                    "kind": "name",
                }
                out.append({**row, "entity_key": make_id("k", entity), "name": entity, "role": None, "head_mention_id": None, "method": "tagger", "score": 1.0})
            at = text.find(name, at + 1)
    return TABLES["mentions"].frame(out)


@pytest.fixture
def read() -> Read:
    """Reads an article: its text, the names in it with their types, optionally a title, fuller names and days."""

    def _read(
        text: str, names: dict[str, str] | None = None, *, title: str | None = None, full: dict[str, str] | None = None, days: dict[str, str] | None = None
    ) -> list[dict[str, Any]]:
        frame = article(text, title)
        whole, article_id = frame["text"][0], frame["article_id"][0]
        dates = [
            {
                "date_id": make_id("d", d),
                "article_id": article_id,
                "start": whole.find(d),
                "end": whole.find(d) + len(d),
                "exact": d,
                "value": value,
                "granularity": "day",
                "calendar": "gregorian",
                "is_relative": True,
                "rule": "test",
            }
            for d, value in (days or {}).items()
        ]
        return rows(frame, mentions_in(frame, names or {}, full or {}), TABLES["dates"].frame(dates)).rows.to_dicts()

    return _read
