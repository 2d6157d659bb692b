"""What makes two texts the same text: their letters and digits, folded. Ids and exact-copy keys are made of it; similarity is not its matter."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from numba import njit

from pipeline.text.chars import CLASSES, DIGIT, KEY, LETTER, SIZE, key
from pipeline.text.tokens import I64, LAM_ALEF_FIRST, LAM_ALEF_LAST, U8, U32, Tokens, tokenize


@njit(cache=True, nogil=True)
def _fold(chars: U32, base: I64, begin: I64, classes: U8, fold: U32, out: U32, ends: I64, ligatures: U8) -> None:
    """Letters and digits of each text from `begin` on, folded, one text after the other; says which texts hold ligatures."""
    n = 0
    for d in range(len(base) - 1):
        for i in range(base[d] + begin[d], base[d + 1]):
            c = chars[i]
            if c < SIZE and (classes[c] == LETTER or classes[c] == DIGIT):
                out[n] = fold[c]
                n += 1
                if LAM_ALEF_FIRST <= c <= LAM_ALEF_LAST:
                    ligatures[d] = 1
        ends[d + 1] = n


def content_keys(tokens: Tokens, begin: Sequence[int] | None = None) -> list[str]:
    """For each text the hex sha256 of its letters and digits, folded; white space, marks and punctuation do not count.

    Args:
        tokens: A batch of texts.
        begin: For each text the first character that counts; all of it by default.
    """
    count = len(tokens.texts)
    first = np.array(begin, np.int64) if begin is not None else np.zeros(count, np.int64)
    folded, ends, ligatures = np.empty(len(tokens.chars), np.uint32), np.zeros(count + 1, np.int64), np.zeros(count, np.uint8)
    _fold(tokens.chars, tokens.base, first, CLASSES, KEY, folded, ends, ligatures)
    keys = [sha256(folded[a:b].data).hexdigest() for a, b in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]
    for d in np.flatnonzero(ligatures).tolist():
        # one character for two letters, which only `key` takes apart
        keys[d] = content_keys(tokenize([key(tokens.texts[d][first[d] :])]))[0]
    return keys
