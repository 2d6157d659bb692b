"""The date grammar: which items make an expression, by the rules of `resources/dates/rules.yaml`. What they amount to is `resolve`'s.

Every category is given one private character, every rule becomes a regular expression over such characters, and all rules together
one alternation: a run of items is a short string, so a match costs microseconds and the rules stay readable data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from pipeline.dates.runs import Item

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


def expressions(items: list[Item]) -> Iterator[Expression]:
    """The expressions of a run, from left to right, without overlap."""
    rules = grammar()
    get = rules.char.get
    for match in rules.pattern.finditer("".join([get(it.category, "\uf8ff") for it in items])):
        a, b = match.span()
        yield Expression(str(match.lastgroup), items[a:b])
