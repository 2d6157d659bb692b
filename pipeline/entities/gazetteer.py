"""What is known of names before any article is read: countries, places, aliases, parts of personal names.

Read once from `pipeline/resources/entities/`. Says what is known of a form; which mention is which entity is decided elsewhere.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.entities.homonyms import homonyms
from pipeline.entities.lists import read_table, read_yaml
from pipeline.entities.skeleton import NameForm, name_form
from pipeline.text.chars import key


class Place(NamedTuple):
    """A place of the gazetteer."""

    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    population: int
    latin: str


class Country(NamedTuple):
    """A country of the gazetteer."""

    code: str
    name: str
    latin: str
    wikidata: str | None


class NameUnit(NamedTuple):
    """One part of a personal name: its usual Latin form, how often it is a given name, how many bear it."""

    latin: str
    given: float
    bearers: int


@cache
def countries() -> dict[str, Country]:
    """Countries by ISO code, named as they are most shortly named."""
    shorter = {code: names[0] for code, names in read_yaml("countries.yaml")["names"].items()}
    return {r[0]: Country(r[0], shorter.get(r[0], r[1]), r[2], r[3] or None) for r in read_table("countries.tsv")}


@cache
def country_labels() -> dict[str, str]:
    """The names under which `alias_of` gives countries, with their codes."""
    return {c.name: c.code for c in countries().values()}


@cache
def country_names() -> dict[str, str]:
    """Folded names of countries with their codes."""
    out: dict[str, str] = {}
    for code, names in read_yaml("countries.yaml")["names"].items():
        for name in names:
            out.setdefault(name_form(name).text, code)
    for row in read_table("countries.tsv"):
        for name in filter(None, (row[1], *row[5].split("|"))):
            out.setdefault(name_form(name).text, row[0])
    return out


@cache
def _towns() -> frozenset[str]:
    """Names of towns that are those of countries but for vowel signs, as they are written where the town is meant."""
    return frozenset(sense.name for senses in homonyms().values() for sense in senses[1:])


def country_named(name: str) -> str | None:
    """ISO code of the country a name stands for (not of a city in it)."""
    return None if name in _towns() else country_names().get(name_form(name).text)


@cache
def _nationalities() -> dict[str, str]:
    table = {row[0]: row[1] for row in read_table("nationalities.tsv")}
    data = read_yaml("countries.yaml")
    table.update({key(word): code for code, words in data["adjectives"].items() for word in words})
    for word in data["ambiguous"]:
        table.pop(key(word), None)
    return table


#: Endings of the dual, the plural and the accusative by their last letter, and what the word ends in without them.
_ENDINGS = {"ن": (("تين", "ه"), ("تان", "ه"), ("ين", ""), ("ان", ""), ("ون", "")), "ا": (("ا", ""),), "ت": (("ات", "ه"),)}


@lru_cache(maxsize=1 << 16)
def nationality(word: str) -> str | None:
    """ISO code of the country of a nationality adjective (الروسي, روسية, الأميركيين)."""
    table = _nationalities()
    w = key(word)
    for form in (w, w[2:]) if w.startswith("ال") else (w,):
        code = table.get(form)
        if code:
            return code
        for ending, other in _ENDINGS.get(form[-1:], ()):
            code = table.get(form.removesuffix(ending) + other) if form.endswith(ending) else None
            if code:
                return code
    return None


@cache
def _places() -> dict[str, Place]:
    contested = {name_form(n).text for n in read_yaml("countries.yaml")["contested"]}
    out: dict[str, Place] = {}
    for name, code, lat, lon, population, latin in read_table("places.tsv"):
        text = name_form(name).text
        if text not in out or out[text].population < int(population):
            out[text] = Place(name, None if text in contested else code, float(lat), float(lon), int(population), latin)
    return out


def place_named(name: str) -> Place | None:
    """The most populous town of that name, if the gazetteer has one."""
    return _places().get(name_form(name).text)


@cache
def listed_places() -> frozenset[str]:
    """Folded names of all countries and places of the gazetteer."""
    return frozenset(country_names()) | frozenset(_places())


@cache
def seats() -> dict[str, str]:
    """Folded names of capitals and seats of government -> code of the country that is often called by them."""
    return {name_form(n).text: code for code, names in read_yaml("countries.yaml")["capitals"].items() for n in names}


@cache
def kingdoms() -> frozenset[str]:
    """Codes of the countries that may be called المملكة."""
    return frozenset(read_yaml("countries.yaml")["kingdoms"])


@cache
def alias_groups() -> dict[tuple[str, str], str]:
    """Type and folded form of every listed alias, with the name its entity is known under."""
    out: dict[tuple[str, str], str] = {}
    for type_, groups in read_yaml("aliases.yaml").items():
        for group in groups:
            for name in group:
                out.setdefault((type_, _alias_key(name_form(str(name)))), str(group[0]))
    return out


def _alias_key(form: NameForm) -> str:
    """Folded parts; of one word alone the article counts: الفتح is not فتح."""
    return form.words[0] if len(form.words) == 1 else form.text


@lru_cache(maxsize=1 << 16)
def alias_of(type_: str, name: str) -> str | None:
    """Name under which the entity of a listed alias is known, or None: for countries their short name."""
    groups, form = alias_groups(), name_form(name)
    group = groups.get((type_, _alias_key(form)))
    if group is None and len(form.words) > 1:
        # وكالة الأنباء الفلسطينية وفا: both halves name the same
        second = groups.get((type_, form.words[-1]))
        group = second if second is not None and second == groups.get((type_, _alias_key(name_form(" ".join(form.words[:-1]))))) else None
    code = country_names().get(form.text) if group is None and type_ == "LOC" else None
    return country_label(code) if code else group


def country_label(code: str) -> str:
    """The name under which `alias_of` gives a country: its short one, the code itself if there is none."""
    return countries()[code].name if code in countries() else code


@cache
def _units() -> dict[str, NameUnit]:
    return {name: NameUnit(latin, float(given or 0.5), int(n)) for name, latin, given, n in read_table("names.tsv")}


def name_unit(part: str) -> NameUnit | None:
    """What is known of one part of a personal name (folded, with or without its article)."""
    table = _units()
    return table.get(part) or table.get("ال" + part)


@cache
def _people() -> dict[str, str]:
    return {name_form(name).text: latin for name, latin in read_table("people.tsv")}


@cache
def last_names() -> frozenset[str]:
    """Last parts of the names of well-known persons, folded."""
    return frozenset(parts[-1] for name, *_ in read_table("people.tsv") if len(parts := name_form(name).parts) > 1)


def person_named(name: str) -> str | None:
    """Latin name of a well-known person."""
    return _people().get(name_form(name).text)
