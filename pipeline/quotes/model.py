"""Linear models of this stage: sums of weights of named features, read from the package once. Holds no linguistic decision."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import repeat
from typing import Final

#: Log-odds beyond this are as good as certain; the exponential must not overflow.
_FARTHEST: Final = 30.0


def probability(margin: float) -> float:
    """Log-odds as a probability."""
    if margin > _FARTHEST:
        margin = _FARTHEST
    elif margin < -_FARTHEST:
        margin = -_FARTHEST
    return 1.0 / (1.0 + math.exp(-margin))


def log_odds(p: float) -> float:
    """A probability as log-odds, kept within ±6."""
    return max(-6.0, min(6.0, math.log(max(p, 1e-9) / max(1.0 - p, 1e-9))))


class Model:
    """A logistic model over binary features.

    Args:
        weights: Weight of each feature; "bias" is always on.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = dict(weights)
        self.bias = self.weights.pop("bias", 0.0)

    def margin(self, features: Iterable[str]) -> float:
        """Log-odds of an example."""
        return self.bias + sum(map(self.weights.get, features, repeat(0.0)))

    def probability(self, features: Iterable[str]) -> float:
        """Probability of an example."""
        return probability(self.margin(features))


@functools.cache
def models() -> dict[str, Model]:
    """The shipped models by name (see `training/cards/quotes.md`)."""
    path = files("pipeline").joinpath("resources", "quotes", "weights.json")
    if not path.is_file():
        return {}
    return {name: Model(weights) for name, weights in json.loads(path.read_text("utf-8")).items()}


def model(name: str) -> Model | None:
    """A shipped model, or nothing before it has been trained."""
    return models().get(name)
