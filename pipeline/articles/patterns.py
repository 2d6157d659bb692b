"""Word lists and patterns of cleaning, read from the package's resources. No decision about any text is made here.

Patterns are written in one plain spelling; `spelled` lets every Arabic letter stand for all its spellings, so that a list holds
``اقرا ايضا`` once and finds ``إقرأ أيضاً`` too.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from pipeline.text.months import month_names

_SPELLINGS = {"ا": "اأإآٱ", "أ": "اأإآٱ", "إ": "اأإآٱ", "آ": "اأإآٱ", "ه": "هة", "ة": "هة", "ي": "يىئی", "ى": "يىئی", "ك": "كک"}
_MARKS = "[\u064b-\u0652\u0670\u0640]*"
_BLANKS = "(?:[ \\t\u00a0\u200f\u200e]+)"

#: Characters that may end a sentence, with what closes a quotation or bracket around it.
SENTENCE_END = '.!?؟…۔”"»)]}'


def resource(name: str) -> str:
    """Text of a file under ``pipeline/resources/articles``."""
    return files("pipeline.resources").joinpath("articles", name).read_text(encoding="utf-8")


@cache
def load(name: str) -> dict[str, Any]:
    """A YAML resource, read once."""
    content: dict[str, Any] = yaml.safe_load(resource(name))
    return content


def spelled(pattern: str) -> str:
    """A regular expression that accepts all spellings of the Arabic letters in `pattern`, and any run of blanks for a blank."""
    out: list[str] = []
    in_class = False
    escaped = False
    for ch, after in zip(pattern, [*pattern[1:], ""], strict=True):
        if escaped:
            escaped = False
            out.append(ch)
        elif ch == "\\":
            escaped = True
            out.append(ch)
        elif in_class:
            in_class = ch != "]"
            out.append(ch)
        elif ch == "[":
            in_class = True
            out.append(ch)
        elif ch == " ":
            out.append(_BLANKS)
        elif "\u0621" <= ch <= "\u064a" or ch in "کی":
            same = _SPELLINGS.get(ch)
            letter = (f"[{same}]" if same else ch) + _MARKS
            out.append(f"(?:{letter})" if after and after in "?*+{" else letter)
        else:
            out.append(ch)
    return "".join(out)


def any_of(patterns: list[str]) -> str:
    """One alternative of patterns, in all spellings."""
    return "(?:" + "|".join(spelled(p) for p in patterns) + ")"


@cache
def line_kinds() -> re.Pattern[str]:
    """What a whole line may be besides article text; the name of the group that matched is the block kind."""
    lines: dict[str, list[str]] = load("boilerplate.yaml")["lines"]
    kinds = "|".join(f"(?P<{kind}>{any_of(patterns)})" for kind, patterns in lines.items())
    return re.compile(f"(?:{kinds})[\\s.]*", re.IGNORECASE)


@cache
def related_opener() -> re.Pattern[str]:
    """A line that opens a list of links: group ``strong`` when the phrase needs no colon, ``sep`` and ``rest`` what follows."""
    data = load("boilerplate.yaml")
    strong, weak = any_of(data["related_inline"]), any_of(data["related_openers"])
    return re.compile(rf"[\s\W]{{0,6}}(?:(?P<strong>{strong})|{weak})[\s\u00a0]*(?P<sep>[:：|–—\-»›>.…*]*)\s*(?P<rest>.*)", re.IGNORECASE)


@cache
def related_inline() -> re.Pattern[str]:
    """A link glued into running text, with the site section that may be glued on."""
    data = load("boilerplate.yaml")
    phrases, sections = any_of(data["related_inline"]), any_of([f"(?:ال)?{s}" for s in sorted(data["sections"], key=len, reverse=True)])
    return re.compile(rf"(?P<phrase>{phrases})(?P<sep>[\s\u00a0]*[:：|–—\-]*[\s\u00a0]*)(?P<section>{sections})?")


@cache
def tail_patterns() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """For each kind of footer: its kind, its greatest length, and the pattern that must match from its beginning to the end of the text."""
    data = load("boilerplate.yaml")
    return tuple((kind, data["tail_limit"][kind], re.compile(rf"{any_of(patterns)}\s*\Z", re.IGNORECASE | re.DOTALL)) for kind, patterns in data["tails"].items())


@cache
def strong_tail() -> re.Pattern[str]:
    """A footer that needs no sentence's end before it."""
    return re.compile(any_of(load("boilerplate.yaml")["strong_tails"]), re.IGNORECASE)


@cache
def widget() -> re.Pattern[str]:
    """Widgets that are cut out wherever they stand."""
    return re.compile(any_of(load("boilerplate.yaml")["widgets"]))


@cache
def sentence_openers() -> re.Pattern[str]:
    """A word that begins a new sentence after a headline: the end of a link glued into running text."""
    return re.compile(r"(?<=[\s\u00a0])" + any_of(load("boilerplate.yaml")["sentence_openers"]) + r"(?=[\s\u00a0،,])")


@cache
def stamp_line() -> re.Pattern[str]:
    """A line of nothing but a date, a clock time and words like "last update"."""
    months = [name for calendar in month_names().values() for names in calendar.values() for name in names]
    words = any_of(sorted({*load("boilerplate.yaml")["stamp_words"], *months}, key=len, reverse=True))
    return re.compile(rf"(?=.*(?<!\d)\d{{4}}(?!\d))(?>(?:{words}|\d++|[:/\-–—|،,.()+\[\]•]|GMT|UTC|am|pm)\s*+)++", re.IGNORECASE)


@cache
def share_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words of share bars, and those a share bar begins with (as `pipeline.text.chars.key` folds them)."""
    from pipeline.text.chars import key

    data = load("boilerplate.yaml")
    return frozenset(map(key, data["share_words"])), frozenset(map(key, data["share_first"]))
