"""Trains the name tagger: `tagger.npz`, `habits.npz` and `sentence_net.npz` in `pipeline/resources/names`.

python -m training.tagger --shared ../shared            # train on everything and write
python -m training.tagger --shared ../shared --cv 5     # cross-validate only
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.mentions.cluster import resolve
from pipeline.mentions.crf import CHECK, WIDTH, N, allowed
from pipeline.mentions.features import compiled
from pipeline.mentions.frame import rows_of
from pipeline.mentions.habits import Habits
from pipeline.mentions.model import Weights, prepare
from pipeline.mentions.names import find_names
from pipeline.mentions.vocabulary import Vocabulary
from pipeline.mentions.words import words
from pipeline.text.ids import make_id
from pipeline.text.sentences import sentence_of
from training.corpora import Corpus, annotated_later, conll, news, news_ids, own, read_labels
from training.crf_trainer import fit
from training.gate import gated
from training.harvest import harvest, unlabelled, write
from training.renamed import renamed
from training.scores import by_text, report, score

#: Weight of a sentence written for what a model got wrong, beside one of an article: it stands for many.
OWN = 3.0
#: Linear models whose scores the network learns to correct, each those of the documents it has not learnt from; even, as habits are of two halves.
FOLDS = 4
#: Parts of the network that are written with half the digits.
HALVED = ("projection", "told")
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
    transition[:, :, 0] -= lean  # a little more recall for a little less precision, where F1 is best
    return Weights(out, np.ascontiguousarray(out[:, CHECK]), scale, transition, templates)


class Bundle:
    """Corpora laid end to end, ready for training.

    Args:
        corpora: The corpora.
        weight: Weight of each by name.
        read: How the unlabelled corpus was read; two for what even and odd documents shall know of it.
    """

    def __init__(self, corpora: list[Corpus], weight: dict[str, float], read: tuple[Habits, Habits]) -> None:
        self.attributes, self.labels, self.step, self.bounds, self.share, self.corpus, self.doc = [], [], [], [], [], [], []
        at = 0
        for number, c in enumerate(corpora):
            sentence = sentence_of(c.tokens)
            first, second = (prepare(c.tokens, sentence, Vocabulary(r, c.domain)) for r in read)
            odd = c.tokens.doc[first.order] % 2 == 1
            self.attributes.append(np.where(odd[:, None], second.attributes[:-1], first.attributes[:-1]))
            self.labels.append(read_labels(c.labels, first.order))
            self.step.append(first.step)
            self.bounds.append(first.bounds[:-1] + at)
            self.share.append(np.full(len(first.bounds) - 1, weight.get(c.name, 1.0), np.float32))
            self.corpus.append(np.full(len(first.bounds) - 1, number))
            self.doc.append(c.tokens.doc[first.order][first.bounds[:-1]])
            at += len(first.order)
        self.attributes = np.concatenate([*self.attributes, first.attributes[-1:]])
        self.labels, self.step = np.concatenate(self.labels), np.concatenate(self.step)
        self.bounds = np.append(np.concatenate(self.bounds), at).astype(np.int64)
        self.share, self.corpus, self.doc = (np.concatenate(x) for x in (self.share, self.corpus, self.doc))


class Made(NamedTuple):
    """A model and what it came from.

    Attributes:
        model: The model, without a gate.
        read: The habits it is to be used with.
        halves: The habits that even and odd documents were told in training.
        bundle: What it learnt from.
    """

    model: Weights
    read: Habits
    halves: tuple[Habits, Habits]
    bundle: Bundle


class Training:
    """The corpora and settings, and how models are made of them."""

    def __init__(self, corpora: list[Corpus], weight: dict[str, float], texts: list[str], settings: dict[str, float], lean: float, orders: int, readings: int) -> None:
        self.corpora, self.weight, self.texts, self.settings, self.lean, self.orders, self.readings = corpora, weight, texts, settings, lean, orders, readings
        self.templates = compiled()
        self.none = Habits.none(len(words().hashes))
        self.plain = Bundle(corpora, weight, (self.none, self.none))

    def fitted(self, bundle: Bundle, only: np.ndarray, orders: int = 1) -> Weights:
        """A model of the sentences `only`: the mean of what learning them in so many orders gives."""
        tables, transitions = [], []
        for seed in range(7, 7 + orders):
            table, transition = fit(bundle.attributes, bundle.bounds, self.templates, bundle.labels, bundle.step, bundle.share, allowed(), only=only, seed=seed, **self.settings)
            tables.append(table)
            transitions.append(transition)
        return quantised(sum(tables) / orders, sum(transitions) / orders, self.templates, self.lean)

    def made(self, only: np.ndarray) -> Made:
        """A model of the sentences `only`, and what it is to be used with.

        What a sentence is told of the unlabelled corpus comes from a model that has not learnt from its document, as it will be with new
        articles: the model of the even documents tells the odd ones, and the other way round.
        """
        if not self.texts:
            return Made(self.fitted(self.plain, only), self.none, (self.none, self.none), self.plain)
        odd = self.plain.doc % 2 == 1
        halves = tuple(harvest(self.fitted(self.plain, only & half), self.texts, self.none) for half in (odd, ~odd))
        every = harvest(self.fitted(self.plain, only), self.texts, self.none)
        for _ in range(1, self.readings):
            # what has been told of the corpus reads it better
            bundle = Bundle(self.corpora, self.weight, halves)
            every = harvest(self.fitted(bundle, only), self.texts, every)
            halves = tuple(harvest(self.fitted(bundle, only & half), self.texts, told) for half, told in ((odd, halves[1]), (~odd, halves[0])))
        print(f"  habits of {len(self.texts)} articles: {len(halves[0].phrases)} / {len(halves[1].phrases)} phrases", flush=True)
        bundle = Bundle(self.corpora, self.weight, halves)
        return Made(self.fitted(bundle, only, self.orders), every, halves, bundle)

    def corrected(self, made: Made, only: np.ndarray) -> Weights:
        """The model with a gate, and with a network that corrects it: taught on scores of models that have not learnt from the document."""
        from training.net_trainer import jackknifed, taught  # PyTorch is needed for this alone

        b, model = made.bundle, gated(made.model, made.read, self.texts)
        each = [replace(self.fitted(b, only & (b.doc % FOLDS != k)), gate=model.gate, floor=model.floor) for k in range(FOLDS)]
        emission = jackknifed(self.corpora, each, made.halves)
        net = taught(b.attributes, b.labels, b.step, b.bounds, b.share, only, emission, model.transition, self.texts, made.read)
        return replace(model, net=net)


def cross_validate(training: Training, folds: int, run: int, ids: list[str]) -> pl.DataFrame:
    """Prints scores on articles of the first corpus, fold by fold.

    Returns:
        Rows of `mentions` of those articles, each read by a tagger that had not learned from it; `ids` are the articles' ids.
    """
    corpus, unseen = training.corpora[0], []
    sentence = sentence_of(corpus.tokens)
    total: Counter[tuple[str, str]] = Counter()
    fold_of = np.random.default_rng(11).permutation(len(corpus.gold)) % folds
    for fold in range(run or folds):
        began = time.process_time()
        test = fold_of == fold
        plain = training.plain
        model, read, *_ = training.made(~((plain.corpus == 0) & test[np.minimum(plain.doc, len(test) - 1)]))
        given = prepare(corpus.tokens, sentence, Vocabulary(read))
        spans = find_names(corpus.tokens, given, model)
        found = by_text(spans, len(corpus.gold))
        keep = np.flatnonzero(test)
        rows = rows_of(ids, corpus.tokens, sentence, resolve(corpus.tokens, spans))
        unseen.append(rows.filter(pl.col("article_id").is_in([ids[i] for i in keep])))
        c = score([corpus.tokens.texts[i] for i in keep], [found[i] for i in keep], [corpus.gold[i] for i in keep])
        total.update(c)
        print(f"fold {fold}: {report(c)}  ({time.process_time() - began:.0f} s)", flush=True)
    print("all:", report(total))
    return pl.concat(unseen)


def main() -> None:
    """See the module's docstring."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, required=True)
    ap.add_argument("--out", type=Path, default=OUT)
    ap.add_argument("--cv", type=int, default=0, help="cross-validate in so many folds, without the network, instead of writing weights")
    ap.add_argument("--unseen", type=Path, help="with --cv: write the mentions of the held-back articles here (Parquet), for `training/quotes.py`")
    ap.add_argument("--folds", type=int, default=0, help="run only so many of the folds")
    ap.add_argument("--with", dest="corpora", default="aner,aqmar,wojood")
    ap.add_argument("--news", type=float, default=1.0, help="weight of articles annotated by the project's guidelines")
    ap.add_argument("--other", type=float, default=0.2, help="weight of other corpora")
    ap.add_argument("--bits", type=int, default=20)
    ap.add_argument("--epochs", type=int, default=12)
    ap.add_argument("--rate", type=float, default=0.03)
    ap.add_argument("--readings", type=int, default=2, help="how many times the unlabelled articles are read, each time knowing what the last reading gave")
    ap.add_argument("--orders", type=int, default=3, help="learn the sentences in so many random orders and take the mean")
    ap.add_argument("--lean", type=float, default=0.2, help="taken off the score of what is no name")
    ap.add_argument("--read", type=int, default=2, help="read every n-th article of the corpus for habits (the shipped weights: every second); 0: none")
    a = ap.parse_args()
    ner = a.shared / "data" / "ner"
    files = {"aner": "anercorp_camel_train.conll", "aqmar": "aqmar_ntunlp_train.conll", "wojood": "wojood_sample_flat_train.conll"}
    others = [conll(ner / files[name], name, n) for n, name in enumerate([x for x in a.corpora.split(",") if x], 1)]
    corpora = [news(a.shared), renamed(annotated_later(a.shared)), own(), *others]
    weight = {"news": a.news, "later": a.news, "own": OWN * a.news, **{c.name: a.other for c in others}}
    texts = unlabelled(a.shared)[:: a.read] if a.read else []
    training = Training(corpora, weight, texts, {"bits": a.bits, "epochs": a.epochs, "rate": a.rate}, a.lean, a.orders, a.readings)
    if a.cv:
        mentions = cross_validate(training, a.cv, a.folds, [make_id("a", i) for i in news_ids(a.shared)])
        if a.unseen:
            mentions.write_parquet(a.unseen)
        return
    only = np.ones(len(training.plain.bounds) - 1, np.bool_)
    made = training.made(only)
    model = training.corrected(made, only) if texts else made.model
    np.savez_compressed(a.out, table=model.table, scale=model.scale, transition=model.transition, gate=model.gate, floor=model.floor)
    write(made.read, a.out.with_name("habits.npz"))
    if model.net is not None:
        np.savez_compressed(a.out.with_name("sentence_net.npz"), **{k: v.astype(np.float16) if k in HALVED else v for k, v in asdict(model.net).items()})
    print(f"{a.out.name}: {a.out.stat().st_size / 1e6:.2f} MB; rows used {int((model.table != 0).any(1).sum())}; width {WIDTH}")


if __name__ == "__main__":
    main()
