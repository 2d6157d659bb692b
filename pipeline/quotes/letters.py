"""What the letters of a token tell: article, clitics, endings, sets of words it stands in as written. Kernels, asked token by token."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from pipeline.quotes import symbols as s
from pipeline.quotes.lexical import PREPOSITION_BIT
from pipeline.text.chars import KEY, SIZE
from pipeline.text.tokens import FNV_BASIS, FNV_PRIME, U32

ALEF, BEH, TEH, LAM, KAF, WAW, FEH, MEEM, HEH, MARBUTA, YEH, NOON, FATHATAN = 0x627, 0x628, 0x62A, 0x644, 0x643, 0x648, 0x641, 0x645, 0x647, 0x629, 0x64A, 0x646, 0x64B
AIN, ALEF_BELOW, TATWEEL = 0x639, 0x625, 0x640
ZERO, NINE, ARABIC_ZERO, ARABIC_NINE = 0x30, 0x39, 0x660, 0x669
#: Options of kernels that only other kernels call: no entry for the interpreter, no counting of references, so they compile in half the time.
INNER: Final[dict[str, Any]] = {"cache": True, "nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}

#: No word that is compared as written is longer.
_LONGEST_WRITTEN = 12
LONG_ENOUGH, _LONGER = 4, 5


@njit(**INNER)
def length(b: Any, i: int) -> int:
    """Characters of token `i`."""
    return b.tok[i].end - b.tok[i].start


@njit(**INNER)
def letter(b: Any, i: int, k: int) -> Any:
    """Character `k` of token `i`, counted from its end if negative; 0 beyond it."""
    n = b.tok[i].end - b.tok[i].start
    at = k if k >= 0 else n + k
    return np.int64(b.chars[b.tok[i].place + at]) if 0 <= at < n else 0


@njit(**INNER)
def written(b: Any, i: int, skip: int) -> np.uint64:
    """Hash of token `i`, without `skip` characters, as written."""
    h = FNV_BASIS
    for k in range(b.tok[i].place + skip, b.tok[i].place + length(b, i)):
        h = (h ^ np.uint64(b.chars[k])) * FNV_PRIME
    return h


@njit(**INNER)
def word_class(b: Any, i: int, skip: int) -> int:
    """Sets in which token `i`, without `skip` characters, stands as written (see `lexical`)."""
    n = length(b, i) - skip
    if n > _LONGEST_WRITTEN or n <= 0:
        return 0
    h = written(b, i, skip)
    at = np.searchsorted(b.lists.exact, h)
    return b.lists.classes[at] if at < len(b.lists.exact) and b.lists.exact[at] == h else 0


@njit(**INNER)
def preposition(b: Any, i: int, skip: int) -> int:
    """Number of the preposition that token `i` is, without `skip` characters, or 0."""
    return word_class(b, i, skip) >> PREPOSITION_BIT


@njit(**INNER)
def word_number(b: Any, i: int) -> int:
    """Number of the folded word, if the models know it."""
    h = b.keys[i]
    at = np.searchsorted(b.lists.hashes, h)
    return b.lists.numbers[at] if at < len(b.lists.hashes) and b.lists.hashes[at] == h else s.UNKNOWN


@njit(**INNER)
def starts_with(b: Any, i: int, skip: int, patterns: U32) -> bool:
    """Whether token `i`, without `skip` characters, begins with one of the patterns."""
    for row in patterns:
        k = 0
        while k < len(row) and row[k] and row[k] == letter(b, i, skip + k):
            k += 1
        if k == len(row) or not row[k]:
            return True
    return False


@njit(**INNER)
def ends_with(b: Any, i: int, patterns: U32) -> bool:
    """Whether token `i` ends with one of the patterns."""
    n = length(b, i)
    for row in patterns:
        m = 0
        while m < len(row) and row[m]:
            m += 1
        if m > n:
            continue
        k = 0
        while k < m and row[k] == letter(b, i, n - m + k):
            k += 1
        if k == m:
            return True
    return False


@njit(**INNER)
def contains(b: Any, i: int, patterns: U32) -> bool:
    """Whether one of the patterns stands in token `i`."""
    for skip in range(length(b, i)):  # noqa: SIM110 - numba compiles no generators
        if starts_with(b, i, skip, patterns):
            return True
    return False


@njit(**INNER)
def is_definite(b: Any, i: int) -> bool:
    """Whether the word at token `i` carries the article (after clitics): ال لل بال وال."""
    k = b.tok[i].skip
    x, y = letter(b, i, k), letter(b, i, k + 1)
    if y == LAM and (x == ALEF or x == LAM):
        return True
    return (x == BEH or x == WAW) and y == ALEF and letter(b, i, k + 2) == LAM


@njit(**INNER)
def is_number(b: Any, i: int) -> bool:
    """Whether token `i` begins with a figure."""
    c = letter(b, i, 0)
    return ZERO <= c <= NINE or ARABIC_ZERO <= c <= ARABIC_NINE


@njit(**INNER)
def begins_ll(b: Any, i: int) -> bool:
    """Whether token `i` begins with لل."""
    return letter(b, i, 0) == LAM and letter(b, i, 1) == LAM


@njit(**INNER)
def mention_at(b: Any, i: int) -> int:
    """The mention whose first token is `i`, or -1."""
    m = b.tok[i].at
    return m if m >= 0 and b.men[m].first == i else -1


@njit(**INNER)
def mention_prefix(b: Any, i: int) -> tuple[int, int, int]:
    """First letter, last letter and number of the letters before the mention that begins inside token `i`; zeros if none does."""
    m = mention_at(b, i)
    if m < 0:
        return 0, 0, 0
    k = b.men[m].start - b.tok[i].start
    if k <= 0:
        return 0, 0, 0
    p = b.tok[i].place
    last = k - 1 if k > 1 and b.chars[p + k - 1] == TATWEEL else k  # لـCNN
    return b.chars[p], b.chars[p + last - 1], k


@njit(**INNER)
def prefix(b: Any, i: int) -> tuple[int, int, int]:
    """Clitics before the noun at token `i`, as far as a mention or a known word shows them; لل and بال show themselves.

    Returns:
        First letter, last letter, how many; zeros if there are none.
    """
    if mention_at(b, i) >= 0:
        return mention_prefix(b, i)
    k = b.tok[i].skip
    x = letter(b, i, 0)
    if k:
        return x, letter(b, i, k - 1), k
    n = length(b, i)
    if n > LONG_ENOUGH and begins_ll(b, i):
        return LAM, LAM, 1
    if n > _LONGER and (x == BEH or x == WAW or x == FEH or x == KAF) and letter(b, i, 1) == ALEF and letter(b, i, 2) == LAM:
        return x, x, 1
    return 0, 0, 0


@njit(**INNER)
def first_clitic(b: Any, i: int) -> int:
    """First letter of the clitics cut off token `i`, or 0."""
    return letter(b, i, 0) if b.tok[i].skip else 0


@njit(**INNER)
def last_clitic(b: Any, i: int) -> int:
    """Last letter of the clitics cut off token `i`, or 0."""
    k = b.tok[i].skip
    return letter(b, i, k - 1) if k else 0


@njit(**INNER)
def is_joined(b: Any, i: int) -> bool:
    """Whether و or ف, cut off, begins token `i`."""
    c = first_clitic(b, i)
    return c == WAW or c == FEH


@njit(**INNER)
def clitic_number(b: Any, i: int, most: int) -> int:
    """Number of the first `most` of the clitics cut off token `i`."""
    x = y = 0
    k = min(most, b.tok[i].skip)
    for n in range(1, len(s.CLITIC_LETTERS)):
        if k > 0 and letter(b, i, 0) == s.CLITIC_LETTERS[n]:
            x = n
        if k > 1 and letter(b, i, 1) == s.CLITIC_LETTERS[n]:
            y = n
    return s.CLITIC_NUMBERS[x, y]


@njit(**INNER)
def folds_to_waw(b: Any, i: int) -> bool:
    """Whether the folded word begins with و."""
    for k in range(length(b, i)):
        c = letter(b, i, k)
        f = KEY[c] if c < SIZE else c
        if f:
            return f == WAW
    return False


@njit(**INNER)
def ends_with_pronoun(b: Any, i: int) -> bool:
    """Whether the word is long enough to end with ه ها هم هما as a possessive."""
    if length(b, i) <= LONG_ENOUGH:
        return False
    x, y, z = letter(b, i, -1), letter(b, i, -2), letter(b, i, -3)
    return x == HEH or (y == HEH and (x == ALEF or x == MEEM)) or (x == ALEF and y == MEEM and z == HEH)


@njit(**INNER)
def ends_in_accusative(b: Any, i: int) -> bool:
    """Whether the word looks like an indefinite one in the accusative (أيضاً, مقالا): no subject."""
    if length(b, i) < LONG_ENOUGH or is_definite(b, i):
        return False
    x, y = letter(b, i, -1), letter(b, i, -2)
    return (x == ALEF and y != WAW) or x == FATHATAN or (x == ALEF and y == FATHATAN)


@njit(**INNER)
def looks_circumstantial(b: Any, i: int) -> bool:
    """Whether the word looks like an indefinite participle in the accusative (مقللاً، معلقة)."""
    if letter(b, i, 0) != MEEM or length(b, i) <= LONG_ENOUGH:
        return False
    x, y = letter(b, i, -1), letter(b, i, -2)
    return x == ALEF or x == MARBUTA or (x == FATHATAN and y == ALEF) or (x == NOON and y == YEH)
