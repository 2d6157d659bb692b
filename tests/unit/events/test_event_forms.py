"""Written forms of verbs and verbal nouns, and the lexicon made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.forms import Shape, noun, past, present, verb
from pipeline.events.triggers import MAX_TYPES, TYPES, triggers
from pipeline.events.words import Cue, words
from pipeline.text.chars import key
from pipeline.text.tokens import tokenize


@pytest.mark.parametrize(
    ("stem", "form"),
    [("قتل", "قتلوا"), ("التقى", "التقت"), ("التقى", "التقوا"), ("دعا", "دعت"), ("دعا", "دعوا"), ("بدأ", "بدأت"), ("زار", "زارت"), ("اعتقل", "اعتقلته"), ("أعلن", "أعلنتا")],
)
def test_past(stem: str, form: str) -> None:
    assert key(form) in set(past(stem))


@pytest.mark.parametrize(
    ("stem", "form"),
    [("يقتل", "تقتل"), ("يلتقي", "يلتقون"), ("يلتقي", "يلتق"), ("يزور", "يزر"), ("يدعو", "تدعو"), ("يطالب", "يطالبون"), ("يهاجم", "يهاجمها")],
)
def test_present(stem: str, form: str) -> None:
    assert key(form) in set(present(stem))


@pytest.mark.parametrize(("past_stem", "present_stem", "form"), [("أقال", "يقيل", "أقيل"), ("أصاب", "يصيب", "أصيبت"), ("اغتال", "يغتال", "اغتيل"), ("استعاد", "يستعيد", "تستعاد")])
def test_passive_where_writing_shows_it(past_stem: str, present_stem: str, form: str) -> None:
    assert (key(form), Shape.PASSIVE) in set(verb(past_stem, present_stem))


def test_future_is_one_word() -> None:
    assert (key("سيلتقي"), Shape.FUTURE) in set(verb("التقى", "يلتقي"))
    assert (key("ستزور"), Shape.FUTURE) in set(verb("زار", "يزور"))


@pytest.mark.parametrize(
    ("stem", "form", "shape"),
    [
        ("زيارة", "الزيارة", Shape.DEFINITE),
        ("زيارة", "زيارته", Shape.OWNED),
        ("لقاء", "لقائه", Shape.OWNED),
        ("لقاء", "لقاؤها", Shape.OWNED),
        ("انفجار", "انفجاراً", Shape.NOUN),
        ("غارة", "غارتين", Shape.NOUN),
    ],
)
def test_noun(stem: str, form: str, shape: Shape) -> None:
    assert (key(form), shape) in set(noun(stem))


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإؤئء", min_size=3, max_size=7))
def test_forms_are_folded_and_never_empty(stem: str) -> None:
    for form in [*past(stem), *present("ي" + stem[1:]), *(f for f, _ in noun(stem))]:
        assert form
        assert form == key(form)


def hits(text: str) -> list[tuple[str, str, Shape]]:
    """Trigger words of a text with their lemmas and shapes."""
    lexicon, tokens = triggers(), tokenize([text])
    found, lemma, shape = lexicon.find(tokens)
    return [
        (tokens.span(int(t), int(t + n - 1))[int(s) :], lexicon.lemmas[i].name, Shape(k))
        for t, n, s, i, k in zip(found.token, found.length, found.skip, lemma.tolist(), shape.tolist(), strict=True)
    ]


def test_clitics_stay_outside_the_trigger() -> None:
    assert ("اعتقال", "اعتقل", Shape.NOUN) in hits("أمر القاضي باعتقال الحارس")
    assert ("زار", "زار", Shape.PAST) in hits("وزار الوفد المتحف")


def test_a_phrase_hides_its_words() -> None:
    found = hits("اتفق الجانبان على وقف إطلاق النار")
    assert ("وقف إطلاق النار", "وقف إطلاق النار", Shape.PHRASE) in found
    assert all(text not in ("إطلاق", "إطلاق النار") for text, *_ in found)


def test_noun_and_past_written_alike_are_either() -> None:
    assert ("قصف", "قصف", Shape.EITHER) in hits("قصف الطيران الميناء")


def test_homographs_never_trigger() -> None:
    assert hits("ندوة حول التعليم من أجل المستقبل") == [("ندوة", "قمة", Shape.NOUN)]


def test_lexicon_is_sound() -> None:
    lexicon = triggers()
    assert all(lemma.types for lemma in lexicon.lemmas)
    assert all(set(lemma.types) <= set(TYPES) for lemma in lexicon.lemmas)
    assert max(len(lemma.types) for lemma in lexicon.lemmas) <= MAX_TYPES
    assert {t for lemma in lexicon.lemmas for t in lemma.types} == set(TYPES)  # every type can be found


def test_word_lists() -> None:
    lists = words()
    layer = lists.find(tokenize(["لم تعلن الشرطة الفرنسية عن 12 قتيلا"]))
    assert layer.cue[0] & Cue.DENIED
    assert lists.sectors[layer.agent[2] - 1] == "COP"
    assert lists.countries[layer.country[3] - 1] == "FR"
    assert lists.units[layer.unit[6] - 1] == ("killed", "person")
    assert lists.country_of("موسكو") == "RU"
    assert lists.country_of("أطلانتس") is None
    assert lists.nominative("مسلحين") == "مسلحون"
    assert lists.nominative("شخصين") == "شخصان"
    assert lists.nominative("ياسمين") == "ياسمين"
