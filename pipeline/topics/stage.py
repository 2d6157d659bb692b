"""The stage `topics`: ranks IPTC Media Topics of a batch of articles. How they are scored stands in `model`, on what in `features`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.backends import OURS
from pipeline.lists import list_column
from pipeline.stages import Rows
from pipeline.text.tokens import I32, Tokens, tokenize
from pipeline.topics.backends import TopicLabeller, load
from pipeline.topics.features import features
from pipeline.topics.model import LEAST, TOP, model, rank
from schemas import TABLES

#: Changes whenever the same article may get other topics.
VERSION: Final = "3"


def rows(articles: pl.DataFrame, backend: str = OURS) -> Rows:
    """Topics of a batch.

    Args:
        articles: Rows of `articles`.
        backend: Name of the model that reads, for users who bring their own (see `pipeline.topics.backends`).

    Returns:
        One to three rows an article, best first. The first is always there; its score says how far to trust it.
    """
    if articles.is_empty():
        return Rows(TABLES["topics"].empty())
    if backend != OURS:
        return Rows(_theirs(articles, load(backend)))
    m = model()
    texts: list[str] = articles["text"].to_list()
    titles = articles["title"].str.len_chars().fill_null(0).cast(pl.Int32).to_numpy()
    tokens = tokenize(texts)
    ranked = rank(features(tokens, np.ascontiguousarray(titles, dtype=np.int32), m.stop), m)
    n = len(texts)
    article = np.repeat(np.arange(n), TOP)
    place = np.tile(np.arange(TOP), n)
    score, topic = ranked.score.reshape(-1), ranked.topic.reshape(-1)
    keep = np.flatnonzero((place == 0) | (score >= LEAST))
    return Rows(_frame(articles, article[keep], topic[keep], score[keep], place[keep] + 1, _words(tokens, ranked.evidence.reshape(n * TOP, -1)[keep])))


def _theirs(articles: pl.DataFrame, labeller: TopicLabeller) -> pl.DataFrame:
    """The table's rows from another model; it names no words as evidence. A text it says nothing of has no topic."""
    number = {code: i for i, code in enumerate(model().codes)}
    found = [
        (article, number[one.code], one.score, place)
        for article, all_of_it in enumerate(labeller.label(articles["text"].to_list()))
        for place, one in enumerate(all_of_it[:TOP], 1)
        if place == 1 or one.score >= LEAST
    ]
    article, topic, score, place = (np.array([f[k] for f in found]) for k in range(4))
    return _frame(articles, article, topic, score, place, pl.Series([[]] * len(found), dtype=pl.List(pl.String)))


def _frame(articles: pl.DataFrame, article: npt.NDArray[Any], topic: npt.NDArray[Any], score: npt.NDArray[Any], place: npt.NDArray[Any], evidence: pl.Series) -> pl.DataFrame:
    m = model()
    codes = pl.Series(topic, dtype=pl.Int32)
    return pl.DataFrame(
        {
            "article_id": articles["article_id"].gather(pl.Series(article, dtype=pl.Int64)),
            "scheme": pl.repeat("medtop", len(codes), eager=True),
            "code": pl.Series(m.codes, dtype=pl.String).gather(codes),
            "label_ar": pl.Series([m.labels[c]["ar"] for c in m.codes], dtype=pl.String).gather(codes),
            "label_en": pl.Series([m.labels[c]["en"] for c in m.codes], dtype=pl.String).gather(codes),
            "score": pl.Series(score, dtype=pl.Float32),
            "rank": pl.Series(place, dtype=pl.Int8),
            "evidence": evidence,
        }
    )


def _words(tokens: Tokens, found: I32) -> pl.Series:
    """The words of some tokens, a list a row, -1 filling up; flat first, which is many times quicker than lists of strings."""
    row, _ = np.nonzero(found >= 0)
    token = found[found >= 0]
    spans = zip(tokens.doc[token].tolist(), tokens.start[token].tolist(), tokens.end[token].tolist(), strict=True)
    flat = pl.DataFrame({"row": row, "word": pl.Series([tokens.texts[d][a:b] for d, a, b in spans], dtype=pl.String)})
    # the same word may stand twice under two spellings: once is enough
    flat = flat.unique(maintain_order=True)
    return list_column("evidence", flat["word"], np.bincount(flat["row"].to_numpy(), minlength=len(found)).tolist())
