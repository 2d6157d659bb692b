"""Status, voice and numbers from the words around a trigger."""

from __future__ import annotations

import pytest

from pipeline.events.details import historical, number, quantities, status, voice
from pipeline.events.forms import Shape
from pipeline.events.words import Cue, words
from pipeline.text.tokens import tokenize
from schemas.vocab import EventStatus, Voice


@pytest.mark.parametrize(
    ("shape", "flags", "expected"),
    [
        (Shape.PAST, 0, EventStatus.HAPPENED),
        (Shape.FUTURE, 0, EventStatus.PLANNED),
        (Shape.NOUN, Cue.PLANNED, EventStatus.PLANNED),
        (Shape.NOUN, Cue.AFTER_PLANNED, EventStatus.PLANNED),
        (Shape.PAST, Cue.AFTER_PLANNED, EventStatus.HAPPENED),
        (Shape.PRESENT, Cue.DENIED, EventStatus.DENIED),
        (Shape.PRESENT, Cue.POSSIBLE | Cue.PERFECT, EventStatus.POSSIBLE),  # قد يزور
        (Shape.PAST, Cue.POSSIBLE | Cue.PERFECT, EventStatus.HAPPENED),  # قد زار
        (Shape.NOUN, Cue.POSSIBLE, EventStatus.POSSIBLE),
    ],
)
def test_status(shape: Shape, flags: int, expected: EventStatus) -> None:
    assert status(shape, flags) == expected


def test_a_refusal_is_not_denied_by_its_own_negation() -> None:
    assert status(Shape.PRESENT, Cue.DENIED, denying=True) == EventStatus.HAPPENED


@pytest.mark.parametrize(
    ("day", "published", "flags", "expected"),
    [
        ("2003", 2025, 0, EventStatus.HISTORICAL),
        ("2024-05", 2025, Cue.COPULA, EventStatus.HISTORICAL),
        ("2024-05", 2025, 0, EventStatus.HAPPENED),
        ("2025-05", 2025, Cue.COPULA, EventStatus.HAPPENED),
        ("XXXX-05-01", 2025, Cue.COPULA, EventStatus.HAPPENED),
        (None, 2025, Cue.COPULA, EventStatus.HAPPENED),
        ("2003", None, 0, EventStatus.HAPPENED),
    ],
)
def test_history(day: str | None, published: int | None, flags: int, expected: EventStatus) -> None:
    assert historical(EventStatus.HAPPENED, flags, day, published) == expected


def test_only_what_happened_becomes_history() -> None:
    assert historical(EventStatus.PLANNED, Cue.COPULA, "2003", 2025) == EventStatus.PLANNED


def test_voice() -> None:
    assert voice(Shape.PASSIVE, 0) == Voice.PASSIVE
    assert voice(Shape.PAST, 0) == Voice.ACTIVE
    assert voice(Shape.NOUN, 0) == Voice.MASDAR
    assert voice(Shape.NOUN, Cue.LIGHT) == Voice.PASSIVE  # تم اعتقاله


@pytest.mark.parametrize(
    ("text", "value"), [("35", 35.0), ("٣٥", 35.0), ("1,200", 1200.0), ("1.200.000", 1_200_000.0), ("4.7", 4.7), ("4,7", 4.7), ("٤٫٧", 4.7), ("اثنان", None), ("3-1", None)]
)
def test_number(text: str, value: float | None) -> None:
    assert number(text) == value


def told(text: str, lemma: str, word: str) -> list[tuple[str, float, str | None]]:
    """Quantities around a word."""
    tokens = tokenize([text])
    lists = words()
    at = next(i for i in tokens.of(0) if tokens.text(i) == word)
    return [tuple(q) for q in quantities(tokens, lists.find(tokens), lists, lemma, at)]


def test_killed_and_injured() -> None:
    assert told("مقتل 12 شخصا وإصابة 30 آخرين في حريق", "قتل", "مقتل") == [("killed", 12.0, "person")]
    assert told("أسفر الانفجار عن سقوط 7 قتلى و20 جريحا", "انفجر", "الانفجار") == [("killed", 7.0, "person"), ("injured", 20.0, "person")]


def test_share_of_a_whole() -> None:
    assert told("اعتقال 35 عنصرا من أصل 45 مطلوبا", "اعتقل", "اعتقال") == [("arrested", 35.0, "person"), ("out_of", 45.0, "person")]


def test_money_with_its_scale() -> None:
    assert told("صفقة بقيمة 2.5 مليار دولار", "صفقة", "صفقة") == [("money", 2.5e9, "USD")]


def test_numbers_of_another_paragraph_do_not_count() -> None:
    assert told("انفجار في الميناء\n\n12 قتيلا", "انفجر", "انفجار") == []
