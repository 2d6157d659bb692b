"""Which person is named beside each role phrase, for all phrases of a batch at once. What follows from it is decided in `coreference`."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from pipeline.mentions.role_reading import B1
from pipeline.mentions.role_tables import TITLE
from pipeline.mentions.role_traits import bits_of
from pipeline.text.tokens import I32, I64, U8, U32, U64

#: Most tokens between a role and the name after it.
_TITLES: Final = 5
#: Marks one of which may stand between a role and the name after it; the first only where the role is narrowed.
_LOOSE, _BETWEEN, _BEFORE = (np.array([ord(c) for c in marks], np.uint32) for marks in ("،,:", "،,:/(\"“«”»'", "،,(-–"))
_STOP: Final = np.uint32(ord("."))


@njit(cache=True, nogil=True)
def persons_beside(
    chars: U32,
    base: I64,
    first_of: I64,
    doc: I32,
    start: I32,
    end: I32,
    breaks: U8,
    key: U64,
    covered: I32,
    is_person: U8,
    name_start: I32,
    hashes: U64,
    bits: U32,
    first: I64,
    last: I64,
    is_role: B1,
    is_narrow: B1,
    has_clitic: B1,
    ahead: I32,
    beside: I32,
) -> None:
    """Finds the person's name right after each phrase, past titles and one mark or another role, else the one right before it.

    Args:
        chars: Code points; this and the next seven are columns of `Tokens`.
        base: See there.
        first_of: See there (`first`).
        doc: See there.
        start: See there.
        end: See there.
        breaks: See there.
        key: See there.
        covered: For every token the name that covers it, -1 for none.
        is_person: For every name whether it is a person's.
        name_start: For every name its first code point.
        hashes: See `Tables`.
        bits: See there.
        first: First token of every phrase.
        last: Its last.
        is_role: Whether it is the role of one person; no other is looked beside of.
        is_narrow: Whether something narrows it.
        has_clitic: Whether a clitic stands before it.
        ahead: Gets the name after every phrase, -1 for none.
        beside: Gets the name after or before it.
    """
    # from the last on, for the name after a role may stand after the role that follows
    for p in range(len(first) - 1, -1, -1):
        ahead[p] = beside[p] = -1
        if not is_role[p]:
            continue
        d = doc[first[p]]
        j, q, behind, has_mark = last[p] + 1, p + 1, last[p] + 1, False
        stop = min(first_of[d + 1], j + _TITLES)
        while j < stop and breaks[j] == 0:
            m = covered[j]
            if m >= 0:
                if is_person[m] and covered[j - 1] != m and name_start[m] <= start[j]:
                    ahead[p] = m
                break
            while q < len(first) and first[q] < j:
                q += 1
            if q < len(first) and first[q] == j and j == behind and is_role[q] and not has_clitic[q]:
                ahead[p] = ahead[q]
                break
            c = chars[base[d] + start[j]] if end[j] - start[j] == 1 else np.uint32(0)
            if not has_mark and c in _BETWEEN and (is_narrow[p] or c not in _LOOSE):
                has_mark = True
                behind += 1
            elif c != _STOP and not bits_of(hashes, bits, key[j]) & TITLE:
                break
            j += 1
        beside[p] = ahead[p]
        i = first[p]
        if ahead[p] < 0 and not has_clitic[p] and breaks[i] == 0 and i > first_of[d]:
            j = i - 1
            has_mark = end[j] - start[j] == 1 and chars[base[d] + start[j]] in _BEFORE
            if has_mark:
                j -= 1
            if j >= first_of[d] and breaks[j + 1] == 0 and covered[j] >= 0 and is_person[covered[j]] and (is_narrow[p] or has_mark):
                beside[p] = covered[j]
