"""The topic model: weights from `resources/topics/weights.npz`, scores and evidence. How it was trained: training/cards/topics.md."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import yaml
from numba import njit

from pipeline.text.tokens import I32, I64, U8
from pipeline.topics.features import F32, Features

#: Topics kept for an article, and words of evidence kept for a topic.
TOP, WORDS = 3, 5
#: A second or third topic is named when it is at least this likely.
LEAST: Final = 0.12


class Model(NamedTuple):
    """A softmax over hashed features, quantised.

    Attributes:
        codes: Media Topics codes, in order of columns.
        labels: English and Arabic label of each code.
        weights: One row a bucket, one column a topic (int8).
        scale: What a step of each column is worth, temperature included.
        offset: Offset of each topic, temperature included.
        stop: Buckets of words left out.
    """

    codes: list[str]
    labels: dict[str, dict[str, str]]
    weights: npt.NDArray[np.int8]
    scale: F32
    offset: F32
    stop: U8


@cache
def model() -> Model:
    """The shipped model, loaded once."""
    root = files("pipeline.resources") / "topics"
    labels: dict[str, dict[str, str]] = yaml.safe_load((root / "medtop.yaml").read_text("utf-8"))
    with (root / "weights.npz").open("rb") as file:
        held = np.load(file)
        return Model(list(labels), labels, held["weights"], held["scale"], held["offset"], held["stop"])


class Ranked(NamedTuple):
    """Best topics of each article.

    Attributes:
        topic: Columns of the best topics, best first.
        score: Their probabilities.
        evidence: For each, the tokens that spoke most for it; -1 fills up. Topics that are not likely enough to be named have none.
    """

    topic: I32
    score: F32
    evidence: I32


@njit(cache=True, nogil=True)
def _rank(first: I64, bucket: I32, weight: F32, token: I32, weights: npt.NDArray[np.int8], scale: F32, offset: F32, least: float, topic: I32, score: F32, evidence: I32) -> None:
    k = len(scale)
    z = np.empty(k, np.float32)
    means = np.empty(max(1, np.max(first[1:] - first[:-1])), np.float32)
    best = np.empty(evidence.shape[2], np.float32)
    for d in range(len(first) - 1):
        z[:] = 0.0
        for j in range(first[d], first[d + 1]):
            row, w = bucket[j], weight[j]
            for c in range(k):
                z[c] += w * weights[row, c]
        top = np.float32(-1e30)
        for c in range(k):
            z[c] = z[c] * scale[c] + offset[c]
            top = max(top, z[c])
        total = np.float32(0.0)
        for c in range(k):
            z[c] = np.exp(z[c] - top)
            total += z[c]
        # what a word weighs for all topics, against which it has to stand out
        for j in range(first[d], first[d + 1]):
            mean = np.float32(0.0)
            if token[j] >= 0:
                for c in range(k):
                    mean += weights[bucket[j], c] * scale[c]
            means[j - first[d]] = mean
        for r in range(topic.shape[1]):
            at = 0
            for c in range(k):
                if z[c] > z[at]:
                    at = c
            topic[d, r], score[d, r] = at, z[at] / total
            z[at] = -1.0
            # words whose weight for this topic stands out most from their weight for all
            best[:] = 0.0
            evidence[d, r, :] = -1
            if r > 0 and score[d, r] < least:
                continue
            for j in range(first[d], first[d + 1]):
                if token[j] < 0:
                    continue
                gain = weight[j] * (weights[bucket[j], at] * scale[at] - means[j - first[d]] / k)
                for e in range(len(best)):
                    if gain > best[e]:
                        for m in range(len(best) - 1, e, -1):
                            best[m], evidence[d, r, m] = best[m - 1], evidence[d, r, m - 1]
                        best[e], evidence[d, r, e] = gain, token[j]
                        break


def rank(f: Features, m: Model) -> Ranked:
    """Ranks the topics of each article.

    Args:
        f: Features of the articles; at least one.
        m: The model.
    """
    n = len(f.first) - 1
    out = Ranked(np.zeros((n, TOP), np.int32), np.zeros((n, TOP), np.float32), np.full((n, TOP, WORDS), -1, np.int32))
    _rank(f.first, f.bucket, f.weight, f.token, m.weights, m.scale, m.offset, LEAST, out.topic, out.score, out.evidence)
    return out
