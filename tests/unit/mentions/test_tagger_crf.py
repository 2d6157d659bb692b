from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mentions import crf, features
from pipeline.mentions.attributes import A
from pipeline.mentions.model import prepare, scores, spans_of, weights
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import tokenize


def random_case(seed: int, lengths: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    emission = rng.normal(0, 2, (int(bounds[-1]), crf.N)).astype(np.float32)
    transition = np.where(crf.allowed(), rng.normal(0, 1, (crf.N + 1, crf.N)), -1e4).astype(np.float32)
    return emission, bounds, transition


def path_score(emission: np.ndarray, transition: np.ndarray, path: tuple[int, ...]) -> float:
    total = float(transition[crf.N, path[0]])
    for i, y in enumerate(path):
        total += float(emission[i, y])
        if i:
            total += float(transition[path[i - 1], y])
    return total


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_best_path_is_the_best_of_all_paths(seed: int, n: int) -> None:
    emission, bounds, transition = random_case(seed, [n])
    labels = np.zeros(n, np.uint8)
    crf.best_path(emission, bounds, np.arange(1), transition, labels)
    best = max(itertools.product(range(crf.N), repeat=n), key=lambda p: path_score(emission, transition, p))
    assert abs(path_score(emission, transition, tuple(labels.tolist())) - path_score(emission, transition, best)) < 1e-3


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_marginals_equal_sums_over_all_paths(seed: int, n: int) -> None:
    emission, _, transition = random_case(seed, [n])
    alpha, beta = np.empty((n, crf.N), np.float32), np.empty((n, crf.N), np.float32)
    crf.marginals(emission, 0, n, np.exp(transition), alpha, beta)
    want = np.zeros((n, crf.N))
    for path in itertools.product(range(crf.N), repeat=n):
        p = np.exp(path_score(emission, transition, path))
        for i, y in enumerate(path):
            want[i, y] += p
    assert np.allclose(alpha, want / want.sum(axis=1, keepdims=True), atol=1e-4)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(["قال", "الرئيس", "محمد", "وأحمد", "في", "القاهرة", "،", "لوكالة", '"', "نوفوستي", '"', ".", "2021", "BBC", "\n"]), max_size=30))
def test_compiled_tagger_equals_plain_python(words: list[str]) -> None:
    tokens = tokenize([" ".join(words)])
    given_ = prepare(tokens, sentence_of(tokens))
    model = weights()
    n = len(given_.order)
    fast, slow = scores(given_, model), np.zeros((n, crf.N), np.float32)
    window, raw = np.empty(2 * features.REACH + 1, np.int64), np.empty(len(model.templates), np.uint32)
    for s in range(len(given_.bounds) - 1):
        low, high = int(given_.bounds[s]), int(given_.bounds[s + 1])
        for i in range(low, high):
            features.feature_hashes.py_func(i, low, high, given_.attributes, model.templates, window, raw)
            hashes = raw.astype(np.int64)
            rows = hashes & (len(model.table) - 1)
            own = model.table[rows, crf.CHECK] == (hashes >> 24) - 128
            slow[i] = model.table[rows[own], : crf.N].astype(np.int32).sum(axis=0) * model.scale
            if given_.attributes[i, A.CLITIC] >> 2 == ord("و") and given_.attributes[i, A.PHRASE] < 128:
                slow[i, 2] = slow[i, 6] = -1e3
    assert np.array_equal(fast, slow)
    one, other = np.zeros(n, np.uint8), np.zeros(n, np.uint8)
    which = np.arange(len(given_.bounds) - 1)
    crf.best_path(fast, given_.bounds, which, model.transition, one)
    crf.best_path.py_func(fast, given_.bounds, which, model.transition, other)
    assert one.tolist() == other.tolist()


def test_spans_are_read_off_labels() -> None:
    labels = np.array([0, 1, 2, 1, 0, 3, 4, 4, 5, 6], np.uint8)
    begin, end, kind = (x.tolist() for x in spans_of(labels))
    assert list(zip(begin, end, [crf.TYPES[k] for k in kind], strict=True)) == [(1, 3, "PER"), (3, 4, "PER"), (5, 8, "ORG"), (8, 10, "LOC")]
    assert not any(len(x) for x in spans_of(np.zeros(0, np.uint8)))


def test_sums_of_all_templates_fit_their_lanes() -> None:
    assert len(features.TEMPLATES) * 0xFF < 1 << 16


def test_weights_fit_the_promised_size() -> None:
    assert weights().table.dtype == np.int8
    assert weights().table.shape[1] == crf.WIDTH
