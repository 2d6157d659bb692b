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

from pipeline.mentions.crf import CHECK, WIDTH, N, allowed
from pipeline.mentions.features import compiled
from pipeline.mentions.model import Input, Weights, prepare
from pipeline.mentions.names import find_names
from pipeline.text.sentences import sentence_of
from training.corpora import Corpus, conll, news, read_labels
from training.crf_trainer import fit
from training.self_label import sample, self_label

OUT = Path(__file__).parents[1] / "pipeline" / "resources" / "names" / "tagger.npz"


def quantised(table: np.ndarray, transition: np.ndarray, templates: np.ndarray, lean: float = 0.0) -> Weights:
    """Weights as a table of int8 and one scale."""
    values = table[:, :N]
    scale = np.float32(np.quantile(np.abs(values[values != 0]), 0.9999) / 127)
    out = np.zeros(table.shape, np.int8)
    out[:, :N] = np.clip(np.round(values / scale), -127, 127)
    used = out.any(axis=1)
    out[used, CHECK] = table[used, CHECK]
    transition = transition.copy()
    transition[:, 0] -= lean  # a little more recall for a little less precision, where F1 is best
    return Weights(out, np.ascontiguousarray(out[:, CHECK]), scale, transition, templates)


class Bundle:
    """Corpora laid end to end, ready for training."""

    def __init__(self, corpora: list[Corpus], weight: dict[str, float]) -> None:
        self.attributes, self.labels, self.bounds, self.share, self.corpus, self.doc = [], [], [], [], [], []
        at = 0
        for number, c in enumerate(corpora):
            given = prepare(c.tokens, sentence_of(c.tokens), c.domain)
            self.attributes.append(given.attributes[:-1])
            self.labels.append(read_labels(c.labels, given.order))
            self.bounds.append(given.bounds[:-1] + at)
            self.share.append(np.full(len(given.bounds) - 1, weight.get(c.name, 1.0), np.float32))
            self.corpus.append(np.full(len(given.bounds) - 1, number))
            self.doc.append(c.tokens.doc[given.order][given.bounds[:-1]])
            at += len(given.order)
        beyond = given.attributes[-1:]
        self.attributes = np.concatenate([*self.attributes, beyond])
        self.labels = np.concatenate(self.labels)
        self.bounds = np.append(np.concatenate(self.bounds), at).astype(np.int64)
        self.share, self.corpus, self.doc = (np.concatenate(x) for x in (self.share, self.corpus, self.doc))


EDGE = "\"'“”«».,;:!?،؛؟…()[]{}-–—*•/\\ "


def inner(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without punctuation at its edges, as the yardstick compares it."""
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    return start, end


def score(texts: list[str], found: list[list[tuple[int, int, str]]], gold: list[list[tuple[int, int, str, bool]]]) -> Counter:
    """Counts of exact matches by type; optional names count neither way."""
    c = Counter()
    for t, f, g in zip(texts, found, gold, strict=True):
        want = {inner(t, s, e): (k, o) for s, e, k, o in g}
        for s, e, k in f:
            hit = want.get(inner(t, s, e))
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


def char_spans(corpus: Corpus, given: Input, model: Weights) -> list[list[tuple[int, int, str]]]:
    """Names found, by text."""
    out: list[list[tuple[int, int, str]]] = [[] for _ in corpus.tokens.texts]
    spans = find_names(corpus.tokens, given, model)
    for d, b, e, k in zip(spans.doc, spans.start, spans.end, spans.type, strict=True):
        out[d].append((b, e, k))
    return out


def taught(a: argparse.Namespace, model: Weights, bundle: Bundle, texts: list[str], only: np.ndarray, settings: dict, templates: np.ndarray) -> Weights:
    """A model that also learns from what another one found in articles nobody annotated."""
    corpus, sure = self_label(texts, model, a.self_least)
    more = Bundle([corpus], {"self": a.self_weight})
    n = len(bundle.labels)
    attributes = np.concatenate([bundle.attributes[:-1], more.attributes])
    bounds = np.append(bundle.bounds[:-1], more.bounds + n)
    print(f"  {int(sure.sum())} of {len(sure)} sentences, {int((corpus.labels & 1).sum())} names", flush=True)
    table, transition = fit(
        attributes,
        bounds,
        templates,
        np.concatenate([bundle.labels, more.labels]),
        np.concatenate([bundle.share, more.share]),
        allowed(),
        only=np.concatenate([only, sure]),
        **settings,
    )
    return quantised(table, transition, templates, a.lean)


def main() -> None:
    """See the module's docstring."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--shared", type=Path, required=True)
    ap.add_argument("--out", type=Path, default=OUT)
    ap.add_argument("--cv", type=int, default=0)
    ap.add_argument("--folds", type=int, default=0, help="run only so many of the folds")
    ap.add_argument("--with", dest="corpora", default="aner,aqmar,wojood")
    ap.add_argument("--news", type=float, default=3.0)
    ap.add_argument("--other", type=float, default=0.5)
    ap.add_argument("--bits", type=int, default=20)
    ap.add_argument("--epochs", type=int, default=12)
    ap.add_argument("--rate", type=float, default=0.03)
    ap.add_argument("--decay", type=float, default=0.0)
    ap.add_argument("--drop", type=float, default=0.0)
    ap.add_argument("--lean", type=float, default=0.4, help="taken off the score of what is no name")
    ap.add_argument("--self-articles", type=int, default=1500, help="articles of the corpus to learn from that nobody annotated")
    ap.add_argument("--self-weight", type=float, default=0.3)
    ap.add_argument("--self-least", type=float, default=0.7)
    a = ap.parse_args()
    ner = a.shared / "data" / "ner"
    main_corpus, _ = news(a.shared)
    files = {"aner": "anercorp_camel_train.conll", "aqmar": "aqmar_ntunlp_train.conll", "wojood": "wojood_sample_flat_train.conll", "caraner": "caraner_hash_train.conll"}
    others = [conll(ner / files[name], name, n) for n, name in enumerate([x for x in a.corpora.split(",") if x], 1)]
    corpora = [main_corpus, *others]
    bundle = Bundle(corpora, {"news": a.news, **{c.name: a.other for c in others}})
    settings = {"bits": a.bits, "epochs": a.epochs, "rate": a.rate, "decay": a.decay, "drop": a.drop}
    given = prepare(main_corpus.tokens, sentence_of(main_corpus.tokens))
    templates = compiled()
    texts = sample(a.shared, a.self_articles) if a.self_articles else []
    if a.cv:
        total = Counter()
        fold_of = np.random.default_rng(11).permutation(len(main_corpus.gold)) % a.cv
        for fold in range(a.folds or a.cv):
            began = time.process_time()
            test = fold_of == fold
            train = ~((bundle.corpus == 0) & test[np.minimum(bundle.doc, len(test) - 1)])
            model = quantised(*fit(bundle.attributes, bundle.bounds, templates, bundle.labels, bundle.share, allowed(), only=train, **settings), templates, a.lean)
            found = char_spans(main_corpus, given, model)
            if a.self_articles:
                model = taught(a, model, bundle, texts, train, settings, templates)
                found = char_spans(main_corpus, given, model)
            keep = np.flatnonzero(test)
            c = score([main_corpus.tokens.texts[i] for i in keep], [found[i] for i in keep], [main_corpus.gold[i] for i in keep])
            total.update(c)
            print(f"fold {fold}: {report(c)}  ({time.process_time() - began:.0f} s)", flush=True)
        print("all:", report(total))
        return
    everything = np.ones(len(bundle.bounds) - 1, np.bool_)
    model = quantised(*fit(bundle.attributes, bundle.bounds, templates, bundle.labels, bundle.share, allowed(), **settings), templates, a.lean)
    if texts:
        model = taught(a, model, bundle, texts, everything, settings, templates)
    np.savez_compressed(a.out, table=model.table, scale=model.scale, transition=model.transition)
    print(f"{a.out.name}: {a.out.stat().st_size / 1e6:.2f} MB; rows used {int((model.table != 0).any(1).sum())}; width {WIDTH}")


if __name__ == "__main__":
    main()
