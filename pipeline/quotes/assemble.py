"""From quotes to rows: turns, nesting, ids and the columns of the table. Decides nothing about what is speech."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import polars as pl
import pyarrow as pa

from pipeline.quotes.document import Document
from pipeline.quotes.extract import Quote, read
from pipeline.quotes.frame import Day, Frame, Frames
from pipeline.quotes.reports import Marks
from pipeline.text.ids import make_id
from schemas.quotes import QUOTES

_NO_FRAME = Frame()

#: One row, in the order of the table's columns: tuples are cheaper to make and to turn into columns than mappings.
Row = tuple[object, ...]
#: Nested columns go through Arrow, which reads lists of structs many times faster.
_NESTED: Final = {
    "candidates": pa.large_list(pa.struct([("entity_key", pa.large_string()), ("name", pa.large_string()), ("score", pa.float32())])),
    "reported_by": pa.large_list(pa.large_string()),
}


def frame_of(rows: list[Row]) -> pl.DataFrame:
    """Rows of a batch as a frame of the table's schema, made column by column."""
    if not rows:
        return QUOTES.empty()
    schema, columns = QUOTES.polars_schema, zip(*rows, strict=True)
    return pl.DataFrame([_series(name, values, schema[name]) for name, values in zip(schema, columns, strict=True)], schema=schema)


def _series(name: str, values: Row, dtype: pl.DataType) -> pl.Series:
    return pl.Series(name, pa.array(values, _NESTED[name]), dtype) if name in _NESTED else pl.Series(name, values, dtype, strict=True)


def quotes_of(doc: Document, days: list[Day]) -> list[Row]:
    """Rows of one article.

    Args:
        doc: The article.
        days: Days it names, by order.
    """
    if not doc.start:
        return []
    marks, found, quotes = read(doc)
    return _rows(doc, marks, quotes, Frames(doc, found, days)) if quotes else []


def _rows(doc: Document, marks: Marks, quotes: list[Quote], frames: Frames) -> list[Row]:
    rows: list[Row] = []
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
            (
                identity,
                doc.article_id,
                doc.sentence[first],
                q.start,
                q.end,
                doc.text[q.start : q.end],
                q.kind,
                stretch.open_mark if stretch else None,
                stretch.close_mark if stretch else None,
                bool(stretch and stretch.is_repaired),
                turn,
                parent,
                first < doc.title_end,
                doc.text[cue_start:cue_end] if r else None,
                cue_start,
                cue_end,
                r.form.lemma.name if r and r.form else None,
                r.form.lemma.cue_class if r and r.form else ("state" if r else None),
                frame.is_negated,
                s.name,
                doc.text[s.start : s.end] if s.start >= 0 else None,
                s.start if s.start >= 0 else None,
                s.end if s.start >= 0 else None,
                s.kind,
                s.key,
                s.role,
                s.method,
                [{"entity_key": k, "name": n, "score": p} for k, n, p in s.others],
                frame.addressee,
                frame.medium,
                frame.told_to,
                frame.reported_by,
                frame.said_on,
                q.score,
            )
        )
        open_rows.append((q.end, identity))
    return rows
