"""Publication stamps in every shape sources use."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.publication import from_name, parse, plausible


@pytest.mark.parametrize(
    ("raw", "expected", "precision"),
    [
        ("2015-08-11", (2015, 8, 11), "day"),
        ("2015-08", (2015, 8, 1), "month"),
        ("2015", (2015, 1, 1), "year"),
        ("2026-02-02T09:15:00+02:00", (2026, 2, 2, 7, 15), "second"),
        ("2025-03-20 14:00:12.5", (2025, 3, 20, 14, 0, 12), "second"),
        ("20250320T101112Z", (2025, 3, 20, 10, 11, 12), "second"),
        ("Tue, 11 Aug 2015 10:20:30 +0300", (2015, 8, 11, 7, 20, 30), "second"),
        ("1700000000", (2023, 11, 14, 22, 13, 20), "second"),
        ("الثلاثاء 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م", (2015, 8, 11), "day"),
        ("26 شوال 1436", (2015, 8, 11), "day"),
        ("١١ آب/أغسطس ٢٠١٥", (2015, 8, 11), "day"),
        ("12 كانون الأول 2019", (2019, 12, 12), "day"),
        ("الجمعة، 05 أوت 2022", (2022, 8, 5), "day"),
        ("جويلية 2020", (2020, 7, 1), "month"),
        ("13/4/2021", (2021, 4, 13), "day"),
        ("الأحد، 04 آب/اغسطس 2013، آخر تحديث 02:21 (GMT+0400)", (2013, 8, 3, 22, 21), "second"),
    ],
)
def test_stamps(raw: str, expected: tuple[int, ...], precision: str) -> None:
    stamp = parse(raw)
    assert stamp is not None
    assert stamp.at == datetime(*expected, tzinfo=UTC)
    assert stamp.precision == precision


@pytest.mark.parametrize("raw", ["", "أمس", "20200-01-01", "2020-13-45", "99/99/9999", "31 فبراير 2020", "لا تاريخ هنا", "9" * 400])
def test_what_is_no_date_is_none(raw: str) -> None:
    assert parse(raw) is None


@given(st.text(max_size=60))
def test_nothing_raises(raw: str) -> None:
    parse(raw)


@given(st.datetimes(datetime(1991, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 -- hypothesis wants naive bounds
def test_iso_round_trip(at: datetime) -> None:
    stamp = parse(at.replace(microsecond=0).isoformat() + "Z")
    assert stamp is not None
    assert stamp.at == at.replace(microsecond=0, tzinfo=UTC)


def test_days_in_names() -> None:
    for name in ("inbox/2015-08-11_khabar.txt", "https://x.example/2015/08/11/a.html", "news_20150811.txt"):
        stamp = from_name(name)
        assert stamp is not None
        assert stamp.at == datetime(2015, 8, 11, tzinfo=UTC)
    assert from_name("corpus#20150811999") is None


def test_plausible_years() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert plausible(datetime(2026, 1, 2, tzinfo=UTC), now)
    assert not plausible(datetime(2026, 1, 4, tzinfo=UTC), now)
    assert not plausible(datetime(1989, 1, 1, tzinfo=UTC), now)
