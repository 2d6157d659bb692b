"""From quotes to rows: turns, nesting, ids and the columns of the table. Decides nothing about what is speech."""

from __future__ import annotations

import functools
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
from numba import njit

from pipeline.lists import from_lists
from pipeline.quotes import vocabulary as v
from pipeline.quotes.batch import Batch, Texts
from pipeline.quotes.captions import captioned
from pipeline.quotes.days import Days
from pipeline.quotes.extract import Found
from pipeline.quotes.frame import Frames, frames
from pipeline.quotes.model import Models
from pipeline.quotes.people import NOBODY, Speaker
from pipeline.quotes.speakers import Attribution
from pipeline.text.ids import make_ids
from pipeline.text.spans import strings
from pipeline.text.tokens import I64
from schemas.quotes import QUOTES

F64 = npt.NDArray[np.float64]
#: Names of the kinds, by number (see `extract`).
_KINDS: Final = ("direct", "fragment", "indirect")
#: Log-odds are kept within this.
_FARTHEST: Final = 6.0
_LEAST: Final = 1e-9
#: Nested columns go through Arrow, which reads lists of structs many times faster.
_CANDIDATE: Final = (("entity_key", pa.large_string()), ("name", pa.large_string()), ("score", pa.float32()))
#: What stands for the frame of a quote without a report.
_NO_FRAME: Final = Frames([None], [None], [None], [[]], [None], [False])


@njit(cache=True, nogil=True)
def _places(tok: Any, art: Any, quotes: Any, first: I64, parent: I64, stack: I64) -> None:
    """Finds the token each quote begins in, and the quote it stands inside, or -1."""
    depth = 0
    for n in range(len(quotes)):
        q = quotes[n]
        if n == 0 or quotes[n - 1].doc != q.doc:
            depth = 0
        lo, hi = art[q.doc].a + 0, art[q.doc].z + 0
        while lo < hi:
            mid = (lo + hi) // 2
            if tok[mid].start <= q.start:
                lo = mid + 1
            else:
                hi = mid
        first[n] = lo - 1
        while depth and quotes[stack[depth - 1]].end <= q.start:
            depth -= 1
        parent[n] = stack[depth - 1] if depth and q.end <= quotes[stack[depth - 1]].end else -1
        stack[depth] = n
        depth += 1


def log_odds(p: F64) -> F64:
    """Probabilities as log-odds, kept within bounds."""
    return np.clip(np.log(np.maximum(p, _LEAST) / np.maximum(1.0 - p, _LEAST)), -_FARTHEST, _FARTHEST)


def evidence(quotes: Any, speakers: list[Speaker]) -> tuple[F64, F64, F64]:
    """What the calibration looks at: log-odds of being a quote, log-odds of the speaker, whether it is marked."""
    return log_odds(quotes.score), log_odds(np.array([x.score for x in speakers], np.float64)), (quotes.stretch >= 0).astype(np.float64)


def confidence(quotes: Any, speakers: list[Speaker], models: Models) -> F64:
    """Calibrated probabilities that these are quotes of these speakers."""
    trained = models.weights.get("score")
    if trained is None:
        return np.asarray(quotes.score * np.array([x.score for x in speakers], np.float64))
    quote, speaker, marked = evidence(quotes, speakers)
    margin = trained.get("bias", 0.0) + trained.get("quote", 0.0) * quote + trained.get("speaker", 0.0) * speaker + trained.get("marked", 0.0) * marked
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(margin, -30.0, 30.0))))


def speakers_of(batch: Batch, texts: Texts, found: Found, models: Models) -> tuple[list[Speaker], I64]:
    """The speaker of every quote, and for every report its place among those with a quote, or -1."""
    order = found.order[found.rep.used[found.order] > 0]
    place = np.full(len(found.rep) + 1, -1, np.int64)
    place[order] = np.arange(len(order))
    said = [*Attribution(batch, texts, found.rep, order, models).all(), NOBODY]
    out = [said[n] for n in place[found.quotes.report].tolist()]
    alone = np.flatnonzero((found.quotes.report < 0) & (found.quotes.stretch >= 0))
    for n, speaker in zip(alone.tolist(), captioned(batch, texts, found.stretch, found.quotes.stretch[alone].astype(np.int64), models), strict=True):
        out[n] = speaker
    return out, order


def rows_of(batch: Batch, texts: Texts, found: Found, models: Models, days: Days) -> pl.DataFrame:
    """Rows of a batch, in order.

    Args:
        batch: The batch.
        texts: Its strings.
        found: What was read.
        models: The models.
        days: Days named in the articles.
    """
    quotes = found.quotes
    if not len(quotes):
        return QUOTES.empty()
    speakers, _ = speakers_of(batch, texts, found, models)
    first, parent = np.empty(len(quotes), np.int64), np.empty(len(quotes), np.int64)
    _places(batch.tok, batch.art, quotes, first, parent, np.empty(len(quotes), np.int64))
    doc, origin = quotes.doc.tolist(), batch.art.open[quotes.doc]
    article, kinds = pl.Series(texts.ids)[quotes.doc], pl.Series(_KINDS)[quotes.kind]
    ids = make_ids("q", article, pl.Series(quotes.start), pl.Series(quotes.end), kinds)
    columns: dict[str, Any] = {
        "quote_id": ids,
        "article_id": article,
        "sentence": batch.tok.number[first],
        "start": quotes.start,
        "end": quotes.end,
        "exact": strings(batch.chars, origin + quotes.start, origin + quotes.end),
        "kind": kinds,
        **_marks(found),
        "utterance": _turns(doc, speakers),
        "parent_id": ids.gather(np.maximum(parent, 0)).set(pl.Series(parent < 0), None),
        "is_headline": first < batch.art.title[quotes.doc],
        **_cues(batch, found),
        **_speakers(batch, found, speakers),
        **_frames(batch, texts, found, days),
        "score": confidence(quotes, speakers, models),
    }
    schema = QUOTES.polars_schema
    return pl.DataFrame([pl.Series(name, columns[name], schema[name], strict=True) for name in schema], schema=schema)


def _marks(found: Found) -> dict[str, Any]:
    """Marks of each quote as written, and whether one was missing or did not match."""
    at = found.quotes.stretch
    if not len(found.stretch):
        return {"open_mark": [None] * len(at), "close_mark": [None] * len(at), "is_repaired": np.zeros(len(at), np.bool_)}
    out: dict[str, Any] = {c: [chr(x) if x and m >= 0 else None for x, m in zip(found.stretch[c][at].tolist(), at.tolist(), strict=True)] for c in ("open_mark", "close_mark")}
    return out | {"is_repaired": (found.stretch.is_repaired[at] > 0) & (at >= 0)}


def _turns(doc: list[int], speakers: list[Speaker]) -> list[int]:
    """Number of the turn of each quote: stretches of one speaker in direct succession share one."""
    out: list[int] = []
    article, name, turn = -1, None, -1
    for d, speaker in zip(doc, speakers, strict=True):
        if d != article:
            article, turn = d, 0
        elif speaker.name != name:
            turn += 1
        name = speaker.name
        out.append(turn)
    return out


@functools.cache
def _lemmas() -> tuple[pl.Series, pl.Series]:
    """Name and class of the lemma of every inflected cue; the last are for what is no inflected cue, which reports a state."""
    lemmas = [form.lemma for form in v.vocabulary().cue_forms]
    return pl.Series([*(x.name for x in lemmas), None]), pl.Series([*(x.cue_class for x in lemmas), "state"])


def _cues(batch: Batch, found: Found) -> dict[str, Any]:
    """Cue of each quote: its words, where they stand, lemma and class."""
    at = found.quotes.report
    if not len(found.rep):
        return dict.fromkeys(("cue", "cue_start", "cue_end", "cue_lemma", "cue_class"), [None] * len(at))
    r, tok = found.rep[at], batch.tok
    first, last = tok.place[r.cue_first], tok.place[r.cue_last] + tok.end[r.cue_last] - tok.start[r.cue_last]
    none = pl.Series(at < 0)
    names, classes = _lemmas()
    form = np.where(r.form < 0, len(names) - 1, r.form)
    return {
        "cue": strings(batch.chars, np.where(at < 0, -1, first), last),
        "cue_start": pl.Series(tok.start[r.cue_first]).set(none, None),
        "cue_end": pl.Series(tok.end[r.cue_last]).set(none, None),
        "cue_lemma": names.gather(form).set(none, None),
        "cue_class": classes.gather(form).set(none, None),
    }


def _speakers(batch: Batch, found: Found, speakers: list[Speaker]) -> dict[str, Any]:
    """Speaker of each quote."""
    start, end = (np.array([getattr(x, c) for x in speakers], np.int64) for c in ("start", "end"))
    origin, none = batch.art.open[found.quotes.doc], pl.Series(start < 0)
    return {
        "speaker_name": [x.name for x in speakers],
        "speaker_text": strings(batch.chars, np.where(start < 0, -1, origin + start), origin + end),
        "speaker_start": pl.Series(start).set(none, None),
        "speaker_end": pl.Series(end).set(none, None),
        "speaker_kind": [x.kind for x in speakers],
        "speaker_key": [x.key for x in speakers],
        "speaker_role": [x.role for x in speakers],
        "speaker_method": [x.method for x in speakers],
        "candidates": _candidates(speakers),
    }


def _candidates(speakers: list[Speaker]) -> pa.Array:
    """Other possible speakers of each quote: their fields as flat columns, cut into lists."""
    lists = [x.others for x in speakers]
    others = list(chain.from_iterable(lists))
    ends = np.concatenate([[0], np.cumsum(np.fromiter(map(len, lists), np.int64, len(lists)))])
    keys, names, scores = zip(*others, strict=True) if others else ((), (), ())
    columns = keys, names, np.rint(np.array(scores) * 1000) / 1000  # to three digits
    fields = [pa.array(column, kind) for column, (_, kind) in zip(columns, _CANDIDATE, strict=True)]
    return pa.LargeListArray.from_arrays(pa.array(ends, pa.int64()), pa.StructArray.from_arrays(fields, names=[name for name, _ in _CANDIDATE]))


def _frames(batch: Batch, texts: Texts, found: Found, days: Days) -> dict[str, Any]:
    """Circumstances of each quote."""
    chosen, back = np.unique(found.quotes.report, return_inverse=True)
    without = int(np.count_nonzero(chosen < 0))  # quotes without a report come first, if there are any
    made = frames(batch, texts, found.rep, chosen[without:].astype(np.int64), days)
    place = np.where(back < without, len(chosen) - without, back - without)  # the last of each column is for them
    columns = {name: column + nothing for (name, column), nothing in zip(made._asdict().items(), _NO_FRAME, strict=True)}
    lists = from_lists("reported_by", columns.pop("reported_by"), pl.String())
    series = {name: pl.Series(column, dtype=QUOTES.polars_schema[name]) for name, column in columns.items()} | {"reported_by": lists}
    return {name: column.gather(place) for name, column in series.items()}
