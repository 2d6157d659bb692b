"""The tokenizer: offsets, hashes and kinds that every stage builds on."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.chars import CLASSES, DIGIT, LETTER, SIZE
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import NUMBER, PUNCTUATION, WORD, tokenize

TEXTS = st.lists(st.text(max_size=80), max_size=5)


@given(TEXTS)
def test_tokens_are_ordered_disjoint_and_inside_their_text(texts: list[str]) -> None:
    tokens = tokenize(texts)
    assert len(tokens.first) == len(texts) + 1
    for d, text in enumerate(texts):
        last = 0
        for i in tokens.of(d):
            assert tokens.doc[i] == d
            assert last <= tokens.start[i] < tokens.end[i] <= len(text)
            assert tokens.text(i) == text[tokens.start[i] : tokens.end[i]]
            last = int(tokens.end[i])


@given(TEXTS)
def test_no_letter_or_digit_is_left_between_tokens(texts: list[str]) -> None:
    tokens = tokenize(texts)
    for d, text in enumerate(texts):
        covered = np.zeros(len(text), bool)
        for i in tokens.of(d):
            covered[tokens.start[i] : tokens.end[i]] = True
        assert not any(ord(ch) < SIZE and CLASSES[ord(ch)] in (LETTER, DIGIT) and not covered[n] for n, ch in enumerate(text))


@given(st.lists(st.text(st.sampled_from("ابتهيىةأإ ًُـ.،12\n "), max_size=40), min_size=1, max_size=4))
def test_hash_of_a_token_is_that_of_its_folded_characters(texts: list[str]) -> None:
    tokens = tokenize(texts)
    for i in range(len(tokens)):
        assert int(tokens.key[i]) == hash_of(tokens.text(i))
        assert int(tokens.form[i]) == hash_of(tokens.text(i), exact=True)


@given(TEXTS)
def test_a_batch_gives_what_its_texts_give_alone(texts: list[str]) -> None:
    whole = tokenize(texts)
    for d, text in enumerate(texts):
        alone = tokenize([text])
        part = slice(int(whole.first[d]), int(whole.first[d + 1]))
        for name in ("start", "end", "kind", "form", "key", "breaks"):
            assert np.array_equal(getattr(whole, name)[part], getattr(alone, name))


def test_kinds_and_numbers() -> None:
    tokens = tokenize(["ارتفع 3.5% في 16يونيو، وبلغ ١٬٢٠٠."])
    assert [tokens.text(i) for i in range(len(tokens))] == ["ارتفع", "3.5", "%", "في", "16", "يونيو", "،", "وبلغ", "١٬٢٠٠", "."]
    assert tokens.kind.tolist() == [WORD, NUMBER, PUNCTUATION, WORD, NUMBER, WORD, PUNCTUATION, WORD, NUMBER, PUNCTUATION]


def test_breaks_tell_lines_from_paragraphs() -> None:
    tokens = tokenize(["عنوان\n\nسطر\nسطر"])
    assert tokens.breaks.tolist() == [2, 2, 1]
