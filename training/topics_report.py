"""Writes what `topics.py` measured: bench/results/topics.md and the confusion matrix docs/img/topics_confusion.svg."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

ROOT = Path(__file__).resolve().parents[1]


def write(
    lines: list[tuple[str, float, float, float]],
    bins: list[tuple[str, int, float, float]],
    sets: list[tuple[str, int, float, float]],
    truth: npt.NDArray[np.int64],
    guess: npt.NDArray[np.int64],
) -> None:
    """Writes both files."""
    labels = list(yaml.safe_load((files("pipeline.resources") / "topics" / "medtop.yaml").read_text("utf-8")).values())
    text = ["# Topics: figures", "", "Written by `python training/topics.py --report`. Annotated articles: 274, 17 topics, cross-validated.", ""]
    text += ["| model | topic or second topic | topic | macro-F1 |", "|---|---:|---:|---:|"]
    text += [f"| {name} | {right:.3f} | {first:.3f} | {f1:.3f} |" for name, right, first, f1 in lines]
    text += [
        "",
        "Does the score mean what it says? Best topic of each article, cross-validated, after calibration:",
        "",
        "| score | articles | mean score | right |",
        "|---|---:|---:|---:|",
    ]
    text += [f"| {name} | {n} | {score:.2f} | {ok:.2f} |" for name, n, score, ok in bins]
    text += [
        "",
        "Section-labelled sets (5-fold, step 1 only; a guess is right when the section allows it; sections that tell no topic are left out):",
        "",
        "| set | texts | accuracy | macro-F1 |",
        "|---|---:|---:|---:|",
    ]
    text += [f"| {name} | {n} | {accuracy:.3f} | {f1:.3f} |" for name, n, accuracy, f1 in sets]
    text += ["", "![Confusion matrix](../../docs/img/topics_confusion.svg)", ""]
    out = ROOT / "bench" / "results" / "topics.md"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("\n".join(text), "utf-8")
    picture = ROOT / "docs" / "img" / "topics_confusion.svg"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(_svg([label["en"] for label in labels], truth, guess), "utf-8")


def _svg(names: list[str], truth: npt.NDArray[np.int64], guess: npt.NDArray[np.int64]) -> str:
    n, cell, left, top = len(names), 30, 270, 250
    counts = np.zeros((n, n), int)
    np.add.at(counts, (truth, guess), 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + n * cell + 20} {top + n * cell + 20}" font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="10" y="20" font-size="14">Topics: annotated (rows) and guessed (columns), {len(truth)} articles, 5-fold</text>',
    ]
    for i, name in enumerate(names):
        short = name.replace(" and ", " &amp; ")
        parts.append(f'<text x="{left - 8}" y="{top + i * cell + 19}" text-anchor="end">{short}</text>')
        x = left + i * cell + 18
        parts.append(f'<text x="{x}" y="{top - 8}" transform="rotate(-60 {x} {top - 8})">{short}</text>')
        total = max(1, int(counts[i].sum()))
        for j in range(n):
            share = counts[i, j] / total
            colour = f"rgb({255 - int(200 * share)},{255 - int(150 * share)},255)" if i == j else f"rgb(255,{255 - int(200 * share)},{255 - int(200 * share)})"
            parts.append(f'<rect x="{left + j * cell}" y="{top + i * cell}" width="{cell}" height="{cell}" fill="{colour}" stroke="#ddd"/>')
            if counts[i, j]:
                parts.append(f'<text x="{left + j * cell + cell // 2}" y="{top + i * cell + 19}" text-anchor="middle">{counts[i, j]}</text>')
    return "\n".join([*parts, "</svg>", ""])
