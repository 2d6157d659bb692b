from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.near import SIZE, bucket, following, gathering, mix, opening
from pipeline.events.triggers import triggers
from pipeline.events.words import words
from pipeline.text.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "told"),
    [("تظاهر المعلمون", 1), ("تظاهر عشرات المعلمين", 2), ("تظاهر معلمون", 3), ("تظاهر، وعاد", 4), ("تظاهر 300 معلم", 5)],
)
def test_what_follows_a_trigger(text: str, told: int) -> None:
    t = tokenize([text])
    assert following(t.chars, t.base, t.doc, t.start, t.end, t.kind, words().find(t).cue, 1) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [("أمس تظاهر المعلمون", 0), ("قال إن المعلمين تظاهروا", 1), ("قال إن المعلمين الغاضبين جدا في المدينة تظاهروا", 3), ("في المدينة، تظاهر المعلمون", 9)],
)
def test_how_the_clause_opens(text: str, told: int) -> None:
    t = tokenize([text])
    at = next(i for i in range(len(t)) if t.text(i).startswith("تظاهر"))
    assert opening(t.chars, t.base, t.doc, t.start, t.kind, words().find(t).cue, 0, at) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("زار الوزير المعهد", 0),
        ("المعلمون ضد القرار", 1),
        ("وتجمع العمال في الساحة", 2),
        ("وخرج العمال إلى الساحة للاحتجاج على القرار", 3),
        ("في صباح يوم السبت الماضي احتشد العمال", 4),
        ("في صباح يوم السبت الماضي احتشد العمال رفضا للقرار", 5),
        ("رأيت العمال الذين تجمعوا في الساحة", 6),
        ("رأيت العمال الذين تجمعوا ضد القرار", 7),
        ("رأيت العمال الذين تجمعوا في الساحة صباحا، ثم سار آخرون إليها", 4),
        ("ضد القرار تظاهر العمال", 2),
    ],
)
def test_whether_people_gather_and_what_for(text: str, told: int) -> None:
    t = tokenize([text])
    assert gathering(words().find(t).cue, 0, len(t) - 1) == told


@pytest.mark.parametrize("text", ["أصدرت وزارة المياه نشرتها", "كتب باحثون في المعهد"])
def test_words_whose_rest_looks_like_a_verb_are_no_triggers(text: str) -> None:
    t = tokenize([text])
    hits, lemma, _ = triggers().find(t)
    assert not {"زار", "حث"} & {triggers().lemmas[i].name for i in lemma.tolist()}
    assert len(hits) == len(lemma)


@given(st.integers(0, 99), st.integers(0, 2**40), st.integers(0, 2**31))
def test_numbers_are_buckets(template: int, a: int, b: int) -> None:
    assert 0 <= mix(template, a, b) < SIZE
    assert mix(template, a, b) == mix(template, a, b)


def test_counts_grow_coarser() -> None:
    told = [bucket(n) for n in range(60)]
    assert told == sorted(told)
    assert np.unique(told).tolist() == list(range(9))
