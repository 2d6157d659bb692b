from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mentions import net_rows
from pipeline.mentions.attributes import CONTEXT
from pipeline.mentions.crf import NEVER, N
from pipeline.mentions.model import Input, prepare, scores, weights
from pipeline.mentions.net_rows import NetRows
from pipeline.mentions.positions import PLACES
from pipeline.mentions.sentence_net import AROUND, FED, HIDDEN, NEAR, ROW, SEEN, SHARES, STATES, VECTOR, SentenceNet, gelu, key_of, sentence_net, tanh
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import tokenize

TEXT = st.lists(
    st.sampled_from(["قال", "الرئيس", "محمد", "وأحمد", "بالقاهرة", "،", "لوكالة", '"', "نوفوستي", ".", "2021", "BBC", "للأمم", "المتحدة", "بغداد", "وكربلاء", "\n"]),
    min_size=1,
    max_size=30,
).map(" ".join)


def plain_gelu(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.exp(-1.702 * x))


def plain_word(net: SentenceNet, attributes: np.ndarray) -> np.ndarray:
    """A word's row, not quantised, as its definition reads."""
    at = {int(k): len(SEEN) + i for i, k in enumerate(net.keys)}
    total = np.zeros(VECTOR)
    for c, column in enumerate(SEEN):
        total += net.vectors[at.get(int(key_of(int(column), attributes[column])), c)] * float(net.vector_unit)
    x = plain_gelu((total - total.mean()) / np.sqrt(total.var() + 1e-5) * net.norm[0] + net.norm[1])
    return x @ net.projection.astype(float) + net.offset


def plain_told(net: SentenceNet, values: np.ndarray) -> np.ndarray:
    return sum(net.told[net.told_at[c, v]].astype(float) for c, v in enumerate(values[: len(CONTEXT)]))


def plain_units(net: SentenceNet) -> np.ndarray:
    return np.repeat(net.units.astype(float), [SHARES, ROW - SHARES])


def plain_corrections(net: SentenceNet, words: np.ndarray, told: np.ndarray, emission: np.ndarray) -> np.ndarray:
    """What is added to the scores of one sentence, from quantised rows."""
    n, units = len(words), plain_units(net)
    rows = (words.astype(int) + told.astype(int)) * units
    states = np.zeros((n, 2 * STATES))
    for way, order in enumerate((range(n), range(n - 1, -1, -1))):
        state, before, at = np.zeros(STATES), None, way * 2 * STATES
        for i in order:
            said = rows[i, at : at + 2 * STATES] + (0 if before is None else rows[before, NEAR + at : NEAR + at + 2 * STATES])
            candidate, kept = np.clip(said[:STATES], -1, 1), np.clip(said[STATES:] / 6 + 0.5, 0, 1)
            state = kept * state + (1 - kept) * candidate
            states[i, way * STATES : (way + 1) * STATES], before = state, i
    fed = np.pad(np.tanh(emission / 4), ((FED, FED), (0, 0)))
    out = np.zeros((n, N))
    for i in range(n):
        if emission[i, 1] <= NEVER:
            continue
        hidden = net.base + states[i] @ net.mix.astype(float)
        for o in range(-AROUND, AROUND + 1):
            if 0 <= i + o < n:
                at = SHARES + (o + AROUND) * HIDDEN
                hidden = hidden + rows[i + o, at : at + HIDDEN]
        hidden = hidden + sum(fed[i + o] @ net.feed[o].astype(float) for o in range(2 * FED + 1))
        out[i] = (plain_gelu(hidden) @ net.out.astype(float) + net.bias)[:N]
    return out


def read(text: str) -> Input:
    tokens = tokenize([text])
    return prepare(tokens, sentence_of(tokens))


def test_the_functions_are_close_to_what_they_stand_for() -> None:
    x = np.linspace(-12, 12, 2001).astype(np.float32)
    assert max(abs(tanh(v) - np.tanh(v)) for v in x) < 2e-4
    assert max(abs(gelu(v) - plain_gelu(np.float64(v))) for v in x) < 2e-3


@settings(deadline=None, max_examples=20)
@given(TEXT)
def test_a_words_row_is_what_its_definition_says(text: str) -> None:
    net, found = sentence_net(), read(text)
    rows = found.vocabulary.rows(net)
    for u in set(found.word[found.order].tolist()):
        want = np.clip(plain_word(net, found.vocabulary.attributes[u]) / plain_units(net), -127, 127)
        assert np.abs(rows.words[rows.of_word[u]] - want).max() < 0.6
    for i, number in enumerate(rows.number(found.of_places).tolist()):
        want = np.clip(plain_told(net, found.of_places[i]) / plain_units(net), -127, 127)
        assert np.abs(rows.sets[number] - want).max() < 0.6


@settings(deadline=None, max_examples=30)
@given(TEXT)
def test_the_kernel_adds_what_the_plain_network_says(text: str) -> None:
    ours, found = weights(), read(text)
    assert ours.net is not None
    linear = scores(found, replace(ours, net=None))
    both = scores(found, ours)
    rows = found.vocabulary.rows(ours.net)
    words, told = rows.words[rows.of_word[found.word[found.order]]], rows.sets[rows.number(found.of_places)]
    for low, high in zip(found.bounds[:-1], found.bounds[1:], strict=True):
        want = plain_corrections(ours.net, words[low:high], told[low:high], linear[low:high])
        assert np.allclose(both[low:high] - linear[low:high], want, atol=5e-3)


def test_only_where_a_name_may_stand_scores_are_changed() -> None:
    ours, found = weights(), read("وقال الرئيس محمد الحلبي إن الأسعار ارتفعت كثيراً خلال هذا العام في دمشق")
    linear, both = scores(found, replace(ours, net=None)), scores(found, ours)
    asked = linear[:, 1] > NEVER
    assert asked.any()
    assert not asked.all()
    assert np.array_equal(linear[~asked], both[~asked])
    assert (linear[asked] != both[asked]).any(axis=1).all()


def test_sets_find_room_and_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net_rows, "_FEW", 8)
    monkeypatch.setattr(net_rows, "_LIMIT", 30)
    rng, rows = np.random.default_rng(1), NetRows(sentence_net())
    sizes = set()
    for _ in range(6):
        of_places = rng.integers(0, 3, (20, PLACES)).astype(np.uint8)
        of_places[:, len(CONTEXT) :] = 0
        numbers, alone = rows.number(of_places), NetRows(sentence_net())
        fresh = alone.number(of_places)
        assert np.array_equal(rows.sets[numbers], alone.sets[fresh])
        sizes.add(len(rows.sets))
    assert len(sizes) > 1
    assert max(sizes) <= 64
