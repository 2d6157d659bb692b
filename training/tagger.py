"""Trains the name tagger: `pipeline/resources/names/tagger.npz`.

python -m training.tagger --shared ../shared            # cross-validate, then train on everything and write the weights
python -m training.tagger --shared ../shared --cv 5     # cross-validate only
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np

from pipeline.mentions.crf import WIDTH, allowed
from pipeline.mentions.features import compiled
from pipeline.mentions.model import Weights, label, prepare, spans_of
from pipeline.text.sentences import sentence_of
from training.corpora import Corpus, conll, news
from training.crf_trainer import fit

OUT = Path(__file__).parents[1] / "pipeline" / "resources" / "names" / "tagger.npz"


def quantised(table: np.ndarray, transition: np.ndarray, templates: np.ndarray) -> Weights:
    """Weights as a table of int8 and one scale."""
    top = float(np.quantile(np.abs(table[table != 0]), 0.9999)) if (table != 0).any() else 1.0
    scale = np.float32(top / 127)
    return Weights(np.clip(np.round(table / scale), -127, 127).astype(np.int8), scale, transition, templates)


class Bundle:
    """Corpora laid end to end, ready for training."""

    def __init__(self, corpora: list[Corpus], weight: dict[str, float]) -> None:
        self.attributes, self.labels, self.bounds, self.share, self.corpus, self.doc = [], [], [], [], [], []
        at = 0
        for number, c in enumerate(corpora):
            given = prepare(c.tokens, sentence_of(c.tokens), c.domain)
            self.attributes.append(given.attributes[:-1])
            self.labels.append(c.labels)
            self.bounds.append(given.bounds[:-1] + at)
            self.share.append(np.full(len(given.bounds) - 1, weight.get(c.name, 1.0), np.float32))
            self.corpus.append(np.full(len(given.bounds) - 1, number))
            self.doc.append(c.tokens.doc[given.bounds[:-1]])
            at += len(c.tokens)
        beyond = given.attributes[-1:]
        self.attributes = np.concatenate([*self.attributes, beyond])
        self.labels = np.concatenate(self.labels)
        self.bounds = np.append(np.concatenate(self.bounds), at).astype(np.int64)
        self.share, self.corpus, self.doc = (np.concatenate(x) for x in (self.share, self.corpus, self.doc))


def score(found: list[list[tuple[int, int, str]]], gold: list[list[tuple[int, int, str, bool]]]) -> Counter:
    """Counts of exact matches by type; optional names count neither way."""
    c = Counter()
    for f, g in zip(found, gold, strict=True):
        want = {(s, e): (k, o) for s, e, k, o in g}
        for s, e, k in f:
            hit = want.get((s, e))
            if hit and hit[1]:
                continue
            c[k, "pred"] += 1
            c[k, "tp"] += bool(hit and hit[0] == k)
            c["span", "tp"] += bool(hit)
        for k, o in want.values():
            if not o:
                c[k, "gold"] += 1
    return c


def report(c: Counter) -> str:
    """F1 by type."""
    out = []
    tp = pred = gold = 0
    for k in ("PER", "ORG", "LOC"):
        out.append(f"{k} {2 * c[k, 'tp'] / max(1, c[k, 'pred'] + c[k, 'gold']):.4f}")
        tp, pred, gold = tp + c[k, "tp"], pred + c[k, "pred"], gold + c[k, "gold"]
    return (
        f"P {tp / max(1, pred):.4f} R {tp / max(1, gold):.4f} F1 {2 * tp / max(1, pred + gold):.4f} | "
        + " ".join(out)
        + f" | untyped {2 * c['span', 'tp'] / max(1, pred + gold):.4f}"
    )


def char_spans(corpus: Corpus, skip: np.ndarray, labels: np.ndarray) -> list[list[tuple[int, int, str]]]:
    """Spans of characters by text."""
    out: list[list[tuple[int, int, str]]] = [[] for _ in corpus.tokens.texts]
    t = corpus.tokens
    for b, e, k in spans_of(labels):
        out[int(t.doc[b])].append((int(t.start[b]) + int(skip[b]), int(t.end[e - 1]), k))
    return out


def main() -> None:
    """See the module's docstring."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--shared", type=Path, required=True)
    ap.add_argument("--out", type=Path, default=OUT)
    ap.add_argument("--cv", type=int, default=0)
    ap.add_argument("--folds", type=int, default=0, help="run only so many of the folds")
    ap.add_argument("--with", dest="corpora", default="aner,aqmar,wojood")
    ap.add_argument("--news", type=float, default=3.0)
    ap.add_argument("--other", type=float, default=1.0)
    ap.add_argument("--bits", type=int, default=19)
    ap.add_argument("--epochs", type=int, default=12)
    ap.add_argument("--rate", type=float, default=0.1)
    ap.add_argument("--decay", type=float, default=0.0)
    ap.add_argument("--drop", type=float, default=0.0)
    a = ap.parse_args()
    ner = a.shared / "data" / "ner"
    main_corpus, _ = news(a.shared)
    files = {"aner": "anercorp_camel_train.conll", "aqmar": "aqmar_ntunlp_train.conll", "wojood": "wojood_sample_flat_train.conll", "caraner": "caraner_hash_train.conll"}
    others = [conll(ner / files[name], name, n) for n, name in enumerate([x for x in a.corpora.split(",") if x], 1)]
    corpora = [main_corpus, *others]
    bundle = Bundle(corpora, {"news": a.news, **{c.name: a.other for c in others}})
    settings = {"bits": a.bits, "epochs": a.epochs, "rate": a.rate, "decay": a.decay, "drop": a.drop}
    skip = prepare(main_corpus.tokens, sentence_of(main_corpus.tokens)).stems.skip
    templates = compiled()
    if a.cv:
        total = Counter()
        fold_of = np.random.default_rng(11).permutation(len(main_corpus.gold)) % a.cv
        for fold in range(a.folds or a.cv):
            began = time.process_time()
            test = fold_of == fold
            train = ~((bundle.corpus == 0) & test[np.minimum(bundle.doc, len(test) - 1)])
            model = quantised(*fit(bundle.attributes, bundle.bounds, templates, bundle.labels, bundle.share, allowed(), only=train, **settings), templates)
            labels, _ = label(prepare(main_corpus.tokens, sentence_of(main_corpus.tokens)), model)
            found = char_spans(main_corpus, skip, labels)
            keep = np.flatnonzero(test)
            c = score([found[i] for i in keep], [main_corpus.gold[i] for i in keep])
            total.update(c)
            print(f"fold {fold}: {report(c)}  ({time.process_time() - began:.0f} s)", flush=True)
        print("all:", report(total))
        return
    model = quantised(*fit(bundle.attributes, bundle.bounds, templates, bundle.labels, bundle.share, allowed(), **settings), templates)
    np.savez_compressed(a.out, table=model.table, scale=model.scale, transition=model.transition)
    print(f"{a.out.name}: {a.out.stat().st_size / 1e6:.2f} MB; rows used {int((model.table != 0).any(1).sum())}; width {WIDTH}")


if __name__ == "__main__":
    main()
