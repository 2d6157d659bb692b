"""The words of date expressions, loaded from `resources/dates/words.yaml` and `resources/text/months.yaml`. No grammar and no reckoning with dates here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt
import yaml

from pipeline.text.chars import key
from pipeline.text.lexicon import Lexicon
from pipeline.text.months import month_names

#: Categories a date expression cannot do without; the other words only count beside one of them.
ANCHORS: Final = frozenset(
    {
        "month",
        "month_half",
        "hijri_month",
        "weekday",
        "relday",
        "the_week",
        "the_month",
        "the_year",
        "weeks_dual",
        "months_dual",
        "years_dual",
        "days_dual",
        "days",
        "weeks",
        "months",
        "years",
        "week",
        "month_unit",
        "year_unit",
        "day",
        "the_years",
        "the_years_dual",
        "decade_unit",
        "century_unit",
        "decades_dual",
        "decades_unit",
        "decade",
        "season",
        "holiday",
        "season_word",
        "quarter",
    }
)


#: Those of them that may be a date all by themselves.
ALONE: Final = frozenset({"month", "hijri_month", "weekday", "relday", "decade", "holiday"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and phrases of date expressions.

    Attributes:
        lexicon: Every single word that occurs in an entry.
        phrases: For each word the entries beginning with it, longest first: the words that follow, category, value, and the name of a holiday.
        classes: For each word 3 when it may be an expression alone (see `ALONE`), 2 when it, or a phrase it begins, may carry one (`ANCHORS`), else 1.
        alone: The same of the word without its phrases: what holds where no other word of these follows it.
    """

    lexicon: Lexicon
    phrases: tuple[tuple[tuple[tuple[int, ...], str, int, str], ...], ...]
    classes: npt.NDArray[np.uint8]
    alone: npt.NDArray[np.uint8]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, loaded once."""
    listed = month_names() | yaml.safe_load((files("pipeline.resources") / "dates" / "words.yaml").read_text("utf-8"))
    numbers: dict[str, int] = {}
    phrases: dict[int, dict[tuple[int, ...], tuple[str, str]]] = {}
    weight: dict[int, int] = {}
    alone: dict[int, int] = {}
    for category, values in listed.items():
        for value, forms in values.items():
            for form in forms:
                words = [numbers.setdefault(w, len(numbers)) for w in key(form).split()]
                # the first listed wins where two categories claim a form
                phrases.setdefault(words[0], {}).setdefault(tuple(words[1:]), (category, str(value)))
                kind = 3 if category in ALONE and len(words) == 1 else 2 if category in ANCHORS else 1
                weight[words[0]] = max(weight.get(words[0], 1), kind)
                if len(words) == 1:
                    alone[words[0]] = max(alone.get(words[0], 1), kind)
    classes, lone = (np.array([known.get(n, 1) for n in range(len(numbers))], np.uint8) for known in (weight, alone))
    entries = tuple(tuple(sorted(((rest, *_read(c, v)) for rest, (c, v) in phrases.get(n, {}).items()), key=lambda t: -len(t[0]))) for n in range(len(numbers)))
    return Vocabulary(Lexicon(numbers), entries, classes, lone)


def _read(category: str, value: str) -> tuple[str, int, str]:
    """Category, value and name of an entry; a holiday has a name for a value."""
    return (category, 0, value) if category == "holiday" else (category, int(value), "")
