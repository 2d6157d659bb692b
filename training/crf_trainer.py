"""Fits the linear-chain model's weights: log-likelihood by AdaGrad over sentences, in numba. Reads no files."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.mentions.crf import CHECK, F32, WIDTH, N, marginals
from pipeline.mentions.features import I8, I16, REACH, feature_hashes
from pipeline.mentions.steps import Step
from pipeline.mentions.words import U16
from pipeline.text.tokens import I64, U8, U32

Flags = npt.NDArray[np.bool_]


@njit(cache=True, nogil=True)
def claim(order: I64, bounds: I64, attributes: U32, templates: I16, share: F32, counts: U16, owner: U16, check: I8) -> None:
    """Gives every row of the weight table to the feature that occurs most; sentences of weight 1 and more count four times.

    Features that occur only once among what nobody annotated get none.
    """
    mask, wide = len(owner) - 1, len(counts) - 1
    window, hashes = np.empty(2 * REACH + 1, np.int64), np.empty(templates.shape[0], np.uint32)
    for turn in range(2):
        for s in order:
            low, high = bounds[s], bounds[s + 1]
            step = 4 if share[s] >= 1 else 2 if share[s] >= 0.5 else 1
            for i in range(low, high):
                feature_hashes(i, low, high, attributes, templates, window, hashes)
                for t in range(len(hashes)):
                    h = np.int64(hashes[t])
                    # the wide table is addressed by other bits than the row alone
                    at = (h ^ (h >> 7)) & wide
                    if turn == 0:
                        counts[at] = min(60000, counts[at] + step)
                    elif counts[at] > 1 and counts[at] > owner[h & mask]:
                        owner[h & mask] = counts[at]
                        check[h & mask] = (h >> 24) - 128


@njit(cache=True, nogil=True)
def epoch(
    order: I64,
    bounds: I64,
    attributes: U32,
    templates: I16,
    labels: U8,
    step: U8,
    share: F32,
    check: I8,
    weights: F32,
    squares: F32,
    transition: F32,
    t_squares: F32,
    rate: float,
    decay: float,
    drop: float,
) -> float:
    """One pass over the sentences `order`; `share` weighs tokens of sentences. Updates all tables in place."""
    mask = weights.shape[0] - 1
    n_t = templates.shape[0]
    longest = 0
    for s in range(len(bounds) - 1):
        longest = max(longest, bounds[s + 1] - bounds[s])
    rows = np.empty((longest, n_t), np.int64)
    window, hashes = np.empty(2 * REACH + 1, np.int64), np.empty(n_t, np.uint32)
    emission = np.empty((longest, N), np.float32)
    alpha, beta = np.empty((longest, N), np.float32), np.empty((longest, N), np.float32)
    t_gradient = np.zeros(transition.shape, np.float32)
    loss = 0.0
    for s in order:
        low, high = bounds[s], bounds[s + 1]
        n = high - low
        w = share[s]
        odds = np.exp(transition)
        for i in range(n):
            feature_hashes(low + i, low, high, attributes, templates, window, hashes)
            for y in range(N):
                emission[i, y] = 0
            for t in range(n_t):
                h = np.int64(hashes[t])
                r = h & mask
                if check[r] != (h >> 24) - 128 or (drop > 0 and np.random.random() < drop):  # noqa: NPY002 - what numba has
                    rows[i, t] = -1
                    continue
                rows[i, t] = r
                for y in range(N):
                    emission[i, y] += weights[r, y]
            if drop > 0:
                for y in range(N):
                    emission[i, y] /= 1 - drop
        marginals(emission, step[low:high], 0, n, odds, alpha, beta)
        for i in range(n):
            gold = labels[low + i]
            loss -= np.log(max(alpha[i, gold], 1e-9)) * w
            if alpha[i, gold] > 0.9995:
                continue
            for t in range(n_t):
                r = rows[i, t]
                if r < 0:
                    continue
                for y in range(N):
                    g = w * ((1.0 if y == gold else 0.0) - alpha[i, y]) - decay * weights[r, y]
                    squares[r, y] += g * g
                    weights[r, y] += rate * g / np.sqrt(squares[r, y] + 1e-6)
        t_gradient[:] = 0
        for i in range(n):
            gold, how = labels[low + i], step[low + i]
            if i == 0:
                for y in range(N):
                    t_gradient[how, N, y] += (1.0 if y == gold else 0.0) - alpha[0, y]
                continue
            before = labels[low + i - 1]
            if alpha[i, gold] > 0.9995 and alpha[i - 1, before] > 0.9995:
                continue
            for x in range(N):
                total = 1e-30
                for y in range(N):
                    total += odds[how, x, y] * beta[i, y]
                for y in range(N):
                    t_gradient[how, x, y] += (1.0 if x == before and y == gold else 0.0) - alpha[i - 1, x] * odds[how, x, y] * beta[i, y] / total
        for how in range(len(transition)):
            for x in range(N + 1):
                for y in range(N):
                    if transition[how, x, y] > -1000:
                        g = w * t_gradient[how, x, y]
                        if g != 0:
                            t_squares[how, x, y] += g * g
                            transition[how, x, y] += rate * g / np.sqrt(t_squares[how, x, y] + 1e-6)
    return loss


def fit(
    attributes: U32,
    bounds: I64,
    templates: I16,
    labels: U8,
    step: U8,
    share: F32,
    allowed: Flags,
    *,
    bits: int = 19,
    epochs: int = 12,
    rate: float = 0.03,
    decay: float = 0.0,
    drop: float = 0.0,
    seed: int = 7,
    only: Flags | None = None,
) -> tuple[F32, F32]:
    """Fits weights.

    Args:
        attributes: Attributes of all positions, and a last row for what lies beyond a sentence.
        bounds: First position of every sentence, and the number of positions.
        templates: Feature templates, compiled.
        labels: Label of every position.
        step: Class of the step to every position (`pipeline/mentions/steps.py`).
        share: Weight of every sentence.
        allowed: Which label may follow which.
        bits: Binary logarithm of the number of rows of the table.
        epochs: Passes; the mean of the last third is what is kept.
        rate: Step of AdaGrad.
        decay: Pull towards zero.
        drop: Share of features left out at random.
        seed: Of the order of sentences.
        only: Which sentences to learn from.

    Returns:
        The weight table (float32, one row a feature, its check in the last column) and the transition scores.
    """
    rng = np.random.default_rng(seed)
    weights = np.zeros((1 << bits, WIDTH), np.float32)
    squares = np.full((1 << bits, WIDTH), 1e-2, np.float32)
    transition = np.where(np.stack([allowed] * len(Step)), 0, -1e4).astype(np.float32)
    t_squares = np.full(transition.shape, 0.1, np.float32)
    sentences = np.arange(len(bounds) - 1) if only is None else np.flatnonzero(only)
    counts, owner, check = np.zeros(1 << 26, np.uint16), np.zeros(1 << bits, np.uint16), np.zeros(1 << bits, np.int8)
    claim(sentences, bounds, attributes, templates, share, counts, owner, check)
    del counts
    average, t_average = np.zeros_like(weights), np.zeros_like(transition)
    tail = max(1, epochs // 3)
    for e in range(epochs):
        epoch(rng.permutation(sentences), bounds, attributes, templates, labels, step, share, check, weights, squares, transition, t_squares, rate, decay, drop)
        if e >= epochs - tail:
            average += weights / tail
            t_average += transition / tail
    average[:, CHECK] = check
    return average, t_average
