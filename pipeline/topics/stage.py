"""The stage `topics`: ranks IPTC Media Topics of a batch of articles. What the topics are and how they are scored stands beside it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import yaml

from pipeline.stages import Rows
from pipeline.text.lexicon import Lexicon
from pipeline.text.tokens import tokenize
from schemas import TABLES

#: Changes whenever the same article may get other topics.
VERSION: Final = "1"


@cache
def _seeds() -> tuple[Lexicon, npt.NDArray[np.float32], dict[str, dict[str, str]], list[str]]:
    root = files("pipeline.resources") / "topics"
    labels: dict[str, dict[str, str]] = yaml.safe_load((root / "medtop.yaml").read_text("utf-8"))
    seeds: dict[str, list[str]] = yaml.safe_load((root / "seeds.yaml").read_text("utf-8"))
    words: dict[str, set[int]] = {}
    codes = list(labels)
    for code, entries in seeds.items():
        for e in entries:
            if " " not in e:
                for w in (e, "ال" + e):
                    words.setdefault(w, set()).add(codes.index(code))
    votes = np.zeros((len(words), len(codes)), np.float32)
    for i, who in enumerate(words.values()):
        votes[i, list(who)] = 1 / len(who)
    return Lexicon(words), votes, labels, codes


def rows(articles: pl.DataFrame) -> Rows:
    """Topics of a batch.

    Args:
        articles: Rows of `articles`.

    Returns:
        Up to three rows an article, best first.
    """
    lexicon, votes, labels, codes = _seeds()
    texts = articles["text"].to_list()
    tokens = tokenize(texts)
    hits = lexicon.find(tokens, clitics="وفبكل")
    score = np.ones((len(texts), len(codes)), np.float32)
    doc = tokens.doc[hits.token]
    np.add.at(score, doc, votes[hits.entry])
    score /= score.sum(axis=1, keepdims=True)
    out: list[dict[str, object]] = []
    for d, article_id in enumerate(articles["article_id"].to_list()):
        mine = hits.entry[doc == d]
        for rank, c in enumerate(np.argsort(-score[d], kind="stable")[:3].tolist(), 1):
            words = [lexicon.entries[e] for e in dict.fromkeys(mine[votes[mine, c] > 0].tolist())]
            out.append(
                {
                    "article_id": article_id,
                    "scheme": "medtop",
                    "code": codes[c],
                    "label_ar": labels[codes[c]]["ar"],
                    "label_en": labels[codes[c]]["en"],
                    "score": float(score[d, c]),
                    "rank": rank,
                    "evidence": words[:5],
                }
            )
    return Rows(TABLES["topics"].frame(out))
