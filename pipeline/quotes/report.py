"""What a reporting frame is: its cue, its construction, where its words stand. Finds none."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from pipeline.quotes.letters import INNER
from pipeline.quotes.phrases import Phrase

#: One reporting frame. `cue_first`, `cue_last`: tokens of its cue; `form`: the inflected cue, -1 for a headline's colon or a preposition;
#: `mode`: construction, `tense`: of the cue, or its construction where it has none (numbers, see `symbols`); `slot_a`, `slot_z`: tokens
#: after the cue where a subject may stand; `first`: first token of the reported words, -1 when they stand before the cue or are not
#: known yet; `begin`: code point where they begin; `last`: their last token, -1 until known; `stretch`: marked stretch that is the whole
#: complement, or -1; `prefix`: what stood before the complement; `gap`: tokens between cue and complement; `s_first` … `s_bits`: the phrase
#: found as subject, `subject` its class; `shifted_first`, `shifted_begin`: the complement with its suffixed complementiser, where a marked
#: stretch follows that, else -1; `doc`: article; `kept`: whether it holds, `used`: whether a quote hangs on it; `score`: how likely it does.
REPORT: Final = np.dtype(
    [("score", np.float64)]
    + [
        (name, np.int32)
        for name in (
            "cue_first", "cue_last", "form", "mode", "tense", "slot_a", "slot_z", "first", "begin", "last", "stretch", "prefix", "gap",
            "s_first", "s_last", "s_head", "s_mention", "s_bits", "subject", "shifted_first", "shifted_begin", "doc", "kept", "used",
        )
    ]
)  # fmt: skip
#: Least length, in tokens, of a marked stretch that is more than a name.
LONG_STRETCH: Final = 5


@njit(**INNER)
def frame(b: Any, r: Any, cue_first: int, cue_last: int, form: int, mode: int, slot_a: int, slot_z: int) -> None:
    """Fills a record with a report whose words are not known yet."""
    r.cue_first, r.cue_last, r.form, r.mode, r.slot_a, r.slot_z = cue_first, cue_last, form, mode, slot_a, slot_z
    r.tense = b.forms[form].tense if form >= 0 else mode
    r.first = r.begin = r.last = r.stretch = r.shifted_first = r.shifted_begin = -1
    r.gap = r.kept = r.used = 0
    r.doc = b.tok[cue_last].doc
    r.score = 1.0


@njit(**INNER)
def words(r: Any, prefix: int, first: int, begin: int, gap: int) -> None:
    """Sets where the words of a report begin, and what stood before them."""
    r.prefix, r.first, r.begin, r.gap = prefix, first, begin, gap


@njit(**INNER)
def marked_words(b: Any, stretch: Any, r: Any, prefix: int, n: int, gap: int) -> None:
    """Sets the marked stretch `n` as the words of a report."""
    x = stretch[n]
    r.prefix, r.first, r.begin, r.last, r.stretch, r.gap = prefix, x.first, b.tok[x.first].start, x.last, n, gap


@njit(**INNER)
def set_subject(r: Any, p: Phrase, number: int) -> None:
    """Sets the noun phrase found as subject, and its class."""
    r.s_first, r.s_last, r.s_head, r.s_mention, r.s_bits = p
    r.subject = number


@njit(**INNER)
def subject_of(r: Any) -> Phrase:
    """The noun phrase found as subject."""
    return r.s_first + 0, r.s_last + 0, r.s_head + 0, r.s_mention + 0, r.s_bits + 0
