"""Makes the weights of the event extractor: `scorer.npz` (which trigger hits are listed events, of which type) and `attach.npz` (who takes part).

    python -m training.events_train --gold news_train.jsonl [--corpus corpus.parquet] [--sentences FOLDER] [--folds 10] [--write]

Articles of the gold file without an events layer are used where `training/events_extra.tsv` labels them (for the scorer only; it tells no
participants). ``--corpus`` names the file with the texts of `training/stories_extra.jsonl`, further articles with events, participants and
quotes. ``--sentences`` names the folder of `gsr_detection.jsonl` and `gsr_spans.jsonl` (MIT): lone sentences of newswire in which people saw or did not
see an ASSAULT or PROTEST; they teach what the words mean outside of an article's order. The gold file is JSON lines with text, mentions,
times, quotes and events by the project's annotation guidelines; names, dates and quotes are taken from it as they stand, so the extractor learns from clean input. Without ``--write`` only the cross-validation is printed: F1 of
(trigger overlap and type), and how often a found event has a right participant. See `training/cards/events.md`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from pipeline.events import attach
from pipeline.events.context import prepare
from pipeline.events.features import SIZE
from pipeline.events.parties import find
from pipeline.events.select import candidates, choose
from pipeline.events.stage import events_of
from pipeline.events.triggers import TYPES, triggers
from pipeline.text.chars import key
from pipeline.text.ids import make_id
from schemas import TABLES
from training.events_sentences import Sentences
from training.stories import annotated_later

EXTRA = Path(__file__).with_name("events_extra.tsv")
OUT = Path(__file__).parents[1] / "pipeline" / "resources" / "events"
#: Strength of the L2 penalties, chosen by cross-validation over articles: of the scorer as it learns from the further articles, and of its
#: distance from that as it learns from the gold ones.
L2_PRIOR, L2_SCORER, L2_ATTACH, THRESHOLD = 8.0, 14.0, 5.0, 0.14
#: Weight of a pair of the further articles by the round they were annotated in: those of the first list fewer events than gold does.
ROUND_WEIGHT = {1: 0.5, 2: 1.0}
#: Weight of one pair of a lone sentence beside one of an article.
SENTENCE_WEIGHT = 2.0


def frames(gold: list[dict]) -> dict[str, pl.DataFrame]:
    """Upstream tables made from gold layers; columns the extractor does not read are left null or empty."""
    rows: dict[str, list[dict]] = {"articles": [], "mentions": [], "dates": [], "quotes": []}
    for g in gold:
        article, text = make_id("a", g["id"]), document(g)
        rows["articles"].append({"article_id": article, "text": text, "title": g.get("title")})
        for m in g["mentions"]:
            rows["mentions"].append(
                {
                    "article_id": article,
                    "start": m["start"],
                    "end": m["end"],
                    "type": m["type"],
                    "kind": "name",
                    "entity_key": make_id("k", article, m["entity"]),
                    "name": m["entity"],
                }
            )
        for t in g["times"] or []:
            rows["dates"].append({"article_id": article, "start": t["start"], "end": t["end"], "value": t["value"]})
        for q in g["quotes"] or []:
            rows["quotes"].append({"article_id": article, "start": q["start"], "end": q["end"], "kind": q["kind"], "quote_id": make_id("q", article, q["start"], q["end"])})
    return {
        name: pl.DataFrame(r, schema=TABLES[name].polars_schema, orient="row").sort("article_id", "start")
        if name != "articles"
        else pl.DataFrame(r, schema=TABLES[name].polars_schema)
        for name, r in rows.items()
    }


def document(g: dict) -> str:
    """The text gold offsets count in."""
    return (g.get("title") or "") + "\n\n" + g["text"]


def fit(
    rows: np.ndarray, y: np.ndarray, l2: float, size: int, weight: np.ndarray | None = None, prior: np.ndarray | None = None, steps: int = 250, rate: float = 0.1
) -> np.ndarray:
    """Logistic regression over hashed binary features: full-batch Adam, L2 penalty on the distance from `prior` (0 without one).

    The first column is the bias and is not punished.
    """
    prior = np.zeros(size) if prior is None else prior
    w, m, v = prior.copy(), np.zeros(size), np.zeros(size)
    weight = np.ones(len(y)) if weight is None else weight
    penalty = np.full(size, l2)
    penalty[rows[0, 0]] = 0
    for k in range(1, steps + 1):
        p = 1 / (1 + np.exp(-w[rows].sum(axis=1)))
        g = np.bincount(rows.ravel(), weights=np.repeat((p - y) * weight, rows.shape[1]), minlength=size) + penalty * (w - prior)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        slow = 1.0 if k <= steps // 2 else 0.5 if k <= steps * 4 // 5 else 0.15
        w -= rate * slow * (m / (1 - 0.9**k)) / (np.sqrt(v / (1 - 0.999**k)) + 1e-8)
    return w


def same(name: str, gold: list[str]) -> bool:
    """Equal after folding, or the words of the shorter name all stand in the longer one."""
    p = key(name).split()
    for g in gold:
        q = key(g).split()
        short, long = (p, q) if len(p) <= len(q) else (q, p)
        if short and (short == long or (any(len(w) > 2 for w in short) and all(w in long for w in short))):
            return True
    return False


def with_extra(gold: list[dict]) -> list[dict]:
    """Gives articles without an events layer the labels of `EXTRA`; those it does not hold are left out."""
    extra: dict[str, list[dict]] = {}
    for line in EXTRA.read_text("utf8").splitlines():
        if line[0] != "#" and not line.startswith("article\t"):
            article, start, end, kind = line.split("\t")
            events = extra.setdefault(article, [])
            if kind != "-":
                events.append({"start": int(start), "end": int(end), "type": kind, "actor": [], "target": []})
    whole = [g | {"extra": False} for g in gold if g["events"] is not None]
    return whole + [g | {"events": extra[g["id"]], "extra": True, "no_parties": True} for g in gold if g["events"] is None and g["id"] in extra]


class Data:
    """Training pairs of both scorers, with the article of each."""

    def __init__(self, gold: list[dict]) -> None:
        self.gold = gold
        tables = frames(gold)
        self.batch, self.lexicon = prepare(**tables), triggers()
        tokens = self.batch.tokens
        self.found = found = candidates(self.batch, self.lexicon, np.zeros(SIZE, np.float32), features=True)
        hits = found.hits
        self.doc = tokens.doc[hits.token]
        self.begin, self.end = tokens.start[hits.token] + hits.skip, tokens.end[hits.token + hits.length - 1]
        self.of_hit: list[list[dict]] = [[e for e in gold[d]["events"] if e["start"] < b and a < e["end"]] for d, a, b in zip(self.doc, self.begin, self.end, strict=True)]
        self.y = np.array([any(e["type"] == TYPES[t] for e in self.of_hit[h]) for h, t in zip(found.pair_hit, found.pair_type, strict=True)], float)
        self.pair_doc = self.doc[found.pair_hit]
        #: Round each pair's article was annotated in, 0 for the gold file.
        self.round = np.array([g.get("round", 0) for g in gold])[self.pair_doc]
        # participants of the hits that gold lists
        layer = self.batch.layer
        parties = find(self.batch, layer, tables["mentions"])
        chosen = np.array([h for h, e in enumerate(self.of_hit) if e and not gold[self.doc[h]].get("no_parties")], np.int64)
        kinds = np.array([TYPES.index(self.of_hit[h][0]["type"]) for h in chosen], np.int32)
        is_trigger = np.zeros(len(tokens), np.uint8)
        is_trigger[hits.token] = 1
        self.event, party, _, self.rows = attach.score(
            tokens, self.batch.context, layer.cue, is_trigger, events_of(self.batch, layer, self.lexicon, found, chosen, kinds), parties, features=True
        )
        names = tables["mentions"]["name"].to_list()
        text = [names[r] if r >= 0 else tokens.span(int(a), int(b)) for r, a, b in zip(parties.row, parties.first, parties.last, strict=True)]
        self.sides = np.array([[same(text[p], self.of_hit[chosen[e]][0][c]) for c in ("actor", "target")] for e, p in zip(self.event, party, strict=True)], float)
        self.event_doc = self.doc[chosen][self.event]

    @cached_property
    def prior(self) -> np.ndarray | None:
        """Weights of the scorer as the further articles have it: gold lists other events than they do, so they say where it begins, not what it ends with."""
        later = self.round > 0
        if not later.any():
            return None
        weight = np.array([ROUND_WEIGHT[r] for r in self.round[later]])
        return fit(self.found.features[later], self.y[later], L2_PRIOR, SIZE, weight)


def fit_scorer(data: Data, pick: np.ndarray, sentences: Sentences | None, learn: np.ndarray | None) -> np.ndarray:
    """Weights of the scorer from some pairs of the articles (of the further ones all) and of the lone sentences."""
    pick = pick & (data.round == 0)
    rows, y, weight = data.found.features[pick], data.y[pick], np.ones(int(pick.sum()))
    if sentences is not None and learn is not None:
        rows, y = np.concatenate([rows, sentences.rows[learn]]), np.concatenate([y, sentences.y[learn]])
        weight = np.concatenate([weight, np.full(int(learn.sum()), SENTENCE_WEIGHT)])
    return fit(rows, y, L2_SCORER, SIZE, weight, data.prior)


def check(data: Data, sentences: Sentences | None, folds: int) -> None:
    """Prints cross-validation over articles, and over lone sentences."""
    if sentences:
        part = sentences.part(folds)
        r = np.zeros(len(sentences.all_rows))
    n = len(data.gold)
    fold = np.random.default_rng(0).permutation(np.arange(n) % folds)
    extra = np.array([g["extra"] for g in data.gold])
    fold[extra] = -1  # only trained on
    p, q = np.zeros(len(data.y), np.float32), np.zeros_like(data.sides)
    for k in range(folds):
        test = fold[data.pair_doc] == k
        learn = None if sentences is None else part[sentences.doc] != k
        w = fit_scorer(data, ~test, sentences, learn)
        p[test] = 1 / (1 + np.exp(-w[data.found.features[test]].sum(axis=1)))
        if sentences:
            held = part[sentences.all_doc] == k
            r[held] = 1 / (1 + np.exp(-w[sentences.all_rows[held]].sum(axis=1)))
        test = fold[data.event_doc] == k
        for c in (0, 1):
            w = fit(data.rows[~test], data.sides[~test, c], L2_ATTACH, attach.SIZE, steps=200)
            q[test, c] = 1 / (1 + np.exp(-w[data.rows[test]].sum(axis=1)))
    total = sum(len(g["events"]) for g in data.gold if not g["extra"])
    for threshold in (0.1, THRESHOLD, 0.2, 0.3):
        hit, kind, _ = choose(replace(data.found, chance=np.where(extra[data.pair_doc], 0, p).astype(np.float32)), data.batch.tokens.doc, threshold)
        right = len({(e["start"], e["type"], d) for h, t in zip(hit, kind, strict=True) for d in [int(data.doc[h])] for e in data.of_hit[h] if e["type"] == TYPES[t]})
        print(f"threshold {threshold:.2f}: {len(hit)} chosen, trigger and type F1 {2 * right / (len(hit) + total):.3f}")
    if sentences:
        for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
            print(f"lone sentences, threshold {threshold}:", {k: tuple(round(x, 3) for x in v) for k, v in sentences.f1(r, threshold).items()})
    found, right, said = [], 0, 0
    for e in np.unique(data.event[~extra[data.event_doc]]):
        of = data.event == e
        order = np.argsort(-q[of].max(axis=1))
        chance, true = q[of].max(axis=1)[order], data.sides[of].max(axis=1)[order]
        keep = (chance >= 0.22) | (np.arange(len(chance)) == 0)
        found.append(true[keep].any())
        right, said = right + true[keep].sum(), said + keep.sum()
    print(f"events with a right participant {np.mean(found):.3f} of {len(found)}; participants right {right / said:.3f} of {int(said)}")


def main() -> None:
    """Command line."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--gold", required=True, type=Path)
    ap.add_argument("--corpus", type=Path)
    ap.add_argument("--sentences", type=Path)
    ap.add_argument("--folds", type=int, default=10)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    gold = with_extra([json.loads(line) for line in a.gold.read_text("utf8").splitlines()]) + (annotated_later(a.corpus) if a.corpus else [])
    sentences = Sentences(a.sentences) if a.sentences else None
    data = Data(sorted(gold, key=lambda g: make_id("a", g["id"])))
    print(f"{len(gold)} articles, {len(data.y)} pairs, {int(data.y.sum())} right; {len(data.rows)} participants, {data.sides.sum(axis=0).astype(int)} right")
    if a.folds > 1:
        check(data, sentences, a.folds)
    if a.write:
        w = fit_scorer(data, np.ones(len(data.y), bool), sentences, None if sentences is None else np.ones(len(sentences.y), bool))
        np.savez_compressed(OUT / "scorer.npz", weights=w.astype(np.float16), threshold=np.float32(THRESHOLD))
        sides = np.stack([fit(data.rows, data.sides[:, c], L2_ATTACH, attach.SIZE, steps=200) for c in (0, 1)], axis=1)
        np.savez_compressed(OUT / "attach.npz", weights=sides.astype(np.float16))
        print("written", [(f.name, f.stat().st_size) for f in OUT.glob("*.npz")])


if __name__ == "__main__":
    main()
