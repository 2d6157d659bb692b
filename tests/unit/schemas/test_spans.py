import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from schemas.spans import held

SPANS = (("start", "end", "exact"), ("cue_start", "cue_end", "cue"))
SCHEMA = {"article_id": pl.String(), "start": pl.Int32(), "end": pl.Int32(), "exact": pl.String(), "cue_start": pl.Int32(), "cue_end": pl.Int32(), "cue": pl.String()}
texts = st.lists(st.text("وزير é😀\n\x00\u200f", max_size=12), max_size=3)


def holds(text: str | None, start: int | None, end: int | None, exact: str | None) -> bool:
    if start is end is exact is None:
        return True
    if text is None or start is None or end is None or exact is None or not 0 <= start < end <= len(text):
        return False
    return text[start:end] == exact


@given(texts, st.data())
def test_a_span_holds_what_its_slice_is(articles: list[str], data: st.DataObject):
    ids = [f"a{n}" for n in range(len(articles))]
    offset = st.none() | st.integers(-2, 13)
    rows = []
    for _ in range(data.draw(st.integers(0, 8))):
        article = data.draw(st.sampled_from([*ids, "elsewhere"]))
        text = dict(zip(ids, articles, strict=True)).get(article, "")
        row: list[object] = [article]
        for _ in SPANS:
            a, b = data.draw(offset), data.draw(offset)
            row += [a, b, data.draw(st.sampled_from([text[a:b], text[a:b][:-1], "وزير", None]))]
        rows.append(row)
    frame = pl.DataFrame(rows, SCHEMA, orient="row")
    found = held(pl.DataFrame({"article_id": ids, "text": articles}, {"article_id": pl.String(), "text": pl.String()}), frame, SPANS)
    known = dict(zip(ids, articles, strict=True))
    for span, truth in zip(SPANS, found, strict=True):
        said = frame.select("article_id", *span).iter_rows()
        assert truth.to_list() == [holds(known.get(article), a, b, words) for article, a, b, words in said]


def test_the_words_of_another_article_do_not_hold():
    articles = pl.DataFrame({"article_id": ["a0", "a1"], "text": ["قال الوزير", "نفى الوزير"]})
    frame = pl.DataFrame({"article_id": ["a1", "a0", "a1"], "start": [0, 0, 4], "end": [3, 3, 10], "exact": ["قال", "قال", "الوزير"]})
    assert held(articles, frame, SPANS[:1])[0].to_list() == [False, True, True]
