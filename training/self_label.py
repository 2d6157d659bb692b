"""Labels articles nobody annotated with a model's own names, so that the next model learns from how they read as a whole.

What is handed on: the tagger's names and those that alias propagation found, in sentences of which the model is sure.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numba import njit

from pipeline.mentions.crf import F32, N, marginals
from pipeline.mentions.model import Weights, prepare, scores
from pipeline.mentions.names import name_tokens
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import I64, U8, tokenize
from training.corpora import Corpus, read_labels


def sample(shared: Path, n: int, seed: int = 3) -> list[str]:
    """Texts of `n` articles, outlets drawn by the square root of their size, none longer than 6,000 characters."""
    frame = pl.read_parquet(shared / "data" / "corpus.parquet", columns=["outlet", "title", "text"]).filter(pl.col("text").str.len_chars().is_between(400, 6000))
    rng = np.random.default_rng(seed)
    outlets = frame["outlet"].fill_null("?").to_numpy()
    names, counts = np.unique(outlets, return_counts=True)
    chance = dict(zip(names.tolist(), (1 / np.sqrt(counts)).tolist(), strict=True))
    p = np.array([chance[o] for o in outlets.tolist()])
    rows = np.sort(rng.choice(len(frame), size=min(n, len(frame)), replace=False, p=p / p.sum()))
    return [f"{t or ''}\n\n{x}" for t, x in frame[rows.tolist()].select("title", "text").iter_rows()]


@njit(cache=True, nogil=True)
def doubt(emission: F32, bounds: I64, transition: F32, labels: U8, sure: np.ndarray, out: F32) -> None:
    """Least probability of a sentence's labels; tokens marked sure are not asked."""
    longest = 0
    for s in range(len(bounds) - 1):
        longest = max(longest, bounds[s + 1] - bounds[s])
    alpha, beta = np.empty((longest, N), np.float32), np.empty((longest, N), np.float32)
    step = np.exp(transition)
    for s in range(len(bounds) - 1):
        low, high = bounds[s], bounds[s + 1]
        marginals(emission, low, high, step, alpha, beta)
        out[s] = 1
        for i in range(low, high):
            if not sure[i]:
                out[s] = min(out[s], alpha[i - low, labels[i]])


def self_label(texts: list[str], model: Weights, least: float) -> tuple[Corpus, np.ndarray]:
    """The texts as a corpus labelled by a model, and which of its sentences to learn from."""
    tokens = tokenize(texts)
    given = prepare(tokens, sentence_of(tokens))
    labels, sure = np.zeros(len(tokens), np.uint8), np.zeros(len(tokens), np.bool_)
    names, again = name_tokens(tokens, given, model)
    for begin, end, kind, alias in zip(names.begin.tolist(), names.end.tolist(), names.type.tolist(), again.tolist(), strict=True):
        labels[begin] = 1 + 2 * kind
        labels[begin + 1 : end] = 2 + 2 * kind
        if alias:
            sure[begin:end] = True
    emission = scores(given, model)
    least_of = np.empty(len(given.bounds) - 1, np.float32)
    doubt(emission, given.bounds, model.transition, read_labels(labels, given.order), sure[given.order], least_of)
    return Corpus("self", 0, tokens, labels, [[] for _ in texts]), least_of >= least
