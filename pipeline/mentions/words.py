"""What is known of a word from counting a large corpus: how frequent it is, which words it behaves like, and where its clitics end.

A table of hashed words (made by `training/words.py`) is held in open addressing so that a look-up costs one memory access. The stem of a
token is what is left when و ف ب ك ل that do not belong to the word are cut off: the corpus decides, by which part is the better known word.
Nothing about names or labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.text.chars import KEY, SIZE
from pipeline.text.tokens import I32, I64, U8, U32, U64, Tokens, fold_hash

U16 = npt.NDArray[np.uint16]

#: Band from above which on a word is an everyday word.
EVERYDAY = 100
#: The same before و: what follows it may even be the rarer word.
MARGIN_WAW = -8
_NONE, _EMPTY = np.zeros(0, np.uint32), np.full(1, -1, np.int32)
_AL = (np.uint32(0x627), np.uint32(0x644))
_WAW, _FA, _BA, _KAF, _LAM = (np.uint32(ord(c)) for c in "وفبكل")


@njit(cache=True, nogil=True)
def fill_slots(hashes: U32, slots: I32) -> None:
    """Enters every hash into an open-addressing table whose length is a power of two."""
    mask = len(slots) - 1
    for i in range(len(hashes)):
        at = np.int64(hashes[i]) & mask
        while slots[at] >= 0:
            at = (at + 1) & mask
        slots[at] = i


@njit(cache=True, nogil=True)
def find_slot(h: np.uint64, hashes: U32, slots: I32) -> int:
    """Row of a word by the upper half of its 64-bit hash, or -1."""
    small = np.uint32(h >> np.uint64(32))
    mask = len(slots) - 1
    at = np.int64(small) & mask
    while slots[at] >= 0:
        if hashes[slots[at]] == small:
            return int(slots[at])
        at = (at + 1) & mask
    return -1


@njit(cache=True, nogil=True)
def _lam_hash(chars: U32, a: int, b: int, fold: U32) -> np.uint64:
    """Hash of ل + ``chars[a:b]`` written with the alef that لل leaves out."""
    h = np.uint64(0xCBF29CE484222325)
    h = (h ^ np.uint64(0x627)) * np.uint64(0x100000001B3)
    for i in range(a, b):
        c = chars[i]
        f = fold[c] if c < SIZE else c
        if f != 0:
            h = (h ^ np.uint64(f)) * np.uint64(0x100000001B3)
    return h


@njit(cache=True, nogil=True)
def _known(slot: int, band: U8) -> int:
    return int(band[slot]) if slot >= 0 else 0


@njit(cache=True, nogil=True)
def is_article(h: np.uint64, plain: int, full: int, names: U32, names_slots: I32) -> bool:
    """Whether the second lam of لل… is that of ال, which leaves its alef out: للأمم, but not للبنان.

    Args:
        h: Hash of the word from the second lam on.
        plain: Band of that word, 0 if it is unknown.
        full: Band of the word with the alef added.
        names: Upper halves of the hashes of listed names.
        names_slots: Index of them.
    """
    return find_slot(h, names, names_slots) < 0 or plain <= full


@njit(cache=True, nogil=True)
def _stem(
    chars: U32,
    base: I64,
    doc: I32,
    start: I32,
    end: I32,
    kind: U8,
    key: U64,
    fold: U32,
    hashes: U32,
    slots: I32,
    band: U8,
    margin: int,
    keep: U32,
    keep_slots: I32,
    sample: I64,
    skip: U8,
    row: I32,
    stem: U64,
) -> None:
    for u in range(len(sample)):
        i = sample[u]
        stem[u] = key[i]
        row[u] = find_slot(key[i], hashes, slots)
        if kind[i] != 0:
            continue
        a, b = base[doc[i]] + np.int64(start[i]), base[doc[i]] + np.int64(end[i])
        best = _known(row[u], band)
        cut, k, now = 0, a, key[i]
        # at most one conjunction, then one preposition
        for step in range(2):
            if b - k < 4:
                break
            c = chars[k]
            is_conj = step == 0 and (c == _WAW or c == _FA)
            is_prep = c == _BA or c == _KAF or c == _LAM
            if not is_prep and not is_conj:
                break
            k += 1
            while k < b - 1 and chars[k] < SIZE and fold[chars[k]] == 0:  # لـ with tatweel
                k += 1
            merged = c == _LAM and chars[k] == _LAM
            h = np.uint64(fold_hash(chars, k, b, fold))
            at = find_slot(h, hashes, slots)
            known = _known(at, band)
            if merged:
                full = np.uint64(_lam_hash(chars, k, b, fold))
                at_full = find_slot(full, hashes, slots)
                merged = is_article(h, known, _known(at_full, band), keep, keep_slots)
                if merged:
                    h, at, known = full, at_full, _known(at_full, band)
            article = merged or (chars[k] == _AL[0] and chars[k + 1] == _AL[1] and b - k >= 5)
            foreign = chars[k] < 0x250
            better = known >= (best + (MARGIN_WAW if c == _WAW else margin) if best > 0 else 1)
            # بعقوبة and كيلي are names as they stand, and what a cut would leave is none
            if (is_prep or known <= best) and better and not article and find_slot(now, keep, keep_slots) >= 0 and find_slot(h, keep, keep_slots) < 0:
                better = False
            # وال بال كال فال لل before three letters or more: a clitic unless the whole is by far the better known word;
            # so is و before what nobody knows
            if better or foreign or (article and known + 24 >= best) or (c == _WAW and best == 0 and known == 0 and b - k >= 4):
                cut, best = k - a, known
                stem[u], row[u], now = h, at, h
            if is_prep:
                break
        skip[u] = cut


@dataclass(frozen=True, slots=True)
class Words:
    """The word table.

    Attributes:
        hashes: Upper halves of the words' *key* hashes.
        slots: Open-addressing index of `hashes`.
        band: Eight times the binary logarithm of the word's count in the corpus, at most 255.
        clusters: Cluster numbers of each word at three grains, 0 for none; shape (words, 3).
    """

    hashes: U32
    slots: I32
    band: U8
    clusters: U16


@dataclass(frozen=True, slots=True)
class Stems:
    """Stems of tokens, one entry a token.

    Attributes:
        skip: Characters of clitics before the stem.
        row: Row of the stem in the word table, -1 when unknown.
        stem: 64-bit hash of the stem.
    """

    skip: U8
    row: I32
    stem: U64

    def take(self, at: I32) -> Stems:
        """The entries at these places."""
        # none is out of bounds; asked to check for it, numpy takes twice as long
        return Stems(self.skip.take(at, mode="clip"), self.row.take(at, mode="clip"), self.stem.take(at, mode="clip"))


def index(hashes: U32) -> I32:
    """Open-addressing index of a list of hashes."""
    slots = np.full(1 << max(4, int(np.ceil(np.log2(max(1, len(hashes)) * 2)))), -1, np.int32)
    fill_slots(hashes, slots)
    return slots


@cache
def words() -> Words:
    """The shipped word table."""
    with (files("pipeline.resources") / "names" / "words.npz").open("rb") as f, np.load(f) as z:
        hashes = z["hashes"]
        return Words(hashes, index(hashes), z["band"], np.ascontiguousarray(np.stack([z["fine"], z["middle"], z["coarse"]], axis=1).astype(np.uint16)))


def stems(tokens: Tokens, table: Words, keep: U32 = _NONE, keep_slots: I32 = _EMPTY, margin: int = 8, *, sample: I64 | None = None) -> Stems:
    """Cuts clitics off.

    Args:
        tokens: The batch.
        table: What is known of words.
        keep: Upper halves of hashes of words that are rather names as they stand.
        keep_slots: Index of `keep`.
        margin: How much more frequent (in eighths of a doubling) the rest must be than the whole.
        sample: Which tokens; all if not given.

    Returns:
        The stem of every token.
    """
    which = np.arange(len(tokens)) if sample is None else sample
    n = len(which)
    skip, row, stem = np.zeros(n, np.uint8), np.empty(n, np.int32), np.empty(n, np.uint64)
    _stem(
        tokens.chars,
        tokens.base,
        tokens.doc,
        tokens.start,
        tokens.end,
        tokens.kind,
        tokens.key,
        KEY,
        table.hashes,
        table.slots,
        table.band,
        margin,
        keep,
        keep_slots,
        which,
        skip,
        row,
        stem,
    )
    return Stems(skip, row, stem)
