"""The templates as the kernels take them: divided into those of one word and those of several, and hashed. No weights here.

What they are stands in `features`, whose plain hashing gives the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numba import njit

from pipeline.mentions.attributes import CONTEXT, SEEN, A
from pipeline.mentions.features import REACH, TEMPLATES, seed
from pipeline.text.tokens import I64, U32

_STEP, _SHIFT = np.uint32(0x85EBCA6B), np.uint32(15)
#: How many positions the templates see.
OFFSETS = 2 * REACH + 1


@dataclass(frozen=True, slots=True)
class Plan:
    """The templates as the kernels take them.

    Attributes:
        alone: Templates of one word: seed, column, second column (or that of the first), whether there is a second; by offset.
        groups: First of each offset in `alone`, and their number.
        joint: All others, by the number of their pairs: seed and up to three places in the window of rows.
        arity: First of two pairs in `joint`, of three, and their number.
    """

    alone: U32
    groups: I64
    joint: U32
    arity: I64


@cache
def plan() -> Plan:
    """How the templates are divided."""
    alone: list[list[tuple[int, int, int, int]]] = [[] for _ in range(OFFSETS)]
    joint: list[list[tuple[int, ...]]] = [[], [], []]
    for pairs in TEMPLATES:
        # the domain is the same at every position
        offsets = {o for o, a in pairs if a != A.DOMAIN} or {0}
        if len(offsets) == 1 and len(pairs) < 3 and not {a for _, a in pairs} & set(CONTEXT):
            columns = [int(a) for _, a in pairs]
            alone[offsets.pop() + REACH].append((seed(pairs), columns[0], columns[-1], len(columns) - 1))
        else:
            places = [(o + REACH) * SEEN + a for o, a in pairs]
            joint[len(pairs) - 1].append((seed(pairs), *places, *[0] * (3 - len(pairs))))
    groups = np.cumsum([0, *map(len, alone)])
    arity = np.cumsum([*map(len, joint)])
    flat_alone, flat_joint = [t for g in alone for t in g], [t for g in joint for t in g]
    return Plan(np.array(flat_alone, np.uint32).T.copy(), groups.astype(np.int64), np.array(flat_joint, np.uint32).T.copy(), arity.astype(np.int64))


@njit(cache=True, nogil=True, inline="always")
def hash_word(row: U32, alone: U32, t: int) -> np.uint32:
    """Hash of a word's feature under one template of one word."""
    h = np.uint32((alone[0, t] ^ row[alone[1, t]]) * _STEP)
    h ^= np.uint32(h >> _SHIFT)
    g = np.uint32((h ^ row[alone[2, t]]) * _STEP)
    g ^= np.uint32(g >> _SHIFT)
    return g if alone[3, t] else h


@njit(cache=True, nogil=True, inline="always")
def hash_alone(row: U32, alone: U32, hashes: U32) -> None:
    """Hashes of a word's features under the templates of one word."""
    for t in range(alone.shape[1]):
        hashes[t] = hash_word(row, alone, t)


@njit(cache=True, nogil=True, inline="always")
def hash_joint(view: U32, joint: U32, arity: I64, hashes: U32) -> None:
    """Hashes of a position's features under the templates of several words, from the window of rows around it."""
    seed, first, second, third = joint[0], joint[1], joint[2], joint[3]
    for t in range(arity[1]):
        h = np.uint32((seed[t] ^ view[first[t]]) * _STEP)
        hashes[t] = h ^ np.uint32(h >> _SHIFT)
    for t in range(arity[0], arity[1]):
        h = np.uint32((hashes[t] ^ view[second[t]]) * _STEP)
        hashes[t] = h ^ np.uint32(h >> _SHIFT)
    for t in range(arity[1], arity[2]):
        h = np.uint32((seed[t] ^ view[first[t]]) * _STEP)
        h ^= np.uint32(h >> _SHIFT)
        h = np.uint32((h ^ view[second[t]]) * _STEP)
        h ^= np.uint32(h >> _SHIFT)
        h = np.uint32((h ^ view[third[t]]) * _STEP)
        hashes[t] = h ^ np.uint32(h >> _SHIFT)
