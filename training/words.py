"""Makes `pipeline/resources/names/words.npz`: frequency bands and cluster numbers of words, counted over a news corpus.

    python -m training.words --shared ../shared

Needs scikit-learn beside the project's own packages. A word is described by what stands right before and after its stem (the 600 most
frequent stems, two to each side, and clitics); positive pointwise mutual information, a truncated singular value decomposition and k-means
make of that classes of words that are used alike: cities with cities, first names with first names. Only hashes, counts and cluster
numbers are kept: no sentence of the corpus can be read back from the table.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl
from numba import njit

from pipeline.mentions.gazetteer import gazetteer
from pipeline.mentions.words import Words, index, stems
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import tokenize

OUT = Path(__file__).parent.parent / "pipeline" / "resources" / "names" / "words.npz"
GRAINS = {"fine": 2000, "middle": 500, "coarse": 100}
STEP = 4000


def texts_of(shared: Path) -> list[str]:
    """Title and text of every article of the corpus."""
    frame = pl.read_parquet(shared / "data" / "corpus.parquet", columns=["title", "text"])
    return [f"{title or ''}\n\n{text or ''}" for title, text in frame.iter_rows()]


def count_words(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Hashes of the word forms and how often each occurs."""
    seen: dict[int, int] = {}
    for at in range(0, len(texts), STEP):
        tokens = tokenize(texts[at : at + STEP])
        hashes, counts = np.unique(tokens.key[tokens.kind == 0], return_counts=True)
        for h, c in zip(hashes.tolist(), counts.tolist(), strict=True):
            seen[h] = seen.get(h, 0) + c
    order = sorted(seen)
    return np.array(order, np.uint64), np.array([seen[h] for h in order])


# What stands at a place of a sentence that is no word of the table.
NUMBER, MARK, UNKNOWN, BORDER = -2, -3, -4, -5
#: Stems that count as surroundings, and places beside them: number, mark, unknown, border, any other word.
CONTEXTS = 600
WIDTH = CONTEXTS + 5
#: What the blocks of surroundings weigh: left, right, second left, second right, own clitic, clitic of the word after.
BLOCKS = ((WIDTH, 1.0), (WIDTH, 1.0), (WIDTH, 0.5), (WIDTH, 0.5), (9, 1.0), (9, 0.7))


def sequence(texts: list[str], table: Words) -> tuple[np.ndarray, np.ndarray]:
    """The corpus as rows of the word table, a border before every sentence, and the clitic cut off each word (0 for none)."""
    lists = gazetteer()
    rows, clitics = [], []
    for at in range(0, len(texts), STEP):
        tokens = tokenize(texts[at : at + STEP])
        stem = stems(tokens, table, lists.whole, lists.whole_slots)
        sentence = sentence_of(tokens)
        row = np.where(tokens.kind == 0, stem.row, np.where(tokens.kind == 1, NUMBER, MARK)).astype(np.int32)
        row[(tokens.kind == 0) & (stem.row < 0)] = UNKNOWN
        new = np.ones(len(row), np.bool_)
        new[1:] = (np.diff(tokens.doc) != 0) | (np.diff(sentence) != 0)
        clitic = np.where(stem.skip > 0, tokens.chars[tokens.base[tokens.doc] + tokens.start] % 8 + 1, 0).astype(np.uint8)
        places = np.flatnonzero(new)
        rows.append(np.insert(row, places, BORDER))
        clitics.append(np.insert(clitic, places, 0))
    return np.concatenate(rows), np.concatenate(clitics)


@njit(cache=True, nogil=True)
def surroundings(row, clitic, context, slot, out) -> None:  # noqa: ANN001
    """Counts what stands around each word, block by block."""
    for i in range(2, len(row) - 2):
        if row[i] < 0 or slot[row[i]] < 0:
            continue
        w = slot[row[i]]
        for k in range(4):
            offset = (-1, 1, -2, 2)[k]
            x = row[i + offset]
            if (offset == -2 and row[i - 1] == BORDER) or (offset == 2 and row[i + 1] == BORDER):
                x = BORDER
            d = CONTEXTS - x - 2 if x < 0 else context[x] if context[x] >= 0 else CONTEXTS + 4
            out[w, k * WIDTH + d] += 1
        out[w, 4 * WIDTH + clitic[i]] += 1
        out[w, 4 * WIDTH + 9 + clitic[i + 1]] += 1


def informative(counts: np.ndarray) -> np.ndarray:
    """Positive pointwise mutual information by block, less for words seen rarely."""
    at = 0
    for width, weight in BLOCKS:
        block = counts[:, at : at + width]
        total = block.sum(1, keepdims=True) + 1
        share = (block.sum(0, keepdims=True) + 5) ** 0.75
        share /= share.sum()
        counts[:, at : at + width] = weight * np.maximum(0, np.log((block + 1e-9) / (total * share) + 1e-9)) * (total / (total + 10))
        at += width
    return counts


def main() -> None:
    """Counts, describes, clusters, writes."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--shared", type=Path, required=True)
    ap.add_argument("--out", type=Path, default=OUT)
    ap.add_argument("--known", type=int, default=3, help="least count of a word in the table")
    ap.add_argument("--least", type=int, default=8, help="least count of a stem that gets clusters")
    a = ap.parse_args()
    from scipy.sparse import csr_matrix
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.utils.extmath import randomized_svd

    texts = texts_of(a.shared)
    hashes, counts = count_words(texts)
    keep = counts >= a.known
    small, first = np.unique((hashes[keep] >> np.uint64(32)).astype(np.uint32), return_index=True)
    band = np.minimum(255, np.round(8 * np.log2(counts[keep][first]))).astype(np.uint8)
    table = Words(small, index(small), band, np.zeros((len(small), 3), np.uint16))
    print(f"{len(texts)} articles, {counts.sum()} words, {len(small)} in the table", flush=True)

    row, clitic = sequence(texts, table)
    seen = np.bincount(row[row >= 0], minlength=len(small))
    context, slot = np.full(len(small), -1, np.int32), np.full(len(small), -1, np.int32)
    context[np.argsort(-seen)[:CONTEXTS]] = np.arange(CONTEXTS)
    words = np.flatnonzero(seen >= a.least)
    slot[words] = np.arange(len(words))
    matrix = np.zeros((len(words), sum(w for w, _ in BLOCKS)), np.float32)
    surroundings(row, clitic, context, slot, matrix)
    left, size, _ = randomized_svd(csr_matrix(informative(matrix)), n_components=64, n_iter=2, random_state=7)
    vectors = left * np.sqrt(size)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    print(f"{len(words)} vectors", flush=True)
    out = {"hashes": small, "band": band}
    for name, k in GRAINS.items():
        column = np.zeros(len(small), np.uint16)
        column[words] = MiniBatchKMeans(k, batch_size=8192, n_init=1, max_iter=30, random_state=7).fit_predict(vectors) + 1
        out[name] = column.astype(np.uint8) if k < 255 else column
    np.savez_compressed(a.out, **out)
    print(f"{a.out.name}: {a.out.stat().st_size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
