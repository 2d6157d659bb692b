"""How attributes of neighbouring tokens are combined to features, and hashed. No weights here.

A template is up to three pairs (offset, attribute). The feature of a token is the hash of the template's number and the attributes'
values at those offsets; beyond the sentence every attribute has one value of its own.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.mentions.attributes import A
from pipeline.text.tokens import I64, U32

I8 = npt.NDArray[np.int8]
_LOW = np.uint64(0xFFFFFFFF)


def _around(attribute: A, *offsets: int) -> list[tuple[tuple[int, A], ...]]:
    return [((o, attribute),) for o in offsets]


def _pairs(first: A, second: A, *offsets: tuple[int, int]) -> list[tuple[tuple[int, A], ...]]:
    return [((a, first), (b, second)) for a, b in offsets]


TEMPLATES: Final[tuple[tuple[tuple[int, A], ...], ...]] = (
    *_around(A.KEY, 0, -1, 1),
    *_around(A.FORM, 0),
    *_around(A.STEM, 0, -1, 1, -2, 2, -3, 3),
    *_pairs(A.STEM, A.STEM, (-1, 0), (0, 1), (-2, -1), (1, 2)),
    *_around(A.PREFIX2, 0),
    *_around(A.PREFIX3, 0),
    *_around(A.PREFIX4, 0),
    *_around(A.SUFFIX1, 0),
    *_around(A.SUFFIX2, 0),
    *_around(A.SUFFIX3, 0, -1, 1),
    *_around(A.SUFFIX4, 0),
    *_pairs(A.PREFIX2, A.SUFFIX2, (0, 0)),
    *_around(A.FINE, -2, -1, 0, 1, 2),
    *_around(A.MIDDLE, -3, -2, -1, 0, 1, 2, 3),
    *_around(A.COARSE, -2, -1, 0, 1, 2),
    *_pairs(A.FINE, A.MIDDLE, (0, -1), (0, 1), (-1, 0)),
    *_pairs(A.MIDDLE, A.MIDDLE, (-1, 0), (0, 1), (-2, -1), (1, 2), (-1, 1)),
    ((-1, A.COARSE), (0, A.COARSE), (1, A.COARSE)),
    ((-2, A.COARSE), (-1, A.COARSE), (0, A.COARSE)),
    ((0, A.COARSE), (1, A.COARSE), (2, A.COARSE)),
    *_pairs(A.STEM, A.COARSE, (-1, 0), (1, 0), (0, -1), (0, 1)),
    *_around(A.BAND, 0, -1, 1),
    *_around(A.SHAPE, 0, -1, 1, -2, 2),
    *_pairs(A.SHAPE, A.SHAPE, (-1, 0), (0, 1), (-1, 1)),
    *_around(A.CLITIC, 0, 1),
    *_pairs(A.CLITIC, A.COARSE, (0, 0), (1, 1)),
    *_pairs(A.CLITIC, A.STEM, (0, 0)),
    *_around(A.PLACE, -1, 0, 1),
    *_pairs(A.PLACE, A.NAME, (0, 0), (-1, 0), (0, 1)),
    *_pairs(A.PLACE, A.BAND, (0, 0)),
    *_around(A.NAME, -1, 0, 1, 2),
    *_pairs(A.NAME, A.NAME, (-1, 0), (0, 1)),
    *_pairs(A.NAME, A.BAND, (0, 0)),
    *_pairs(A.NAME, A.COARSE, (0, 0), (-1, 0), (1, 0)),
    *_around(A.PHRASE, -1, 0, 1),
    *_around(A.TRIGGER, -3, -2, -1, 0, 1, 2),
    *_pairs(A.TRIGGER, A.TRIGGER, (-2, -1), (-1, 0), (0, 1)),
    *_pairs(A.TRIGGER, A.NAME, (-1, 0), (-2, 0)),
    *_pairs(A.TRIGGER, A.COARSE, (-1, 0), (-2, 0), (0, 1), (1, 0)),
    *_pairs(A.TRIGGER, A.PLACE, (-1, 0), (-2, -1)),
    *_around(A.POSITION, 0),
    *_pairs(A.POSITION, A.SHAPE, (0, 0)),
    *_pairs(A.POSITION, A.MIDDLE, (0, 0)),
    *_pairs(A.REPEATED, A.BAND, (0, 0)),
    *_pairs(A.REPEATED, A.COARSE, (0, 0)),
    *_around(A.DOMAIN, 0),
    *_pairs(A.DOMAIN, A.STEM, (0, 0), (0, -1), (0, 1)),
    *_pairs(A.DOMAIN, A.MIDDLE, (0, 0), (0, -1), (0, 1)),
    *_pairs(A.DOMAIN, A.TRIGGER, (0, 0), (0, -1)),
    *_pairs(A.DOMAIN, A.PLACE, (0, 0)),
)


def compiled(templates: tuple[tuple[tuple[int, A], ...], ...] = TEMPLATES) -> I8:
    """Templates as an array of shape (templates, 6): offset, attribute, offset, attribute, …; attribute -1 ends one."""
    out = np.full((len(templates), 6), -1, np.int8)
    for t, pairs in enumerate(templates):
        for p, (offset, attribute) in enumerate(pairs):
            out[t, 2 * p], out[t, 2 * p + 1] = offset, attribute
    return out


@njit(cache=True, nogil=True)
def feature_hashes(i: int, low: int, high: int, attributes: U32, templates: I8, out: I64) -> None:
    """32-bit hashes of the features of position `i` of the sentence ``[low, high)``, one a template.

    The lower bits are the row of the weight table, the top eight the check that the row is that feature's own.
    """
    beyond = attributes.shape[0] - 1
    for t in range(templates.shape[0]):
        h = ((np.uint64(t) + np.uint64(1)) * np.uint64(0x9E3779B1)) & _LOW
        for p in range(3):
            a = templates[t, 2 * p + 1]
            if a < 0:
                break
            j = i + templates[t, 2 * p]
            v = attributes[j if low <= j < high else beyond, a]
            h = ((h ^ np.uint64(v)) * np.uint64(0x85EBCA6B)) & _LOW
            h ^= h >> np.uint64(15)
        out[t] = np.int64(h)
