"""The role that stands beside a person's name: السفير الروسي لدى الولايات المتحدة أناتولي أنطونوف. Roles without a name are coreference's.

A role is read backwards from the name: adjectives, prepositions, names of organisations and places and heads of organisations may
stand in it, and it begins at the farthest title that is reached that way. Failing that, forwards: a title right after the name and a comma.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from importlib.resources import files

import numpy as np
import yaml

from pipeline.mentions.gazetteer import NATIONALITY, Gazetteer
from pipeline.mentions.model import Input
from pipeline.mentions.spans import SpanTable
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import Tokens

#: Tokens a role may have.
LONGEST = 12


@cache
def _inside() -> tuple[frozenset[int], frozenset[int]]:
    """Hashes of words that may stand inside a role, and of those before which a role ends."""
    data: dict[str, str] = yaml.load((files("pipeline.resources") / "names" / "roles.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return frozenset(hash_of(w) for w in data["inside"].split()), frozenset(hash_of(w) for w in data["relative"].split())


def add_roles(tokens: Tokens, given: Input, lists: Gazetteer, spans: SpanTable) -> None:
    """Fills `role` of persons' names.

    Args:
        tokens: The batch.
        given: What the tagger knew of it.
        lists: The lists, for the classes of words.
        spans: The names, in order; changed in place.
    """
    title, quality, org_head, kin = (lists.classes.index(c) for c in ("title_person", "quality", "org_head", "kin"))
    inside, _ = _inside()
    trigger, bits, stem, skip, row = given.known.trigger, given.known.bits, given.stems.stem, given.stems.skip, given.bounds
    covered: dict[int, int] = {}  # token -> first token of the name it is in
    first: list[int] = []
    for m in range(len(spans)):
        d = spans.doc[m]
        lo, hi = int(tokens.first[d]), int(tokens.first[d + 1])
        i = lo + bisect_left(tokens.end[lo:hi], spans.start[m] + 1)
        first.append(i)
        j = i
        while j < hi and tokens.start[j] < spans.end[m]:
            covered[j] = i
            j += 1
    for m in range(len(spans)):
        if spans.type[m] != "PER" or spans.kind[m] != "name":
            continue
        low = int(row[np.searchsorted(row, first[m], "right") - 1])
        begin, j, steps = -1, first[m] - 1, 0
        if skip[first[m]] > 0:
            continue
        while j >= low and steps < LONGEST:
            steps += 1
            if j in covered:
                j = covered[j]
                if spans.type[first.index(j)] == "PER":
                    break
                opens = False
            elif tokens.kind[j] != 0:
                break
            elif trigger[j] == title:
                begin, opens = j, skip[j] > 0
            elif (trigger[j] in (quality, org_head) and trigger[j] != kin) or bits[j] & NATIONALITY or int(stem[j]) in inside:
                opens = skip[j] > 0 and tokens.text(j)[0] in "وف"
            else:
                break
            if opens:
                break
            j -= 1
        if begin >= 0:
            d = spans.doc[m]
            start = int(tokens.start[begin]) + int(skip[begin])
            spans.role[m] = tokens.texts[d][start : int(tokens.end[first[m] - 1])]
