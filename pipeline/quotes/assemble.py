"""From marks and reports to rows: which stretch is speech, whose it is, what stands inside what, which belong to one turn."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.quotes import vocabulary as v
from pipeline.quotes.clauses import clause_before, close
from pipeline.quotes.document import Document
from pipeline.quotes.marks import stretches
from pipeline.quotes.reports import ATTRIBUTION, COLON, HEADLINE, MARKED, NOMINAL, POSTPOSED, THAT, Marks, Report, reports
from pipeline.quotes.speakers import NOBODY, Speaker, attribute
from pipeline.text.ids import make_id


@dataclass(slots=True)
class Quote:
    """A quote in the making: code points, kind, the report it comes from."""

    start: int
    end: int
    kind: str
    report: Report | None
    speaker: Speaker
    stretch: int = -1
    score: float = 0.5


def quotes_of(doc: Document) -> list[dict[str, object]]:
    """Rows of one article."""
    if not doc.start:
        return []
    marks = Marks(doc, stretches(doc))
    found = reports(doc, marks)
    close(doc, marks, found)
    attribute(doc, found)
    quotes = _indirect(doc, marks, found) + _marked(doc, marks, found)
    unique: dict[tuple[int, int, str], Quote] = {}
    for q in quotes:
        if q.end > q.start:
            unique.setdefault((q.start, q.end, q.kind), q)
    return _rows(doc, marks, sorted(unique.values(), key=lambda q: (q.start, -q.end)))


def _trimmed(doc: Document, start: int, end: int) -> tuple[int, int]:
    text = doc.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _indirect(doc: Document, marks: Marks, found: list[Report]) -> list[Quote]:
    out = []
    taken = [(r.first, r.last) for r in found if r.last >= r.first >= 0]
    for r in found:
        speaker = r.speaker if isinstance(r.speaker, Speaker) else NOBODY
        if r.mode in {THAT, NOMINAL, COLON, HEADLINE} and r.stretch < 0 and r.last >= r.first >= 0:
            if r.mode == NOMINAL and r.form and r.form.lemma.strength < 2:  # noqa: PLR2004
                continue
            if r.form and r.form.lemma.weak and r.mode != THAT:
                continue
            start, end = _trimmed(doc, r.begin, doc.end[r.last])
            out.append(Quote(start, end, "indirect", r, speaker))
        elif r.mode in {ATTRIBUTION, POSTPOSED}:
            span = clause_before(doc, marks, r.cue_first, taken)
            if span:
                r.first, r.last = span
                r.begin = doc.start[span[0]]
                out.append(Quote(*_trimmed(doc, r.begin, doc.end[span[1]]), "indirect", r, speaker))
    return out


def _marked(doc: Document, marks: Marks, found: list[Report]) -> list[Quote]:
    out = []
    for n, s in enumerate(marks.stretches):
        r, how = _owner(doc, marks, n, found)
        words = sum(1 for k in range(s.first, s.last + 1) if not doc.flags[k] & v.PUNCT)
        if r is None and words < 6:  # noqa: PLR2004
            continue
        if how == "inside" and words < 2:  # noqa: PLR2004
            continue
        speaker = r.speaker if r is not None and isinstance(r.speaker, Speaker) else NOBODY
        kind = "direct" if words >= 5 and how in {"whole", "before", "none", "continued"} else "fragment"  # noqa: PLR2004
        out.append(Quote(*_trimmed(doc, doc.start[s.first], doc.end[s.last]), kind, r, speaker, n))
    return out


def _owner(doc: Document, marks: Marks, n: int, found: list[Report]) -> tuple[Report | None, str]:
    """The report a stretch belongs to."""
    s = marks.stretches[n]
    best: Report | None = None
    for r in found:
        if r.stretch == n:
            return r, "whole"
        if r.last >= 0 and r.first <= s.first and s.last <= r.last and (best is None or r.first >= best.first):
            best = r
    if best is not None:
        return best, "inside"
    after = s.last + (2 if s.close_mark else 1)
    for r in found:
        if r.mode in {POSTPOSED, ATTRIBUTION} and after <= r.cue_first <= after + 1 and r.last < 0:
            return r, "before"
    line = max((k for k in range(max(0, s.first - 60), s.first + 1) if doc.breaks[k]), default=0)
    previous = [r for r in found if line <= r.cue_first < s.first]
    if previous:
        return previous[-1], "continued"
    if s.last - s.first > 8:  # noqa: PLR2004
        earlier = [r for r in found if r.cue_first < s.first]
        if earlier:
            return earlier[-1], "none"
    return None, "none"


def _rows(doc: Document, marks: Marks, quotes: list[Quote]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    open_rows: list[tuple[int, str]] = []
    turn, last_speaker = -1, None
    for q in quotes:
        identity = make_id("q", doc.article_id, q.start, q.end, q.kind)
        while open_rows and open_rows[-1][0] <= q.start:
            open_rows.pop()
        parent = open_rows[-1][1] if open_rows and q.end <= open_rows[-1][0] else None
        r, s = q.report, q.speaker
        if turn < 0 or s.name != last_speaker:
            turn += 1
            last_speaker = s.name
        stretch = marks.stretches[q.stretch] if q.stretch >= 0 else None
        cue_start = doc.start[r.cue_first] if r else None
        cue_end = doc.end[r.cue_last] if r else None
        first = next((k for k in range(len(doc)) if doc.end[k] > q.start), 0) if r is None or r.first < 0 else r.first
        rows.append(
            {
                "quote_id": identity,
                "article_id": doc.article_id,
                "sentence": doc.sentence[first],
                "start": q.start,
                "end": q.end,
                "exact": doc.text[q.start : q.end],
                "kind": q.kind,
                "open_mark": stretch.open_mark if stretch else None,
                "close_mark": stretch.close_mark if stretch else None,
                "is_repaired": bool(stretch and stretch.is_repaired),
                "utterance": turn,
                "parent_id": parent,
                "is_headline": first < doc.title_end,
                "cue": doc.text[cue_start:cue_end] if r else None,
                "cue_start": cue_start,
                "cue_end": cue_end,
                "cue_lemma": r.form.lemma.name if r and r.form else None,
                "cue_class": r.form.lemma.cue_class if r and r.form else ("state" if r else None),
                "is_negated": False,
                "speaker_name": s.name,
                "speaker_text": doc.text[s.start : s.end] if s.start >= 0 else None,
                "speaker_start": s.start if s.start >= 0 else None,
                "speaker_end": s.end if s.start >= 0 else None,
                "speaker_kind": s.kind,
                "speaker_key": s.key,
                "speaker_role": s.role,
                "speaker_method": s.method,
                "candidates": [],
                "reported_by": [],
                "score": q.score,
            }
        )
        open_rows.append((q.end, identity))
    return rows
