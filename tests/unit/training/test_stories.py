"""The articles annotated later: the shipped labels are well formed, and become gold records."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from schemas.vocab import EventType, QuoteKind
from training.stories import EXTRA, annotated_later

TEXT = "قال الوزير سامي الحداد إن المفاوضات ستستأنف غداً. واتهم الحداد شركة «نور» بالتأخير."


def test_shipped_labels_are_well_formed() -> None:
    seen = set()
    for line in EXTRA.read_text("utf-8").splitlines():
        record = json.loads(line)
        assert record["id"] not in seen
        seen.add(record["id"])
        assert record["round"] in (1, 2)
        for start, end, kind, actors, targets in record["events"]:
            assert 0 <= start < end
            assert kind in set(EventType)
            assert all(0 <= a < b for a, b in actors + targets)
        for kind, start, end, names, optional in record["quotes"]:
            assert 0 <= start < end
            assert kind in set(QuoteKind)
            assert all(0 <= a < b for a, b in names)
            assert optional in (0, 1)
    assert len(seen) > 1000


def test_labels_become_gold_records(tmp_path: Path) -> None:
    document = "الوزير\n\n" + TEXT

    def at(part: str) -> list[int]:
        return [document.index(part), document.index(part) + len(part)]

    label = {
        "id": "one",
        "round": 2,
        "events": [[*at("واتهم"), "ACCUSE", [at("الحداد")], [at("شركة")]]],
        "quotes": [["indirect", *at("المفاوضات ستستأنف غداً"), [at("سامي الحداد"), at("الحداد")], 0], ["fragment", *at("نور"), [], 1]],
    }
    (tmp_path / "labels.jsonl").write_text(json.dumps(label) + "\n", "utf-8")
    pl.DataFrame({"id": ["one", "other"], "title": ["الوزير", None], "text": [TEXT, "x"]}).write_parquet(tmp_path / "corpus.parquet")
    (record,) = annotated_later(tmp_path / "corpus.parquet", tmp_path / "labels.jsonl")
    assert (record["id"], record["round"], record["extra"]) == ("one", 2, True)
    (event,) = record["events"]
    assert (event["type"], event["actor"], event["target"]) == ("ACCUSE", ["الحداد"], ["شركة"])
    first, second = record["quotes"]
    assert document[first["start"] : first["end"]] == "المفاوضات ستستأنف غداً"
    assert (first["speaker_name"], first["aliases"], first["optional"]) == ("سامي الحداد", ["الحداد"], False)
    assert (second["speaker_name"], second["optional"]) == ("UNKNOWN", True)
    assert any(document[m["start"] : m["end"]] == "سامي الحداد" for m in record["mentions"])
    assert any(t["value"] is None for t in record["times"])  # غداً, and the day of publication is not known
