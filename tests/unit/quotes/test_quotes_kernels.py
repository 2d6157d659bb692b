"""The compiled kernels and the same functions interpreted give the same rows, and never look beyond an array."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import polars as pl

from pipeline.quotes.stage import rows
from schemas import TABLES

ROOT = Path(__file__).parents[3]
PIECES = (
    "قال الوزير أحمد سالم", "وأضاف", "أن", "إن", "أنه", "مؤكداً", "مشيراً إلى", "بحسب وكالة الأنباء", "وفقاً لبيان الشركة", "على حد قوله", "كما قال", "نقلت الصحيفة عن",
    "قولها", ":", "،", ".", "؛", "\n", "\n\n", "«", "»", '"', "”", "'", "(", ")", "-", "الحكومة", "المدير العام", "جاء في بيان", "للصحفيين", "لوكالة الشمال", "سنعمل من أجل الناس",
    "في مقابلة مع", "قناة", "رئيس الشركة", "لكن", "الذي", "لم", "كان", "أمس", "ينفي", "ذلك", "هذه", "ارتفاع الأسعار", "إلى", "السوق القديم", "12", "x", "ﻻ",
)  # fmt: skip
READ = """
import sys, warnings
warnings.simplefilter("ignore")  # numpy warns of what hashes overflow on purpose
import polars as pl
from pipeline.quotes.stage import rows
a, m, d, out = sys.argv[1:]
rows(pl.read_parquet(a), pl.read_parquet(m), pl.read_parquet(d)).rows.write_parquet(out)
"""


def made_up(n: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Articles of chance, with a mention at every place where one of three names stands."""
    chance = random.Random(5)
    articles, mentions = [], []
    for k in range(n):
        text = " ".join(chance.choice(PIECES) for _ in range(chance.randint(0, 160)))
        title = text[: chance.choice((0, 10, 40))].replace("\n", " ")
        text = f"{title}\n\n{text}"
        articles.append({"article_id": f"a{k:016x}", "title": title or None, "text": text})
        for name, kind in (("أحمد سالم", "PER"), ("وكالة الأنباء", "ORG"), ("الحكومة", "ORG"), ("السوق القديم", "LOC")):
            at = text.find(name)
            while at >= 0:
                sort = chance.choice(("name", "name", "role", "plural"))
                mentions.append(
                    {"article_id": f"a{k:016x}", "start": at, "end": at + len(name), "type": kind, "kind": sort, "entity_key": f"k{len(name)}", "name": name, "role": None}
                )
                at = text.find(name, at + 1)
    columns = ("article_id", "title", "text")
    shape = {c: TABLES["mentions"].polars_schema[c] for c in ("article_id", "start", "end", "type", "kind", "entity_key", "name", "role")}
    return pl.DataFrame(articles, schema=dict.fromkeys(columns, pl.String)), pl.DataFrame(mentions, schema=shape)


def test_interpreted_kernels_give_the_same_rows(tmp_path: Path) -> None:
    articles, mentions = made_up(60)
    dates = TABLES["dates"].empty()
    compiled = rows(articles, mentions, dates).rows
    assert set(compiled["kind"]) == {"direct", "fragment", "indirect"}
    files = [tmp_path / f"{name}.parquet" for name in ("articles", "mentions", "dates", "quotes")]
    for frame, file in zip((articles, mentions, dates), files, strict=False):
        frame.write_parquet(file)
    # interpreted, an index beyond an array is an error instead of whatever stands there
    subprocess.run([sys.executable, "-c", READ, *map(str, files)], check=True, cwd=ROOT, env={**os.environ, "NUMBA_DISABLE_JIT": "1"})
    interpreted = pl.read_parquet(files[-1])
    assert compiled.drop("score").equals(interpreted.drop("score"))
    assert (compiled["score"] - interpreted["score"]).abs().max() < 1e-6


def test_an_article_reads_the_same_alone_and_in_a_batch() -> None:
    articles, mentions = made_up(30)
    dates = TABLES["dates"].empty()
    together = rows(articles, mentions, dates).rows
    alone = [rows(articles[k], mentions.filter(pl.col("article_id") == articles["article_id"][k]), dates).rows for k in range(len(articles))]
    assert json.dumps(together.to_dicts()) == json.dumps(pl.concat(alone).to_dicts())
