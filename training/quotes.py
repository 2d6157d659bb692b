"""How the weights of the quotes stage were made: examples from annotated articles, logistic regression, cross-validation by article.

Run from the repository: ``python -m training.quotes --gold ../shared/data/news_train.jsonl`` writes
`pipeline/resources/quotes/weights.json`; ``--corpus`` names the file with the texts of `training/stories_extra.jsonl`, further annotated
articles. The shipped tagger knows these articles by heart; with ``--names FILE`` names of taggers
that had not learned from them are used (``python -m training.tagger --shared ../shared --cv 5 --unseen FILE``). Never imported at run time.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from pipeline.quotes.assemble import evidence, speakers_of
from pipeline.quotes.extract import INDIRECT, read
from pipeline.quotes.model import Models
from training.quotes_choice import fit_choice
from training.quotes_examples import (
    Examined,
    Example,
    Source,
    end_examples,
    examine,
    report_examples,
    speaker_examples,
    speech_examples,
    words_of,
)
from training.quotes_gold import OVERLAP, Gold, annotated, load, load_treebank, mentions_of, overlap, right_names, same_name
from training.scores import trimmed
from training.stories import annotated_later

OUT = Path(__file__).parents[1] / "pipeline" / "resources" / "quotes" / "weights.json"


def fit(examples: list[Example], weights: list[float], *, l2: float = 1.0, least: float = 2, steps: int = 400) -> dict[str, float]:
    """Weights of a logistic model with an L2 penalty, by full-batch Adam (the problem is small and convex).

    Args:
        examples: Features and label.
        weights: How often each counts.
        l2: Strength of the penalty.
        least: How often a feature must stand to be learned.
        steps: Steps of Adam.
    """
    counts: dict[str, float] = defaultdict(float)
    for (features, _), weight in zip(examples, weights, strict=True):
        for f in set(features):
            counts[f] += weight
    names = sorted(f for f, c in counts.items() if c >= least)
    index = {f: i for i, f in enumerate(names)}
    x = np.zeros((len(examples), len(names) + 1), np.float32)
    x[:, -1] = 1
    for row, (features, _) in enumerate(examples):
        for f in features:
            if f in index:
                x[row, index[f]] = 1
    y, often = np.array([label for _, label in examples], np.float32), np.array(weights, np.float32)
    w = np.zeros(x.shape[1], np.float32)
    m = np.zeros_like(w)
    s = np.zeros_like(w)
    penalty = np.full_like(w, l2)
    penalty[-1] = 0
    for step in range(1, steps + 1):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        g = x.T @ ((p - y) * often) + penalty * w
        m = 0.9 * m + 0.1 * g
        s = 0.999 * s + 0.001 * g * g
        w -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)
    out = {name: round(float(value), 3) for name, value in zip(names, w[:-1], strict=True) if abs(value) >= 0.01}
    return {"bias": round(float(w[-1]), 3), **out}


MAKERS: tuple[tuple[str, Callable[[Examined], Iterator[Any]], Callable[..., dict[str, float]], float], ...] = (
    ("end", end_examples, fit, 1.0),
    ("report", report_examples, fit, 1.0),
    ("speech", speech_examples, fit, 2.0),
    ("speaker", speaker_examples, fit_choice, 1.0),
)
#: Models that also learn from the treebank.
FROM_TREEBANK = frozenset({"end"})
#: How often an article of the gold file counts beside one annotated later; by cross-validation (1: .837, 2: .840, 6: .847).
GOLD_WEIGHT = 6.0


def train(sources: Iterable[Source], gold: dict[str, Gold], words: tuple[str, ...], extra: Iterable[Source] = (), *, report: bool = False) -> dict[str, dict[str, float]]:
    """All models, one after the other: each sees what the ones before it decide.

    Args:
        sources: Articles.
        gold: Their annotation, and that of `extra`.
        words: Words the features may name.
        extra: Treebank sentences, for the models of `FROM_TREEBANK`.
        report: Whether to print counts.
    """
    weights: dict[str, dict[str, float]] = {}
    for name, maker, learn, l2 in MAKERS:
        so_far = Models(weights, words)
        examples: list[Any] = []
        often: list[float] = []
        for source in (*sources, *(extra if name in FROM_TREEBANK else ())):
            made = list(maker(examine(source, gold, so_far)))
            examples += made
            often += [source.weight] * len(made)
        weights = {**weights, name: learn(examples, often, l2=l2)}
        if report:
            print(f"{name}: {len(examples)} examples, {len(weights[name])} weights")
    return weights


def calibration_examples(source: Source, gold: dict[str, Gold], models: Models) -> list[tuple[tuple[float, ...], int]]:
    """Published quotes with the evidence for them, and whether the quote and its speaker are right; optional ones are left out."""
    out = []
    x = examine(source, gold, models)
    found = read(x.batch, models.tables)
    speakers, _ = speakers_of(x.batch, x.texts, found, models)
    for q, speaker, *seen in zip(found.quotes, speakers, *evidence(found.quotes, speakers), strict=True):
        known = x.gold[q.doc]
        span = trimmed(known.text, q.start, q.end)
        match = max((g for g in known.quotes if (g["kind"] == "indirect") == (q.kind == INDIRECT)), key=lambda g: overlap(g["span"], span), default=None)
        if match is None or overlap(match["span"], span) < OVERLAP:
            out.append((tuple(seen), 0))
        elif not match.get("optional"):
            out.append((tuple(seen), int(same_name(speaker.name, right_names(known, match)))))
    return out


def calibrate(sources: list[Source], published: list[Source], gold: dict[str, Gold], words: tuple[str, ...], extra: list[Source], folds: int = 5) -> dict[str, float]:
    """Platt scaling on held-out quotes: every fold of `published` is read by models that saw only the other folds of `sources`."""
    examples = []
    every = {i for x in published for i in x.articles["article_id"]}
    for k in range(folds):
        held = {i for i in every if fold_of(i, folds) == k}
        weights = train([x.without(held) for x in sources], gold, words, extra)
        examples += [e for x in published for e in calibration_examples(x.only(held), gold, Models(weights, words))]
    x = np.array([(*e, 1.0) for e, _ in examples])
    y = np.array([label for _, label in examples], float)
    w = np.zeros(4)
    for _ in range(50):  # Newton's method
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + 0.1 * np.eye(4), x.T @ (p - y) + 0.1 * w)
    print(f"score: {len(examples)} held-out quotes, {y.mean():.3f} right")
    p = 1 / (1 + np.exp(-x @ w))
    for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        inside = (p >= low) & (p < high)
        if inside.any():
            print(f"  score {low:.1f}-{min(high, 1):.1f}: {inside.sum()} quotes, {y[inside].mean():.3f} right")
    return dict(zip(("quote", "speaker", "marked", "bias"), (round(float(v), 4) for v in w), strict=True))


def fold_of(article_id: str, folds: int) -> int:
    """Fold of an article, from its id."""
    return int(article_id[1:], 16) % folds


def main() -> None:
    """Trains on everything and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--treebank", type=Path)
    parser.add_argument("--names", type=Path, help="mentions of the articles as taggers read them that had not seen them; else the shipped tagger's")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    articles, mentions, gold = load(arguments.gold)
    extra: list[Source] = []
    if arguments.treebank:
        sentences, more = load_treebank(arguments.treebank)
        extra = [Source(sentences, mentions_of(sentences))]
        gold |= more
    # every article twice: with the annotated names, and with names a tagger finds, which is what it will meet
    named = pl.read_parquet(arguments.names).filter(pl.col("article_id").is_in(articles["article_id"].implode())) if arguments.names else mentions_of(articles)
    weight = GOLD_WEIGHT if arguments.corpus else 1.0
    # what is like published articles: with names that a tagger finds
    published = [Source(articles, named, weight)]
    sources = [Source(articles, mentions, weight), *published]
    if arguments.corpus:
        later, _, more = annotated(annotated_later(arguments.corpus))
        published.append(Source(later, mentions_of(later)))
        sources.append(published[-1])
        gold |= more
    words = words_of((*sources, *extra))
    score = calibrate(sources, published, gold, words, extra)
    weights = train(sources, gold, words, extra, report=True)
    weights["score"] = score
    arguments.out.write_text(json.dumps(weights, ensure_ascii=False, sort_keys=True, indent=0), "utf-8")
    print(f"wrote {arguments.out.name}: {arguments.out.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
