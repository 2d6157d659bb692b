"""Columns of the table that are told by an event's lemma, type, shape and cues: looked up once for all events alike. No participants, no places."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from pipeline.events import details
from pipeline.events.forms import Shape
from pipeline.events.triggers import TYPES, Triggers
from pipeline.events.words import table
from pipeline.text.tokens import I32, I64
from schemas.vocab import EventStatus, EventType

#: Types that deny by themselves: a negation beside them does not make them denied (رفض, نفى).
_DENYING = frozenset({EventType.REJECT})


@cache
def _codes() -> dict[tuple[str, str], tuple[str, int]]:
    return {(r["type"], r["mode"]): (r["cameo_root"], int(r["quad_code"])) for r in table("plover.tsv")}


def _code(kind: str, mode: str | None) -> tuple[str | None, int | None]:
    """CAMEO root and quad code of a type, after PLOVER's crosswalk."""
    codes = _codes()
    found = codes.get((kind, mode or "-")) or codes.get((kind, "-"))
    return found or (None, None)


def _alike(*columns: I32 | I64) -> tuple[list[tuple[int, ...]], I64]:
    """The different rows of some columns of whole numbers from 0, and for each row which it is."""
    sizes = [int(column.max()) + 1 for column in columns]
    code = np.ravel_multi_index([column.astype(np.int64) for column in columns], sizes)
    each, back = np.unique(code, return_inverse=True)
    return list(zip(*(x.tolist() for x in np.unravel_index(each, sizes)), strict=True)), back


def of_lemma(lexicon: Triggers, kind: I32, lemma: I32) -> dict[str, pl.Series]:
    """Mode, codes and rule of events.

    Args:
        lexicon: The lexicon.
        kind: Number of the type of each event.
        lemma: Number of its lemma.
    """
    each, back = _alike(kind, lemma)
    rows = []
    for k, n in each:
        type_, entry = TYPES[k], lexicon.lemmas[n]
        mode = entry.mode if entry.types[0] == type_ else None
        rows.append((mode, *_code(type_, mode), entry.name))
    made = pl.DataFrame(rows, schema={"mode": pl.String, "cameo_root": pl.String, "quad_code": pl.Int32, "rule": pl.String}, orient="row")
    return {column.name: column.gather(back) for column in made}


def of_clause(kind: I32, shape: I32, flags: I32, day: pl.Series, published: pl.Series) -> dict[str, pl.Series]:
    """Status and voice of events.

    Args:
        kind: Number of the type of each event.
        shape: Shape of its trigger.
        flags: Bits of `Cue` met near it.
        day: Date told with it, EDTF.
        published: Year of publication.
    """
    each, back = _alike(np.isin(kind, [TYPES.index(x) for x in _DENYING]).astype(np.int64), shape, flags)
    plain = [details.status(Shape(s), f, denying=bool(denies)) for denies, s, f in each]
    voice = pl.Series([str(details.voice(Shape(s), f)) for _, s, f in each]).gather(back)
    status = pl.Series([str(x) for x in plain]).gather(back).to_list()
    # only what happened, on a day that is told, can be history
    dated = np.flatnonzero((day.is_not_null() & published.is_not_null()).to_numpy())
    for n, f, told, year in zip(dated.tolist(), flags[dated].tolist(), day.gather(dated).to_list(), published.gather(dated).to_list(), strict=True):
        if status[n] == EventStatus.HAPPENED:
            status[n] = str(details.historical(EventStatus.HAPPENED, f, told, year))
    return {"status": pl.Series(status, dtype=pl.String), "voice": voice}
