"""A small lake written by hand, row by row, so that views and macros can be judged without any extractor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from schemas import TABLES
from warehouse import catalog, files
from warehouse.parts import Part, part_path
from warehouse.store import Store

DAY = date(2026, 1, 30)
FIRST = "قمة للمياه\n\nقال الوزير أنطون هالستون: «لن نخفض الحصص هذا العام». وأضاف أن المفاوضات مستمرة."
SECOND = "هالستون ينفي\n\nنفى أنطوان هالستون التقرير في لشبونة."
E1, E2 = f"n{1:016x}", f"n{2:016x}"
K1, K2, K3 = (f"k{n:016x}" for n in (1, 2, 3))
AID1, AID2 = f"a{1:016x}", f"a{2:016x}"


def _article(article_id: str, text: str, **more: object) -> dict[str, object]:
    when = datetime(2026, 1, 30, 6, tzinfo=UTC)
    return {
        "article_id": article_id, "doc_id": "r0", "source": "s", "source_uri": f"{article_id}.txt", "title": text.split("\n", maxsplit=1)[0], "text": text, "language": "ar",
        "agencies": ["رويترز"], "is_wire": False, "n_tokens": 10, "n_sentences": 2, "blocks": [{"kind": "body", "start": 0, "end": 4, "raw_start": 0, "raw_end": 4}],
        "flags": [], "raw_sha256": "0", "ingested_at": when, "published_at": when, "published_precision": "day",
    } | more  # fmt: skip


def _span(text: str, exact: str) -> dict[str, object]:
    start = text.index(exact)
    return {"start": start, "end": start + len(exact), "exact": exact}


def _quote(number: int, article_id: str, text: str, exact: str, **more: object) -> dict[str, object]:
    return {
        "quote_id": f"q{number:016x}", "article_id": article_id, "sentence": 1, **_span(text, exact), "kind": "direct", "is_repaired": False, "utterance": 0, "is_headline": False,
        "is_negated": False, "speaker_kind": "person", "speaker_method": "explicit", "candidates": [], "reported_by": [], "score": 0.9,
    } | more  # fmt: skip


def _rows_by_hand() -> dict[str, list[dict[str, object]]]:
    """Rows of a tiny corpus: two articles, one minister under two spellings, one quote of an unnamed source."""
    entity = {"wikidata_ids": [], "roles": [], "n_mentions": 2, "n_articles": 2, "n_quotes": 1, "merged_from": []}
    link = {"type": "PER", "reason": "variant", "score": 0.9}
    mention = {"sentence": 1, "type": "PER", "kind": "name", "method": "tagger", "score": 0.9}
    actor = {"entity_key": K1, "name": "أنطون هالستون", "country": None, "sector": "GOV", "start": 0, "end": 3}
    trigger = _span(FIRST, "المفاوضات")
    return {
        "articles": [_article(AID1, FIRST), _article(AID2, SECOND, outlet="=1+1", byline="@محرر")],
        "mentions": [
            {**mention, "mention_id": f"m{1:016x}", "article_id": AID1, **_span(FIRST, "أنطون هالستون"), "entity_key": K1, "name": "أنطون هالستون", "role": "الوزير"},
            {**mention, "mention_id": f"m{2:016x}", "article_id": AID2, **_span(SECOND, "أنطوان هالستون"), "entity_key": K2, "name": "أنطوان هالستون"},
            {**mention, "mention_id": f"m{3:016x}", "article_id": AID2, **_span(SECOND, "لشبونة"), "type": "LOC", "entity_key": K3, "name": "لشبونة"},
        ],
        "quotes": [
            _quote(1, AID1, FIRST, "لن نخفض الحصص هذا العام", speaker_name="أنطون هالستون", speaker_key=K1, candidates=[{"entity_key": K2, "name": "ب", "score": 0.2}, {"entity_key": K1, "name": "أ", "score": 0.1}]),
            _quote(2, AID2, SECOND, "التقرير", speaker_name="أنطوان هالستون", speaker_key=K2, kind="indirect", score=0.8),
            _quote(3, AID1, FIRST, "أن المفاوضات مستمرة", speaker_name="مصدر في الوزارة", speaker_kind="role", kind="indirect", score=0.4),
        ],
        "events": [
            {
                "event_id": f"e{1:016x}", "article_id": AID1, "sentence": 1, "start": trigger["start"], "end": trigger["end"], "trigger": trigger["exact"], "type": "CONSULT",
                "status": "happened", "voice": "masdar", "actors": [actor, {**actor, "entity_key": None, "name": "آخرون"}], "recipients": [], "place": "لشبونة", "place_key": K3,
                "quantities": [], "rule": "r", "score": 0.5,
            }
        ],
        "topics": [
            {"article_id": AID1, "scheme": "medtop", "code": code, "label_ar": "س", "label_en": "p", "score": 0.5, "rank": rank, "evidence": []}
            for rank, code in ((2, "15000000"), (1, "11000000"))
        ],
        "duplicates": [{"article_id": AID2, "duplicate_of": AID1, "kind": "near", "similarity": 0.8}],
        "entities": [
            {**entity, "entity_id": E1, "type": "PER", "name": "أنطون هالستون", "name_latin": "Anton Halston", "aliases": [{"form": "أنطون هالستون", "n": 1}, {"form": "انطوان هالستون", "n": 1}]},
            {**entity, "entity_id": E2, "type": "LOC", "name": "لشبونة", "aliases": [{"form": "لشبونة", "n": 1}]},
        ],
        "entity_links": [
            {**link, "entity_key": key, "entity_id": e, "article_id": a, "name": name}
            for key, e, a, name in ((K1, E1, AID1, "أنطون هالستون"), (K2, E1, AID2, "أنطوان هالستون"), (K3, E2, AID2, "لشبونة"))
        ],
    }  # fmt: skip


def _put(store: Store, name: str, rows: list[dict[str, object]], *, run: str = "run1", replace: bool = True) -> None:
    """Writes rows as the whole content of a table's first batch."""
    table = TABLES[name]
    day = DAY if table.daily else None
    frame = table.frame(rows).with_columns(run_id=pl.lit(run), version=pl.lit("1"))
    path = part_path(name, day, 0, "0" * 12, run)
    part = Part(day, 0, name, "0" * 12, path, frame.height, files.write(store.address(table, path), frame, table.arrow_schema))
    store.commit(table, [part], store.parts(table) if replace else [], run_id=run)


def _fill(folder: Path) -> Store:
    store = Store(str(folder / "lake"))
    for name, rows in _rows_by_hand().items():
        _put(store, name, rows)
    return store


@pytest.fixture
def rows_by_hand() -> dict[str, list[dict[str, object]]]:
    """Rows of the small lake by table."""
    return _rows_by_hand()


@pytest.fixture
def put() -> Callable[..., None]:
    """Writes rows into a table: ``put(store, name, rows)``."""
    return _put


@pytest.fixture
def lake(tmp_path: Path) -> Store:
    """The small lake, to be changed."""
    return _fill(tmp_path)


@pytest.fixture(scope="module")
def shared_lake(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The small lake, to be looked at only."""
    return _fill(tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small lake and its catalog, to be looked at only."""
    home = tmp_path_factory.mktemp("small") / "home"
    catalog.build(_fill(home), home / "news.duckdb")
    return home
