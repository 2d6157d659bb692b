"""From a back-end's names to the table all later steps read: whole tokens, clitics and stray marks outside. No model is called by name here."""

from __future__ import annotations

import numpy as np

from pipeline.mentions.backends.protocol import NameTagger
from pipeline.mentions.edges import trimmed
from pipeline.mentions.spans import SpanTable
from pipeline.mentions.words import Stems
from pipeline.text.tokens import Tokens


def spans_from(tagger: NameTagger, tokens: Tokens, stems: Stems) -> SpanTable:
    """Names a back-end finds, by the rules of this table.

    Args:
        tagger: The back-end.
        tokens: The batch; its texts are what is tagged.
        stems: Stems of the tokens, for what is a clitic.

    Returns:
        Names in order, not overlapping.
    """
    spans = SpanTable()
    for d, found in enumerate(tagger.tag(tokens.texts)):
        lo, hi = int(tokens.first[d]), int(tokens.first[d + 1])
        until = lo
        for t in found:
            b = max(until, lo + int(np.searchsorted(tokens.end[lo:hi], t.start, "right")))
            e = lo + int(np.searchsorted(tokens.start[lo:hi], t.end, "left"))
            b, e = trimmed(tokens, b, max(b, e), hi)
            if b < e:
                # a model that reads word pieces may have cut the clitic itself
                start = max(int(tokens.start[b]) + int(stems.skip[b]), t.start if t.start - int(tokens.start[b]) <= 2 else 0)
                spans.add(d, start, int(tokens.end[e - 1]), t.label, score=t.score)
                until = e
    return spans
