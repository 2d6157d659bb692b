"""The two founding documents: every quote and its speaker, by hand.

They are kept outside the repository, so nothing of their text stands here: only offsets, kinds, cues and names.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.mentions.stage import rows as mentions_of
from pipeline.quotes.stage import rows
from schemas import TABLES

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
FIRST, SECOND = "000_22dacb6015bac6b4.txt", "001_694a7dc3639c9e32.txt"
AMBASSADOR = ("أناتولي أنطونوف", "أناتولي أنتونوف")
PRESIDENTS = ("فلاديمير بوتين وجو بايدن",)
STATEMENT = ("البيان", "البيان المشترك", "بيان مشترك")

#: start, end, kind, cue, names that are right
EXPECTED: dict[str, list[tuple[int, int, str, str, tuple[str, ...]]]] = {
    FIRST: [
        (9, 58, "indirect", ":", AMBASSADOR),
        (342, 403, "indirect", "أعلن", AMBASSADOR),
        (437, 669, "direct", "وقال", AMBASSADOR),
        (694, 801, "indirect", "وأشار", AMBASSADOR),
        (1184, 1281, "indirect", "أبدى", AMBASSADOR),
        (1300, 1454, "direct", "وقال", AMBASSADOR),
        (1466, 1586, "direct", "مضيفاً", AMBASSADOR),
        (1608, 1691, "indirect", "وأشار", AMBASSADOR),
        (1706, 1749, "indirect", "لافتاً", AMBASSADOR),
        (1794, 1849, "indirect", "أعلن", AMBASSADOR),
        (1861, 2021, "direct", "موضحاً", AMBASSADOR),
    ],
    SECOND: [
        (155, 190, "direct", "قال", AMBASSADOR),
        (203, 274, "indirect", "مؤكداً", AMBASSADOR),
        (238, 273, "fragment", "مؤكداً", AMBASSADOR),
        (289, 353, "indirect", "وأشار", AMBASSADOR),
        (462, 565, "direct", "أكد", AMBASSADOR),
        (579, 704, "indirect", "مشيراً", AMBASSADOR),
        (585, 703, "fragment", "مشيراً", AMBASSADOR),
        (728, 805, "indirect", "وأشار", AMBASSADOR),
        (760, 804, "fragment", "وأشار", AMBASSADOR),
        # its opening mark is missing
        (822, 931, "direct", "لافتاً", AMBASSADOR),
        (1072, 1189, "indirect", "وأوضح", AMBASSADOR),
        (1201, 1273, "indirect", "مؤكداً", AMBASSADOR),
        (1237, 1272, "fragment", "مؤكداً", AMBASSADOR),
        (1330, 1460, "indirect", "شدد", AMBASSADOR),
        (1426, 1459, "fragment", "شدد", AMBASSADOR),
        (1477, 1591, "direct", "وقال", AMBASSADOR),
        (1603, 1696, "indirect", "وأوضح", AMBASSADOR),
        (1707, 1881, "direct", "قائلاً", AMBASSADOR),
        (1892, 1990, "indirect", "وأكد", AMBASSADOR),
        (1912, 1989, "fragment", "وأكد", AMBASSADOR),
        (2006, 2124, "indirect", "مشيراً", AMBASSADOR),
        (2020, 2123, "fragment", "مشيراً", AMBASSADOR),
        (2134, 2368, "direct", "وتابع", AMBASSADOR),
        (2428, 2513, "indirect", "قال", AMBASSADOR),
        (2496, 2512, "fragment", "قال", AMBASSADOR),
        (2523, 2601, "direct", "وأضاف", AMBASSADOR),
        (2638, 2728, "direct", "لافتاً", AMBASSADOR),
        (2745, 2824, "indirect", "لافتاً", AMBASSADOR),
        (3029, 3166, "indirect", "وقال", PRESIDENTS),
        (3044, 3165, "fragment", "وقال", PRESIDENTS),
        (3222, 3438, "indirect", "وحسبما ورد", STATEMENT),
        (3261, 3437, "fragment", "وحسبما ورد", STATEMENT),
        (3440, 3470, "indirect", "وفقاً لما ورد", STATEMENT),
        (3501, 3586, "fragment", "وفقاً لما ورد", STATEMENT),
    ],
}


def quotes_in(name: str, title: str | None) -> tuple[str, pl.DataFrame]:
    """Quotes of a founding document, with the mentions the shipped stage finds in it."""
    path = SEEDS / name
    if not path.is_file():
        pytest.skip("the founding documents are not part of the repository: ../shared/seeds is absent")
    text = path.read_text("utf-8")
    schema = TABLES["articles"].polars_schema
    row = {**dict.fromkeys(schema), "article_id": "a" + name[4:20], "title": title and text.split("\n", maxsplit=1)[0], "text": text, "agencies": [], "blocks": [], "flags": []}
    articles = pl.DataFrame([row], schema=schema, orient="row")
    return text, rows(articles, mentions_of(articles).rows, TABLES["dates"].empty()).rows


@pytest.mark.parametrize(("name", "title"), [(FIRST, "yes"), (SECOND, None)])
def test_every_quote_and_every_speaker(name: str, title: str | None) -> None:
    _, found = quotes_in(name, title)
    got = {(q["start"], q["end"]): (q["kind"], q["cue"], q["speaker_name"]) for q in found.iter_rows(named=True)}
    want = EXPECTED[name]
    assert sorted(got) == sorted((start, end) for start, end, *_ in want)
    for start, end, kind, cue, names in want:
        assert got[start, end][:2] == (kind, cue)
        assert got[start, end][2] in names


def test_frame_of_the_first() -> None:
    _, found = quotes_in(FIRST, "yes")
    (told,) = found.filter(pl.col("start") == 437).iter_rows(named=True)
    assert told["told_to"] == "وكالة سبوتنيك"


def test_frame_of_the_second() -> None:
    _, found = quotes_in(SECOND, None)
    (handed_on,) = found.filter(pl.col("start") == 822).iter_rows(named=True)
    assert any("تاس" in name for name in handed_on["reported_by"])
    assert handed_on["is_repaired"]
    assert handed_on["open_mark"] is None
