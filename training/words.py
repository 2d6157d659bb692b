"""Makes `pipeline/resources/names/words.npz`: frequency bands and cluster numbers of words, counted and learnt over a news corpus.

    python -m training.words --shared ../shared

Needs gensim and scikit-learn beside the project's own packages. The clusters are k-means over word2vec vectors of stems (see
`pipeline.mentions.words`), so that واشنطن, وواشنطن and لواشنطن share one vector. Only hashes, counts and cluster numbers are kept: no
sentence of the corpus can be read back from the table.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

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


class Sentences:
    """Sentences of stems for word2vec, made anew at each pass so that the corpus never has to lie in memory as strings."""

    def __init__(self, texts: list[str], table: Words) -> None:
        self.texts, self.table = texts, table

    def __iter__(self) -> Iterator[list[str]]:
        """Rows of the word table as decimal strings; numbers as N, punctuation and unknown words left out."""
        for at in range(0, len(self.texts), STEP):
            tokens = tokenize(self.texts[at : at + STEP])
            row = stems(tokens, self.table).row
            sentence = sentence_of(tokens)
            cut = np.flatnonzero((np.diff(tokens.doc) != 0) | (np.diff(sentence) != 0)) + 1
            word = np.where(tokens.kind == 1, -2, np.where(tokens.kind == 0, row, -3))
            for part in np.split(word, cut):
                kept = part[(part >= 0) | (part == -2)]
                if len(kept) > 1:
                    yield [str(w) for w in kept.tolist()]


def main() -> None:
    """Counts, learns, clusters, writes."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--shared", type=Path, required=True)
    ap.add_argument("--out", type=Path, default=OUT)
    ap.add_argument("--known", type=int, default=3, help="least count of a word in the table")
    ap.add_argument("--least", type=int, default=6, help="least count of a stem that gets clusters")
    ap.add_argument("--epochs", type=int, default=5)
    a = ap.parse_args()
    from gensim.models import Word2Vec
    from sklearn.cluster import MiniBatchKMeans

    texts = texts_of(a.shared)
    hashes, counts = count_words(texts)
    keep = counts >= a.known
    small, first = np.unique((hashes[keep] >> np.uint64(32)).astype(np.uint32), return_index=True)
    band = np.minimum(255, np.round(8 * np.log2(counts[keep][first]))).astype(np.uint8)
    table = Words(small, index(small), band, np.zeros((len(small), 3), np.uint16))
    print(f"{len(texts)} articles, {counts.sum()} words, {len(small)} in the table", flush=True)

    model = Word2Vec(Sentences(texts, table), vector_size=64, window=4, sg=1, negative=5, min_count=a.least, epochs=a.epochs, workers=1, seed=7, sample=1e-4)
    vectors = model.wv.get_normed_vectors()
    words = model.wv.index_to_key
    print(f"{len(words)} vectors", flush=True)
    out = {"hashes": small, "band": band}
    for name, k in GRAINS.items():
        labels = MiniBatchKMeans(k, batch_size=8192, n_init=1, max_iter=40, random_state=7).fit_predict(vectors)
        column = np.zeros(len(small), np.uint16)
        for w, label in zip(words, labels.tolist(), strict=True):
            if w != "-2":
                column[int(w)] = label + 1
        out[name] = column.astype(np.uint8) if k < 255 else column
    np.savez_compressed(a.out, **out)
    print(f"{a.out.name}: {a.out.stat().st_size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
