from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.distinct import distinct
from pipeline.text.tokens import tokenize


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.sampled_from(["قال", "وقال", "قالَ", "قـال", "ﻗﺎل", "1", "١", "،", ",", "BBC", "bbc"]), max_size=20).map(" ".join), max_size=4))
def test_tokens_of_one_number_are_the_same_characters(texts: list[str]) -> None:
    tokens = tokenize(texts)
    found = distinct(tokens)
    words = [tokens.text(i) for i in range(len(tokens))]
    assert [tokens.text(int(found.sample[u])) for u in found.of.tolist()] == words
    assert len(found) == len(set(words))
    assert [words.index(w) for w in dict.fromkeys(words)] == found.sample.tolist()
