"""عُمان the country and عمّان the town, which are written alike without vowel signs."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.entities import describe, link, summary
from pipeline.entities.gazetteer import country_named
from pipeline.entities.homonyms import homonyms, meant
from pipeline.entities.skeleton import name_form
from tests.unit.entities.test_entities_link import NO_ENTITIES, NO_LINKS, SPOKEN, article, frame

COUNTRY, TOWN = "سلطنة عمان", "عمّان"
NAME = name_form("عمان").text


@pytest.mark.parametrize(
    ("beside", "place"),
    [
        (("البحرين", "الكويت", "قطر"), COUNTRY),
        (("مسقط",), COUNTRY),
        (("الأردن",), TOWN),
        (("القدس", "رام الله"), TOWN),
        # a list of states, Jordan among them
        (("الإمارات", "البحرين", "الكويت", "قطر", "الأردن"), COUNTRY),
        ((), TOWN),
    ],
)
def test_what_stands_beside_tells_which_is_meant(beside: tuple[str, ...], place: str) -> None:
    rows = frame(article(1, ("LOC", "عمان"), *(("LOC", name) for name in beside)))
    assert place in summary.summarise(rows)["name"].to_list()


def test_vowel_signs_tell_more_than_what_stands_beside() -> None:
    assert meant(NAME, ["عمان", "عُمان"], {"PS", "IL"}, {name_form("الأردن").text}) == COUNTRY
    assert meant(NAME, ["عمّان"], {"AE", "QA"}, set()) == TOWN


def test_the_two_are_two_entities_with_a_country_each() -> None:
    rows = frame(
        article(1, ("LOC", "عمان"), ("LOC", "مسقط")), article(2, ("LOC", "عمان"), ("LOC", "الأردن")), article(3, ("LOC", "سلطنة عمان")), article(4, ("LOC", "العاصمة الأردنية"))
    )
    summaries = summary.summarise(rows)
    links = link.link(summaries, NO_LINKS, NO_ENTITIES)
    found = describe.entities(links, summaries, SPOKEN, NO_ENTITIES).filter(pl.col("name").is_in([COUNTRY, TOWN]))
    assert {r["name"]: (r["country"], r["n_articles"], r["latitude"] is not None) for r in found.iter_rows(named=True)} == {COUNTRY: ("OM", 2, False), TOWN: ("JO", 2, True)}


def test_a_title_still_tells_the_country() -> None:
    assert country_named("عمان") == country_named("عُمان") == "OM"
    assert country_named(TOWN) is None


def test_every_sense_is_listed_with_what_tells_it() -> None:
    for senses in homonyms().values():
        assert len({s.name for s in senses}) == len(senses) > 1
        assert all(s.countries and s.beside and s.written for s in senses)
