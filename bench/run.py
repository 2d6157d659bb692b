"""CPU seconds per article of every stage and of the whole run, beside spaCy's blank Arabic pipeline only tokenising the same articles.

Both are measured in one process, in turn, so that the ratio holds when the machine's speed drifts; minimum and median of the rounds are
given. Everything runs in this process (one worker). The whole run is what `rawi run` does from raw documents to the catalog, without the
start of the interpreter and of Dagster, which is measured apart: it is paid once a run, whatever the number of articles. The whole run is
also measured over a quarter of the articles, which parts what a run costs from what an article costs, and, with `--large`, once over more.

    python -m bench.run [--articles FILE] [--n 2000] [--rounds 5] [--large 20000]
"""

from __future__ import annotations

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
from spacy.language import Language

from assets import corpus, daily
from assets.engine import LocalEngine
from assets.intake_step import take_in
from assets.selection import found
from assets.settings import Settings
from pipeline.stages import STAGES
from schemas import TABLES
from warehouse import catalog
from warehouse.store import Store

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "RESULTS.md"
DAY = date(2026, 1, 31)


def cpu(function: Callable[[], object]) -> float:
    """CPU seconds (user and system, this process) of a call."""
    began = time.process_time()
    function()
    return time.process_time() - began


def whole_run(home: Path, articles: str, n: int) -> dict[str, float]:
    """CPU seconds of every step from raw documents to the catalog, into a new home."""
    settings = Settings(home, lake=str(home / "lake"))
    settings.prepare()
    store, engine = settings.store, LocalEngine(1)
    spent = {"intake": cpu(lambda: take_in(store, DAY, found(settings, DAY, [articles]), "bench", batch_size=settings.batch_size, limit=n))}
    for table in STAGES:
        spent[f"{table} (with validation and writing)"] = cpu(lambda table=table: daily.update(store, engine, table, DAY, "bench"))
    steps = {"duplicates": corpus.update_duplicates, "entity_links": corpus.update_entity_links, "entities": corpus.update_entities}
    for name, step in steps.items():
        spent[name] = cpu(lambda step=step: step(store, "bench"))
    spent["catalog"] = cpu(lambda: catalog.build(store, settings.database))
    return spent


def stage_inputs(store: Store) -> dict[str, pl.DataFrame]:
    """What every table holds, as the stages read it."""
    return {name: pl.concat([store.read_files([store.address(t, p.path)]) for p in store.parts(t, DAY)]) for name, t in TABLES.items() if t.daily and name != "rejects"}


def start_of_a_run() -> str:
    """CPU seconds of `rawi run` with nothing to do (interpreter, imports, Dagster), as a sentence."""
    with tempfile.TemporaryDirectory() as home:
        import resource

        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "rawi", "run", "--home", home], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return f"Starting `rawi run` (interpreter, imports, Dagster; paid once a run, whatever it reads): {seconds:.1f} CPU seconds."


def main() -> None:
    """Measures and writes bench/RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = ROOT.parent / "shared" / "data" / "corpus.parquet"
    parser.add_argument("--articles", default=str(default if default.exists() else ROOT / "sample"))
    parser.add_argument("--n", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", type=int, default=0, help="also measure the whole run once over so many articles")
    args = parser.parse_args()
    import spacy

    nlp = spacy.blank("ar")
    with tempfile.TemporaryDirectory() as folder:
        whole_run(Path(folder) / "warm", args.articles, args.n)  # compiles kernels, fills caches
        inputs = stage_inputs(Settings(Path(folder) / "warm", lake=str(Path(folder) / "warm" / "lake")).store)
        texts = inputs["articles"]["text"].to_list()
        n = len(texts)
        rounds: list[dict[str, float]] = []
        for number in range(args.rounds):
            spent = {"spaCy blank(ar) tokenising": cpu(lambda: [nlp.make_doc(t) for t in texts])}
            for name, stage in STAGES.items():
                spent[f"stage {name}"] = cpu(lambda stage=stage: stage.rows(**{i: inputs[i] for i in stage.inputs}))
            steps = whole_run(Path(folder) / str(number), args.articles, args.n)
            spent |= {f"run: {name}": seconds for name, seconds in steps.items()}
            spent["whole run, raw to catalog"] = sum(steps.values())
            quarter = whole_run(Path(folder) / f"{number}-quarter", args.articles, n // 4)
            spent["whole run over a quarter of the articles"] = sum(quarter.values())
            rounds.append(spent)
            print(f"round {number + 1} of {args.rounds}: whole run {spent['whole run, raw to catalog'] / spent['spaCy blank(ar) tokenising']:.2f} × spaCy")
        large = [at_size(Path(folder) / "large", args.articles, args.large, nlp)] if args.large else []
    write(rounds, n, sum(map(len, texts)) / n, [fixed_part(rounds, n), *large, start_of_a_run()], Path(args.articles).name)


def at_size(home: Path, articles: str, n: int, nlp: Language) -> str:
    """What a whole run over another number of articles costs, measured once, as a sentence."""
    seconds = sum(whole_run(home, articles, n).values())
    texts = stage_inputs(Settings(home, lake=str(home / "lake")).store)["articles"]["text"].to_list()
    base = cpu(lambda: [nlp.make_doc(t) for t in texts])
    return f"The whole run over {len(texts)} articles, measured once: {seconds / len(texts) * 1000:.3f} ms an article, {seconds / base:.2f} × spaCy."


def fixed_part(rounds: list[dict[str, float]], n: int) -> str:
    """What of the whole run is paid once a run and what an article, by its cost at two sizes, as a sentence."""
    all_, some = (min(r[name] for r in rounds) for name in ("whole run, raw to catalog", "whole run over a quarter of the articles"))
    an_article = (all_ - some) / (n - n // 4)
    base = min(r["spaCy blank(ar) tokenising"] for r in rounds) / n
    return (
        f"Fixed part of the whole run: {all_ - an_article * n:.2f} CPU seconds a run, and {an_article * 1000:.3f} ms an article ({an_article / base:.2f} × spaCy), "
        f"by the least cost over {n // 4} and over {n} articles."
    )


def write(rounds: list[dict[str, float]], n: int, length: float, sentences: list[str], source: str) -> None:
    """Writes the table."""
    base = [r["spaCy blank(ar) tokenising"] for r in rounds]
    lines = [
        "# What was measured",
        "",
        f"`make bench`: {n} articles of {source}, {length:.0f} characters on average; {len(rounds)} rounds, each measuring everything once in turn, in one process.",
        f"Python {platform.python_version()}, {platform.machine()}. Times are CPU milliseconds an article; the ratio is to spaCy's tokenizer **in the same round**.",
        "",
        "| what | min ms | median ms | min ratio | median ratio |",
        "|---|---:|---:|---:|---:|",
    ]
    for name in rounds[0]:
        part = n // 4 / n if "quarter" in name else 1.0  # of the articles
        ms = [r[name] / (n * part) * 1000 for r in rounds]
        ratios = [r[name] / (b * part) for r, b in zip(rounds, base, strict=True)]
        lines.append(f"| {name} | {min(ms):.3f} | {statistics.median(ms):.3f} | {min(ratios):.2f} | {statistics.median(ratios):.2f} |")
    lines += ["", *(f"- {sentence}" for sentence in sentences), ""]
    for page in sorted((ROOT / "bench" / "results").glob("*.md")):
        lines += [page.read_text(encoding="utf8").strip(), ""]
    RESULTS.write_text("\n".join(lines), encoding="utf8")
    print(f"written: {RESULTS}")


if __name__ == "__main__":
    main()
