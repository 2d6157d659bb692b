"""The stage as a whole: shape of the table, spans, ids, who and where; sentences of our own, and the two founding documents."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.events.stage import VERSION, rows
from pipeline.text.ids import make_id
from schemas import TABLES

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"


def articles(*texts: str) -> pl.DataFrame:
    """A batch of articles; only what the stage reads is filled."""
    rows_ = [{"article_id": f"a{i:016x}", "text": t, "published_at": dt.datetime(2021, 7, 20, tzinfo=dt.UTC)} for i, t in enumerate(texts)]
    return pl.DataFrame(rows_, schema=TABLES["articles"].polars_schema)


def mentions(text: str, *names: tuple[str, str], article: str = "a0000000000000000") -> pl.DataFrame:
    """Every occurrence of the names."""
    found = []
    for name, kind in names:
        at = text.find(name)
        while at >= 0:
            found.append(
                {"article_id": article, "start": at, "end": at + len(name), "exact": name, "type": kind, "kind": "name", "entity_key": make_id("k", article, name), "name": name}
            )
            at = text.find(name, at + 1)
    return pl.DataFrame(found, schema=TABLES["mentions"].polars_schema).sort("start")


def none(table: str) -> pl.DataFrame:
    """No rows."""
    return TABLES[table].empty()


def run(text: str, *names: tuple[str, str], dates: pl.DataFrame | None = None, quotes: pl.DataFrame | None = None) -> list[dict[str, object]]:
    """Events of one text."""
    made = rows(articles(text), mentions(text, *names), none("dates") if dates is None else dates, none("quotes") if quotes is None else quotes).rows
    assert dict(made.schema) == TABLES["events"].polars_schema
    for row in made.iter_rows(named=True):
        assert text[row["start"] : row["end"]] == row["trigger"]
        for party in [*row["actors"], *row["recipients"]]:
            assert 0 <= party["start"] < party["end"] <= len(text)
    return made.to_dicts()


VISIT = "الوزيرة هدى الكيلاني تزور بيروت\n\nزارت وزيرة الخارجية هدى الكيلاني بيروت أمس والتقت نظيرها سمير فغالي. وبحث الجانبان في بيروت ملف المياه."
VISITORS = (("هدى الكيلاني", "PER"), ("سمير فغالي", "PER"), ("بيروت", "LOC"))
BLAST = "مقتل 12 شخصا في تفجير بمدينة الرصافة\n\nقتل 12 شخصا وأصيب 30 آخرون أمس في تفجير سيارة مفخخة وسط مدينة الرصافة، بحسب الشرطة العراقية."


def test_a_visit() -> None:
    events = run(VISIT, *VISITORS)
    consult = [e for e in events if e["type"] == "CONSULT"]
    assert consult
    assert any(a["name"] == "هدى الكيلاني" for e in consult for a in [*e["actors"], *e["recipients"]])
    assert {(e["cameo_root"], e["quad_code"]) for e in consult} == {("04", 1)}


def test_an_attack_with_its_dead_and_its_place() -> None:
    events = [e for e in run(BLAST, ("الرصافة", "LOC")) if e["type"] == "ASSAULT"]
    assert events
    assert any(q["kind"] == "killed" and q["value"] == 12 for e in events for q in e["quantities"])
    assert any(e["place"] == "الرصافة" for e in events)
    assert {e["quad_code"] for e in events} == {4}


def test_what_will_be_is_planned() -> None:
    text = "قمة مرتقبة\n\nسيلتقي الرئيس عادل المنشاوي نظيره كريم بوعزة في وهران الأسبوع المقبل."
    events = run(text, ("عادل المنشاوي", "PER"), ("كريم بوعزة", "PER"), ("وهران", "LOC"))
    assert any(e["trigger"] == "سيلتقي" and e["status"] == "planned" for e in events)


def test_date_and_quote_of_the_sentence() -> None:
    text = "محادثات لبنانية أردنية\n\nوقال المتحدث «التقى وزير الخارجية سمير فغالي هدى الكيلاني في 3 آذار 2020 في بيروت» ."
    a, b = text.index("3 آذار"), text.index(" في بيروت")
    dates = pl.DataFrame([{"article_id": "a0000000000000000", "start": a, "end": b, "exact": text[a:b], "value": "2020-03-03"}], schema=TABLES["dates"].polars_schema)
    start = text.index("«") + 1
    quotes = pl.DataFrame([{"quote_id": "q0", "article_id": "a0000000000000000", "start": start, "end": text.index("»"), "kind": "direct"}], schema=TABLES["quotes"].polars_schema)
    events = [e for e in run(text, *VISITORS, dates=dates, quotes=quotes) if e["trigger"] == "التقى"]
    assert [(e["date"], e["quote_id"]) for e in events] == [("2020-03-03", "q0")]


def test_a_country_that_acts_has_its_code_and_stands_for_its_government() -> None:
    text = "فرنسا تتهم إيران بتسليح المتمردين\n\nاتهمت فرنسا إيران بتسليح المتمردين في اليمن."
    events = [e for e in run(text, ("فرنسا", "LOC"), ("إيران", "LOC"), ("اليمن", "LOC")) if e["type"] == "ACCUSE"]
    parties = [p for e in events for p in [*e["actors"], *e["recipients"]]]
    assert {(p["name"], p["country"], p["sector"]) for p in parties} >= {("فرنسا", "FR", "GOV"), ("إيران", "IR", "GOV")}


def test_a_statement_alone_is_no_event() -> None:
    assert run("تصريح\n\nقال الناطق إن الجو صحو وإن الحديقة جميلة.") == []


def test_at_most_eight_an_article() -> None:
    text = "هجمات\n\n" + " ".join(f"هاجم مسلحون مدينة رقم {i} وقتلوا جنودا وخطفوا مدنيين." for i in range(12))
    assert len(run(text)) <= 8


def test_the_same_batch_gives_the_same_rows() -> None:
    batch = (articles(VISIT, BLAST), mentions(VISIT, *VISITORS), none("dates"), none("quotes"))
    assert rows(*batch).rows.equals(rows(*batch).rows)


def test_an_article_does_not_depend_on_its_neighbours() -> None:
    alone = rows(articles(VISIT), mentions(VISIT, *VISITORS), none("dates"), none("quotes")).rows
    among = rows(articles(VISIT, BLAST, ""), mentions(VISIT, *VISITORS), none("dates"), none("quotes")).rows
    assert among.filter(pl.col("article_id") == "a0000000000000000").equals(alone)


def test_empty_inputs() -> None:
    assert rows(none("articles"), none("mentions"), none("dates"), none("quotes")).rows.equals(none("events"))
    assert rows(articles(""), none("mentions"), none("dates"), none("quotes")).rows.is_empty()
    assert VERSION


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(alphabet=st.sampled_from("قتلزارةوبلا ن.،:«»\n1٢aالتقى"), max_size=200), max_size=4))
def test_any_text_gives_valid_rows(texts: list[str]) -> None:
    made = rows(articles(*texts), none("mentions"), none("dates"), none("quotes")).rows
    assert dict(made.schema) == TABLES["events"].polars_schema
    for row in made.iter_rows(named=True):
        assert texts[int(row["article_id"][1:], 16)][row["start"] : row["end"]] == row["trigger"]


def seed(prefix: str) -> str:
    """A founding document."""
    found = sorted(SEEDS.glob(f"{prefix}*.txt"))
    if not found:
        pytest.skip("the founding documents (../shared/seeds) are not here")
    return found[0].read_text("utf8")


def test_the_geneva_summit_of_the_first_seed() -> None:
    text = seed("000")
    day = text.index("16 من حزيران/ يونيو")
    dates = pl.DataFrame([{"article_id": "a0000000000000000", "start": day, "end": day + len("16 من حزيران/ يونيو"), "value": "2021-06-16"}], schema=TABLES["dates"].polars_schema)
    names = (("فلاديمير بوتين", "PER"), ("جو بايدن", "PER"), ("بوتين", "PER"), ("بايدن", "PER"), ("سوريا", "LOC"), ("جنيف", "LOC"), ("أناتولي أنطونوف", "PER"), ("أنطونوف", "PER"))
    events = [e for e in run(text, *names, dates=dates) if e["type"] == "CONSULT"]
    parties = {p["name"] for e in events for p in [*e["actors"], *e["recipients"]]}
    assert any("بوتين" in p for p in parties)
    assert any("بايدن" in p for p in parties)
    assert any(e["date"] == "2021-06-16" for e in events)


def test_the_treaty_and_the_planned_meeting_of_the_second_seed() -> None:
    text = seed("001")
    names = (
        ("فلاديمير بوتين", "PER"),
        ("جو بايدن", "PER"),
        ("الولايات المتحدة", "LOC"),
        ("روسيا", "LOC"),
        ("جنيف", "LOC"),
        ("أنتونوف", "PER"),
        ("واشنطن", "LOC"),
        ("موسكو", "LOC"),
    )
    events = run(text, *names)
    treaty = text.index("تمديد معاهدة")
    assert any(e["type"] == "AGREE" and treaty <= e["start"] < treaty + 20 for e in events)
    assert any(e["type"] == "CONSULT" and e["status"] == "planned" for e in events)
