"""What the words around an expression say: whether it is a date at all, and whether it looks ahead. No values are reckoned here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from pipeline.dates.grammar import Expression
from pipeline.text.chars import key

_WORD: Final = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_FUTURE_VERB: Final = re.compile(r"و?س[يتن][^\W\d_]{3,}")
_FIRST_PERSON: Final = re.compile(r"و?س[يتنا][^\W\d_]{3,}")
_VERB_STARTS: Final = ("س", "وس")
#: Lists that tell whether a text looks back or ahead.
_OUTLOOK: Final = ("looks_back", "future", "future_near", "not_future")
_BACK, _FUTURE, _NEAR, _NOT_FUTURE = 1, 2, 4, 8
#: Rules whose expressions may be something else than a date.
_DOUBTFUL: Final = frozenset(("relday", "weekday", "month", "iso", "numeric", "full", "bare_year"))
#: Letters that may be clitics before a cue.
_CLITICS: Final = ("و", "ب", "ل", "ف")
_REACH: Final = 70
#: Words before an expression among which a cue of the list `future_near` counts.
NEAR: Final = 2
#: Up to the last end of a sentence.
_LAST_STOP: Final = re.compile(r".*[\n.!?؟؛:]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cues:
    """Word lists of `resources/dates/context.yaml`, folded.

    Attributes:
        lists: The lists by name.
        outlook: For each word of the lists about past and future the bits of its lists (see `_OUTLOOK`).
        known: Words before a day and month that everybody knows, and the day meant.
    """

    lists: dict[str, frozenset[str]]
    outlook: dict[str, int]
    known: dict[str, tuple[frozenset[str], str]]


@cache
def cues() -> Cues:
    """The lists, loaded once."""
    data: dict[str, Any] = yaml.safe_load((files("pipeline.resources") / "dates" / "context.yaml").read_text("utf-8"))
    known = {day: (frozenset(map(key, k["cues"])), str(k["value"])) for day, k in data.pop("known_days").items()}
    lists = {name: frozenset(map(key, words)) for name, words in data.items()}
    outlook: dict[str, int] = {}
    for bit, name in enumerate(_OUTLOOK):
        for word in lists[name]:
            outlook[word] = outlook.get(word, 0) | 1 << bit
    return Cues(lists, outlook, known)


class Around:
    """The text before and after an expression, folded and cut at sentence edges; made only when it is asked for.

    Args:
        text: The text.
        start: First character of the expression.
        end: Character after its last.
    """

    __slots__ = ("_after", "_end", "_start", "_text", "_words", "_written")

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._start, self._end = text, start, end
        self._after: str | None = None
        self._words: list[str] | None = None
        self._written: str | None = None

    @property
    def written(self) -> str:
        """What stands before, as written: up to 70 characters."""
        if self._written is None:
            before = self._text[max(0, self._start - _REACH) : self._start]
            stop = _LAST_STOP.match(before)
            self._written = before[stop.end() :] if stop else before
        return self._written

    @property
    def before(self) -> str:
        """The same, folded."""
        return key(self.written)

    @property
    def after(self) -> str:
        """Up to 30 characters after, folded."""
        if self._after is None:
            self._after = key(self._text[self._end : self._end + 30])
        return self._after

    @property
    def words(self) -> list[str]:
        """Words and marks before, in order."""
        if self._words is None:
            self._words = _WORD.findall(self.before)
        return self._words

    def word_before(self) -> str:
        """The word or mark right before, without و."""
        words = self.words
        return words[-1] if words else ""

    def word_after(self) -> str:
        """The word or mark right after."""
        match = _WORD.search(self.after)
        return match.group() if match else ""


def is_future(around: Around) -> bool:
    """Whether the words before speak of what is to come: a verb or cue that does, with no verb of report after it."""
    outlook = cues().outlook
    # folding makes سأ (I will) and سا one: it only counts where a hamza was written
    verb = _FIRST_PERSON if "سأ" in around.written else _FUTURE_VERB
    for n, word in enumerate(reversed(around.words)):
        told = outlook.get(word, 0) | (outlook.get(word[1:], 0) if word.startswith(_CLITICS) else 0)
        if told & _BACK:
            return False
        if told & _FUTURE or (n < NEAR and told & _NEAR):
            return True
        if not told & _NOT_FUTURE and word.startswith(_VERB_STARTS) and verb.fullmatch(word):
            return True
    return False


def is_date(e: Expression, around: Around, text: str, start: int, end: int) -> bool:
    """Whether an expression that may be something else is a date here."""
    rule = e.rule
    if rule not in _DOUBTFUL:
        return True
    lists = cues().lists
    if rule == "relday" and len(e.items) == 1 and e.items[0].value in (0, 1):
        before, after = around.word_before(), around.word_after()
        quoted = start > 0 and end < len(text) and text[start - 1] in '«“"”(' and text[end] in '»”"“)'
        if key(text[start:end]) == "الغد":
            return before != "في"
        return not quoted and after not in lists["day_not_today_after"] and before not in lists["day_not_today_before"]
    if rule in ("weekday", "month") and (around.word_before() in lists["recurring"] or around.after.startswith(" من كل ")):
        return False
    if rule == "weekday" and around.word_before() in lists["days_of"]:
        return False
    if rule == "weekday" and len(e.items) == 1:
        return around.word_before() not in lists["weekday_not_after"]
    if rule == "month" and len(e.items) == 1 and not e.items[0].name:
        word = key(text[start:end])
        if word not in lists["weak_months"]:
            return True
        if word == "اب" and "آ" not in text[start:end]:
            return False
        return (e.items[0].skip > 0 and text[start - 1] in "بلف") or not lists["month_cues"].isdisjoint(_stripped(around.word_before()))
    if rule in ("iso", "numeric"):
        # a piece of an address or of a longer number
        return text[max(0, start - 1) : start] not in ("/", "-", ".", "_") and text[end : end + 1] not in ("/", "_", "%")
    if rule == "full":
        # فاز 4-صفر: a score, not the fourth of Safar
        if any(it.category == "hijri_month" and it.value == 2 for it in e.items) and not any(it.category in ("y", "h", "of", "month_unit", "era_hijri") for it in e.items):
            return False
        return lists["name_before"].isdisjoint(_stripped(around.word_before()))
    if rule == "bare_year":
        return _is_year(e, around, text, start, end)
    return True


def _is_year(e: Expression, around: Around, text: str, start: int, end: int) -> bool:
    """Whether a number of four digits standing alone is a year: after a word that leads to one, in brackets or at an edge."""
    year = next(it.value for it in e.items if it.category in ("y", "h"))
    if any(it.category.startswith("era") for it in e.items) and (year >= 1600 or e.items[-1].category == "era_hijri"):
        return True
    if not 1900 <= year <= 2100:
        return False
    if len(e.items) > 1:
        return True
    after = around.after.lstrip(" ")
    if after[:1] in ("%", "٪", "$"):
        return False
    # digits, a phone number or a measure go on
    if re.match(r"\s?[-/.:]\s?\d", around.after) or re.search(r"\d\s?[-/.:,]\s?$", around.before):
        return False
    words = around.words
    # عامي 1988 و2014: the second year leans on the first
    while len(words) > 1 and words[-1] in ("و", "،", ",") and len(words[-2]) == 4 and words[-2].isdigit():
        words = words[:-2]
    if words and words[-1].removeprefix("و") in cues().lists["year_cues"]:
        return True
    if start > 0 and text[start - 1] == "(" and text[end : end + 1] == ")":
        return True
    # كأس العالم 2026, at the end of a phrase
    last = words[-1] if words else ""
    ends = not after or not (after[0].isalnum() or after[0] in "%٪$€£")
    return ends and last.startswith(("ال", "لل", "بال")) and len(last) > 4 and last not in cues().lists["year_not_after"] and 1950 <= year <= 2050


def _stripped(word: str) -> set[str]:
    """A word, and what is left of it without one-letter clitics."""
    return {word, word[1:]} if word.startswith(_CLITICS) else {word}
