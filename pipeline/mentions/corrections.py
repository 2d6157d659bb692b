"""Sentences read by the network: what it adds to the linear model's scores. What it makes of one word by itself stands in `sentence_net`."""

from __future__ import annotations

import numpy as np
from numba import njit

from pipeline.mentions.crf import B1, F32, NEVER, N
from pipeline.mentions.features import I8
from pipeline.mentions.prefetch import prefetch
from pipeline.mentions.products import add_product
from pipeline.mentions.sentence_net import AROUND, FED, HIDDEN, I16, NEAR, ROW, SHARES, STATES, gelu, tanh
from pipeline.text.tokens import I32, I64

_ZERO, _ONE, _HALF, _SIXTH, _QUARTER = (np.float32(x) for x in (0, 1, 0.5, 1 / 6, 0.25))
#: Scores, and one number more, so that they are as many as are added at once.
LANES = N + 1
#: Linear scores that a position sees, and one number more, for products take two at a time.
_FED = (2 * FED + 1) * N + 1
_LINE = 64  # bytes that come from memory at once


@njit(cache=True, nogil=True, inline="always")
def _carry(own: I16, beside: I16, unit: np.float32, state: F32) -> None:
    """One step of the recurrence: the candidate takes the state's place as far as the gate lets it."""
    a, b, c, d = own[:STATES], beside[:STATES], own[STATES : 2 * STATES], beside[STATES : 2 * STATES]
    slope = unit * _SIXTH
    for x in range(STATES):
        candidate = min(max(np.float32(a[x] + b[x]) * unit, -_ONE), _ONE)
        kept = min(max(np.float32(c[x] + d[x]) * slope + _HALF, _ZERO), _ONE)
        state[x] = candidate + kept * (state[x] - candidate)


@njit(cache=True, nogil=True)
def _read(rows: I16, n: int, asked: B1, first: int, last: int, unit: np.float32, nothing: I16, state: F32, states: F32) -> None:
    """States at the positions of a sentence that are asked about, forward and backward; `first` and `last` are the outermost of them."""
    for way in range(2):
        at = way * 2 * STATES
        for x in range(STATES):
            state[x] = _ZERO
        for q in range(n - first if way else last + 1):
            i = n - 1 - q if way else q
            beside = nothing if q == 0 else rows[i + 1 if way else i - 1]
            _carry(rows[i, at : at + 2 * STATES], beside[NEAR + at : NEAR + at + 2 * STATES], unit, state)
            if asked[i]:
                out = states[i, way * STATES : (way + 1) * STATES]
                for x in range(STATES):
                    out[x] = state[x]


@njit(cache=True, nogil=True, error_model="numpy")
def _hidden(rows: I16, i: int, n: int, unit: np.float32, base: F32, mix: F32, states: F32, feed: F32, fed: F32, shares: I16, hidden: F32) -> None:
    """Hidden numbers of a position; `rows` are laid out flat."""
    for j in range(HIDDEN):
        shares[j] = 0
    for o in range(max(0, AROUND - i), min(2 * AROUND + 1, n - i + AROUND)):
        at = (i + o - AROUND) * ROW + SHARES + o * HIDDEN
        for j in range(HIDDEN):
            shares[j] += rows[at + j]
    for j in range(HIDDEN):
        hidden[j] = base[j] + np.float32(shares[j]) * unit
    add_product(states, i * 2 * STATES, mix, 2 * STATES, hidden, HIDDEN)
    add_product(fed, i * N, feed, _FED, hidden, HIDDEN)
    for j in range(HIDDEN):
        hidden[j] = gelu(hidden[j])


@njit(cache=True, nogil=True)
def correct(
    word: I32,
    told: I32,
    words: I8,
    sets: I8,
    bounds: I64,
    units: F32,
    mix: F32,
    feed: F32,
    base: F32,
    out: F32,
    bias: F32,
    emission: F32,
) -> None:
    """Adds what the network says to the linear model's scores, wherever a name may stand.

    Args:
        word: Row of the word at every position.
        told: Row of what is known of the place, of every position.
        words: Rows of words (see `NetRows`).
        sets: Rows of what is known of places.
        bounds: First position of every sentence, and the number of positions.
        units: See `SentenceNet`, like all up to `bias`.
        mix: From states to hidden numbers, laid out flat, like `feed` and `out`.
        feed: From linear scores to hidden numbers.
        base: Hidden numbers of nothing.
        out: From hidden numbers to scores.
        bias: Added to that.
        emission: The linear model's scores, which are changed.
    """
    longest = 0
    for s in range(len(bounds) - 1):
        longest = max(longest, bounds[s + 1] - bounds[s])
    rows, nothing = np.empty((longest, ROW), np.int16), np.zeros(ROW, np.int16)
    flat = rows.ravel()
    state, states, hidden, shares = np.empty(STATES, np.float32), np.empty((longest, 2 * STATES), np.float32), np.empty(HIDDEN, np.float32), np.empty(HIDDEN, np.int16)
    asked = np.empty(longest, np.bool_)
    fed, added = np.zeros((longest + 2 * FED + 1, N), np.float32), np.empty(LANES, np.float32)
    for s in range(len(bounds) - 1):
        low, n = bounds[s], bounds[s + 1] - bounds[s]
        here, first, last = emission[low : low + n], n, -1
        for i in range(n):
            asked[i] = here[i, 1] > NEVER
            if asked[i]:
                first, last = min(first, i), i
        if last < 0:
            continue
        for i in range(n):
            for x in range(0, ROW, _LINE):
                prefetch(words, np.int64(word[low + i]) * ROW + x)
            prefetch(sets, np.int64(told[low + i]) * ROW)
        for i in range(n):
            row, a, b = rows[i], words[word[low + i]], sets[told[low + i]]
            for x in range(ROW):
                row[x] = np.int16(a[x]) + np.int16(b[x])
            f = fed[i + FED]
            if asked[i]:
                for y in range(N):
                    f[y] = tanh(here[i, y] * _QUARTER)
            else:
                f[0] = 0
                for y in range(1, N):
                    f[y] = -1
        for y in range(N):
            fed[n + FED, y] = 0
        _read(rows, n, asked, first, last, units[0], nothing, state, states)
        for i in range(n):
            if not asked[i]:
                continue
            _hidden(flat, i, n, units[1], base, mix, states, feed, fed, shares, hidden)
            for y in range(LANES):
                added[y] = bias[y]
            add_product(hidden, 0, out, HIDDEN, added, LANES)
            for y in range(N):
                here[i, y] += added[y]
