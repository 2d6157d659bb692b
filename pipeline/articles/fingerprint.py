"""What makes two texts the same text: their letters and digits, folded. Ids and exact-copy keys are made of it; similarity is not its matter."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import numpy.typing as npt

from pipeline.text.chars import CLASSES, DIGIT, KEY, LETTER, SIZE, codepoints, key

#: Lam-alef ligatures: one character for two letters, which only `key` takes apart.
_LIGATURES = (0xFEF5, 0xFEFC)


def _folded(chars: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    low = np.minimum(chars, SIZE - 1)
    classes = CLASSES[low]
    keep = ((classes == LETTER) | (classes == DIGIT)) & (chars < SIZE)
    folded: npt.NDArray[np.uint32] = KEY[low[keep]]
    return folded


def content_key(text: str) -> str:
    """Hex sha256 of the letters and digits of a text, folded; white space, marks and punctuation do not count."""
    chars = codepoints(text)
    if ((chars >= _LIGATURES[0]) & (chars <= _LIGATURES[1])).any():
        chars = codepoints(key(text))
    return sha256(_folded(chars).tobytes()).hexdigest()
