"""From tokens to names: the tagger, then the article as a whole, then exact edges. Entities and roles come later."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.mentions.aliases import Names, Strength, add_hints, places, strength_left
from pipeline.mentions.clitics import clitics
from pipeline.mentions.crf import F32, TYPES
from pipeline.mentions.edges import edged
from pipeline.mentions.model import Input, Weights, decode, decode_again, scores, spans_of
from pipeline.mentions.spans import SpanTable
from pipeline.mentions.surnames import add_surnames
from pipeline.mentions.words import words
from pipeline.text.tokens import I64, U8, Tokens

STRENGTH = Strength()
_METHODS = ("tagger", "alias")


def name_tokens(tokens: Tokens, given: Input, model: Weights) -> tuple[Names, npt.NDArray[np.bool_]]:
    """Names of a batch by their tokens: what the tagger sees, and what the article as a whole adds.

    Returns:
        The names, and of each whether only the article as a whole gave it.
    """
    emission = scores(given, model, given.vocabulary.room(len(given.order)))
    labels, sure = decode(emission, given, model)
    first = names_of(labels, sure)
    left = strength_left(given.stems.row[given.order[first.edges]], words())
    place = places(tokens, given.stems, given.order)
    raised = add_surnames(place, first, emission)
    raised |= add_hints(place, left, first, emission, STRENGTH)
    decode_again(emission, given, model, raised, labels, sure)
    names = names_of(labels, sure)
    seen = np.zeros(len(labels) + 1, np.int64)
    seen[first.begin] = first.end
    return Names(given.order[names.begin], given.order[names.end - 1] + 1, names.type, names.score), seen[names.begin] != names.end


@njit(cache=True, nogil=True)
def _fill_least(sure: F32, begin: I64, end: I64, least: F32) -> None:
    for n in range(len(begin)):
        least[n] = sure[begin[n]]
        for i in range(begin[n] + 1, end[n]):
            least[n] = min(least[n], sure[i])


def names_of(labels: U8, sure: F32) -> Names:
    """The names of labels, by positions; a name is as sure as the least sure of its tokens."""
    begin, end, kind = spans_of(labels)
    score = np.empty(len(begin), np.float32)
    _fill_least(sure, begin, end, score)
    return Names(begin, end, kind, score)


def find_names(tokens: Tokens, given: Input, model: Weights) -> SpanTable:
    """Finds the names of a batch of texts.

    Args:
        tokens: The batch.
        given: What the tagger knows of it.
        model: The tagger's weights.

    Returns:
        Names in order, not overlapping.
    """
    names, again = name_tokens(tokens, given, model)
    which, begin, end = edged(tokens, given, names)
    return SpanTable.of_names(
        doc=tokens.doc[begin].tolist(),
        start=(tokens.start[begin] + clitics(tokens, given, begin, end, names.type[which])).tolist(),
        end=tokens.end[end - 1].tolist(),
        type=[TYPES[t] for t in names.type[which].tolist()],
        score=names.score[which].tolist(),
        method=[_METHODS[m] for m in again[which].tolist()],
    )
