"""The stage `topics`: ranks IPTC Media Topics of a batch of articles. How they are scored stands in `model`, on what in `features`."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from pipeline.lists import list_column
from pipeline.stages import Rows
from pipeline.text.tokens import I32, Tokens, tokenize
from pipeline.topics.features import features
from pipeline.topics.model import LEAST, TOP, model, rank
from schemas import TABLES

#: Changes whenever the same article may get other topics.
VERSION: Final = "3"


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
    codes = topic[keep]
    frame = pl.DataFrame(
        {
            "article_id": articles["article_id"].gather(article[keep]),
            "scheme": pl.repeat("medtop", len(keep), eager=True),
            "code": pl.Series(m.codes, dtype=pl.String).gather(codes),
            "label_ar": pl.Series([m.labels[c]["ar"] for c in m.codes], dtype=pl.String).gather(codes),
            "label_en": pl.Series([m.labels[c]["en"] for c in m.codes], dtype=pl.String).gather(codes),
            "score": pl.Series(score[keep], dtype=pl.Float32),
            "rank": pl.Series(place[keep] + 1, dtype=pl.Int8),
            "evidence": _words(tokens, ranked.evidence.reshape(n * TOP, -1)[keep]),
        }
    )
    return Rows(frame)


def _words(tokens: Tokens, found: I32) -> pl.Series:
    """The words of some tokens, a list a row, -1 filling up; flat first, which is many times quicker than lists of strings."""
    row, _ = np.nonzero(found >= 0)
    token = found[found >= 0]
    spans = zip(tokens.doc[token].tolist(), tokens.start[token].tolist(), tokens.end[token].tolist(), strict=True)
    flat = pl.DataFrame({"row": row, "word": pl.Series([tokens.texts[d][a:b] for d, a, b in spans], dtype=pl.String)})
    # the same word may stand twice under two spellings: once is enough
    flat = flat.unique(maintain_order=True)
    return list_column("evidence", flat["word"], np.bincount(flat["row"].to_numpy(), minlength=len(found)).tolist())
