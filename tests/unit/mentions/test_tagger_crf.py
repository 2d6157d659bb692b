from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mentions import crf, features
from pipeline.mentions.attributes import CONTEXT, SEEN, A
from pipeline.mentions.model import prepare, scores, spans_of, weights
from pipeline.mentions.plan import plan
from pipeline.mentions.steps import Step
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import tokenize


def random_case(seed: int, lengths: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    emission = rng.normal(0, 2, (int(bounds[-1]), crf.N)).astype(np.float32)
    step = rng.integers(0, len(Step), int(bounds[-1])).astype(np.uint8)
    transition = np.where(crf.allowed(), rng.normal(0, 1, (len(Step), crf.N + 1, crf.N)), -1e4).astype(np.float32)
    return emission, step, bounds, transition


def path_score(emission: np.ndarray, step: np.ndarray, transition: np.ndarray, path: tuple[int, ...]) -> float:
    total = float(transition[step[0], crf.N, path[0]])
    for i, y in enumerate(path):
        total += float(emission[i, y])
        if i:
            total += float(transition[step[i], path[i - 1], y])
    return total


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_best_path_is_the_best_of_all_paths(seed: int, n: int) -> None:
    emission, step, bounds, transition = random_case(seed, [n])
    labels = np.zeros(n, np.uint8)
    crf.best_path(emission, step, *crf.stretches(emission, bounds, np.ones(len(emission), np.bool_)), transition, labels)
    best = max(itertools.product(range(crf.N), repeat=n), key=lambda p: path_score(emission, step, transition, p))
    assert abs(path_score(emission, step, transition, tuple(labels.tolist())) - path_score(emission, step, transition, best)) < 1e-3


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_marginals_equal_sums_over_all_paths(seed: int, n: int) -> None:
    emission, step, _, transition = random_case(seed, [n])
    alpha, beta = np.empty((n, crf.N), np.float32), np.empty((n, crf.N), np.float32)
    crf.marginals(emission, step, 0, n, np.exp(transition), alpha, beta)
    want = np.zeros((n, crf.N))
    for path in itertools.product(range(crf.N), repeat=n):
        p = np.exp(path_score(emission, step, transition, path))
        for i, y in enumerate(path):
            want[i, y] += p
    assert np.allclose(alpha, want / want.sum(axis=1, keepdims=True), atol=1e-4)


def is_alone(pairs: tuple[tuple[int, A], ...]) -> bool:
    """Whether a template looks at one word only, by itself."""
    return len(pairs) < 3 and len({o for o, a in pairs if a != A.DOMAIN} or {0}) == 1 and not {a for _, a in pairs} & set(CONTEXT)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.lists(st.booleans(), min_size=1, max_size=6))
def test_what_is_surely_outside_parts_the_sentence_and_changes_nothing_else(seed: int, outside: list[bool]) -> None:
    emission, step, bounds, transition = random_case(seed, [len(outside)])
    for i, shut in enumerate(outside):
        if shut:
            emission[i], emission[i, 0] = crf.NEVER, 0
    labels, sure = np.zeros(len(outside), np.uint8), np.ones(len(outside), np.float32)
    crf.best_path(emission, step, *crf.stretches(emission, bounds, np.ones(len(emission), np.bool_)), transition, labels)
    free = [[0] if shut else range(crf.N) for shut in outside]
    paths = list(itertools.product(*free))
    weight = np.array([path_score(emission, step, transition, p) for p in paths])
    assert abs(path_score(emission, step, transition, tuple(labels.tolist())) - weight.max()) < 1e-3
    crf.confidence(emission, step, *crf.stretches(emission, bounds, np.ones(len(emission), np.bool_)), transition, labels, sure)
    share = np.exp(weight) / np.exp(weight).sum()
    for i, y in enumerate(labels):
        assert np.isclose(sure[i], share[[p[i] == y for p in paths]].sum() if y else 1, atol=1e-3)


def test_only_stretches_with_a_changed_position_are_read_again() -> None:
    emission = np.zeros((9, crf.N), np.float32)
    emission[[0, 3, 6]] = crf.NEVER
    bounds = np.array([0, 5, 9], np.int64)

    def parts(*changed: int) -> list[tuple[int, int]]:
        only = np.isin(np.arange(9), changed)
        return list(zip(*(x.tolist() for x in crf.stretches(emission, bounds, only)), strict=True))

    assert parts(*range(9)) == [(0, 4), (3, 5), (5, 7), (6, 9)]
    assert parts(2, 8) == [(0, 4), (6, 9)]
    assert parts(5) == [(5, 7)]
    # what is surely outside cannot change
    assert parts(0, 3, 6) == []


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(["قال", "الرئيس", "محمد", "وأحمد", "في", "القاهرة", "،", "لوكالة", '"', "نوفوستي", '"', ".", "2021", "BBC", "\n"]), max_size=30))
def test_compiled_tagger_equals_plain_python(words: list[str]) -> None:
    tokens = tokenize([" ".join(words)])
    given_ = prepare(tokens, sentence_of(tokens))
    model = replace(weights(), net=None)
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
            alone = [t for t, pairs in enumerate(features.TEMPLATES) if is_alone(pairs)]
            shut = int(model.gate[hashes[alone] & (len(model.gate) - 1)].astype(np.int32).sum()) < model.floor
            if shut and given_.attributes[i, A.PHRASE] == 0 and given_.attributes[i, A.REREAD] == 0:
                slow[i], slow[i, 0] = crf.NEVER, 0
    assert np.array_equal(fast, slow)
    one, other = np.zeros(n, np.uint8), np.zeros(n, np.uint8)
    parts = crf.stretches(fast, given_.bounds, np.ones(n, np.bool_))
    crf.best_path(fast, given_.step, *parts, model.transition, one)
    crf.best_path.py_func(fast, given_.step, *parts, model.transition, other)
    assert one.tolist() == other.tolist()


def test_spans_are_read_off_labels() -> None:
    labels = np.array([0, 1, 2, 1, 0, 3, 4, 4, 5, 6], np.uint8)
    begin, end, kind = (x.tolist() for x in spans_of(labels))
    assert list(zip(begin, end, [crf.TYPES[k] for k in kind], strict=True)) == [(1, 3, "PER"), (3, 4, "PER"), (5, 8, "ORG"), (8, 10, "LOC")]
    assert not any(len(x) for x in spans_of(np.zeros(0, np.uint8)))


def test_sums_of_all_templates_fit_their_lanes() -> None:
    assert len(features.TEMPLATES) * 0xFF < 1 << 16
    # what is kept of a word has one bit less, and what it says to the gate stands in 16 bits with a sign
    alone = sum(map(is_alone, features.TEMPLATES))
    assert alone == plan().alone.shape[1]
    assert alone * 0xFF < 1 << 15


def test_templates_of_several_words_look_at_the_first_columns_only() -> None:
    seen = {a for pairs in features.TEMPLATES if not is_alone(pairs) for _, a in pairs}
    # the clitic is asked for beside them: «and X» does not go on with a name; the band stands among them, but is of one word alone
    assert seen | {A.CLITIC, A.BAND} == {a for a in A if a < SEEN}


def test_weights_fit_the_promised_size() -> None:
    assert weights().table.dtype == np.int8
    assert weights().table.shape[1] == crf.WIDTH


def test_the_gate_shuts_out_plain_words_and_no_name() -> None:
    text = "وقال المتحدث إن الحكومة لم تتخذ بعد أي قرار في هذا الشأن، وإنها ستعلن موقفها خلال أيام قليلة، فيما وصل محمد الحلبي إلى دمشق."
    tokens = tokenize([text])
    given_ = prepare(tokens, sentence_of(tokens))
    shut = scores(given_, weights())[:, 1] <= crf.NEVER
    words = [tokens.text(i) for i in given_.order]
    assert shut.mean() > 0.3
    assert not {w for w, s in zip(words, shut, strict=True) if s} & {"محمد", "الحلبي", "دمشق"}
    assert not (scores(given_, replace(weights(), gate=np.zeros(1, np.int8), floor=0))[:, 1] <= crf.NEVER).any()
