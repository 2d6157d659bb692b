"""The words of roles: which nouns name one, with number and gender, and the closed lists used in reading their phrases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline.entities.lists import read_yaml
from pipeline.entities.skeleton import without_article
from pipeline.text.chars import key
from pipeline.text.lexicon import Lexicon


class RoleWord(NamedTuple):
    """One form of a noun of role.

    Attributes:
        lemma: Dictionary form.
        gender: m, f; for dual and plural forms m.
        number: singular, dual or plural.
        takes: Folded prepositions a complement may follow with.
        is_source: Whether it is a source even where it is indefinite (مصدر أمني).
        stands_alone: Whether the bare definite noun stands for a person.
        is_definite: Whether the form has the article.
        in_construct: Whether another noun follows even the definite form (القائم بأعمال السفير).
        kind: role, body for a noun that stands for an organisation, latter for هذا الأخير.
        noun: The lemma, of several for one role always the same.
        head: The lemma folded, without article: what the first word of an organisation's name is compared with.
    """

    lemma: str
    gender: str
    number: str
    takes: frozenset[str]
    is_source: bool
    stands_alone: bool
    is_definite: bool
    in_construct: bool
    kind: str
    noun: str
    head: str


#: Roles that are one under two words.
_SAME = {"ناطق": "متحدث", "عاهل": "ملك", "سلطان": "ملك", "خادم الحرمين الشريفين": "ملك"}


@dataclass(frozen=True, slots=True)
class RoleLexicon:
    """Everything read from roles.yaml.

    Attributes:
        lexicon: All forms, for finding them in tokens.
        words: What each entry of the lexicon is.
        adjectives: Folded definite words that may follow a role.
        not_adjectives: Folded words that look like such adjectives and are none.
        indefinite: Folded indefinite words that may follow a source.
        links: Folded nouns between a role and what it is the role of.
        titles: Folded titles before names.
        addressees: Folded words that make ل an addressee.
        joint: Lemma of a dual -> lemmas of the roles it may stand for.
    """

    lexicon: Lexicon
    words: list[RoleWord]
    adjectives: frozenset[str]
    not_adjectives: frozenset[str]
    indefinite: frozenset[str]
    links: frozenset[str]
    titles: frozenset[str]
    addressees: frozenset[str]
    joint: dict[str, frozenset[str]]


def _word(lemma: str, takes: frozenset[str] = frozenset(), *, is_source: bool = False, alone: bool = True, definite: bool = False, construct: bool = False, kind: str) -> RoleWord:
    return RoleWord(lemma, "m", "singular", takes, is_source, alone, definite, construct, kind, _SAME.get(lemma, lemma), without_article(key(lemma)))


def _article(form: str) -> str:
    """A form with the article: on the first word, and on what agrees with it (الأمين العام)."""
    first, *rest = form.split()
    if rest and rest[0] in ("عام", "عامة"):
        rest[0] = "ال" + rest[0]
    return " ".join(["ال" + first, *rest])


@cache
def role_lexicon() -> RoleLexicon:
    """The role lexicon, read once."""
    data = read_yaml("roles.yaml")
    entries: list[str] = []
    words: list[RoleWord] = []
    seen: set[str] = set()

    def put(form: str, word: RoleWord) -> None:
        for definite in (False, True):
            shown = _article(form) if definite else form
            if key(shown) not in seen:
                seen.add(key(shown))
                entries.append(shown)
                words.append(word._replace(is_definite=definite or "الحرمين" in form or form == "ولي العهد"))

    for role in data["roles"]:
        takes = frozenset(key(p) for p in role.get("takes", []))
        base = _word(role["lemma"], takes, is_source=role.get("source", False), alone=role.get("alone", True), construct=role.get("construct", False), kind="role")
        for form in role.get("m", []):
            put(form, base)
            if " " not in form:
                put(form + "ا", base)
        for form in role.get("f", []):
            put(form, base._replace(gender="f"))
        for number in ("dual", "plural"):
            for form in role.get(number, []):
                put(form, base._replace(number=number))
    for form in data["bodies"]:
        put(form, _word(form, kind="body"))
    for form in data["latter"]:
        entries.append(form)
        words.append(_word(form, definite=True, kind="latter"))
    return RoleLexicon(
        Lexicon(entries),
        words,
        frozenset(map(key, data["adjectives"])),
        frozenset(map(key, data["not_adjectives"])),
        frozenset(map(key, data["indefinite_adjectives"])),
        frozenset(map(key, data["links"])),
        frozenset(map(key, data["titles"])),
        frozenset(map(key, data["addressees"])),
        {lemma: frozenset(others) for lemma, others in data["joint"].items()},
    )
