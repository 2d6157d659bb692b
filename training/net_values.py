"""Which values of which attributes the network has vectors for, and the rows of a batch of sentences. No weights here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.mentions.attributes import CONTEXT
from pipeline.mentions.sentence_net import SEEN
from pipeline.text.tokens import I64, U32

#: How often a value must occur in what is learnt from to have a vector of its own.
OFTEN = 20
COLUMNS = (*SEEN, *CONTEXT)


@dataclass(frozen=True)
class Values:
    """Values that have vectors.

    Attributes:
        known: By column of `COLUMNS`, the values, sorted.
        first: By column, the row of all other values; those of the known ones follow.
        size: Number of rows.
    """

    known: list[U32]
    first: list[int]
    size: int

    @classmethod
    def of(cls, attributes: U32) -> Values:
        """The values that occur often."""
        known: list[U32] = []
        for column in COLUMNS:
            value, times = np.unique(attributes[:, column], return_counts=True)
            value = value[times >= OFTEN]
            # what is told of a place comes in one byte
            known.append(value[value < 256] if column in CONTEXT else value)
        sizes = [len(k) + 1 for k in known]
        return cls(known, np.cumsum([0, *sizes[:-1]]).tolist(), sum(sizes))

    def rows(self, attributes: U32) -> npt.NDArray[np.int32]:
        """Rows of the values of every position; shape (positions, columns)."""
        out = np.empty((len(attributes), len(COLUMNS)), np.int32)
        for c, (column, known, first) in enumerate(zip(COLUMNS, self.known, self.first, strict=True)):
            value = attributes[:, column]
            at = np.minimum(np.searchsorted(known, value), len(known) - 1)
            out[:, c] = np.where(known[at] == value, first + 1 + at, first)
        return out


def batches(order: I64, bounds: I64, size: int, rng: np.random.Generator) -> list[list[int]]:
    """Sentences in random batches of like lengths, each of at most `size` positions with what is filled up."""
    lengths = np.diff(bounds)[order]
    out: list[list[int]] = []
    current: list[int] = []
    longest = 0
    for s in order[np.argsort(lengths + rng.random(len(lengths)) * 3)]:
        n = int(bounds[s + 1] - bounds[s])
        if current and max(longest, n) * (len(current) + 1) > size:
            out.append(current)
            current, longest = [], 0
        current.append(int(s))
        longest = max(longest, n)
    out.append(current)
    rng.shuffle(out)  # type: ignore[arg-type] # a list of lists is shuffled as one of lists
    return out


def padded(of: npt.NDArray[np.generic], bounds: I64, batch: list[int]) -> npt.NDArray[np.generic]:
    """What is known of the positions of sentences, filled up with zeros to the longest."""
    longest = max(int(bounds[s + 1] - bounds[s]) for s in batch)
    out = np.zeros((len(batch), longest, *of.shape[1:]), of.dtype)
    for i, s in enumerate(batch):
        out[i, : bounds[s + 1] - bounds[s]] = of[bounds[s] : bounds[s + 1]]
    return out
