"""Fits the linear-chain model's weights: log-likelihood by AdaGrad over sentences, in numba. Reads no files."""

from __future__ import annotations

import numpy as np
from numba import njit

from pipeline.mentions.crf import WIDTH, N, marginals
from pipeline.mentions.features import feature_rows


@njit(cache=True, nogil=True)
def epoch(order, bounds, attributes, templates, labels, share, weights, squares, transition, t_squares, rate, decay, drop):
    """One pass over the sentences `order`; `share` weighs tokens of sentences. Updates all tables in place."""
    mask = weights.shape[0] - 1
    n_t = templates.shape[0]
    longest = 0
    for s in range(len(bounds) - 1):
        longest = max(longest, bounds[s + 1] - bounds[s])
    rows = np.empty((longest, n_t), np.int64)
    emission = np.empty((longest, N), np.float32)
    alpha, beta = np.empty((longest, N), np.float32), np.empty((longest, N), np.float32)
    t_gradient = np.zeros((N + 1, N), np.float32)
    loss = 0.0
    for s in order:
        low, high = bounds[s], bounds[s + 1]
        n = high - low
        w = share[s]
        step = np.exp(transition)
        for i in range(n):
            feature_rows(low + i, low, high, attributes, templates, mask, rows[i])
            for y in range(N):
                emission[i, y] = 0
            for t in range(n_t):
                if drop > 0 and np.random.random() < drop:
                    rows[i, t] = -1
                    continue
                r = rows[i, t]
                for y in range(N):
                    emission[i, y] += weights[r, y]
            if drop > 0:
                for y in range(N):
                    emission[i, y] /= 1 - drop
        marginals(emission, 0, n, step, alpha, beta)
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
            gold = labels[low + i]
            if i == 0:
                for y in range(N):
                    t_gradient[N, y] += (1.0 if y == gold else 0.0) - alpha[0, y]
                continue
            before = labels[low + i - 1]
            if alpha[i, gold] > 0.9995 and alpha[i - 1, before] > 0.9995:
                continue
            for x in range(N):
                total = 1e-30
                for y in range(N):
                    total += step[x, y] * beta[i, y]
                for y in range(N):
                    t_gradient[x, y] += (1.0 if x == before and y == gold else 0.0) - alpha[i - 1, x] * step[x, y] * beta[i, y] / total
        for x in range(N + 1):
            for y in range(N):
                if transition[x, y] > -1000:
                    g = w * t_gradient[x, y]
                    if g != 0:
                        t_squares[x, y] += g * g
                        transition[x, y] += rate * g / np.sqrt(t_squares[x, y] + 1e-6)
    return loss


def fit(attributes, bounds, templates, labels, share, allowed, *, bits=20, epochs=12, rate=0.1, decay=0.0, drop=0.0, seed=7, only=None):
    """Fits weights.

    Returns:
        The weight table (float32, one row a hashed feature) and the transition scores.
    """
    rng = np.random.default_rng(seed)
    weights = np.zeros((1 << bits, WIDTH), np.float32)
    squares = np.full((1 << bits, WIDTH), 1e-2, np.float32)
    transition = np.where(allowed, 0, -1e4).astype(np.float32)
    t_squares = np.full(transition.shape, 1.0, np.float32)
    sentences = np.arange(len(bounds) - 1) if only is None else np.flatnonzero(only)
    average, t_average = np.zeros_like(weights), np.zeros_like(transition)
    tail = max(1, epochs // 3)
    for e in range(epochs):
        loss = epoch(rng.permutation(sentences), bounds, attributes, templates, labels, share, weights, squares, transition, t_squares, rate, decay, drop)
        if e >= epochs - tail:
            average += weights / tail
            t_average += transition / tail
        del loss
    return average, t_average
