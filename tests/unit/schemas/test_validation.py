from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from schemas import TABLES, Column
from schemas.validation import BROKEN_SCHEMA, _is_clean, _refused, model, split

DATES, QUOTES, EVENTS, ARTICLES, TOPICS = (TABLES[n] for n in ("dates", "quotes", "events", "articles", "topics"))
TEXT = "عقد الوزير مؤتمراً صحافياً أمس في بيروت"
TEXTS = pl.DataFrame({"article_id": ["a0"], "text": [TEXT]})


def a_date(n: int = 0, **changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "date_id": f"d{n:016x}", "article_id": "a0", "start": 27, "end": 30, "exact": "أمس", "value": "2026-01-30", "start_date": date(2026, 1, 30),
        "end_date": date(2026, 1, 30), "granularity": "day", "calendar": "gregorian", "is_relative": True, "anchor": "published", "rule": "yesterday",
    }  # fmt: skip
    return row | changes


def test_the_row_of_these_tests_is_good():
    start = TEXT.index("أمس")
    assert (start, start + 3) == (27, 30)
    good, broken = split(DATES, DATES.frame([a_date()]), TEXTS)
    assert good.height == 1
    assert broken.height == 0
    assert dict(broken.schema) == BROKEN_SCHEMA


@pytest.mark.parametrize(
    ("changes", "reason", "said"),
    [
        ({"rule": None}, "missing_value", "rule"),
        ({"is_relative": None}, "missing_value", "is_relative"),
        ({"granularity": "decade"}, "bad_value", "granularity"),
        ({"anchor": "moon"}, "bad_value", "anchor"),
        ({"date_id": "x1"}, "bad_value", "date_id"),
        ({"date_id": f"d{0:016x}\n"}, "bad_value", "date_id"),
        ({"start": -1}, "bad_value", "start"),
        ({"exact": "غداً"}, "span_mismatch", "exact"),
        ({"start": 26, "end": 29}, "span_mismatch", "[26:29]"),
        ({"start": 30, "end": 30, "exact": ""}, "span_mismatch", "[30:30]"),
        ({"end": 4000}, "span_mismatch", "4000"),
        ({"article_id": "a1"}, "span_mismatch", "exact"),
    ],
)
def test_each_reason(changes, reason, said):
    good, broken = split(DATES, DATES.frame([a_date(0), a_date(1) | changes, a_date(2)]), TEXTS)
    assert good["date_id"].to_list() == [f"d{0:016x}", f"d{2:016x}"]
    assert broken["row"].to_list() == [1]
    assert broken["reason"].to_list() == [reason]
    assert said in broken["detail"][0]


def test_a_repeated_key_keeps_the_first():
    good, broken = split(DATES, DATES.frame([a_date(0), a_date(0, rule="other"), a_date(1)]), TEXTS)
    assert good["rule"].to_list() == ["yesterday", "yesterday"]
    assert broken.rows() == [(1, "repeated_key", "a row with the same date_id came before")]


def test_a_key_of_several_columns():
    row = {"article_id": "a0", "scheme": "medtop", "code": "11000000", "label_ar": "سياسة", "label_en": "politics", "score": 0.5, "rank": 1, "evidence": []}
    good, broken = split(TOPICS, TOPICS.frame([row, row | {"rank": 2}, row | {"code": "15000000"}]))
    assert good.height == 2
    assert broken["row"].to_list() == [2]


def test_a_row_broken_in_several_ways_is_told_once():
    _, broken = split(DATES, DATES.frame([a_date(0, granularity="decade", rule=None, exact="غداً")]), TEXTS)
    assert broken.height == 1


def test_a_missing_list_beside_a_bad_value():
    row = {
        "article_id": f"a{0:016x}", "doc_id": "r0", "source": "s", "source_uri": "u", "text": "نص", "language": "ar", "agencies": [], "is_wire": False,
        "n_tokens": 1, "n_sentences": 1, "blocks": [], "flags": [], "raw_sha256": "0", "ingested_at": None,
    }  # fmt: skip
    frame = ARTICLES.frame([row | {"agencies": None}, row | {"article_id": "b"}, row])
    _, broken = split(ARTICLES, frame)
    assert broken.filter(row=0)["reason"].item() == "missing_value"
    assert broken["row"].sort().to_list() == [0, 1, 2]


def test_a_span_that_is_absent_as_a_whole_is_no_mistake_but_half_a_span_is():
    text = "قال المتحدث إن الطريق سالك"
    row = {
        "quote_id": f"q{0:016x}", "article_id": "a0", "sentence": 0, "start": 15, "end": 26, "exact": text[15:26], "kind": "indirect", "is_repaired": False, "utterance": 0,
        "is_headline": False, "is_negated": False, "speaker_kind": "unknown", "speaker_method": "none", "candidates": [], "reported_by": [], "score": 0.5,
    }  # fmt: skip
    good, _ = split(QUOTES, QUOTES.frame([row]), pl.DataFrame({"article_id": ["a0"], "text": [text]}))
    assert good.height == 1
    for half in ({"cue": "قال"}, {"cue_start": 0}, {"cue_start": 0, "cue_end": 3}, {"cue": "قال", "cue_start": 0}):
        _, broken = split(QUOTES, QUOTES.frame([row | half]), pl.DataFrame({"article_id": ["a0"], "text": [text]}))
        assert broken["reason"].to_list() == ["span_mismatch"], half
    good, _ = split(QUOTES, QUOTES.frame([row | {"cue": "قال", "cue_start": 0, "cue_end": 3}]), pl.DataFrame({"article_id": ["a0"], "text": [text]}))
    assert good.height == 1


@pytest.mark.parametrize("change", ["drop", "add", "retype", "reorder"])
def test_an_extractor_with_wrong_columns_is_told_so(change):
    frame = DATES.frame([a_date()])
    wrong = {
        "drop": frame.drop("rule"),
        "add": frame.with_columns(extra=pl.lit(1)),
        "retype": frame.with_columns(pl.col("start").cast(pl.Int64)),
        "reorder": frame.select(reversed(frame.columns)),
    }[change]
    with pytest.raises(TypeError, match="dates"):
        split(DATES, wrong, TEXTS)


def test_empty_frames_pass():
    for table in TABLES.values():
        good, broken = split(table, table.empty(), TEXTS.clear())
        assert good.schema == pl.Schema(table.polars_schema)
        assert broken.height == 0


def test_every_table_has_a_model():
    for name, table in TABLES.items():
        assert list(model(name).columns) == list(table.polars_schema)


spans = st.tuples(st.integers(-2, len(TEXT) + 2), st.integers(-2, len(TEXT) + 2))


@given(
    st.lists(
        st.tuples(
            spans,
            st.booleans(),  # whether the words are those of the span
            st.sampled_from(["day", "month", "decade", None]),
            st.integers(0, 6),
        ),
        max_size=12,
    )
)
def test_split_parts_the_rows_and_finds_every_broken_span(drawn):
    rows = [
        a_date(n, start=a, end=b, exact=TEXT[max(a, 0) : max(b, 0)] if true else "لا شيء", granularity=granularity) | {"rule": f"r{number}"}
        for number, ((a, b), true, granularity, n) in enumerate(drawn)
    ]
    good, broken = split(DATES, DATES.frame(rows), TEXTS)
    kept = {int(r[1:]) for r in good["rule"]}
    turned_away = set(broken["row"].to_list())
    assert kept | turned_away == set(range(len(rows)))
    assert not kept & turned_away
    assert good["rule"].to_list() == sorted(good["rule"].to_list(), key=lambda r: int(r[1:]))
    assert good["date_id"].is_unique().all()
    for start, end, exact in good.select("start", "end", "exact").iter_rows():
        assert TEXT[start:end] == exact
        assert start < end


def a_good_value(column: Column) -> object:
    if column.values is not None:
        return next(iter(column.values)).value
    if column.pattern is not None:
        return {"[A-Z]{2}": "EG", "[0-9]{8}": "11000000"}.get(column.pattern, column.pattern[0] + "0" * 16)
    if column.dtype.is_numeric():
        return 1 if column.low is None else column.low
    return [] if column.dtype.is_nested() else {pl.Boolean: True, pl.String: "كلمة"}.get(column.dtype.base_type())


@given(st.data())
def test_the_quick_look_finds_clean_what_pandera_finds_clean(data):
    table = TABLES[data.draw(st.sampled_from(["dates", "topics", "events", "quotes", "entities", "mentions"]))]
    frame = pl.DataFrame([{c.name: a_good_value(c) for c in table.lake_columns}] * 2, schema=table.polars_schema)
    frame = frame.with_columns(pl.lit(date(2026, 1, 30)).alias(c.name) for c in table.lake_columns if c.dtype == pl.Date)
    assert _is_clean(table, frame)
    column = data.draw(st.sampled_from(table.lake_columns))
    other = {pl.String: st.sampled_from(["", "x", "day", "11000000\n", f"d{1:016x}", "EG"]), pl.Boolean: st.booleans()}.get(column.dtype.base_type(), st.none())
    if column.dtype.is_numeric():
        other = st.floats(width=32) if column.dtype.is_float() else st.integers(-2, 120)
    changed = pl.Series(column.name, [frame[column.name][0], data.draw(st.none() | other)], dtype=column.dtype)
    frame = frame.with_columns(changed)
    try:
        model(table.name).validate(frame, lazy=True)
        clean = True
    except SchemaErrors:
        clean = False
    assert _is_clean(table, frame) is clean


@pytest.mark.parametrize("name", [n for n in TABLES if n not in ("rejects", "runs")])
def test_the_quick_look_asks_every_column_what_pandera_asks(name):
    table = TABLES[name]
    asked = sum(len(_refused(c)) for c in table.lake_columns)
    assert asked == sum(len(c.checks) + (not c.nullable) for c in model(name).columns.values())
