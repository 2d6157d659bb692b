"""Headers, feeds and metadata: one text, one moment."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dates.parse import parse_published

HEADERS = Path(__file__).resolve().parents[4] / "shared" / "data" / "dates" / "header_dates.jsonl"

CASES = [
    ("2025-03-20T14:05:00+01:00", "2025-03-20T13:05:00", "second"),
    ("2025-03-20T14:05:00Z", "2025-03-20T14:05:00", "second"),
    ("2025-03-20 14:05:09.120", "2025-03-20T14:05:09", "second"),
    ("20250320", "2025-03-20T00:00:00", "day"),
    ("2025-03", "2025-03-01T00:00:00", "month"),
    ("2021", "2021-01-01T00:00:00", "year"),
    ("Thu, 20 Mar 2025 14:05:00 +0100", "2025-03-20T13:05:00", "second"),
    ("20 Mar 2025", "2025-03-20T00:00:00", "day"),
    ("March 5, 2020", "2020-03-05T00:00:00", "day"),
    ("1616161616", "2021-03-19T13:46:56", "second"),
    ("1616161616000", "2021-03-19T13:46:56", "second"),
    ("20/03/2025 - 14:05", "2025-03-20T14:05:00", "second"),
    ("2025/3/20", "2025-03-20T00:00:00", "day"),
    ("16-06-2021", "2021-06-16T00:00:00", "day"),
    ("الخميس 20 مارس 2025 - 02:05 م", "2025-03-20T14:05:00", "second"),
    ("الأربعاء، 05 مارس 2025 - 10:30 ص", "2025-03-05T10:30:00", "second"),
    ("الخميس 20 مارس 2025 - 12:05 ص", "2025-03-20T00:05:00", "second"),
    ("السبت, 10 أكتوبر/ تشرين الأول, 2009, 01:30 GMT", "2009-10-10T01:30:00", "second"),
    ("1901 (GMT+04:00) - 22/01/09", "2009-01-22T15:01:00", "second"),
    ("الجمعة، 20 تشرين الثاني/نوفمبر 2009، آخر تحديث 16:00 (GMT+0400)", "2009-11-20T12:00:00", "second"),
    ("نشر في: 16 حزيران 2021", "2021-06-16T00:00:00", "day"),
    ("22 جويلية 2019 على الساعة 10:30", "2019-07-22T10:30:00", "second"),
    ("٢٠ مارس ٢٠٢٥", "2025-03-20T00:00:00", "day"),
    ("26 شوال 1436 هـ", "2015-08-11T00:00:00", "day"),
    ("1436/10/26", "2015-08-11T00:00:00", "day"),
    ("الرياض 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م", "2015-08-11T00:00:00", "day"),
    ("مارس 2025", "2025-03-01T00:00:00", "month"),
]


@pytest.mark.parametrize(("text", "moment", "precision"), CASES)
def test_header(text, moment, precision):
    assert parse_published(text) == (datetime.fromisoformat(moment).replace(tzinfo=UTC), precision)


@pytest.mark.parametrize("text", ["", "   ", "مرحبا", "منذ ساعتين", "31 شباط 2020", "2021-13-45", "00/00/0000", "99999999", "x" * 5000, "أمس"])
def test_no_date(text):
    assert parse_published(text) == (None, None)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text("0123456789/-:.T+Z ,مصGMT", max_size=40)))
def test_never_raises(text):
    moment, precision = parse_published(text)
    assert (moment is None) == (precision is None)
    assert moment is None or moment.utcoffset() == timedelta(0)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001 - the strategy takes naive bounds
        lambda m: m.replace(microsecond=0, tzinfo=UTC)
    )
)
@settings(deadline=None)
def test_iso_goes_round(moment):
    assert parse_published(moment.isoformat())[0] == moment


@pytest.mark.skipif(not HEADERS.exists(), reason="the header collection lies beside the project, not in it")
def test_headers_of_outlets():
    right = total = 0
    for line in HEADERS.read_text("utf-8").splitlines():
        row = json.loads(line)
        moment, _ = parse_published(row["string"])
        zone = re.search(r"GMT([+-])(\d\d)", row["string"])
        shift = timedelta(hours=int(zone[1] + zone[2])) if zone else timedelta(0)
        total += 1
        # gold gives the day and time as printed, in the header's own zone
        right += moment is not None and f"{moment + shift:%Y-%m-%d %H:%M}" == f"{row['gold_date']} {row['gold_time']}"
    assert right / total >= 0.99
