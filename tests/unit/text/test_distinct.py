from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.distinct import Numbering
from pipeline.text.tokens import tokenize

TEXTS = st.lists(st.lists(st.sampled_from(["قال", "وقال", "قالَ", "قـال", "ﻗﺎل", "1", "١", "،", ",", "BBC", "bbc"]), max_size=20).map(" ".join), max_size=4)


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, max_size=3), st.integers(0, 3))
def test_tokens_of_one_number_are_the_same_characters_in_all_batches(batches: list[list[str]], first: int) -> None:
    numbering, met = Numbering(first), []
    for texts in batches:
        tokens = tokenize(texts)
        of, sample = numbering.number(tokens)
        words = [tokens.text(i) for i in range(len(tokens))]
        new = list(dict.fromkeys(w for w in words if w not in met))
        assert [words.index(w) for w in new] == sample.tolist()
        met += new
        assert [met[u - first] for u in of.tolist()] == words
        assert len(numbering) == first + len(met)


def test_numbers_stay_when_the_table_grows() -> None:
    numbering = Numbering()
    many = tokenize([" ".join(str(n) for n in range(100_000))])
    of, sample = numbering.number(many)
    assert of.tolist() == sample.tolist() == list(range(100_000))
    again, new = numbering.number(tokenize(["99999 3 100000 70000"]))
    assert again.tolist() == [99_999, 3, 100_000, 70_000]
    assert new.tolist() == [2]
    numbering.forget()
    anew, first = numbering.number(tokenize(["7 8 7"]))
    assert (anew.tolist(), first.tolist(), len(numbering)) == ([0, 1, 0], [0, 1], 2)
