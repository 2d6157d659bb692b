"""What linking works out once for many rows gives the rows that working it out for each would give."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import polars as pl
import pytest

from pipeline.entities import bodies, link, persons, summary
from pipeline.entities.known import Known
from pipeline.entities.records import Batch, context_names, role_words
from pipeline.entities.skeleton import name_form
from pipeline.text.ids import make_id
from schemas import TABLES

_NAMES = {
    "ORG": (
        *("وزارة الداخلية", "الداخلية", "وزارة الداخلية المصرية", "وزارة الداخلية العراقية", "الجيش", "الجيش اللبناني", "الجيش السوري"),
        *("النادي الأهلي", "الأهلي", "الأهلي المصري", "الأهلي السعودي", "البنك الأهلي", "حماس", "حركة حماس", "الأمم المتحدة", "بعثة الأمم المتحدة"),
        *("شركة غوغل", "غوغل", "جوجل", "شركة المراعي", "جمعية البستان الأخضر", "مركز البستان", "صحيفة الشروق", "الشرق", "الشروق"),
    ),
    "LOC": (
        *("مصر", "العراق", "لبنان", "السعودية", "المملكة", "الأردن", "الرياض", "مدينة الرياض", "منطقة الرياض", "حي الرياض"),
        *("بوركينا فاسو", "بوركينافاسو", "غوانتانامو", "جوانتنامو", "معتقل غوانتانامو", "قرية التين", "التين", "نجران", "منطقة نجران", "مدينة نجران"),
    ),
    "PER": (
        *("سامي الباشا", "الباشا", "سامي", "أناتولي أنطونوف", "أناتولي أنتونوف", "أنطونوف", "محمد حسن", "محمد", "حسن", "محمد علي حسن"),
        *("كمال الخطيب", "جمال الخطيب", "الخطيب", "ليلى منصور", "منصور", "ليلى بنت منصور"),
    ),
}
_ROLES = (None, None, None, "وزير الصحة المصري", "المدرب العراقي", "رئيس البرلمان")


def _summaries(seed: int, n: int = 60) -> pl.DataFrame:
    """Summaries of articles that name what is drawn, often by names that resemble each other."""
    draw = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for number in range(n):
        article_id, day = make_id("a", seed, number), dt.date(2026, 1, 1 + draw.randrange(9))
        named = [(type_, name) for type_, names in _NAMES.items() for name in draw.sample(names, 4)]
        rows.extend(
            {
                "article_id": article_id,
                "type": type_,
                "kind": "name",
                "name": name,
                "exact": name,
                "method": "tagger",
                "day": day,
                "entity_key": make_id("k", article_id, type_, name),
                "role": draw.choice(_ROLES) if type_ == "PER" else None,
            }
            for type_, name in named
        )
    schema = {**TABLES["mentions"].polars_schema, "day": pl.Date()}
    return summary.summarise(pl.DataFrame(rows, schema={c: schema[c] for c in (*rows[0],)}))


def _linked(summaries: pl.DataFrame) -> pl.DataFrame:
    """Links of one half, and then of the other with the first known."""
    no_entities, early = TABLES["entities"].empty(), pl.col("article_id").hash(1) % 2 == 0
    first = link.link(summaries.filter(early), TABLES["entity_links"].empty(), no_entities)
    return pl.concat([first, link.link(summaries.filter(~early), first, no_entities)])


class _Forgetful(dict[Any, Any]):
    """Takes in everything and remembers nothing."""

    def __setitem__(self, key: object, value: object) -> None: ...


@pytest.mark.parametrize("seed", range(8))
def test_decisions_kept_for_a_name_are_those_made_row_by_row(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    summaries = _summaries(seed)
    quick = _linked(summaries)
    made = bodies.Bodies.__init__

    def slow(self: bodies.Bodies, known: Known, batch: Batch) -> None:
        made(self, known, batch)
        self._again = _Forgetful()

    def afresh(form: Any, known: Known) -> Any:
        known.called.clear()
        return called(form, known)

    called = persons._called
    monkeypatch.setattr(bodies, "alone", lambda *_: set())
    monkeypatch.setattr(bodies.Bodies, "__init__", slow)
    monkeypatch.setattr(persons, "_called", afresh)
    assert _linked(summaries).equals(quick)
    assert set(quick["reason"]) >= {"new", "same_name", "variant", "short_name", "gazetteer"}


def test_records_say_what_their_rows_say() -> None:
    new = _summaries(1).sort("day", "entity_key")
    batch = Batch(new)
    beside: dict[str, set[str]] = {}
    for article, name in new.select("article_id", "name").iter_rows():
        beside.setdefault(article, set()).add(name_form(name).text)
    for record, row in zip(batch.records, new.iter_rows(named=True), strict=True):
        assert record[:4] == (row["entity_key"], row["article_id"], row["type"], row["name"])
        assert record.form == name_form(record.name)
        assert record.roles == role_words(row["roles"])
        assert list(record.nations) == row["nations"]
        assert list(record.places) == row["places"]
        assert record.context == context_names(beside[record.article])
    assert [batch.records[n].type for n in batch.persons()] == ["PER"] * sum(r.type == "PER" for r in batch.records)
    lengths = [len(batch.records[n].form.parts) for n in batch.persons()]
    assert lengths == sorted(lengths, reverse=True)
