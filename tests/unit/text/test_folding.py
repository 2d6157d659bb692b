"""Folding of characters: what form and key promise to everybody who compares words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.chars import codepoints, form, key

ARABIC = st.text(st.sampled_from("ابتةثجحخدذرزسشصضطظعغفقكلمنهويىئءأإآؤ ًٌٍَُِّْـ\u200c\u200f0123٤٥٦،.؟«»\nabcABC"), max_size=60)


@given(st.text(max_size=80))
def test_key_and_form_are_idempotent(text: str) -> None:
    assert key(key(text)) == key(text)
    assert form(form(text)) == form(text)


@given(ARABIC)
def test_key_does_not_see_what_form_takes_away(text: str) -> None:
    assert key(form(text)) == key(text)


@given(st.text(max_size=80))
def test_folding_never_lengthens(text: str) -> None:
    assert len(key(text)) <= len(text)
    assert len(form(text)) <= len(text)


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


@pytest.mark.parametrize("ch", ["ﻻ", "ﷲ"])
def test_ligatures_of_several_letters_stay_one_character(ch: str) -> None:
    assert len(unicodedata.normalize("NFKC", ch)) > 1
    assert len(key(ch)) == 1
