"""Cleaning on real articles and pages: what becomes of 10,000 documents, what it costs beside spaCy, and whose HTML text is nearest to the expected.

What is held against spaCy is all it takes to turn a file into articles: reading it, writing the raw documents, cleaning them, finding
language, tokens and sentences. Both are measured in turn in one process, so that the ratio of a round holds when the machine's speed drifts.

Run: ``python bench/cleaning.py CORPUS.parquet [--pages FOLDER]``. FOLDER holds pages as NAME.html with the expected text in NAME.txt.
Writes bench/results/cleaning.md.

Needs, besides the project: ``pip install spacy==3.8.* resiliparse==2.*`` (each is left out where it is missing).
"""

from __future__ import annotations

import argparse
import importlib
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from assets.intake_step import take_in
from assets.selection import found
from assets.settings import Settings
from pipeline.articles.page import read_page
from pipeline.articles.stage import rows as clean
from pipeline.duplicates.find import find
from pipeline.duplicates.stage import rows as sign
from schemas import TABLES

SAMPLE, BATCH = 10_000, 1_000
ROUNDS, INGESTED = 6, 5_000
DAY = date(2026, 1, 1)


def raw_documents(corpus: pl.DataFrame) -> pl.DataFrame:
    """The corpus as rows of raw_documents."""
    none = pl.lit(None, pl.String)
    return corpus.select(
        doc_id=pl.format("r{}", "id"), source=pl.lit("corpus"), source_uri=pl.format("corpus#{}", "id"), media_type=pl.lit("text/plain"), encoding=pl.lit("utf-8"), raw_text="text", title="title",
        external_id="id", outlet="outlet", url="url", published_raw="date", published_from=pl.lit("metadata"), byline=none, meta_json=none, flags=pl.lit([], pl.List(pl.String)),
        raw_sha256=pl.lit("0" * 64), ingested_at=pl.lit(datetime(2026, 1, 1, tzinfo=UTC)),
    )  # fmt: skip


def on_corpus(path: Path) -> Iterator[str]:
    """What becomes of a sample, and what it costs."""
    corpus = pl.read_parquet(path)
    corpus = corpus.sample(min(SAMPLE, corpus.height), seed=7)
    raw = raw_documents(corpus)
    sign(clean(raw.head(50)).rows)
    begin = time.process_time()
    done = [clean(part) for part in raw.iter_slices(BATCH)]
    cleaning = time.process_time() - begin
    begin = time.process_time()
    signed = [sign(d.rows).rows.with_columns(ingest_date=pl.lit(date(2026, 1, 1)), batch=pl.lit(n, pl.Int32)) for n, d in enumerate(done)]
    signing = time.process_time() - begin
    signatures = pl.concat(signed)
    begin = time.process_time()
    copies = find(signatures, signatures.clear(), TABLES["duplicates"].empty())
    finding = time.process_time() - begin
    articles, rejects = pl.concat([d.rows for d in done]), pl.concat([d.rejects for d in done])
    reasons = ", ".join(f"{r} {n}" for r, n in sorted(rejects["reason"].value_counts().iter_rows()))
    kinds = Counter(b["kind"] for blocks in articles["blocks"].to_list() for b in blocks if b["start"] is None)
    n = corpus.height
    yield f"{n} articles of the corpus ({corpus['text'].str.len_chars().mean():.0f} characters on average): {articles.height} articles, {rejects.height} rejects ({reasons}); accounted for: {100 * (articles.height + rejects.height) / n:.1f} %."
    yield f"Languages: {', '.join(f'{k} {v}' for k, v in articles['language'].value_counts().iter_rows())}. Blocks removed: {', '.join(f'{k} {v}' for k, v in kinds.most_common())}."
    yield f"Copies: {', '.join(f'{k} {v}' for k, v in sorted(copies['kind'].value_counts().iter_rows()))}."
    yield ""
    yield "| step | ms an article | of spaCy |"
    yield "|---|---:|---:|"
    steps = {"clean + language + tokens + sentences": cleaning, "fingerprint": signing, "find copies (all at once)": finding}
    spacy = _spacy([f"{t or ''}\n\n{x}" for t, x in corpus.select("title", "text").head(2000).iter_rows()])
    for name, seconds in steps.items():
        yield f"| {name} | {1000 * seconds / n:.3f} | {f'{seconds / n / spacy:.2f}' if spacy else ''} |"
    yield f'| spaCy blank("ar") tokenizer alone | {f"{1000 * spacy:.3f}" if spacy else "not installed"} | 1.00 |'


def _spent(function: Callable[[], object]) -> float:
    """CPU seconds (user and system, this process) of a call."""
    begin = time.process_time()
    function()
    return time.process_time() - begin


def on_ingestion(path: Path) -> Iterator[str]:
    """What reading, writing, cleaning and splitting cost together, beside spaCy tokenising the same articles; one round to warm up."""
    try:
        make_doc = importlib.import_module("spacy").blank("ar").make_doc
    except ModuleNotFoundError:
        return
    table, rounds = TABLES["raw_documents"], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS + 1):
            settings = Settings(Path(folder) / str(number), lake=str(Path(folder) / str(number) / "lake"))
            settings.prepare()
            ingest = _spent(lambda s=settings: take_in(s.store, DAY, found(s, DAY, [str(path)]), "bench", batch_size=BATCH, limit=INGESTED))
            parts = [settings.store.read_files([settings.store.address(table, p.path)]) for p in settings.store.parts(table, DAY)]
            made: list[pl.DataFrame] = []
            cleaning = _spent(lambda p=parts, m=made: m.extend(clean(part).rows for part in p))
            texts = [text for frame in made for text in frame["text"].to_list()]
            rounds.append((ingest, cleaning, _spent(lambda t=texts: [make_doc(text) for text in t])))
    rounds, n = rounds[1:], len(texts)
    yield ""
    yield f"From file to articles, {n} articles, {ROUNDS} rounds in one process; the ratio is to spaCy in the same round."
    yield ""
    yield "| step | min ms an article | median ms | min ratio | median ratio |"
    yield "|---|---:|---:|---:|---:|"
    columns = {"read and write raw documents": (0,), "clean, language, tokens, sentences": (1,), "both": (0, 1), 'spaCy blank("ar") tokenizer alone': (2,)}
    for name, which in columns.items():
        ms = [1000 * sum(r[i] for i in which) / n for r in rounds]
        ratios = [sum(r[i] for i in which) / r[2] for r in rounds]
        yield f"| {name} | {min(ms):.3f} | {statistics.median(ms):.3f} | {min(ratios):.2f} | {statistics.median(ratios):.2f} |"


def _spacy(texts: list[str]) -> float | None:
    try:
        tokenizer = importlib.import_module("spacy").blank("ar").tokenizer
    except ModuleNotFoundError:
        return None
    begin = time.process_time()
    for text in texts:
        tokenizer(text)
    return (time.process_time() - begin) / len(texts)


def _trafilatura(page: str) -> str:
    return importlib.import_module("trafilatura").extract(page, include_comments=False, include_tables=False) or ""


def _resiliparse(page: str) -> str:
    return str(importlib.import_module("resiliparse.extract.html2text").extract_plain_text(page, main_content=True, alt_texts=False, links=False))


def _ours(page: str) -> str:
    frame = raw_documents(
        pl.DataFrame(
            [{"id": "0" * 16, "text": page, "title": None, "outlet": None, "url": None, "date": None}],
            schema=dict.fromkeys(("id", "text", "title", "outlet", "url", "date"), pl.String),
        )
    )
    made = clean(frame.with_columns(media_type=pl.lit("text/html"))).rows
    return made["text"][0][len(made["title"][0] or "") :] if made.height else ""


def on_pages(folder: Path) -> Iterator[str]:
    """Words of each extractor against those expected."""
    pages = [
        (p.read_text(encoding="utf8", errors="replace"), p.with_suffix(".txt").read_text(encoding="utf8")) for p in sorted(folder.glob("*.html")) if p.with_suffix(".txt").exists()
    ]
    extractors: dict[str, Callable[[str], str]] = {
        "rawi": _ours,
        "trafilatura": _trafilatura,
        "resiliparse (main content)": _resiliparse,
        "rawi, blocks before cleaning": lambda page: read_page(page, None).text,
    }
    yield ""
    yield f"{len(pages)} pages with an expected text, overlap of words:"
    yield ""
    yield "| extractor | precision | recall | ms a page |"
    yield "|---|---:|---:|---:|"
    for name, extract in extractors.items():
        precision, recall, seconds = [], [], 0.0
        for page, expected in pages:
            try:
                extract(page)
                begin = time.process_time()
                got = Counter(re.findall(r"\w+", extract(page)))
            except ModuleNotFoundError:
                break
            seconds += time.process_time() - begin
            want = Counter(re.findall(r"\w+", expected))
            both = sum((got & want).values())
            precision.append(both / max(1, sum(got.values())))
            recall.append(both / max(1, sum(want.values())))
        if precision:
            yield f"| {name} | {sum(precision) / len(precision):.3f} | {sum(recall) / len(recall):.3f} | {1000 * seconds / len(pages):.1f} |"


def main() -> None:
    """Measures and writes the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "cleaning.md")
    args = parser.parse_args()
    lines = ["# Cleaning", "", *on_corpus(args.corpus), *on_ingestion(args.corpus), *(on_pages(args.pages) if args.pages else ())]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text("\n".join([*lines, ""]), encoding="utf8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
