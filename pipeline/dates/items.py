"""Cuts a run into items: words, phrases, numbers and marks with their categories. What they mean together is told by `grammar`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.dates.vocabulary import vocabulary
from pipeline.text.chars import key

# Categories of items that are not words of the vocabulary.
DOTTED, OTHER = -2, -1
PUNCTUATION = {
    "/": "slash",
    "\\": "slash",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    "−": "dash",
    ",": "comma",
    "،": "comma",
    "(": "open",
    ")": "close",
    "[": "open",
    "]": "close",
    '"': "quote",
    "«": "quote",
    "»": "quote",
    "“": "quote",
    "”": "quote",
}
#: Categories that may make one item with what follows (see `_joined`).
_JOINED = frozenset(("month", "month_half", "thousand"))


class Item(NamedTuple):
    """One word, phrase, number or mark inside a run.

    Attributes:
        category: Category of `resources/dates/words.yaml`, or a name of a number or mark.
        value: Its value there, or the number's.
        first: First token.
        last: Last token.
        skip: Characters of clitics before it inside the first token.
    """

    category: str
    value: int
    first: int
    last: int
    skip: int
    name: str = ""


#: The fields of an `Item`. Most runs hold no expression; items proper are made of those that do.
Raw = tuple[str, int, int, int, int, str]


def items_of(text: str, offset: int, entry: list[int], value: list[int], skip: list[int], start: list[int], end: list[int]) -> Sequence[Raw]:
    """Items of a run that begins with token `offset`; the lists are of its tokens."""
    phrases = vocabulary().phrases
    items: list[Raw] = []
    i, count = 0, len(entry)
    joins = False
    while i < count:
        at = offset + i
        e = entry[i]
        if e >= 0:
            if skip[i]:
                items.append(("and" if text[start[i]] == "و" else "clitic", 0, at, at, 0, ""))
            for rest, category, v, name in phrases[e]:
                more = len(rest)
                if more == 0 or (tuple(entry[i + 1 : i + 1 + more]) == rest and not any(skip[i + 1 : i + 1 + more])):
                    items.append((category, v, at, at + more, skip[i], name))
                    joins = joins or category in _JOINED
                    i += 1 + more
                    break
            else:
                items.append(("none", 0, at, at, 0, ""))
                i += 1
            continue
        number = value[i]
        if number == DOTTED:
            for n, part in enumerate(key(text[start[i] : end[i]]).split(".")):
                if n:
                    items.append(("slash", 0, at, at, 0, ""))
                items.append((_number(int(part), len(part)), int(part), at, at, 0, ""))
        elif number >= 0:
            if items and items[-1][0] in ("d", "y", "h", "n") and "ـ" in text[end[i - 1] : start[i]]:
                items.append(("dash", 0, at, at - 1, 0, ""))  # 2010 ـ 2012: a lone tatweel is no token
            items.append((_number(number, end[i] - start[i]), number, at, at, 0, ""))
        else:
            items.append((PUNCTUATION.get(text[start[i]], "none"), 0, at, at, 0, ""))
        i += 1
    return _joined([Item(*it) for it in items]) if joins else items


def _number(value: int, width: int) -> str:
    """Category of a number: d could be a day, y and h a year of either calendar, n neither."""
    return "d" if 1 <= value <= 31 and width <= 2 else "y" if 1600 <= value < 2200 else "h" if 1200 <= value < 1500 else "n"


def _joined(items: list[Item]) -> list[Item]:
    """Makes one item of a month named twice (حزيران/ يونيو, يونيو (حزيران), يوليو تموز) and of a year spelled out (ألفين وثمانية عشر)."""
    out: list[Item] = []
    i = 0
    while i < len(items):
        it = items[i]
        if it.category == "month" or it.category == "month_half":
            j = i + 1
            while j < len(items) and j <= i + 3 and items[j].category in ("slash", "open", "dash", "comma", "quote"):
                j += 1
            other = items[j] if j < len(items) else None
            # يناير/ كانون أول: a slip of the pen, the first name is taken
            is_slip = j == i + 2 and items[i + 1].category == "slash" and other is not None and other.category == it.category == "month"
            if other is not None and other.category in ("month", "month_half") and not other.skip and (is_slip or _same_month(it, other)):
                last = other.last
                named = it if it.category == "month" else other
                if j + 1 < len(items) and items[j + 1].category == "close" and items[j - 1].category == "open":
                    j += 1
                    last = items[j].last
                out.append(Item("month", named.value, it.first, last, it.skip, "twice"))
                i = j + 1
                continue
        if it.category == "thousand":
            j, year = i + 1, it.value
            while j + 1 < len(items) and items[j].category == "and" and items[j + 1].category in ("hundreds", "cardinal"):
                year += items[j + 1].value
                j += 2
            if 1200 < year < 2200:
                out.append(Item("y" if year >= 1600 else "h", year, it.first, items[j - 1].last, it.skip))
                i = j
                continue
        out.append(it)
        i += 1
    return out


def _same_month(a: Item, b: Item) -> bool:
    if a.category == b.category:
        return a.value == b.value and a.category == "month"
    half, whole = (a, b) if a.category == "month_half" else (b, a)
    # تشرين is October or November, كانون December or January
    return whole.value in ((10, 11) if half.value == 10 else (12, 1))
