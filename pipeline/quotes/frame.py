"""The frame of a quote: to whom, through which medium, told to which outlet, handed on by whom, on which day. Not who spoke, not what."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit

from pipeline.quotes import letters as w
from pipeline.quotes import lexical as x
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.batch import Batch, Texts, records
from pipeline.quotes.days import Days, said_on
from pipeline.quotes.letters import INNER
from pipeline.quotes.lexical import mediums
from pipeline.quotes.media import is_media, medium_of
from pipeline.quotes.phrases import phrase_at
from pipeline.quotes.report import subject_of
from pipeline.quotes.subjects import subject
from pipeline.text.tokens import I32, I64

_LEADS: Final = v.PREP | v.CONJ
_AFTER_CUE: Final = 16
_BEFORE_CUE: Final = 40
_RECEIVER_REACH: Final = 6
#: Attributions looked at in one sentence, so that a hostile one stays linear.
_MOST_ATTRIBUTIONS: Final = 6
_MOST_HANDED: Final = _MOST_ATTRIBUTIONS + 1

#: What is known of the circumstances of a report, by code points: the addressee and the outlet told, -1 if none, and whether ل, attached
#: to it, is cut off; number of the medium, 0 if none; how many in `handed` handed it on; where its sentence begins, its cue, and where
#: the look for a day ends.
FRAME: Final = np.dtype([(name, np.int32) for name in ("to", "to_end", "to_cut", "told", "told_end", "told_cut", "medium", "handed", "low", "cue", "high", "is_negated")])


class Frames(NamedTuple):
    """What is known of the circumstances of reports: one entry a report."""

    addressee: list[str | None]
    medium: list[str | None]
    told_to: list[str | None]
    reported_by: list[list[str]]
    said_on: list[str | None]
    is_negated: list[bool]


@njit(**INNER)
def _frame(b: Any, rep: Any, m: int, chain: I32, after: I32, out: Any, handed: I32, letters: Any) -> None:
    tok = b.tok
    r = rep[m]
    cue, low = r.cue_first + 0, tok[r.cue_first].low + 0
    a = r.cue_last + 1
    z = r.first + 0 if r.first > a else min(tok[cue].high + 0, a + _AFTER_CUE)
    z = min(z, a + 2 * _AFTER_CUE)
    out.to = out.told = -1
    out.to_cut = out.told_cut = out.medium = out.handed = 0
    out.is_negated = r.form >= 0 and cue > b.art[r.doc].a and (tok[cue - 1].bits & v.NEG) != 0
    out.low, out.cue, out.high = tok[low].start, tok[cue].start, tok[min(z, b.art[r.doc].z + 0) - 1].end
    if r.form >= 0:
        _told(b, r, out, a, z, letters)
    for k in range(a, z):
        if out.medium == 0:
            out.medium = _medium_at(b, k, low, letters)
    if r.first < 0 or r.first > cue:
        for k in range(max(low, cue - _BEFORE_CUE), cue):
            if out.medium == 0:
                out.medium = _medium_at(b, k, low, letters)
    other = chain[low]
    seen = 0
    while other >= 0 and seen < _MOST_ATTRIBUTIONS:
        o = rep[other]
        if other != m and o.s_first >= 0 and is_media(b, o.s_first + 0, o.s_last + 0, letters):
            _hand_on(b, out, handed, o.s_first + 0, o.s_last + 0)
        other = after[other]
        seen += 1
    if r.form >= 0 and b.forms[r.form].transmits:
        agency = subject(b, a, z)
        if agency[0] >= 0 and agency != subject_of(r):
            _hand_on(b, out, handed, agency[0], agency[1])


@njit(**INNER)
def _medium_at(b: Any, k: int, low: int, letters: Any) -> int:
    """Number of the medium that token `k` names after a preposition, or 0."""
    t = b.tok[k]
    if k > low and (t.bits == 0 or t.bits & v.MEDIUM or t.at >= 0) and (b.tok[k - 1].bits & _LEADS or t.skip):
        return medium_of(b, k, letters)
    return 0


@njit(**INNER)
def _hand_on(b: Any, out: Any, handed: I32, first: int, last: int) -> None:
    """Notes who handed the words on."""
    n = out.handed
    handed[3 * n], handed[3 * n + 1] = b.tok[first].start, b.tok[last].end
    handed[3 * n + 2] = w.prefix(b, first)[2] > 0
    out.handed = n + 1


@njit(**INNER)
def _told(b: Any, r: Any, out: Any, a: int, z: int, letters: Any) -> None:
    """«قال لوكالة …», «قال للصحفيين», «في مقابلة مع قناة …», «أبلغ الوزير أن»."""
    tok = b.tok
    for k in range(a, min(z, b.art[r.doc].z + 0)):
        with_it = k > a and (w.word_class(b, k - 1, 0) & x.WITH) != 0
        # whatever the phrase is, it begins with ل or stands after مع
        if w.letter(b, k, 0) != w.LAM and not with_it:
            continue
        letter, _, clitics = w.prefix(b, k)
        for_it = clitics == 1 and letter == w.LAM
        known = w.mention_at(b, k) >= 0 or (tok[k].bits & (v.ROLE | v.ORG)) != 0
        start, stop = k, z
        if w.word_class(b, k, 0) & x.FOR and k + 1 < z:
            start, stop = k + 1, min(z, k + _RECEIVER_REACH)
        elif not (for_it and (known or w.begins_ll(b, k))) and not (with_it and known):
            continue
        while start < stop and tok[start].bits & v.QUOTE:
            start += 1
        if start >= stop:
            continue
        first, last, _, _, _ = phrase_at(b, start, stop)
        if first < 0 or (r.s_first >= 0 and r.s_first <= first <= r.s_last):
            continue
        cut = start == k and for_it
        if is_media(b, first, last, letters):
            if out.told < 0:
                out.told, out.told_end, out.told_cut = tok[first].start, tok[last].end, cut
        elif out.to < 0 and for_it and _hears(b, r, k, a):
            out.to, out.to_end, out.to_cut = tok[first].start, tok[last].end, cut
    if out.to < 0 and b.forms[r.form].tells:
        start = r.s_last + 1 if r.s_first >= a else a
        if start < z and w.prefix(b, start)[2] == 0:
            found = phrase_at(b, start, z)
            if found[0] >= 0 and found != subject_of(r) and (found[3] >= 0 or found[4] & (v.ROLE | v.ORG)):
                out.to, out.to_end = tok[found[0]].start, tok[found[1]].end


@njit(**INNER)
def _hears(b: Any, r: Any, k: int, a: int) -> bool:
    """Whether the phrase with ل at token `k` hangs on the verb (قال للوزير), not on a noun before it (المتحدث الرسمي للوزارة)."""
    if k == a or (b.tok[k].bits & v.ROLE and w.begins_ll(b, k) and w.letter(b, k, -1) == w.NOON and (w.letter(b, k, -2) == w.YEH or w.letter(b, k, -2) == w.WAW)):
        return True
    return r.s_first >= 0 and r.s_mention >= 0 and r.s_last == k - 1 and b.men[r.s_mention].type == s.PER


@njit(cache=True, nogil=True)
def _frames(b: Any, rep: Any, chosen: I64, out: Any, handed: Any, letters: Any) -> None:
    # attributions by sentence: the first of each, and the one after each
    chain, last, after = np.full(len(b.tok), -1, np.int32), np.full(len(b.tok), -1, np.int32), np.full(len(rep), -1, np.int32)
    for m in range(len(rep)):
        if rep[m].mode == s.ATTRIBUTION or rep[m].mode == s.LEADING:
            low = b.tok[rep[m].cue_first].low
            if chain[low] < 0:
                chain[low] = m
            else:
                after[last[low]] = m
            last[low] = m
    for n in range(len(chosen)):
        _frame(b, rep, chosen[n], chain, after, out[n], handed[n], letters)


def _name(text: str, start: int, end: int, cut: int) -> str:
    """The words of a phrase; with `cut` without an attached ل: «للصحفيين» as «الصحفيين», «لـ"الوطن"» as «الوطن»."""
    words = text[start:end]
    if not cut:
        return words
    return "ال" + words[2:] if words.startswith("لل") else words.removeprefix("ل").strip('ـ "“”«»')


def frames(batch: Batch, texts: Texts, rep: Any, chosen: I64, days: Days) -> Frames:
    """The frames of reports. Most of a frame is empty, so only what was found is looked at one by one.

    Args:
        batch: The batch.
        texts: Its strings.
        rep: All reports, also those that hold no quote of their own: a trailing attribution may hand on another's.
        chosen: Numbers of the reports asked for.
        days: Days named in the articles.
    """
    out, handed = records(len(chosen), FRAME), np.zeros((len(chosen), 3 * _MOST_HANDED), np.int32)
    _frames(batch, rep, chosen, out, handed, np.zeros(64, np.uint32))
    doc, known = rep.doc[chosen], mediums()
    reported_by: list[list[str]] = [[] for _ in range(len(chosen))]
    some = np.flatnonzero(out.handed)
    for n, d, count, spans in zip(some.tolist(), doc[some].tolist(), out.handed[some].tolist(), handed[some].tolist(), strict=True):
        names = (_name(texts.texts[d], *spans[3 * k : 3 * k + 3]) for k in range(count))
        reported_by[n] = list(dict.fromkeys(name for name in names if name))
    return Frames(
        _names(texts, doc, out.to, out.to_end, out.to_cut),
        [known[n] for n in out.medium.tolist()],
        _names(texts, doc, out.told, out.told_end, out.told_cut),
        reported_by,
        said_on(doc, out.low, out.cue, out.high, days),
        (out.is_negated != 0).tolist(),
    )


def _names(texts: Texts, doc: Any, start: Any, end: Any, cut: Any) -> list[str | None]:
    """The words of phrases, None where there is none."""
    out: list[str | None] = [None] * len(doc)
    some = np.flatnonzero(start >= 0)
    for n, d, *span in zip(some.tolist(), *(column[some].tolist() for column in (doc, start, end, cut)), strict=True):
        out[n] = _name(texts.texts[d], *span) or None
    return out
