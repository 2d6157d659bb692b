"""Lone sentences that teach the event scorer what a trigger means where no article surrounds it, and how well it tells them apart. No fitting.

They are the GSR of the Arabic CAMEO dictionaries (`gsr_detection.jsonl`, `gsr_spans.jsonl`; MIT): newswire sentences in which people saw or
did not see an ASSAULT or PROTEST, and the words they marked as the act.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl

from pipeline.events.context import Batch, prepare
from pipeline.events.features import SIZE
from pipeline.events.select import Found, candidates
from pipeline.events.triggers import TYPES, triggers
from pipeline.stages import STAGES
from pipeline.text.chars import key
from pipeline.text.ids import make_id
from schemas import TABLES


class Sentences:
    """Pairs of lone sentences judged for one type of event: only pairs of that type are labelled.

    Attributes:
        judged: The sentences.
        group: Number of each sentence, the same for sentences of one text: what cross-validation keeps together.
        rows: Features of the labelled pairs.
        y: Their labels.
        doc: Their sentences.
        all_rows: Features of all pairs of the judged type, labelled or not.
        all_doc: Their sentences.
    """

    def __init__(self, folder: Path) -> None:
        judged = [json.loads(line) for line in (folder / "gsr_detection.jsonl").read_text("utf8").splitlines()]
        numbers: dict[str, int] = {}
        self.group = np.array([numbers.setdefault(j["text"].strip(), len(numbers)) for j in judged])
        self.judged = judged
        verbs: dict[str, set[str]] = {}
        for line in (folder / "gsr_spans.jsonl").read_text("utf8").splitlines():
            record = json.loads(line)
            verbs.setdefault(record["text"].strip(), set()).update(key(w) for span in record["spans"] for w in span["verb"])
        self.batch, self.found = _read(judged)
        tokens, hits, found = self.batch.tokens, self.found.hits, self.found
        doc = tokens.doc[hits.token][found.pair_hit]
        keep: list[int] = []
        y: list[float] = []
        for i, (h, t, d) in enumerate(zip(found.pair_hit, found.pair_type, doc, strict=True)):
            j = judged[d]
            if TYPES[t] != j["event_type"]:
                continue
            first, last = int(hits.token[h]), int(hits.token[h] + hits.length[h] - 1)
            no = j["label"].endswith("no")
            # in sentences judged yes or ambiguous, the words that people marked as the act
            if no or any(key(tokens.text(k)) in verbs.get(j["text"].strip(), ()) for k in range(first, last + 1)):
                keep.append(i)
                y.append(0.0 if no else 1.0)
        self.rows, self.y, self.doc = found.features[keep], np.array(y), doc[keep]
        # for detection every pair of the judged type counts, labelled or not
        typed = np.array([TYPES[t] == judged[d]["event_type"] for t, d in zip(found.pair_type, doc, strict=True)])
        self.all_rows, self.all_doc = found.features[typed], doc[typed]

    def part(self, folds: int, seed: int = 1) -> np.ndarray:
        """Fold of each sentence."""
        fold: np.ndarray = np.random.default_rng(seed).permutation(np.arange(self.group.max() + 1) % folds)
        return fold[self.group]

    def f1(self, p: np.ndarray, threshold: float) -> dict[str, tuple[float, float, float]]:
        """Precision, recall and F1 of detection by type, yes against easy no, from the probabilities of `all_rows`.

        A sentence is said to hold an event where the chance that at least one of its triggers is one reaches the threshold.
        """
        none = np.ones(len(self.judged))
        np.multiply.at(none, self.all_doc, 1 - p)
        chance = 1 - none
        out = {}
        for kind in ("ASSAULT", "PROTEST"):
            rows = [(chance[i] >= threshold, j["label"] == "yes") for i, j in enumerate(self.judged) if j["event_type"] == kind and j["label"] in ("yes", "easy no")]
            right, said, true = sum(a and b for a, b in rows), sum(a for a, _ in rows), sum(b for _, b in rows)
            out[kind] = (right / max(1, said), right / max(1, true), 2 * right / max(1, said + true))
        return out


def _read(judged: list[dict]) -> tuple[Batch, Found]:
    """Trigger hits of the sentences, with features; names, dates and quotes as the pipeline reads them, since nobody marked them here."""
    frames = {"articles": pl.DataFrame([{"article_id": make_id("a", i), "text": j["text"]} for i, j in enumerate(judged)], schema=TABLES["articles"].polars_schema)}
    for name in ("mentions", "dates", "quotes"):
        frames[name] = STAGES[name].rows(**{i: frames[i] for i in STAGES[name].inputs}).rows
    batch = prepare(**frames)
    return batch, candidates(batch, triggers(), np.zeros(SIZE, np.float32), features=True)
