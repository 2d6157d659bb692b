"""How the weights of the quotes stage were made: examples from annotated articles, logistic regression, cross-validation by article.

Run from the repository: ``python training/quotes.py --gold ../shared/data/news_train.jsonl`` writes
`pipeline/resources/quotes/weights.json`; with ``--cv`` it writes held-out rows of every fold instead, for the scorer.
Never imported at run time.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from pipeline.quotes import extract, model, speakers
from pipeline.quotes.clauses import Spans, boundaries, clause_before, close, limit_of, trim
from pipeline.quotes.document import Document, documents
from pipeline.quotes.features import report_features, stretch_features
from pipeline.quotes.marks import stretches
from pipeline.quotes.people import Memory
from pipeline.quotes.reports import ATTRIBUTION, POSTPOSED, Marks
from pipeline.text.chars import key
from pipeline.text.ids import make_id
from schemas import TABLES

Example = tuple[list[str], int]
EDGE = " \n\t\xa0\"'.,;:!?،؛؟…()[]{}-–—*•/\\«»“”"
OUT = Path(__file__).parents[1] / "pipeline" / "resources" / "quotes" / "weights.json"


class Gold(NamedTuple):
    """Annotated quotes of one article, spans trimmed."""

    text: str
    quotes: list[dict[str, Any]]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without blanks, stops and marks at its edges, as the scorer compares it."""
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    return start, end


def load(path: Path) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Gold]]:
    """Articles, gold mentions and gold quotes of the quote-annotated part of a file."""
    articles, mentions, gold = [], [], {}
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        if record.get("quotes") is None:
            continue
        text = (record.get("title") or "") + "\n\n" + record["text"]
        article_id = make_id("a", record["id"])
        articles.append({"article_id": article_id, "title": record.get("title"), "text": text})
        names: dict[str, str] = {}
        for m in record["mentions"]:
            surface = text[m["start"] : m["end"]]
            names[m["entity"]] = max(names.get(m["entity"], ""), surface, key=len)
        mentions += [
            {
                "article_id": article_id,
                "start": m["start"],
                "end": m["end"],
                "type": m["type"],
                "kind": "name",
                "entity_key": make_id("k", article_id, m["entity"]),
                "name": names[m["entity"]],
                "role": None,
            }
            for m in record["mentions"]
        ]
        quotes = [{**q, "span": trimmed(text, q["start"], q["end"])} for q in record["quotes"]]
        gold[article_id] = Gold(text, quotes)
    schema = {k: TABLES["mentions"].polars_schema[k] for k in ("article_id", "start", "end", "type", "kind", "entity_key", "name", "role")}
    return pl.DataFrame(articles, schema={"article_id": pl.String, "title": pl.String, "text": pl.String}), pl.DataFrame(mentions, schema=schema), gold


def load_treebank(path: Path) -> tuple[pl.DataFrame, dict[str, Gold]]:
    """Sentences of the treebank set, each as an article, with the spans of their reported clauses.

    Sentences with a cue whose complement the trees do not give are left out; the complementiser is cut off as the guidelines want.
    """
    sentences: dict[str, list[dict[str, Any]]] = {}
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        sentences.setdefault(record["text"], []).append(record)
    rows, gold = [], {}
    for text, records in sentences.items():
        if any(not r["content"] for r in records):
            continue
        quotes = []
        for r in records:
            start, end = r["content"][0]["start"], max(c["end"] for c in r["content"])
            found = re.match(r"[\s\"]*ب?[أإا]نّ?\s+", text[start:end])
            start += found.end() if found else 0
            quotes.append({"kind": "indirect", "span": trimmed(text, start, end), "optional": False})
        article_id = make_id("a", text)
        rows.append({"article_id": article_id, "title": None, "text": text})
        gold[article_id] = Gold(text, quotes)
    return pl.DataFrame(rows, schema={"article_id": pl.String, "title": pl.String, "text": pl.String}), gold


def mentions_of(articles: pl.DataFrame) -> pl.DataFrame:
    """Mentions as the shipped stage finds them."""
    from pipeline.mentions.stage import rows

    columns = TABLES["articles"].polars_schema
    full = articles.select(*(pl.col(c) if c in articles.columns else pl.lit(None, dtype=t).alias(c) for c, t in columns.items()))
    return rows(full.with_columns(agencies=pl.lit([], dtype=pl.List(pl.String)), blocks=pl.lit([], dtype=columns["blocks"]), flags=pl.lit([], dtype=pl.List(pl.String)))).rows


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union."""
    inter = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return inter / ((a[1] - a[0]) + (b[1] - b[0]) - inter or 1)


def end_examples(doc: Document, gold: Gold) -> list[Example]:
    """Boundaries inside and at the end of reports that begin where gold says."""
    out: list[Example] = []
    marks = Marks(doc, stretches(doc))
    found = extract.candidates(doc, marks)
    landmarks = {r.cue_first: r for r in found}
    indirect = [q for q in gold.quotes if q["kind"] == "indirect"]
    for r in found:
        if r.mode in {ATTRIBUTION, POSTPOSED} or r.stretch >= 0:
            continue
        begin = trimmed(gold.text, r.begin, len(gold.text))[0]
        match = next((q for q in indirect if abs(q["span"][0] - begin) <= 2), None)
        if match is None:
            continue
        for k, features in boundaries(doc, marks, r, limit_of(doc, r), landmarks):
            at = trimmed(gold.text, r.begin, doc.end[trim(doc, r.first, k - 1)])[1]
            if at >= match["span"][1] - 1:
                # a stop right at the annotated end, else the annotation ends where no boundary is
                out.append((features, int(abs(at - match["span"][1]) <= 2)))
                break
            out.append((features, 0))
    return out


def report_examples(doc: Document, gold: Gold) -> list[Example]:
    """Reports that are, and are not, annotated; optional ones are left out."""
    out: list[Example] = []
    marks = Marks(doc, stretches(doc))
    found = extract.candidates(doc, marks)
    landmarks = {r.cue_first: r for r in found}
    indirect = [q for q in gold.quotes if q["kind"] == "indirect"]
    covered: list[tuple[int, int]] = []
    for r in found:
        if r.mode in {ATTRIBUTION, POSTPOSED} or r.first < 0:
            continue
        features = report_features(doc, r, nested=any(a <= r.cue_first <= b for a, b in covered))
        close(doc, marks, r, landmarks)
        span = trimmed(gold.text, r.begin, doc.end[max(r.last, r.first)])
        match = next((q for q in indirect if abs(q["span"][0] - span[0]) <= 2 or overlap(q["span"], span) >= 0.5), None)
        if r.stretch < 0 and (match is None or not match.get("optional")):
            out.append((features, int(match is not None)))
        if match is not None or r.stretch >= 0:
            covered.append((r.first, r.last))
    for r in found:
        if r.mode not in {ATTRIBUTION, POSTPOSED}:
            continue
        tokens = clause_before(doc, r.cue_first, Spans(covered))
        if not tokens:
            continue
        r.first, r.last = tokens
        span = trimmed(gold.text, doc.start[tokens[0]], doc.end[tokens[1]])
        match = next((q for q in indirect if overlap(q["span"], span) >= 0.5), None)
        if match is None or not match.get("optional"):
            out.append((report_features(doc, r, nested=False), int(match is not None)))
    return out


def speech_examples(doc: Document, gold: Gold) -> list[Example]:
    """Marked stretches that are, and are not, annotated."""
    out: list[Example] = []
    marks = Marks(doc, stretches(doc))
    found = extract.judge(doc, marks, extract.candidates(doc, marks))
    marked = [q for q in gold.quotes if q["kind"] != "indirect"]
    owners = extract.Owners(doc, found)
    for n, s in enumerate(marks.stretches):
        if extract.is_subheading(doc, s):
            continue
        span = trimmed(gold.text, doc.start[s.first], doc.end[s.last])
        match = next((q for q in marked if overlap(q["span"], span) >= 0.5), None)
        if match is not None and match.get("optional"):
            continue
        r, how = owners.of(marks, n)
        out.append((stretch_features(doc, marks, n, r, how), int(match is not None)))
    return out


def fold_name(name: str | None) -> list[str]:
    """Folded tokens of a name."""
    return re.findall(r"\w+", key(name or ""))


def same_name(name: str | None, gold: Iterable[str | None]) -> bool:
    """Equal after folding, or the shorter one's words all stand in the longer one (as the scorer compares)."""
    p = fold_name(name)
    for other in gold:
        g = fold_name(other)
        short, long = (p, g) if len(p) <= len(g) else (g, p)
        if short and any(len(w) > 2 for w in short) and all(w in long or "ال" + w in long or (w.startswith("ال") and w[2:] in long) for w in short):
            return True
    return False


def speaker_examples(doc: Document, gold: Gold) -> list[Example]:
    """Candidates of annotated reports, right and wrong; the right speaker is what later reports remember."""
    out: list[Example] = []
    marks = Marks(doc, stretches(doc))
    found = extract.judge(doc, marks, extract.candidates(doc, marks))
    memory = Memory(doc)
    for r in found:
        options = speakers.candidates(doc, r, memory)
        r.speaker = speakers.choose(options)
        span = None
        if r.stretch >= 0:
            s = marks.stretches[r.stretch]
            span = trimmed(gold.text, doc.start[s.first], doc.end[s.last])
        elif r.last >= r.first >= 0:
            span = trimmed(gold.text, r.begin, doc.end[r.last])
        match = next((q for q in gold.quotes if span and (q["kind"] == "indirect") == (r.stretch < 0) and overlap(q["span"], span) >= 0.5), None)
        if match is not None:
            names = [match["speaker_name"], *match["aliases"]]
            if match.get("speaker"):
                names.append(gold.text[match["speaker"][0] : match["speaker"][1]])
            right = [c for c in options if same_name(c.speaker.name, names)]
            if len(options) > 1:
                out += [(c.features, int(c in right)) for c in options]
            if right:
                r.speaker = right[0].speaker
        speakers.remember(doc, r, memory)
    return out


def fit(examples: list[Example], *, l2: float = 1.0, least: int = 2, steps: int = 400) -> dict[str, float]:
    """Weights of a logistic model with an L2 penalty, by full-batch Adam (the problem is small and convex)."""
    counts = Counter(f for features, _ in examples for f in set(features))
    names = sorted(f for f, c in counts.items() if c >= least)
    index = {f: i for i, f in enumerate(names)}
    x = np.zeros((len(examples), len(names) + 1), np.float32)
    x[:, -1] = 1
    for row, (features, _) in enumerate(examples):
        for f in features:
            if f in index:
                x[row, index[f]] = 1
    y = np.array([label for _, label in examples], np.float32)
    w = np.zeros(x.shape[1], np.float32)
    m = np.zeros_like(w)
    s = np.zeros_like(w)
    penalty = np.full_like(w, l2)
    penalty[-1] = 0
    for step in range(1, steps + 1):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        g = x.T @ (p - y) + penalty * w
        m = 0.9 * m + 0.1 * g
        s = 0.999 * s + 0.001 * g * g
        w -= 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)
    out = {name: round(float(value), 3) for name, value in zip(names, w[:-1], strict=True) if abs(value) >= 0.01}
    return {"bias": round(float(w[-1]), 3), **out}


def use(weights: dict[str, dict[str, float]]) -> None:
    """Makes the stage read these weights instead of the shipped ones."""
    shipped = model.models()
    shipped.clear()
    shipped.update({name: model.Model(w) for name, w in weights.items()})


MAKERS: tuple[tuple[str, Callable[[Document, Gold], list[Example]], float], ...] = (
    ("end", end_examples, 1.0),
    ("report", report_examples, 1.0),
    ("speech", speech_examples, 2.0),
    ("speaker", speaker_examples, 2.0),
)
#: Models that also learn from the treebank.
FROM_TREEBANK = frozenset({"end"})


def train(docs: Iterable[Document], gold: dict[str, Gold], extra: Iterable[Document] = (), *, report: bool = False) -> dict[str, dict[str, float]]:
    """All models, one after the other: each sees what the ones before it decide.

    Args:
        docs: Articles.
        gold: Their annotation, and that of `extra`.
        extra: Treebank sentences, for the models of `FROM_TREEBANK`.
        report: Whether to print counts.
    """
    docs, extra = list(docs), list(extra)
    weights: dict[str, dict[str, float]] = {}
    for name, maker, l2 in MAKERS:
        use(weights)
        examples = [e for d in (*docs, *(extra if name in FROM_TREEBANK else ())) for e in maker(d, gold[d.article_id])]
        weights[name] = fit(examples, l2=l2)
        if report:
            print(f"{name}: {len(examples)} examples, {sum(y for _, y in examples)} positive, {len(weights[name])} weights")
    return weights


def calibration_examples(docs: list[Document], gold: dict[str, Gold]) -> list[tuple[tuple[float, float, float], int]]:
    """Published quotes with the evidence for them, and whether the quote and its speaker are right; optional ones are left out."""
    out = []
    for d in docs:
        for q in extract.read(d)[2]:
            q.score = q.raw
            span = trimmed(d.text, q.start, q.end)
            match = max((g for g in gold[d.article_id].quotes if (g["kind"] == "indirect") == (q.kind == "indirect")), key=lambda g: overlap(g["span"], span), default=None)
            if match is None or overlap(match["span"], span) < 0.5:
                out.append((extract.evidence(q), 0))
            elif not match.get("optional"):
                names = [match["speaker_name"], *match["aliases"]]
                if match.get("speaker"):
                    names.append(d.text[match["speaker"][0] : match["speaker"][1]])
                out.append((extract.evidence(q), int(same_name(q.speaker.name, names))))
    return out


def calibrate(docs: list[Document], read: list[Document], gold: dict[str, Gold], extra: list[Document], folds: int = 5) -> dict[str, float]:
    """Platt scaling on held-out quotes: every fold of `read` is read by models that saw only the other folds of `docs`."""
    examples = []
    for k in range(folds):
        use(train([d for d in docs if fold_of(d.article_id, folds) != k], gold, extra))
        examples += calibration_examples([d for d in read if fold_of(d.article_id, folds) == k], gold)
    x = np.array([(*e, 1.0) for e, _ in examples])
    y = np.array([label for _, label in examples], float)
    w = np.zeros(4)
    for _ in range(50):  # Newton's method
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + 0.1 * np.eye(4), x.T @ (p - y) + 0.1 * w)
    print(f"score: {len(examples)} held-out quotes, {y.mean():.3f} right")
    p = 1 / (1 + np.exp(-x @ w))
    for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        inside = (p >= low) & (p < high)
        if inside.any():
            print(f"  score {low:.1f}-{min(high, 1):.1f}: {inside.sum()} quotes, {y[inside].mean():.3f} right")
    return dict(zip(("quote", "speaker", "marked", "bias"), (round(float(v), 4) for v in w), strict=True))


def fold_of(article_id: str, folds: int) -> int:
    """Fold of an article, from its id."""
    return int(article_id[1:], 16) % folds


def main() -> None:
    """Trains on everything and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--treebank", type=Path)
    arguments = parser.parse_args()
    articles, mentions, gold = load(arguments.gold)
    extra: list[Document] = []
    if arguments.treebank:
        sentences, more = load_treebank(arguments.treebank)
        extra = list(documents(sentences, mentions_of(sentences)))
        gold |= more
    # every article twice: with the annotated names, and with the names the stage before finds, which is what it will meet
    found = list(documents(articles, mentions_of(articles)))
    docs = [*documents(articles, mentions), *found]
    score = calibrate(docs, found, gold, extra)
    weights = train(docs, gold, extra, report=True)
    weights["score"] = score
    OUT.write_text(json.dumps(weights, ensure_ascii=False, sort_keys=True, indent=0), "utf-8")
    print(f"wrote {OUT.name}: {OUT.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
