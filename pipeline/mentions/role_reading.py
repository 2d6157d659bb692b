"""How far the phrase of every noun of role goes and what narrows it, for all nouns of a batch at once.

A kernel over the traits of the words (see `role_traits`), so that for the nouns which turn out to be no role nothing is built. What the
words that narrow a role become among its modifiers is said in `role_phrases`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.mentions.role_tables import ALONE, ATTACHED, BI, BISM, BODY, CONSTRUCT, DEFINITE, FI, LADA, PREPOSITION, ROLE, SINGULAR, SOURCE
from pipeline.mentions.role_traits import AGREES, COMPLEMENT, HAS_ARTICLE, IS_BARE_LINK, IS_LINK, IS_WORD, JOINED, LONGEST, NOUN, PERSON, THING, WRITTEN_TO_LINK
from pipeline.text.tokens import I32, I64, U8, U32

B1 = npt.NDArray[np.bool_]
#: What narrows a role: a definite adjective; a word; one without its article; one after و; one after ل or ب; an indefinite adjective;
#: a name; a name of where an envoy is sent; a role within the role.
AGREEING, PLAIN, BARE, AFTER_AND, WRITTEN_TO, INDEFINITE, NAMED, SEAT, INNER = range(9)
_ADJECTIVES: Final = 3


@njit(cache=True, nogil=True)
def _put(out: I32, what: int, j: int) -> None:
    """Notes that what begins at token `j` narrows the role; how much is noted stands in the first row."""
    out[0, 0] += 1
    out[out[0, 0], 0], out[out[0, 0], 1] = what, j


@njit(cache=True, nogil=True)
def _adjectives(traits: U32, j: int, end: int, out: I32) -> int:
    """Index after the definite adjectives that begin at `j`."""
    until = min(end, j + _ADJECTIVES)
    while j < until and traits[j] & AGREES:
        _put(out, AGREEING, j)
        j += 1
    return j


@njit(cache=True, nogil=True)
def _complement(traits: U32, after: I64, j: int, end: int, is_seat: bool, out: I32) -> int:
    """Index after the noun phrase that begins at `j`; `j` if no definite one does."""
    if j >= end:
        return j
    if traits[j] & NOUN and traits[j] & IS_WORD and after[j]:
        # نائب وزير الخارجية, مستشار خادم الحرمين الشريفين
        _put(out, INNER, j)
        return int(after[j])
    kept, k = out[0, 0], j
    while k < end and traits[k] & IS_LINK:
        _put(out, PLAIN, k)
        k += 1
    if k < end and traits[k] & THING:
        _put(out, SEAT if is_seat else NAMED, k)
        return _adjectives(traits, after[k], end, out)
    if k < end and traits[k] & COMPLEMENT:
        _put(out, BARE, k)
        k = _adjectives(traits, k + 1, end, out)
        while k < end and traits[k] & JOINED:
            # وزير التعليم العالي والبحث العلمي: what is joined is read only if an adjective of its own or nothing follows
            _put(out, AFTER_AND, k)
            k = _adjectives(traits, k + 1, end, out)
        return k
    out[0, 0] = kept
    return j


@njit(cache=True, nogil=True)
def _preposition(traits: U32, after: I64, takes: int, j: int, end: int, out: I32) -> int:
    """Index after a prepositional complement of the role that begins at `j`; `j` if none does."""
    found = traits[j] & takes & PREPOSITION if j < end else 0
    if found & ~ATTACHED:
        if j + 1 < end and traits[j + 1] & IS_WORD and (traits[j + 1] & (THING | IS_BARE_LINK) or found & (BISM | LADA)):
            behind = _complement(traits, after, j + 1, end, bool(takes & LADA and found & (LADA | FI)), out)
            return behind if behind > j + 1 else j
        return j
    if not found:
        return j
    if traits[j] & THING:
        _put(out, SEAT if traits[j] & takes & BI and takes & LADA else NAMED, j)
        return _adjectives(traits, after[j], end, out)
    _put(out, WRITTEN_TO, j)
    behind = _complement(traits, after, j + 1, end, False, out) if traits[j] & WRITTEN_TO_LINK else j + 1
    return _adjectives(traits, max(behind, j + 1), end, out)


@njit(cache=True, nogil=True)
def _read(traits: U32, after: I64, shape: int, j: int, many: bool, until: int, end: int, out: I32) -> int:
    """Index after the phrase of a noun with `j` after it; -1 if it names no role."""
    kept = out[0, 0]
    if shape & BODY:
        # only the bare noun stands for an organisation: الحركة, not الحركة الوطنية
        follows = j < end and traits[j] & IS_WORD and traits[j] & (THING | PERSON | HAS_ARTICLE)
        return j if shape & DEFINITE and not follows else -1
    if not shape & ROLE:
        return j
    if shape & DEFINITE and not shape & CONSTRUCT:
        j = _adjectives(traits, j, end, out)
        j = _preposition(traits, after, shape, j, end, out)
        return j if out[0, 0] > kept or shape & ALONE else -1
    behind = _complement(traits, after, j, end, False, out) if shape & SINGULAR or not shape & SOURCE else j
    if behind == j:
        if shape & SOURCE:
            for k in range(j, until):
                _put(out, INDEFINITE, k)
            behind = max(j, until)
        elif not many and shape & SINGULAR:
            # متحدث باسم الجيش
            behind = _preposition(traits, after, shape, j, end, out)
        if not shape & SOURCE and out[0, 0] == kept:
            return -1
    j = _preposition(traits, after, shape, behind, end, out)
    return j if out[0, 0] > kept else -1


@njit(cache=True, nogil=True)
def read_phrases(traits: U32, after: I64, until_doc: I64, noun: I64, length: I32, skip: U8, shape: U32, until: I64, out: I32, begin: I32, last: I64, is_kept: B1) -> None:
    """Reads the phrases of all nouns of a batch.

    Args:
        traits: What each token is.
        after: For tokens of names the token after the name; for nouns of role the one after their phrase is written here.
        until_doc: For each noun the first token of the next article.
        noun: First token of each noun.
        length: Number of its tokens.
        skip: Characters of clitics before it.
        shape: What it is.
        until: For indefinite sources the token after their adjectives.
        out: Gets what narrows the roles from row 1 on: what it is and its token. The last noun's come first.
        begin: Gets the row after which those of each noun begin; one more entry at the front, where those of the first noun end.
        last: Gets the last token of every phrase, -1 where there is none.
        is_kept: Gets whether the phrase counts: one that begins in another does not.
    """
    # from the last on, for a phrase may contain a later one
    for h in range(len(noun) - 1, -1, -1):
        begin[h + 1] = out[0, 0]
        end = min(until_doc[h], noun[h] + LONGEST)
        last[h] = _read(traits, after, shape[h], noun[h] + length[h], length[h] > 1, until[h], end, out) - 1
        if last[h] < 0:
            last[h], out[0, 0] = -1, begin[h + 1]
        elif skip[h] == 0 and shape[h] & ROLE:
            after[noun[h]] = last[h] + 1
    begin[0] = out[0, 0]
    until_token = -1
    for h in range(len(noun)):
        if last[h] >= 0 and noun[h] > until_token:
            is_kept[h], until_token = True, last[h]
