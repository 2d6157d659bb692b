"""Reads the annotated corpora the tagger is trained on: texts with a label for every token of the pipeline's own tokenizer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from pipeline.mentions.crf import LABELS, TYPES
from pipeline.text.tokens import Tokens, tokenize

#: How other corpora call our types; what is not listed is no name.
SAME = {"PER": "PER", "PERS": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC"}
#: Sentences of a CoNLL file that make one text, for want of document borders.
SENTENCES = 20


@dataclass
class Corpus:
    """Texts of one corpus.

    Attributes:
        name: What it is called.
        domain: 0 for news annotated by our own guidelines, else a number of its own.
        tokens: Tokens of all texts.
        labels: Label of every token (index into `LABELS`).
        gold: For each text the spans (start, end, type, optional) it should give.
    """

    name: str
    domain: int
    tokens: Tokens
    labels: np.ndarray
    gold: list[list[tuple[int, int, str, bool]]]


def label_tokens(tokens: Tokens, gold: list[list[tuple[int, int, str, bool]]]) -> np.ndarray:
    """Labels of tokens from spans; a token belongs to a span it overlaps."""
    labels = np.zeros(len(tokens), np.uint8)
    for d, spans in enumerate(gold):
        lo, hi = int(tokens.first[d]), int(tokens.first[d + 1])
        for start, end, kind, _ in spans:
            i = lo + int(np.searchsorted(tokens.end[lo:hi], start, "right"))
            begin = True
            while i < hi and tokens.start[i] < end:
                labels[i] = LABELS.index(("B-" if begin else "I-") + kind)
                begin = False
                i += 1
    return labels


def news(shared: Path) -> Corpus:
    """The articles annotated for this project."""
    docs = [json.loads(line) for line in (shared / "data" / "news_train.jsonl").open(encoding="utf8")]
    texts = [(d.get("title") or "") + "\n\n" + d["text"] for d in docs]
    gold = [[(m["start"], m["end"], m["type"], bool(m.get("optional"))) for m in d["mentions"]] for d in docs]
    tokens = tokenize(texts)
    return Corpus("news", 0, tokens, label_tokens(tokens, gold), gold)


def news_ids(shared: Path) -> list[str]:
    """Ids of the articles of `news`, in the same order."""
    return [json.loads(line)["id"] for line in (shared / "data" / "news_train.jsonl").open(encoding="utf8")]


def annotated_later(shared: Path) -> Corpus:
    """Articles of the news corpus whose names this project annotated itself (`training/names_extra.tsv`)."""
    lines = (Path(__file__).parent / "names_extra.tsv").read_text("utf-8").splitlines()
    labels = dict(line.split("\t") for line in lines if not line.startswith("#"))
    frame = pl.read_parquet(shared / "data" / "corpus.parquet", columns=["id", "title", "text"]).filter(pl.col("id").is_in(list(labels)))
    texts, gold = [], []
    for id_, title, text in frame.iter_rows():
        texts.append(f"{title or ''}\n\n{text}")
        names = (name.split("-") for name in labels[id_].split())
        gold.append([(int(start), int(end), kind, False) for start, end, kind in names])
    tokens = tokenize(texts)
    return Corpus("later", 0, tokens, label_tokens(tokens, gold), gold)


def sentences(path: Path) -> Iterable[list[tuple[str, str]]]:
    """Sentences of a CoNLL file as (word, label)."""
    now: list[tuple[str, str]] = []
    for line in path.open(encoding="utf8"):
        parts = line.rstrip("\n").replace("\t", " ").split(" ")
        if len(parts) < 2 or not parts[0]:
            if now:
                yield now
            now = []
        else:
            now.append((parts[0], parts[-1]))
    if now:
        yield now


def conll(path: Path, name: str, domain: int) -> Corpus:
    """A CoNLL file; words are joined by blanks, sentences by line breaks."""
    texts: list[str] = []
    gold: list[list[tuple[int, int, str, bool]]] = []
    for n, sentence in enumerate(sentences(path)):
        if n % SENTENCES == 0:
            texts.append("")
            gold.append([])
        if texts[-1]:
            texts[-1] += "\n"
        for word, label in sentence:
            at = len(texts[-1])
            texts[-1] += word + " "
            kind = SAME.get(label[2:])
            if kind not in TYPES:
                continue
            if label[0] == "I" and gold[-1] and gold[-1][-1][1] >= at - 1 and gold[-1][-1][2] == kind:
                gold[-1][-1] = (gold[-1][-1][0], at + len(word), kind, False)
            else:
                lead = len(word) - len(word.lstrip("(«\"“'[-"))
                gold[-1].append((at + lead, at + len(word), kind, False))
    gold = [[(s, s + len(t[s:e].rstrip(")»\"”'].,،")), k, o) for s, e, k, o in g if t[s:e].strip("()«»\"“”'[].,،- ")] for t, g in zip(texts, gold, strict=True)]
    tokens = tokenize(texts)
    return Corpus(name, domain, tokens, label_tokens(tokens, gold), gold)


def read_labels(labels: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Labels of the tokens the tagger reads; a name that begins at a mark begins at the word after it."""
    out = labels[order].copy()
    for i in np.flatnonzero((out > 0) & (out % 2 == 0)).tolist():
        if i == 0 or out[i - 1] not in (out[i], out[i] - 1) or (order[i] - 1 != order[i - 1] and labels[order[i] - 1] == out[i] - 1):
            out[i] -= 1
    return out


def own(path: Path = Path(__file__).parent / "names_own.txt") -> Corpus:
    """Sentences written for this project, each a text of its own."""
    texts: list[str] = []
    gold: list[list[tuple[int, int, str, bool]]] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, spans = "", []
        for part in re.split(r"(\[[A-Z]{3} [^\]]+\])", line):
            if part.startswith("["):
                spans.append((len(text), len(text) + len(part) - 6, part[1:4], False))
            text += part[5:-1] if part.startswith("[") else part
        texts.append(text)
        gold.append(spans)
    tokens = tokenize(texts)
    return Corpus("own", 0, tokens, label_tokens(tokens, gold), gold)
