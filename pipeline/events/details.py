"""Status, voice and numbers of one event, from what stands around its trigger. No participants."""

from __future__ import annotations

import re

from pipeline.events.forms import Shape
from pipeline.events.words import Cue, Layer, Words
from pipeline.text.chars import key
from pipeline.text.tokens import NUMBER, Tokens
from schemas.vocab import EventStatus, Voice

_SCALES = {"الف": 1e3, "الاف": 1e3, "مليون": 1e6, "مليونا": 1e6, "ملايين": 1e6, "مليار": 1e9, "مليارا": 1e9, "مليارات": 1e9}
_COUNTS = {"قتل": "killed", "مصرع": "killed", "استشهد": "killed", "لقي": "killed", "اصاب": "injured", "جرح": "injured", "اعتقل": "arrested", "القي": "arrested", "خطف": "abducted", "اختطف": "abducted"}
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")


def status(shape: Shape, flags: int, *, negated_type: bool = False) -> EventStatus:
    """Whether the event took place, from the cues of its clause.

    Args:
        shape: Shape of the trigger.
        flags: Bits of `Cue` met near it.
        negated_type: True for lemmas that deny by themselves (نفى): their own denial is the event.
    """
    cue = Cue(flags & 0xFFF)
    if Cue.DENIED in cue and not negated_type:
        return EventStatus.DENIED
    if shape == Shape.FUTURE or Cue.PLANNED in cue or (Cue.AFTER_PLANNED in cue and shape not in (Shape.PAST, Shape.PASSIVE)):
        return EventStatus.PLANNED
    if Cue.AFTER_POSSIBLE in cue or (Cue.POSSIBLE in cue and not (Cue.PERFECT in cue and shape in (Shape.PAST, Shape.EITHER, Shape.PASSIVE))):
        return EventStatus.POSSIBLE
    return EventStatus.HAPPENED


def voice(shape: Shape, flags: int, *, verbal: bool) -> Voice:
    """Grammatical form of the trigger; تم with a verbal noun is a passive."""
    if shape == Shape.PASSIVE:
        return Voice.PASSIVE
    if verbal:
        return Voice.ACTIVE
    return Voice.PASSIVE if flags & Cue.LIGHT else Voice.MASDAR


def number(text: str) -> float | None:
    """Value of a number as newspapers write it (1,200 · 35 · 4.7 · ٣٥); None when it is none."""
    plain = key(text)
    if not _NUMBER.fullmatch(plain):
        return None
    plain = plain.replace("٬", ",").replace("٫", ".")
    if re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+", plain):
        return float(re.sub(r"[,.]", "", plain))
    return float(plain.replace(",", ".")) if plain.count(".") + plain.count(",") <= 1 else None


def quantities(tokens: Tokens, layer: Layer, words: Words, lemma: str, at: int, begin: int, end: int) -> list[dict[str, object]]:
    """Numbers told with an event: what stands between the clause's limits near the trigger.

    Args:
        tokens: The batch.
        layer: Words of the batch.
        words: Word lists.
        lemma: Trigger's lemma.
        at: Trigger's first token.
        begin: First token to look at.
        end: Last token to look at.
    """
    found: list[dict[str, object]] = []
    for k in range(max(begin, at - 4), min(end, at + 14) + 1):
        if tokens.kind[k] != NUMBER:
            continue
        value = number(tokens.text(k))
        if value is None:
            continue
        j = k + 1
        while j <= end and j <= k + 2 and (scale := _SCALES.get(key(tokens.text(j)))):
            value *= scale
            j += 1
        unit = next((words.units[int(layer.unit[x]) - 1] for x in range(j, min(end, j + 1) + 1) if layer.unit[x]), None)
        if key(tokens.text(k - 1)) == "اصل" and found:
            found.append({"kind": "out_of", "value": value, "unit": found[-1]["unit"]})
        elif unit is not None and unit.kind == "people":
            found.append({"kind": _COUNTS.get(key(lemma), "people") if 0 < k - at <= 3 else "people", "value": value, "unit": unit.unit})
        elif unit is not None:
            found.append({"kind": unit.kind, "value": value, "unit": unit.unit})
        elif 0 < k - at <= 2 and key(lemma) in _COUNTS:
            found.append({"kind": _COUNTS[key(lemma)], "value": value, "unit": "person"})
        if len(found) >= 4:
            break
    return found
