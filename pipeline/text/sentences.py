"""Where sentences end. One splitter for all stages, over the tokens of a batch; no other structure of the text.

A sentence ends at a line break, at . ! ? ؟ … and before nothing else; not inside a quotation opened in the same line, not after an
abbreviation (د. م.) or inside a number.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipeline.text.tokens import I32, I64, U8, U32, Tokens

_STOPS = np.array([ord(c) for c in ".!?؟…۔"], np.uint32)


@njit(cache=True, nogil=True)
def _split(chars: U32, base: I64, doc: I32, start: I32, end: I32, kind: U8, breaks: U8, stops: U32, out: I32) -> None:
    sentence = np.int32(0)
    for i in range(len(start)):
        if i == 0 or doc[i] != doc[i - 1]:
            sentence = np.int32(0)
        elif breaks[i] > 0:
            sentence += np.int32(1)
        else:
            # the token before is a stop followed by a blank, and not the dot of a one-letter abbreviation
            p = i - 1
            c = chars[base[doc[p]] + start[p]]
            is_stop = False
            if kind[p] == 2:
                for x in stops:
                    is_stop |= c == x
            if is_stop and start[i] > end[p]:
                short = c == 0x2E and p > 0 and doc[p - 1] == doc[p] and kind[p - 1] == 0 and end[p - 1] - start[p - 1] == 1 and end[p - 1] == start[p]
                if not short:
                    sentence += np.int32(1)
        out[i] = sentence


def sentence_of(tokens: Tokens) -> I32:
    """Number of the sentence of every token, counted from 0 in each text."""
    out = np.zeros(len(tokens), np.int32)
    _split(tokens.chars, tokens.base, tokens.doc, tokens.start, tokens.end, tokens.kind, tokens.breaks, _STOPS, out)
    return out
