"""From quotes to rows: turns, nesting, ids and the columns of the table. Decides nothing about what is speech."""

from __future__ import annotations

from bisect import bisect_right

from pipeline.quotes.document import Document
from pipeline.quotes.extract import Quote, read
from pipeline.quotes.frame import Day, Frame, Frames
from pipeline.quotes.reports import Marks
from pipeline.text.ids import make_id

_NO_FRAME = Frame()


def quotes_of(doc: Document, days: list[Day]) -> list[dict[str, object]]:
    """Rows of one article.

    Args:
        doc: The article.
        days: Days it names, by order.
    """
    if not doc.start:
        return []
    marks, found, quotes = read(doc)
    return _rows(doc, marks, quotes, Frames(doc, found, days)) if quotes else []


def _rows(doc: Document, marks: Marks, quotes: list[Quote], frames: Frames) -> list[dict[str, object]]:
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
        frame = frames.of(r) if r else _NO_FRAME
        stretch = marks.stretches[q.stretch] if q.stretch >= 0 else None
        cue_start = doc.start[r.cue_first] if r else None
        cue_end = doc.end[r.cue_last] if r else None
        first = bisect_right(doc.start, q.start) - 1
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
                "is_negated": frame.is_negated,
                "speaker_name": s.name,
                "speaker_text": doc.text[s.start : s.end] if s.start >= 0 else None,
                "speaker_start": s.start if s.start >= 0 else None,
                "speaker_end": s.end if s.start >= 0 else None,
                "speaker_kind": s.kind,
                "speaker_key": s.key,
                "speaker_role": s.role,
                "speaker_method": s.method,
                "candidates": [{"entity_key": k, "name": n, "score": p} for k, n, p in s.others],
                "addressee": frame.addressee,
                "medium": frame.medium,
                "told_to": frame.told_to,
                "reported_by": frame.reported_by,
                "said_on": frame.said_on,
                "score": q.score,
            }
        )
        open_rows.append((q.end, identity))
    return rows
