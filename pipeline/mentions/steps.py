"""How a word joins the one before it: the classes of steps by which the tagger's scores of label sequences differ. No scores, nothing of names or lists.

In «بغداد وكربلاء» a place makes a place likelier; in «محمد المصري» a name goes on; behind a mark it does not. With one table of scores for all steps the
tagger could not tell these apart (conditional random fields whose transitions see the text: Sutton and McCallum 2012, section 2.3).
"""

from __future__ import annotations

from enum import IntEnum, auto
from typing import Final

import numpy as np
from numba import njit

from pipeline.mentions.attributes import ARABIC, DIGITS, A
from pipeline.text.tokens import I32, I64, U8, U32


class Step(IntEnum):
    """How a position joins the one before it."""

    PLAIN = 0
    AND = auto()  # و on the word
    CLITIC = auto()  # another clitic on it
    ARTICLE = auto()  # ال on it, and no clitic
    LINK = auto()  # a comma, dash or slash itself
    BEHIND = auto()  # a mark of punctuation before it in the sentence


#: Added where the word is a mark of punctuation.
_MARK: Final = np.uint8(128)
_LINKS: Final = np.array([ord(c) for c in "،,/-–—"], np.uint32)
_WAW: Final = ord("و")
_LINK, _BEHIND = np.uint8(Step.LINK), np.uint8(Step.BEHIND)


def of_words(attributes: U32) -> U8:
    """What each word says of the step to it.

    Args:
        attributes: What the tagger sees of the words; shape (words, attributes).

    Returns:
        The step, if no mark stands before it; 128 added for marks.
    """
    shape, clitic = attributes[:, A.SHAPE], attributes[:, A.CLITIC]
    own = np.full(len(attributes), Step.PLAIN, np.uint8)
    own[(shape >= ARABIC) & (shape % 2 == 1)] = Step.ARTICLE
    own[clitic > 0] = Step.CLITIC
    own[clitic >> 2 == _WAW] = Step.AND
    own[np.isin(shape, _LINKS)] = Step.LINK
    own[shape < DIGITS] += _MARK
    return own


@njit(cache=True, nogil=True)
def steps(word: I32, order: I64, bounds: I64, said: U8) -> U8:
    """The step (`Step`) to every position.

    Args:
        word: Number of the word of every token.
        order: Token of every position.
        bounds: First position of every sentence, and the number of positions.
        said: What the words say (see `of_words`).
    """
    out = np.empty(len(order), np.uint8)
    for s in range(len(bounds) - 1):
        before = np.uint8(0)
        for i in range(bounds[s], bounds[s + 1]):
            own = said[word[order[i]]]
            step = own & ~_MARK
            out[i] = _BEHIND if before >= _MARK and step != _LINK else step
            before = own
    return out
