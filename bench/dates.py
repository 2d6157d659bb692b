"""Dates beside dateparser: ``python bench/dates.py [--write]``. Not imported by anything.

Runs the Arabic DateTime specs of Microsoft's Recognizers-Text (MIT), the header collection and the project's own list of expressions,
all read from beside the project, and prints one table; `--write` puts it into bench/results/dates.md. dateparser is needed only here:
``pip install dateparser==1.5.0``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.dates.parse import parse_published
from pipeline.dates.stage import rows
from schemas import TABLES

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "dates"
SPECS = DATA / "recognizers_text_ar_MIT" / "Specs" / "DateTime" / "Arabic"

#: What a finder gives: for each expression its characters, first and last day.
Found = list[tuple[str, date | None, date | None]]


def ours(cases: list[tuple[str, datetime | None]]) -> list[Found]:
    """This project, one batch for all."""
    known = [
        {
            "article_id": f"a{n:016x}", "doc_id": "r", "source": "s", "source_uri": "u", "text": text, "language": "ar", "published_at": at, "published_precision": "second" if at else None,
            "agencies": [], "is_wire": False, "n_tokens": 0, "n_sentences": 0, "blocks": [], "flags": [], "raw_sha256": "0" * 64, "ingested_at": datetime(2025, 1, 1, tzinfo=UTC),
        }
        for n, (text, at) in enumerate(cases)
    ]  # fmt: skip
    out: dict[str, Found] = {}
    for row in rows(TABLES["articles"].frame(known)).rows.iter_rows(named=True):
        out.setdefault(row["article_id"], []).append((row["exact"], row["start_date"], row["end_date"]))
    return [out.get(f"a{n:016x}", []) for n in range(len(cases))]


def theirs(cases: list[tuple[str, datetime | None]]) -> list[Found]:
    """The search of dateparser."""
    from dateparser.search import search_dates

    out: list[Found] = []
    for text, at in cases:
        settings: dict[str, Any] = {"DATE_ORDER": "DMY"}
        if at:
            settings["RELATIVE_BASE"] = at.replace(tzinfo=None)
        try:
            found = search_dates(text, languages=["ar"], settings=settings)
        except Exception:  # noqa: BLE001 - it raises on some of the inputs; that counts as nothing found
            found = None
        out.append([(exact, moment.date(), moment.date()) for exact, moment in found or []])
    return out


def specs(name: str) -> list[dict[str, Any]]:
    """Cases of a spec file."""
    cases: list[dict[str, Any]] = json.loads((SPECS / f"{name}.json").read_text("utf-8-sig"))
    return cases


def reference(case: dict[str, Any]) -> datetime | None:
    """Reference time of a case, as its day."""
    at = case.get("Context", {}).get("ReferenceDateTime")
    return datetime.fromisoformat(at[:10]).replace(tzinfo=UTC) if at else None


def bare(text: str) -> str:
    """An expression without what only leads to it; the specs include the preposition now and then."""
    words = text.split()
    while words and words[0] in {"في", "من", "بين", "خلال", "يوم", "على"}:
        words = words[1:]
    return " ".join(words).strip(" .,،!")


def found_all(case: dict[str, Any], got: Found) -> bool:
    """Whether exactly the expected expressions were found."""
    return sorted(bare(r["Text"]) for r in case["Results"]) == sorted(bare(t) for t, _, _ in got)


def valued(case: dict[str, Any], got: Found) -> bool:
    """Whether every expected value is among those found: the past or the future reading; ends of periods are exclusive in the specs."""
    for r in case["Results"]:
        value = r.get("Value") or {}
        readings = [x for x in (value.get("FutureResolution"), value.get("PastResolution")) if x]
        wanted = set()
        for x in readings:
            if "date" in x:
                wanted.add((x["date"], x["date"]))
            elif "startDate" in x and "endDate" in x:
                wanted.add((x["startDate"], (date.fromisoformat(x["endDate"]) - timedelta(days=1)).isoformat()))
                wanted.add((x["startDate"], x["endDate"]))
        if not any((str(a), str(b)) in wanted for _, a, b in got):
            return False
    return True


def resolvable(case: dict[str, Any]) -> bool:
    """Whether the case says which days it means."""
    return all(any("date" in x or ("startDate" in x and "endDate" in x) for x in ((r.get("Value") or {}).get("FutureResolution") or {},)) for r in case["Results"])


def share(n: int, total: int) -> str:
    """A share as a percentage."""
    return f"{100 * n / total:.0f} %" if total else "-"


def main() -> None:
    """Runs everything."""
    ap = argparse.ArgumentParser()
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    lines = ["| set | cases | this project | dateparser 1.5 |", "|---|---:|---:|---:|"]
    judge: Callable[[dict[str, Any], Found], bool]
    for name in ("DateExtractor", "DateParser", "DatePeriodExtractor", "DatePeriodParser"):
        cases = specs(name)
        if name.endswith("Parser"):
            cases, judge = [c for c in cases if resolvable(c)], valued
        else:
            judge = found_all
        inputs = [(c["Input"], reference(c) or datetime(2016, 11, 7, tzinfo=UTC)) for c in cases]
        scores = [sum(judge(c, g) for c, g in zip(cases, finder(inputs), strict=True)) for finder in (ours, theirs)]
        lines.append(f"| Recognizers {name} | {len(cases)} | {share(scores[0], len(cases))} | {share(scores[1], len(cases))} |")
        print(lines[-1])
    lines += [headers(), own_list(), speed()]
    print("\n".join(lines))
    if a.write:
        text = ["# Dates: figures", "", *NOTES, "", *lines, ""]
        (ROOT / "bench" / "results" / "dates.md").write_text("\n".join(text), "utf-8")


def headers() -> str:
    """Day and time of publication out of page headers."""
    import re

    import dateparser

    total, mine, other = 0, 0, 0
    for line in (DATA / "header_dates.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        zone = re.search(r"GMT([+-])(\d\d)", row["string"])
        shift = timedelta(hours=int(zone[1] + zone[2])) if zone else timedelta(0)
        moment, _ = parse_published(row["string"])
        total += 1
        mine += moment is not None and (moment + shift).date().isoformat() == row["gold_date"]
        guess = dateparser.parse(row["string"], languages=["ar", "en"], settings={"DATE_ORDER": "DMY"}) if total % 5 == 0 else None
        other += guess is not None and guess.date().isoformat() == row["gold_date"]
    return f"| header dates of outlets (dateparser: every fifth) | {total} | {100 * mine / total:.1f} % | {share(other, total // 5)} |"


def own_list() -> str:
    """The project's list of expressions: value of the expression."""
    cases = [line.split("|") for line in (ROOT / "tests" / "unit" / "dates" / "expressions.tsv").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    inputs = [(c[1], datetime.fromisoformat(c[0]).replace(tzinfo=UTC) if c[0] != "-" else None) for c in cases]
    days = [(i, c) for i, c in enumerate(cases) if len(c[3]) == 10 and c[3][0] != "X"]
    mine, other = ours(inputs), theirs(inputs)
    ok = [sum(any(str(start) == c[3] for _, start, _ in got[i]) for i, c in days) for got in (mine, other)]
    return f"| own expressions that name one day | {len(days)} | {share(ok[0], len(days))} | {share(ok[1], len(days))} |"


def speed() -> str:
    """Articles a second on text of 2,500 characters, repeated from the project's own list."""
    sentences = [line.split("|")[1] for line in (ROOT / "tests" / "unit" / "dates" / "expressions.tsv").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    filler = "وأضاف المتحدث أن اللجنة ستواصل عملها مع الجهات المعنية وأنها راضية عن سير الخطة التي وضعتها مع الخبراء. "
    texts = []
    for i in range(200):
        text = ". ".join(sentences[(i * 7 + k) % len(sentences)] for k in range(6)) + ". "
        texts.append((text + filler * 30)[:2500])
    inputs: list[tuple[str, datetime | None]] = [(t, datetime(2015, 8, 12, tzinfo=UTC)) for t in texts]
    ours(inputs[:5])
    begin = time.process_time()
    ours(inputs)
    mine = len(inputs) / (time.process_time() - begin)
    begin = time.process_time()
    theirs(inputs[:3])
    other = 3 / (time.process_time() - begin)
    return f"| articles of 2,500 characters a second (1 core) | {len(inputs)} | {mine:,.0f} | {other:.2f} |"


NOTES = [
    "Written by `python bench/dates.py --write`. Recognizers-Text's Arabic specs (MIT) come from a dialogue system: half of what they hold is no date of",
    "news (`سأعود في 15`, *I'll be back on the 15th*; durations as periods; `ما تبقى من الأسبوع`), and this grammar leaves it alone on purpose.",
    "An extractor case passes when exactly the expected expressions are found (a leading preposition aside), a parser case when the expected day or",
    "first and last day are found, in the past or in the future reading. dateparser gives one day an expression, so it cannot pass a period.",
]

if __name__ == "__main__":
    main()
