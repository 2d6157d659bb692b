"""From mentions to entities of the corpus: summaries, links with evidence, descriptions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from pipeline.entities import describe, link, summary
from pipeline.text.ids import make_id
from schemas import TABLES

NO_LINKS, NO_ENTITIES = TABLES["entity_links"].empty(), TABLES["entities"].empty()
SPOKEN = pl.DataFrame(schema={"entity_key": pl.String, "n_quotes": pl.UInt32})


def article(number: int, *entities: tuple[str, ...], day: int = 1) -> list[dict[str, Any]]:
    """Mentions of one article: tuples of type, name, and then role (or "") and further forms."""
    article_id = make_id("a", number)
    rows = []
    at = 0
    for type_, name, *rest in entities:
        role, forms = (rest[0] or None, rest[1:]) if rest else (None, [])
        for form in (name, *forms):
            rows.append(
                {
                    "mention_id": make_id("m", article_id, at),
                    "article_id": article_id,
                    "sentence": 0,
                    "start": at,
                    "end": at + len(form),
                    "exact": form,
                    "type": type_,
                    "kind": "name",
                    "entity_key": make_id("k", article_id, type_, name),
                    "name": name,
                    "role": role,
                    "head_mention_id": None,
                    "method": "tagger",
                    "score": 1.0,
                    "day": dt.date(2026, 1, day),
                }
            )
            at += len(form) + 1
    return rows


def frame(*articles: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([r for a in articles for r in a], schema={**TABLES["mentions"].polars_schema, "day": pl.Date()})


def linked(*articles: list[dict[str, Any]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    summaries = summary.summarise(frame(*articles))
    return summaries, link.link(summaries, NO_LINKS, NO_ENTITIES)


def ids(links: pl.DataFrame, name: str) -> list[str]:
    return links.filter(pl.col("name") == name)["entity_id"].to_list()


def n_entities(*articles: list[dict[str, Any]]) -> int:
    return linked(*articles)[1]["entity_id"].n_unique()


def test_spellings_of_a_foreign_name_are_one_person_with_evidence() -> None:
    _, links = linked(article(1, ("PER", "أناتولي أنطونوف")), article(2, ("PER", "أناتولي أنتونوف")), article(3, ("PER", "اناتولي انطونوف")))
    assert links["entity_id"].n_unique() == 1
    assert set(links["reason"]) == {"new", "variant", "same_name"}
    assert links.filter(pl.col("reason") == "variant")["evidence"].str.contains("spelling of").all()


def test_two_different_mohammeds_stay_two() -> None:
    one = article(1, ("PER", "محمد حسن", "وزير الصحة المصري"), ("LOC", "مصر"), ("PER", "سامي الباشا"))
    other = article(2, ("PER", "محمد حسن", "المدرب العراقي"), ("LOC", "العراق"), ("ORG", "نادي الزوراء"))
    again = article(3, ("PER", "محمد حسن", "وزير الصحة المصري"), ("LOC", "مصر"), ("PER", "سامي الباشا"))
    _, links = linked(one, other, again)
    mohammeds = links.filter(pl.col("name") == "محمد حسن").sort("article_id")
    by_article = dict(mohammeds.select("article_id", "entity_id").iter_rows())
    assert by_article[make_id("a", 1)] == by_article[make_id("a", 3)] != by_article[make_id("a", 2)]


def test_a_family_name_alone_is_the_one_who_bears_it_nearly_everywhere() -> None:
    full = [article(n, ("PER", "دونالد ترامب", "الرئيس الأميركي"), ("LOC", "الولايات المتحدة")) for n in range(4)]
    _, links = linked(*full, article(9, ("PER", "ترامب"), ("LOC", "الولايات المتحدة")))
    assert ids(links, "ترامب") == ids(links, "دونالد ترامب")[:1]
    assert links.filter(pl.col("name") == "ترامب")["reason"].to_list() == ["short_name"]


def test_a_common_family_name_alone_is_nobody_elses() -> None:
    _, links = linked(article(1, ("PER", "سالم محمود"), ("LOC", "قطر")), article(2, ("PER", "محمود"), ("LOC", "تونس")), article(3, ("PER", "محمود"), ("LOC", "عمان")))
    assert links.filter(pl.col("type") == "PER")["entity_id"].n_unique() == 3


def test_aliases_heads_and_countries() -> None:
    assert n_entities(article(1, ("ORG", "حلف شمال الأطلسي")), article(2, ("ORG", "الناتو"))) == 1
    assert n_entities(article(1, ("ORG", "نادي المجد")), article(2, ("ORG", "المجد"))) == 1
    assert n_entities(article(1, ("LOC", "أميركا")), article(2, ("LOC", "الولايات المتحدة الأمريكية"))) == 1
    assert n_entities(article(1, ("LOC", "القاهرة")), article(2, ("LOC", "حي القاهرة"))) == 2
    assert n_entities(article(1, ("ORG", "الأمم المتحدة")), article(2, ("ORG", "بعثة الأمم المتحدة"))) == 2
    assert n_entities(article(1, ("ORG", "المجد")), article(2, ("ORG", "البنك المجد"))) == 2
    assert n_entities(article(1, ("LOC", "مدينة الرياض")), article(2, ("LOC", "الرياض")), article(3, ("LOC", "منطقة الرياض"))) == 1
    assert n_entities(article(1, ("LOC", "واشنطن")), article(2, ("LOC", "الولايات المتحدة"))) == 2


def test_a_ministry_is_that_of_the_country_the_article_plays_in() -> None:
    _, links = linked(
        article(1, ("ORG", "وزارة الداخلية"), ("LOC", "العراق")),
        article(2, ("ORG", "وزارة الداخلية"), ("LOC", "تونس")),
        article(3, ("ORG", "وزارة الداخلية العراقية"), ("LOC", "فرنسا")),
    )
    ministries = dict(links.filter(pl.col("type") == "ORG").select("article_id", "entity_id").iter_rows())
    assert ministries[make_id("a", 1)] == ministries[make_id("a", 3)] != ministries[make_id("a", 2)]


def test_the_kingdom_is_that_of_the_articles_places() -> None:
    _, links = linked(article(1, ("LOC", "المملكة"), ("LOC", "الرباط"), ("LOC", "المغرب")), article(2, ("LOC", "المملكة"), ("LOC", "الرياض"), ("LOC", "السعودية")))
    by_article = {(a, n): e for a, n, e in links.select("article_id", "name", "entity_id").iter_rows()}
    assert by_article[make_id("a", 1), "المملكة"] == by_article[make_id("a", 1), "المغرب"]
    assert by_article[make_id("a", 2), "المملكة"] == by_article[make_id("a", 2), "السعودية"]


def test_a_new_day_leaves_old_links_and_ids_alone() -> None:
    first = summary.summarise(frame(article(1, ("PER", "أناتولي أنطونوف", "السفير الروسي"), ("LOC", "روسيا"))))
    old = link.link(first, NO_LINKS, NO_ENTITIES)
    known = describe.entities(old, first, SPOKEN, NO_ENTITIES)
    second = summary.summarise(frame(article(2, ("PER", "أناتولي أنتونوف", "السفير الروسي"), ("LOC", "روسيا"), ("PER", "سامي القاضي"), day=2)))
    new = link.link(second, old, known)
    assert set(new["entity_key"]) == set(second["entity_key"])
    assert ids(new, "أناتولي أنتونوف") == ids(old, "أناتولي أنطونوف")
    assert ids(new, "روسيا") == ids(old, "روسيا")
    both = describe.entities(pl.concat([old, new]), pl.concat([first, second]), SPOKEN, known)
    man = both.filter(pl.col("entity_id") == ids(old, "أناتولي أنطونوف")[0]).to_dicts()[0]
    assert (man["n_articles"], man["first_seen"], man["last_seen"], man["country"]) == (2, dt.date(2026, 1, 1), dt.date(2026, 1, 2), "RU")
    assert {a["form"] for a in man["aliases"]} == {"أناتولي أنطونوف", "أناتولي أنتونوف"}
    assert man["roles"] == [{"role": "السفير الروسي", "n": 2, "first_seen": dt.date(2026, 1, 1), "last_seen": dt.date(2026, 1, 2)}]


def test_ids_that_are_gone_are_kept_with_their_heir() -> None:
    rows = article(1, ("PER", "أناتولي أنطونوف"))
    summaries, links = linked(rows)
    before = describe.entities(links, summaries, SPOKEN, NO_ENTITIES)
    other = links.with_columns(entity_id=pl.lit("n" + "f" * 16))
    after = describe.entities(other, summaries, SPOKEN, before)
    assert after["merged_from"].to_list() == [before["entity_id"].to_list()]


def test_counts_coordinates_and_shape() -> None:
    summaries, links = linked(article(1, ("LOC", "الرياض", "", "مدينة الرياض"), ("LOC", "السعودية"), ("PER", "سامي القاضي")))
    spoken = pl.DataFrame({"entity_key": summaries.filter(pl.col("type") == "PER")["entity_key"], "n_quotes": [3]}, schema={"entity_key": pl.String, "n_quotes": pl.UInt32})
    out = describe.entities(links, summaries, spoken, NO_ENTITIES)
    assert dict(out.schema) == TABLES["entities"].polars_schema
    assert dict(links.schema) == TABLES["entity_links"].polars_schema
    by_name = {r["name"]: r for r in out.iter_rows(named=True)}
    assert by_name["سامي القاضي"]["n_quotes"] == 3
    assert (by_name["الرياض"]["country"], round(by_name["الرياض"]["latitude"])) == ("SA", 25)
    assert by_name["السعودية"]["wikidata_ids"] == ["Q851"]
    assert by_name["الرياض"]["n_mentions"] == 2


def test_only_what_is_named_becomes_an_entity() -> None:
    rows = article(1, ("PER", "مصدر أمني"))
    rows[0]["kind"] = "role"
    assert summary.summarise(frame(rows)).is_empty()
    assert link.link(summary.summarise(frame(rows)), NO_LINKS, NO_ENTITIES).is_empty()
    assert describe.entities(NO_LINKS, summary.summarise(frame(rows)), SPOKEN, NO_ENTITIES).is_empty()


def test_the_order_of_the_rows_does_not_matter() -> None:
    articles = [article(n, ("PER", "محمد حسن"), ("PER", f"سامي القاضي{'ي' * (n % 2)}"), ("ORG", "وزارة العدل"), ("LOC", ("تونس", "قطر")[n % 2])) for n in range(6)]
    one, other = frame(*articles), frame(*reversed(articles))
    assert link.link(summary.summarise(one), NO_LINKS, NO_ENTITIES).equals(link.link(summary.summarise(other), NO_LINKS, NO_ENTITIES))
