"""Word lists looked up in tokens, with clitics and phrases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.chars import key
from pipeline.text.lexicon import Lexicon
from pipeline.text.tokens import tokenize

WORDS = ["بيروت", "القاهرة", "وزارة الخارجية", "وزارة", "الأمم المتحدة", "تونس"]


def found(text: str, *, clitics: str = "", exact: bool = False) -> list[tuple[str, str]]:
    lexicon, tokens = Lexicon(WORDS, exact=exact), tokenize([text])
    hits = lexicon.find(tokens, clitics=clitics)
    out = []
    for t, n, e, skip in zip(hits.token, hits.length, hits.entry, hits.skip, strict=True):
        span = tokens.span(int(t), int(t + n - 1))
        out.append((span[int(skip) :], lexicon.entries[int(e)]))
    return out


def test_the_longest_phrase_wins() -> None:
    assert found("قالت وزارة الخارجية في بيان") == [("وزارة الخارجية", "وزارة الخارجية")]
    assert found("قالت وزارة الصحة") == [("وزارة", "وزارة")]


def test_spellings_match_by_key_and_not_by_form() -> None:
    assert found("في القاهره") == [("القاهره", "القاهرة")]
    assert found("في القاهره", exact=True) == []


def test_clitics_are_cut_off_only_when_asked() -> None:
    assert found("وصل إلى بيروت وبتونس", clitics="وفبكل") == [("بيروت", "بيروت"), ("تونس", "تونس")]
    assert found("وبتونس") == []


def test_merged_article_is_found() -> None:
    assert [entry for _, entry in found("سلمه للأمم المتحدة", clitics="وفبكل")] == ["الأمم المتحدة"]


def test_empty_list_finds_nothing() -> None:
    assert len(Lexicon([]).find(tokenize(["بيروت"]))) == 0


@given(st.lists(st.sampled_from([*WORDS, "كتاب", "قال", "في", "."]), max_size=15))
def test_single_words_are_found_wherever_they_stand(words: list[str]) -> None:
    lexicon = Lexicon([w for w in WORDS if " " not in w])
    tokens = tokenize([" ".join(words)])
    hits = {tokens.text(int(t)) for t in lexicon.find(tokens).token}
    assert {key(h) for h in hits} == {key(w) for phrase in words for w in phrase.split() if w in lexicon.entries}
