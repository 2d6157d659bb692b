"""CPU seconds per article of every stage and of the whole run, beside spaCy's blank Arabic pipeline only tokenising the same articles.

Both are measured in one process, in turn, so that the ratio holds when the machine's speed drifts; minimum and median of the rounds are
given. Everything runs in this process (one worker). Every figure is of articles that neither has read before in this process: both keep the
words and names they have met (spaCy every word it has cut), and news does not come twice. So each round takes articles of its own, some for
the stages and others for the whole run, and the ratio is to spaCy over the same articles. The whole run is what `rawi run` does from raw
documents to the catalog, without the start of the interpreter and of Dagster, which is measured apart: it is paid once a run, whatever the
number of articles. It is also measured over a quarter as many, which parts what a run costs from what an article costs, and, with
`--large`, once over more.

    python -m bench.run [--articles FILE] [--n 2000] [--rounds 5] [--large 20000]
"""

from __future__ import annotations

import argparse
import gc
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


def tokenising(nlp: Language, texts: list[str]) -> float:
    """CPU seconds of spaCy cutting texts into tokens, as in a process of its own: Python's search for cycles does not walk what we keep."""
    gc.collect()
    gc.freeze()
    began = time.process_time()
    for text in texts:
        nlp.make_doc(text)
    spent = time.process_time() - began
    gc.unfreeze()
    return spent


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


def articles_of(store: Store) -> pl.DataFrame:
    """The articles of a day, as the stages read them."""
    table = TABLES["articles"]
    return pl.concat([store.read_files([store.address(table, p.path)]) for p in store.parts(table, DAY)])


def stages(home: Path, articles: str, n: int) -> tuple[dict[str, float], list[str]]:
    """CPU seconds of every stage alone, each reading what those before it made; and the articles' texts."""
    settings = Settings(home, lake=str(home / "lake"))
    settings.prepare()
    take_in(settings.store, DAY, found(settings, DAY, [articles]), "bench", batch_size=settings.batch_size, limit=n)
    raw = TABLES["raw_documents"]
    made = {"raw_documents": pl.concat([settings.store.read_files([settings.store.address(raw, p.path)]) for p in settings.store.parts(raw, DAY)])}
    spent = {}
    for name, stage in STAGES.items():
        inputs = {i: made[i] for i in stage.inputs}
        began = time.process_time()
        made[name] = stage.rows(**inputs).rows
        spent[name] = time.process_time() - began
    return spent, made["articles"]["text"].to_list()


def portions(articles: str, sizes: list[int], folder: Path) -> list[str]:
    """Files of so many articles each, none in two of them; the whole for each where there are not enough."""
    path = Path(articles)
    if path.suffix != ".parquet" or pl.scan_parquet(path).select(pl.len()).collect().item() < sum(sizes):
        print(f"{articles} has fewer than {sum(sizes)} articles: every round reads the same ones")
        return [articles] * len(sizes)
    frame, at, out = pl.read_parquet(path), 0, []
    for number, size in enumerate(sizes):
        out.append(str(folder / f"portion-{number}.parquet"))
        frame[at : at + size].write_parquet(out[-1])
        at += size
    return out


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
    n, quarter = args.n, args.n // 4
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        warm, *files = portions(args.articles, [n, *[n, n, quarter] * args.rounds, *[args.large] * bool(args.large)], home)
        whole_run(home / "warm", warm, n)  # compiles kernels, loads resources
        tokenising(nlp, articles_of(Settings(home / "warm", lake=str(home / "warm" / "lake")).store)["text"].to_list())
        rounds: list[dict[str, tuple[float, float, int]]] = []
        length = 0.0
        for number in range(args.rounds):
            alone, for_run, for_quarter = files[3 * number : 3 * number + 3]
            spent, texts = stages(home / f"{number}-stages", alone, n)
            base = tokenising(nlp, texts)
            length += sum(map(len, texts)) / len(texts) / args.rounds
            figures = {"spaCy blank(ar) tokenising": (base, base, len(texts))}
            figures |= {f"stage {name}": (seconds, base, len(texts)) for name, seconds in spent.items()}
            steps, base, read = beside(home / str(number), for_run, n, nlp)
            figures |= {f"run: {name}": (seconds, base, read) for name, seconds in steps.items()}
            figures["whole run, raw to catalog"] = (sum(steps.values()), base, read)
            steps, base, read = beside(home / f"{number}-quarter", for_quarter, quarter, nlp)
            figures["whole run over a quarter as many articles"] = (sum(steps.values()), base, read)
            rounds.append(figures)
            seconds, base, _ = figures["whole run, raw to catalog"]
            print(f"round {number + 1} of {args.rounds}: whole run {seconds / base:.2f} × spaCy")
        large = [at_size(home / "large", files[-1], args.large, nlp)] if args.large else []
    write(rounds, n, length, [fixed_part(rounds, n), *large, start_of_a_run()], Path(args.articles).name)


def beside(home: Path, articles: str, n: int, nlp: Language) -> tuple[dict[str, float], float, int]:
    """CPU seconds of the steps of a whole run, of spaCy over the same articles, and how many articles there were."""
    steps = whole_run(home, articles, n)
    texts = articles_of(Settings(home, lake=str(home / "lake")).store)["text"].to_list()
    return steps, tokenising(nlp, texts), len(texts)


def at_size(home: Path, articles: str, n: int, nlp: Language) -> str:
    """What a whole run over another number of articles costs, measured once, as a sentence."""
    steps, base, read = beside(home, articles, n, nlp)
    seconds = sum(steps.values())
    return f"The whole run over {read} articles, measured once: {seconds / read * 1000:.3f} ms an article, {seconds / base:.2f} × spaCy."


def fixed_part(rounds: list[dict[str, tuple[float, float, int]]], n: int) -> str:
    """What of the whole run is paid once a run and what an article, by its median cost at two sizes, as a sentence."""
    all_, some = (statistics.median(r[name][0] for r in rounds) for name in ("whole run, raw to catalog", "whole run over a quarter as many articles"))
    an_article = (all_ - some) / (n - n // 4)
    base = statistics.median(r["spaCy blank(ar) tokenising"][0] for r in rounds) / n
    return (
        f"Fixed part of the whole run: {all_ - an_article * n:.2f} CPU seconds a run, and {an_article * 1000:.3f} ms an article ({an_article / base:.2f} × spaCy), "
        f"by the median cost over {n // 4} and over {n} articles."
    )


def write(rounds: list[dict[str, tuple[float, float, int]]], n: int, length: float, sentences: list[str], source: str) -> None:
    """Writes the table."""
    lines = [
        "# What was measured",
        "",
        f"`make bench`: {len(rounds)} rounds in one process, each over {n} articles of {source} for the stages and {n} others for the whole run, {length:.0f} characters on",
        "average, none read before in that process. Times are CPU milliseconds an article; the ratio is to spaCy's tokenizer **over the same articles in the same round**.",
        f"Python {platform.python_version()}, {platform.machine()}.",
        "",
        "| what | min ms | median ms | min ratio | median ratio |",
        "|---|---:|---:|---:|---:|",
    ]
    for name in rounds[0]:
        ms = [seconds / articles * 1000 for seconds, _, articles in (r[name] for r in rounds)]
        ratios = [seconds / base for seconds, base, _ in (r[name] for r in rounds)]
        lines.append(f"| {name} | {min(ms):.3f} | {statistics.median(ms):.3f} | {min(ratios):.2f} | {statistics.median(ratios):.2f} |")
    lines += ["", *(f"- {sentence}" for sentence in sentences), ""]
    for page in sorted((ROOT / "bench" / "results").glob("*.md")):
        lines += [page.read_text(encoding="utf8").strip(), ""]
    RESULTS.write_text("\n".join(lines), encoding="utf8")
    print(f"written: {RESULTS}")


if __name__ == "__main__":
    main()
