"""Marked stretches that are somebody's words: whose report they belong to, and what the model looks at. Not which marks belong together."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.features import bucket, kind_of, shape, truth
from pipeline.quotes.letters import INNER
from pipeline.quotes.model import TEMPLATES, feature
from pipeline.quotes.phrases import Phrase, is_person, nothing
from pipeline.quotes.subjects import named_phrase
from pipeline.text.tokens import I64

#: Least probability at which a report is published.
REPORT_THRESHOLD: Final = 0.5
_SUBHEADING_TOKENS: Final = 7
_REPEATED_WORDS: Final = 4
_MOST_VERBS: Final = 3
_VERBAL: Final = v.COMP | v.REL | v.NEG | v.AUX
_BASE: Final = sum(len(TEMPLATES[model]) for model in ("report", "end", "speaker"))
(
    _HOW, _HOW_OWN, _LENGTH, _BEFORE, _BEFORE_LENGTH, _BEFORE_HOW, _GLUED, _TITLE, _MARKS, _COVERED, _IN_NAME, _MENTION, _REPEATED, _VERBS, _FIRST, _OWNER, _WORK, _DISTANCE,
) = range(_BASE, _BASE + len(TEMPLATES["speech"]))  # fmt: skip


@njit(**INNER)
def opener_of(x: Any) -> int:
    """The token of the opening mark of a stretch, or its first where that is missing."""
    return x.first - 1 if x.open_mark else x.first + 0


@njit(**INNER)
def behind(x: Any) -> int:
    """The token behind a stretch and its closing mark."""
    return x.last + (2 if x.close_mark else 1)


@njit(**INNER)
def is_subheading(b: Any, x: Any) -> bool:
    """Whether a short stretch has its line to itself: a sub-heading or a caption."""
    after = behind(x)
    return x.last - x.first < _SUBHEADING_TOKENS and b.tok[opener_of(x)].breaks > 0 and (after >= b.art[x.doc].z or b.tok[after].breaks > 0)


@njit(**INNER)
def own_stretches(b: Any, rep: Any, order: I64, n: int, whole: I64) -> None:
    """Notes of every token which of the kept reports of an article has it, and of every stretch which has it as a whole."""
    for k in range(n):
        m = order[k]
        r = rep[m]
        if r.stretch >= 0:
            if whole[r.stretch] < 0:
                whole[r.stretch] = m
        elif r.last >= 0 and r.score >= REPORT_THRESHOLD:
            # of reports inside each other the one that begins last holds; a report is never longer than a sentence
            for i in range(r.first, r.last + 1):
                other = b.tok[i].owner
                if other < 0 or r.first >= rep[other].first:
                    b.tok[i].owner = m
        if (r.mode == s.POSTPOSED or r.mode == s.ATTRIBUTION) and b.tok[r.cue_first].after < 0:
            b.tok[r.cue_first].after = m


@njit(**INNER)
def owner_of(b: Any, rep: Any, x: Any, whole: int, previous: int) -> tuple[int, int]:
    """The report of a stretch, or -1, and how it belongs to it: as its whole complement, inside it, before it, carried on from an earlier one.

    Without a report it may have a caption.

    Args:
        b: The batch.
        rep: Reports.
        x: The stretch.
        whole: Report it is the whole complement of, or -1.
        previous: The last kept report whose cue stands before it, or -1.
    """
    if whole >= 0:
        return whole, s.WHOLE
    around = b.tok[x.first].owner
    if around >= 0 and x.last <= rep[around].last:
        return around, s.INSIDE
    z = b.art[x.doc].z
    for after in range(behind(x), min(behind(x) + 2, z)):
        if b.tok[after].after >= 0:
            return b.tok[after].after, s.BEFORE
    if caption_of(b, x)[0] >= 0:
        return -1, s.CAPTIONED
    if previous < 0:
        return -1, s.NONE
    return previous, s.CONTINUED if rep[previous].cue_first >= b.tok[x.first].line else s.NONE


@njit(**INNER)
def caption_of(b: Any, x: Any) -> Phrase:
    """Who is named at the beginning of the line behind a stretch that has its line to itself: «…» / Name, office."""
    article, k, after = b.art[x.doc], opener_of(x), behind(x)
    while k > article.a and not b.tok[k].breaks and b.tok[k - 1].bits & v.DASH:
        k -= 1
    while after < article.z and b.tok[after].bits & v.STOP and not b.tok[after].breaks:
        after += 1
    if not b.tok[k].breaks or after >= article.z or not b.tok[after].breaks or x.last - x.first < _SUBHEADING_TOKENS or (k > article.a and b.tok[k - 1].bits & v.COLON):
        return nothing()
    m = w.mention_at(b, after)
    if w.is_joined(b, after) or not (b.tok[after].bits & v.ROLE or (m >= 0 and is_person(b, m))):
        return nothing()
    stop = after + 1
    while stop < article.z and not b.tok[stop].breaks:
        stop += 1
    found = named_phrase(b, after, stop)
    return found if found[3] >= 0 and is_person(b, found[3]) else nothing()


@njit(**INNER)
def words_in(b: Any, x: Any) -> int:
    """Words of a stretch."""
    n = 0
    for k in range(x.first, x.last + 1):
        n += not b.tok[k].bits & v.PUNCT
    return n


@njit(**INNER)
def stretch_features(b: Any, rep: Any, x: Any, owner: int, how: int, out: I64) -> Any:
    """Features of a marked stretch: is it somebody's words? Returns how many."""
    tok = b.tok
    d, first, opener = x.doc + 0, x.first + 0, opener_of(x)
    words = words_in(b, x)
    length = bucket(words)
    before = opener - 1
    verbs = 0
    for k in range(first, x.last + 1):
        verbs += (tok[k].bits & _VERBAL) != 0
    mode, tense, lemma, distance = s.DASH, 0, 0, s.DASH
    if owner >= 0:
        r = rep[owner]
        mode, tense, distance = r.mode + 0, r.tense + 0, bucket(first - r.cue_last)
        lemma = b.forms[r.form].lemma + 0 if r.form >= 0 else 0
    stands = before >= b.art[d].a
    glued = stands and tok[before].end == tok[opener].start and not tok[before].bits & v.PUNCT
    m = w.mention_at(b, first)
    covered = m >= 0 and b.men[m].last >= x.last
    in_name = tok[first].at >= 0 and tok[opener].at == tok[first].at
    word = shape(b, d, before)
    out[0] = feature(_HOW, how, 0, 0)
    out[1] = feature(_HOW_OWN, how, mode, tense)
    out[2] = feature(_LENGTH, length, 0, 0)
    out[3] = feature(_BEFORE, word, 0, 0)
    out[4] = feature(_BEFORE_LENGTH, word, length, 0)
    out[5] = feature(_BEFORE_HOW, kind_of(b, d, before), how, 0)
    out[6] = feature(_GLUED, truth(glued), length, 0)
    out[7] = feature(_TITLE, truth(first < b.art[d].title), length, 0)
    out[8] = feature(_MARKS, x.open_mark + 0, x.close_mark + 0, 0)
    out[9] = feature(_COVERED, truth(covered), 0, 0)
    out[10] = feature(_IN_NAME, truth(in_name), 0, 0)
    out[11] = feature(_MENTION, truth(m >= 0), length, 0)
    out[12] = feature(_REPEATED, truth(words <= _REPEATED_WORDS and x.times > 1), 0, 0)
    out[13] = feature(_VERBS, bucket(min(verbs, _MOST_VERBS)), length, 0)
    out[14] = feature(_FIRST, kind_of(b, d, first), length, 0)
    out[15] = feature(_OWNER, lemma, how, 0) if lemma else (feature(_OWNER, mode, tense, how) if owner >= 0 else feature(_OWNER, mode, how, 0))
    named = before - 1 if before > b.art[d].a and not tok[before].bits and tok[before].at < 0 and w.is_definite(b, before) else before  # المناورات الجوية «…»
    out[16] = feature(_WORK, truth(stands and (tok[named].bits & v.WORK) != 0), how, 0)
    out[17] = feature(_DISTANCE, distance, how, 0)
    return np.int64(18)


@njit(**INNER)
def plain_speech(words: int, how: int) -> float:
    """What holds before any model is trained."""
    return 0.2 if (how == s.NONE and words < _SUBHEADING_TOKENS - 1) or words <= 1 else 0.7


@njit(**INNER)
def stands_alone(b: Any, x: Any, how: int) -> bool:
    """Whether the words in marks are a clause of their own, not the rest of one of the reporter's."""
    if how == s.WHOLE or how == s.INSIDE:
        return how == s.WHOLE
    opener = opener_of(x)
    return b.tok[opener].breaks > 0 or (b.tok[opener - 1].bits & (v.PUNCT | v.CUE | v.COMP)) != 0
