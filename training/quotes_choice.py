"""Weights of a choice: of several candidates one is right. Fits nothing else, makes no examples (see `quotes_examples`)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from training.quotes_examples import Example

#: Candidates of one report, with what speaks for each and whether it is right.
Choice = list[Example]


def fit_choice(choices: list[Choice], weights: list[float], *, l2: float = 1.0, least: float = 2, steps: int = 400) -> dict[str, float]:
    """Weights of a conditional logistic model by full-batch Adam: the right candidates of a choice, together, against all of it.

    Args:
        choices: Choices; those without a right or a wrong candidate teach nothing.
        weights: How often each counts.
        l2: Strength of the penalty.
        least: How often a feature must stand to be learned.
        steps: Steps of Adam.
    """
    counts: dict[str, float] = defaultdict(float)
    for choice, weight in zip(choices, weights, strict=True):
        for features, _ in choice:
            for f in set(features):
                counts[f] += weight
    names = sorted(f for f, c in counts.items() if c >= least)
    index = {f: i for i, f in enumerate(names)}
    taught = [(choice, weight) for choice, weight in zip(choices, weights, strict=True) if 0 < sum(y for _, y in choice) < len(choice)]
    rows = [sorted({index[f] for f in features if f in index}) for choice, _ in taught for features, _ in choice]
    row = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    column = np.array([i for r in rows for i in r], np.int64)
    sizes = [len(choice) for choice, _ in taught]
    begins, group = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64), np.repeat(np.arange(len(taught)), sizes)
    y = np.array([label for choice, _ in taught for _, label in choice], float)
    often = np.repeat([weight for _, weight in taught], sizes)
    w, m, s = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, steps + 1):
        z = np.bincount(row, w[column], len(rows))
        e = np.exp(z - np.maximum.reduceat(z, begins)[group])
        right = e * y
        off = (e / np.add.reduceat(e, begins)[group] - right / np.add.reduceat(right, begins)[group]) * often
        g = np.bincount(column, off[row], len(names)) + l2 * w
        m = 0.9 * m + 0.1 * g
        s = 0.999 * s + 0.001 * g * g
        w -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(value), 3) for name, value in zip(names, w, strict=True) if abs(value) >= 0.01}
