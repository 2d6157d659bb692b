"""From the reading of an article's marks to its marked stretches, laid on their tokens. Which marks belong together is decided in `marks`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import vocabulary as v
from pipeline.quotes.batch import Batch, records
from pipeline.quotes.letters import INNER
from pipeline.quotes.marks import CLOSE, END, LATE, OPEN, REOPEN, is_mark, mark, match, read
from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, I64, U64

_BACK: Final = 30
_OPENER_REACH: Final = 60
_LONG_STRETCH: Final = 5
# of the width every number has in a kernel: one compiled for each constant would be one too many
_NO, _YES = np.int64(0), np.int64(1)

#: What stands between two marks: tokens `first` to `last`; the marks as written (0 if missing), whether one is missing or they do not
#: match, 1 for a stretch nested in another, the article, how often its words stand in marks there.
STRETCH: Final = np.dtype([(name, np.int32) for name in ("first", "last", "open_mark", "close_mark", "is_repaired", "depth", "doc", "times")])


@njit(**INNER)
def _put(out: Any, n: int, first: int, last: int, open_mark: int, close_mark: int, is_repaired: int, depth: int, doc: int) -> int:
    """Writes a stretch behind the others of its article, in order of the first token; of several the longest first."""
    k = n
    while k > 0 and out[k - 1].doc == doc and (out[k - 1].first > first or (out[k - 1].first == first and out[k - 1].last < last)):
        out[k] = out[k - 1]
        k -= 1
    x = out[k]
    x.first, x.last, x.open_mark, x.close_mark, x.is_repaired, x.depth, x.doc = first, last, open_mark, close_mark, is_repaired, depth, doc
    return n + 1


@njit(**INNER)
def _closed(b: Any, out: Any, n: int, opener: int, closer: int, depth: int) -> int:
    first, last = opener + 1, closer - 1
    while first <= last and b.tok[first].bits & v.QUOTE:
        first += 1
    while last >= first and b.tok[last].bits & v.QUOTE:
        paired = False
        for k in range(max(first, last - _BACK), last):
            paired |= (b.tok[k].bits & v.QUOTE) != 0
        if paired:
            break
        last -= 1
    if last < first:
        return n
    x, y = mark(b, opener), mark(b, closer)
    return _put(out, n, first, last, x, y, np.int64(match(x, y) == 0.0), depth, b.tok[opener].doc)


@njit(**INNER)
def _unclosed(b: Any, out: Any, n: int, opener: int, stop: int) -> int:
    """A stretch whose closer is missing ends with its line, or with the sentence before the next opener."""
    line = opener + 1
    while line < stop and not b.tok[line].breaks:
        line += 1
    last = min(stop, line) - 1
    if stop < b.art[b.tok[opener].doc].z and line >= stop and not b.tok[stop].breaks:
        while last > opener and not b.tok[last].bits & v.STOP:
            last -= 1
    return _put(out, n, opener + 1, last, mark(b, opener), _NO, _YES, _NO, b.tok[opener].doc) if last > opener else n


@njit(**INNER)
def _unopened(b: Any, out: Any, n: int, closer: int) -> int:
    """A stretch whose opener is missing begins where reported words would: after the last colon or complementiser of its sentence."""
    for k in range(closer - 1, max(b.tok[closer].low, closer - _OPENER_REACH) - 1, -1):
        f = b.tok[k].bits
        if f & v.QUOTE:
            return n
        if f & (v.COLON | v.COMP) and w.first_clitic(b, k) != w.LAM and k + 1 < closer:
            return _put(out, n, k + 1, closer - 1, _NO, mark(b, closer), _YES, _NO, b.tok[closer].doc)
    return n


@njit(**INNER)
def _collect(b: Any, events: I64, m: int, back: Any, state: int, stop: int, out: Any, n: int, actions: I64, stack: I64) -> int:
    """Follows the best reading back and makes stretches of it."""
    for e in range(m - 1, -1, -1):
        actions[e] = back[e, state, 1]
        state = back[e, state, 0]
    depth = np.int64(0)
    for e in range(m):
        i = events[e] >> 1
        action = actions[e]
        if action == OPEN:
            stack[depth] = i
            depth += 1
        elif action == CLOSE and depth:
            depth -= 1
            n = _closed(b, out, n, stack[depth], i, depth)
        elif action == REOPEN and depth:
            n = _unclosed(b, out, n, stack[depth - 1], i)
            stack[depth - 1] = i
        elif action == END and depth:
            n = _unclosed(b, out, n, stack[depth - 1], i)
            depth = np.int64(0)
        elif action == LATE:
            n = _unopened(b, out, n, i)
    return _unclosed(b, out, n, stack[0], stop) if depth else n


@njit(**INNER)
def _first_mark(b: Any, a: Any, z: Any) -> Any:
    """First of the tokens `a` to `z` that is a mark, or `z`; marks are landmarks."""
    p = b.tok[a].point + 0 if a < z else len(b.points)
    while p < len(b.points) and b.points[p] < z:
        i = np.int64(b.points[p])
        if b.tok[i].bits & v.QUOTE and is_mark(b, i):
            return i
        p += 1
    return z


@njit(cache=True, nogil=True)
def _find(b: Any, out: Any) -> int:
    n: Any = np.int64(0)
    events = np.empty(0, np.int64)
    actions, stack, back = np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, 3, 2), np.int8)
    for d in range(len(b.art)):
        a, z = np.int64(b.art[d].a), np.int64(b.art[d].z)
        if len(events) < 2 * (z - a):
            events, actions, stack, back = np.empty(2 * (z - a), np.int64), np.empty(2 * (z - a), np.int64), np.empty(2 * (z - a), np.int64), np.empty((2 * (z - a), 3, 2), np.int8)
        m = np.int64(0)
        for i in range(_first_mark(b, a, z), z):
            is_one = b.tok[i].bits & v.QUOTE and is_mark(b, i)
            # before the first mark nothing can be open, so the lines there change nothing
            if m and b.tok[i].breaks:
                events[m] = 2 * i
                m += 1
            if is_one:
                events[m] = 2 * i + 1
                m += 1
        if m:
            n = _collect(b, events, m, back, read(b, events, m, back), z, out, n, actions, stack)
    return n


@njit(cache=True, nogil=True)
def _lay(b: Any, out: Any, hashes: U64) -> None:
    """Lays the stretches on their tokens, and hashes their characters."""
    for n in range(len(out)):
        x = out[n]
        for k in range(x.first, x.last + 1):
            if b.tok[k].cover < 0 or x.depth == 0:
                b.tok[k].cover = n
        b.tok[x.first - 1 if x.open_mark else x.first].opened = n
        h = (FNV_BASIS ^ np.uint64(x.doc)) * FNV_PRIME
        for p in range(b.tok[x.first].place, b.tok[x.last].place + b.tok[x.last].end - b.tok[x.last].start):
            h = (h ^ np.uint64(b.chars[p])) * FNV_PRIME
        hashes[n] = h


@njit(**INNER)
def is_long(b: Any, stretch: Any, i: int) -> bool:
    """Whether token `i` stands inside a stretch longer than a name."""
    n = b.tok[i].cover
    return n >= 0 and stretch[n].last - stretch[n].first >= _LONG_STRETCH - 1


def stretches(batch: Batch) -> Any:
    """Marked stretches of a batch, in order of their first token; of several that begin there the longest first."""
    out = records(len(batch.points) + 1, STRETCH)  # every mark is a landmark
    out = out[: _find(batch, out)]
    hashes = np.empty(len(out), np.uint64)
    _lay(batch, out, hashes)
    if len(out):
        _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
        out.times = counts[inverse]
    return out
