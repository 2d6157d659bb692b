"""Sentence ends: the traps of Arabic news prose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.sentences import HARD, sentence_of
from pipeline.text.tokens import tokenize


def sentences(text: str) -> list[str]:
    tokens = tokenize([text])
    number = sentence_of(tokens)
    out = []
    for n in np.unique(number):
        at = np.flatnonzero(number == n)
        out.append(tokens.span(int(at[0]), int(at[-1])))
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصل الوزير. ثم غادر.", ["وصل الوزير.", "ثم غادر."]),
        ("هل وصل الوزير؟ نعم! وصل", ["هل وصل الوزير؟", "نعم!", "وصل"]),
        ("قال د. سمير إن النسبة 3.5 في المئة. وسكت.", ["قال د. سمير إن النسبة 3.5 في المئة.", "وسكت."]),
        ("حضر أ.د. منير اللقاء. وغاب غيره.", ["حضر أ.د. منير اللقاء.", "وغاب غيره."]),
        ("زار جون إف. كينيدي المدينة. ورحل.", ["زار جون إف. كينيدي المدينة.", "ورحل."]),
        ("جرى ذلك عام 2015 م. ومضى الناس.", ["جرى ذلك عام 2015 م.", "ومضى الناس."]),
        ("عنوان الخبر\nنص الخبر.", ["عنوان الخبر", "نص الخبر."]),
        ("1. البند الأول\n2. البند الثاني", ["1. البند الأول", "2. البند الثاني"]),
        ("انتهى الاجتماع.وعاد الوفد إلى الفندق", ["انتهى الاجتماع.", "وعاد الوفد إلى الفندق"]),
        ("راجع www.example.com للتفاصيل. شكرا", ["راجع www.example.com للتفاصيل.", "شكرا"]),
    ],
)
def test_plain_ends(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "أجاب العمدة «لن نبيع الأرض. هذا قرارنا وهو نهائي» أمام الحضور.",
        "أجاب العمدة “لن نبيع الأرض. هذا قرارنا” أمام الحضور.",
        'أجاب العمدة "لن نبيع الأرض. هذا قرارنا" أمام الحضور.',
        'أجاب العمدة " لن نبيع الأرض. هذا قرارنا ".',
        "أجاب العمدة:» لن نبيع الأرض. هذا قرارنا «.",
    ],
)
def test_a_stop_inside_a_closed_quotation_ends_nothing(text: str) -> None:
    assert sentences(text) == [text]


def test_a_quotation_left_open_hides_nothing() -> None:
    assert sentences('أجاب العمدة "لن نبيع الأرض. ثم خرج الناس. وعادوا.') == ['أجاب العمدة "لن نبيع الأرض.', "ثم خرج الناس.", "وعادوا."]


def test_a_line_break_ends_a_sentence_even_inside_a_quotation() -> None:
    assert len(sentences("قال «نبدأ غدا\nوننتهي بعد غد» ومضى.")) == 2


def test_the_reporter_speaking_again_ends_a_wrongly_paired_quotation() -> None:
    found = sentences('افتتح معرض "ألوان المدينة أمس. وقال المنظمون إن "الإقبال كبير.')
    assert found[1].startswith("وقال المنظمون")


def test_end_marks_that_close_belong_to_the_sentence() -> None:
    assert sentences("قال: «انتهى الأمر.» وخرج.") == ["قال: «انتهى الأمر.»", "وخرج."]
    assert sentences("سأل «أين المفتاح؟» ثم خرج.") == ["سأل «أين المفتاح؟» ثم خرج."]


def test_two_dots_are_a_comma_in_a_headline_and_a_stop_after_a_long_clause() -> None:
    assert len(sentences("أمطار غزيرة.. والمدارس تغلق")) == 1
    clause = "وصلت القافلة التي تحمل مواد الإغاثة إلى المدينة المحاصرة بعد انتظار دام ثلاثة أسابيع كاملة"
    assert len(sentences(f"{clause}.. واستقبلها الأهالي عند المدخل")) == 2


def test_runons_are_divided_at_weak_marks_only() -> None:
    clause = "ثم جاء رجل من أقصى المدينة يسعى بين الناس ويحمل في يده كتابا"
    long = "، ".join([clause] * 40)
    parts = sentences(long)
    assert len(parts) > 1
    assert max(len(tokenize([p])) for p in parts) <= HARD
    assert all(p.endswith("،") for p in parts[:-1])
    assert len(sentences(" ".join([clause] * 40))) == 1


@given(st.text(st.sampled_from('ابت وقال.!؟،؛…:"«»“”()12\n'), max_size=120))
def test_numbers_start_at_zero_and_grow_by_at_most_one(text: str) -> None:
    number = sentence_of(tokenize([text]))
    assert len(number) == 0 or number[0] == 0
    assert set(np.diff(number).tolist()) <= {0, 1}


@given(st.lists(st.text(st.sampled_from('اب قال.؟،"«»\n'), max_size=50), max_size=4))
def test_a_batch_gives_what_its_texts_give_alone(texts: list[str]) -> None:
    tokens = tokenize(texts)
    number = sentence_of(tokens)
    alone = [sentence_of(tokenize([t])) for t in texts]
    assert np.array_equal(number, np.concatenate(alone) if alone else np.empty(0, np.int32))
