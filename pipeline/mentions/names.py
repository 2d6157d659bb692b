"""From tokens to names: the tagger, then the article as a whole, then exact edges. Entities and roles come later."""

from __future__ import annotations

from pipeline.mentions.aliases import Name, Strength, add_hints, places, strength_left
from pipeline.mentions.crf import F32
from pipeline.mentions.edges import parts, trimmed, without_neighbours
from pipeline.mentions.model import Input, Weights, decode, scores, spans_of
from pipeline.mentions.spans import SpanTable
from pipeline.mentions.words import words
from pipeline.text.tokens import Tokens

STRENGTH = Strength()


def name_tokens(tokens: Tokens, given: Input, model: Weights) -> list[Name]:
    """Names of a batch by their tokens: what the tagger sees, and what the article as a whole adds."""
    emission = scores(given, model)
    first = _names(emission, given, model)
    add_hints(places(tokens, given.stems, given.order), strength_left(given.stems.row[given.order], words()), first, emission, STRENGTH)
    seen = {(n.begin, n.end) for n in first}
    names = _names(emission, given, model)
    for n in names:
        if (n.begin, n.end) not in seen:
            n.method = "alias"
        n.begin, n.end = int(given.order[n.begin]), int(given.order[n.end - 1]) + 1
    return names


def _names(emission: F32, given: Input, model: Weights) -> list[Name]:
    labels, sure = decode(emission, given, model)
    return [Name(b, e, kind, float(sure[b:e].min())) for b, e, kind in spans_of(labels)]


def find_names(tokens: Tokens, given: Input, model: Weights) -> SpanTable:
    """Finds the names of a batch of texts.

    Args:
        tokens: The batch.
        given: What the tagger knows of it.
        model: The tagger's weights.

    Returns:
        Names in order, not overlapping.
    """
    spans = SpanTable()
    for n in name_tokens(tokens, given, model):
        d = int(tokens.doc[n.begin])
        for begin, end in parts(tokens, n.begin, n.end):
            b, e = without_neighbours(tokens, given, *trimmed(tokens, begin, end, int(tokens.first[d + 1])), n.type)
            if b < e:
                spans.add(d, int(tokens.start[b]) + int(given.stems.skip[b]), int(tokens.end[e - 1]), n.type, score=n.score, method=n.method)
    return spans
