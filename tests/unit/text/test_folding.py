"""Folding of characters: what form and key promise to everybody who compares words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.chars import LAM_ALEF, codepoints, form, key

ARABIC = st.text(st.sampled_from("ابتةثجحخدذرزسشصضطظعغفقكلمنهويىئءأإآؤ ًٌٍَُِّْـ\u200c\u200f0123٤٥٦،.؟«»\nabcABC"), max_size=60)


@given(st.text(max_size=80))
def test_key_and_form_are_idempotent(text: str) -> None:
    assert key(key(text)) == key(text)
    assert form(form(text)) == form(text)


@given(ARABIC)
def test_key_does_not_see_what_form_takes_away(text: str) -> None:
    assert key(form(text)) == key(text)


@given(st.text(max_size=80))
def test_folding_lengthens_nothing_but_lam_alef_ligatures(text: str) -> None:
    ligatures = sum(ch in LAM_ALEF for ch in text)
    assert len(key(text)) <= len(text) + ligatures
    assert len(form(text)) <= len(text) + ligatures


@given(st.text(st.characters(), max_size=40))
def test_codepoints_are_the_characters(text: str) -> None:
    assert codepoints(text).tolist() == [ord(c) for c in text]


@pytest.mark.parametrize(
    ("left", "right"), [("أحمد", "احمد"), ("مدرسة", "مدرسه"), ("مبنى", "مبني"), ("شؤون", "شوون"), ("مُحَمَّد", "محمد"), ("أبهــا", "ابها"), ("١٤٣٦", "1436"), ("کتاب", "كتاب")]
)
def test_spellings_of_one_word_share_a_key(left: str, right: str) -> None:
    assert key(left) == key(right)


def test_form_keeps_letters_apart_that_key_makes_one() -> None:
    assert form("على") != form("علي")
    assert form("مُحَمَّد") == "محمد"


def test_lam_alef_is_two_letters_and_other_ligatures_stay_one() -> None:
    assert key("ﻻ") == key("لا")
    assert len(unicodedata.normalize("NFKC", "ﷲ")) > 1
    assert len(key("ﷲ")) == 1
