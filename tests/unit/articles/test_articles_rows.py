"""The stage: a batch of raw documents in, articles and rejects out, everything accounted for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.articles.stage import rows
from pipeline.articles.urls import canonical
from schemas import TABLES
from schemas.validation import split

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BODY = "أعلنت بلدية المدينة القديمة أمس أنها ستعيد ترميم السوق خلال عام واحد من الآن.\nوقال رئيسها سامر الحلواني إن الكلفة تبلغ ثلاثة ملايين."


def raw(text: str, **given_fields: Any) -> dict[str, Any]:
    row = {
        "doc_id": "r" + sha256((text + str(given_fields)).encode("utf-8", "surrogatepass")).hexdigest()[:16], "source": "test", "source_uri": "test#1", "media_type": "text/plain", "encoding": "utf-8",
        "raw_text": text, "title": None, "external_id": None, "outlet": None, "url": None, "published_raw": None, "published_from": None, "byline": None, "meta_json": None, "flags": [],
        "raw_sha256": "0" * 64, "ingested_at": NOW,
    }  # fmt: skip
    return row | given_fields


def run(*documents: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    out = rows(TABLES["raw_documents"].frame(list(documents)))
    assert split(TABLES["articles"], out.rows)[1].height == 0
    turned_away = [r for r in out.rejects["reason"] if r != "bad_date"]  # the article is there all the same
    assert out.rows.height + len(turned_away) == len(documents)
    return out.rows.to_dicts(), out.rejects.to_dicts()


def test_an_article_with_all_that_is_known() -> None:
    (a,), _ = run(
        raw(
            f"بيروت - رويترز: {BODY}",
            title="ترميم السوق القديم",
            outlet="الميناء",
            url="https://www.almina.example/n/7?utm_source=x",
            published_raw="2024-03-03",
            published_from="feed",
        )
    )
    assert a["title"] == "ترميم السوق القديم"
    assert a["text"] == f"ترميم السوق القديم\n\nبيروت - رويترز: {BODY}"
    assert (a["dateline_place"], a["agencies"], a["is_wire"]) == ("بيروت", ["رويترز"], True)
    assert (a["published_at"], a["published_precision"], a["published_from"]) == (datetime(2024, 3, 3, tzinfo=UTC), "day", "feed")
    assert (a["language"], a["n_sentences"]) == ("ar", 3)
    assert [b["kind"] for b in a["blocks"]] == ["title", "lead", "body"]


def test_the_title_may_be_the_first_line() -> None:
    (a,), _ = run(raw(f"البلدية ترمم السوق القديم\n\n{BODY}"))
    assert a["title"] == "البلدية ترمم السوق القديم"
    assert a["text"] == f"البلدية ترمم السوق القديم\n\n{BODY}"
    assert "title_from_text" in a["flags"]


def test_a_title_alone_is_an_article() -> None:
    (a,), _ = run(raw("", title="البلدية ترمم السوق القديم في الربيع"))
    assert a["text"] == a["title"]
    assert "title_only" in a["flags"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n \u200f ", "empty"),
        ("… 12 / 13 …", "empty"),
        ("مرحبا بكم", "too_short"),
        ("The mayor said on Monday that the market will be restored within a year.", "not_arabic"),
        ("شهرداری تهران روز گذشته اعلام کرد که بازار قدیمی شهر را در مدت یک سال بازسازی می‌کند و هزینه آن را دولت می‌پردازد.", "not_arabic"),
        ("شہر کی بلدیہ نے کل اعلان کیا کہ پرانے بازار کی مرمت ایک سال میں کی جائے گی اور اس پر تین ملین خرچ آئے گا۔", "not_arabic"),
        ("شارەوانی شار دوێنێ ڕایگەیاند کە بازاڕی کۆن لە ماوەی ساڵێکدا نۆژەن دەکرێتەوە و تێچووەکەی سێ ملیۆنە.", "not_arabic"),
        (BODY[::-1], "visual_order"),
    ],
)
def test_what_is_no_article_is_turned_away_with_a_reason(text: str, reason: str) -> None:
    articles, rejects = run(raw(text))
    assert articles == []
    assert [r["reason"] for r in rejects] == [reason]
    assert rejects[0]["detail"]


def test_dates_that_cannot_be_are_flagged_and_the_next_best_is_taken() -> None:
    (a, b, c, d), rejects = run(
        raw(BODY, published_raw="3024-01-01"),
        raw(BODY + " أ", published_raw="غدا"),
        raw(BODY + " ب", published_raw="20200-01-01", url="https://x.example/2015/08/11/a"),
        raw(f"الرياض 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس\n{BODY}"),
    )
    assert (a["published_at"], a["flags"]) == (None, ["date_implausible", "no_title"])
    assert (b["published_at"], "date_unread" in b["flags"]) == (None, True)
    assert (c["published_at"], c["published_from"]) == (datetime(2015, 8, 11, tzinfo=UTC), "filename")
    assert [r["reason"] for r in rejects] == ["bad_date"] * 3
    assert (d["published_at"], d["published_from"], d["agencies"]) == (datetime(2015, 8, 10, tzinfo=UTC), "dateline", ["واس"])


def test_ids_follow_address_and_content() -> None:
    url = "https://www.x.example/n/1"
    (a, b, c), rejects = run(
        raw(BODY, url=url), raw(BODY + " وانتهى.", url=url), raw(BODY, url="https://x.example/n/2"), raw(BODY.replace("أنها", "انها"), url="http://x.example/n/1/#top")
    )
    assert len({a["article_id"], b["article_id"], c["article_id"]}) == 3
    assert [r["reason"] for r in rejects] == ["same_article"]


def test_the_same_batch_gives_the_same_rows() -> None:
    batch = TABLES["raw_documents"].frame([raw(BODY), raw(BODY + " أ", title="عنوان")])
    assert rows(batch).rows.equals(rows(batch).rows)


def test_markup_is_read_whatever_it_is_called() -> None:
    page = f"<html><body><h1>ترميم السوق</h1>{''.join(f'<p>{line}</p>' for line in BODY.splitlines())}<p>{BODY.splitlines()[0]} والعمل جار.</p></body></html>"
    for media_type in ("text/html", "text/plain"):
        (a,), _ = run(raw(page, media_type=media_type))
        assert a["title"] == "ترميم السوق"
        assert "<" not in a["text"]
        for block in a["blocks"]:
            if block["start"] is not None and block["raw_start"] is not None:
                source, shown = page[block["raw_start"] : block["raw_end"]], a["text"][block["start"] : block["end"]]
                assert re.sub(r"(?:<[^>]*>)+", "\n\n", source) == shown


def test_addresses() -> None:
    assert canonical("https://www.X.example/a/?utm_source=1&b=2&a=1#top") == "x.example/a?a=1&b=2"
    assert canonical("https://x.example/%D8%A3/") == "x.example/أ"
    for bad in (None, "", "x.example/a", "ftp://x.example/a", "http://[broken"):
        assert canonical(bad) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=200), st.none() | st.text(max_size=30), st.sampled_from(["text/plain", "text/html"]), st.none() | st.text(max_size=20)), max_size=6))
def test_anything_is_accounted_for(documents: list[tuple[str, str | None, str, str | None]]) -> None:
    frame = TABLES["raw_documents"].frame(
        [raw(t, title=title, media_type=kind, published_raw=stamp, source_uri=f"test#{n}", doc_id=f"r{n:016x}") for n, (t, title, kind, stamp) in enumerate(documents)]
    )
    out = rows(frame)
    turned_away = [r for r in out.rejects["reason"] if r != "bad_date"]  # the article is there all the same
    assert out.rows.height + len(turned_away) == len(documents)
    for a in out.rows.iter_rows(named=True):
        assert not a["title"] or a["text"].startswith(a["title"])


def test_no_documents_give_no_rows() -> None:
    out = rows(TABLES["raw_documents"].empty())
    assert out.rows.height == 0
    assert dict(out.rows.schema) == TABLES["articles"].polars_schema
    assert isinstance(out.rejects, pl.DataFrame)
