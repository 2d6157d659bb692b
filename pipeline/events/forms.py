"""Written forms of Arabic verbs and verbal nouns, enough to find them in news. No word list, no meaning, no lookup.

Third persons, first person plural, future with س, object and possessive suffixes. Forms are built for comparison after folding
(`pipeline.text.chars.key`), so seats of hamza and final ya need no care. Over-generation is harmless: what nobody writes is not met.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from pipeline.text.chars import key

_OBJECTS = ("ه", "ها", "هم", "هما", "نا", "ني", "ك")
_OWNERS = ("ه", "ها", "هم", "هما", "نا", "ي")
_WEAK = "ايو"


class Shape(IntEnum):
    """Grammatical shape of a trigger's form."""

    NOUN = 0  # bare: لقاء
    DEFINITE = 1  # اللقاء
    OWNED = 2  # لقائه
    PAST = 3
    PRESENT = 4
    FUTURE = 5
    PASSIVE = 6  # forms that differ in writing: أقيل, يقام
    PARTICIPLE = 7
    EITHER = 8  # past or noun, written alike: قصف
    PHRASE = 9


#: Shapes that are verbs or act as one.
VERBAL = frozenset({Shape.PAST, Shape.PRESENT, Shape.FUTURE, Shape.PASSIVE, Shape.PARTICIPLE})


def past(stem: str) -> Iterator[str]:
    """Forms of the past from its third person masculine singular."""
    stem = key(stem)
    if stem[-1] in "اي" and stem not in {"بدا", "لجا", "هنا"}:  # defective; those ending in hamza keep it
        base = stem[:-1]
        yield from (stem, base + "ت", base + "وا", base + "يا", base + "تا", base + "ينا")
        if stem[-1] == "ا":
            yield base + "وا"
        yield from (base + "ا" + o for o in _OBJECTS)
        yield from (base + "ت" + o for o in _OBJECTS)
        return
    yield from (stem, stem + "ت", stem + "وا", stem + "ا", stem + "تا", stem + "نا", stem + "ن")
    if stem[-1] == "ا":
        yield stem + "وا"
    for o in _OBJECTS:
        yield from (stem + o, stem + "ت" + o, stem + "و" + o)


def present(stem: str) -> Iterator[str]:
    """Forms of the present from its third person masculine singular (يفعل)."""
    stem = key(stem)
    body = stem[1:]
    short = body[:-1] if body[-1] in _WEAK else body
    for prefix in "يتنا":
        whole = prefix + body
        yield from (whole, prefix + short + "ون", prefix + short + "وا", prefix + body + "ان", prefix + body + "ن")
        if short != body:
            yield prefix + short  # jussive of a final weak letter: لم يلتق
        elif len(body) >= 3 and body[-2] in _WEAK:
            yield prefix + body[:-2] + body[-1]  # jussive of a hollow verb: لم يزر
        yield from (whole + o for o in _OBJECTS)
        yield from (prefix + short + "ون" + o for o in _OBJECTS)


def passive(past_stem: str, present_stem: str) -> Iterator[str]:
    """Passive forms that differ from the active in writing: verbs with a long vowel before the last letter (أقال: أقيل, يقال)."""
    p, q = key(past_stem), key(present_stem)
    if len(p) >= 4 and p[-2] == "ا":
        yield from past(p[:-2] + "ي" + p[-1])
        if q[-2] in "يو":
            yield from present(q[:-2] + "ا" + q[-1])


def noun(stem: str) -> Iterator[tuple[str, Shape]]:
    """Forms of a verbal noun: with the article, accusative, dual, with possessives."""
    stem = key(stem)
    if stem.startswith("ال") and len(stem) > 4:
        yield stem, Shape.DEFINITE
        return
    feminine = stem[-1] == "ه"
    base = stem[:-1] + "ت" if feminine else stem
    bare = [stem, base + "ين", base + "ان"]
    if not feminine:
        bare.append(stem + "ا")
    for form in bare:
        yield form, Shape.NOUN
    for form in (stem, base + "ين", base + "ان"):
        yield "ال" + form, Shape.DEFINITE
    if stem.endswith("اء"):  # the hamza takes the seat of the case: لقائه, لقاؤه
        for seat in ("ي", "و", "ء"):
            for o in _OWNERS:
                yield stem[:-1] + seat + o, Shape.OWNED
    else:
        for o in _OWNERS:
            yield base + o, Shape.OWNED


def verb(past_stem: str, present_stem: str) -> Iterator[tuple[str, Shape]]:
    """All forms of a verb; either stem may be "-" for a verb used in one tense only."""
    if past_stem != "-":
        for form in past(past_stem):
            yield form, Shape.PAST
    if present_stem != "-":
        for form in present(present_stem):
            yield form, Shape.PRESENT
            if form[0] != "ا":
                yield "س" + form, Shape.FUTURE
    if past_stem != "-" and present_stem != "-":
        for form in passive(past_stem, present_stem):
            yield form, Shape.PASSIVE
