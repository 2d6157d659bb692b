"""HTML pages: the right blocks, their places in the source, and what the page says of itself."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.markup import scan
from pipeline.articles.metadata import read_metadata
from pipeline.articles.page import read_page

PARAGRAPHS = [
    "أعلنت هيئة الموانئ صباح اليوم أن الرصيف الشرقي سيفتح أمام السفن الكبيرة خلال شهرين من الآن.",
    "وقال مديرها فؤاد النجار إن العمل &laquo;شارف على نهايته&raquo; وإن التجارب الأخيرة تجري في الأسبوع المقبل.",
    "ويعد الرصيف أكبر أرصفة الساحل، وقد بلغت كلفته أربعين مليونا دفعت الدولة نصفها والباقي من القروض.",
]
PAGE = f"""<!DOCTYPE html><html><head><title>افتتاح الرصيف | الميناء</title>
<meta property="og:title" content="افتتاح الرصيف الشرقي"><meta property="og:site_name" content="الميناء">
<meta property="article:published_time" content="2024-03-03T10:00:00+02:00"><meta name="author" content="سلمى الراوي">
<link rel="canonical" href="https://almina.example/news/1"></head><body>
<nav><a href="/">الرئيسية</a> <a href="/s">رياضة</a></nav>
<article><h1>افتتاح الرصيف الشرقي</h1><figure><img src="x.jpg"><figcaption>الرصيف الشرقي كما بدا أمس، تصوير مكتب الميناء.</figcaption></figure>
{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}
<div class="related"><a href="/2">الميناء القديم يغلق أبوابه بعد مئة عام من العمل</a></div></article>
<script>var x = "<p>ليس نصا</p>";</script><footer>© الميناء 2024، جميع الحقوق محفوظة لدى الناشر ولا يجوز النقل دون إذن.</footer></body></html>"""


def test_the_article_is_found_and_placed() -> None:
    doc = read_page(PAGE, None)
    assert doc.title == "افتتاح الرصيف الشرقي"
    assert doc.text.split("\n\n")[-3:] == [p.replace("&laquo;", "«").replace("&raquo;", "»") for p in PARAGRAPHS]
    assert "الرئيسية" not in doc.text
    assert "القديم" not in doc.text
    assert "ليس نصا" not in doc.text
    start = doc.text.index("وقال مديرها")
    end = doc.text.index("المقبل.") + len("المقبل.")
    a, b = doc.place(start, end)
    assert PAGE[a:b] == PARAGRAPHS[1]


def test_what_the_page_says_of_itself() -> None:
    doc = read_page(PAGE, None)
    assert (doc.outlet, doc.byline, doc.url) == ("الميناء", "سلمى الراوي", "https://almina.example/news/1")
    assert doc.published[0] == ("2024-03-03T10:00:00+02:00", "metadata")


def test_linked_data_is_read_and_broken_linked_data_passed_over() -> None:
    page = '<script type="application/ld+json">{broken</script><script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"عنوان","datePublished":"2024-01-02","author":[{"name":"أ"},{"name":"ب"}]}]}</script>'
    meta = read_metadata(page)
    assert (meta.titles, meta.published, meta.byline) == (["عنوان"], ["2024-01-02"], "أ، ب")


def test_the_site_name_is_taken_off_a_title() -> None:
    assert read_page("<title>افتتاح الرصيف - الميناء</title><meta property='og:site_name' content='الميناء'>", None).title == "افتتاح الرصيف"


@pytest.mark.parametrize("page", ["", "<", "<p", "<p>نص", "</div></div></p>", "<!-- no end", "<script>no end", "<a href='", "&#99999999;", "<p>&", "<title>"])
def test_broken_markup_is_read_without_complaint(page: str) -> None:
    read_page(page, None)


def test_deep_nesting_is_read_in_bounded_time() -> None:
    begin = time.process_time()
    read_page("<div>" * 100_000 + "نص" + "</div>" * 100_000, None)
    assert time.process_time() - begin < 10


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<div class='x'>", "</div>", "<a href='#'>", "</a>", "<br>", "نص", " ", "\n", "&amp;", "&nbsp;", "<", ">", "كلمة أخرى", "<!--", "-->"]),
        max_size=40,
    )
)
def test_every_character_of_a_block_knows_its_place(parts: list[str]) -> None:
    page = "".join(parts)
    for block in scan(page):
        assert len(block.at) == len(block.text)
        assert block.at == sorted(block.at)
        for ch, at in zip(block.text, block.at, strict=True):
            assert page[at] == ch or page[at] == "&" or (ch == " " and page[at].isspace())
        assert block.at[-1] < block.end <= len(page)
