"""Roles that stand beside a person's name: «وزير الخارجية جون كيري», «جون كيري، وزير الخارجية». Finds their words, not whom they stand for."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.batch import Batch
from pipeline.quotes.letters import INNER
from pipeline.quotes.phrases import is_general, is_person, phrase_at
from pipeline.text.tokens import I32, I64

_BEFORE_NAME: Final = 12
_AFTER_NAME: Final = 3
_LONGEST: Final = 10


class Roles(NamedTuple):
    """Words of roles by mention.

    Attributes:
        begins: For each mention the number of the first word of the role before it, and how many words there are at the end.
        start: First code point of each word.
        end: Code point after it.
        after_start: First code point of the role behind each mention, -1 if none.
        after_end: Code point behind its last.
    """

    begins: list[int]
    start: list[int]
    end: list[int]
    after_start: list[int]
    after_end: list[int]


@njit(**INNER)
def _before(b: Any, m: int, start: I32, end: I32, n: int) -> int:
    """Words of the role before a name, back to its head noun; returns the number of words known now."""
    first = b.men[m].first + 0
    low = max(b.art[b.men[m].doc].a + 0, first - _BEFORE_NAME + 1)
    begin = n
    comma = False
    for k in range(first - 1, low - 1, -1):
        t = b.tok[k]
        f = t.bits
        if f & v.COMMA and n == begin and not comma:
            comma = True
            continue
        if (f & (v.PUNCT | v.COMP | v.TIME) and not is_general(b, k, first)) or (f & v.CUE and not f & (v.ROLE | v.DOCUMENT)):
            return begin
        start[n], end[n] = t.start + (t.skip if f & v.ROLE else 0), t.end
        n += 1
        if f & v.ROLE:
            # نائب رئيس الوزراء, رئيس مجلس النواب: go on to the outermost head
            before = b.tok[k - 1]
            if k > b.art[b.men[m].doc].a and before.bits & v.ROLE and not before.bits & v.RELATIONAL:
                start[n], end[n] = before.start + before.skip, before.end
                n += 1
            return n
    return begin


@njit(**INNER)
def _after(b: Any, m: int, start: I32, end: I32) -> None:
    """Code points of the role behind a name."""
    x = b.men[m]
    z = b.art[x.doc].z + 0
    k = x.last + 1
    while k < z and k < x.last + _AFTER_NAME and b.tok[k].bits & (v.COMMA | v.DASH | v.PAREN):
        k += 1
    if k >= z or not b.tok[k].bits & v.ROLE or b.tok[k].breaks or b.tok[k].bits & v.TITLE or w.prefix(b, k)[2]:
        return
    first, last, _, mention, _ = phrase_at(b, k, min(z, k + _LONGEST))
    if first >= 0 and (mention < 0 or b.men[mention].type != s.PER):
        start[m], end[m] = b.tok[first].start, b.tok[last].end


@njit(cache=True, nogil=True)
def _find(b: Any, begins: I64, start: I32, end: I32, after_start: I32, after_end: I32) -> int:
    n: Any = np.int64(0)
    for m in range(len(b.men)):
        begins[m] = n
        if is_person(b, m):
            n = _before(b, m, start, end, n)
            _after(b, m, after_start, after_end)
    begins[len(b.men)] = n
    return n


def roles(batch: Batch) -> Roles:
    """Roles beside the names of a batch."""
    n = len(batch.men)
    begins, after_start, after_end = np.zeros(n + 1, np.int64), np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    start, end = np.empty((_BEFORE_NAME + 1) * n, np.int32), np.empty((_BEFORE_NAME + 1) * n, np.int32)
    words = _find(batch, begins, start, end, after_start, after_end)
    return Roles(begins.tolist(), start[:words].tolist(), end[:words].tolist(), after_start.tolist(), after_end.tolist())
