"""Datelines, author lines and credits."""

from __future__ import annotations

import pytest

from pipeline.articles.byline import signature
from pipeline.articles.credits import agencies_in, credited, is_wire
from pipeline.articles.dateline import read_dateline


@pytest.mark.parametrize(
    ("line", "place", "agencies"),
    [
        ("بيروت - رويترز: أعلن", "بيروت", ["رويترز"]),
        ("القاهرة (أ ش أ) - بحث", "القاهرة", ["أ ش أ"]),
        ("الجزائر - أكد الوزير", "الجزائر", []),
        ("بغداد، العراق (CNN)-- انفجرت", "بغداد", []),
        ("جنيف (سويسرا) 12 شعبان 1447 هـ الموافق 31 يناير 2026 م واس", "جنيف", ["واس"]),
        ("دمشق-سانا", "دمشق", ["سانا"]),
        ("القدس المحتلة - رويترز، أ ف ب - شهدت", "القدس المحتلة", ["رويترز", "فرانس برس"]),
        ("واس- إسلام آباد: دعت", "إسلام آباد", ["واس"]),
        ("لندن: «الشرق الأوسط»", "لندن", []),
        ("وقال المدير (رويترز) إن", None, []),
        ("قال الرئيس، في بيان - وهو الأول - إنه", None, []),
        ("", None, []),
    ],
)
def test_datelines(line: str, place: str | None, agencies: list[str]) -> None:
    found = read_dateline(line)
    assert (found.place, found.agencies) == (place, agencies)


def test_the_stamp_of_a_dateline() -> None:
    assert read_dateline("الرياض 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس").date == "25 شوال 1436 هـ الموافق 10 أغسطس 2015 م"


@pytest.mark.parametrize(
    ("line", "author", "place"),
    [
        ("كتب - شريف المهدلي", "شريف المهدلي", None),
        ("كتبت ليلى حداد", "ليلى حداد", None),
        ("سامر الحلواني – عين اليوم", "سامر الحلواني", None),
        ("الرياض - وفاء أحمد", "وفاء أحمد", "الرياض"),
        ("المصدر: وكالات", None, None),
        ("بيروت - رويترز", None, "بيروت"),
    ],
)
def test_author_lines(line: str, author: str | None, place: str | None) -> None:
    found = signature(line, "الميناء")
    assert (found.author, found.place) == (author, place)


def test_the_outlet_is_no_author() -> None:
    assert signature("صحيفة الميناء – يونس الدكالي", "صحيفة الميناء").author == "يونس الدكالي"
    assert signature("صحيفة الميناء", "صحيفة الميناء").author is None


def test_agencies_by_every_spelling() -> None:
    for form in ("أ ف ب", "ا.ف.ب", "أ.ف.ب", "AFP", "فرانس برس", "وكالة فرانس برس"):
        assert agencies_in(form) == ["فرانس برس"]
    assert credited("* خدمة «نيويورك تايمز»") == ["نيويورك تايمز"]
    assert is_wire(["رويترز"])
    assert not is_wire([])
