"""Chooses which trigger hits are events, and of which type: a linear scorer over hashed features, then at most eight an article.

The weights are made by `training/events_train.py` (see `training/cards/events.md`). No participants, no dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.events.context import Batch
from pipeline.events.features import SIZE, WIDTH, pair_features
from pipeline.events.triggers import MAX_TYPES, Triggers
from pipeline.text.lexicon import Hits
from pipeline.text.tokens import I32, I64

F32 = npt.NDArray[np.float32]
#: Events of one article at most, as the guidelines of the training data have it.
MOST = 8
#: How much surer a further hit of the same lemma and type must be.
REPEAT = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """Trigger hits of a batch and their pairs with types.

    Attributes:
        hits: The hits.
        lemma: Lemma of each hit.
        shape: Shape of each hit.
        pair_hit: Hit of each pair.
        pair_type: Type of each pair.
        chance: Probability of each pair to be a listed event of its type.
        features: Feature numbers of each pair; a single row unless they were asked for.
    """

    hits: Hits
    lemma: I32
    shape: I32
    pair_hit: I32
    pair_type: I32
    chance: F32
    features: I32


def candidates(batch: Batch, triggers: Triggers, weights: F32, *, features: bool = False) -> Found:
    """All pairs (hit, type) of a batch with their probabilities.

    Args:
        batch: The batch.
        triggers: The lexicon.
        weights: One weight a feature number.
        features: Whether to give the feature numbers too, for training.
    """
    tokens, context = batch.tokens, batch.context
    hits, lemma, shape = triggers.find(tokens)
    most = len(hits) * MAX_TYPES
    pair_hit, pair_type, chance = np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.float32)
    rows = np.empty((most + 2 if features else 1, WIDTH), np.int32)
    # the letter right before the trigger, when a clitic was cut off
    at = tokens.base[tokens.doc[hits.token]] + tokens.start[hits.token] + np.maximum(hits.skip.astype(np.int64) - 1, 0)
    clitic = np.where(hits.skip > 0, tokens.chars[at] if len(at) else 0, 0).astype(np.int32)
    n = pair_features(
        tokens.chars, tokens.base, tokens.first, tokens.doc, tokens.start, tokens.end, tokens.kind, tokens.key, tokens.breaks,
        context.sentence, context.mention, context.quote, context.date, context.domain, context.cue,
        hits.token, hits.length, lemma, shape, clitic, triggers.types, weights, pair_hit, pair_type, chance, rows,
    )  # fmt: skip
    return Found(hits, lemma, shape, pair_hit[:n], pair_type[:n], chance[:n], rows[:n] if features else rows)


@dataclass(frozen=True, slots=True)
class Scorer:
    """A linear scorer.

    Attributes:
        weights: One weight a feature number.
        threshold: Least probability of a listed event.
    """

    weights: F32
    threshold: float


@cache
def scorer() -> Scorer:
    """The shipped scorer; without weights every trigger's first type is taken."""
    with as_file(files("pipeline.resources.events").joinpath("scorer.npz")) as path:
        if not path.exists():
            return Scorer(np.zeros(SIZE, np.float32), 0.4)
        with np.load(path) as data:
            return Scorer(data["weights"].astype(np.float32), float(data["threshold"]))


@njit(cache=True, nogil=True)
def _choose(order: I64, probability: F32, pair_hit: I32, pair_type: I32, doc: I32, lemma: I32, threshold: float, repeat: float, most: int, out: I32) -> int:
    taken = np.zeros(len(doc) + 1, np.uint8)
    per_doc = np.zeros(doc.max() + 1 if len(doc) else 1, np.int64)
    n = 0
    for i in order:
        p = probability[i]
        if p < threshold:
            break
        hit = pair_hit[i]
        d = doc[hit]
        if taken[hit] or per_doc[d] >= most:
            continue
        again = 0
        for k in range(n - per_doc[d], n):
            other = pair_hit[out[k]]
            again += lemma[other] == lemma[hit] and pair_type[out[k]] == pair_type[i]
        if p < threshold + repeat * again:
            continue
        taken[hit] = 1
        per_doc[d] += 1
        out[n] = i
        n += 1
    return n


def choose(found: Found, doc: I32, threshold: float, *, most: int = MOST) -> tuple[I64, I32, F32]:
    """Of each hit the best type, of each article the best hits above the threshold.

    A lemma is listed twice in an article only when the second hit is surer by `REPEAT`: one meeting told three times is one event.

    Returns:
        Index of hit, type and probability of what was chosen, in order of text.
    """
    probability = found.chance
    of_hit = doc[found.hits.token]
    keep = np.flatnonzero(probability >= threshold)
    # articles one after the other, so that only their own choices are compared; the surest first
    keep = keep[np.lexsort((keep, -probability[keep], of_hit[found.pair_hit[keep]]))]
    out = np.empty(len(keep), np.int32)
    picked = out[: _choose(keep, probability, found.pair_hit, found.pair_type, of_hit, found.lemma, threshold, REPEAT, most, out)]
    picked = picked[np.argsort(found.pair_hit[picked], kind="stable")]
    return found.pair_hit[picked].astype(np.int64), found.pair_type[picked], probability[picked]
