"""Copies: exact, near and revision, in one go and day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.duplicates.candidates import pairs, similarity
from pipeline.duplicates.find import find
from pipeline.duplicates.groups import roots
from pipeline.duplicates.minhash import _A, _B, N_HASHES, sign
from pipeline.duplicates.stage import rows
from pipeline.text.ids import make_id
from pipeline.text.tokens import tokenize
from schemas import TABLES
from schemas.validation import split

WORDS = [f"كلمة{a}{b}" for a in "ابتثجحخدذر" for b in "سشصضطظعغفق"]
EMPTY = TABLES["duplicates"].empty()


def text(seed: int, n: int = 120) -> str:
    return " ".join(np.random.default_rng(seed).choice(WORDS, n))


def article(name: str, body: str, *, url: str | None = None, at: datetime | None = None, title: str | None = None) -> dict[str, object]:
    whole = f"{title}\n\n{body}" if title else body
    return {
        "article_id": make_id("a", name), "doc_id": make_id("r", name), "external_id": name, "source": "s", "source_uri": name, "outlet": None, "url": url, "title": title, "text": whole,
        "language": "ar", "published_at": at, "published_precision": "day" if at else None, "published_from": "metadata" if at else None, "dateline_place": None, "byline": None, "agencies": [],
        "is_wire": False, "n_tokens": 1, "n_sentences": 1, "blocks": [], "flags": [], "raw_sha256": "0" * 64, "ingested_at": datetime(2026, 1, 1, tzinfo=UTC),
    }  # fmt: skip


def signed(articles: list[dict[str, object]], day: int = 1) -> pl.DataFrame:
    frame = rows(TABLES["articles"].frame(articles)).rows
    return frame.with_columns(ingest_date=pl.lit(date(2026, 1, day)), batch=pl.lit(0, pl.Int32))


def name_of(*names: str) -> dict[str, str]:
    return {make_id("a", n): n for n in names}


def copies(table: pl.DataFrame, *names: str) -> dict[str, tuple[str, str]]:
    known = name_of(*names)
    return {known[a]: (known[b], kind) for a, b, kind in table.select("article_id", "duplicate_of", "kind").iter_rows()}


def test_signatures_keep_their_contract() -> None:
    frame = rows(TABLES["articles"].frame([article("a", text(1)), article("b", "قصير", title="عنوان"), article("c", "!")])).rows
    good, bad = split(TABLES["signatures"], frame)
    assert bad.height == 0
    assert good["n_shingles"].to_list() == [117, 1, 0]


def test_the_title_does_not_count() -> None:
    a, b = signed([article("a", text(1), title="عنوان"), article("b", text(1), title="عنوان آخر تماما")])["text_sha256"].to_list()
    assert a == b


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9, 1.0])
def test_the_estimate_is_near_the_truth(share: float) -> None:
    rng = np.random.default_rng(7)
    words = rng.choice(WORDS, 400).tolist()
    cut = int(400 * share)
    other = words[:cut] + rng.choice(WORDS, 400 - cut).tolist()
    sets = [{tuple(w[i : i + 4]) for i in range(397)} for w in (words, other)]
    truth = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
    minhash, _ = sign(tokenize([" ".join(words), " ".join(other)]), np.zeros(2, np.int32))
    assert minhash.shape == (2, N_HASHES)
    assert abs(similarity(minhash, np.array([0]), np.array([1]))[0] - truth) < 0.14


def test_the_three_kinds_point_to_the_earliest() -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    base = text(1)
    articles = [
        article("late", base, at=day + timedelta(days=3)),
        article("first", base, at=day),
        article("edited", base.replace(" ", " و", 3), at=day + timedelta(days=1)),
        article("v1", text(2), url="https://www.x.example/n/1?utm_source=a", at=day),
        article("v2", text(2, 60) + " " + text(3, 60), url="http://x.example/n/1", at=day + timedelta(hours=2)),
        article("other", text(4), at=day),
    ]
    table = find(signed(articles), signed([]), EMPTY)
    assert copies(table, "late", "first", "edited", "v1", "v2", "other") == {"late": ("first", "exact"), "edited": ("first", "near"), "v2": ("v1", "revision")}
    assert split(TABLES["duplicates"], table)[1].height == 0


def test_one_address_with_unrelated_texts_is_no_revision() -> None:
    assert find(signed([article("a", text(1), url="https://x.example/"), article("b", text(2), url="https://x.example/")]), signed([]), EMPTY).height == 0


def test_without_dates_the_order_of_arrival_decides() -> None:
    table = find(signed([article("b", text(1)), article("a", text(1))]), signed([]), EMPTY)
    assert copies(table, "a", "b") == {"a": ("b", "exact")}


def test_an_earlier_article_that_arrives_late_becomes_the_root_of_all() -> None:
    day = datetime(2026, 1, 5, tzinfo=UTC)
    known = signed([article("a", text(1), at=day), article("b", text(1), at=day + timedelta(days=1))], 6)
    before = find(known, signed([]), EMPTY)
    assert copies(before, "a", "b") == {"b": ("a", "exact")}
    after = find(signed([article("origin", text(1), at=day - timedelta(days=1))], 7), known, before)
    assert copies(after, "a", "b", "origin") == {"a": ("origin", "exact"), "b": ("origin", "exact")}


def test_copies_of_a_root_that_is_gone_stay_together() -> None:
    known = signed([article("b", text(1)), article("c", text(1))])
    table = pl.DataFrame([{"article_id": make_id("a", n), "duplicate_of": make_id("a", "gone"), "kind": "exact", "similarity": 1.0} for n in ("b", "c")], schema=EMPTY.schema)
    assert copies(find(signed([]), known, table), "b", "c") == {"c": ("b", "exact")}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=14), st.integers(0, 14))
def test_day_by_day_gives_what_all_at_once_gives(kinds: list[tuple[int, int]], cut: int) -> None:
    """Each article is one of four texts in one of three editions."""
    articles = [
        article(str(n), text(base) if edition == 0 else text(base).replace(" ", " و", edition), at=datetime(2026, 1, 1 + n, tzinfo=UTC)) for n, (base, edition) in enumerate(kinds)
    ]
    both = find(signed(articles), signed([]), EMPTY)
    early, late = signed(articles[:cut], 1), signed(articles[cut:], 2)
    step = find(late, early, find(early, signed([]), EMPTY))
    assert both.select("article_id", "duplicate_of", "kind").equals(step.select("article_id", "duplicate_of", "kind"))
    assert not set(both["duplicate_of"].to_list()) & set(both["article_id"].to_list())


def test_buckets_of_many_copies_stay_linear() -> None:
    minhash = np.tile(np.arange(N_HASHES, dtype=np.int32), (5000, 1))
    left, _ = pairs(minhash, np.ones(5000, bool))
    assert len(left) < 3 * 5000
    assert set(roots(5000, *pairs(minhash, np.ones(5000, bool))).tolist()) == {0}


def test_known_pairs_are_not_compared_again() -> None:
    minhash = np.tile(np.arange(N_HASHES, dtype=np.int32), (10, 1))
    new = np.zeros(10, bool)
    assert len(pairs(minhash, new)[0]) == 0
    new[9] = True
    assert len(pairs(minhash, new)[0]) == 9


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS[:12]), max_size=40), min_size=1, max_size=4))
def test_signatures_are_those_of_a_plain_reading(texts: list[list[str]]) -> None:
    tokens = tokenize([" ".join(words) for words in texts])
    signatures, n_shingles = sign(tokens, np.zeros(len(texts), np.int32))
    mask = (1 << 64) - 1
    for d in range(len(texts)):
        words = [int(tokens.key[i]) for i in tokens.of(d)]
        shingles = set()
        for at in range(max(len(words) - 3, min(len(words), 1))):
            h = min(4, len(words))
            for word in words[at : at + 4]:
                h = (h ^ word) * 0x9E3779B97F4A7C15 & mask
                h ^= h >> 29
            shingles.add(h)
        assert n_shingles[d] == len(shingles)
        least = [min((int(a) * h + int(b) & mask for h in shingles), default=mask) for a, b in zip(_A, _B, strict=True)]
        assert signatures[d].tolist() == [(x >> 32) - (1 << 31) for x in least]
