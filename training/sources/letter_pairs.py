"""Counts how often one Arabic letter follows another in news text and writes `pipeline/resources/sources/letter_pairs.tsv`.

usage: python training/sources/letter_pairs.py CORPUS.parquet   (a column `text`; every tenth article is enough)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

from pipeline.sources.plausibility import LETTERS, letter_codes

texts = pl.read_parquet(sys.argv[1], columns=["text"])["text"].to_list()[::10]
n = len(LETTERS) + 1
counts = np.zeros((n, n), np.int64)
for text in texts:
    codes = letter_codes(text)
    np.add.at(counts, (codes[:-1], codes[1:]), 1)
counts[0, 0] = 0  # two non-letters say nothing
probabilities = (counts + 0.5) / (counts + 0.5).sum(axis=1, keepdims=True)
bits = np.log2(probabilities)
out = Path(__file__).parents[2] / "pipeline/resources/sources/letter_pairs.tsv"
with out.open("w", encoding="utf-8") as f:
    f.write(
        f"# log2 of the probability that the letter of a column follows that of a row; _ is anything but a letter.\n"
        f"# Counted by training/sources/letter_pairs.py on {len(texts)} Arabic news articles of 21 outlets, 2008-2025; no text is in it.\n",
    )
    names = ["_", *LETTERS]
    f.write("\t".join(["", *names]) + "\n")
    for name, row in zip(names, bits, strict=True):
        f.write("\t".join([name, *(f"{v:.1f}" for v in row)]) + "\n")
