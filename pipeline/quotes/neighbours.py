"""Noun phrases around a cue that may be its speaker, with what the model sees of them. Who they are is told in `people`, the choice in `speakers`."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import symbols as s
from pipeline.quotes.batch import Batch, records
from pipeline.quotes.features import bucket, kind_of, shape, truth
from pipeline.quotes.governed import governed_by, is_verb, names_another, opening
from pipeline.quotes.letters import INNER
from pipeline.quotes.model import TEMPLATES, Tables, feature, total
from pipeline.quotes.phrases import HEADS, Phrase, class_of, nothing
from pipeline.quotes.report import subject_of
from pipeline.quotes.subjects import named_phrase
from pipeline.text.tokens import I64

_REACH: Final = 30
_NEAREST: Final = 4
#: Features of one neighbour.
_WIDTH: Final = 8
#: Most neighbours of one report: its subject, the nearest on both sides, and those that open its sentence and the one before.
_MOST: Final = 2 * _NEAREST + 3
_BASE: Final = len(TEMPLATES["report"]) + len(TEMPLATES["end"])
(
    _SUBJECT, _SUBJECT_GAP, _SLOT_NEXT, _SLOT_CONTEXT, _SLOT_GOVERNED, _SLOT_DISTANCE, _BEFORE_NEXT, _BEFORE_CLASS, _BEFORE_LAST, _BEFORE_DISTANCE, _BEFORE_CONTEXT,
    _LEAD, _LEAD_LAST, _LEAD_CLASS, _PAST, _PAST_LAST, _PAST_CLASS, _SUBJECT_LEMMA, _SUBJECT_ALONE, _SLOT_LAST,
) = range(_BASE, _BASE + len(TEMPLATES["speaker"]))  # fmt: skip

# Where a neighbour stands: the subject after or before the cue, another phrase in the slot after it or before it, the phrase that opens the
# sentence and nothing governs, that of the sentence before.
SUBJECT_AFTER, SUBJECT_BEFORE, IN_SLOT, BEFORE_CUE, OPENS, OPENED_LAST = (np.int64(n) for n in range(6))
# of the width every number has in a kernel: one compiled for each constant would be one too many
_RIGHT, _LEFT, _NO = np.int64(1), np.int64(-1), np.int64(0)

#: A noun phrase near a cue: report; `side` (see above); tokens `first`, `last`, `head`, mention and bits as in `phrases`; code points: of
#: its first word and the clitics cut off it, of the ends of its first and its last word and of the word before its head; number of its
#: class and of what governs it; sum of the weights of its features.
NEIGHBOUR: Final = np.dtype(
    [("margin", np.float64)]
    + [(x, np.int32) for x in ("report", "side", "first", "last", "head", "mention", "bits", "start", "skip", "first_end", "last_end", "role_end", "label", "governed", "features")]
)


class Neighbours(NamedTuple):
    """Neighbours of the given reports.

    Attributes:
        rows: All of them, by report.
        begins: Number of the first of each report, and how many there are.
        sure: Whether the subject of each report leaves no doubt, so that nobody else is asked for.
        features: Numbers of the features of each.
    """

    rows: Any
    begins: I64
    sure: npt.NDArray[np.uint8]
    features: npt.NDArray[np.int64]


@njit(**INNER)
def _context(r: Any, template: int, lead: int, tail: int) -> int:
    """A feature of the construction: mode and tense, or that the words are somebody's (قوله); between two other values, if these are given."""
    if r.prefix == s.POSSESSED:
        return feature(template, lead, s.POSSESSED, 0) if lead else feature(template, s.POSSESSED, tail, 0)
    return feature(template, lead, r.mode + 0, r.tense + 0) if lead else feature(template, r.mode + 0, r.tense + 0, tail)


@njit(**INNER)
def put(b: Any, out: Any, n: int, report: int, side: int, p: Phrase, sort: int) -> None:
    """Writes a neighbour, without its features."""
    first, last, head, mention, bits = p
    x, t = out[n], b.tok[first]
    x.report, x.side, x.first, x.last, x.head, x.mention, x.bits = report, side, first, last, head, mention, bits
    x.governed = s.EMPTY
    x.start, x.skip, x.first_end, x.last_end, x.role_end, x.label = t.start, t.skip, t.end, b.tok[last].end, b.tok[head - 1].end if head > first else -1, sort


@njit(**INNER)
def _is_sure(b: Any, r: Any, gap: int) -> bool:
    """Whether the subject of a report leaves no doubt who speaks."""
    if r.prefix == s.POSSESSED or (r.form >= 0 and b.forms[r.form].needs):
        return True
    if r.form >= 0 and b.forms[r.form].transitive and not names_another(b, r):
        return False
    known = r.subject == s.PER or r.subject == s.ORGANIZATION or r.subject == s.ROLE or r.subject == s.ORG
    return r.s_first > r.cue_first and gap <= 0 and known


@njit(**INNER)
def _around(b: Any, r: Any, m: int, t: Any, side: int, a: int, z: int, step: int, out: Any, features: Any, begin: int, n: int) -> int:
    """Names, roles and documents among tokens a, a + step, … before z."""
    d, low = r.doc + 0, b.tok[r.cue_first].low + 0
    rank = 0
    k = a
    while k != z and rank < _NEAREST:
        here = k
        k += step
        if w.mention_at(b, here) < 0 and (not b.tok[here].bits & HEADS or b.tok[here].at >= 0 or (here > low and b.tok[here - 1].bits & HEADS) or is_verb(b, here)):
            continue
        found = named_phrase(b, here, b.tok[here].high + 0)
        known = found[0] < 0
        for j in range(begin, n):
            known |= out[j].head == found[2]
        if known:
            continue
        sort = class_of(b, found) + 0
        put(b, out, n, m, side, found, sort)
        governed, follows = governed_by(b, here, low), kind_of(b, d, found[1] + 1) + 0
        out[n].governed = governed
        if side == IN_SLOT:
            features[n, 0], features[n, 1] = feature(_SLOT_NEXT, follows, 0, 0), _context(r, np.int64(_SLOT_CONTEXT), _NO, r.subject + 0)
            features[n, 2], features[n, 3] = feature(_SLOT_GOVERNED, governed, s.BUCKET + rank, 0), feature(_SLOT_DISTANCE, bucket(abs(here - r.cue_first)), 0, 0)
            features[n, 4] = feature(_SLOT_LAST, shape(b, d, here - 1), governed, 0)
            out[n].features = 5
        else:
            features[n, 0], features[n, 1] = feature(_BEFORE_NEXT, follows, 0, 0), feature(_BEFORE_CLASS, sort, governed, 0)
            features[n, 2] = feature(_BEFORE_LAST, shape(b, d, here - 1) if here > low else s.BEGIN, 0, 0)
            features[n, 3] = feature(_BEFORE_DISTANCE, s.BUCKET + rank, bucket(r.cue_first - here), 0)
            features[n, 4] = _context(r, np.int64(_BEFORE_CONTEXT), _NO, governed)
            out[n].features = 5
        out[n].margin = total(t, features[n], out[n].features + 0)
        n += 1
        rank += 1
    return n


@njit(**INNER)
def _open(b: Any, r: Any, m: int, t: Any, side: int, low: int, stop: int, out: Any, features: Any, n: int) -> int:
    """The phrase that opens the sentence between two tokens."""
    k = opening(b, low, stop)
    found = named_phrase(b, k, b.tok[k].high + 0) if k >= 0 else nothing()
    if found[0] < 0:
        return n
    d, i, sort, lead = r.doc + 0, r.cue_first + 0, class_of(b, found) + 0, side == OPENS
    put(b, out, n, m, side, found, sort)
    features[n, 0] = _context(r, np.int64(_LEAD if lead else _PAST), _NO, w.clitic_number(b, i, 1))
    features[n, 1] = feature(_LEAD_LAST if lead else _PAST_LAST, shape(b, d, k - 1) if k > low else s.BEGIN, 0, 0)
    features[n, 2] = feature(_LEAD_CLASS if lead else _PAST_CLASS, sort, bucket(i - k) if lead else bucket(i - b.tok[i].low), 0)
    out[n].features = 3
    out[n].margin = total(t, features[n], out[n].features + 0)
    return n + 1


@njit(cache=True, nogil=True)
def _find(b: Any, rep: Any, order: I64, t: Any, out: Any, features: Any, begins: I64, sure: Any) -> int:
    n: Any = np.int64(0)
    for x in range(len(order)):
        begins[x] = n
        begin = n
        m = order[x]
        r = rep[m]
        i = r.cue_first + 0
        if r.s_first >= 0:
            side = s.AFTER if r.s_first > i else s.BEFORE
            gap = abs(r.s_first - i) - 1
            put(b, out, n, m, SUBJECT_AFTER if side == s.AFTER else SUBJECT_BEFORE, subject_of(r), r.subject + 0)
            features[n, 0], features[n, 1] = _context(r, np.int64(_SUBJECT), side, _NO), feature(_SUBJECT_GAP, side, bucket(gap), r.subject + 0)
            out[n].features = 2
            if r.form >= 0 and b.forms[r.form].transitive:
                alone = truth(not names_another(b, r))
                features[n, 2] = feature(_SUBJECT_LEMMA, b.forms[r.form].lemma + 0, side, alone)
                features[n, 3] = feature(_SUBJECT_ALONE, side, alone, w.clitic_number(b, i, 1))
                out[n].features = 4
            out[n].margin = total(t, features[n], out[n].features + 0)
            n += 1
            sure[x] = _is_sure(b, r, gap)
        if r.mode == s.HEADLINE:
            sure[x] = 1
        if sure[x]:
            continue
        a, z = r.slot_a + 0, min(r.slot_z, r.slot_a + _REACH)
        if z > a:
            n = _around(b, r, m, t, IN_SLOT, a, z, _RIGHT, out, features, begin, n)
        if r.tense == s.PARTICIPLE or r.mode == s.ATTRIBUTION or not (r.subject == s.PER or r.subject == s.ROLE) or r.prefix == s.POSSESSED:
            low = max(b.tok[i].low + 0, i - 2 * _REACH)
            if i > b.tok[i].low:
                n = _open(b, r, m, t, OPENS, b.tok[i].low + 0, i, out, features, n)
            if r.s_first < 0 and b.tok[i].low > b.art[r.doc].a:
                last = b.tok[i].low - 1
                n = _open(b, r, m, t, OPENED_LAST, b.tok[last].low + 0, last + 1, out, features, n)
            if i - 1 >= low:
                n = _around(b, r, m, t, BEFORE_CUE, i - 1, low - 1, _LEFT, out, features, begin, n)
    begins[len(order)] = n
    return n


def neighbours(batch: Batch, rep: Any, order: I64, tables: Tables) -> Neighbours:
    """Neighbours of the reports with the given numbers.

    Args:
        batch: The batch.
        rep: All reports.
        order: Numbers of the reports asked for.
        tables: The models.
    """
    rows, features = records(_MOST * len(order), NEIGHBOUR), np.zeros((_MOST * len(order), _WIDTH), np.int64)
    begins, sure = np.zeros(len(order) + 1, np.int64), np.zeros(len(order), np.uint8)
    n = _find(batch, rep, order, tables, rows, features, begins, sure)
    return Neighbours(rows[:n], begins, sure, features[:n])
