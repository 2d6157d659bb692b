"""Inputs made to be slow: cost must stay bounded whatever stands in a document."""

from __future__ import annotations

import time

import pytest

from pipeline.articles.assemble import assemble
from pipeline.articles.cleaning import clean
from pipeline.articles.page import read_page

SECONDS = 12  # of a busy machine; what is guarded against takes minutes or never ends

TEXTS = {
    "one long line": "كلمة " * 400_000,
    "many lines": "سطر قصير\n" * 100_000,
    "many removed lines": "اقرأ أيضاً: رابط\nجملة من الخبر تنتهي بنقطة.\n" * 30_000,
    "many quoted lines": '"كلام بين علامتين لا ينتهي أبدا ولا يفيد"\n' * 30_000,
    "digits": "1" * 90 + "x\n" + "1 " * 45 + "x\nنص",
    "blanks": "نص" + " " * 300_000 + "(@x) نص",
    "inline openers": "نص. اقرأ أيضاً " * 40_000,
    "signatures": "نص — اسم (@x) March 2" * 30_000,
    "slashes": "// " * 200_000,
}
PAGES = {
    "open quotes": '<a "' * 60_000,
    "open apostrophes": "<a href='" * 60_000,
    "open headings": "<h1>" * 100_000,
    "open scripts": '<script type="application/ld+json">' * 20_000,
    "open comments": "<!--" * 100_000,
    "open times": "<time " * 60_000,
    "lone brackets": "<" * 300_000,
    "ampersands": "&" * 300_000,
    "deep": "<div>" * 100_000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts(name: str) -> None:
    begin = time.process_time()
    assemble(TEXTS[name], clean(TEXTS[name], "عنوان"), "عنوان")
    clean(TEXTS[name], None)
    assert time.process_time() - begin < SECONDS


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str) -> None:
    begin = time.process_time()
    read_page(PAGES[name], None)
    assert time.process_time() - begin < SECONDS
