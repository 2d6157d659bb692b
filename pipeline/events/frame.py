"""Who did it to whom: chooses participants from their probabilities and writes them as the table's lists of structs. No features, no weights."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
from numba import njit

from pipeline.events.parties import Parties
from pipeline.events.words import Layer, Words
from pipeline.lists import list_column
from pipeline.text.tokens import I32, I64, Tokens
from schemas.events import ACTOR

#: Least probability of a participant; the best one is kept down to `FLOOR`, so that an event told without names still has somebody.
THRESHOLD: Final = 0.22
FLOOR: Final = 0.06
#: Actors, and recipients, of one event at most.
MOST: Final = 4
I16 = npt.NDArray[np.int16]
F32 = npt.NDArray[np.float32]
_PER, _LOC = 1, 3


@njit(cache=True, nogil=True)
def choose(event: I32, party: I32, chance: F32, entity: I32, n: int, threshold: float, floor: float, most: int) -> npt.NDArray[np.int64]:
    """Actors (first `most` columns) and recipients (the others) of each of `n` events, -1 where there are no more.

    Pairs come by event; the surest go first, an entity takes one side only.
    """
    out = np.full((n, 2 * most), -1, np.int64)
    lo = 0
    while lo < len(event):
        i = event[lo]
        hi = lo
        while hi < len(event) and event[hi] == i:
            hi += 1
        counts = np.zeros(2, np.int64)
        taken = np.zeros(2 * most, np.int64)
        used = 0
        while used < 2 * most:
            best, at, side = floor, -1, 0
            for k in range(lo, hi):
                for c in range(2):
                    if chance[k, c] > best and counts[c] < most:
                        free = True
                        for x in range(used):
                            free &= entity[party[k]] != taken[x]
                        if free:
                            best, at, side = chance[k, c], k, c
            if at < 0 or (best < threshold and used):
                break
            out[i, side * most + counts[side]] = party[at]
            counts[side] += 1
            taken[used] = entity[party[at]]
            used += 1
        lo = hi
    return out


@njit(cache=True, nogil=True)
def _describe(first: I64, last: I64, kind: I32, wanted: I64, low: I64, country: I16, agent: I16, out: I32) -> None:
    """Country and sector numbers of participants: a person's title stands before the name, a body's adjective inside or after it."""
    for i in range(len(wanted)):
        p = wanted[i]
        a = max(low[i], first[p] - 4) if kind[p] == _PER else first[p]
        for k in range(a, last[p] + 1):
            if country[k] and out[i, 0] == 0:
                out[i, 0] = country[k]
            if agent[k] and out[i, 1] == 0:
                out[i, 1] = agent[k]


def structs(chosen: npt.NDArray[np.int64], tokens: Tokens, layer: Layer, words: Words, parties: Parties, mentions: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """The columns `actors` and `recipients`.

    Args:
        chosen: What `choose` gave.
        tokens: The batch.
        layer: Words of the batch.
        words: Word lists.
        parties: Possible participants.
        mentions: The upstream table.
    """
    wanted, where = np.unique(chosen[chosen >= 0], return_inverse=True)
    about = np.zeros((len(wanted), 2), np.int32)
    _describe(parties.first, parties.last, parties.kind, wanted, tokens.first[tokens.doc[parties.first[wanted]]], layer.country, layer.agent, about)
    rows = parties.row[wanted]
    nouns = np.flatnonzero(rows < 0)
    at = pl.Series(rows).set(pl.Series(rows < 0), None)
    told = mentions.select(pl.col("entity_key", "name", "start", "end").gather(at))
    names, start, end = told["name"].to_list(), told["start"].to_list(), told["end"].to_list()
    for i, p in zip(nouns.tolist(), wanted[nouns].tolist(), strict=True):
        names[i], start[i], end[i] = _noun(tokens, layer, words, parties, p)
    countries, sectors = (None, *words.countries), (None, *words.sectors)
    country, sector = [countries[c] for c in about[:, 0].tolist()], [sectors[a] for a in about[:, 1].tolist()]
    # the same few names come again and again
    denoted = {name: iso for name in set(names) if (iso := words.country_of(name))}
    kinds = parties.kind[wanted]
    for i in np.flatnonzero(rows >= 0).tolist():
        if names[i] in denoted:
            country[i] = denoted[names[i]]
    for i in np.flatnonzero((rows >= 0) & (kinds == _LOC)).tolist():  # a place that acts stands for its government
        sector[i] = "GOV" if country[i] else None
    columns = {"entity_key": told["entity_key"], "name": names, "country": country, "sector": sector, "start": start, "end": end}
    flat = pl.DataFrame(columns, schema=dict(ACTOR)).to_struct()
    place = np.full(chosen.shape, -1, np.int64)
    place[chosen >= 0] = where
    return _lists(flat, place[:, :MOST]), _lists(flat, place[:, MOST:])


def _lists(flat: pl.Series, place: npt.NDArray[np.int64]) -> pl.Series:
    """One list a row from positions in `flat` (-1 none)."""
    return list_column("", flat.gather(place[place >= 0]), (place >= 0).sum(axis=1).tolist())


def _noun(tokens: Tokens, layer: Layer, words: Words, parties: Parties, p: int) -> tuple[str, int, int]:
    """Name, start and end of an acting noun: its words in the case of citation."""
    first, last = int(parties.first[p]), int(parties.last[p])
    text = tokens.texts[int(tokens.doc[first])]
    start, end = int(tokens.start[first]) + int(layer.skip[first]), int(tokens.end[last])
    name = text[start:end]
    # للشرطة is written without the alef of the article
    if start > 0 and text[start - 1] == "ل" and name.startswith("ل"):
        name = "ا" + name
    return " ".join(words.nominative(w) for w in name.split()), start, end


__all__ = ["FLOOR", "MOST", "THRESHOLD", "choose", "structs"]
