"""CSV and TSV: rows to documents. The delimiter is found here; which column means what stands in `pipeline.sources.fields`.

Quotes are a nuisance in newspaper exports: a stray one makes a parser swallow the rest of the file as one field. So when a row does
not parse and rows of their own follow its first line, that line is read by itself with quotes as plain characters, and the others as if nothing had been.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, Final, Literal

from pipeline.sources.build import Context, from_fields
from pipeline.sources.fields import GUESS, plan
from pipeline.sources.lines import Line, read_lines
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject

DELIMITERS: Final = ",\t;|"


def delimiter_of(header: str, ctx: Context | None = None) -> str | None:
    """Delimiter of a table's first line: the one that gives most known column names; None when none gives two columns and a text or title."""
    best, most = None, 0
    for delimiter in DELIMITERS:
        names = _one_row(header.strip("\ufeff\r\n"), delimiter, csv.QUOTE_MINIMAL)
        roles = plan(tuple(names), ctx.mapping if ctx else GUESS)
        if len(names) > 1 and len(roles) > most and ("text" in roles or "title" in roles):
            best, most = delimiter, len(roles)
    return best


class _Rows:
    """Rows of a table, each with the number of its first line and flags."""

    def __init__(self, lines: Iterator[Line], delimiter: str, cap: int) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._taken: list[Line] = []
        self._size = 0
        self._cap = cap
        self._delimiter = delimiter
        csv.field_size_limit(max(csv.field_size_limit(), cap))

    def _feed(self) -> Iterator[str]:
        """Lines for one row; those taken are remembered in case the row does not parse."""
        while True:
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                return
            self._taken.append(line)
            self._size += line.size
            if not line.text or self._size > self._cap:
                raise csv.Error("row too large")
            yield line.text

    def __iter__(self) -> Iterator[tuple[list[str] | None, Line, bool]]:
        """Rows, with their first line and whether they were read leniently; None for a row that is too large."""
        while True:
            self._taken, self._size = [], 0
            try:
                row = next(csv.reader(self._feed(), delimiter=self._delimiter, strict=True), None)
            except csv.Error:
                yield self._mended()
                continue
            if row is None:
                return
            if row:
                yield row, self._taken[0], False

    def _mended(self) -> tuple[list[str] | None, Line, bool]:
        """What to make of the lines taken for a row that did not parse."""
        first, *rest = self._taken
        if not first.text:
            return None, first, False
        alone = _one_row(first.text.rstrip("\r\n"), self._delimiter, csv.QUOTE_NONE)
        next_ones = [len(_one_row(line.text, self._delimiter, csv.QUOTE_MINIMAL)) for line in rest[:20] if not line.text.isspace()]
        if sum(n >= max(2, len(alone) - 1) for n in next_ones) * 2 >= len(next_ones):
            # rows of their own follow: the quote that swallowed them was a stray one
            self._again.extendleft(reversed(rest))
            return alone, first, True
        if self._size <= self._cap:  # paragraphs follow, to the end of the file: one text whose quote is not closed
            try:
                return next(csv.reader((line.text for line in self._taken), delimiter=self._delimiter), []), first, True
            except csv.Error:
                return [], first, True
        for line in self._lines:  # paragraphs without end: go on behind the quote that closes them
            if line.text.count('"') % 2:
                break
        return None, first, False


def _one_row(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[str]:
    """Fields of one line by itself; none when even that cannot be read."""
    try:
        return next(csv.reader([text.replace("\r", " ")], delimiter=delimiter, quoting=quoting), [])
    except csv.Error:
        return []


def read_table(ctx: Context, stream: BinaryIO, uri: str, delimiter: str | None, encoding: str, flags: tuple[str, ...]) -> Iterator[RawRecord | Reject]:
    """Documents of a table as UTF-8, one a row; the first row names the columns unless the mapping does.

    Args:
        ctx: The input.
        stream: The table.
        uri: Where it lies.
        delimiter: Delimiter; found from the first line when None.
        encoding: What the file was in.
        flags: What was odd in decoding it.
    """
    lines = read_lines(stream, ctx.limits.document_bytes)
    first = next((line for line in lines if not line.text.isspace()), None)
    if first is None:
        yield Reject(uri, None, Reason.EMPTY, "the table holds no rows")
        return
    if delimiter is None:
        delimiter = delimiter_of(first.text, ctx) or max(DELIMITERS, key=first.text.count)
    rows = iter(_Rows(_chained(first, lines), delimiter, ctx.limits.document_bytes))
    header: list[str] | None = list(ctx.mapping.columns)
    if not header:
        header, _, _ = next(rows, (None, first, False))
        if header is None:
            yield Reject(uri, None, Reason.LINE_TOO_LONG, f"a first line of {first.size} bytes, more than {ctx.limits.document_bytes}")
            return
        header = [name.strip().strip("\ufeff") for name in header]
    roles = plan(tuple(header), ctx.mapping)
    if "text" not in roles and "title" not in roles:
        yield Reject(
            uri,
            None,
            Reason.NO_TEXT_FIELD,
            f"no column looks like a text among: {', '.join(header[:40])[:400]}; name it in the mapping, or name all columns when there is no header line",
        )
        return
    n = 0
    for row, line, lenient in rows:
        n += 1
        at = f"{uri}#{n}"
        if row is None:
            yield Reject(at, None, Reason.ROW_TOO_LARGE, f"a row of more than {ctx.limits.document_bytes} bytes at line {line.number}")
        elif len(row) > len(header) and any(row[len(header) :]):
            if getattr(stream, "fault", None) is None or not line.is_cut:
                yield Reject(at, None, Reason.CSV_COLUMNS, f"{len(row)} fields for {len(header)} columns at line {line.number}; is the delimiter inside a text without quotes?")
        elif lenient and len(row) < len(header):
            if not (line.is_cut and getattr(stream, "fault", None)):
                yield Reject(at, None, Reason.CSV_INVALID, f"{len(row)} fields for {len(header)} columns at line {line.number}; a quote is open")
        elif line.is_cut and getattr(stream, "fault", None):
            return
        else:
            record = dict(zip(header, row, strict=False))
            more = (*flags, *line.flags, *(("csv_quotes",) if lenient else ()))
            yield from from_fields(ctx, at, record, encoding=encoding, flags=more)
    if not n and not getattr(stream, "fault", None):
        yield Reject(uri, None, Reason.EMPTY, "the table holds a header line and no rows")


def _chained(first: Line, rest: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from rest
