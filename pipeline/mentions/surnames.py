"""Persons called like places: a last name that was read as a place, in an article that gives the person's full name.

«انتقل سيباستيان سوريا … وبدأ سوريا مشواره» is about one man. In the annotated articles 82 full names end in a word that is a place's name there too; 20 of these
persons are called by it alone, and in none of their articles does it mean the place. So the full name decides, unless the tagger doubts it or has no doubt of the place.
Like `aliases` this only gives hints to a second reading; where full names are read is not for here.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.mentions.aliases import Names
from pipeline.mentions.crf import F32, TYPES
from pipeline.text.tokens import I64, U64

_PER: Final = TYPES.index("PER")
_LOC: Final = TYPES.index("LOC")
#: Labels of a name's first token.
_PERSON: Final = 1 + 2 * _PER
_PLACE: Final = 1 + 2 * _LOC


class Decides(NamedTuple):
    """When a full name decides, and how strongly; chosen on held-out articles, changed and unchanged, and on unlabelled ones (`training/cards/tagger.md`).

    Attributes:
        sure: Least confidence of the full names that end in the word, added up.
        lead: Score by which the place leads the person where the word stands alone, at most, on average. Behind «في» a known place leads by 10 and more.
        strength: What is added to the person's score; beyond the lead it hardly matters how much.
    """

    sure: float = 0.95
    lead: float = 10.0
    strength: float = 12.0


DECIDES: Final = Decides()


def _whole(place: U64, names: Names, which: I64) -> I64:
    """Those of the names that have no mark in them: سهام – الدمام is a person and where she lives."""
    return which[[bool(np.all(place[begin:end])) for begin, end in zip(names.begin[which], names.end[which], strict=True)]]


def add_surnames(place: U64, names: Names, emission: F32, decides: Decides = DECIDES) -> npt.NDArray[np.bool_]:
    """Raises the score of a person where one's last name was read as a place.

    Args:
        place: Hash of stem and article at every position (`aliases.places`).
        names: Names of the first reading, by positions.
        emission: Scores of labels, changed in place.
        decides: When, and how strongly.

    Returns:
        Whether a score was raised, for every position.
    """
    raised = np.zeros(len(place), np.bool_)
    length = names.end - names.begin
    full = np.flatnonzero((length > 1) & (names.type == _PER))
    alone = names.begin[(length == 1) & (names.type == _LOC)]
    both = np.intersect1d(place[names.end[full] - 1], place[alone])
    if not len(both):
        return raised
    full = _whole(place, names, full[np.isin(place[names.end[full] - 1], both)])
    alone = alone[np.isin(place[alone], both)]
    word = np.searchsorted(both, place[alone])
    sure = np.bincount(np.searchsorted(both, place[names.end[full] - 1]), names.score[full], len(both))
    lead = np.bincount(word, emission[alone, _PLACE] - emission[alone, _PERSON], len(both)) / np.bincount(word, minlength=len(both))
    endings = {(place[end - 2], place[end - 1]) for end in names.end[full]}
    for i in alone[((sure >= decides.sure) & (lead <= decides.lead))[word]].tolist():
        raised[i] = True
        if i > 0 and (place[i - 1], place[i]) in endings:
            # the full name stands here too, and only its last word was read
            raised[i - 1] = True
            emission[i - 1, _PERSON : _PERSON + 2] += np.float32(decides.strength)
            emission[i, _PERSON + 1] += np.float32(decides.strength)
        else:
            emission[i, _PERSON] += np.float32(decides.strength)
    return raised
