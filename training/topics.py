"""Trains the topic model: ``python training/topics.py [--export] [--report]``. Prints cross-validated figures.

Two steps. (1) Silver: a softmax over hashed features learns from section labels and, for text without a label, from seed words.
(2) Gold: a few passes of fine-tuning over the annotated articles. The temperature is fitted on cross-validated answers of step 2.
A second silver round that learns from the first one's answers was tried and brought nothing (`silver(rounds=2)`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from numba import njit

sys.path.insert(0, str(Path(__file__).parent))
import topics_data as data

from pipeline.topics.features import BITS, Features

F32 = npt.NDArray[np.float32]
K = len(data.CODES)
OUT = Path(__file__).resolve().parents[1] / "pipeline" / "resources" / "topics" / "weights.npz"


@njit(cache=True)
def _epoch(first, bucket, weight, order, target, importance, W, b, G, base, pull, lr):  # noqa: ANN001, ANN202, N803
    p = np.empty(W.shape[1], np.float32)
    loss = 0.0
    for d in order:
        p[:] = b
        for j in range(first[d], first[d + 1]):
            p += weight[j] * W[bucket[j]]
        top = p.max()
        p[:] = np.exp(p - top)
        p /= p.sum()
        for k in range(len(p)):
            if target[d, k] > 0:
                loss -= importance[d] * target[d, k] * np.log(max(p[k], 1e-9))
        g = importance[d] * (p - target[d])
        b -= np.float32(0.01 * lr) * g
        for j in range(first[d], first[d + 1]):
            r = bucket[j]
            for k in range(len(p)):
                x = g[k] * weight[j] + pull * (W[r, k] - base[r, k])
                G[r, k] += x * x
                W[r, k] -= lr * x / np.sqrt(G[r, k] + 1e-4)
    return loss / len(order)


@njit(cache=True)
def _logits(first, bucket, weight, W, b):  # noqa: ANN001, ANN202, N803
    out = np.zeros((len(first) - 1, W.shape[1]), np.float32)
    for d in range(len(first) - 1):
        out[d] = b
        for j in range(first[d], first[d + 1]):
            out[d] += weight[j] * W[bucket[j]]
    return out


def softmax(z: F32) -> F32:
    """Row-wise softmax."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True), np.float32)


class Model:
    """Weights and offsets of a softmax."""

    def __init__(self, start: Model | None = None) -> None:
        self.W = start.W.copy() if start else np.zeros((1 << BITS, K), np.float32)
        self.b = start.b.copy() if start else np.zeros(K, np.float32)

    def fit(self, f: Features, target: F32, importance: F32, *, epochs: int, lr: float, pull: float = 0.0, rows: npt.NDArray[np.int64] | None = None, seed: int = 0) -> Model:
        """Trains on (some) rows of features."""
        rng = np.random.default_rng(seed)
        rows = np.flatnonzero(importance > 0) if rows is None else rows
        G, base = np.zeros_like(self.W), self.W.copy()  # noqa: N806
        for _ in range(epochs):
            _epoch(f.first, f.bucket, f.weight, rng.permutation(rows), target, importance, self.W, self.b, G, base, np.float32(pull), np.float32(lr))
        return self

    def logits(self, f: Features) -> F32:
        """Scores before the softmax."""
        return np.asarray(_logits(f.first, f.bucket, f.weight, self.W, self.b), np.float32)


def silver_targets(texts: list[data.Text], seeds: F32, guess: F32 | None) -> tuple[F32, F32]:
    """Soft targets and importance: seed words (and a model's guess), kept within what the section allows."""
    p = seeds.astype(np.float64) ** 2
    p /= p.sum(axis=1, keepdims=True)
    if guess is not None:
        p = (p + 2 * guess) / 3
    importance = np.full(len(texts), 0.5, np.float32)
    for i, t in enumerate(texts):
        if t.topics:
            mask = np.zeros(K)
            mask[list(t.topics)] = 1
            q = p[i] * mask + 1e-3 * mask
            # a section is a habit of the outlet, not a verdict on the article
            p[i] = 0.85 * q / q.sum() + 0.15 * p[i] / p[i].sum()
            importance[i] = 1.0
    top = p.max(axis=1)
    importance *= np.clip((top - 0.15) / 0.35, 0, 1)
    return np.asarray(p / p.sum(axis=1, keepdims=True), np.float32), importance


def macro_f1(truth: npt.NDArray[np.int64], guess: npt.NDArray[np.int64]) -> float:
    """Mean F1 over the classes that occur."""
    scores = []
    for k in sorted(set(truth.tolist())):
        tp = int(((truth == k) & (guess == k)).sum())
        scores.append(2 * tp / max(1, int((truth == k).sum()) + int((guess == k).sum())))
    return float(np.mean(scores))


def gold_target(first: npt.NDArray[np.int64], either: list[set[int]]) -> F32:
    """Soft targets: the topic .7, the second topic .3."""
    t = np.zeros((len(first), K), np.float32)
    for i, k in enumerate(first.tolist()):
        others = either[i] - {k}
        t[i, k] = 0.7 if others else 1.0
        for o in others:
            t[i, o] = 0.3
    return t * 0.95 + 0.05 / K


def silver(texts: list[data.Text], f: Features, seeds: F32, rounds: int = 1) -> Model:
    """Step 1; further rounds learn from the answers of the one before."""
    model, guess = Model(), None
    for r in range(rounds):
        target, importance = silver_targets(texts, seeds, guess)
        model = Model().fit(f, target, importance, epochs=3, lr=0.06, seed=r)
        guess = softmax(model.logits(f))
    return model


def right(guess: npt.NDArray[np.int64], either: list[set[int]]) -> float:
    """Share of articles whose guess is the topic or the second topic."""
    return float(np.mean([g in either[i] for i, g in enumerate(guess.tolist())]))


def fine_tuned(base: Model, f: Features, target: F32, rows: npt.NDArray[np.int64]) -> Model:
    """Step 2."""
    return Model(base).fit(f, target, np.ones(len(target), np.float32), epochs=6, lr=0.1, rows=rows)


def temperature(z: F32, target: F32) -> float:
    """Divisor of the logits with the least cross-entropy."""
    grid = np.geomspace(0.3, 5, 60)
    losses = [float(-(target * np.log(softmax(z / np.float32(t)) + 1e-9)).sum(axis=1).mean()) for t in grid]
    return float(grid[int(np.argmin(losses))])


def calibration(p: F32, either: list[set[int]]) -> list[tuple[str, int, float, float]]:
    """Bins of the best score: how often it is right."""
    top, guess = p.max(axis=1), p.argmax(axis=1)
    ok = np.array([g in either[i] for i, g in enumerate(guess.tolist())])
    out = []
    for low, high in ((0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        inside = (top >= low) & (top < high)
        if inside.any():
            out.append((f"{low}-{min(high, 1)}", int(inside.sum()), float(top[inside].mean()), float(ok[inside].mean())))
    return out


def by_set(texts: list[data.Text], f: Features, seeds: F32) -> list[tuple[str, int, float, float]]:
    """Five-fold figures on the section-labelled sets: step 1 only, sections that name one topic or a fixed few."""
    rng = np.random.default_rng(3)
    fold = rng.permutation(len(texts)) % 5
    guess = np.zeros(len(texts), np.int64)
    target, importance = silver_targets(texts, seeds, None)
    for k in range(5):
        m = Model().fit(f, target, np.where(fold == k, 0, importance).astype(np.float32), epochs=3, lr=0.06, seed=k)
        guess[fold == k] = m.logits(f).argmax(axis=1)[fold == k]
    out = []
    for source in ("akec", "aljazirah2022", "jawhara", "sanad", "asnd"):
        rows = [i for i, t in enumerate(texts) if t.source == source and t.topics]
        groups = sorted({texts[i].topics for i in rows})
        truth = np.array([groups.index(texts[i].topics) for i in rows])
        # a guess belongs to the section that allows it: first the article's own, then any
        said = np.array([truth[n] if guess[i] in texts[i].topics else next((g for g, topics in enumerate(groups) if guess[i] in topics), len(groups)) for n, i in enumerate(rows)])
        out.append((source, len(rows), float((truth == said).mean()), macro_f1(truth, said)))
    return out


def export(m: Model, t: float) -> None:
    """Writes the weights as int8, one step size a column."""
    step = np.abs(m.W).max(axis=0) / 127
    weights = np.round(m.W / step).astype(np.int8)
    np.savez_compressed(OUT, weights=weights, scale=(step / t).astype(np.float32), offset=(m.b / t).astype(np.float32), stop=data.stop())
    print("wrote", OUT.name, OUT.stat().st_size // 1024, "KB")


def main() -> None:
    """Trains, validates, exports."""
    ap = argparse.ArgumentParser()
    ap.add_argument("--export", action="store_true")
    ap.add_argument("--report", action="store_true", help="write bench/results/topics.md and the confusion matrix")
    a = ap.parse_args()
    texts = data.labelled() + data.corpus()
    f, seeds = data.featurize(texts)
    base = silver(texts, f, seeds, rounds=1)
    gold_texts, first, either = data.news_train()
    gf, gseeds = data.featurize(gold_texts)
    target = gold_target(first, either)
    lines: list[tuple[str, float, float, float]] = []

    def say(name: str, z: F32) -> None:
        g = z.argmax(axis=1)
        lines.append((name, right(g, either), float((g == first).mean()), macro_f1(first, g)))
        print(*lines[-1])

    say("seed words only", gseeds)
    say("step 1 (no annotated article seen)", base.logits(gf))
    fold = np.random.default_rng(1).permutation(len(first)) % 5
    z = np.zeros((len(first), K), np.float32)
    for k in range(5):
        z[fold == k] = fine_tuned(base, gf, target, np.flatnonzero(fold != k)).logits(gf)[fold == k]
    say("all steps, 5-fold", z)
    t = temperature(z, target)
    print("temperature", t)
    bins = calibration(softmax(z / np.float32(t)), either)
    print(bins)
    if a.export:
        export(fine_tuned(base, gf, target, np.arange(len(first))), t)
    if a.report:
        import topics_report

        topics_report.write(lines, bins, by_set(texts, f, seeds), first, z.argmax(axis=1))


if __name__ == "__main__":
    main()
