"""Any text is read without error, with offsets that hold, in time linear in its length."""

from __future__ import annotations

import time

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quotes.stage import rows
from schemas import TABLES

MARKS = "«»“”\"'‹›„‘’"
PIECES = st.sampled_from(
    [
        *MARKS,
        ":",
        "،",
        ".",
        "..",
        "؛",
        "؟",
        "\n",
        "\n\n",
        " ",
        "قال",
        " وقال",
        " وأكد",
        " أن ",
        " إن ",
        " أنه ",
        "مشيراً",
        " إلى ",
        " بحسب ",
        " وفق ما ",
        "الوزير",
        " السفير ",
        "ب",
        "نص",
        " كما ",
        "على حد قوله",
        "-",
        "(",
        ")",
        "5",
        "\u0640",
        "\u064b",
        "\u200f",
        "x",
        "\ud83d",
    ]
)


def one(text: str, title: str | None = None) -> pl.DataFrame:
    schema = TABLES["articles"].polars_schema
    row = {**dict.fromkeys(schema), "article_id": "a" * 17, "title": title, "text": text, "agencies": [], "blocks": [], "flags": []}
    return pl.DataFrame([row], schema=schema, orient="row")


def check(text: str, title: str | None = None) -> pl.DataFrame:
    found = rows(one(text, title), TABLES["mentions"].empty(), TABLES["dates"].empty()).rows
    assert dict(found.schema) == dict(TABLES["quotes"].polars_schema)
    for start, end, exact in TABLES["quotes"].spans:
        for a, b, words in found.select(start, end, exact).iter_rows():
            assert (a is None) == (b is None) == (words is None)
            if a is not None:
                assert text[a:b] == words
                assert 0 <= a < b
    assert found["quote_id"].n_unique() == len(found)
    assert found["score"].is_between(0, 1).all()
    return found


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_sequence_of_marks_cues_and_breaks(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    check(text)
    check(text, text.split("\n", maxsplit=1)[0])


@given(st.text(max_size=200).map(lambda t: t.encode("utf-8", "ignore").decode()))
def test_any_text(text: str) -> None:
    check(text)


CLAUSE = 'وقال الوزير إن "هذه جملة من كلام طويل" وأضاف: «كلام آخر قصير هنا» ثم مضى في حديثه عن أمور شتى لا صلة لها بما سبق '


def seconds(text: str) -> float:
    began = time.process_time()
    check(text)
    return time.process_time() - began


def test_time_is_linear_in_marks() -> None:
    check(CLAUSE)
    for stop in ("", ". ", "\n"):
        small, large = seconds((CLAUSE + stop) * 100), seconds((CLAUSE + stop) * 1600)
        # sixteen times the text; a quadratic reader would take 256 times as long
        assert large < 64 * max(small, 0.02)


def test_unbalanced_marks_by_the_thousand() -> None:
    for text in ('" ' * 5000, "«نص " * 5000, "نص» " * 5000, "'“”" * 2000, 'وقال: "نص\n' * 3000):
        assert seconds(text) < 10
