"""Which nodes hang together: union-find over integer edges, smallest node first. Knows nothing of articles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit


@njit(cache=True, nogil=True)
def _join(parent: npt.NDArray[np.int64], left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> None:
    for p in range(len(left)):
        a, b = left[p], right[p]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b
    for i in range(len(parent)):
        r = i
        while parent[r] != r:
            r = parent[r]
        parent[i] = r


def roots(n: int, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The smallest node of the group each node belongs to.

    Args:
        n: Number of nodes.
        left: First node of each edge.
        right: Second node of each edge.
    """
    parent = np.arange(n, dtype=np.int64)
    _join(parent, left, right)
    return parent
