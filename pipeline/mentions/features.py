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
I16 = npt.NDArray[np.int16]
_LOW, _SEED, _STEP, _SHIFT = np.uint64(0xFFFFFFFF), np.uint64(0x9E3779B1), np.uint64(0x85EBCA6B), np.uint64(15)


def _around(attribute: A, *offsets: int) -> list[tuple[tuple[int, A], ...]]:
    return [((o, attribute),) for o in offsets]


def _pairs(first: A, second: A, *offsets: tuple[int, int]) -> list[tuple[tuple[int, A], ...]]:
    return [((a, first), (b, second)) for a, b in offsets]


_LISTED: Final[tuple[tuple[tuple[int, A], ...], ...]] = (
    *_around(A.KEY, 0, -1, 1),
    *_around(A.FORM, 0),
    *_around(A.STEM, 0, -1, 1, -2, 2, -3, 3),
    *_pairs(A.STEM, A.STEM, (-1, 0), (0, 1), (-2, -1)),
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
    *_pairs(A.MIDDLE, A.MIDDLE, (-1, 0), (0, 1), (-2, -1)),
    ((-1, A.COARSE), (0, A.COARSE), (1, A.COARSE)),
    ((0, A.COARSE), (1, A.COARSE), (2, A.COARSE)),
    *_pairs(A.STEM, A.COARSE, (-1, 0), (0, -1), (0, 1)),
    *_around(A.BAND, 0, -1, 1),
    *_around(A.SHAPE, 0, -1, 1, -2, 2),
    *_pairs(A.SHAPE, A.SHAPE, (-1, 0), (0, 1), (-1, 1)),
    *_around(A.CLITIC, 0, 1),
    *_pairs(A.CLITIC, A.COARSE, (0, 0), (1, 1)),
    *_pairs(A.CLITIC, A.STEM, (0, 0)),
    *_around(A.PLACE, -1, 0, 1),
    *_pairs(A.PLACE, A.NAME, (0, 0)),
    *_pairs(A.PLACE, A.BAND, (0, 0)),
    *_around(A.NAME, -1, 0, 1, 2),
    *_pairs(A.NAME, A.BAND, (0, 0)),
    *_pairs(A.NAME, A.COARSE, (0, 0), (-1, 0)),
    *_around(A.PHRASE, -1, 0),
    *_around(A.TRIGGER, -3, -2, -1, 0, 1, 2),
    *_pairs(A.TRIGGER, A.NAME, (-1, 0)),
    *_pairs(A.TRIGGER, A.COARSE, (-1, 0), (-2, 0)),
    *_pairs(A.TRIGGER, A.PLACE, (-1, 0)),
    *_around(A.READ, -2, -1, 0, 1, 2),
    *_pairs(A.READ, A.READ, (-1, 0), (0, 1)),
    *_pairs(A.READ, A.COARSE, (0, -1)),
    *_pairs(A.READ, A.CLITIC, (0, 0)),
    *_around(A.LEADS, -2, -1, 0),
    *_pairs(A.LEADS, A.READ, (0, 1)),
    *_around(A.REREAD, -1, 0, 1),
    *_pairs(A.REREAD, A.READ, (0, 0)),
    *_pairs(A.REREAD, A.LEADS, (0, -1)),
    *_around(A.POSITION, 0),
    *_pairs(A.POSITION, A.SHAPE, (0, 0)),
    *_pairs(A.REPEATED, A.COARSE, (0, 0)),
    *_around(A.ELSEWHERE, 0),
    *_pairs(A.ELSEWHERE, A.NAME, (0, 0)),
    *_pairs(A.ELSEWHERE, A.READ, (0, 0)),
    *_pairs(A.THEME, A.COARSE, (0, 0)),
    *_around(A.DOMAIN, 0),
    *_pairs(A.DOMAIN, A.STEM, (0, 0), (0, -1), (0, 1)),
    *_pairs(A.DOMAIN, A.MIDDLE, (0, 0), (0, -1), (0, 1)),
    *_pairs(A.DOMAIN, A.TRIGGER, (0, 0), (0, -1)),
    *_pairs(A.DOMAIN, A.PLACE, (0, 0)),
)


#: Those of one pair first, then of two, then of three: so the kernel knows from the number alone how many there are.
TEMPLATES: Final = tuple(sorted(_LISTED, key=len))
#: Number of the first template of two pairs, and of three.
SECOND: Final = sum(len(t) < 2 for t in TEMPLATES)
THIRD: Final = sum(len(t) < 3 for t in TEMPLATES)
#: Farthest a template looks.
REACH: Final = max(abs(o) for t in TEMPLATES for o, _ in t)


def seed(pairs: tuple[tuple[int, A], ...]) -> int:
    """What the hash of a template's features begins with."""
    return ((_LISTED.index(pairs) + 1) * int(_SEED)) & int(_LOW)


def compiled() -> I16:
    """Templates as an array of shape (templates, 7): three times place in the window (which begins `REACH` before) and attribute; number."""
    out = np.zeros((len(TEMPLATES), 7), np.int16)
    for t, pairs in enumerate(TEMPLATES):
        out[t, 6] = _LISTED.index(pairs)
        for p, (offset, attribute) in enumerate(pairs):
            out[t, 2 * p], out[t, 2 * p + 1] = offset + REACH, attribute
    return out


@njit(cache=True, nogil=True)
def feature_hashes(i: int, low: int, high: int, attributes: U32, templates: I16, window: I64, out: U32) -> None:
    """32-bit hashes of the features of position `i` of the sentence ``[low, high)``, one a template.

    The lower bits are the row of the weight table, the top eight the check that the row is that feature's own. `window` is scratch of
    ``2 * REACH + 1``.
    """
    beyond = attributes.shape[0] - 1
    for w in range(2 * REACH + 1):
        j = i + w - REACH
        window[w] = j if low <= j < high else beyond
    for t in range(templates.shape[0]):
        h = ((np.uint64(templates[t, 6]) + np.uint64(1)) * _SEED) & _LOW
        h = ((h ^ np.uint64(attributes[window[templates[t, 0]], templates[t, 1]])) * _STEP) & _LOW
        h ^= h >> _SHIFT
        if t >= SECOND:
            h = ((h ^ np.uint64(attributes[window[templates[t, 2]], templates[t, 3]])) * _STEP) & _LOW
            h ^= h >> _SHIFT
            if t >= THIRD:
                h = ((h ^ np.uint64(attributes[window[templates[t, 4]], templates[t, 5]])) * _STEP) & _LOW
                h ^= h >> _SHIFT
        out[t] = h
