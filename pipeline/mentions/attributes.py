"""What the tagger sees of one token by itself: a row of small hashes a token. How they are combined stands in `features`."""

from __future__ import annotations

from enum import IntEnum, auto

import numpy as np
from numba import njit

from pipeline.mentions.gazetteer import U16, Known
from pipeline.mentions.habits import Habits
from pipeline.mentions.words import Stems, Words
from pipeline.text.chars import CLOSING_MARKS, KEY, OPENING_MARKS, STRAIGHT_MARKS
from pipeline.text.tokens import I32, I64, U8, U32, U64, Tokens


class A(IntEnum):
    """Attributes: the columns of the array."""

    KEY = 0
    FORM = auto()
    STEM = auto()
    PREFIX2 = auto()
    PREFIX3 = auto()
    PREFIX4 = auto()
    SUFFIX1 = auto()
    SUFFIX2 = auto()
    SUFFIX3 = auto()
    SUFFIX4 = auto()
    FINE = auto()
    MIDDLE = auto()
    COARSE = auto()
    BAND = auto()
    SHAPE = auto()
    CLITIC = auto()
    PLACE = auto()
    NAME = auto()
    PHRASE = auto()
    TRIGGER = auto()
    POSITION = auto()
    REPEATED = auto()
    DOMAIN = auto()
    READ = auto()
    LEADS = auto()
    REREAD = auto()


#: Those that do not follow from the word alone, but from where it stands.
CONTEXT = (A.PHRASE, A.POSITION, A.REPEATED, A.REREAD)
#: Row that stands for what lies beyond a sentence: every attribute has this value.
BEYOND = np.uint32(0xFFFFFFFF)
_SEED, _STEP, _LOW = np.uint64(2166136261), np.uint64(16777619), np.uint64(0xFFFFFFFF)  # FNV-1a, 32 bit
_OPEN = np.array([ord(c) for c in OPENING_MARKS], np.uint32)
_CLOSE = np.array([ord(c) for c in CLOSING_MARKS], np.uint32)
_STRAIGHT = np.array([ord(c) for c in STRAIGHT_MARKS], np.uint32)


@njit(cache=True, nogil=True)
def _in(c: np.uint32, marks: U32) -> bool:
    for m in marks:  # noqa: SIM110 - numba knows no generators
        if c == m:
            return True
    return False


@njit(cache=True, nogil=True)
def _mix(h: np.uint64) -> np.uint32:
    return np.uint32((h ^ (h >> np.uint64(32))) & np.uint64(0xFFFFFFFF))


@njit(cache=True, nogil=True)
def _fill_words(
    chars: U32,
    base: I64,
    doc: I32,
    start: I32,
    end: I32,
    kind: U8,
    form: U64,
    key: U64,
    fold: U32,
    sample: I64,
    skip: U8,
    row: I32,
    stem: U64,
    band: U8,
    clusters: U16,
    bits: U16,
    trigger: U8,
    read: U8,
    leads: U8,
    domain: int,
    out: U32,
) -> None:
    letters = np.empty(64, np.uint32)
    for u in range(len(sample)):
        i = sample[u]
        o = out[u]
        a, b = base[doc[i]] + np.int64(start[i]), base[doc[i]] + np.int64(end[i])
        c = chars[a]
        o[0], o[1], o[2] = _mix(key[i]), _mix(form[i]), _mix(stem[u])
        # letters of the stem, folded; ال apart
        k = a + np.int64(skip[u])
        m = 0
        while k < b and m < 64:
            x = chars[k]
            f = fold[x] if x < 0x10000 else x
            if f != 0:
                letters[m] = f
                m += 1
            k += 1
        al = m > 3 and letters[0] == 0x627 and letters[1] == 0x644
        if skip[u] > 0 and m > 2 and letters[0] == 0x644 and chars[a + np.int64(skip[u]) - 1] == 0x644:
            al = True  # لل
        lo = 2 if al and letters[0] == 0x627 else 1 if al else 0
        h = _SEED
        for j in range(4):
            h = ((h ^ np.uint64(letters[lo + j] if lo + j < m else 0)) * _STEP) & _LOW
            if j > 0:
                o[2 + j] = h
        h = _SEED
        for j in range(4):
            h = ((h ^ np.uint64(letters[m - 1 - j] if j < m else 0)) * _STEP) & _LOW
            o[6 + j] = h
        r = row[u]
        if r >= 0:
            o[10], o[11], o[12] = clusters[r, 0], clusters[r, 1], clusters[r, 2]
            o[13] = np.uint32(1 + band[r] // 12)
            o[23], o[24] = read[r], leads[r]
        else:
            o[10], o[11], o[12], o[13], o[23], o[24] = 0, 0, 0, 0, 0, 0
        latin = kind[i] == 0 and c < 0x250
        capital = latin and 0x41 <= c <= 0x5A
        if kind[i] == 2:
            shape = np.uint32(c)
        elif kind[i] == 1:
            shape = np.uint32(0x20000 + min(m, 5))
        elif latin:
            shape = np.uint32(0x30000 + min(m, 6) * 2 + int(capital))
        else:
            shape = np.uint32(0x40000 + min(m - lo, 9) * 2 + int(al))
        o[14] = shape
        o[15] = np.uint32(0) if skip[u] == 0 else np.uint32(fold[c] * np.uint32(4) + np.uint32(skip[u])) if c < 0x10000 else np.uint32(1)
        o[16] = np.uint32(bits[u] & np.uint16(0x7F))
        o[17] = np.uint32(bits[u] >> np.uint16(8))
        o[19] = np.uint32(trigger[u])
        o[18] = o[20] = o[21] = o[25] = 0
        o[22] = np.uint32(domain)


@njit(cache=True, nogil=True)
def _fill_places(
    chars: U32, base: I64, first: I64, start: I32, kind: U8, breaks: U8, stem: U64, row: I32, band: U8, phrase: U8, reread: U8, opening: U32, closing: U32, straight: U32, out: U32
) -> None:
    counts = np.zeros(1 << 12, np.uint16)
    quoted, opened = False, False
    for d in range(len(first) - 1):
        for i in range(first[d], first[d + 1]):
            counts[np.int64(stem[i] & np.uint64(0xFFF))] += np.uint16(1)
        line = 0
        for i in range(first[d], first[d + 1]):
            if breaks[i] > 0:
                quoted = False
                line += 1
            is_mark = False
            if kind[i] == 2:
                c = chars[base[d] + np.int64(start[i])]
                if _in(c, opening):
                    is_mark, quoted = True, True
                elif _in(c, closing):
                    is_mark, quoted = True, False
                elif _in(c, straight):
                    is_mark, quoted = True, not quoted
            if is_mark:
                opened = quoted
            out[i, 0] = phrase[i]
            out[i, 1] = np.uint32(min(max(line - 1, 0), 2) * 8 + int(quoted) * 4 + int(opened) * 2 + int(breaks[i] > 0))
            if not is_mark:
                opened = False
            times = int(counts[np.int64(stem[i] & np.uint64(0xFFF))])
            out[i, 3] = reread[i]
            out[i, 2] = np.uint32(0 if kind[i] != 0 or (row[i] >= 0 and band[row[i]] > 100) else min(times, 4))
        for i in range(first[d], first[d + 1]):
            counts[np.int64(stem[i] & np.uint64(0xFFF))] = 0


def of_words(tokens: Tokens, sample: I64, stems: Stems, words: Words, known: Known, habits: Habits, domain: int, out: U32) -> None:
    """Attributes of words; those in `CONTEXT` are 0.

    Args:
        tokens: The batch.
        sample: A token of every word.
        stems: Stems of the words.
        words: What is known of words.
        known: What the lists say of the words.
        habits: How the corpus was read.
        domain: Number of the corpus, for training; 0 is news.
        out: Where they go; shape (words, attributes).
    """
    _fill_words(
        tokens.chars,
        tokens.base,
        tokens.doc,
        tokens.start,
        tokens.end,
        tokens.kind,
        tokens.form,
        tokens.key,
        KEY,
        sample,
        stems.skip,
        stems.row,
        stems.stem,
        words.band,
        words.clusters,
        known.bits,
        known.trigger,
        habits.read,
        habits.leads,
        domain,
        out,
    )


def of_places(tokens: Tokens, stems: Stems, words: Words, phrase: U8, reread: U8) -> U32:
    """The attributes in `CONTEXT` of every token: array of shape (tokens, 4)."""
    out = np.empty((len(tokens), len(CONTEXT)), np.uint32)
    _fill_places(
        tokens.chars,
        tokens.base,
        tokens.first,
        tokens.start,
        tokens.kind,
        tokens.breaks,
        stems.stem,
        stems.row,
        words.band,
        phrase,
        reread,
        _OPEN,
        _CLOSE,
        _STRAIGHT,
        out,
    )
    return out
