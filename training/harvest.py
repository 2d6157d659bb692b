"""Reads the news corpus with a tagger and keeps how words and phrases were read (`pipeline/mentions/habits.py`).

Only hashes and classes of counts are kept: no sentence of the corpus can be read back. Articles that resemble one with gold names are left
out, so that what is measured on those articles holds for articles nobody has seen.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
from numba import njit

from pipeline.mentions.habits import LONGEST, Habits, follow
from pipeline.mentions.model import Weights, prepare
from pipeline.mentions.names import name_tokens
from pipeline.mentions.vocabulary import Vocabulary
from pipeline.mentions.words import find_slot, index, words
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import I32, I64, U8, U32, U64, WORD, tokenize

STEP = 2000
#: Share of an article's five-word stretches that stand in articles with gold, from which on it is left out.
ALIKE = 0.25
#: Least number of times a phrase was read as a name, and least share of its occurrences.
TIMES, SHARE = 3, 0.3


def stretches(text: str) -> set[int]:
    """Hashes of all stretches of five words."""
    found = re.findall(r"\w+", text)
    return {hash(" ".join(found[i : i + 5])) for i in range(len(found) - 4)}


def unlabelled(shared: Path) -> list[str]:
    """Articles of the corpus that resemble none with gold names."""
    known: set[int] = set()
    for path in (shared / "data" / "news_train.jsonl", shared / "eval" / "dev.jsonl"):
        for line in path.open(encoding="utf8"):
            article = json.loads(line)
            known |= stretches(f"{article.get('title') or ''}\n\n{article['text']}")
    texts = []
    for title, text in pl.read_parquet(shared / "data" / "corpus.parquet", columns=["title", "text"]).iter_rows():
        whole = f"{title or ''}\n\n{text}"
        own = stretches(whole)
        if not own or len(own & known) / len(own) <= ALIKE:
            texts.append(whole[:6000])
    return texts


@njit(cache=True, nogil=True)
def _count(row: I32, label: U8, doc: I32, read: I64, leads: I64) -> None:
    for i in range(len(row)):
        if row[i] >= 0:
            read[row[i], label[i]] += 1
            if i + 1 < len(row) and doc[i + 1] == doc[i]:
                leads[row[i], label[i + 1]] += 1


@njit(cache=True, nogil=True)
def _hash_names(begin: I64, end: I64, word: I32, stem: U64, doc: I32, kind: U8, key: U64, out: U32) -> None:
    """Upper half of the hash of each name of several words; 0 where punctuation stands in it or it is too long."""
    hashes = np.empty(LONGEST, np.uint64)
    for x in range(len(begin)):
        n = follow(begin[x], word, stem, doc, kind, key, hashes)
        length = end[x] - begin[x]
        out[x] = np.uint32(hashes[length - 1] >> np.uint64(32)) if 1 < length <= n else 0


@njit(cache=True, nogil=True)
def _occurrences(word: I32, stem: U64, doc: I32, kind: U8, key: U64, phrases: U32, slots: I32, seen: I64) -> None:
    hashes = np.empty(LONGEST, np.uint64)
    for i in range(len(kind)):
        for n in range(1, follow(i, word, stem, doc, kind, key, hashes)):
            p = find_slot(hashes[n], phrases, slots)
            if p >= 0:
                seen[p] += 1


def classes(counts: np.ndarray) -> U8:
    """Classes 0 to 183 of counts of labels.

    Args:
        counts: How often each of the seven labels was given; one row a word.

    Returns:
        0 for what was seen less than twice; 1 to 3 (by frequency) for what is hardly ever a name; else by the share of names (five
        steps), the most frequent type, whether it is nearly the only one, whether names begin or go on there, and frequency.
    """
    total = counts.sum(1)
    names = total - counts[:, 0]
    types = counts[:, 1::2] + counts[:, 2::2]
    best = types.argmax(1)
    most = types.max(1)
    share = np.digitize(names / np.maximum(1, total), [0.03, 0.15, 0.4, 0.7, 0.92])
    pure = most / np.maximum(1, names) > 0.85
    begins = np.digitize(counts[:, 1::2][np.arange(len(counts)), best] / np.maximum(1, most), [0.25, 0.75])
    often = np.digitize(total, [4, 16])
    fine = 4 + ((((share - 1) * 3 + best) * 2 + pure) * 3 + begins) * 2 + (often > 1)
    return np.where(total < 2, 0, np.where(share == 0, 1 + often, fine)).astype(np.uint8)


def harvest(model: Weights, texts: list[str], before: Habits) -> Habits:
    """How a model reads texts.

    Args:
        model: The tagger.
        texts: Articles nobody annotated.
        before: The habits it was trained with.

    Returns:
        The habits of its reading.
    """
    size = len(words().hashes)
    read, leads = np.zeros((size, 7), np.int64), np.zeros((size, 7), np.int64)
    hashes, types, batches = [], [], []
    for at in range(0, len(texts), STEP):
        tokens = tokenize(texts[at : at + STEP])
        given = prepare(tokens, sentence_of(tokens), Vocabulary(before))
        names, _ = name_tokens(tokens, given, model)
        label = np.zeros(len(tokens), np.uint8)
        for begin, end, kind in zip(names.begin.tolist(), names.end.tolist(), names.type.tolist(), strict=True):
            label[begin] = 2 * kind + 1
            label[begin + 1 : end] = 2 * kind + 2
        row = np.where(tokens.kind == WORD, given.stems.row, -1).astype(np.int32)
        _count(row[given.order], label[given.order], tokens.doc[given.order], read, leads)
        own = np.zeros(len(names), np.uint32)
        every = np.arange(len(tokens), dtype=np.int32)
        place = (every, given.stems.stem, tokens.doc, tokens.kind, tokens.key)
        _hash_names(names.begin, names.end, *place, own)
        hashes.append(own[own > 0])
        types.append(names.type[own > 0])
        batches.append((place, row))
    phrases, of = np.unique(np.concatenate(hashes), return_inverse=True)
    counts = np.zeros((len(phrases), 3), np.int64)
    np.add.at(counts, (of, np.concatenate(types)), 1)
    keep = counts.sum(1) >= TIMES
    phrases, counts = phrases[keep], counts[keep]
    seen = np.zeros(len(phrases), np.int64)
    slots = index(phrases)
    for place, _ in batches:
        _occurrences(*place, phrases, slots, seen)
    total = counts.sum(1)
    share = total / np.maximum(seen, total)
    kept = share > SHARE
    grade = 1 + ((counts.argmax(1) * 2 + (counts.max(1) / total > 0.85)) * 2 + (share > 0.75)) * 2 + (total >= 10)
    opens = np.zeros(size, np.uint8)
    for place, row in batches:
        _openers(*place, row, phrases[kept], index(phrases[kept]), opens)
    return Habits.of(classes(read), classes(leads), opens, phrases[kept], grade[kept].astype(np.uint8))


@njit(cache=True, nogil=True)
def _openers(word: I32, stem: U64, doc: I32, kind: U8, key: U64, row: I32, phrases: U32, slots: I32, opens: U8) -> None:
    hashes = np.empty(LONGEST, np.uint64)
    for i in range(len(kind)):
        if row[i] < 0 or opens[row[i]]:
            continue
        for n in range(1, follow(i, word, stem, doc, kind, key, hashes)):
            if find_slot(hashes[n], phrases, slots) >= 0:
                opens[row[i]] = 1
                break


def write(table: Habits, path: Path) -> None:
    """Writes the table as `pipeline/mentions/habits.py` reads it."""
    np.savez_compressed(path, read=table.read, leads=table.leads, opens=np.packbits(table.opens), phrases=table.phrases, classes=table.classes)
