"""Stretches of texts as columns of strings are the slices they stand for."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.spans import strings
from pipeline.text.tokens import characters

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


@given(st.lists(st.tuples(TEXT, st.integers(0, 30), st.integers(0, 30))))
def test_a_stretch_is_the_slice_of_its_text(cases: list[tuple[str, int, int]]) -> None:
    cases = [(text, *sorted((min(a, len(text)), min(z, len(text))))) for text, a, z in cases]
    chars, base = characters([text for text, _, _ in cases])
    first, last = (np.array([case[side] for case in cases], np.int64) + base[:-1] for side in (1, 2))
    assert strings(chars, first, last).to_list() == [text[a:z] for text, a, z in cases]


def test_a_negative_place_is_no_string() -> None:
    chars, _ = characters(["قالت اللجنة 😀 ok"])
    found = strings(chars, np.array([5, -1, 12]), np.array([11, 3, 16]))
    assert found.to_list() == ["اللجنة", None, "😀 ok"]


def test_no_rows() -> None:
    chars, _ = characters(["نص"])
    assert strings(chars, np.empty(0, np.int64), np.empty(0, np.int64)).to_list() == []
