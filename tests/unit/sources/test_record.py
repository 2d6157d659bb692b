"""Identity of records, and their frame."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

from pipeline.sources.read import read
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, records_frame
from schemas import TABLES

ITEM = {"id": "1", "title": "عنوان الخبر", "text": "نص الخبر الأول من العاصمة", "url": "https://a.example/1", "date": "2026-01-01", "views": 3}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def one(item, uri="a.json"):
    (made,) = read(io.BytesIO(json.dumps(item).encode()), "a.json", source="s", uri=uri)
    assert isinstance(made, RawRecord)
    return made


def test_the_same_document_has_the_same_id_wherever_it_lies():
    assert one(ITEM).doc_id == one(ITEM, "elsewhere/b.json").doc_id
    assert one(ITEM).doc_id == one(ITEM | {"views": 99}).doc_id  # a counter does not make it another document
    assert one(ITEM).doc_id[0] == "r"
    assert len(one(ITEM).raw_sha256) == 64


def test_any_field_makes_another_document():
    ids = {
        one(ITEM | {k: v}).doc_id
        for k, v in {"id": "2", "title": "آخر", "text": "نص آخر للخبر", "url": "https://a.example/2", "date": "2026-01-02", "author": "سعاد", "outlet": "الأفق"}.items()
    }
    assert len(ids | {one(ITEM).doc_id}) == 8


def test_ids_are_stable_between_versions():
    # ids are published: if this changes, every document of every lake would be taken in again
    assert one(ITEM).doc_id == "r11e639052414f147"


def test_frame_has_the_schema_of_the_table():
    frame = records_frame([one(ITEM)], NOW)
    assert dict(frame.schema) == TABLES["raw_documents"].polars_schema
    row = frame.row(0, named=True)
    assert (row["raw_text"], row["flags"], row["ingested_at"]) == (ITEM["text"], [], NOW)
    assert json.loads(row["meta_json"]) == {"views": 3}


def test_frame_of_nothing():
    assert dict(records_frame([], NOW).schema) == TABLES["raw_documents"].polars_schema


def test_every_reason_is_explained():
    from pathlib import Path

    page = (Path(__file__).parents[3] / "docs" / "rejects.md").read_text("utf-8")
    assert [r for r in Reason if f"`{r}`" not in page] == []
