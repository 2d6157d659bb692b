"""Who speaks where grammar alone does not say: dropped subjects, appositions, captions. All sentences are written for these tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from pipeline.quotes.stage import rows
from schemas import TABLES

Read = Callable[..., list[dict[str, Any]]]
NAMES = {
    "سامي الحداد": "PER",
    "الحداد": "PER",
    "ليلى منصور": "PER",
    "هند الصباغ": "PER",
    "وزارة الزراعة": "ORG",
    "وكالة النيل": "ORG",
    "وكالة المياه": "ORG",
    "النيل": "ORG",
    "بلدوريا": "LOC",
}
FULL = {"الحداد": "سامي الحداد"}
BEFORE = "قالت ليلى منصور إن المعرض مفتوح للجميع.\n"

LAST_SPEAKER = {
    # the subject of the verb before
    BEFORE + "من جهته أشاد سامي الحداد بالمزارعين وقال إن الموسم كان ناجحاً.": "سامي الحداد",
    BEFORE + "وانتقد سامي الحداد تأخر الأشغال في الشمال، معتبراً أن الجسر القديم لا يكفي.": "سامي الحداد",
    # … though other names stand nearer
    BEFORE + "وأثنى سامي الحداد على جهود هند الصباغ في بلدوريا، مؤكداً أن العمل سيستمر.": "سامي الحداد",
    # the subject of the sentence before
    BEFORE + "ومن جانبه انتقد وزير الزراعة سامي الحداد خطة الري الجديدة.\nوأشار إلى أن القنوات لم تنظف منذ عام.": "سامي الحداد",
    # whom the words were told is no speaker
    BEFORE + "وقالت لـ«النيل» إن الدخول مجاني.": "ليلى منصور",
    "قال سامي الحداد إن المعرض مفتوح للجميع.\nكما أبلغ وكالة النيل بأن الدخول مجاني.": "سامي الحداد",
    BEFORE + "وقالت للزوار إن الدخول مجاني.": "ليلى منصور",
    # names in apposition
    "وقال مدير فرع المكتبة الوطنية بالمدينة، سامي الحداد، إن الكتب وصلت.": "سامي الحداد",
    "وأوضح المدير العام سامي الحداد أن الكتب وصلت.": "سامي الحداد",
    "وقال المدير العام لوكالة المياه سامي الحداد إن القنوات نظفت.": "سامي الحداد",
    "وأكد مدير عام المكتبة الوطنية، سامي الحداد، أن الكتب وصلت.": "سامي الحداد",
    "ونقلت وكالة النيل عن وزير الزراعة، سامي الحداد، قوله إن الكتب وصلت.": "سامي الحداد",
    # an adverb is no speaker
    BEFORE + "وأوضحت أيضاً أن الدخول مجاني.": "ليلى منصور",
    # unnamed speakers
    "وقال أحد سكان القرية إن الطريق مغلق.": "أحد سكان القرية",
    "وأكد مشاركون في الندوة أن الطريق مغلق.": "مشاركون",
}


@pytest.mark.parametrize("text", LAST_SPEAKER)
def test_speaker_of_the_last_quote(read: Read, text: str) -> None:
    assert read(text, NAMES, full=FULL)[-1]["speaker_name"] == LAST_SPEAKER[text]


def test_words_of_another_sentence_are_not_given_as_the_speakers(read: Read) -> None:
    text = BEFORE + "ومن جانبه انتقد سامي الحداد خطة الري الجديدة.\nوأشار إلى أن القنوات لم تنظف منذ عام."
    quote = read(text, NAMES)[-1]
    assert (quote["speaker_name"], quote["speaker_text"], quote["speaker_method"]) == ("سامي الحداد", None, "chain")


CAPTIONED = """قالوا
* «لن نقبل أن تغلق المدارس في القرى البعيدة مرة أخرى هذا العام».
وزيرة التعليم ليلى منصور في زيارة إلى الجنوب

* «زرعنا الأرض في الربيع وننتظر المطر منذ ثلاثة أشهر كاملة».
سامي الحداد، مزارع من بلدوريا
"""


def test_speaker_named_in_the_line_below(read: Read) -> None:
    found = [(q["speaker_name"], q["kind"], q["cue"]) for q in read(CAPTIONED, NAMES)]
    assert found == [("ليلى منصور", "direct", None), ("سامي الحداد", "direct", None)]


def test_next_paragraph_is_no_caption(read: Read) -> None:
    text = "وقالت ليلى منصور أمس:\n«لن نقبل أن تغلق المدارس في القرى البعيدة مرة أخرى هذا العام».\nسامي الحداد زار الجنوب أيضاً."
    assert [q["speaker_name"] for q in read(text, NAMES)] != ["سامي الحداد"]


def test_role_of_somebody_named_later_is_not_theirs() -> None:
    """«الرسام» of the first sentence is not the painter who is named in the last, whatever the mentions say."""
    text = "لكن الرسام يقول إن اللوحات لم تكتمل.\nوسيزور المعرض الرسام سامي الحداد."
    article = {**dict.fromkeys(TABLES["articles"].polars_schema), "article_id": "a1", "text": text, "agencies": [], "blocks": [], "flags": []}
    mention = {**dict.fromkeys(TABLES["mentions"].polars_schema), "article_id": "a1", "sentence": 0, "type": "PER", "entity_key": "k1", "name": "سامي الحداد", "score": 1.0}
    role, name = text.find("الرسام"), text.find("سامي الحداد")
    both = [
        {**mention, "mention_id": "m1", "start": role, "end": role + 6, "exact": "الرسام", "kind": "role", "method": "rule"},
        {**mention, "mention_id": "m2", "start": name, "end": name + 11, "exact": "سامي الحداد", "kind": "name", "method": "tagger"},
    ]
    frames = [pl.DataFrame(rows, schema=TABLES[table].polars_schema, orient="row") for table, rows in (("articles", [article]), ("mentions", both))]
    (quote,) = rows(*frames, TABLES["dates"].empty()).rows.to_dicts()
    assert quote["speaker_name"] != "سامي الحداد" or quote["speaker_method"] == "coreference"
