"""Which names of organisations and of places in one article are one."""

from __future__ import annotations

import pytest

from pipeline.mentions.bodies import cluster_bodies


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
    ],
)
def test_names_that_stay_apart(type_: str, names: tuple[str, ...]) -> None:
    assert len(set(cluster_bodies(type_, names))) == len(names)


def test_what_the_text_equates_is_one() -> None:
    names = ["الرابطة العالمية للمناخ", "رعم", "رعم"]
    assert len(set(cluster_bodies("ORG", names))) > 1
    assert len(set(cluster_bodies("ORG", names, [(0, 1)]))) == 1


def test_a_bare_ministry_is_the_one_named_last() -> None:
    groups = cluster_bodies("ORG", ["وزارة الدفاع العراقية", "وزارة الدفاع الأردنية", "وزارة الدفاع", "وزارة الدفاع العراقية"])
    assert groups[2] == groups[1] != groups[0] == groups[3]
