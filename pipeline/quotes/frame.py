"""The frame of a quote: to whom, through which medium, told to which outlet, handed on by whom, on which day. Not who spoke, not what."""

from __future__ import annotations

import functools
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document
from pipeline.quotes.phrases import begins_mention, phrase_at, prefix, subject
from pipeline.quotes.reports import ATTRIBUTION, LEADING, Report
from pipeline.text.chars import key

_LEADS: Final = v.PREP | v.CONJ
_AFTER_CUE: Final = 16
_BEFORE_CUE: Final = 40
#: Attributions looked at in one sentence, so that a hostile one stays linear.
_MOST_ATTRIBUTIONS: Final = 6


class Day(NamedTuple):
    """A date expression of the article: where it stands and its value."""

    start: int
    end: int
    value: str


@dataclass(slots=True)
class Frame:
    """What is known of the circumstances of a quote."""

    addressee: str | None = None
    medium: str | None = None
    told_to: str | None = None
    reported_by: list[str] = field(default_factory=list)
    said_on: str | None = None
    is_negated: bool = False


@functools.cache
def _words() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Medium by folded word, folded words of media, lemmas whose object is spoken to."""
    data = v.read_yaml("frame.yaml")
    mediums = {key(word): name for name, words in data["medium"].items() for word in words}
    return mediums, frozenset(key(w) for w in data["media"]), frozenset(data["tells"])


def _bare(doc: Document, k: int) -> str:
    """Folded word without clitics and article."""
    return _stem(doc.text[doc.start[k] + doc.skip[k] : doc.end[k]])


@functools.lru_cache(maxsize=1 << 15)
def _stem(written: str) -> str:
    word = key(written)
    for article in ("ال", "لل", "بال", "وال"):
        if word.startswith(article) and len(word) > len(article) + 1:
            return word[len(article) :]
    return word[1:] if word.startswith("ل") and word[1:] in _words()[1] else word


def is_media(doc: Document, first: int, last: int) -> bool:
    """Whether a phrase names an outlet or agency."""
    media = _words()[1]
    return any(_bare(doc, k) in media or doc.word(k) in media for k in range(first, min(last, first + 2) + 1))


def _without_preposition(text: str) -> str:
    """«للصحفيين» as «الصحفيين», «لـ"الوطن"» as «الوطن»."""
    if text.startswith("لل"):
        return "ال" + text[2:]
    text = text.removeprefix("ل")
    return text.strip('ـ "“”«»')


class Frames:
    """Frames of one article's quotes.

    Args:
        doc: The article.
        found: All its reports, also those that hold no quote of their own: a trailing attribution may hand on another's.
        days: Its dates, by order.
    """

    def __init__(self, doc: Document, found: list[Report], days: list[Day]) -> None:
        self.doc = doc
        self.days = days
        self.handed: dict[int, list[Report]] = {}
        for r in found:
            if r.mode in {ATTRIBUTION, LEADING}:
                at = self.handed.setdefault(doc.sentence[r.cue_first], [])
                if len(at) < _MOST_ATTRIBUTIONS:
                    at.append(r)
        self.made: dict[int, Frame] = {}

    def of(self, r: Report) -> Frame:
        """The frame of a report; all quotes of one report share it."""
        known = self.made.get(id(r))
        if known is None:
            known = self.made[id(r)] = self._make(r)
        return known

    def _make(self, r: Report) -> Frame:
        doc = self.doc
        frame = Frame(is_negated=r.cue_first > 0 and bool(doc.flags[r.cue_first - 1] & v.NEG) and r.form is not None)
        sentence = doc.sentence[r.cue_first]
        low = doc.bounds[sentence]
        a = r.cue_last + 1
        b = r.first if r.first > a else min(doc.bounds[sentence + 1], a + _AFTER_CUE)
        b = min(b, a + 2 * _AFTER_CUE)
        self._told(r, frame, a, b)
        mediums, flags = _words()[0], doc.flags
        before = range(max(low, r.cue_first - _BEFORE_CUE), r.cue_first) if r.first < 0 or r.first > r.cue_first else range(0)
        for k in (*range(a, b), *before):
            f = flags[k]
            if (f == 0 or f & v.MEDIUM or doc.at[k] >= 0) and k > low and (flags[k - 1] & _LEADS or doc.skip[k]):
                name = mediums.get(_bare(doc, k))
                if name is not None:
                    frame.medium = name
                    break
        for other in self.handed.get(sentence, ()):
            if other is not r and other.subject is not None and is_media(doc, other.subject.first, other.subject.last):
                self._add(frame, other.subject.first, other.subject.last)
        if r.form is not None and r.form.lemma.name == "نقل":
            agency = subject(doc, a, b)
            if agency is not None and agency != r.subject:
                self._add(frame, agency.first, agency.last)
        frame.said_on = self._day(doc.start[low], doc.start[r.cue_first], doc.end[min(b, doc.n) - 1])
        return frame

    def _add(self, frame: Frame, first: int, last: int) -> None:
        name = _without_preposition(self.doc.span(first, last)) if prefix(self.doc, first) else self.doc.span(first, last)
        if name and name not in frame.reported_by:
            frame.reported_by.append(name)

    def _told(self, r: Report, frame: Frame, a: int, b: int) -> None:
        """«قال لوكالة …», «قال للصحفيين», «في مقابلة مع قناة …», «أبلغ الوزير أن»."""
        doc = self.doc
        if r.form is None:
            return
        text, starts = doc.text, doc.start
        for k in range(a, min(b, doc.n)):
            # whatever the phrase is, it begins with ل or stands after مع
            if text[starts[k]] != "ل" and (k == a or doc.word(k - 1) != "مع"):
                continue
            mention = begins_mention(doc, k)
            clitic = prefix(doc, k)
            f = doc.flags[k]
            if doc.word(k) in {"ل", "لـ"} and k + 1 < b:
                start, stop = k + 1, min(b, k + 6)
            elif (clitic == "ل" and (mention is not None or f & (v.ROLE | v.ORG) or doc.word(k).startswith("لل"))) or (
                k > a and doc.word(k - 1) == "مع" and (mention is not None or f & (v.ROLE | v.ORG))
            ):
                start, stop = k, b
            else:
                continue
            while start < stop and doc.flags[start] & v.QUOTE:
                start += 1
            found = phrase_at(doc, start, stop) if start < stop else None
            if found is None or (r.subject is not None and r.subject.first <= found.first <= r.subject.last):
                continue
            name = _without_preposition(doc.span(found.first, found.last)) if start == k and clitic == "ل" else doc.span(found.first, found.last)
            if is_media(doc, found.first, found.last):
                frame.told_to = frame.told_to or name
            elif clitic == "ل" and self._hears(r, k, a):
                frame.addressee = frame.addressee or name
        if r.form.lemma.name in _words()[2] and frame.addressee is None:
            start = r.subject.last + 1 if r.subject is not None and r.subject.first >= a else a
            found = phrase_at(doc, start, b) if start < b and not prefix(doc, start) else None
            if found is not None and found != r.subject and (found.mention >= 0 or found.flags & (v.ROLE | v.ORG)):
                frame.addressee = doc.span(found.first, found.last)

    def _hears(self, r: Report, k: int, a: int) -> bool:
        """Whether the phrase with ل at token `k` hangs on the verb (قال للوزير), not on a noun before it (المتحدث الرسمي للوزارة)."""
        if k == a or (self.doc.flags[k] & v.ROLE and self.doc.word(k).startswith("لل") and self.doc.word(k).endswith(("ين", "ون"))):
            return True
        named = r.subject is not None and r.subject.mention >= 0 and r.subject.last == k - 1
        return named and self.doc.mentions[r.subject.mention].type == "PER" if r.subject is not None else False

    def _day(self, low: int, cue: int, high: int) -> str | None:
        """The day named beside the cue, outside the reported words."""
        if not self.days:
            return None
        at = bisect_left(self.days, low, key=lambda d: d.start)
        near = [d for d in self.days[at : at + 8] if d.start >= low and d.end <= high]
        return min(near, key=lambda d: abs(d.start - cue)).value if near else None
