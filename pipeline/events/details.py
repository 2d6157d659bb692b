"""Status, voice and numbers of one event, from what stands around its trigger. No participants."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.events.forms import VERBAL, Shape
from pipeline.events.words import Cue, Layer, Words
from pipeline.events.words import folded as key
from pipeline.text.tokens import NUMBER, Tokens
from schemas.vocab import EventStatus, Voice

_SCALES = {"الف": 1e3, "الاف": 1e3, "مليون": 1e6, "مليونا": 1e6, "ملايين": 1e6, "مليار": 1e9, "مليارا": 1e9, "مليارات": 1e9}
_COUNTS = {
    "قتل": "killed",
    "مصرع": "killed",
    "استشهد": "killed",
    "لقي": "killed",
    "اصاب": "injured",
    "جرح": "injured",
    "اعتقل": "arrested",
    "القي": "arrested",
    "خطف": "abducted",
    "اختطف": "abducted",
}
#: Shapes that tell what was.
_TOLD = frozenset({Shape.PAST, Shape.EITHER, Shape.PASSIVE})
#: Numbers of one event at most.
MOST = 4
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.]\d{3})+")
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")


class Quantity(NamedTuple):
    """A number told with an event."""

    kind: str
    value: float
    unit: str | None


def status(shape: Shape, flags: int, *, denying: bool = False) -> EventStatus:
    """Whether the event took place, from the cues of its clause.

    Args:
        shape: Shape of the trigger.
        flags: Bits of `Cue` met near it.
        denying: True for types that deny by themselves (نفى, رفض).
    """
    if flags & Cue.DENIED and not denying:
        return EventStatus.DENIED
    told = shape in _TOLD
    if shape == Shape.FUTURE or flags & Cue.PLANNED or (flags & Cue.AFTER_PLANNED and not told):
        return EventStatus.PLANNED
    # قد makes a past sure and a present doubtful
    if flags & Cue.AFTER_POSSIBLE or (flags & Cue.POSSIBLE and not (flags & Cue.PERFECT and told)):
        return EventStatus.POSSIBLE
    return EventStatus.HAPPENED


def historical(status: EventStatus, flags: int, day: str | None, published: int | None) -> EventStatus:
    """Turns what happened into history when it is told as past perfect (كان قد) of an earlier year, or of two years or more ago.

    Args:
        status: Status from the clause.
        flags: Bits of `Cue` met near the trigger.
        day: Date told with it, EDTF.
        published: Year of publication.
    """
    if status != EventStatus.HAPPENED or day is None or published is None or not day[:4].isdigit():
        return status
    years = published - int(day[:4])
    return EventStatus.HISTORICAL if years >= 2 or (years == 1 and flags & Cue.COPULA) else status


def voice(shape: Shape, flags: int) -> Voice:
    """Grammatical form of the trigger; تم with a verbal noun is a passive."""
    if shape == Shape.PASSIVE:
        return Voice.PASSIVE
    if shape in VERBAL:
        return Voice.ACTIVE
    return Voice.PASSIVE if flags & Cue.LIGHT else Voice.MASDAR


def number(text: str) -> float | None:
    """Value of a number as newspapers write it (1,200 · 35 · 4.7 · ٣٥); None when it is none."""
    plain = key(text)
    if plain.isdecimal():
        return float(plain)
    if not _NUMBER.fullmatch(plain):
        return None
    plain = plain.replace("٬", ",").replace("٫", ".")
    if _THOUSANDS.fullmatch(plain):
        return float(plain.replace(",", "").replace(".", ""))
    return float(plain.replace(",", ".")) if plain.count(".") + plain.count(",") <= 1 else None


def quantities(tokens: Tokens, layer: Layer, words: Words, lemma: str, at: int) -> list[Quantity]:
    """Numbers told with an event: what stands near its trigger in the same article.

    Args:
        tokens: The batch.
        layer: Words of the batch.
        words: Word lists.
        lemma: Trigger's lemma.
        at: Trigger's first token.
    """
    d = int(tokens.doc[at])
    begin, end = max(int(tokens.first[d]), at - 4), min(int(tokens.first[d + 1]) - 1, at + 14)
    count = _COUNTS.get(key(lemma).split()[0])
    found: list[Quantity] = []
    text = tokens.texts[d]
    kinds, breaks, starts, ends, units = (x[begin : end + 1].tolist() for x in (tokens.kind, tokens.breaks, tokens.start, tokens.end, layer.unit))
    for k, kind in enumerate(kinds):
        if breaks[k] and k > at - begin:
            break
        if kind != NUMBER:
            continue
        value = number(text[starts[k] : ends[k]])
        if value is None:
            continue
        j = k + 1
        while j < min(len(kinds), k + 3) and (scale := _SCALES.get(key(text[starts[j] : ends[j]]))):
            value *= scale
            j += 1
        unit = next((words.units[x - 1] for x in units[j : j + 2] if x), None)
        near = 0 < begin + k - at <= 3
        if found and key(text[starts[k - 1] : ends[k - 1]]) == "اصل":
            found.append(Quantity("out_of", value, found[-1].unit))
        elif unit is not None:
            found.append(Quantity(count if count and near and unit.kind == "people" else unit.kind, value, unit.unit))
        elif count and near:
            found.append(Quantity(count, value, "person"))
        if len(found) == MOST:
            break
    return found
