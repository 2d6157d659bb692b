"""What the stage makes of constructions of Arabic news. All sentences are written for these tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.quotes.stage import rows
from schemas import TABLES

Read = Callable[..., list[dict[str, Any]]]
NAMES = {"سامي الحداد": "PER", "الحداد": "PER", "ليلى منصور": "PER", "وزارة الزراعة": "ORG", "وكالة النيل": "ORG", "بلدوريا": "LOC"}
FULL = {"الحداد": "سامي الحداد"}


def said(found: list[dict[str, Any]], kind: str | None = None) -> list[tuple[str | None, str]]:
    """Speaker and words of every quote."""
    return [(q["speaker_name"], q["exact"]) for q in found if kind in {None, q["kind"]}]


CASES = {
    # verb, role, name, complementiser
    "قال وزير الزراعة سامي الحداد أمس إن المحصول سيكون وفيراً هذا العام.": [("سامي الحداد", "المحصول سيكون وفيراً هذا العام")],
    # long apposition
    "وأكد سامي الحداد، وزير الزراعة في الحكومة الجديدة، خلال زيارة إلى الشمال، أن الأسعار لن ترتفع.": [("سامي الحداد", "الأسعار لن ترتفع")],
    # subject before the verb, pluperfect
    "وكانت وزارة الزراعة قد أعلنت أن الموسم تأخر أسبوعين.": [("وزارة الزراعة", "الموسم تأخر أسبوعين")],
    # participle chain
    "وأعلنت وزارة الزراعة أن الموسم تأخر، مشيرة إلى أن الأمطار كانت قليلة، ومؤكدة أن المخزون يكفي.": [
        ("وزارة الزراعة", "الموسم تأخر"),
        ("وزارة الزراعة", "الأمطار كانت قليلة"),
        ("وزارة الزراعة", "المخزون يكفي"),
    ],
    # dropped subject carried on
    "قالت ليلى منصور إن المعرض مفتوح للجميع.\nوأضافت أن الدخول مجاني.": [("ليلى منصور", "المعرض مفتوح للجميع"), ("ليلى منصور", "الدخول مجاني")],
    # suffixed complementiser belongs to the words
    "وأوضح سامي الحداد أنه سيزور الجنوب قريباً.": [("سامي الحداد", "أنه سيزور الجنوب قريباً")],
    # unnamed source
    "وقال مصدر أمني إن الطريق مغلق منذ الفجر.": [("مصدر أمني", "الطريق مغلق منذ الفجر")],
    # document
    "وجاء في التقرير أن الأسعار تراجعت كثيراً.": [("التقرير", "الأسعار تراجعت كثيراً")],
    # a country for its government
    "وقالت بلدوريا إن الحدود ستفتح غداً.": [("بلدوريا", "الحدود ستفتح غداً")],
    # leading attribution
    "ووفقاً لوكالة النيل فإن الجسر سيفتح الأحد.": [("وكالة النيل", "الجسر سيفتح الأحد")],
    # trailing attribution
    "أغلقت المدارس أبوابها في المدينة بسبب السيول، بحسب وزارة الزراعة.": [("وزارة الزراعة", "أغلقت المدارس أبوابها في المدينة بسبب السيول")],
}


@pytest.mark.parametrize("text", CASES)
def test_indirect_speech(read: Read, text: str) -> None:
    assert said(read(text, NAMES, full=FULL)) == CASES[text]


def test_direct_speech_and_its_marks(read: Read) -> None:
    (quote,) = read("وقال سامي الحداد: «سنزرع الأرض من جديد في الربيع المقبل».", NAMES)
    assert (quote["kind"], quote["exact"], quote["speaker_name"]) == ("direct", "سنزرع الأرض من جديد في الربيع المقبل", "سامي الحداد")
    assert (quote["open_mark"], quote["close_mark"], quote["is_repaired"]) == ("«", "»", False)
    assert (quote["cue"], quote["cue_lemma"], quote["cue_class"]) == ("وقال", "قال", "state")
    assert quote["speaker_text"] == "سامي الحداد"


def test_mismatched_marks_are_said_to_be_repaired(read: Read) -> None:
    (quote,) = read('وقال سامي الحداد: "سنزرع الأرض من جديد في الربيع المقبل”.', NAMES)
    assert quote["is_repaired"]


def test_fragment_inside_indirect_speech(read: Read) -> None:
    whole, part = read("قال سامي الحداد إن المحصول كان «أفضل مما توقعنا جميعاً» في الشمال.", NAMES)
    assert (whole["kind"], part["kind"]) == ("indirect", "fragment")
    assert part["parent_id"] == whole["quote_id"]
    assert part["exact"] == "أفضل مما توقعنا جميعاً"
    assert part["speaker_name"] == "سامي الحداد"


@pytest.mark.parametrize(
    "text",
    [
        "وصل الوفد إلى فندق «النخيل» مساء أمس.",
        "تعرض قناة «الأفق» فيلم «ليل طويل» غداً.",
        "يذكر أن المدينة تضم ثلاثة متاحف.",
        "تقع البلدة بين جبلين وفيها نهر صغير.",
        "عاد الفريق إلى ملعبه بعد أن أنهى معسكره.",
    ],
)
def test_no_speech(read: Read, text: str) -> None:
    assert read(text, NAMES) == []


def test_subheading_in_marks_is_no_speech(read: Read) -> None:
    found = read("قال سامي الحداد إن المحصول وفير.\n«موسم جديد»\nوأضاف أن الأسعار مستقرة.", NAMES)
    assert [q["kind"] for q in found] == ["indirect", "indirect"]


def test_headline(read: Read) -> None:
    found = read("وصل الوزير صباحاً إلى المدينة.", NAMES, title="الحداد: لن نرفع الأسعار هذا العام", full=FULL)
    (quote,) = found
    assert (quote["speaker_name"], quote["exact"], quote["cue"], quote["is_headline"]) == ("سامي الحداد", "لن نرفع الأسعار هذا العام", ":", True)
    assert quote["speaker_method"] == "headline"


def test_role_stands_for_the_person_beside_it(read: Read) -> None:
    found = read("افتتح وزير الزراعة سامي الحداد المعرض.\nوقال الوزير إن المعرض يستمر أسبوعاً.", NAMES)
    (quote,) = found
    assert (quote["speaker_name"], quote["speaker_text"], quote["speaker_method"]) == ("سامي الحداد", "الوزير", "coreference")


def test_turns(read: Read) -> None:
    found = read("قالت ليلى منصور إن المعرض مفتوح.\nوأضافت أن الدخول مجاني.\nوقال سامي الحداد إن المحصول وفير.", NAMES)
    assert [q["utterance"] for q in found] == [0, 0, 1]


def test_frame(read: Read) -> None:
    (quote,) = read("وقال سامي الحداد أمس لوكالة النيل في مقابلة هاتفية إن المحصول وفير.", NAMES, days={"أمس": "2026-01-04"})
    assert quote["speaker_name"] == "سامي الحداد"
    assert quote["told_to"] == "وكالة النيل"
    assert quote["medium"] == "interview"
    assert quote["said_on"] == "2026-01-04"


def test_addressee_and_negation(read: Read) -> None:
    (spoken,) = read("وقالت ليلى منصور للصحفيين إن المعرض مفتوح للجميع.", NAMES)
    assert spoken["addressee"] == "الصحفيين"
    (denied,) = read("لم يؤكد سامي الحداد أن الأسعار ستنخفض.", NAMES)
    assert denied["is_negated"]


def test_handed_on_by_an_agency(read: Read) -> None:
    (quote,) = read("وقال سامي الحداد إن المحصول وفير هذا العام، وفق ما أوردته وكالة النيل.", NAMES)
    assert (quote["speaker_name"], quote["exact"]) == ("سامي الحداد", "المحصول وفير هذا العام")
    assert quote["reported_by"] == ["وكالة النيل"]


def test_words_taken_from_somebody(read: Read) -> None:
    (quote,) = read("ونقلت وكالة النيل عن سامي الحداد قوله إن المحصول وفير هذا العام.", NAMES)
    assert quote["speaker_name"] == "سامي الحداد"


def test_never_a_dateline_or_a_day(read: Read) -> None:
    found = read("بلدوريا - قال سامي الحداد الأحد إن المحصول وفير.", NAMES)
    assert said(found) == [("سامي الحداد", "المحصول وفير")]


def test_schema_order_and_ids(read: Read) -> None:
    text = "قال سامي الحداد إن المحصول «أفضل مما توقعنا جميعاً».\nوأضاف: «سنزرع من جديد في الربيع المقبل»."
    assert read(text, NAMES) == read(text, NAMES)
    found = read(text, NAMES)
    assert len({q["quote_id"] for q in found}) == len(found)
    assert [(q["start"], q["end"]) for q in found] == sorted((q["start"], q["end"]) for q in found)


def test_no_articles() -> None:
    out = rows(TABLES["articles"].empty(), TABLES["mentions"].empty(), TABLES["dates"].empty())
    assert dict(out.rows.schema) == dict(TABLES["quotes"].polars_schema)
    assert out.rows.is_empty()
    assert out.rejects.is_empty()
