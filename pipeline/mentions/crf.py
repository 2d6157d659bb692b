"""The linear-chain model's arithmetic: scores of labels, the best sequence, and how sure it is. No features, no weights of its own."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.text.tokens import I64, U8

F32 = npt.NDArray[np.float32]
B1 = npt.NDArray[np.bool_]

#: Labels of tokens: outside, then beginning and inside of each type.
LABELS: Final = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
TYPES: Final = ("PER", "ORG", "LOC")
N: Final = len(LABELS)
#: Width of a row of the weight table: one weight a label, and in the last column the check of the feature the row belongs to.
WIDTH: Final = 8
CHECK: Final = 7
#: Score of every label but O at a position that is surely outside of names (see `scoring`); no label's score at any other position is as low in column 1.
NEVER: Final = np.float32(-30.0)


def allowed() -> npt.NDArray[np.bool_]:
    """Which label may follow which; the last row is the beginning of a sentence."""
    ok = np.ones((N + 1, N), np.bool_)
    for t in range(3):
        inside = 2 * t + 2
        ok[:, inside] = False
        ok[inside - 1, inside] = ok[inside, inside] = True
    return ok


@njit(cache=True, nogil=True)
def stretches(emission: F32, bounds: I64, only: B1) -> tuple[I64, I64]:
    """Where names may stand: first positions of stretches, and the positions after their last.

    What is surely outside of names parts a sentence into stretches that say nothing of each other; it is read with those on both sides.

    Args:
        emission: Scores of labels at every position.
        bounds: First position of every sentence, and the number of positions.
        only: Positions of which a stretch must have one where a name may stand.
    """
    count = 0
    for s in range(len(bounds) - 1):
        for i in range(bounds[s], bounds[s + 1]):
            count += emission[i, 1] > NEVER and (i == bounds[s] or emission[i - 1, 1] <= NEVER)
    low, high, n = np.empty(count, np.int64), np.empty(count, np.int64), 0
    for s in range(len(bounds) - 1):
        begin, some = bounds[s], False
        for i in range(bounds[s], bounds[s + 1]):
            is_open = emission[i, 1] > NEVER
            some |= is_open and only[i]
            last = i + 1 == bounds[s + 1]
            if is_open and not last:
                continue
            if some:
                low[n], high[n] = begin, i + 1
                n += 1
            begin, some = i, False
    return low[:n], high[:n]


@njit(cache=True, nogil=True)
def best_path(emission: F32, step: U8, lows: I64, highs: I64, transition: F32, label: U8) -> None:
    """The best sequence of labels of each stretch (Viterbi).

    Args:
        emission: Scores of labels at every position.
        step: Class of the step to every position.
        lows: First position of each stretch.
        highs: The position after its last.
        transition: Scores of label sequences; shape (steps, `N` + 1, `N`).
        label: Result.
    """
    longest = 0
    for s in range(len(lows)):
        longest = max(longest, highs[s] - lows[s])
    back = np.empty((longest, N), np.uint8)
    now, before = np.empty(N, np.float32), np.empty(N, np.float32)
    for s in range(len(lows)):
        low, high = lows[s], highs[s]
        for y in range(N):
            before[y] = emission[low, y] + transition[step[low], N, y]
        for i in range(low + 1, high):
            outside = emission[i, 1] <= NEVER
            after_outside = emission[i - 1, 1] <= NEVER
            how = transition[step[i]]
            for y in range(N):
                best, arg = before[0] + how[0, y], 0
                if not after_outside:
                    for x in range(1, N):
                        v = before[x] + how[x, y]
                        if v > best:
                            best, arg = v, x
                now[y] = best + emission[i, y]
                back[i - low, y] = arg
                if outside:
                    break
            before[:] = now
        at = 0
        if emission[high - 1, 1] > NEVER:
            for y in range(1, N):
                if before[y] > before[at]:
                    at = y
        label[high - 1] = at
        for i in range(high - 1, low, -1):
            at = back[i - low, at]
            label[i - 1] = at


@njit(cache=True, nogil=True)
def marginals(emission: F32, step: U8, low: int, high: int, odds: F32, alpha: F32, beta: F32) -> None:
    """Probability of every label at every token of one sentence, into `alpha` (forward-backward, scaled at each token).

    Args:
        emission: Scores of labels.
        step: Class of the step to every token.
        low: First token of the sentence.
        high: Token after the last.
        odds: Exponentials of the transition scores.
        alpha: Result, from row 0 on.
        beta: Scratch of the same shape; holds what emissions and the rest of the sentence say of each label, scaled, afterwards.
    """
    n = high - low
    for i in range(n):
        top = np.float32(-1e30)
        for y in range(N):
            top = max(top, emission[low + i, y])
        total = np.float32(1e-30)
        how = odds[step[low + i]]
        for y in range(N):
            beta[i, y] = np.exp(emission[low + i, y] - top)
            a = how[N, y]
            if i > 0:
                a = np.float32(0)
                for x in range(N):
                    a += alpha[i - 1, x] * how[x, y]
            alpha[i, y] = a * beta[i, y]
            total += alpha[i, y]
        for y in range(N):
            alpha[i, y] /= total
    after, new = np.ones(N, np.float32), np.empty(N, np.float32)
    for i in range(n - 1, -1, -1):
        if i < n - 1:
            total = np.float32(1e-30)
            how = odds[step[low + i + 1]]
            for x in range(N):
                b = np.float32(0)
                for y in range(N):
                    b += how[x, y] * beta[i + 1, y]
                new[x] = b
                total += b
            for x in range(N):
                after[x] = new[x] / total
        total = np.float32(1e-30)
        for y in range(N):
            alpha[i, y] *= after[y]
            beta[i, y] *= after[y]
            total += alpha[i, y]
        for y in range(N):
            alpha[i, y] /= total


@njit(cache=True, nogil=True)
def confidence(emission: F32, step: U8, lows: I64, highs: I64, transition: F32, label: U8, out: F32) -> None:
    """Probability of the chosen label at every position of the stretches that is part of a name; 1 at the others."""
    longest = 0
    for s in range(len(lows)):
        longest = max(longest, highs[s] - lows[s])
    alpha, beta = np.empty((longest, N), np.float32), np.empty((longest, N), np.float32)
    odds = np.exp(transition)
    for s in range(len(lows)):
        named = False
        for i in range(lows[s], highs[s]):
            out[i] = 1
            named |= label[i] > 0
        if not named:
            continue
        marginals(emission, step, lows[s], highs[s], odds, alpha, beta)
        for i in range(lows[s], highs[s]):
            if label[i] > 0:
                out[i] = alpha[i - lows[s], label[i]]
