"""Word lists made fast: which tokens of a batch stand in a list, with or without clitics. Knows nothing of what the lists mean.

An entry may have several words; it is found where its words follow each other as tokens. Lookups are by hash of the folded token
(64 bit: a false hit is expected once in 10^13 lookups of a list of a million), so no string is built for a token that is not in the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.text.chars import FORM, KEY, form, key
from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, I32, I64, U8, U32, U64, Tokens, fold_hash

B1 = npt.NDArray[np.bool_]

#: Code points of the one-letter clitics that may stand before a word: conjunctions و ف, prepositions ب ك ل, future س.
CONJUNCTIONS = "وف"
PREPOSITIONS = "بكل"

#: Size of the table of first looks, as a power of two: no smaller and no larger than this.
_LEAST_BITS, _MOST_BITS = 16, 22


def hash_of(word: str, *, exact: bool = False) -> int:
    """Hash of one token as `Tokens.key` holds it (`Tokens.form` with `exact`)."""
    h = int(FNV_BASIS)
    for ch in form(word) if exact else key(word):
        h = ((h ^ ord(ch)) * int(FNV_PRIME)) & 0xFFFFFFFFFFFFFFFF
    return h


@njit(cache=True, nogil=True)
def member(table: U64, h: np.uint64) -> int:
    """Where a number stands in a sorted table; -1 if it does not."""
    lo, hi = 0, len(table)
    while lo < hi:
        mid = (lo + hi) // 2
        if table[mid] < h:
            lo = mid + 1
        else:
            hi = mid
    return lo if lo < len(table) and table[lo] == h else -1


@njit(cache=True, nogil=True)
def _entry(table: U64, places: I32, bits: np.uint64, h: np.uint64) -> int:
    """Where a number stands in a table, found by its first bits; -1 if it does not."""
    at = np.int64(h >> (np.uint64(64) - bits))
    while places[at] >= 0:
        if table[places[at]] == h:
            return int(places[at])
        at = (at + 1) & (len(places) - 1)
    return -1


@njit(cache=True, nogil=True)
def _lookup(hashes: U64, table: U64, places: I32, bits: np.uint64, bloom: U8, shift: np.uint64, out: I32) -> None:
    for i in range(len(hashes)):
        h = hashes[i]
        if bloom[h >> shift]:
            out[i] = _entry(table, places, bits, h)


@njit(cache=True, nogil=True)
def _lookup_clitics(
    chars: U32, base: I64, doc: I32, start: I32, end: I32, kind: U8, fold: U32, role: U8, table: U64, places: I32, bits: np.uint64, bloom: U8, shift: np.uint64, out: I32, skip: U8
) -> None:
    for i in range(len(start)):
        if out[i] >= 0 or kind[i] != 0:
            continue
        a, b = base[doc[i]] + start[i], base[doc[i]] + end[i]
        k = a
        while k < b - 2:
            c = chars[k]
            is_what = role[c - 0x600] if 0x600 <= c < 0x700 else 0
            if is_what == 0 or (is_what == 1 and k > a):
                break
            k += 1
            h = fold_hash(chars, k, b, fold)
            if bloom[h >> shift]:
                at = _entry(table, places, bits, h)
                if at >= 0:
                    out[i] = at
                    skip[i] = k - a
                    break
            if is_what == 2:
                # لل = ل + ال: the alef is not written
                if c == 0x644 and chars[k] == 0x644:
                    h = FNV_BASIS
                    h = (h ^ np.uint64(0x627)) * FNV_PRIME
                    for j in range(k, b):
                        x = chars[j]
                        f = fold[x] if x < 0x10000 else x
                        if f != 0:
                            h = (h ^ np.uint64(f)) * FNV_PRIME
                    if bloom[h >> shift]:
                        at = _entry(table, places, bits, h)
                        if at >= 0:
                            out[i] = at
                            skip[i] = k - a
                break


@njit(cache=True, nogil=True)
def _longest(hashes: U64, at: I64, until: I64, slot: I32, options: I32, words: I32, rest: U64, of: I32, length: I32, entry: I32, keep: B1) -> None:
    """Of the entries that begin with the word at each place the longest whose other words follow it there."""
    for x in range(len(at)):
        keep[x] = False
        for o in range(options[slot[x]], options[slot[x] + 1]):
            size = words[o + 1] - words[o]
            if at[x] + size >= until[x]:
                continue
            k = 0
            while k < size and hashes[at[x] + 1 + k] == rest[words[o] + k]:
                k += 1
            if k == size:
                length[x], entry[x], keep[x] = 1 + size, of[o], True
                break


@dataclass(frozen=True, slots=True)
class Hits:
    """Where words of a lexicon stand: parallel arrays, by order of token.

    Attributes:
        token: Index of the first token of each hit.
        length: Number of tokens.
        entry: Index of the entry in the list the lexicon was made from.
        skip: Characters of clitics before the entry inside the first token (و ف ب ك ل).
    """

    token: I64
    length: I32
    entry: I32
    skip: U8

    def __len__(self) -> int:
        return len(self.token)


class Lexicon:
    """A list of words and phrases, ready to be looked up in tokens.

    Args:
        entries: Words or phrases (tokens separated by blanks). The longest match wins; among equals the first listed.
        exact: Compare *form* (hamza and ya as written) instead of *key*.
    """

    def __init__(self, entries: Iterable[str], *, exact: bool = False) -> None:
        self.entries = list(entries)
        self.exact = exact
        heads: dict[int, list[tuple[tuple[int, ...], int]]] = {}
        for n, entry in enumerate(self.entries):
            words = entry.split()
            if not words:
                continue
            hashes = tuple(hash_of(w, exact=exact) for w in words)
            heads.setdefault(hashes[0], []).append((hashes[1:], n))
        self._table = np.array(sorted(heads), dtype=np.uint64)
        # the entries that begin with each word of the table, longest first, and the words after it, one after the other
        options = [sorted(heads[int(h)], key=lambda t: -len(t[0])) for h in self._table]
        self._options = np.cumsum([0, *map(len, options)], dtype=np.int32)
        self._of = np.array([number for v in options for _, number in v], np.int32)
        self._words = np.cumsum([0, *(len(rest) for v in options for rest, _ in v)], dtype=np.int32)
        self._rest = np.array([h for v in options for rest, _ in v for h in rest], np.uint64)
        # the same table by first bits: a place and those after it are searched up to the first empty one
        self._bits = np.uint64(max(4, (2 * len(self._table)).bit_length()))
        places = [-1] * (1 << int(self._bits))
        for number, home in enumerate((self._table >> (np.uint64(64) - self._bits)).tolist()):
            at = home
            while places[at] >= 0:
                at = (at + 1) % len(places)
            places[at] = number
        self._places = np.array(places, np.int32)
        # eight places a word at least: most words not in the list are turned away by one look
        bits = min(_MOST_BITS, max(_LEAST_BITS, (8 * len(self._table)).bit_length()))
        self._shift = np.uint64(64 - bits)
        self._bloom = np.zeros(1 << bits, np.uint8)
        self._bloom[(self._table >> self._shift).astype(np.int64)] = 1

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, tokens: Tokens, *, clitics: str = "") -> Hits:
        """Finds every entry in a batch.

        Args:
            tokens: The batch.
            clitics: Letters that may be cut off before an entry, e.g. ``"وفبكل"``; none by default.

        Returns:
            Hits in order of token; of several entries beginning at one token the longest.
        """
        n = len(tokens)
        head = np.full(n, -1, np.int32)
        skip = np.zeros(n, np.uint8)
        hashes = tokens.form if self.exact else tokens.key
        if len(self._table):
            known = (self._table, self._places, self._bits, self._bloom, self._shift)
            _lookup(hashes, *known, head)
            if clitics:
                role = np.zeros(0x100, np.uint8)
                for letter in clitics:
                    role[ord(letter) - 0x600] = 1 if letter in CONJUNCTIONS else 2
                fold = FORM if self.exact else KEY
                _lookup_clitics(tokens.chars, tokens.base, tokens.doc, tokens.start, tokens.end, tokens.kind, fold, role, *known, head, skip)
        at = np.flatnonzero(head >= 0)
        length, entry, keep = np.empty(len(at), np.int32), np.empty(len(at), np.int32), np.empty(len(at), np.bool_)
        _longest(hashes, at, tokens.first[tokens.doc[at] + 1], head[at], self._options, self._words, self._rest, self._of, length, entry, keep)
        return Hits(at[keep], length[keep], entry[keep], skip[at[keep]])
