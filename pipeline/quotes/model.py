"""Linear models of this stage: sums of weights of features, as tables kernels can read. Holds no linguistic decision.

A feature is one number: its template, and up to four values (see `symbols`). The shipped weights name features by strings; `Model` finds
the number of each name once, and `name_of` goes the other way for training.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.quotes.letters import INNER
from pipeline.quotes.symbols import Symbols, symbols
from pipeline.text.tokens import I64, U8

F64 = npt.NDArray[np.float64]

#: Models, and the templates of each in order; the number of a template counts over all of them, from 1.
TEMPLATES: Final[dict[str, tuple[str, ...]]] = {
    "report": ("l", "lt", "s", "st", "n", "w", "fr", "c", "cls", "title", "f", "fs", "f2", "as", "ab", "a1", "negated", "ns", "nl", "lm", "ls"),
    "end": ("tt", "pt2", "m", "ps", "mt", "w", "o", "oc", "ocl", "possessed", "trails", "no", "name", "hal", "joined", "contrast"),
    "speaker": (
        "subj", "subjg", "slotn", "slotc", "slotg", "slotd", "pren", "pre", "preb", "pred", "prec", "lead", "leadb", "leadg", "past", "pastb", "pastg", "subjl", "subjo", "slotb",
    ),
    "speech": ("h", "ho", "l", "b", "bl", "bk", "g", "title", "m", "cov", "in", "fm", "r", "v", "f", "ol", "w", "dist"),
}  # fmt: skip
REPORT, END, SPEAKER, SPEECH = np.int64(0), np.int64(1), np.int64(2), np.int64(3)
_ORDER: Final = [(model, template) for model, templates in TEMPLATES.items() for template in templates]
#: Width of a template and of a value, in bits.
_TEMPLATE_BITS: Final = 8
_VALUE_BITS: Final = 14
#: Most features of one example.
WIDTH: Final = 32
#: Log-odds beyond this are as good as certain; the exponential must not overflow.
_FARTHEST: Final = 30.0
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)


class Tables(NamedTuple):
    """The models as kernels read them.

    Attributes:
        keys: Numbers of features, scattered over a table by their hash; 0 where none stands.
        values: Their weights.
        bias: Weight that is always on, by model.
        ready: Whether there is such a model yet.
        shift: How far a hash is shifted to its place in the table.
    """

    keys: I64
    values: F64
    bias: F64
    ready: U8
    shift: int


class Models:
    """The models of the stage.

    Args:
        weights: Weight of each feature by its name, by model; "bias" is always on.
        words: Words the features may name, beside those of the weights.
    """

    def __init__(self, weights: Mapping[str, Mapping[str, float]], words: tuple[str, ...] = ()) -> None:
        parsed = {model: {name: parts(name) for name in weights[model] if parts(name)[0] in TEMPLATES[model]} for model in TEMPLATES if model in weights}
        # marks are named by their code points
        named = (x for model, names in parsed.items() for name, (template, values) in names.items() if (model, template) != ("speech", "m") for x in values)
        self.weights = weights
        self.symbols = symbols((*words, *named))
        known = {number_of(self.symbols, model, *part): weights[model][name] for model, names in parsed.items() for name, part in names.items()}
        self.tables = _tables(known, weights)


def parts(name: str) -> tuple[str, list[str]]:
    """Template and values of a feature: `tt=comma/cue`, `name/comma`, `joined`."""
    template, _, values = name.partition("=") if "=" in name else name.partition("/")
    return template, values.split("/") if _ else []


def number_of(known: Symbols, model: str, template: str, values: list[str]) -> int:
    """Number of a feature."""
    if (model, template) == ("speech", "m"):
        (marks,) = values
        first = 0 if marks.startswith("None") else ord(marks[0])
        numbers = [first, 0 if marks.endswith("None") else ord(marks[-1])]
    else:
        numbers = [known.number[x] for x in values]
    return 1 + _ORDER.index((model, template)) + sum(n << _TEMPLATE_BITS + _VALUE_BITS * k for k, n in enumerate(numbers))


def name_of(known: Symbols, feature: int) -> str:
    """Name of a feature; the inverse of `number_of`."""
    model, template = _ORDER[(feature & (1 << _TEMPLATE_BITS) - 1) - 1]
    values = [feature >> _TEMPLATE_BITS + _VALUE_BITS * k & (1 << _VALUE_BITS) - 1 for k in range(3)]
    if (model, template) == ("speech", "m"):
        return "m=" + "".join(chr(x) if x else "None" for x in values[:2])
    while values and not values[-1]:
        values.pop()
    by_slash = (model, template) in {("end", t) for t in ("no", "name", "hal", "joined", "contrast", "possessed")} or template == "negated"
    return ("/" if by_slash else "=").join([template, "/".join(known.names[x] for x in values)]) if values else template


def _tables(known: Mapping[int, float], weights: Mapping[str, Mapping[str, float]]) -> Tables:
    bits = max(4, (4 * len(known)).bit_length())
    keys, values = np.zeros(1 << bits, np.int64), np.zeros(1 << bits)
    for feature, weight in known.items():
        at = (feature * int(_GOLDEN) & 0xFFFFFFFFFFFFFFFF) >> 64 - bits
        while keys[at]:
            at = (at + 1) % len(keys)
        keys[at], values[at] = feature, weight
    bias = np.array([weights.get(model, {}).get("bias", 0.0) for model in TEMPLATES])
    return Tables(keys, values, bias, np.array([model in weights for model in TEMPLATES], np.uint8), 64 - bits)


@functools.cache
def shipped() -> dict[str, dict[str, float]]:
    """The shipped weights by model (see `training/cards/quotes.md`)."""
    path = files("pipeline").joinpath("resources", "quotes", "weights.json")
    found: dict[str, dict[str, float]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


@functools.cache
def models() -> Models:
    """The shipped models."""
    return Models(shipped())


# the types are given, or every constant it is called with would make a kernel of its own
@njit("int64(int64, int64, int64, int64)", **INNER)
def feature(template: int, x: int, y: int, z: int) -> int:
    """Number of a feature; `template` counts from 0."""
    return 1 + int(template) + (int(x) << _TEMPLATE_BITS) + (int(y) << _TEMPLATE_BITS + _VALUE_BITS) + (int(z) << _TEMPLATE_BITS + 2 * _VALUE_BITS)


def sigmoid(margin: float) -> float:
    """Log-odds as a probability."""
    if not -_FARTHEST < margin < _FARTHEST:
        margin = _FARTHEST if margin > 0 else -_FARTHEST
    return 1.0 / (1.0 + math.exp(-margin))


probability = njit("float64(float64)", **INNER)(sigmoid)


@njit(**INNER)
def total(t: Any, features: Any, n: int) -> float:
    """Sum of the weights of the first `n` features."""
    out = 0.0
    mask = len(t.keys) - 1
    for k in range(n):
        f = features[k]
        at = np.int64((np.uint64(f) * _GOLDEN) >> np.uint64(t.shift))
        while t.keys[at] and t.keys[at] != f:
            at = (at + 1) & mask
        if t.keys[at] == f:
            out += t.values[at]
    return out


@njit(**INNER)
def predict(t: Any, model: int, features: Any, n: int) -> float:
    """Probability of an example: its first `n` features."""
    return probability(t.bias[model] + total(t, features, n))
