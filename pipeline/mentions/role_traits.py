"""What the words behind nouns of role are, as bits: whether they can be an adjective, what a role is of, a preposition. No phrase is read here.

Only of words that a phrase may reach: from each noun on up to the first word that no phrase goes on over.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from pipeline.mentions.role_tables import ADDRESSEE, ADJECTIVE, ATTACHED, BARE_LINK, BI, LI, LINK, NOT_ADJECTIVE, PREPOSITION
from pipeline.text.chars import SIZE
from pipeline.text.lexicon import member
from pipeline.text.tokens import ALEFS, FNV_BASIS, FNV_PRIME, I32, I64, LAM_ALEF_FIRST, LAM_ALEF_LAST, U8, U32, U64, WORD

#: Most tokens of a phrase.
LONGEST: Final = 14
#: What a word behind a noun may be, besides the prepositions of `role_tables` (LI and BI where what they are written to may follow a role).
#: A token no phrase goes on over is 0, so is what begins a line.
#:
#: IS_LINK, AGREES, COMPLEMENT, JOINED: a word outside names that may stand between a role and what it is the role of; that may be an
#: adjective of the role; that may be what it is the role of; the same after و.
#: NOUN: another noun of role. IS_WORD: no mark (said only of what is something else too). HAS_ARTICLE: with ال.
#: IS_BARE_LINK, WRITTEN_TO_LINK: an IS_LINK with article or without, inside names too; after ل or ب.
#: THING, PERSON: part of the name of an organisation or place, of a person.
IS_LINK, AGREES, COMPLEMENT, JOINED, NOUN, IS_WORD, HAS_ARTICLE, IS_BARE_LINK = (1 << n for n in range(8))
WRITTEN_TO_LINK, THING, PERSON = (1 << (20 + n) for n in range(3))
_ALEF, _LAM, _WAW, _YA, _HA, _BA = (np.uint32(ord(c)) for c in "الويهب")


@njit(cache=True, nogil=True)
def bits_of(hashes: U64, bits: U32, h: np.uint64) -> int:
    """What the word of a hash is; 0 for a word that is nothing."""
    at = member(hashes, h)
    return int(bits[at]) if at >= 0 else 0


@njit(cache=True, nogil=True)
def _fold(chars: U32, start: int, end: int, fold: U32, out: U32) -> int:
    """Writes characters folded; returns how many."""
    n = 0
    for i in range(start, end):
        c = chars[i]
        f = fold[c] if c < SIZE else c
        if f != 0:
            out[n] = f
            n += 1
        if LAM_ALEF_FIRST <= c <= LAM_ALEF_LAST:
            out[n] = fold[ALEFS[(c - LAM_ALEF_FIRST) // 2]]
            n += 1
    return n


@njit(cache=True, nogil=True)
def _is_in(w: U32, n: int, letters: U32, bounds: I32) -> bool:
    """Whether one of some words stands anywhere in the first `n` letters."""
    for a in range(len(bounds) - 1):
        x, size = bounds[a], bounds[a + 1] - bounds[a]
        for i in range(n - size + 1):
            k = 0
            while k < size and w[i + k] == letters[x + k]:
                k += 1
            if k == size:
                return True
    return False


@njit(cache=True, nogil=True)
def _attached(w: U32, n: int, hashes: U64, bits: U32, is_named: bool) -> int:
    """LI or BI, and WRITTEN_TO_LINK, if the first letter is a preposition before what may follow a role; else 0."""
    if n < 4 or (w[0] != _LAM and w[0] != _BA):
        return 0
    # of لل what follows the ل is ال
    is_double = w[0] == _LAM and w[1] == _LAM
    h = (FNV_BASIS ^ np.uint64(_ALEF)) * FNV_PRIME if is_double else FNV_BASIS
    for i in range(1, n):
        h = (h ^ np.uint64(w[i])) * FNV_PRIME
    rest = bits_of(hashes, bits, h)
    has_article = is_double or (w[1] == _ALEF and w[2] == _LAM)
    if rest & ADDRESSEE or not (is_named or rest & BARE_LINK or (has_article and w[0] == _LAM)):
        return 0
    return (LI if w[0] == _LAM else BI) | (WRITTEN_TO_LINK if rest & LINK else 0)


@njit(cache=True, nogil=True)
def add_traits(
    chars: U32,
    base: I64,
    first: I64,
    doc: I32,
    start: I32,
    end: I32,
    kind: U8,
    breaks: U8,
    key: U64,
    covered: I32,
    last_token: I32,
    is_person: U8,
    name_start: I32,
    name_end: I32,
    fold: U32,
    hashes: U64,
    bits: U32,
    letters: U32,
    bounds: I32,
    noun: I64,
    length: I32,
    until: I64,
    w: U32,
    traits: U32,
    after: I64,
) -> None:
    """Finds the traits of the words behind nouns.

    Args:
        chars: Code points; this and the next eight are columns of `Tokens`.
        base: See there.
        first: See there.
        doc: See there.
        start: See there.
        end: See there.
        kind: See there.
        breaks: See there.
        key: See there.
        covered: For every token the name that covers it, -1 for none.
        last_token: For every name its last token.
        is_person: For every name whether it is a person's.
        name_start: For every name its first code point.
        name_end: For every name the code point after its last.
        fold: The key folding.
        hashes: See `Tables`, as the next three.
        bits: See there.
        letters: See there.
        bounds: See there.
        noun: First token of every noun.
        length: Number of its tokens.
        until: Another token, behind the noun, from which on words are looked at.
        w: Room for twice the letters of the longest word or name.
        traits: For every token its traits; NOUN is set where a noun begins, the others are added.
        after: For tokens of names gets the token after the name.
    """
    for x in range(2 * len(noun)):
        h = x // 2
        i, at = noun[h], noun[h] + length[h]
        if x % 2:
            if until[h] == at:
                continue
            at = until[h]
        for j in range(at, min(first[doc[i] + 1], i + LONGEST)):
            m = covered[j]
            if traits[j] & ~NOUN or (breaks[j] > 0 and m >= 0 and m == covered[j - 1]):
                continue
            if breaks[j] > 0 or (kind[j] != WORD and m < 0):
                break
            if m >= 0:
                after[j] = last_token[m] + 1
            it = 0 if m < 0 else PERSON if is_person[m] else THING
            if kind[j] == WORD:
                n = _fold(chars, base[doc[j]] + start[j], base[doc[j]] + end[j], fold, w)
                known = bits_of(hashes, bits, key[j])
                has_article = n >= 2 and w[0] == _ALEF and w[1] == _LAM
                it |= known & PREPOSITION | (HAS_ARTICLE if has_article else 0) | (IS_BARE_LINK if known & BARE_LINK else 0)
                if m < 0:
                    is_nisba = n > 0 and (w[n - 1] == _YA or (n > 1 and w[n - 2] == _YA and w[n - 1] == _HA))
                    it |= IS_LINK if known & LINK else 0
                    it |= AGREES if has_article and not known & NOT_ADJECTIVE and (is_nisba or known & ADJECTIVE) else 0
                    it |= COMPLEMENT if has_article and n > 3 else 0
                    it |= JOINED if n > 2 and w[0] == _WAW and w[1] == _ALEF and w[2] == _LAM and not traits[j] & NOUN else 0
                    it |= _attached(w, n, hashes, bits, False)
                elif not is_person[m] and name_start[m] != start[j]:
                    written = _attached(w, n, hashes, bits, True)
                    if written:
                        n = _fold(chars, base[doc[j]] + name_start[m], base[doc[j]] + name_end[m], fold, w)
                        it |= 0 if _is_in(w, n, letters, bounds) else written & ATTACHED
                it |= IS_WORD if it or traits[j] & NOUN else 0
            if not it:
                break
            traits[j] |= np.uint32(it)
