"""Training texts for the topic model: what each labelled set's sections mean in Media Topics, and seed-word labels for the rest.

Data are read from ../shared/data relative to the project; none of them is part of it. See training/cards/topics.md for their terms.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import yaml

from pipeline.text.lexicon import Lexicon
from pipeline.text.tokens import Tokens, tokenize
from pipeline.topics.features import Features, features, stop_buckets

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

CODES: list[str] = list(yaml.safe_load((files("pipeline.resources") / "topics" / "medtop.yaml").read_text("utf-8")))

ART, CRIME, DISASTER, ECONOMY, EDUCATION, ENVIRONMENT, HEALTH, HUMAN, LABOUR, LEISURE, POLITICS, RELIGION, SCIENCE, SOCIETY, SPORT, WAR, WEATHER = range(17)

#: Section -> topics it may be; several: the seed words decide between them. Sections not listed tell too little and are left unlabelled.
SECTIONS: dict[str, dict[str, tuple[int, ...]]] = {
    "akec": {"ArtMus": (ART,), "Financ": (ECONOMY,), "SciTec": (SCIENCE,), "Health": (HEALTH,), "Politi": (POLITICS, WAR), "Religi": (RELIGION,), "Sport": (SPORT,), "Touris": (LEISURE,), "Enviro": (ENVIRONMENT,),
             "Tech": (SCIENCE,), "Pol": (POLITICS, WAR), "Med": (HEALTH,), "Tour": (LEISURE,), "Sci": (SCIENCE,), "Spo": (SPORT,), "Bus": (ECONOMY,), "Fin": (ECONOMY,)},
    "aljazirah2022": {"sport": (SPORT,), "world": (POLITICS, WAR, DISASTER, CRIME, ECONOMY)},
    "jawhara": {"sport": (SPORT,), "economy": (ECONOMY, LABOUR), "politic": (POLITICS,), "culture": (ART,), "technology": (SCIENCE,), "internationalNews": (POLITICS, WAR, DISASTER, CRIME)},
    "sanad": {"Culture": (ART,), "Finance": (ECONOMY,), "Medical": (HEALTH,), "Politics": (POLITICS, WAR), "Religion": (RELIGION,), "Sports": (SPORT,), "Tech": (SCIENCE,)},
    "asnd": {"politics": (POLITICS, WAR), "crime-war-conflict": (WAR, CRIME), "art-and-entertainment": (ART,), "sports": (SPORT,), "science-and-technology": (SCIENCE,), "business-and-economy": (ECONOMY,),
             "health": (HEALTH,), "environment": (ENVIRONMENT, WEATHER), "spiritual": (RELIGION,), "education": (EDUCATION,)},
    "corpus": {"sport": (SPORT,), "الرياضة": (SPORT,), "economy": (ECONOMY, LABOUR), "politic": (POLITICS,), "technology": (SCIENCE,), "internationalNews": (POLITICS, WAR, DISASTER, CRIME),
               "world": (POLITICS, WAR, DISASTER, CRIME, ECONOMY), "middle_east": (POLITICS, WAR, DISASTER, CRIME)},
}  # fmt: skip


class Text(NamedTuple):
    """One training text.

    Attributes:
        source: Set it is from.
        title: Title, may be empty.
        body: Text.
        topics: Topics it may have; empty when unknown.
        label: The set's own section name.
    """

    source: str
    title: str
    body: str
    topics: tuple[int, ...]
    label: str


def _jsonl(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def labelled() -> list[Text]:
    """The section-labelled sets."""
    out: list[Text] = []
    for source, name in (("akec", "akec"), ("aljazirah2022", "aljazirah2022_sections"), ("jawhara", "antcorpus_jawhara"), ("sanad", "sanad_subset_NOPUNCT")):
        out += [Text(source, r.get("title") or "", r["text"], SECTIONS[source].get(r["label"], ()), r["label"]) for r in _jsonl(DATA / "topics" / f"{name}.jsonl")]
    with (DATA / "topics" / "asnd_sm_news_ar_trn.csv").open(encoding="utf-8", newline="") as file:
        out += [Text("asnd", "", r["Content"], SECTIONS["asnd"].get(r["Class"], ()), r["Class"]) for r in csv.DictReader(file)]
    return out


def corpus() -> list[Text]:
    """The large corpus: few section labels, otherwise unlabelled."""
    frame = pl.read_parquet(DATA / "corpus.parquet", columns=["title", "text", "label"])
    names = SECTIONS["akec"] | SECTIONS["corpus"]
    return [Text("corpus", title or "", text, names.get(label or "", ()), label or "") for title, text, label in frame.iter_rows()]


def news_train() -> tuple[list[Text], npt.NDArray[np.int64], list[set[int]]]:
    """The annotated articles: texts, topic, and topics that count as right."""
    rows = list(_jsonl(DATA / "news_train.jsonl"))
    first = np.array([CODES.index(r["topic"]) for r in rows])
    either = [{CODES.index(c) for c in (r["topic"], r.get("topic2")) if c} for r in rows]
    return [Text("news_train", r.get("title") or "", r["text"], (), r["topic"]) for r in rows], first, either


@cache
def _seeds() -> tuple[Lexicon, npt.NDArray[np.float32]]:
    listed: dict[str, list[str]] = yaml.safe_load((files("pipeline.resources") / "topics" / "seeds.yaml").read_text("utf-8"))
    words: dict[str, set[int]] = {}
    for code, entries in listed.items():
        for entry in entries:
            for form in (entry, "ال" + entry) if " " not in entry else (entry,):
                words.setdefault(form, set()).add(CODES.index(code))
    votes = np.zeros((len(words), len(CODES)), np.float32)
    for i, who in enumerate(words.values()):
        votes[i, list(who)] = 1 / len(who)
    return Lexicon(words), votes


def seed_scores(tokens: Tokens, titles: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    """Share of each topic among the seed words of each text; words of the title count three times."""
    lexicon, votes = _seeds()
    hits = lexicon.find(tokens, clitics="وفبكل")
    doc = tokens.doc[hits.token]
    weight = np.where(tokens.start[hits.token] < titles[doc], 3.0, 1.0).astype(np.float32)
    score = np.full((len(tokens.texts), len(CODES)), 0.3, np.float32)
    np.add.at(score, doc, votes[hits.entry] * weight[:, None])
    return np.asarray(score / score.sum(axis=1, keepdims=True), np.float32)


def stop() -> npt.NDArray[np.uint8]:
    """Buckets of the stop list."""
    text = (files("pipeline.resources") / "topics" / "stopwords.txt").read_text("utf-8")
    return stop_buckets(tokenize([line for line in text.splitlines() if not line.startswith("#")]))


def featurize(texts: list[Text]) -> tuple[Features, npt.NDArray[np.float32]]:
    """Features and seed scores of texts."""
    documents = [f"{t.title}\n\n{t.body}" if t.title else t.body for t in texts]
    titles = np.array([len(t.title) for t in texts], np.int32)
    tokens = tokenize(documents)
    return features(tokens, titles, stop()), seed_scores(tokens, titles)
