"""The date grammar: which items make an expression, by the rules of `resources/dates/rules.yaml`. What they amount to is `resolve`'s.

Every category is given one private character, every rule becomes a regular expression over such characters, and all rules together
one alternation: a run of items is a short string, so a match costs microseconds and the rules stay readable data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from pipeline.dates.items import Item, Raw

_NAME = re.compile(r"[A-Za-z_]+")
_GROUP = re.compile(r"\((?!\?)")


class Expression(NamedTuple):
    """A stretch of items that a rule took.

    Attributes:
        rule: Id of the rule.
        items: The items, in order.
    """

    rule: str
    items: list[Item]


class Grammar(NamedTuple):
    """The compiled rules.

    Attributes:
        pattern: One alternation of all rules, each a named group.
        char: Character of each category.
    """

    pattern: re.Pattern[str]
    char: dict[str, str]


@cache
def grammar() -> Grammar:
    """The grammar, compiled once.

    Raises:
        RecursionError: A macro names itself.
    """
    source = yaml.safe_load((files("pipeline.resources") / "dates" / "rules.yaml").read_text("utf-8"))
    macros: dict[str, str] = source["macros"]
    char: dict[str, str] = {}

    def expand(match: re.Match[str]) -> str:
        name = match.group()
        if name in macros:
            return f"(?:{_NAME.sub(expand, macros[name])})"
        # private use area: none of these is special in a regular expression
        return char.setdefault(name, chr(0xE000 + len(char)))

    groups = [f"(?P<{rule}>{_GROUP.sub('(?:', _NAME.sub(expand, pattern)).replace(' ', '')})" for rule, pattern in source["rules"].items()]
    return Grammar(re.compile("|".join(groups)), char)


@lru_cache(1 << 14)
def _spans(categories: str) -> tuple[tuple[str, int, int], ...]:
    """Rule, first and last item of the expressions in a run; most runs of a batch are made like one before."""
    return tuple((str(m.lastgroup), *m.span()) for m in grammar().pattern.finditer(categories))


def expressions(items: Sequence[Raw]) -> list[Expression]:
    """The expressions of a run, from left to right, without overlap."""
    get = grammar().char.get
    return [Expression(rule, [Item(*it) for it in items[a:b]]) for rule, a, b in _spans("".join([get(it[0], "\uf8ff") for it in items]))]
