"""Days that articles name, and which of them stands beside a cue. Reads no date and knows nothing of quotes."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl

from pipeline.batches import article_of
from pipeline.text.tokens import I32, I64

#: Days looked at beside one cue.
_NEAR_DAYS: Final = 8


class Days(NamedTuple):
    """The days that a batch's articles name, by article and place.

    Attributes:
        place: Article and first code point of each, as one number (see `_place`).
        start: First code point.
        end: Code point after the last.
        value: Its value.
    """

    place: I64
    start: list[int]
    end: list[int]
    value: list[str]


def _place(doc: Any, start: Any) -> I64:
    """Article and code point as one number, in the order of text."""
    return np.asarray((doc.astype(np.int64) << 32) + start)


def days_of(dates: pl.DataFrame, ids: list[str]) -> Days:
    """Days named in the articles of a batch.

    Args:
        dates: Rows of `dates`.
        ids: Ids of the articles.
    """
    named = dates.select("article_id", "start", "end", "value").filter((dates["granularity"] == "day") & dates["value"].is_not_null())
    doc = article_of(named["article_id"], ids)
    place = _place(doc, named["start"].to_numpy())
    order = np.argsort(place, kind="stable")
    order = order[np.searchsorted(place[order], 0) :]  # rows of other articles come first
    start, end, value = (named[c].gather(order).to_list() for c in ("start", "end", "value"))
    return Days(place[order], start, end, value)


def said_on(doc: I64, low: I32, cue: I32, high: I32, days: Days) -> list[str | None]:
    """The day named nearest to each cue, None where there is none.

    Args:
        doc: Article of each cue.
        low: First code point at which the day may stand.
        cue: First code point of the cue.
        high: Code point before which the day must end.
        days: Days named in the articles.
    """
    said: list[str | None] = [None] * len(doc)
    first, behind = (np.searchsorted(days.place, _place(doc, x)) for x in (low, high))
    some = np.flatnonzero(first < behind)
    for n, a, z, at, end in zip(some.tolist(), *(x[some].tolist() for x in (first, behind, cue, high)), strict=True):
        near = [k for k in range(a, min(z, a + _NEAR_DAYS)) if days.end[k] <= end]
        if near:
            said[n] = days.value[min(near, key=lambda k: abs(days.start[k] - at))]
    return said
