"""Which names of organisations and of places in one article are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mentions.bodies import body, comparable
from pipeline.mentions.body_groups import _gather, cluster_bodies
from pipeline.mentions.cluster import resolve
from pipeline.mentions.spans import SpanTable
from pipeline.text.tokens import tokenize


@pytest.mark.parametrize(
    ("type_", "names"),
    [
        ("ORG", ("حركة حماس", "حماس", "حركة المقاومة الإسلامية")),
        ("ORG", ("نادي المجد", "فريق المجد", "المجد")),
        ("ORG", ("وزارة الخارجية الروسية", "الخارجية الروسية", "وزارة الخارجية")),
        ("ORG", ("المرصد السوداني لحقوق الطفل", "المرصد")),
        ("ORG", ("شركة «نوريا للطيران»", "نوريا للطيران")),
        ("ORG", ("تنظيم «جبهة النور»", "جبهة النور")),
        ("ORG", ("منظمة اليونيسف", "اليونيسيف")),
        ("LOC", ("أميركا", "أمريكا", "الولايات المتحدة", "الولايات المتحدة الأميركية")),
        ("LOC", ("مدينة الرياض", "الرياض")),
        ("LOC", ("ديار بكر", "محافظة دياربكر")),
        ("LOC", ("محافظة شمال سيناء", "شمال سيناء")),
        ("LOC", ("سورية", "سوريا")),
        ("LOC", ("القدس الشريف", "القدس", "القدس المحتلة")),
        ("LOC", ("المدينة الخضراء", "المدينة")),
    ],
)
def test_forms_of_one(type_: str, names: tuple[str, ...]) -> None:
    assert len(set(cluster_bodies(type_, names))) == 1


@pytest.mark.parametrize(
    ("type_", "names"),
    [
        ("ORG", ("وزارة التعليم", "وزارة التعليم العالي")),
        ("ORG", ("الأمم المتحدة", "بعثة الأمم المتحدة")),
        ("ORG", ("حركة فتح", "نادي الفتح")),
        ("ORG", ("جامعة الملك سعود", "جامعة الملك فيصل")),
        ("LOC", ("القاهرة", "حي القاهرة")),
        ("LOC", ("شمال سيناء", "جنوب سيناء")),
        ("LOC", ("البرازيل", "برازيليا")),
        ("LOC", ("اليابان", "بحر اليابان")),
        ("LOC", ("الكويت", "مدينة الكويت")),
        ("LOC", ("النيجر", "نيجيريا")),
        ("LOC", ("القاهرة", "مطار القاهرة الدولي")),
        ("LOC", ("الرياض", "رياض الخبراء")),
        ("ORG", ("النسيم الأخضر", "النسم")),
        ("ORG", ("صحيفة الشرق الأوسط", "صحيفة الشروق")),
        ("LOC", ("عدن", "قضاء العدين")),
        ("LOC", ("القاهرة", "القاهرة الجديدة", "القاهرة القديمة")),
        ("LOC", ("قناة السويس", "قناة السويس الجديدة")),
        ("LOC", ("القطيف", "القطيف سيتي مول")),
    ],
)
def test_names_that_stay_apart(type_: str, names: tuple[str, ...]) -> None:
    assert len(set(cluster_bodies(type_, names))) == len(names)


def test_a_place_nobody_lists_is_called_by_its_head() -> None:
    assert len(set(cluster_bodies("LOC", ["كورنيش جدة", "الكورنيش"]))) == 1


def test_what_the_text_equates_is_one() -> None:
    names = ["الرابطة العالمية للمناخ", "رعم", "رعم"]
    assert len(set(cluster_bodies("ORG", names))) > 1
    assert len(set(cluster_bodies("ORG", names, [(0, 1)]))) == 1


def test_a_bare_ministry_is_the_one_named_last() -> None:
    groups = cluster_bodies("ORG", ["وزارة الدفاع العراقية", "وزارة الدفاع الأردنية", "وزارة الدفاع", "وزارة الدفاع العراقية"])
    assert groups[2] == groups[1] != groups[0] == groups[3]


WORDS = ["وزارة", "الصحة", "المالية", "الروسية", "حركة", "حماس", "بن", "مدينة", "الرياض", "رياض", "شمال", "سيناء", "نادي", "اب"]


@given(st.sampled_from(["ORG", "LOC"]), st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8))
def test_only_comparable_names_are_one_and_none_is_left_out(type_: str, names: list[str]) -> None:
    groups = cluster_bodies(type_, names)
    assert len(groups) == len(names)
    for g in set(groups):
        members = [body(type_, n) for n, of in zip(names, groups, strict=True) if of == g]
        # whoever joins a group can be compared with somebody in it
        assert all(len({m.form.text for m in members}) == 1 or any(comparable(m, o) or comparable(o, m) for o in members if o.form.text != m.form.text) for m in members)


@given(st.sampled_from(["ORG", "LOC"]), st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=2, max_size=2))
def test_two_names_are_gathered_as_many_are(type_: str, pair: list[str]) -> None:
    texts = [body(type_, n).form.text for n in pair]
    group, _ = _gather(type_, {t: body(type_, n) for t, n in zip(texts, pair, strict=True)}, {})
    groups = cluster_bodies(type_, [*pair, pair[0]])
    assert (groups[0] == groups[1]) == (group[texts[0]] == group[texts[1]])
    assert groups[2] == groups[0] == 0


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ("الرابطة العالمية للمناخ", "رعم", True),
        ("منظمة الأمم المتحدة للتربية والعلم والثقافة", "اليونيسكو", True),
        ("وكالة الفضاء الأميركية", "ناسا", True),
        # whose report it is, a user's name
        ("الأمم المتحدة", "CNN", False),
        ("تويتر", "غيمة", False),
    ],
)
def test_what_stands_in_brackets_is_another_name_unless_a_list_knows_better(first: str, second: str, are_one: bool) -> None:
    text = f"قال مسؤول في {first} ({second}) إن الوضع مستقر."
    begin = text.index(first), text.index(second)
    spans = SpanTable.of_names(doc=[0, 0], start=list(begin), end=[begin[0] + len(first), begin[1] + len(second)], type=["ORG", "ORG"], score=[1.0, 1.0], method=["tagger"] * 2)
    keys = resolve(tokenize([text]), spans).entity_key[:2]
    assert (keys[0] == keys[1]) is are_one
