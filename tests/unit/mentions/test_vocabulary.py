from __future__ import annotations

from dataclasses import replace
from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mentions import vocabulary
from pipeline.mentions.attributes import BEYOND, A
from pipeline.mentions.model import prepare, scores, weights
from pipeline.mentions.scoring import OUTSIDE
from pipeline.mentions.vocabulary import Vocabulary
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import tokenize

TEXT = st.lists(st.sampled_from(["قال", "الرئيس", "محمد", "وأحمد", "بالقاهرة", "،", "لوكالة", '"', "نوفوستي", ".", "2021", "BBC", "للأمم", "المتحدة", "\n"]), max_size=30).map(
    " ".join
)


def scored(text: str, met: Vocabulary) -> tuple[list[float], list[list[int]]]:
    tokens = tokenize([text])
    found = prepare(tokens, sentence_of(tokens), met)
    return scores(found, weights()).tolist(), found.attributes.tolist()


@settings(deadline=None, max_examples=20)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_what_was_met_before_changes_nothing(texts: list[str]) -> None:
    met = Vocabulary()
    assert [scored(t, met) for t in texts] == [scored(t, Vocabulary()) for t in texts]


def test_words_are_forgotten_before_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "LIMIT", 50)
    met, alone = Vocabulary(), Vocabulary()
    for start in range(0, 400, 40):
        text = " ".join(f"محمد قال {n}" for n in range(start, start + 40))
        assert scored(text, met) == scored(text, Vocabulary())
        assert len(met) <= 50 + 1 + 42
    assert len(alone) == OUTSIDE + 1


def test_sums_of_one_model_are_not_used_for_another() -> None:
    met, tokens = Vocabulary(), tokenize(["وصل محمد الحلبي إلى دمشق."])
    found = prepare(tokens, sentence_of(tokens), met)
    ours = weights()
    before = scores(found, ours)
    zero = replace(ours, table=np.zeros_like(ours.table), gate=np.zeros(1, np.int8), floor=0, net=None)
    assert not scores(found, zero)[:, 1:].any()
    assert np.array_equal(scores(found, ours), before)
    assert before.any()


def test_what_lies_beyond_a_sentence_is_no_word() -> None:
    met = Vocabulary(domain=3)
    tokens = tokenize(["محمد"])
    prepare(tokens, sentence_of(tokens), met)
    outside = met.attributes[OUTSIDE]
    assert outside[A.DOMAIN] == 3
    assert (np.delete(outside, A.DOMAIN) == BEYOND).all()
    assert met.attributes[OUTSIDE + 1, A.DOMAIN] == 3


def test_threads_do_not_share_words() -> None:
    met: list[Vocabulary] = []

    def read() -> None:
        tokens = tokenize(["وصل محمد الحلبي إلى دمشق."])
        met.append(prepare(tokens, sentence_of(tokens)).vocabulary)

    threads = [Thread(target=read) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    read()
    read()
    assert met[0] is not met[1]
    assert met[2] is met[3]
    assert met[2] not in met[:2]
