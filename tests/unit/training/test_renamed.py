"""Articles in which a person has a town's name."""

from __future__ import annotations

import numpy as np

from pipeline.text.tokens import tokenize
from training.corpora import Corpus, label_tokens
from training.renamed import EVERY, LEAST, changed, renamed, towns

TEXT = "قال سمير رشوان إن دمشق بعيدة، وأضاف رشوان أن أحمد علي رشوان غائب."


def span(text: str, name: str, kind: str, nth: int = 0) -> tuple[int, int, str, bool]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(name, at + 1)
    return at, at + len(name), kind, False


SPANS = [span(TEXT, "سمير رشوان", "PER"), span(TEXT, "دمشق", "LOC"), span(TEXT, "رشوان", "PER", 1), span(TEXT, "أحمد علي رشوان", "PER")]


def test_every_place_of_the_old_name_gives_way_and_spans_follow() -> None:
    found = changed(TEXT, SPANS, "كيبيك", np.random.default_rng(1))
    assert found is not None
    text, spans = found
    assert text == TEXT.replace("رشوان", "كيبيك")
    assert [text[s:e] for s, e, _, _ in spans] == ["سمير كيبيك", "دمشق", "كيبيك", "أحمد علي كيبيك"]
    assert [k for _, _, k, _ in spans] == ["PER", "LOC", "PER", "PER"]


def test_an_article_that_names_the_town_stays_as_it_is() -> None:
    assert changed(TEXT, SPANS, "دمشق", np.random.default_rng(1)) is None
    assert changed("زار دمشق", [(4, 8, "LOC", False)], "كيبيك", np.random.default_rng(1)) is None


def test_only_every_so_many_articles_change() -> None:
    town = "زار كيبيك أمس"
    # a hundred places are more common than كيبيك, دمشق among them, and so nobody's name
    letters = "بتثجحخدذرز"
    common = " ".join([f"مدينة{a}{b}" for a in letters for b in letters][1:])
    filler = [(common, [(m, m + 7, "LOC", False) for m in range(0, len(common), 8)])] * (LEAST + 1)
    documents = [(TEXT, SPANS)] * (EVERY + 1) + [(town, [span(town, "كيبيك", "LOC")])] * LEAST + filler
    texts, gold = [t for t, _ in documents], [g for _, g in documents]
    tokens = tokenize(texts)
    corpus = Corpus("later", 0, tokens, label_tokens(tokens, gold), gold)
    assert towns(corpus) == ["كيبيك"]
    found = renamed(corpus)
    assert [i for i, (a, b) in enumerate(zip(texts, found.tokens.texts, strict=True)) if a != b] == [0, EVERY]
    assert "كيبيك" in found.tokens.texts[0]
    assert found.labels.tolist() == label_tokens(found.tokens, found.gold).tolist()
