"""One name, one reading in an article: where a name found once stands again, whole or by a person's last name, and what it is there.

Works on stems, so ولبايدن counts as بايدن. It only gives hints to a second reading by the tagger, which may still see from the words
around that سلام is peace here. Which mentions are one entity is for `cluster` to say.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from pipeline.mentions.crf import F32, LABELS
from pipeline.mentions.words import Stems, Words
from pipeline.text.tokens import I32, I64, U64, WORD, Tokens

_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
#: Band of the word table (eight times the binary logarithm of the count) from which a hint loses its strength.
RARE: Final = 72
#: How many bands take all strength away.
FADE: Final = 40


class Strength(NamedTuple):
    """What a hint adds to a label's score, chosen by cross-validation.

    Attributes:
        whole: The same words again.
        last: A person's last name alone.
        first: Least confidence of a name that gives hints.
    """

    whole: float = 4.0
    last: float = 4.0
    least: float = 0.5


@dataclass(slots=True)
class Name:
    """A name found.

    Attributes:
        begin: First token, or position among the tokens the tagger reads.
        end: The one after the last.
        type: PER, ORG or LOC.
        score: Confidence.
        method: tagger or alias.
    """

    begin: int
    end: int
    type: str
    score: float
    method: str = "tagger"


def strength_left(rows: I32, words: Words) -> F32:
    """How much of a hint's strength a single word leaves: all if it is rare, nothing if it is an everyday word."""
    band = np.where(rows >= 0, words.band[rows], 0).astype(np.float32)
    return np.clip(1 - (band - RARE) / FADE, 0, 1).astype(np.float32)


def places(tokens: Tokens, stems: Stems, order: I64) -> U64:
    """Hash of stem and article at every position: equal where an article repeats a word. 0 for what is no word of two letters or more."""
    place = stems.stem ^ ((tokens.doc.astype(np.uint64) + np.uint64(1)) * _SPREAD)
    place[(tokens.kind != WORD) | (tokens.end - tokens.start < 2)] = 0
    return place[order]


def add_hints(place: U64, left: F32, names: list[Name], emission: F32, strength: Strength) -> None:
    """Raises the scores of the labels that agree with the rest of the article.

    Args:
        place: Hash of stem and article at every position.
        left: What a single word leaves of a hint's strength.
        names: Names of the first reading, by positions.
        emission: Scores of labels, changed in place.
        strength: How much to add.
    """
    votes: dict[tuple[int, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    spots: dict[tuple[int, ...], int] = {}
    for n in names:
        whole = tuple(place[n.begin : n.end].tolist())
        votes[whole][n.type] += n.score
        spots[whole] = n.begin
    hints: dict[int, list[tuple[tuple[int, ...], str, float]]] = defaultdict(list)
    for whole, kinds in votes.items():
        kind = max(kinds, key=lambda k: (kinds[k], k))
        sure = min(1.0, kinds[kind])
        if sure < strength.least:
            continue
        begin, last = spots[whole], spots[whole] + len(whole) - 1
        if whole[0]:
            hints[whole[0]].append((whole, kind, strength.whole * sure * (1.0 if len(whole) > 1 else float(left[begin]))))
        if kind == "PER" and len(whole) > 1 and whole[-1]:
            hints[whole[-1]].append((whole[-1:], kind, strength.last * sure * float(left[last])))
    firsts = np.array(sorted(hints), np.uint64)
    if not len(firsts):
        return
    at = np.minimum(np.searchsorted(firsts, place), len(firsts) - 1)
    until = 0
    for i in np.flatnonzero(firsts[at] == place).tolist():
        if i < until:
            continue
        best: tuple[tuple[int, ...], str, float] | None = None
        for hint in hints[int(place[i])]:
            k = len(hint[0])
            if (best is None or (k, hint[2]) > (len(best[0]), best[2])) and tuple(place[i : i + k].tolist()) == hint[0]:
                best = hint
        if best is None:
            continue
        begin = LABELS.index("B-" + best[1])
        emission[i, begin] += best[2]
        if len(best[0]) == 1:
            emission[i, begin + 1] += best[2]
        emission[i + 1 : i + len(best[0]), begin + 1] += best[2]
        until = i + len(best[0])
