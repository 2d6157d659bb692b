"""The shipped tagger behind the protocol all back-ends share. The stage itself calls `names` directly and saves the detour."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.mentions.backends.protocol import Tagged
from pipeline.mentions.model import prepare, weights
from pipeline.mentions.names import find_names
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import tokenize


class Ours:
    """The shipped tagger."""

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Names of each text."""
        tokens = tokenize(texts)
        spans = find_names(tokens, prepare(tokens, sentence_of(tokens)), weights())
        out: list[list[Tagged]] = [[] for _ in texts]
        for d, s, e, k, p in zip(spans.doc, spans.start, spans.end, spans.type, spans.score, strict=True):
            out[d].append(Tagged(s, e, k, p))
        return out
