"""Every accepted format gives its documents, plain and packed."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from pipeline.sources.fields import FieldMapping
from pipeline.sources.read import read
from pipeline.sources.record import RawRecord, Reject

NEWS = [
    {
        "id": "n-1",
        "title": "افتتاح جسر جديد في البصرة",
        "text": "افتتح محافظ البصرة اليوم جسراً جديداً فوق شط العرب.\n\nوقال إن العمل استغرق عامين.",
        "date": "2026-03-01",
        "outlet": "الميناء",
    },
    {"id": "n-2", "title": "أمطار غزيرة في طنجة", "text": "هطلت أمطار غزيرة على مدينة طنجة مساء الثلاثاء وأغلقت مدارس عدة أبوابها.", "date": "2 مارس 2026", "outlet": "البوغاز"},
]
PAGE = '<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>خبر</title></head><body><article><h1>أمطار غزيرة في طنجة</h1><p>هطلت أمطار غزيرة على المدينة.</p></article></body></html>'
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>الميناء</title><link>https://alminaa.example/</link>
<item><title>افتتاح جسر</title><link>https://alminaa.example/1</link><guid isPermaLink="false">42</guid><pubDate>الأحد، 01 آذار 2026 10:00:00 +0300</pubDate><dc:creator>سعاد الراوي</dc:creator>
<description>ملخص قصير&nbsp;للخبر</description><content:encoded><![CDATA[<p>افتتح محافظ البصرة اليوم جسراً جديداً.</p>]]></content:encoded><category>محليات</category></item>
<item><title>أمطار &amp; رياح</title><link>https://alminaa.example/2</link><pubDate>Mon, 02 Mar 2026 08:00:00 +0100</pubDate><description>هطلت أمطار غزيرة&nbsp;على طنجة.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>البوغاز</title><entry><id>tag:1</id><title>أمطار</title><link rel="alternate" href="https://bo.example/1"/><link rel="edit" href="https://bo.example/edit"/>
<published>2026-03-02T08:00:00+01:00</published><updated>2026-03-03T08:00:00+01:00</updated><author><name>أنس</name><email>a@b.example</email></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>هطلت أمطار غزيرة على طنجة.</p></div></content></entry></feed>"""


def records(data, name, **kw):
    made = list(read(io.BytesIO(data), name, source="test", uri=name, **kw))
    assert not [m for m in made if isinstance(m, Reject)], made
    return made


def csv_bytes(delimiter=","):
    rows = [delimiter.join(NEWS[0])]
    rows += [delimiter.join('"' + v.replace('"', '""') + '"' for v in r.values()) for r in NEWS]
    return "\r\n".join(rows).encode()


def parquet_bytes():
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(NEWS), out, row_group_size=1)
    return out.getvalue()


TABLES = {
    "news.jsonl": "\n".join(json.dumps(r, ensure_ascii=False) for r in NEWS).encode(),
    "escaped.jsonl": "\n".join(json.dumps(r) for r in NEWS).encode(),
    "news.json": json.dumps(NEWS, ensure_ascii=False, indent=1).encode(),
    "wrapped.json": json.dumps({"status": "ok", "articles": NEWS}).encode(),
    "elastic.json": json.dumps({"hits": {"total": 2, "hits": [{"_id": "x", "_source": r} for r in NEWS]}}).encode(),
    "sequence.json": "\n".join(json.dumps(r, indent=2) for r in NEWS).encode(),
    "no_ending": json.dumps(NEWS).encode(),
    "lines_no_ending": "\n".join(json.dumps(r) for r in NEWS).encode(),
    "news.csv": csv_bytes(),
    "semicolons.csv": csv_bytes(";"),
    "news.tsv": csv_bytes("\t"),
    "table_no_ending": csv_bytes(","),
    "news.parquet": parquet_bytes(),
    "parquet_no_ending": parquet_bytes(),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_give_all_fields(name):
    made = records(TABLES[name], name)
    assert [(m.external_id, m.title, m.raw_text, m.published_raw, m.outlet) for m in made] == [(r["id"], r["title"], r["text"], r["date"], r["outlet"]) for r in NEWS]
    assert {m.published_from for m in made} == {"metadata"}
    assert [m.source_uri for m in made] == [f"{name}#1", f"{name}#2"]
    assert {m.media_type for m in made} == {"text/plain"}


def pack_zip(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("مجلد/" + name, data)
    return out.getvalue()


def pack_tar(name, data, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as t:
        info = tarfile.TarInfo("folder/" + name)
        info.size = len(data)
        t.addfile(info, io.BytesIO(data))
    return out.getvalue()


PACKED = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda d: zstandard.ZstdCompressor().compress(d),
}
OTHERS = {"page.html": PAGE.encode(), "feed.xml": RSS.encode(), "atom.xml": ATOM.encode(), "text.txt": (NEWS[0]["title"] + "\n\n" + NEWS[0]["text"]).encode()}


@pytest.mark.parametrize("name", [*TABLES, *OTHERS])
@pytest.mark.parametrize("packing", PACKED)
def test_packing_changes_nothing(name, packing):
    data = (TABLES | OTHERS)[name]
    plain = records(data, name)
    packed = records(PACKED[packing](data), f"{name}.{packing}")
    assert [m.doc_id for m in packed] == [m.doc_id for m in plain]


@pytest.mark.parametrize("name", [*TABLES, *OTHERS])
def test_archives_give_their_members(name):
    data = (TABLES | OTHERS)[name]
    plain = [m.doc_id for m in records(data, name)]
    for archive in (
        pack_zip(name, data),
        pack_tar(name, data),
        pack_tar(name, data, "w:gz"),
        pack_zip(name + ".gz", gzip.compress(data)),
        pack_tar("inner.zip", pack_zip(name, data)),
    ):
        made = records(archive, "archive")
        assert [m.doc_id for m in made] == plain
        assert all(m.source_uri.startswith("archive!") for m in made)


def test_archives_name_their_members():
    made = records(pack_zip("news.jsonl", TABLES["news.jsonl"]), "a.zip")
    assert made[1].source_uri == "a.zip!مجلد/news.jsonl#2"


def test_compression_is_told_by_content_not_name():
    assert len(records(gzip.compress(gzip.compress(TABLES["news.jsonl"])), "news.jsonl")) == 2


def test_page():
    (made,) = records(PAGE.encode(), "saved/page.html")
    assert (made.media_type, made.raw_text, made.external_id, made.encoding) == ("text/html", PAGE, "page", "utf-8")
    assert made.title is None  # read from the page by the articles stage
    assert made.published_raw is None


def test_page_without_ending_or_doctype():
    (made,) = records(b"<div><p>" + "خبر عاجل من العاصمة".encode() + b"</p></div>", "index")
    assert made.media_type == "text/html"


def test_rss():
    first, second = records(RSS.encode(), "feed")
    assert (first.raw_text, first.media_type) == ("<p>افتتح محافظ البصرة اليوم جسراً جديداً.</p>", "text/html")
    assert (first.title, first.url, first.external_id) == ("افتتاح جسر", "https://alminaa.example/1", "42")
    assert (first.published_raw, first.published_from) == ("الأحد، 01 آذار 2026 10:00:00 +0300", "feed")
    assert (first.byline, first.outlet) == ("سعاد الراوي", "الميناء")
    assert json.loads(first.meta_json) == {"categories": ["محليات"]}
    assert second.raw_text == "هطلت أمطار غزيرة\u00a0على طنجة."  # an HTML entity XML does not know is not lost
    assert second.media_type == "text/plain"
    assert second.title == "أمطار & رياح"


def test_atom():
    (made,) = records(ATOM.encode(), "feed")
    assert (made.external_id, made.url, made.published_raw, made.byline) == ("tag:1", "https://bo.example/1", "2026-03-02T08:00:00+01:00", "أنس")
    assert made.media_type == "text/html"
    assert "<p>هطلت أمطار غزيرة على طنجة.</p>" in made.raw_text


def test_feed_item_escaped_twice():
    feed = RSS.replace("هطلت أمطار غزيرة&nbsp;على طنجة.", "هطلت &amp;lt;b&amp;gt;أمطار&amp;lt;/b&amp;gt; غزيرة")
    made = records(feed.encode(), "feed")[1]
    assert (made.raw_text, made.media_type, made.flags) == ("هطلت <b>أمطار</b> غزيرة", "text/html", ["html_unescaped"])


def test_feed_item_with_a_title_only():
    feed = RSS.replace("<description>هطلت أمطار غزيرة&nbsp;على طنجة.</description>", "")
    made = records(feed.encode(), "feed")[1]
    assert (made.raw_text, made.flags) == ("", ["no_text"])


def test_feed_with_a_bare_ampersand_and_a_control_character():
    made = records(
        RSS.replace("ملخص قصير", "AT&T \x0b شركة").replace("<content:encoded><![CDATA[<p>افتتح محافظ البصرة اليوم جسراً جديداً.</p>]]></content:encoded>", "").encode(), "feed"
    )
    assert made[0].raw_text == "AT&T  شركة\u00a0للخبر"


@pytest.mark.parametrize("field", ["text", "body", "content", "articleBody", "article_text", "النص", "نص_الخبر"])
def test_text_field_is_guessed(field):
    (made,) = records(json.dumps([{field: "نص الخبر كاملاً من القاهرة", "headline": "عنوان"}]).encode(), "x.json")
    assert (made.raw_text, made.title) == ("نص الخبر كاملاً من القاهرة", "عنوان")


def test_nested_fields():
    item = {
        "article": {"headline": "عنوان", "body": ["فقرة أولى", "فقرة ثانية"]},
        "source": {"id": None, "name": "الميناء"},
        "author": [{"name": "سعاد"}, {"name": "أنس"}],
        "publishedAt": {"$date": "2026-03-01T00:00:00Z"},
    }
    (made,) = records(json.dumps(item).encode(), "x.json")
    assert (made.title, made.raw_text, made.outlet, made.byline, made.published_raw) == ("عنوان", "فقرة أولى\nفقرة ثانية", "الميناء", "سعاد، أنس", "2026-03-01T00:00:00Z")


def test_mapping_wins_over_guesses():
    mapping = FieldMapping(text="page.main", title="t", published="meta.day", default_outlet="الأفق", records="payload.list")
    item = {"payload": {"list": [{"page": {"main": "النص الصحيح للخبر"}, "text": "ليس هذا", "t": "عنوان", "meta": {"day": 20260301}}]}}
    (made,) = records(json.dumps(item).encode(), "x.json", mapping=mapping)
    assert (made.raw_text, made.title, made.published_raw, made.outlet) == ("النص الصحيح للخبر", "عنوان", "20260301", "الأفق")
    assert json.loads(made.meta_json) == {"page": {"main": "النص الصحيح للخبر"}, "text": "ليس هذا", "meta": {"day": 20260301}}


def test_table_without_header():
    mapping = FieldMapping(columns=("no", "title", "text"))
    made = records('1,"عنوان","نص الخبر الأول"\n2,"عنوان ثان","نص الخبر الثاني"\n'.encode(), "x.csv", mapping=mapping)
    assert [m.raw_text for m in made] == ["نص الخبر الأول", "نص الخبر الثاني"]


def test_html_in_a_field():
    (made,) = records(json.dumps({"title": "ع", "content": "<p>فقرة</p><p>ثانية</p>"}).encode(), "x.json")
    assert made.media_type == "text/html"
    (made,) = records(json.dumps({"title": "ع", "content": "قال: 3 < 5 و7 > 2، و<<هذا>> كل شيء"}).encode(), "x.json")
    assert (made.media_type, made.raw_text) == ("text/plain", "قال: 3 < 5 و7 > 2، و<<هذا>> كل شيء")


def test_rest_of_a_record_is_kept():
    (made,) = records(json.dumps({"text": "نص الخبر", "label": "رياضة", "n": 3, "empty": None}).encode(), "x.json")
    assert json.loads(made.meta_json) == {"label": "رياضة", "n": 3}


def test_warc():
    def entry(url, body, kind="text/html; charset=windows-1256", status="200 OK"):
        http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-01T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        return head.encode() + http + b"\r\n\r\n"

    page = PAGE.replace("utf-8", "windows-1256").encode("windows-1256")
    data = (
        entry("https://bo.example/1", page)
        + entry("https://bo.example/x.png", b"\x89PNG", "image/png")
        + entry("https://bo.example/feed", RSS.encode(), "application/rss+xml")
        + entry("https://bo.example/gone", b"no", status="404 Not Found")
    )
    for stream in (data, gzip.compress(data), b"".join(gzip.compress(e) for e in (data,))):
        made = list(read(io.BytesIO(stream), "crawl.warc", source="crawl", uri="crawl.warc"))
        pages = [m for m in made if isinstance(m, RawRecord)]
        assert [p.url for p in pages] == ["https://bo.example/1", "https://alminaa.example/1", "https://alminaa.example/2"]
        assert "هطلت أمطار غزيرة على المدينة." in pages[0].raw_text
        assert pages[0].encoding == "windows-1256"
        (rest,) = [m for m in made if isinstance(m, Reject)]
        assert (rest.reason, "image/png" in rest.detail, "HTTP 404" in rest.detail) == ("unsupported_type", True, True)


def test_saved_page_mhtml():
    data = (
        'From: <Saved by Blink>\r\nSnapshot-Content-Location: https://bo.example/1\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: https://bo.example/1\r\n\r\n"
        + PAGE
        + "\r\n--b\r\nContent-Type: image/png\r\n\r\nxx\r\n--b--\r\n"
    ).encode()
    (made,) = records(data, "saved.mhtml")
    assert (made.url, "هطلت أمطار" in made.raw_text) == ("https://bo.example/1", True)
