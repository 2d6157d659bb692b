"""Teaches the gate what the tagger never reads as part of a name, from texts it has read (`pipeline/mentions/scoring.py`). No labels of people.

A logistic model over the templates of one word, which are summed once a word: so it costs the tagger next to nothing, and spares it the
templates of several words at the positions it is sure of.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.mentions.features import I8, REACH
from pipeline.mentions.habits import Habits
from pipeline.mentions.model import Weights, prepare
from pipeline.mentions.names import name_tokens
from pipeline.mentions.plan import OFFSETS, hash_alone, plan
from pipeline.mentions.scoring import OUTSIDE
from pipeline.mentions.vocabulary import Vocabulary
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import I64, U8, U32, tokenize

BITS = 17
STEP = 1000
#: Weight of a position that is part of a name, of those that are not 1.
NAMED = 5.0
RATE = 0.1
#: Share of the tagger's name tokens that the gate may lose in texts it did not learn from.
LOST = 5e-4
#: Every n-th batch of texts says where the gate shuts.
HELD = 5

F64 = npt.NDArray[np.float64]


@njit(cache=True, nogil=True)
def _rows(attributes: U32, alone: U32, mask: np.uint32, out: U32) -> None:
    """Rows of the gate's table for every word and template."""
    hashes = np.empty(alone.shape[1], np.uint32)
    for u in range(len(attributes)):
        hash_alone(attributes[u], alone, hashes)
        for t in range(len(hashes)):
            out[u, t] = hashes[t] & mask


@njit(cache=True, nogil=True)
def _pass(order: I64, bounds: I64, word: I64, rows: U32, groups: I64, named: U8, weights: F64, squares: F64, learn: bool, out: F64) -> None:
    """Sums of the gate at all positions of the sentences `order`; learns from them, if it is to."""
    for s in order:
        low, high = bounds[s], bounds[s + 1]
        for i in range(low, high):
            z = 0.0
            for o in range(OFFSETS):
                j = i + o - REACH
                u = word[j] if low <= j < high else OUTSIDE
                for t in range(groups[o], groups[o + 1]):
                    z += weights[rows[u, t]]
            out[i] = z
            if not learn:
                continue
            g = NAMED * (1 - 1 / (1 + np.exp(-z))) if named[i] else -1 / (1 + np.exp(-z))
            if abs(g) < 0.002:
                continue
            for o in range(OFFSETS):
                j = i + o - REACH
                u = word[j] if low <= j < high else OUTSIDE
                for t in range(groups[o], groups[o + 1]):
                    r = rows[u, t]
                    squares[r] += g * g
                    weights[r] += RATE * g / np.sqrt(squares[r])


def gated(model: Weights, read: Habits, texts: list[str]) -> Weights:
    """A model with a gate.

    Args:
        model: The tagger, without one.
        read: The habits it is used with.
        texts: Articles nobody annotated; every fifth thousand only serves to say where the gate shuts.

    Returns:
        The same model with a gate that loses no more than `LOST` of the name tokens of those articles.

    Raises:
        ValueError: There are too few articles to hold any back.
    """
    if len(texts) <= (HELD - 1) * STEP:
        raise ValueError(f"the gate needs more than {(HELD - 1) * STEP} articles, not {len(texts)}")
    how, rng = plan(), np.random.default_rng(5)
    weights, squares = np.zeros(1 << BITS), np.ones(1 << BITS)
    held: list[tuple[np.ndarray, np.ndarray]] = []
    for number, at in enumerate(range(0, len(texts), STEP)):
        tokens, met = tokenize(texts[at : at + STEP]), Vocabulary(read)
        given = prepare(tokens, sentence_of(tokens), met)
        names, _ = name_tokens(tokens, given, model)
        inside = np.zeros(len(tokens) + 1, np.int64)
        np.add.at(inside, names.begin, 1)
        np.add.at(inside, names.end, -1)
        named = (np.cumsum(inside)[:-1][given.order] > 0).astype(np.uint8)
        rows = np.empty((len(met), how.alone.shape[1]), np.uint32)
        _rows(met.attributes[: len(met)], how.alone, np.uint32((1 << BITS) - 1), rows)
        sums, word = np.zeros(len(named)), given.word[given.order].astype(np.int64)
        learn = number % HELD != HELD - 1
        _pass(rng.permutation(len(given.bounds) - 1), given.bounds, word, rows, how.groups, named, weights, squares, learn, sums)
        if not learn:
            listed = (given.of_places[:, 0] > 0) | (given.of_places[:, 3] > 0)
            held.append((sums[~listed], named[~listed] > 0))
    table, scale = _quantised(weights)
    sums, is_name = (np.concatenate(part) for part in zip(*held, strict=True))
    # the held-back batches were summed by weights still learning: what the last ones say counts for all
    floor = float(np.quantile(sums[is_name], LOST))
    print(f"  gate: shut at {(sums < floor).mean():.1%} of positions no list goes through, at {LOST:.2%} of the tagger's name tokens there", flush=True)
    return replace(model, gate=table, floor=int(np.floor(floor / scale)))


def _quantised(weights: np.ndarray) -> tuple[I8, float]:
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9999) / 127)
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale
