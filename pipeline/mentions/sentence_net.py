"""The network that reads whole sentences: its weights, and what it makes of one word, or of one set of things known of a place, by itself.

The linear model sees three words to either side, and adds up what they say; the network carries what it has read along the sentence, both ways, and
corrects the linear model's scores. So that this costs next to nothing, all of it that takes many multiplications follows from the word alone and is
computed once a word (minimal gated recurrences, whose gates do not see the state: Lei et al. 2018, «Simple Recurrent Units»). Sentences are read in
`corrections`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.mentions.attributes import CONTEXT, A
from pipeline.mentions.crf import F32
from pipeline.mentions.features import I8
from pipeline.mentions.words import fill_slots, find_slot
from pipeline.text.tokens import I32, U32, U64

I16 = npt.NDArray[np.int16]

#: Numbers that stand for a word; states of the recurrence in each direction; hidden numbers of a position.
VECTOR: Final = 64
STATES: Final = 48
HIDDEN: Final = 32
#: Words to either side that a position's hidden numbers see by themselves; positions to either side whose linear scores they see.
AROUND: Final = 2
FED: Final = 1
#: A row: candidates and gates of the word itself (forward, backward), of its neighbour in that direction, then shares in the hidden numbers around it.
NEAR: Final = 4 * STATES
SHARES: Final = 8 * STATES
ROW: Final = SHARES + (2 * AROUND + 1) * HIDDEN
#: Attributes of a word that the network sees: its clusters, shape and lists, not which word it is, which the linear model knows.
SEEN: Final = (A.FINE, A.MIDDLE, A.COARSE, A.BAND, A.SHAPE, A.CLITIC, A.PLACE, A.NAME, A.TRIGGER, A.READ, A.LEADS, A.SUFFIX1, A.DOMAIN)
_COLUMNS: Final = np.array(SEEN, np.int64)
_HALF, _ONE, _GELU = np.float32(0.5), np.float32(1), np.float32(0.8509)  # x * sigmoid(1.702 x), written with tanh
_LIMIT, _A, _B, _C, _D, _E, _F = (np.float32(x) for x in (4.9, 135135, 17325, 378, 62370, 3150, 28))
_LEAST, _MOST = np.float32(-127), np.float32(127)
_SEED, _STEP = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)


@dataclass(frozen=True)
class SentenceNet:
    """Trained weights. `S` is `STATES`, `H` `HIDDEN`, `V` `VECTOR`.

    Attributes:
        keys: Hashes of column and value of what has a vector; unsigned.
        vectors: Vectors: first one a column for values that have none, then one a key; int8, shape (columns + keys, V).
        vector_unit: What one unit of a vector is worth.
        norm: Gain and bias of the normalised sum; shape (2, V).
        projection: From a word's numbers to its row; shape (V, `ROW`).
        offset: Added to every word's row.
        told: What the values of the attributes in `CONTEXT` add to a row; shape (values, `ROW`).
        told_at: Row in `told` of every value up to 255 of every attribute in `CONTEXT`.
        units: What one unit of a row is worth: before `SHARES`, and from there on.
        mix: From states to hidden numbers; shape (2 S, H).
        feed: From the linear scores of a position, and those beside it, to hidden numbers; shape (2 `FED` + 1, N, H).
        base: Hidden numbers of nothing.
        out: From hidden numbers to what is added to the scores, with an eighth column of zeros; shape (H, 8).
        bias: Added to that; 8 numbers.
    """

    keys: U32
    vectors: I8
    vector_unit: np.float32
    norm: F32
    projection: F32
    offset: F32
    told: F32
    told_at: I16
    units: F32
    mix: F32
    feed: F32
    base: F32
    out: F32
    bias: F32

    @cached_property
    def slots(self) -> I32:
        """Where the keys are found."""
        slots = np.full(1 << (4 * len(self.keys)).bit_length(), -1, np.int32)
        fill_slots(self.keys, slots)
        return slots

    @cached_property
    def feed_rows(self) -> F32:
        """`feed` laid flat, with a row of zeros more, so that its rows are even in number."""
        return np.append(self.feed.ravel(), np.zeros(HIDDEN, np.float32))


@cache
def sentence_net() -> SentenceNet:
    """The shipped network."""
    with (files("pipeline.resources") / "names" / "sentence_net.npz").open("rb") as f, np.load(f) as z:
        parts = {name: z[name].astype(np.float32) if z[name].dtype == np.float16 else z[name] for name in z.files}
    return SentenceNet(**{**parts, "vector_unit": np.float32(parts["vector_unit"])})


@njit(cache=True, nogil=True, inline="always")
def tanh(x: np.float32) -> np.float32:
    """Hyperbolic tangent to four digits, by additions and one division (Lambert's continued fraction)."""
    x = min(max(x, -_LIMIT), _LIMIT)
    y = x * x
    return np.float32(x * (_A + y * (_B + y * (_C + y))) / (_A + y * (_D + y * (_E + y * _F))))


@njit(cache=True, nogil=True, inline="always")
def gelu(x: np.float32) -> np.float32:
    """Smooth rectifier (Hendrycks and Gimpel 2016, in its sigmoid form)."""
    return np.float32(x * (_HALF + _HALF * tanh(_GELU * x)))


@njit(cache=True, nogil=True, inline="always")
def key_of(column: int, value: np.uint32) -> np.uint32:
    """Hash of an attribute's value."""
    h = np.uint32((np.uint32(value) ^ np.uint32((np.uint32(column) + np.uint32(1)) * _SEED)) * _STEP)
    return np.uint32(h ^ np.uint32(h >> np.uint32(15)))


@njit(cache=True, nogil=True, inline="always")
def _quantise(values: F32, units: F32, out: I8) -> None:
    for part in range(2):
        low, high = (0, SHARES) if part == 0 else (SHARES, ROW)
        x, y, times = values[low:high], out[low:high], _ONE / units[part]
        for j in range(high - low):
            y[j] = np.int8(np.rint(min(max(x[j] * times, _LEAST), _MOST)))


@njit(cache=True, nogil=True, error_model="numpy")
def _numbers(attributes: U32, keys: U32, slots: I32, vectors: I8, unit: np.float32, norm: F32, x: F32) -> None:
    """The numbers that stand for one word."""
    for d in range(VECTOR):
        x[d] = 0
    for c in range(len(_COLUMNS)):
        at = find_slot(np.uint64(key_of(_COLUMNS[c], attributes[_COLUMNS[c]])) << np.uint64(32), keys, slots)
        vector = vectors[c if at < 0 else len(_COLUMNS) + at]
        for d in range(VECTOR):
            x[d] += np.float32(vector[d])
    mean = square = np.float32(0)
    for d in range(VECTOR):
        x[d] *= unit
        mean += x[d]
    mean /= np.float32(VECTOR)
    for d in range(VECTOR):
        square += (x[d] - mean) * (x[d] - mean)
    scale = _ONE / np.sqrt(square / np.float32(VECTOR) + np.float32(1e-5))
    for d in range(VECTOR):
        x[d] = gelu((x[d] - mean) * scale * norm[0, d] + norm[1, d])


@njit(cache=True, nogil=True)
def word_rows(attributes: U32, keys: U32, slots: I32, vectors: I8, unit: np.float32, norm: F32, projection: F32, offset: F32, units: F32, out: I8) -> None:
    """Rows of words, quantised; two words at a time, for the projection is larger than the fastest cache.

    Args:
        attributes: Attributes of the words; shape (words, attributes).
        keys: See `SentenceNet`, like all up to `units`.
        slots: Where the keys are found.
        vectors: Vectors.
        unit: What one unit of a vector is worth.
        norm: Gain and bias.
        projection: To rows.
        offset: Added to every row.
        units: What one unit of a row is worth.
        out: The rows; shape (words, `ROW`).
    """
    x, y = np.empty((2, VECTOR), np.float32), np.empty((2, ROW), np.float32)
    v, w, y0, y1 = x[0], x[1], y[0], y[1]
    for u in range(0, len(attributes), 2):
        second = min(u + 1, len(attributes) - 1)
        _numbers(attributes[u], keys, slots, vectors, unit, norm, v)
        _numbers(attributes[second], keys, slots, vectors, unit, norm, w)
        y[:] = offset
        for d in range(0, VECTOR, 4):
            p = projection[d : d + 4].ravel()
            a, b, c, e, a1, b1, c1, e1 = v[d], v[d + 1], v[d + 2], v[d + 3], w[d], w[d + 1], w[d + 2], w[d + 3]
            for j in range(ROW):
                y0[j] += (a * p[j] + b * p[ROW + j]) + (c * p[2 * ROW + j] + e * p[3 * ROW + j])
                y1[j] += (a1 * p[j] + b1 * p[ROW + j]) + (c1 * p[2 * ROW + j] + e1 * p[3 * ROW + j])
        _quantise(y0, units, out[u])
        _quantise(y1, units, out[second])


@njit(cache=True, nogil=True)
def told_rows(packed: U64, told: F32, told_at: I16, units: F32, out: I8) -> None:
    """Rows of sets of the attributes in `CONTEXT`, each set packed into one number, a byte an attribute."""
    y = np.empty(ROW, np.float32)
    for u in range(len(packed)):
        y[:] = 0
        for c in range(len(CONTEXT)):
            x = told[told_at[c, np.int64((packed[u] >> np.uint64(8 * c)) & np.uint64(255))]]
            for j in range(ROW):
                y[j] += x[j]
        _quantise(y, units, out[u])
