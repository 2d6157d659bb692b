import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.chars import key

MACROS = Path(__file__).parents[3] / "warehouse" / "sql" / "macros"

ARABIC = st.characters(min_codepoint=0x600, max_codepoint=0x6FF)
#: Turkish capital İ and the long s: no single lower-case letter that both would agree on.
ODD = "\u0130\u017f"
LETTERS = st.one_of(
    ARABIC,
    st.sampled_from("أإآٱىئؤةکگپچژڤ٠١٢٣۴۵۶ـًٌٍَُِّْٰ"),
    st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_characters=ODD),  # Latin
    st.characters(min_codepoint=0x300, max_codepoint=0x36F),  # combining marks
    st.characters(min_codepoint=0xFB50, max_codepoint=0xFE0F),  # presentation forms, variation selectors
    st.characters(min_codepoint=0xFE70, max_codepoint=0xFEFC),
    st.sampled_from("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad\u061c\n\t«»“”"),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute((MACROS / "10_ar_norm.sql").read_text(encoding="utf8"))
        yield connection


def in_sql(engine: duckdb.DuckDBPyConnection, text: str) -> str:
    return engine.execute("SELECT ar_norm(?)", [text]).fetchall()[0][0]


@given(text=st.text(LETTERS, max_size=40))
def test_ar_norm_is_key(engine, text):
    assert in_sql(engine, text) == key(text)


plain = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآىئؤة٠١٢٣٤٥٦٧٨٩ـًٌٍَُِّْ AZaz09.,:«»“”،؛؟–…", max_size=40)


@given(text=plain)
def test_the_quick_way_for_plain_text_gives_the_same(engine, text):
    assert in_sql(engine, text) == key(text)


@given(text=st.text(LETTERS, max_size=40))
def test_ar_norm_twice_is_ar_norm_once(engine, text):
    once = in_sql(engine, text)
    assert in_sql(engine, once) == once


def test_every_character_arabic_news_is_written_with(engine):
    ranges = [(0x20, 0x250), (0x300, 0x370), (0x600, 0x700), (0x2000, 0x2070), (0xFB50, 0xFE10), (0xFE70, 0xFF00), (0xFF10, 0xFF1A), (0x750, 0x780), (0x8A0, 0x900)]
    differ = []
    for first, last in ranges:
        characters = [chr(c) for c in range(first, last) if chr(c) not in ODD]
        found = engine.execute("SELECT list_transform(?::VARCHAR[], lambda c: ar_norm(c))", [characters]).fetchall()[0][0]
        differ += [f"U+{ord(c):04X}" for c, norm in zip(characters, found, strict=True) if norm != key(c)]
    assert differ == []


@pytest.mark.parametrize(
    ("written", "norm"),
    [
        ("الإِسْكَنْدَرِيَّة", "الاسكندريه"),
        ("مصطفـــى", "مصطفي"),
        ("مسؤول", "مسوول"),
        ("٢٠٢٦", "2026"),
        ("ﻣﺼﺮ", "مصر"),
        ("REUTERS", "reuters"),
        ("\u200fرويترز\u200e", "رويترز"),
        ("", ""),
    ],
)
def test_examples(engine, written, norm):
    assert in_sql(engine, written) == norm == key(written)


def test_nothing_stays_nothing(engine):
    assert engine.execute("SELECT ar_norm(NULL)").fetchall() == [(None,)]


def test_plain_text_is_quick(engine):
    engine.execute("CREATE TEMP TABLE names AS SELECT 'قال الوزير أحمد الإبراهيمي في القاهرة ' || i AS s FROM range(20000) r(i)")
    began = time.process_time()
    engine.execute("SELECT count(*) FROM names WHERE ar_norm(s) = 'x'").fetchall()
    assert time.process_time() - began < 0.4  # the long lists alone would take a second
