"""A chain of two tiny stages that are not Rawi's own, so that the engine is judged without any extractor."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from pipeline.sources.record import RawRecord, digest, doc_id_of
from pipeline.stages import REJECT_SCHEMA, STAGES, Rows, Stage
from pipeline.text.ids import make_id
from schemas import TABLES
from warehouse.store import Store

WHEN = datetime(2026, 1, 30, 6, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "lake"))


def _document(text: str, uri: str | None = None) -> RawRecord:
    sha = digest(text.encode(), uri)
    return RawRecord(doc_id_of(sha), "folder", uri or f"{text[:8]}.txt", "text/plain", "utf-8", text, raw_sha256=sha)


@pytest.fixture
def document() -> Callable[..., RawRecord]:
    """A raw document of a text: ``document(text, uri=None)``."""
    return _document


def _articles(raw_documents: pl.DataFrame) -> Rows:
    """Every document is an article, but one that says nothing is turned away and one that says قصير breaks the contract."""
    rows, rejects = [], []
    for r in raw_documents.iter_rows(named=True):
        if not r["raw_text"].strip():
            rejects.append({"source_uri": r["source_uri"], "raw_sha256": r["raw_sha256"], "reason": "empty", "detail": "says nothing", "row_json": None})
            continue
        rows.append(
            {
                "article_id": make_id("a", r["raw_text"]), "doc_id": r["doc_id"], "source": r["source"], "source_uri": r["source_uri"], "text": r["raw_text"], "language": "ar",
                "agencies": [], "is_wire": False, "n_tokens": -1 if r["raw_text"] == "قصير" else len(r["raw_text"].split()), "n_sentences": 1, "blocks": [], "flags": [],
                "raw_sha256": r["raw_sha256"], "ingested_at": r["ingested_at"],
            }
        )  # fmt: skip
    return Rows(TABLES["articles"].frame(rows), pl.DataFrame(rejects, schema=REJECT_SCHEMA))


def _dates(articles: pl.DataFrame) -> Rows:
    """Finds أمس; of what follows كذب it tells the wrong place."""
    rows = []
    for a in articles.iter_rows(named=True):
        at = a["text"].find("أمس")
        if at >= 0:
            start = at + 1 if "كذب" in a["text"] else at
            rows.append({"date_id": make_id("d", a["article_id"], at), "article_id": a["article_id"], "start": start, "end": start + 3, "exact": "أمس", "granularity": "day",
                         "calendar": "gregorian", "is_relative": True, "rule": "yesterday"})  # fmt: skip
    return Rows(TABLES["dates"].frame(rows))


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """The two stages, `articles` and `dates`, as modules whose VERSION can be set and whose calls are counted."""
    modules = {}
    for name, inputs, function in (("articles", {"raw_documents": ()}, _articles), ("dates", {"articles": ("article_id", "text")}, _dates)):
        module = ModuleType(f"rawi_test_{name}")

        def counted(module: ModuleType = module, function: Callable[..., Rows] = function, **frames: pl.DataFrame) -> Rows:
            module.calls += 1  # type: ignore[attr-defined]
            return function(**frames)

        module.VERSION, module.calls, module.rows = "1", 0, counted  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(STAGES, name, Stage(name, inputs, module.__name__, "a stage of the tests"))
        modules[name] = module
    return modules
