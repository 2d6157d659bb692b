"""The stage as a whole: schema, offsets, anchors, order; and that no text breaks it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dates.find import _known
from pipeline.dates.stage import rows
from schemas import TABLES

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"


def article(text: str, published: str | None = None, precision: str = "day", number: int = 0):
    at = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    known = {
        "article_id": f"a{number:016x}", "doc_id": "r0", "source": "s", "source_uri": "u", "text": text, "language": "ar", "published_at": at,
        "published_precision": precision if at else None, "agencies": [], "is_wire": False, "n_tokens": 0, "n_sentences": 0, "blocks": [], "flags": [],
        "raw_sha256": "0" * 64, "ingested_at": datetime(2025, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    return TABLES["articles"].frame([known])


def one(text: str, published: str | None = None, precision: str = "day") -> dict[str, object]:
    frame = rows(article(text, published, precision)).rows
    assert len(frame) == 1, frame["exact"].to_list()
    return frame.row(0, named=True)


PIECES = st.sampled_from(
    ["في", "16", "من", "حزيران", "/", "يونيو", "الماضي", "عام", "2008", "31", "شباط", "هـ", "1436", "شوال", "أمس", "اليوم", "الأحد", "(", ")", "-", "بين", "و", "إلى", "الربع", "الأول",
     "قبل", "عامين", "القرن", "الستينات", "صيف", "،", "\n", "ـ", "٢٠٢١", "99999", "0", "0000", "نهاية", "الشهر", "المقبل", "الثاني", "والعشرين", "30.02.2021", "1/1/1", "رمضان", "عيد الفطر"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25), st.sampled_from([" ", "", "  "]), st.one_of(st.none(), st.dates(date(1, 1, 1), date(9999, 12, 31))))
def test_any_row_of_date_words_holds(pieces, glue, published):
    check(glue.join(pieces), published.isoformat() if published else None)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from([None, "2021-06-20"]))
def test_any_text_holds(text, published):
    check(text, published)


def check(text: str, published: str | None) -> None:
    batch = article(text, published)
    frame = rows(batch).rows
    assert dict(frame.schema) == TABLES["dates"].polars_schema
    last = 0
    for row in frame.iter_rows(named=True):
        assert text[row["start"] : row["end"]] == row["exact"]
        assert row["start"] >= last, "expressions overlap"
        last = row["end"]
        if row["start_date"] is not None:
            assert row["start_date"] <= row["end_date"]
            assert row["value"] is not None
        if row["value"] is None:
            assert row["start_date"] is None
    assert frame.equals(rows(batch).rows)


def test_empty_batch():
    frame = rows(TABLES["articles"].empty()).rows
    assert frame.is_empty()
    assert dict(frame.schema) == TABLES["dates"].polars_schema


def test_row_says_how_it_was_read():
    row = one("التقيا في 16 من حزيران/ يونيو الماضي", "2021-07-12")
    assert row["value"] == "2021-06-16"
    assert row["start_date"] == row["end_date"] == date(2021, 6, 16)
    assert (row["granularity"], row["calendar"], row["is_relative"], row["anchor"]) == ("day", "gregorian", True, "published")


def test_absolute_date_has_no_anchor():
    row = one("التقيا في 16 يونيو 2021", "2021-07-12")
    assert (row["is_relative"], row["anchor"]) == (False, "none")


def test_hijri_is_named_as_such():
    row = one("صدر في 26 شوال 1436 هـ")
    assert (row["value"], row["calendar"]) == ("2015-08-11", "hijri")


def test_month_and_year_fill_the_interval():
    row = one("في شباط 2008")
    assert (row["start_date"], row["end_date"], row["granularity"]) == (date(2008, 2, 1), date(2008, 2, 29), "month")


def test_published_by_month_only_gives_no_days():
    assert one("وصل أمس", "2021-07-01", "month")["value"] is None
    assert one("ارتفعت العام الماضي", "2021-07-01", "year")["value"] == "2020"


def test_clitics_stay_outside():
    assert one("وفي ذلك بنهاية الشهر الماضي", "2021-07-12")["exact"] == "نهاية الشهر الماضي"


def test_wrong_weekday_moves_the_anchor_back_a_day():
    # the morning paper, put on line the day after it was written
    row = one("حذر العمدة اليوم (الخميس) من ذلك", "2015-07-31")
    assert (row["value"], row["anchor"]) == ("2015-07-30", "text")


def test_night_in_the_east_is_the_next_day():
    # half past nine in the evening by UTC is Friday already in Riyadh
    assert one("وصل اليوم الجمعة", "2015-07-30T21:30:00", "second")["value"] == "2015-07-31"
    assert one("وصل اليوم الجمعة", "2015-07-30T09:30:00", "second")["value"] is None


def test_weekday_that_cannot_be_makes_days_unknown():
    frame = rows(article("وصل اليوم (الثلاثاء) على أن يغادر غدا", "2015-08-06")).rows
    assert frame["value"].to_list() == [None, None]


def test_a_day_written_in_full_vouches_for_the_day_of_publication():
    text = "الطائف 11 اغسطس 2015 م واس، وكان الحفل السابق أقيم الجمعة"
    assert rows(article(text, "2015-08-11")).rows["value"].to_list() == ["2015-08-11", "2015-08-07"]
    assert rows(article(text, "2015-09-01")).rows["value"].to_list() == ["2015-08-11", None]


def test_month_called_current_that_is_not_makes_days_unknown():
    frame = rows(article("تستمر حتى 18 ديسمبر الجاري، وكانت بدأت الأسبوع الماضي في 2010", "2010-02-11")).rows
    assert frame["value"].to_list() == ["2009-12-18", None, "2010"]


def test_today_with_its_date_is_an_anchor():
    frame = rows(article("أعلن اليوم الأحد 6 نوفمبر 2016 أنه وصل أول من أمس")).rows
    assert frame["value"].to_list() == ["2016-11-06", "2016-11-04"]
    assert frame["anchor"].to_list()[1] == "text"


@pytest.mark.parametrize("text", ["31 شباط 2020", "في 30 فبراير", "00/13/2020", "القرن الأول قبل", "عام 9999 ضوئي"])
def test_days_that_are_none(text):
    frame = rows(article(text, "2020-03-01")).rows
    assert not any(v and v.startswith(("2020-02-3", "2020-13")) for v in frame["value"].to_list())


def test_order_and_ids_are_stable():
    batch = pl.concat([article("في 16 يونيو 2021 ثم عام 2018", number=2), article("أمس", "2021-07-12", number=1)])
    frame = rows(batch).rows
    assert frame["article_id"].to_list() == sorted(frame["article_id"].to_list())
    assert frame["date_id"].n_unique() == 3


@pytest.mark.skipif(not SEEDS.exists(), reason="the founding documents lie beside the project, not in it")
def test_founding_documents_name_the_summit_day():
    texts = [path.read_text("utf-8") for path in sorted(SEEDS.iterdir()) if path.suffix in (".txt", ".md")]
    texts += [json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False) for path in sorted(SEEDS.glob("*.json"))]
    values = {v for text in texts for v in rows(article(text)).rows["value"].to_list()}
    assert any(v and v.endswith("06-16") for v in values), values


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=12), st.sampled_from([" ", "", "  "]))
def test_what_was_read_before_changes_nothing(pieces, glue):
    """Runs written alike are read once: the same rows come out when nothing is remembered."""
    batch = article(glue.join(pieces) + "\nوصل الوفد يوم الخميس 16 حزيران/ يونيو 2011 ـ 2012.", "2011-06-20")
    rows(batch)
    remembered = rows(batch).rows
    _known().clear()
    assert rows(batch).rows.equals(remembered)
