"""Sovereigns, who are called by their first name: their title tells them from everybody whose last name that is. Names are made up, or known everywhere."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.entities import describe, link, summary
from pipeline.entities.records import reigns
from tests.unit.entities.test_entities_link import NO_ENTITIES, NO_LINKS, SPOKEN, article, frame, ids, linked

PLACE = ("LOC", "السعودية")


@pytest.mark.parametrize(
    ("role", "is_so"),
    [
        ("الملك", True),
        ("ملك المغرب", True),
        ("العاهل الأردني", True),
        ("خادم الحرمين الشريفين", True),
        ("سفير خادم الحرمين الشريفين", False),
        ("مدير مكتبة الملك فهد", False),
        ("الأمير", False),
    ],
)
def test_whose_role_is_a_sovereigns(role: str, is_so: bool) -> None:
    assert reigns([role]) is is_so
    assert reigns(["الحاكم", role]) is is_so


def test_a_king_is_not_the_minister_whose_last_name_is_his() -> None:
    ministers = [article(n, ("PER", "سعود الفيصل", "وزير الخارجية"), PLACE) for n in range(4)]
    kings = [article(n, ("PER", "فيصل بن عبدالعزيز", "الملك"), PLACE) for n in range(10, 12)]
    _, links = linked(*ministers, *kings, article(20, ("PER", "فيصل", "الملك"), PLACE))
    assert ids(links, "فيصل") == ids(links, "فيصل بن عبدالعزيز")[:1] != ids(links, "سعود الفيصل")[:1]
    assert links.filter(pl.col("name") == "فيصل")["evidence"].str.contains("of all sovereigns called so").all()


def test_a_king_is_not_the_official_whose_name_begins_as_his() -> None:
    official = article(1, ("PER", "عبدالله بن عبدالعزيز الزهراني", "وزير التجارة"), PLACE, ("PER", "هيلاري كلينتون"), ("PER", "سمير جابر"))
    king = article(2, ("PER", "عبدالله بن عبدالعزيز", "الملك"), PLACE, ("PER", "هيلاري كلينتون"), ("PER", "سمير جابر"))
    _, links = linked(official, king)
    assert ids(links, "عبدالله بن عبدالعزيز") != ids(links, "عبدالله بن عبدالعزيز الزهراني")


def test_nor_is_the_official_the_king_if_the_king_was_known_before() -> None:
    beside = (PLACE, ("PER", "هيلاري كلينتون"), ("PER", "سمير جابر"))
    first = summary.summarise(frame(article(1, ("PER", "عبدالله بن عبدالعزيز", "الملك"), *beside)))
    links = link.link(first, NO_LINKS, NO_ENTITIES)
    described = describe.entities(links, first, SPOKEN, NO_ENTITIES)
    more = link.link(summary.summarise(frame(article(2, ("PER", "عبدالله بن عبدالعزيز الزهراني", "وزير التجارة"), *beside, day=2))), links, described)
    assert ids(more, "عبدالله بن عبدالعزيز الزهراني") != ids(links, "عبدالله بن عبدالعزيز")


def test_one_article_crowns_nobody() -> None:
    princes = [article(n, ("PER", "خالد بن سلطان", "الأمير"), PLACE) for n in range(3)]
    _, links = linked(*princes, article(8, ("PER", "خالد بن سلطان", "الملك"), PLACE), article(9, ("PER", "خالد", "الملك"), PLACE))
    assert ids(links, "خالد")[0] not in ids(links, "خالد بن سلطان")
    _, links = linked(article(8, ("PER", "خالد حنيف", "الملك"), PLACE), article(9, ("PER", "خالد", "الملك"), PLACE))
    assert ids(links, "خالد") != ids(links, "خالد حنيف")


def test_kings_of_one_name_in_two_countries_are_two() -> None:
    jordan = [article(n, ("PER", "عبدالله الثاني", "العاهل الأردني"), ("LOC", "الأردن")) for n in range(3)]
    saudi = [article(n, ("PER", "عبدالله بن عبدالعزيز", "العاهل السعودي"), PLACE) for n in range(10, 13)]
    _, links = linked(*jordan, *saudi, article(20, ("PER", "عبدالله", "العاهل الأردني"), ("LOC", "الأردن")), article(21, ("PER", "عبد الله", "الملك")))
    assert ids(links, "عبدالله") == ids(links, "عبدالله الثاني")[:1]
    # nothing tells which of them
    assert ids(links, "عبد الله")[0] not in links.filter(pl.col("name") != "عبد الله")["entity_id"].to_list()


def test_kings_whom_nobody_names_in_full_are_one_where_places_agree() -> None:
    known = [article(n, ("PER", "خالد", "الملك"), PLACE) for n in (1, 2)]
    assert len(set(ids(linked(*known)[1], "خالد"))) == 1
    elsewhere = article(3, ("PER", "خالد", "الملك"), ("LOC", "ماليزيا"))
    assert len(set(ids(linked(known[0], elsewhere)[1], "خالد"))) == 2


def test_who_reigned_yesterday_reigns_today() -> None:
    first = summary.summarise(frame(*(article(n, ("PER", "فيصل بن عبدالعزيز", "الملك"), PLACE) for n in (1, 2))))
    links = link.link(first, NO_LINKS, NO_ENTITIES)
    described = describe.entities(links, first, SPOKEN, NO_ENTITIES)
    more = link.link(summary.summarise(frame(article(3, ("PER", "فيصل", "الملك"), PLACE, day=2))), links, described)
    assert ids(more, "فيصل") == ids(links, "فيصل بن عبدالعزيز")[:1]
