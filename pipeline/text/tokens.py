"""The one tokenizer of all stages: a batch of texts in, arrays of tokens with offsets and hashes out. No sentences, no meaning.

A token is a run of letters, digits and marks (diacritics, tatweel), or one punctuation character. A digit run does not join a letter
run (``16يونيو`` is two tokens), a decimal point or comma between digits stays inside the number. Clitics stay attached: `lexicon`
looks words up with and without them. Offsets are code points, half-open, of the text's own characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.text.chars import CLASSES, DIGIT, FORM, KEY, LETTER, MARK, NEWLINE, OTHER, PUNCT, SIZE, SPACE, codepoints

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]

# Token kinds.
WORD, NUMBER, PUNCTUATION = 0, 1, 2

#: FNV-1a 64-bit, http://www.isthe.com/chongo/tech/comp/fnv/
FNV_BASIS: Final = np.uint64(0xCBF29CE484222325)
FNV_PRIME: Final = np.uint64(0x100000001B3)

# Lam-alef ligatures stand for two letters (see `pipeline.text.chars.LAM_ALEF`).
LAM_ALEF_FIRST: Final = 0xFEF5
LAM_ALEF_LAST: Final = 0xFEFC
ALEFS: Final = (0x622, 0x623, 0x625, 0x627)


@njit(cache=True, nogil=True)
def fold_hash(chars: U32, start: int, end: int, fold: U32) -> np.uint64:
    """FNV-1a hash of ``chars[start:end]`` after folding; folded-away characters do not count."""
    h = FNV_BASIS
    for i in range(start, end):
        c = chars[i]
        f = fold[c] if c < SIZE else c
        if f != 0:
            h = (h ^ np.uint64(f)) * FNV_PRIME
        if LAM_ALEF_FIRST <= c <= LAM_ALEF_LAST:
            h = (h ^ np.uint64(fold[ALEFS[(c - LAM_ALEF_FIRST) // 2]])) * FNV_PRIME
    return h


@njit(cache=True, nogil=True)
def _scan(chars: U32, base: I64, classes: U8, form: U32, key: U32, start: I32, end: I32, kind: U8, doc: I32, hform: U64, hkey: U64, breaks: U8, per_doc: I64) -> int:
    n = 0
    for d in range(len(base) - 1):
        i, stop, origin = base[d], base[d + 1], base[d]
        after_newline = np.uint8(2)
        while i < stop:
            c = chars[i]
            cls = classes[c] if c < SIZE else OTHER
            if cls == NEWLINE:
                after_newline = np.uint8(2) if after_newline >= 1 else np.uint8(1)
                i += 1
                continue
            if cls == SPACE or cls == MARK:
                i += 1
                continue
            j = i + 1
            k = PUNCTUATION
            if cls == LETTER:
                # the hashes are those of `fold_hash`, made in the one pass that finds the end of the word
                k = WORD
                f, h = (FNV_BASIS ^ np.uint64(form[c])) * FNV_PRIME, (FNV_BASIS ^ np.uint64(key[c])) * FNV_PRIME
                has_ligature = LAM_ALEF_FIRST <= c <= LAM_ALEF_LAST
                while j < stop:
                    x = chars[j]
                    cj = classes[x] if x < SIZE else OTHER
                    if cj == LETTER:
                        f, h = (f ^ np.uint64(form[x])) * FNV_PRIME, (h ^ np.uint64(key[x])) * FNV_PRIME
                        has_ligature |= LAM_ALEF_FIRST <= x <= LAM_ALEF_LAST
                    elif cj != MARK:
                        break
                    j += 1
                if has_ligature:
                    f, h = fold_hash(chars, i, j, form), fold_hash(chars, i, j, key)
                hform[n], hkey[n] = f, h
            elif cls == DIGIT:
                k = NUMBER
                while j < stop:
                    x = chars[j]
                    cj = classes[x] if x < SIZE else OTHER
                    if cj == DIGIT or cj == MARK:
                        j += 1
                        continue
                    # . , ٫ ٬ between two digits belong to the number
                    if (x == 0x2E or x == 0x2C or x == 0x66B or x == 0x66C) and j + 1 < stop:
                        y = chars[j + 1]
                        if y < SIZE and classes[y] == DIGIT:
                            j += 2
                            continue
                    break
            start[n], end[n], kind[n], doc[n] = i - origin, j - origin, k, d
            if k != WORD:
                hform[n], hkey[n] = fold_hash(chars, i, j, form), fold_hash(chars, i, j, key)
            breaks[n] = after_newline
            after_newline = np.uint8(0)
            n += 1
            i = j
        per_doc[d + 1] = n
    return n


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a batch of texts, as parallel arrays over all of them.

    Attributes:
        texts: The texts, in order.
        chars: Code points of all texts, one after the other (uint32).
        base: For each text the offset of its first character in `chars`; one more entry at the end.
        first: For each text the index of its first token; one more entry at the end.
        start: First code point of each token, counted in its own text.
        end: Code point after the last.
        kind: WORD, NUMBER or PUNCTUATION.
        doc: Index of the token's text.
        form: Hash of the token's *form* folding (see `pipeline.text.chars`).
        key: Hash of its *key* folding.
        breaks: 0: same line as the token before; 1: new line; 2: new paragraph (blank line or beginning of text).
    """

    texts: Sequence[str]
    chars: U32
    base: I64
    first: I64
    start: I32
    end: I32
    kind: U8
    doc: I32
    form: U64
    key: U64
    breaks: U8

    def __len__(self) -> int:
        return len(self.start)

    def text(self, i: int) -> str:
        """The characters of token `i`."""
        return self.texts[int(self.doc[i])][int(self.start[i]) : int(self.end[i])]

    def span(self, i: int, j: int) -> str:
        """The characters from token `i` to token `j`, both included; both must be of one text."""
        return self.texts[int(self.doc[i])][int(self.start[i]) : int(self.end[j])]

    def of(self, d: int) -> range:
        """Indices of the tokens of text `d`."""
        return range(int(self.first[d]), int(self.first[d + 1]))


def characters(texts: Sequence[str]) -> tuple[U32, I64]:
    """Code points of all texts, one after the other, and for each text where its first one is; one more entry at the end."""
    base = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(t) for t in texts], out=base[1:])
    return codepoints("".join(texts)), base


def tokenize(texts: Sequence[str]) -> Tokens:
    """Tokenizes a batch of texts in one pass.

    Args:
        texts: Any strings; an empty one has no tokens.

    Returns:
        The tokens of all texts, in order. About 300 MB/s on one core.
    """
    chars, base = characters(texts)
    n = len(chars)
    start, end, doc = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    kind, breaks = np.empty(n, np.uint8), np.empty(n, np.uint8)
    hform, hkey = np.empty(n, np.uint64), np.empty(n, np.uint64)
    first = np.zeros(len(texts) + 1, np.int64)
    m = _scan(chars, base, CLASSES, FORM, KEY, start, end, kind, doc, hform, hkey, breaks, first)
    return Tokens(texts, chars, base, first, start[:m], end[:m], kind[:m], doc[:m], hform[:m], hkey[:m], breaks[:m])


__all__ = ["FORM", "KEY", "LETTER", "NUMBER", "PUNCT", "PUNCTUATION", "WORD", "Tokens", "fold_hash", "tokenize"]
