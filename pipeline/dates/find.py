"""The expressions of a batch and where they stand. Runs written alike are read once; what an expression amounts to is `resolve`'s."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from pipeline.dates.grammar import Expression, expressions
from pipeline.dates.items import Item
from pipeline.dates.runs import search
from pipeline.text.tokens import Tokens

_LOOSE_ENDS: Final = frozenset(("comma", "open", "in", "of"))
#: Most runs that are kept; with more it is begun anew.
_MOST: Final = 1 << 15


class Found(NamedTuple):
    """An expression with its span; the tokens of its items are counted from the first of its run."""

    expression: Expression
    start: int
    end: int


class _Reading(NamedTuple):
    """An expression of a run: the letters cut off its first token, and its first and last token in the run."""

    expression: Expression
    skip: int
    first: int
    last: int


@cache
def _known() -> dict[bytes, list[_Reading]]:
    """What runs were read as, by what they hang on (see `Runs.written`)."""
    return {}


def found_in(tokens: Tokens) -> Iterator[tuple[int, list[Found]]]:
    """The texts of a batch that hold expressions, with these in order."""
    runs, known = search(tokens), _known()
    if len(known) > _MOST:
        known.clear()
    start, end = runs.tokens[-2:]
    doc = -1
    here: list[Found] = []
    for n, (d, at, is_odd) in enumerate(zip(runs.doc, runs.begin, runs.is_odd, strict=True)):
        key = runs.key(n)
        read = None if is_odd else known.get(key)
        if read is None:
            read = [_reading(e) for e in expressions(runs.items(n, tokens.texts[d], 0))]
            if not is_odd:
                known[key] = read
        if not read:
            continue
        if d != doc:
            if here:
                yield doc, here
            doc, here = d, []
        for expression, skip, first, last in read:
            here.append(Found(expression, start[at + first] + skip, end[at + last]))
    if here:
        yield doc, here


def _reading(e: Expression) -> _Reading:
    items = _trimmed(e.items)
    return _Reading(e if items is e.items else Expression(e.rule, items), items[0].skip, items[0].first, items[-1].last)


def _trimmed(items: list[Item]) -> list[Item]:
    end = len(items)
    while end > 1 and items[end - 1].category in _LOOSE_ENDS:
        end -= 1
    return items if end == len(items) else items[:end]
