"""Who is who around a trigger: gives the participants that `scan` found their roles. No walking through tokens, no status, no place.

An Arabic verb stands before its subject in running text and after it in headlines; a verbal noun is followed by its subject
(زيارة الرئيس) or its object (اعتقال المتهم), which the lexicon's roles tell.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.events.forms import Shape
from pipeline.events.scan import BEGIN, EXTRA, FIELDS, LEFT, N_LEFT, N_RIGHT, WIDTH
from pipeline.events.triggers import Roles

_CLITICS = {0x628: "ب", 0x644: "ل", 0x643: "ك"}
VERBAL = frozenset({Shape.PAST, Shape.PRESENT, Shape.FUTURE, Shape.PASSIVE, Shape.PARTICIPLE})


class Party(NamedTuple):
    """A participant of one event.

    Attributes:
        first: First token.
        last: Last token.
        span: Mention span, -1 for an acting noun.
        mark: Preposition that governs it ("" none).
        gap: Tokens between it and the trigger.
        conjoined: Whether و ties it to the one before.
    """

    first: int
    last: int
    span: int
    mark: str
    gap: int
    conjoined: bool


class Frame(NamedTuple):
    """Participants by role."""

    actors: list[Party]
    recipients: list[Party]


def parties(row: list[int], word: dict[int, str]) -> tuple[list[Party], list[Party]]:
    """Participants left (nearest first) and right of a trigger, from one row of `scan`.

    Args:
        row: The row.
        word: Prepositions by token, folded.
    """
    sides: list[list[Party]] = []
    for offset, n in ((0, row[WIDTH - EXTRA + N_LEFT]), (LEFT, row[WIDTH - EXTRA + N_RIGHT])):
        side = []
        for i in range(n):
            first, last, span, prep, clitic, gap, conjoined = row[(offset + i) * FIELDS : (offset + i + 1) * FIELDS]
            side.append(Party(first, last, span, word.get(prep, "") if prep >= 0 else _CLITICS.get(clitic, ""), gap, conjoined == 1))
        sides.append(side)
    return sides[0], sides[1]


def assign(shape: Shape, roles: Roles, left: list[Party], right: list[Party], *, passive: bool, title: bool, begins: bool) -> Frame:
    """Gives participants their roles.

    Args:
        shape: Shape of the trigger.
        roles: Roles of the lemma for this shape.
        left: Participants before it, nearest first.
        right: Participants after it.
        passive: Whether the trigger is passive.
        title: Whether it stands in the title.
        begins: Whether the clause begins with it.
    """
    subject_before = left[0] if left and left[0].mark in ("", "ل", "من", "بين") and left[0].gap <= (12 if title else 8) else None
    bare = [p for p in right if p.mark == "" and p.gap <= 12]
    by_agent = [p for p in right if p.mark in ("قبل", "يد", "ايدي", "جانب", "طرف")]
    marked = [p for p in right if p.mark in roles.marks]
    actors: list[Party] = []
    recipients: list[Party] = []
    verbal = shape in VERBAL or (shape in (Shape.EITHER, Shape.PHRASE) and (begins or title))
    if roles.frame == "r":
        head = [subject_before] if subject_before and (not begins or not bare) else []
        actors = head + bare[:3] + [p for p in right if p.mark in ("مع", "بين", "ب")][:3]
        return Frame(_unique(actors), [])
    if verbal:
        after_first = bool(bare) and (subject_before is None or (begins and not title))
        if after_first:
            actors, objects = bare[:1], bare[1:]
            while objects and objects[0].conjoined and len(actors) < 3:
                actors.append(objects.pop(0))
        else:
            actors, objects = ([subject_before] if subject_before else []), bare
        recipients = (objects[:2] if roles.frame == "t" else []) + marked[:2]
    else:
        if roles.frame == "t":
            near = [p for p in bare if p.gap <= 4]
            if len(near) >= 2 and not near[1].conjoined:
                actors, recipients = near[:1], near[1:2]
            else:
                recipients = near[:2]
                actors = [subject_before] if subject_before else []
        else:
            actors = bare[:1] if bare else ([subject_before] if subject_before else [])
            actors += [p for p in bare[1:3] if p.conjoined]
        recipients = recipients + marked[:2]
    if roles.frame == "p" or passive:
        recipients, actors = _unique(actors + recipients), []
    return Frame(_unique(by_agent[:2] + actors), _unique([p for p in recipients if p not in actors]))


def _unique(found: list[Party]) -> list[Party]:
    out: list[Party] = []
    for p in found:
        if all(p.first != q.first for q in out):
            out.append(p)
    return out[:4]


def clause_begins(row: list[int], trigger: int) -> bool:
    """Whether nothing but a conjunction or an auxiliary stands before the trigger in its clause."""
    return trigger - row[WIDTH - EXTRA + BEGIN] <= 2
