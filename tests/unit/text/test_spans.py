"""Stretches of texts as columns of strings are the slices they stand for; the tokens they cover are those a walk would find."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.spans import begun, strings
from pipeline.text.tokens import characters, tokenize

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


@given(st.lists(st.text("اب .\n", max_size=12), min_size=1, max_size=4), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 14))))
def test_the_last_token_begun_before_a_place(texts: list[str], places: list[tuple[int, int]]) -> None:
    tokens = tokenize(texts)
    places = [(d % len(texts), at) for d, at in places]
    doc, at = (np.array([place[side] for place in places], np.int64) for side in (0, 1))
    expected = [max([int(tokens.first[d]) - 1, *(k for k in tokens.of(d) if tokens.start[k] < x)]) for d, x in places]
    assert begun(tokens, doc, at).tolist() == expected
    order = np.lexsort((at, doc))
    assert begun(tokens, doc[order], at[order]).tolist() == [expected[n] for n in order.tolist()]
