"""The stage `topics`: ranks IPTC Media Topics of a batch of articles. How they are scored stands in `model`, on what in `features`."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from pipeline.stages import Rows
from pipeline.text.tokens import tokenize
from pipeline.topics.features import features
from pipeline.topics.model import TOP, model, rank
from schemas import TABLES

#: Changes whenever the same article may get other topics.
VERSION: Final = "3"

#: A second or third topic is named when it is at least this likely.
LEAST: Final = 0.12


def rows(articles: pl.DataFrame) -> Rows:
    """Topics of a batch.

    Args:
        articles: Rows of `articles`.

    Returns:
        One to three rows an article, best first. The first is always there; its score says how far to trust it.
    """
    if articles.is_empty():
        return Rows(TABLES["topics"].empty())
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
    start, end = tokens.start.tolist(), tokens.end.tolist()
    evidence = ranked.evidence.reshape(n * TOP, -1)[keep].tolist()
    # the same word may stand twice under two spellings: once is enough
    words = [list(dict.fromkeys(texts[d][start[t] : end[t]] for t in found if t >= 0)) for d, found in zip(article[keep].tolist(), evidence, strict=True)]
    codes = [m.codes[k] for k in topic[keep].tolist()]
    frame = pl.DataFrame(
        {
            "article_id": articles["article_id"].gather(article[keep]),
            "scheme": pl.Series(["medtop"] * len(keep), dtype=pl.String),
            "code": pl.Series(codes, dtype=pl.String),
            "label_ar": pl.Series([m.labels[c]["ar"] for c in codes], dtype=pl.String),
            "label_en": pl.Series([m.labels[c]["en"] for c in codes], dtype=pl.String),
            "score": pl.Series(score[keep], dtype=pl.Float32),
            "rank": pl.Series(place[keep] + 1, dtype=pl.Int8),
            "evidence": pl.Series(words, dtype=pl.List(pl.String)),
        }
    )
    return Rows(frame)
