"""Everybody who could take part in an event: mentions, and nouns that act (الشرطة, مسلحون) where no mention stands. No roles, no events.

A noun that stands before a name as its title (الرئيس الروسي فلاديمير بوتين) is no participant of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from numba import njit

from pipeline.events.context import Batch
from pipeline.events.words import Layer
from pipeline.text.tokens import I32, I64, PUNCTUATION, U8, U32

I16 = npt.NDArray[np.int16]
_ALEF, _BEH, _LAM, _KAF, _WAW, _FEH = 0x627, 0x628, 0x644, 0x643, 0x648, 0x641
_PREP = 128
#: Kind of an acting noun; mentions have 1 PER, 2 ORG, 3 LOC, and 3 more when they are no names.
NOUN = 7


@dataclass(frozen=True, slots=True)
class Parties:
    """Possible participants of a batch, in order of text.

    Attributes:
        first: First token.
        last: Last token.
        kind: See `NOUN`.
        row: Row of `mentions`, -1 for an acting noun.
        entity: Number of the entity inside the batch; every acting noun is its own.
        prep: Token of the preposition that governs it, -1 if none.
        clitic: Preposition written at it (code point), 0 if none.
        joined: 1 when و ties it to the participant before.
        count: Mentions of its entity in the article.
        titled: Whether its entity stands in the title.
    """

    first: I64
    last: I64
    kind: I32
    row: I64
    entity: I32
    prep: I64
    clitic: I32
    joined: U8
    count: I32
    titled: U8

    def __len__(self) -> int:
        return len(self.first)


@njit(cache=True, nogil=True)
def _definite(chars: U32, a: Any, b: Any) -> Any:
    return b - a > 3 and chars[a] == _ALEF and chars[a + 1] == _LAM


@njit(cache=True, nogil=True)
def _nouns(chars: U32, base: I64, doc: I32, start: I32, end: I32, kind: U8, sentence: I32, covered: U8, agent: I16, country: I16, skip: U8, first: I64, last: I64) -> int:
    n = 0
    i = 0
    size = len(start)
    while i < size:
        if agent[i] == 0 or covered[i] or kind[i] == PUNCTUATION:
            i += 1
            continue
        a = base[doc[i]] + start[i] + skip[i]
        definite = _definite(chars, a, base[doc[i]] + end[i]) or (skip[i] > 0 and chars[a - 1] == _LAM and chars[a] == _LAM)
        # adjectives that agree, and a second acting noun of the same phrase (وزير الداخلية)
        k = i
        while k + 1 < size and k - i < 3 and doc[k + 1] == doc[i] and sentence[k + 1] == sentence[i] and kind[k + 1] == 0 and covered[k + 1] == 0:
            b = base[doc[i]] + start[k + 1]
            the = _definite(chars, b, base[doc[i]] + end[k + 1])
            if (the and (definite or k == i)) or (country[k + 1] > 0 and skip[k + 1] == 0):
                definite |= the
                k += 1
            else:
                break
        # a name right after makes the noun its title
        title = False
        for j in range(k + 1, min(size, k + 4)):
            if doc[j] != doc[i] or sentence[j] != sentence[i] or kind[j] == 2:
                break
            if covered[j] == 1 or covered[j] == 2 or (covered[j] == 3 and j == k + 1 and not definite):
                title = True
                break
        if not title:
            first[n], last[n] = i, k
            n += 1
        i = k + 1
    return n


@njit(cache=True, nogil=True)
def _govern(
    chars: U32, base: I64, first_of: I64, doc: I32, start: I32, kind: U8, sentence: I32, covered: U8, cue: I32, agent: I16, first: I64, cut: I32, prep: I64, clitic: I32, joined: U8
) -> None:
    for i in range(len(first)):
        f = first[i]
        d = doc[f]
        origin = base[d] + start[f]
        for c in range(cut[i]):
            x = chars[origin + c]
            if x == _BEH or x == _LAM or x == _KAF:
                clitic[i] = x
            elif (x == _WAW or x == _FEH) and i > 0 and doc[first[i - 1]] == d and f - first[i - 1] < 12:
                joined[i] = 1
        if clitic[i]:
            continue
        # back over its title words to what governs the phrase
        for k in range(f - 1, max(f - 5, first_of[d] - 1), -1):
            if sentence[k] != sentence[f] or kind[k] == PUNCTUATION or covered[k]:
                break
            if cue[k] & _PREP:
                prep[i] = k
                break
            if agent[k] == 0 and f - k > 2:
                break
            x = chars[base[d] + start[k]]
            if agent[k] > 0 and (x == _BEH or x == _LAM):
                clitic[i] = x
                break


def find(batch: Batch, layer: Layer, mentions: pl.DataFrame) -> Parties:
    """All possible participants of a batch."""
    tokens, spans, covered = batch.tokens, batch.mentions, batch.context.mention
    n = len(tokens)
    a, b = np.empty(n, np.int64), np.empty(n, np.int64)
    m = _nouns(tokens.chars, tokens.base, tokens.doc, tokens.start, tokens.end, tokens.kind, batch.context.sentence, covered, layer.agent, layer.country, layer.skip, a, b)
    a, b = a[:m], b[:m]
    first, last = np.concatenate([spans.first, a]), np.concatenate([spans.last, b])
    row = np.concatenate([spans.row, np.full(m, -1, np.int64)])
    if len(spans):
        begin = mentions["start"].to_numpy().astype(np.int64)[spans.row]
        cut = np.concatenate([(begin - tokens.start[spans.first]).clip(0, 3), layer.skip[a]]).astype(np.int32)
        number = np.unique(mentions["entity_key"].hash().to_numpy(), return_inverse=True)[1].astype(np.int32)[spans.row]
        entity = np.concatenate([number, number.max() + 1 + np.arange(m)]).astype(np.int32)
    else:
        cut, entity = layer.skip[a].astype(np.int32), np.arange(m, dtype=np.int32)
    kind = np.concatenate([covered[spans.first].astype(np.int32), np.full(m, NOUN, np.int32)])
    order = np.argsort(first, kind="stable")
    first, last, row, cut, entity, kind = first[order], last[order], row[order], cut[order], entity[order], kind[order]
    size = len(first)
    prep, clitic, joined = np.full(size, -1, np.int64), np.zeros(size, np.int32), np.zeros(size, np.uint8)
    _govern(
        tokens.chars, tokens.base, tokens.first, tokens.doc, tokens.start, tokens.kind, batch.context.sentence, covered, layer.cue, layer.agent, first, cut, prep, clitic, joined
    )
    counts = np.bincount(entity, minlength=1) if size else np.zeros(1, np.int64)
    in_title = np.zeros(len(counts), np.uint8)
    in_title[entity[batch.context.sentence[first] == 0]] = 1
    return Parties(first, last, kind, row, entity, prep, clitic, joined, counts[entity].astype(np.int32), in_title[entity])
