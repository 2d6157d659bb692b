"""Folding of names, and what the gazetteers know of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.entities.gazetteer import alias_of, country_named, nationality, place_named
from pipeline.entities.latin import latin
from pipeline.entities.skeleton import distance, loose, name_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبد الله", "عبدالله"),
        ("أبو ظبي", "أبوظبي"),
        ("أبي بكر", "أبو بكر"),
        ("خالد بن الوليد", "خالد الوليد"),
        ("سعود آل ثنيان", "سعود ثنيان"),
        ("مها الشمري", "مها شمري"),
        ("عيسى", "عيسي"),
        ("فاطمة", "فاطمه"),
        ("داوود", "داود"),
        ("إيران", "ايران"),
    ],
)
def test_spellings_with_equal_parts(one: str, other: str) -> None:
    assert name_form(one).text == name_form(other).text


def test_transliterations_sound_alike_and_native_names_do_too() -> None:
    assert loose("انطونوف") == loose("انتونوف")
    assert loose("غوردون") == loose("جوردون")
    assert loose("كمال") == loose("جمال"), "a reason to look closer, not to believe"


def test_fathers_are_marked() -> None:
    assert name_form("مقداد بن هلال الحربي").linked == (False, True, False)


@given(st.text(max_size=40))
def test_any_text_can_be_folded(text: str) -> None:
    form = name_form(text)
    assert len(form.parts) == len(form.loose) == len(form.linked)
    assert name_form(text) == form
    latin(text)


@given(st.text(alphabet="ابتث", max_size=8), st.text(alphabet="ابتث", max_size=8))
def test_distance_is_symmetric_and_zero_only_for_equal_words(a: str, b: str) -> None:
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)


def test_a_transposition_is_one_step() -> None:
    assert distance("الوايات", "الويات") == 1
    assert distance("افغاسنتان", "افغانستان") == 1


@pytest.mark.parametrize(("word", "code"), [("الروسي", "RU"), ("الأميركية", "US"), ("أمريكيون", "US"), ("البريطانيان", "GB"), ("فلسطينيين", "PS"), ("الجميل", None)])
def test_nationalities(word: str, code: str | None) -> None:
    assert nationality(word) == code


def test_places_and_countries() -> None:
    assert country_named("الولايات المتحدة الأمريكية") == "US"
    assert country_named("واشنطن") is None
    washington = place_named("واشنطن")
    assert washington is not None
    assert (washington.country, round(washington.latitude or 0)) == ("US", 39)
    jerusalem = place_named("القدس")
    assert jerusalem is not None
    assert jerusalem.country is None


def test_listed_aliases() -> None:
    assert alias_of("ORG", "الناتو") == alias_of("ORG", "حلف شمال الأطلسي")
    assert alias_of("ORG", "فتح") == "حركة فتح"
    assert alias_of("ORG", "الفتح") is None
    assert alias_of("LOC", "سورية") == alias_of("LOC", "سوريا") == "سوريا"
    assert alias_of("PER", "سوريا") is None


def test_latin_forms() -> None:
    assert latin("محمد بن سالم") == "Mohamed bin Salem"
    assert latin("عبد الله") == "Abdullah"
    assert latin("«»") is None
