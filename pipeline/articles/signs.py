"""Signs that a line, or the end of a text, could be anything but article text: one pass over the characters before any pattern is tried.

A sign is necessary, never sufficient: what bears none is article text for sure, what bears one is judged by the rules of `cleaning`.
What the signs are is read off the patterns of `resources/articles/boilerplate.yaml`.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.articles.patterns import load
from pipeline.articles.starts import BITS, REACH, packed, starts
from pipeline.text.chars import CLASSES, KEY, LETTER, MARK, NEWLINE, SIZE
from pipeline.text.lexicon import member
from pipeline.text.tokens import I32, I64, U8, U32, U64

U16 = npt.NDArray[np.uint16]

#: White space and what is as good as it at the ends of a line: zero-width and direction marks.
EMPTY: Final = " \t\x1c\x1d\x1e\x1f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff\u200b\u200e\u200f\u202a\u202b\u202c"
#: What may stand before a footer, with blanks between.
FOOTER_AFTER: Final = '\n.!?؟…۔”"»)]}'
#: How far from the end of the text a footer may begin.
TAIL_WINDOW: Final = 420

# What a line may bear.
ODD: Final = 1  # its beginning or its end could be that of a line that is no article text
WIDGET: Final = 2  # what widgets cannot do without stands in it
LINK: Final = 4  # what links glued into it cannot do without stands in it

# What the kernels have to know of a character; of a letter, whether a beginning of a footer ends with it.
_BREAK, _BLANK, _LETTER, _INSIDE, _MARK, _SIGN, _TAIL_SIGN, _CLUE, _STOP = 1, 2, 4, 8, 16, 32, 64, 128, 256
_LAST, _BEFORE_LAST = 1, 2
#: Last characters of what is looked for inside lines: ايض and أيض of links, Next and // of widgets.
_DAD, _T, _SLASH = 0x636, 0x74, 0x2F
#: Key folding, and the Turkish i, which patterns that ignore case take for the English one.
FOLD: Final = KEY.copy()
FOLD[[0x130, 0x131]] = ord("i")


class Beginnings(NamedTuple):
    """What lines and footers can begin with, as the kernels want it: words that end there, beginnings that go on, tables of characters.

    `anywhere` are letters that footers hold which need not stand at the beginning of a word. Masks are as wide as the letters they are for.
    """

    kinds: U16
    tails: U8
    whole: U64
    open: U64
    tail_whole: U64
    tail_open: U64
    anywhere: U64
    gram_mask: np.uint64
    last_word: np.uint64
    last_mask: np.uint64


@cache
def beginnings() -> Beginnings:
    """What is looked for, read once."""
    data = load("boilerplate.yaml")
    line = starts([p for kind in data["lines"].values() for p in kind])
    link = starts([*data["related_inline"], *data["related_openers"]], ends=False)
    share = frozenset(w[:REACH] for w in data["share_first"])
    tail = starts([p for kind in data["tails"].values() for p in kind])
    strong = starts(data["strong_tails"], ends=False, lead=True)
    last = _folded(data["free_signs"]["last_letters"])
    gram = min(map(len, strong.whole | strong.open))
    kinds = np.zeros(SIZE, np.uint16)
    for cls, bit in ((NEWLINE, _BREAK), (LETTER, _LETTER), (MARK, _MARK)):
        kinds[cls == CLASSES] |= np.uint16(bit)
    # the marks a pattern allows behind each of its letters (see `patterns`)
    kinds[[*range(0x64B, 0x653), 0x670, 0x640]] |= np.uint16(_INSIDE)
    kinds[[*map(ord, EMPTY)]] |= np.uint16(_BLANK)
    kinds[[*map(ord, data["free_signs"]["characters"])]] |= np.uint16(_SIGN)
    kinds[[*map(ord, tail.signs)]] |= np.uint16(_TAIL_SIGN)
    kinds[[_DAD, _T, _SLASH]] |= np.uint16(_CLUE)
    kinds[[*map(ord, FOOTER_AFTER)]] |= np.uint16(_STOP)
    tails = np.zeros(SIZE, np.uint8)
    for at, bit in ((gram - 1, _LAST), (gram - 2, _BEFORE_LAST)):
        tails[np.isin(FOLD, [ord(s[at]) for s in strong.whole | strong.open])] |= np.uint8(bit)
    return Beginnings(
        kinds,
        tails,
        packed(line.whole | link.whole | {_folded(w) for w in share if len(w) < REACH}),
        packed(line.open | link.open | {_folded(w) for w in share if len(w) == REACH}),
        packed(tail.whole),
        packed(tail.open),
        packed(s[:gram] for s in strong.whole | strong.open),
        _mask(gram),
        packed([last])[0],
        _mask(len(last)),
    )


def _mask(letters: int) -> np.uint64:
    return np.uint64((1 << BITS * letters) - 1)


def _folded(word: str) -> str:
    return "".join(chr(int(FOLD[ord(ch)])) for ch in word)


@njit(cache=True, nogil=True)
def _begins(chars: U32, at: int, stop: int, kinds: U16, fold: U32, whole: U64, open_: U64) -> bool:
    """Whether the word that begins with the letter at `at` is in a list, or begins like one."""
    code = np.uint64(0)
    n = 0
    for i in range(at, stop):
        c = chars[i]
        k = kinds[c] if c < SIZE else 0
        if k & _LETTER:
            code = (code << np.uint64(BITS)) | np.uint64(fold[c] & 0x7FF)
            n += 1
            if member(open_, code) >= 0:
                return True
            if n == REACH:
                return False
        elif k & _MARK:
            if not k & _INSIDE:
                return True
        else:
            break
    return member(whole, code) >= 0


@njit(cache=True, nogil=True)
def _clue(chars: U32, begin: int, i: int) -> int:
    """What stands in a line that begins at `begin`, if it ends with the clue at `i`."""
    c, p1 = chars[i], chars[max(i - 1, begin)]
    if c == _SLASH:
        return WIDGET if i > begin and p1 == _SLASH else 0
    p2 = chars[max(i - 2, begin)]
    if c == _DAD:
        return LINK if i - 2 >= begin and p1 == 0x64A and (p2 == 0x627 or p2 == 0x623) else 0
    return WIDGET if i - 3 >= begin and p1 == 0x78 and p2 == 0x65 and chars[i - 3] == 0x4E else 0


@njit(cache=True, nogil=True)
def _last_letters(chars: U32, begin: int, stop: int, kinds: U16, fold: U32, mask: np.uint64) -> np.uint64:
    """The last letters between two places, folded and packed; what stands between them does not count."""
    code, shift, i = np.uint64(0), np.uint64(0), stop - 1
    while i >= begin and (mask >> shift) != 0:
        c = chars[i]
        if c < SIZE and kinds[c] & _LETTER:
            code |= np.uint64(fold[c] & 0x7FF) << shift
            shift += np.uint64(BITS)
        i -= 1
    return code


@njit(cache=True, nogil=True)
def scan(
    chars: U32, base: I64, kinds: U16, fold: U32, whole: U64, open_: U64, last_word: np.uint64, last_mask: np.uint64, start: I32, end: I32, blank: U8, signs: U8, first: I64
) -> None:
    """Lines of every text: where each begins and ends, whether a blank line stands before it, and what it bears."""
    n = 0
    for d in range(len(base) - 1):
        origin, stop = base[d], base[d + 1]
        breaks, empty = 0, False
        i = origin
        while i < stop:
            if chars[i] < SIZE and kinds[chars[i]] & _BREAK:
                breaks += chars[i] == 0x0A
                i += 1
                continue
            begin, sign = i, 0
            while i < stop:
                c = chars[i]
                k = kinds[c] if c < SIZE else 0
                if k & (_BREAK | _SIGN | _CLUE):
                    if k & _BREAK:
                        break
                    sign |= ODD if k & _SIGN else _clue(chars, begin, i)
                i += 1
            a, b = begin, i
            while a < i and chars[a] < SIZE and kinds[chars[a]] & _BLANK:
                a += 1
            if a == i:
                empty = True
                continue
            while chars[b - 1] < SIZE and kinds[chars[b - 1]] & _BLANK:
                b -= 1
            first_is_letter = chars[a] < SIZE and kinds[chars[a]] & _LETTER
            if not first_is_letter or _begins(chars, a, b, kinds, fold, whole, open_) or _last_letters(chars, a, b, kinds, fold, last_mask) == last_word:
                sign |= ODD
            start[n], end[n], signs[n] = a - origin, b - origin, sign
            blank[n] = n > first[d] and (empty or breaks > 1)
            breaks, empty = 0, False
            n += 1
        first[d + 1] = n


@njit(cache=True, nogil=True)
def _may_end(chars: U32, low: int, stop: int, kinds: U16, tails: U8, fold: U32, whole: U64, open_: U64, anywhere: U64, gram: np.uint64) -> bool:
    """Whether a footer may begin between two places."""
    after_stop, last = False, 0
    for i in range(low, stop):
        c = chars[i]
        k = kinds[c] if c < SIZE else 0
        if k & _LETTER:
            if after_stop and _begins(chars, i, stop, kinds, fold, whole, open_):
                return True
            t = tails[c]
            if t & _LAST and last & _BEFORE_LAST and member(anywhere, _last_letters(chars, low, i + 1, kinds, fold, gram)) >= 0:
                return True
            after_stop, last = False, t
        elif k & _TAIL_SIGN:
            return True
        else:
            after_stop = (k & _STOP) != 0 or (after_stop and (k & (_BLANK | _BREAK)) != 0)
    return False


@njit(cache=True, nogil=True)
def footers(chars: U32, base: I64, kinds: U16, tails: U8, fold: U32, whole: U64, open_: U64, anywhere: U64, gram: np.uint64, out: U8) -> None:
    """Says of every text whether a footer may stand at its end."""
    for d in range(len(base) - 1):
        out[d] = _may_end(chars, max(base[d], base[d + 1] - TAIL_WINDOW), base[d + 1], kinds, tails, fold, whole, open_, anywhere, gram)
