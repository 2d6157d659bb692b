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


def test_forms_have_the_alef_that_a_double_lam_leaves_out() -> None:
    known = article(1, ("ORG", "وزارة الطرق", "", "لجنة الطرق"), ("LOC", "الرياض", "", "لرياض"), ("LOC", "أمريكا", "", "لولايات المتحدة"))
    forms = {r["name"]: {f["form"] for f in r["forms"]} for r in summary.summarise(frame(known)).iter_rows(named=True)}
    assert forms["الرياض"] == {"الرياض"}
    # a list says whose name it is
    assert forms["أمريكا"] == {"أمريكا", "الولايات المتحدة"}
    assert "لجنة الطرق" in forms["وزارة الطرق"]


def test_so_have_last_names_and_short_names_of_bodies() -> None:
    known = article(1, ("PER", "نجيب الزبداني", "", "لزبداني"), ("ORG", "نادي السنابل", "", "لسنابل"), ("PER", "سيرغي لافروف", "", "لافروف"))
    forms = {r["name"]: {f["form"] for f in r["forms"]} for r in summary.summarise(frame(known)).iter_rows(named=True)}
    assert forms["نجيب الزبداني"] == {"نجيب الزبداني", "الزبداني"}
    assert forms["نادي السنابل"] == {"نادي السنابل", "السنابل"}
    assert "لافروف" in forms["سيرغي لافروف"]


def test_the_order_of_the_rows_does_not_matter() -> None:
    articles = [article(n, ("PER", "محمد حسن"), ("PER", f"سامي القاضي{'ي' * (n % 2)}"), ("ORG", "وزارة العدل"), ("LOC", ("تونس", "قطر")[n % 2])) for n in range(6)]
    one, other = frame(*articles), frame(*reversed(articles))
    assert link.link(summary.summarise(one), NO_LINKS, NO_ENTITIES).equals(link.link(summary.summarise(other), NO_LINKS, NO_ENTITIES))


def club(number: int, name: str, place: str = "") -> list[dict[str, Any]]:
    return article(number, ("ORG", name), *([("LOC", place)] if place else []))


def test_clubs_of_one_name_in_two_countries_are_two_and_the_bare_name_goes_by_the_place() -> None:
    rows = [club(1, "الميناء العراقي"), club(2, "الميناء السوري"), club(3, "الميناء", "البصرة"), club(4, "نادي الميناء", "سوريا"), club(5, "الميناء")]
    _, links = linked(*rows)
    found = {name: ids(links, name) for name in ("الميناء العراقي", "الميناء السوري", "نادي الميناء")}
    bare = dict(links.filter(pl.col("name") == "الميناء").select("article_id", "entity_id").iter_rows())
    assert found["الميناء العراقي"] != found["الميناء السوري"]
    assert [bare[make_id("a", 3)]] == found["الميناء العراقي"]
    assert found["نادي الميناء"] == found["الميناء السوري"]
    # nothing tells which of them is meant: neither
    assert bare[make_id("a", 5)] not in (*found["الميناء العراقي"], *found["الميناء السوري"])


def test_a_name_of_one_country_only_is_one_with_the_bare_one() -> None:
    assert len(set(linked(club(1, "الميناء العراقي"), club(2, "الميناء"))[1]["entity_id"])) == 1


def test_countries_that_earlier_days_told_count_too() -> None:
    before, old = linked(club(1, "الميناء العراقي"), club(2, "الميناء السوري"))
    known = describe.entities(old, before, SPOKEN, NO_ENTITIES)
    today = link.link(summary.summarise(frame(club(3, "الميناء", "سوريا"))), old, known)
    assert ids(today, "الميناء") == ids(old, "الميناء السوري")


def test_a_bare_name_goes_with_the_usual_head_and_never_with_two_that_differ() -> None:
    rows = [club(1, "الوثبة"), club(2, "نادي الوثبة"), club(3, "نادي الوثبة"), club(4, "صحيفة الوثبة"), club(5, "فريق الوثبة")]
    _, links = linked(*rows)
    assert set(ids(links, "نادي الوثبة")) == set(ids(links, "الوثبة")) == set(ids(links, "فريق الوثبة"))
    assert set(ids(links, "صحيفة الوثبة")).isdisjoint(ids(links, "نادي الوثبة"))


def test_heads_that_name_a_body_each() -> None:
    assert n_entities(club(1, "منظمة رعاية الغابات"), club(2, "لجنة رعاية الغابات")) == 2
    assert n_entities(club(1, "صحيفة مرافئ"), club(2, "جريدة مرافئ")) == 1
    # an adjective is no name: the head says what body it is; after a head without article it is one
    assert n_entities(club(1, "الحركة الريفية"), club(2, "الكتلة الريفية")) == 2
    assert n_entities(club(1, "حركة الريفي"), club(2, "جماعة الريفي")) == 1
    assert n_entities(club(1, "جامعة الأمير ماجد"), club(2, "جمعية الأمير ماجد")) == 2


def test_a_head_before_a_body_that_every_country_has_names_another_one() -> None:
    assert n_entities(club(1, "الشرطة التشيلية"), club(2, "إذاعة الشرطة التشيلية")) == 2
    assert n_entities(club(1, "الخارجية التشيلية"), club(2, "وزارة الخارجية التشيلية")) == 1


def test_a_common_noun_with_a_nationality_is_not_the_body_called_by_it() -> None:
    assert n_entities(club(1, "تنظيم القاعدة"), club(2, "القاعدة البريطانية")) == 2


def test_vowels_put_in_are_a_spelling_and_other_vowels_another_word() -> None:
    for one, other in (("الشارقة", "الشرقية"), ("القاهرة", "الجوهرة"), ("كويتا", "كيوتو")):
        assert n_entities(article(1, ("LOC", one)), article(2, ("LOC", other))) == 2, (one, other)
    for one, other in (("غوانتانامو", "جوانتنامو"), ("بنغلاديش", "بنجلادش"), ("بوركينا فاسو", "بوركينافاسو")):
        assert n_entities(article(1, ("LOC", one)), article(2, ("LOC", other))) == 1, (one, other)


def test_names_that_begin_otherwise_are_two_brothers_and_spellings_one_man() -> None:
    def minister(number: int, name: str) -> list[dict[str, Any]]:
        return article(number, ("PER", name, "وزير الزراعة الأفغاني"), ("PER", "غلام نبي"))

    assert len(set(linked(minister(1, "حامد زرمتي"), minister(2, "حميد زرمتي"))[1].filter(pl.col("name").str.ends_with("زرمتي"))["entity_id"])) == 1
    assert len(set(linked(minister(1, "حامد زرمتي"), minister(2, "أحمد زرمتي"))[1].filter(pl.col("name").str.ends_with("زرمتي"))["entity_id"])) == 2


def test_native_names_that_only_sound_alike_need_company() -> None:
    assert n_entities(article(1, ("PER", "عبدالعزيز الحمادي")), article(2, ("PER", "عبدالعزيز الحميضي"))) == 2


def test_an_ending_that_makes_another_name_is_no_spelling() -> None:
    company = [("PER", "نعمان البراق"), ("PER", "سليم الدغيم")]
    assert n_entities(article(1, ("PER", "لؤي الجسري"), *company), article(2, ("PER", "لؤي الجسرة"), *company)) == 4


def test_a_family_name_that_many_bear_is_the_household_name_where_the_article_plays() -> None:
    known = [article(n, ("PER", "رفيق الأسعد", "رئيس الوزراء التشيلي"), ("LOC", "تشيلي")) for n in range(1, 22)]
    rows = [*known, article(30, ("PER", "الأسعد"), ("LOC", "تشيلي")), article(31, ("PER", "الأسعد"), ("LOC", "البرازيل"))]
    links = linked(*rows)[1].filter(pl.col("name") == "الأسعد")
    bare = dict(links.select("article_id", "entity_id").iter_rows())
    assert bare[make_id("a", 30)] != bare[make_id("a", 31)]
    assert bare[make_id("a", 30)] in linked(*known)[1]["entity_id"].to_list()


def test_an_honorific_is_no_given_name() -> None:
    _, links = linked(article(1, ("PER", "آية الله جواد الطباطبائي")), article(2, ("PER", "جواد الطباطبائي")))
    assert links["entity_id"].n_unique() == 1
    _, links = linked(article(1, ("PER", "آية الله هادي الخوانساري")), article(2, ("PER", "آية الله الخوانسي")))
    assert links["entity_id"].n_unique() == 2


def test_where_somebody_bears_just_this_name_it_is_no_spelling_of_another() -> None:
    famous = [article(n, ("PER", "فرهاد برزنجي", "رئيس البلدية")) for n in range(1, 6)]
    rows = [*famous, article(7, ("PER", "سامان برازنجي", "طبيب"), ("LOC", "أربيل")), article(8, ("PER", "برازنجي"), ("LOC", "أربيل"))]
    _, links = linked(*rows)
    assert set(ids(links, "برازنجي")).isdisjoint(ids(links, "فرهاد برزنجي"))


def test_arabic_names_that_differ_in_a_vowel_are_two_places_unless_it_is_their_case() -> None:
    assert n_entities(article(1, ("LOC", "الرصافة")), article(2, ("LOC", "الرصيفة"))) == 2
    assert n_entities(article(1, ("LOC", "الحرمين الشريفين")), article(2, ("LOC", "الحرمان الشريفان"))) == 1


def test_provinces_called_by_a_direction_are_one_only_with_the_same_head() -> None:
    _, links = linked(
        article(1, ("LOC", "الشرقية")),
        article(2, ("LOC", "المنطقة الشرقية")),
        article(3, ("LOC", "محافظة الشرقية")),
        article(4, ("LOC", "محافظة الشرقية")),
        article(5, ("LOC", "السالمية")),
        article(6, ("LOC", "منطقة السالمية")),
    )
    assert ids(links, "الشرقية") == ids(links, "المنطقة الشرقية")
    assert len({*ids(links, "محافظة الشرقية")} - {*ids(links, "الشرقية")}) == 1
    assert ids(links, "السالمية") == ids(links, "منطقة السالمية")


def test_a_body_is_looked_for_under_every_spelling_it_was_met_in() -> None:
    often = [article(n, ("ORG", "تشلسي")) for n in range(3)]
    assert n_entities(*often, article(8, ("ORG", "تشيلسي")), article(9, ("ORG", "نادي تشيلسي"))) == 1
    often = [article(n, ("LOC", "سان بطرسبرغ")) for n in range(3)]
    assert n_entities(*often, article(8, ("LOC", "سان بطرسبرج")), article(9, ("LOC", "مدينة سان بطرسبرج"))) == 1


def test_a_group_of_many_spellings_is_one() -> None:
    names = ("جماعة الحوثي", "ميليشيات الحوثي", "مليشيات الحوثي", "المليشيات الحوثية", "الحوثيون")
    assert n_entities(*(article(n, ("ORG", name)) for n, name in enumerate(names))) == 1
