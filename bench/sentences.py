"""Sentence boundaries beside pysbd and blingfire. Writes bench/results/sentences.md.

Run: ``python bench/sentences.py DOCS.jsonl``; a line has doc and sentences (in order). The sentences of a document are joined by a blank
and the boundaries between them have to be found again: a headline without a full stop cannot be, by anyone.

Needs, besides the project: ``pip install pysbd==0.3.4 blingfire==0.1.8`` (each is left out where it is missing).
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import tokenize

Splitter = Callable[[list[str]], list[list[int]]]


def ours(texts: list[str]) -> list[list[int]]:
    """Offsets at which a sentence begins, of each text but its first."""
    tokens = tokenize(texts)
    number = sentence_of(tokens)
    out = []
    for d in range(len(texts)):
        a, b = int(tokens.first[d]), int(tokens.first[d + 1])
        out.append(tokens.start[a:b][np.flatnonzero(np.diff(number[a:b], prepend=number[a])) if b > a else []].tolist())
    return out


def stops(texts: list[str]) -> list[list[int]]:
    """The simplest rule: after every . ! ? ؟ that a blank follows."""
    import re

    return [[m.end() for m in re.finditer(r"[.!?؟]\s+", t)] for t in texts]


def pysbd(texts: list[str]) -> list[list[int]]:
    """Pysbd's rules for Arabic."""
    segmenter = importlib.import_module("pysbd").Segmenter(language="ar", clean=False)
    return [_starts(t, [str(s) for s in segmenter.segment(t)]) for t in texts]


def blingfire(texts: list[str]) -> list[list[int]]:
    """BlingFire's model for all languages."""
    split = importlib.import_module("blingfire").text_to_sentences
    return [_starts(t, split(t).split("\n")) for t in texts]


def _starts(text: str, sentences: list[str]) -> list[int]:
    """Where given sentences begin in a text, by their characters without blanks."""
    where = [i for i, ch in enumerate(text) if not ch.isspace()]
    at, out = 0, []
    for s in sentences:
        n = len("".join(s.split()))
        if at and n and at < len(where):
            out.append(where[at])
        at += n
    return out


def main() -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("docs", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "sentences.md")
    args = parser.parse_args()
    texts, truth, unstopped = [], [], 0
    for line in args.docs.read_text(encoding="utf8").splitlines():
        sentences = [" ".join(s.split()) for s in json.loads(line)["sentences"]]
        texts.append(" ".join(sentences))
        starts = np.cumsum([len(s) + 1 for s in sentences])[:-1].tolist()
        truth.append(set(starts))
        unstopped += sum(s[-1] not in '.!?؟…"»”' for s in sentences[:-1])
    total = sum(map(len, truth))
    lines = [
        "# Sentence boundaries",
        "",
        f"{len(texts)} documents, {total} boundaries; {unstopped} of them after a sentence without a full stop (headlines). Units of the treebank are often",
        "whole paragraphs, so a boundary found inside one counts as wrong for everybody.",
        "",
        "| splitter | P | R | F1 | characters/s |",
        "|---|---:|---:|---:|---:|",
    ]
    ours(texts[:2])
    for name, split in (("rawi", ours), ("every . ! ? ؟ before a blank", stops), ("pysbd 0.3.4 (ar)", pysbd), ("blingfire 0.1.8", blingfire)):
        try:
            begin = time.process_time()
            found = split(texts)
            seconds = time.process_time() - begin
        except ModuleNotFoundError as error:
            lines.append(f"| {name} | {error} | | | |")
            continue
        hit = sum(len(t & set(f)) for t, f in zip(truth, found, strict=True))
        p, r = hit / max(1, sum(len(set(f)) for f in found)), hit / total
        lines.append(f"| {name} | {p:.3f} | {r:.3f} | {2 * p * r / (p + r):.3f} | {sum(map(len, texts)) / max(seconds, 1e-6):,.0f} |")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text("\n".join([*lines, ""]), encoding="utf8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
