"""The name tagger beside python-crfsuite with equal features: ``python -m bench.tagger --shared ../shared [--write]``. Not imported by anything.

Both are trained on the first four fifths of ANERcorp (train) and score on the last fifth, with no other data, no propagation and no
self-labelled articles. Ours has scores of label sequences for each class of step between words, which python-crfsuite cannot have. That is needed only here: ``pip install python-crfsuite==0.9.12``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from pipeline.mentions.crf import LABELS, TYPES, allowed
from pipeline.mentions.features import TEMPLATES, compiled
from pipeline.mentions.habits import Habits
from pipeline.mentions.model import decode, prepare, scores, spans_of, weights
from pipeline.mentions.names import find_names
from pipeline.mentions.vocabulary import Vocabulary
from pipeline.mentions.words import words
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import tokenize
from training.corpora import conll, news, read_labels
from training.crf_trainer import fit
from training.scores import report, score
from training.tagger import quantised

RESULTS = Path(__file__).parent / "results" / "tagger.md"


def strings(attributes: np.ndarray, low: int, high: int, i: int) -> list[str]:
    """Features of one position as python-crfsuite wants them."""
    out = []
    for t, pairs in enumerate(TEMPLATES):
        values = [attributes[j if low <= (j := i + offset) < high else -1, a] for offset, a in pairs]
        out.append(f"{t}={'|'.join(map(str, values))}")
    return out


def main() -> None:
    """Trains both, scores both, measures both."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--shared", type=Path, required=True)
    ap.add_argument("--iterations", type=int, default=60)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    import pycrfsuite

    corpus = conll(a.shared / "data" / "ner" / "anercorp_camel_train.conll", "aner", 0)
    t = corpus.tokens
    # the shipped habits come from models that learnt from the held-back fifth too
    given = prepare(t, sentence_of(t), Vocabulary(Habits.none(len(words().hashes))))
    labels = read_labels(corpus.labels, given.order)
    cut = len(corpus.gold) * 4 // 5
    doc = t.doc[given.order]
    only = doc[given.bounds[:-1]] < cut
    texts, gold = list(t.texts[cut:]), corpus.gold[cut:]

    def spans(found: np.ndarray) -> list[list[tuple[int, int, str]]]:
        out: list[list[tuple[int, int, str]]] = [[] for _ in texts]
        for b, e, k in zip(*(x.tolist() for x in spans_of(found)), strict=True):
            first, last = int(given.order[b]), int(given.order[e - 1])
            if t.doc[first] >= cut:
                out[int(t.doc[first]) - cut].append((int(t.start[first]) + int(given.stems.skip[first]), int(t.end[last]), TYPES[k]))
        return out

    began = time.process_time()
    share = np.ones(len(given.bounds) - 1, np.float32)
    ours = quantised(*fit(given.attributes, given.bounds, compiled(), labels, given.step, share, allowed(), bits=20, epochs=12, rate=0.03, only=only), compiled())
    fitted = time.process_time() - began
    found, _ = decode(scores(given, ours), given, ours)
    lines = [f"| rawi, int8, 2^20 rows | {report(score(texts, spans(found), gold))} | {fitted:.0f} |"]
    print(lines[-1], flush=True)

    began = time.process_time()
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": a.iterations, "feature.possible_transitions": True})
    rows = given.attributes.tolist()
    sentences = [(int(x), int(y)) for x, y in zip(given.bounds[:-1], given.bounds[1:], strict=True)]
    attributes = np.array(rows, object)
    for (low, high), train in zip(sentences, only.tolist(), strict=True):
        if train:
            trainer.append([strings(attributes, low, high, i) for i in range(low, high)], [LABELS[y] for y in labels[low:high]])
    folder = tempfile.TemporaryDirectory()
    trainer.train(f"{folder.name}/bench.crfsuite")
    fitted = time.process_time() - began
    tagger = pycrfsuite.Tagger()
    tagger.open(f"{folder.name}/bench.crfsuite")
    found = np.zeros(len(labels), np.uint8)
    for (low, high), train in zip(sentences, only.tolist(), strict=True):
        if not train:
            found[low:high] = [LABELS.index(y) for y in tagger.tag([strings(attributes, low, high, i) for i in range(low, high)])]
    lines.append(f"| python-crfsuite, same features | {report(score(texts, spans(found), gold))} | {fitted:.0f} |")
    print(lines[-1], flush=True)

    articles = list(news(a.shared).tokens.texts)
    tokens = tokenize(articles)
    find_names(tokens, prepare(tokens, sentence_of(tokens)), weights())
    times = []
    for _ in range(5):
        began = time.process_time()
        tokens = tokenize(articles)
        find_names(tokens, prepare(tokens, sentence_of(tokens)), weights())
        times.append((time.process_time() - began) / len(articles) * 1000)
    few = articles[:20]
    began = time.process_time()
    tokens = tokenize(few)
    small = prepare(tokens, sentence_of(tokens))
    attributes = np.array(small.attributes.tolist(), object)
    for low, high in zip(small.bounds[:-1].tolist(), small.bounds[1:].tolist(), strict=True):
        tagger.tag([strings(attributes, low, high, i) for i in range(low, high)])
    crf = (time.process_time() - began) / len(few) * 1000
    size = sum(len(x) for x in articles) / len(articles)
    lines += [
        "",
        f"End to end (text to names), articles of {size:.0f} characters: {min(times):.2f} ms CPU an article (median {sorted(times)[2]:.2f}); python-crfsuite {crf:.1f} ms, {crf / min(times):.0f} times as long.",
    ]
    print(lines[-1])
    if a.write:
        head = [
            "# The tagger beside python-crfsuite",
            "",
            "Trained on the first four fifths of ANERcorp (train), scored on the last fifth; see bench/tagger.py.",
            "",
            "| model | exact spans | CPU s to train |",
            "|---|---|---:|",
        ]
        RESULTS.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
