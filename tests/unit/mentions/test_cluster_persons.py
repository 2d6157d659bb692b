"""Which names of persons in one article are one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mentions.persons import cluster_persons


def same(*names: str) -> bool:
    return len(set(cluster_persons(names))) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("أناتولي أنطونوف", "أنتونوف", "انطونوف", "أنطونوف"),
        ("سمير القاضي", "القاضي"),
        ("عبد الله النجار", "عبدالله النجار", "النجار"),
        ("أبو بكر الحلبي", "أبي بكر الحلبي"),
        ("غونتر شميدت", "جونتر شميدت"),
        ("محمود عبد الرؤوف الخطيب", "محمود الخطيب", "الخطيب"),
        ("مقداد بن هلال بن عبدالعزيز", "مقداد بن هلال"),
        ("نادر عز الدين", "عز الدين"),
        ("ماريا دي سوزا", "دي سوزا"),
        ("بنيامين نتنياهو", "نتانياهو"),
        ("ماجد بن راشد آل سعود", "آل سعود"),
        # so are both of these, but one is the other with a vowel put in
        ("لويس هاملتون", "هاميلتون"),
    ],
)
def test_forms_of_one_person(names: tuple[str, ...]) -> None:
    assert same(*names)


@pytest.mark.parametrize(
    "names",
    [
        ("كمال", "جمال"),
        ("سامي القاضي", "نادر القاضي"),
        ("مقداد بن هلال بن عبدالعزيز", "هلال بن عبدالعزيز"),
        ("فيصل بن عبدالعزيز", "فيصل بن خالد بن عبدالعزيز"),
        ("مشعل", "ميتشل"),
        ("صدام حسين", "الحسين"),
        ("علي العلي", "عمر العلي"),
        ("سلطان بن عبدالعزيز", "سلمان بن عبدالعزيز"),
        # both are last names of well-known people
        ("علي خامنئي", "الخميني"),
        # a given name, and the family of it
        ("ماجد بن راشد آل سعود", "سعود"),
    ],
)
def test_persons_that_stay_two(names: tuple[str, ...]) -> None:
    assert len(set(cluster_persons(names))) == len(names)


def test_a_family_name_means_the_brother_named_last() -> None:
    groups = cluster_persons(["سامي القاضي", "القاضي", "نادر القاضي", "القاضي", "سامي القاضي", "القاضي"])
    assert groups == [groups[0], groups[0], groups[2], groups[2], groups[0], groups[0]]
    assert groups[0] != groups[2]


def test_a_family_name_in_the_headline_means_the_one_named_first() -> None:
    groups = cluster_persons(["القاضي", "سامي القاضي", "نادر القاضي"])
    assert groups[0] == groups[1] != groups[2]


def test_a_given_name_alone_stands_for_the_full_name() -> None:
    assert same("مازن الشمراني", "مازن")


NAME = st.text(alphabet='ابتجدرسعغفقكلمنهوي أةىئ-"', min_size=0, max_size=18)


@given(st.lists(NAME, max_size=8))
def test_equal_names_are_always_together_and_numbers_are_dense_enough(names: list[str]) -> None:
    groups = cluster_persons(names)
    assert len(groups) == len(names)
    for i, a in enumerate(names):
        for j, b in enumerate(names):
            if a == b and len(a.split()) > 1:
                assert groups[i] == groups[j]
