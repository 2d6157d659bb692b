"""The list of expressions: every one must be found whole and get its value; sentences without a date must give none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.dates.stage import rows
from schemas import TABLES

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def article(text: str, published: str | None = None, precision: str = "day", number: int = 0):
    at = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    known = {
        "article_id": f"a{number:016x}", "doc_id": "r0", "source": "s", "source_uri": "u", "text": text, "language": "ar", "published_at": at,
        "published_precision": precision if at else None, "agencies": [], "is_wire": False, "n_tokens": 0, "n_sentences": 0, "blocks": [], "flags": [],
        "raw_sha256": "0" * 64, "ingested_at": datetime(2025, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    return TABLES["articles"].frame([known])


def found(text: str, published: str | None = None, precision: str = "day") -> dict[str, str | None]:
    frame = rows(article(text, published, precision)).rows
    return dict(zip(frame["exact"].to_list(), frame["value"].to_list(), strict=True))


CASES = [line.split("|") for line in lines("expressions.tsv")]


def test_the_list_is_long_enough():
    assert len(CASES) >= 150


@pytest.mark.parametrize(("published", "sentence", "exact", "value"), CASES, ids=[f"{c[2]} @ {c[0]}" for c in CASES])
def test_expression(published, sentence, exact, value):
    got = found(sentence, None if published == "-" else published)
    assert exact in got, f"found {got}"
    assert got[exact] == (None if value == "-" else value)


@pytest.mark.parametrize("sentence", lines("nothing.txt"))
def test_no_date(sentence):
    assert found(sentence, "2015-08-12") == {}
