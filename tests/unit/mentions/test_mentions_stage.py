from __future__ import annotations

import polars as pl

from pipeline.mentions.stage import VERSION, rows
from schemas import TABLES

TEXTS = [
    "زيارة رسمية\n\nأعلن وزير الخارجية العماني بدر البوسعيدي أمس في مسقط أن السلطنة سترحب بالوفد. وأضاف البوسعيدي أن اللقاء سيعقد في صلالة.",
    "",
    "قالت وزارة الصحة الأردنية إن الوضع مستقر في عمان وإربد.",
]


def articles() -> pl.DataFrame:
    return pl.DataFrame({"article_id": [f"a{n:016x}" for n in range(len(TEXTS))], "text": TEXTS})


def test_rows_have_the_tables_types_and_exact_spans() -> None:
    out = rows(articles()).rows
    assert dict(out.schema) == TABLES["mentions"].polars_schema
    texts = dict(articles().iter_rows())
    assert len(out) > 5
    for r in out.iter_rows(named=True):
        assert texts[r["article_id"]][r["start"] : r["end"]] == r["exact"]
        assert r["entity_key"].startswith("k")
        assert r["name"]
    assert out["mention_id"].is_unique().all()


def test_names_and_their_entities() -> None:
    out = rows(articles()).rows.filter(pl.col("kind") == "name")
    found = dict(zip(out["exact"], out["type"], strict=True))
    assert found["بدر البوسعيدي"] == found["البوسعيدي"] == "PER"
    assert found["مسقط"] == found["عمان"] == "LOC"
    assert found["وزارة الصحة الأردنية"] == "ORG"
    keys = dict(zip(out["exact"], out["entity_key"], strict=True))
    assert keys["بدر البوسعيدي"] == keys["البوسعيدي"]


def test_role_stands_beside_the_name() -> None:
    out = rows(articles()).rows
    role = out.filter(pl.col("exact") == "بدر البوسعيدي")["role"][0]
    assert role == "وزير الخارجية العماني"


def test_sentences_are_counted_in_each_article() -> None:
    out = rows(articles()).rows.filter(pl.col("kind") == "name")
    by_name = dict(zip(out["exact"], out["sentence"], strict=True))
    assert by_name["بدر البوسعيدي"] == 1
    assert by_name["صلالة"] == 2


def test_same_batch_same_rows_and_no_batch_no_rows() -> None:
    assert rows(articles()).rows.equals(rows(articles()).rows)
    assert rows(articles().head(0)).rows.equals(TABLES["mentions"].empty())
    assert VERSION
