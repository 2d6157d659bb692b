"""Marks are paired by the best reading of the whole article, not by what comes first."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.quotes.batch import prepare
from pipeline.quotes.model import models
from pipeline.quotes.stretches import stretches
from schemas import TABLES

CASES = {
    "قال الوزير: «سنعمل معاً من أجل السلام».": ["سنعمل معاً من أجل السلام"],
    'قال الوزير: "سنعمل معاً” ثم مضى.': ["سنعمل معاً"],
    "قال الوزير ”سنعمل معاً“ ثم مضى.": ["سنعمل معاً"],
    'كتب في "الصباح" وفي "المساء" أيضاً.': ["الصباح", "المساء"],
    'قال: "أعلن حزب «الوفاق» موقفه اليوم" وسكت.': ["أعلن حزب «الوفاق» موقفه اليوم", "الوفاق"],
    'وقال: "سنعود غداً إلى بيوتنا.\nومضى الرجل في طريقه.': ["سنعود غداً إلى بيوتنا."],
    'وأضاف: "سنعود. \nوقال آخر: "لن نعود".': ["سنعود.", "لن نعود"],
    "مؤكداً أنه سيعود إلى بلاده قريباً”، وفق الصحيفة.": ["سيعود إلى بلاده قريباً"],
    "وصل إلى كوت ديفوار d'Ivoire أمس.": [],
    'ارتفع 5" فقط': [],
    "لا علامات هنا.": [],
    "": [],
}


def words_between(text: str) -> list[str]:
    """The words of every stretch, as one string each."""
    articles = pl.DataFrame({"article_id": ["a"], "title": [None], "text": [text]}, schema={"article_id": pl.String, "title": pl.String, "text": pl.String})
    batch, _ = prepare(articles, TABLES["mentions"].empty(), models().symbols)
    return [text[batch.tok[s.first].start : batch.tok[s.last].end] for s in stretches(batch)]


@pytest.mark.parametrize("text", CASES)
def test_stretches(text: str) -> None:
    assert words_between(text) == CASES[text]


def test_a_quotation_over_two_paragraphs_stays_one() -> None:
    found = words_between("وقال: «الفقرة الأولى من الكلام\nوالفقرة الثانية منه».")
    assert len(found) == 1
    assert found[0].startswith("الفقرة الأولى")
    assert found[0].endswith("الثانية منه")
