"""CPU cost of the quotes stage (sentences and tokens included) beside spaCy's blank Arabic tokenizer on the same articles, and of a hostile article.

Rounds of both are measured in turn in one process, so that their ratio holds when the machine's speed drifts. The mentions the stage
reads are made beforehand and not counted. The hostile article is read twice: by a new process, which has to load word lists, weights and
compiled kernels first, and by this one.

    python -m bench.quotes --articles FILE.parquet [--n 1000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from pipeline.mentions.stage import rows as mentions_of
from pipeline.quotes.stage import rows
from pipeline.text.ids import make_id
from schemas import TABLES


def cpu(function: Callable[[], object]) -> float:
    """CPU seconds of a call."""
    began = time.process_time()
    function()
    return time.process_time() - began


def articles_of(texts: list[tuple[str | None, str]]) -> pl.DataFrame:
    """Rows of `articles` with no more in them than the stages read."""
    schema = TABLES["articles"].polars_schema
    full = [{"article_id": make_id("a", i), "title": title, "text": f"{title or ''}\n\n{text}"} for i, (title, text) in enumerate(texts)]
    return pl.DataFrame([{**dict.fromkeys(schema), "agencies": [], "blocks": [], "flags": [], **row} for row in full], schema=schema, orient="row")


def hostile() -> pl.DataFrame:
    """One article of a megabyte with 10,000 quotation marks."""
    clause = 'وقال الوزير إن "هذه جملة من كلام طويل" وأضاف: «كلام آخر قصير هنا» ثم مضى في حديثه عن أمور شتى لا علاقة لها بما سبق منها ومن غيرها. '
    filler = "سار الناس في الطريق الطويل نحو السوق القديم حيث البضائع والزحام والضجيج. " * 4
    text = ((clause + filler) * 10_000)[:1_000_000]
    marks = sum(text.count(m) for m in '"«»')
    print(f"hostile article: {len(text):,} characters, {marks:,} marks")
    return articles_of([(None, text)])


def read_hostile() -> float:
    """CPU seconds of the hostile article."""
    worst = hostile()
    return cpu(lambda: rows(worst, TABLES["mentions"].empty(), TABLES["dates"].empty()))


def main() -> None:
    """Prints both costs and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True, help="Parquet file with columns title and text")
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    import spacy

    frame = pl.read_parquet(arguments.articles, columns=["title", "text"]).drop_nulls("text").sample(arguments.n, seed=1)
    articles = articles_of(list(frame.iter_rows()))
    mentions, dates = mentions_of(articles).rows, TABLES["dates"].empty()
    texts = articles["text"].to_list()
    blank = spacy.blank("ar")
    size = sum(map(len, texts)) / 2500
    rows(articles.head(5), mentions, dates)
    blank(texts[0])
    ours, theirs = [], []
    for _ in range(arguments.rounds):
        ours.append(cpu(lambda: rows(articles, mentions, dates)) / size * 1000)
        theirs.append(cpu(lambda: [blank(t) for t in texts]) / size * 1000)
    print(f"quotes stage: median {statistics.median(ours):.2f}, least {min(ours):.2f} ms CPU per 2,500 characters")
    print(f"spaCy blank('ar'), tokens only: median {statistics.median(theirs):.2f}, least {min(theirs):.2f}")
    print(f"ratio: median {statistics.median(a / b for a, b in zip(ours, theirs, strict=True)):.2f}, of the least {min(ours) / min(theirs):.2f}")
    print(f"hostile article: {read_hostile():.2f} s CPU")
    # this process has compiled whatever was not compiled yet
    cold = "from bench.quotes import read_hostile; print(f'in a new process: {read_hostile():.2f} s CPU')"
    subprocess.run([sys.executable, "-c", cold], check=True)


if __name__ == "__main__":
    main()
