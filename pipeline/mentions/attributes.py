"""What the tagger sees of one word by itself: a row of small hashes a word. What it sees of where the word stands is in `positions`."""

from __future__ import annotations

from enum import IntEnum, auto

import numpy as np
from numba import njit

from pipeline.mentions.gazetteer import U16, Known
from pipeline.mentions.habits import Habits
from pipeline.mentions.words import Stems, Words
from pipeline.text.chars import KEY
from pipeline.text.tokens import I32, I64, U8, U32, U64, Tokens


class A(IntEnum):
    """Attributes: the columns of the array. Those that are looked at together with other words' come first, BAND among them, which is not."""

    STEM = 0
    FINE = auto()
    MIDDLE = auto()
    COARSE = auto()
    BAND = auto()
    SHAPE = auto()
    CLITIC = auto()
    PLACE = auto()
    NAME = auto()
    TRIGGER = auto()
    READ = auto()
    LEADS = auto()
    PHRASE = auto()
    POSITION = auto()
    REPEATED = auto()
    REREAD = auto()
    ELSEWHERE = auto()
    THEME = auto()
    KEY = auto()
    FORM = auto()
    PREFIX2 = auto()
    PREFIX3 = auto()
    PREFIX4 = auto()
    SUFFIX1 = auto()
    SUFFIX2 = auto()
    SUFFIX3 = auto()
    SUFFIX4 = auto()
    DOMAIN = auto()


#: Those that do not follow from the word alone, but from where it stands.
CONTEXT = (A.PHRASE, A.POSITION, A.REPEATED, A.REREAD, A.ELSEWHERE, A.THEME)
#: How many columns templates of several words look at.
SEEN = 18
#: Row that stands for what lies beyond a sentence: every attribute has this value.
BEYOND = np.uint32(0xFFFFFFFF)
#: From which value on shapes are of digits, of Latin words, and of Arabic ones (odd with ال); below, they are marks of punctuation.
DIGITS, LATIN, ARABIC = 0x20000, 0x30000, 0x40000
_SEED, _STEP, _LOW = np.uint64(2166136261), np.uint64(16777619), np.uint64(0xFFFFFFFF)  # FNV-1a, 32 bit


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
        o[A.KEY], o[A.FORM], o[A.STEM] = _mix(key[i]), _mix(form[i]), _mix(stem[u])
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
                o[A.PREFIX2 + j - 1] = h
        h = _SEED
        for j in range(4):
            h = ((h ^ np.uint64(letters[m - 1 - j] if j < m else 0)) * _STEP) & _LOW
            o[A.SUFFIX1 + j] = h
        r = row[u]
        if r >= 0:
            o[A.FINE], o[A.MIDDLE], o[A.COARSE] = clusters[r, 0], clusters[r, 1], clusters[r, 2]
            o[A.BAND] = np.uint32(1 + band[r] // 12)
            o[A.READ], o[A.LEADS] = read[r], leads[r]
        else:
            o[A.FINE], o[A.MIDDLE], o[A.COARSE], o[A.BAND], o[A.READ], o[A.LEADS] = 0, 0, 0, 0, 0, 0
        latin = kind[i] == 0 and c < 0x250
        capital = latin and 0x41 <= c <= 0x5A
        if kind[i] == 2:
            shape = np.uint32(c)
        elif kind[i] == 1:
            shape = np.uint32(DIGITS + min(m, 5))
        elif latin:
            shape = np.uint32(LATIN + min(m, 6) * 2 + int(capital))
        else:
            shape = np.uint32(ARABIC + min(m - lo, 9) * 2 + int(al))
        o[A.SHAPE] = shape
        o[A.CLITIC] = np.uint32(0) if skip[u] == 0 else np.uint32(fold[c] * np.uint32(4) + np.uint32(skip[u])) if c < 0x10000 else np.uint32(1)
        o[A.PLACE] = np.uint32(bits[u] & np.uint16(0x7F))
        o[A.NAME] = np.uint32(bits[u] >> np.uint16(8))
        o[A.TRIGGER] = np.uint32(trigger[u])
        o[A.PHRASE] = o[A.POSITION] = o[A.REPEATED] = o[A.REREAD] = o[A.ELSEWHERE] = o[A.THEME] = 0
        o[A.DOMAIN] = np.uint32(domain)


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
