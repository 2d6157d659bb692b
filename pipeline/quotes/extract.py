"""The reading of one article, step by step: marks, reports, their ends, which of them hold, who speaks, which stretches are speech."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from pipeline.quotes import vocabulary as v
from pipeline.quotes.clauses import Spans, clause_before, close, settle
from pipeline.quotes.document import Document
from pipeline.quotes.features import report_features, stretch_features
from pipeline.quotes.marks import Stretch, stretches
from pipeline.quotes.model import log_odds, model, probability
from pipeline.quotes.people import NOBODY, Speaker
from pipeline.quotes.reports import ATTRIBUTION, MARKED, NOMINAL, POSTPOSED, Marks, Report, reports
from pipeline.quotes.speakers import attribute
from pipeline.quotes.subjects import find_subject

#: Least probability at which a report, or a marked stretch, is published.
REPORT_THRESHOLD = 0.5
SPEECH_THRESHOLD = 0.5
_FRAGMENT_WORDS = 4
_SUBHEADING_TOKENS = 7


@dataclass(slots=True)
class Quote:
    """A quote in the making: code points, kind, the report it comes from."""

    start: int
    end: int
    kind: str
    report: Report | None
    speaker: Speaker
    stretch: int = -1
    how: str = ""
    score: float = 0.5
    raw: float = 0.5


def candidates(doc: Document, marks: Marks) -> list[Report]:
    """Every report that might be one, with its subject, in order of its cue."""
    found = reports(doc, marks)
    for r in found:
        settle(doc, marks, r)
        find_subject(doc, r)
    return found


def judge(doc: Document, marks: Marks, found: list[Report]) -> list[Report]:
    """The reports that hold, with their ends. Attributions are judged last: they take what no other report has."""
    trained = model("report")
    landmarks = {r.cue_first: r for r in found}
    kept: list[Report] = []
    covered: list[tuple[int, int]] = []
    reach = -1
    for r in found:
        if r.mode in {ATTRIBUTION, POSTPOSED}:
            continue
        features = report_features(doc, r, nested=r.cue_first <= reach)
        r.score = trained.probability(features) if trained else _plain_score(r)
        if r.stretch < 0 and r.score < REPORT_THRESHOLD:
            continue
        close(doc, marks, r, landmarks)
        kept.append(r)
        if r.last >= r.first >= 0:
            covered.append((r.first, r.last))
            reach = max(reach, r.last)
    spans = Spans(covered)
    for r in found:
        if r.mode not in {ATTRIBUTION, POSTPOSED}:
            continue
        span = clause_before(doc, r.cue_first, spans)
        after_mark = any(doc.flags[k] & v.QUOTE for k in range(max(0, r.cue_first - 2), r.cue_first))
        if span is None and not after_mark:
            continue
        if span is not None:
            r.first, r.last = span
            r.begin = doc.start[span[0]]
        r.score = trained.probability(report_features(doc, r, nested=span is None)) if trained else (0.6 if r.mode == ATTRIBUTION else 0.3)
        if r.score >= REPORT_THRESHOLD or after_mark:
            kept.append(r)
    return sorted(kept, key=lambda r: r.cue_first)


def _plain_score(r: Report) -> float:
    """What holds before any model is trained."""
    if r.form and ((r.mode == NOMINAL and r.form.lemma.strength < 2) or (r.form.lemma.weak and r.mode != "that")):
        return 0.1
    return 0.7


def read(doc: Document) -> tuple[Marks, list[Report], list[Quote]]:
    """The marked stretches, the reports and the quotes of an article, in order."""
    marks = Marks(doc, stretches(doc))
    possible = candidates(doc, marks)
    found = judge(doc, marks, possible)
    quotes = [*_indirect(doc, found), *_marked(doc, marks, found)]
    used = {id(q.report) for q in quotes}
    attribute(doc, (r for r in found if id(r) in used))
    unique: dict[tuple[int, int, str], Quote] = {}
    for q in quotes:
        if q.end > q.start:
            q.speaker = q.report.speaker if q.report is not None and isinstance(q.report.speaker, Speaker) else NOBODY
            q.raw = q.score
            q.score = confidence(q)
            unique.setdefault((q.start, q.end, q.kind), q)
    return marks, possible, sorted(unique.values(), key=lambda q: (q.start, -q.end))


def evidence(q: Quote) -> tuple[float, float, float]:
    """What the calibration looks at: log-odds of being a quote, log-odds of the speaker, whether it is marked."""
    return log_odds(q.score), log_odds(q.speaker.score), float(q.stretch >= 0)


def confidence(q: Quote) -> float:
    """Calibrated probability that this is a quote of this speaker."""
    trained = model("score")
    if trained is None:
        return q.score * q.speaker.score
    quote, speaker, marked = evidence(q)
    w = trained.weights
    return probability(trained.bias + w.get("quote", 0.0) * quote + w.get("speaker", 0.0) * speaker + w.get("marked", 0.0) * marked)


def trimmed(doc: Document, start: int, end: int) -> tuple[int, int]:
    """A span without the blanks at its edges."""
    text = doc.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _indirect(doc: Document, found: list[Report]) -> list[Quote]:
    out = []
    for r in found:
        if r.mode == MARKED or r.stretch >= 0 or r.score < REPORT_THRESHOLD or not r.last >= r.first >= 0:
            continue
        out.append(Quote(*trimmed(doc, r.begin, doc.end[r.last]), "indirect", r, NOBODY, score=r.score))
    return out


def _marked(doc: Document, marks: Marks, found: list[Report]) -> list[Quote]:
    out: list[Quote] = []
    if not marks.stretches:
        return out
    trained = model("speech")
    owners = Owners(doc, found)
    for n, s in enumerate(marks.stretches):
        if is_subheading(doc, s):
            continue
        r, how = owners.of(marks, n)
        words = len([f for f in doc.flags[s.first : s.last + 1] if not f & v.PUNCT])
        features = stretch_features(doc, marks, n, r, how)
        score = trained.probability(features) if trained else _plain_speech(words, how)
        if score < SPEECH_THRESHOLD:
            continue
        kind = "direct" if words > _FRAGMENT_WORDS and _stands_alone(doc, s, how) else "fragment"
        out.append(Quote(*trimmed(doc, doc.start[s.first], doc.end[s.last]), kind, r, NOBODY, n, how, score))
    return out


def is_subheading(doc: Document, s: Stretch) -> bool:
    """Whether a short stretch has its line to itself: a sub-heading or a caption."""
    opener = s.first - 1 if s.open_mark else s.first
    after = s.last + (2 if s.close_mark else 1)
    return s.last - s.first < _SUBHEADING_TOKENS and doc.breaks[opener] > 0 and (after >= doc.n or doc.breaks[after] > 0)


def _stands_alone(doc: Document, s: Stretch, how: str) -> bool:
    """Whether the words in marks are a clause of their own, not the rest of one of the reporter's."""
    if how in {"whole", "inside"}:
        return how == "whole"
    opener = s.first - 1 if s.open_mark else s.first
    return doc.breaks[opener] > 0 or bool(doc.flags[opener - 1] & (v.PUNCT | v.CUE | v.COMP))


def _plain_speech(words: int, how: str) -> float:
    """What holds before any model is trained."""
    return 0.2 if (how == "none" and words < 6) or words < 2 else 0.7


class Owners:
    """Which report each marked stretch belongs to, and how: as its whole complement, inside it, before it, carried on from an earlier one."""

    def __init__(self, doc: Document, found: list[Report]) -> None:
        self.doc = doc
        self.found = found
        self.cues = [r.cue_first for r in found]
        self.whole: dict[int, Report] = {}
        self.inside: dict[int, Report] = {}
        self.after: dict[int, Report] = {}
        for r in found:
            if r.stretch >= 0:
                self.whole.setdefault(r.stretch, r)
            elif r.last >= 0 and r.score >= REPORT_THRESHOLD:
                # of reports inside each other the one that begins last holds; a report is never longer than a sentence
                for k in range(r.first, r.last + 1):
                    other = self.inside.get(k)
                    if other is None or r.first >= other.first:
                        self.inside[k] = r
            if r.mode in {POSTPOSED, ATTRIBUTION}:
                self.after.setdefault(r.cue_first, r)

    def of(self, marks: Marks, n: int) -> tuple[Report | None, str]:
        """The report of stretch `n`, if any, and how it belongs to it."""
        s = marks.stretches[n]
        if n in self.whole:
            return self.whole[n], "whole"
        around = self.inside.get(s.first)
        if around is not None and s.last <= around.last:
            return around, "inside"
        after = s.last + (2 if s.close_mark else 1)
        follows = self.after.get(after) or self.after.get(after + 1)
        if follows is not None:
            return follows, "before"
        at = bisect_left(self.cues, s.first)
        if not at:
            return None, "none"
        lines = self.doc.lines
        line = lines[max(0, bisect_right(lines, s.first) - 1)] if lines else 0
        previous = self.found[at - 1]
        return previous, "continued" if previous.cue_first >= line else "none"
