import shutil
from pathlib import Path

import polars as pl
import pytest

from assets.settings import load
from pipeline.stages import STAGES
from schemas import TABLES
from warehouse.store import Store

SAMPLE = Path(__file__).parents[2] / "sample"

#: What may differ between two runs over the same input.
TIMES = ["run_id", "ingested_at"]


@pytest.fixture
def again(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample home, to be run again."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


def store_of(home: Path) -> Store:
    return load(home).store


def day_of(home: Path) -> str:
    """The day a home was filled on, which at midnight is today no more: what is compared must be of one day."""
    (day,) = store_of(home).days(TABLES["raw_documents"])
    return day.isoformat()


def versions(home: Path) -> dict[str, int]:
    return {name: store_of(home).versions(table)[0]["version"] for name, table in TABLES.items()}


def rows(home: Path, *drop: str) -> dict[str, pl.DataFrame]:
    """Every table but `runs` in a certain order, without what may differ."""
    frames = {}
    for name, table in TABLES.items():
        if name != "runs":
            order = [*(table.key or table.sort), "source_uri"] if name == "rejects" else list(table.key)
            frames[name] = store_of(home).read(table).sort(order).drop(*TIMES, *drop, strict=False)
    return frames


def assert_same(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for name, frame in one.items():
        assert frame.equals(other[name]), name


def test_with_nothing_new_no_table_changes_but_runs(rawi, again):
    before = versions(again)
    result = rawi("run", SAMPLE, "--date", day_of(again), "--workers", "1", home=again)
    assert result.exit_code == 0, result.output
    after = versions(again)
    assert {n for n in after if after[n] != before[n]} == {"runs"}
    assert store_of(again).read(TABLES["runs"]).height == 2


def test_read_again_by_force_the_rows_are_the_same_to_the_byte(rawi, again):
    before, old = rows(again), versions(again)
    result = rawi("run", "--reprocess", "--force", "--workers", "1", home=again)
    assert result.exit_code == 0, result.output
    assert_same(before, rows(again))
    assert all(versions(again)[name] > old[name] for name in STAGES)
    # even the times of taking in: they belong to the document
    assert store_of(again).read(TABLES["articles"])["ingested_at"].sort().equals(store_of(again).read(TABLES["raw_documents"])["ingested_at"].sort())


def test_reprocess_redoes_what_has_changed_and_nothing_else(rawi, again, monkeypatch):
    before, old = rows(again, "version"), versions(again)
    monkeypatch.setattr("pipeline.topics.stage.VERSION", "of-the-test")
    result = rawi("run", "--reprocess", "--workers", "1", home=again)
    assert result.exit_code == 0, result.output
    assert {n for n, v in versions(again).items() if v != old[n]} == {"topics", "runs"}
    assert store_of(again).read(TABLES["topics"])["version"].unique().to_list() == ["of-the-test"]
    assert_same(before, rows(again, "version"))


def test_neither_batches_nor_workers_change_a_row(rawi, sample_home, home):
    home.mkdir()
    (home / "rawi.toml").write_text("batch_size = 12\n", encoding="utf8")
    result = rawi("run", SAMPLE, "--date", day_of(sample_home), "--workers", "2", home=home)
    assert result.exit_code == 0, result.output
    assert len(store_of(home).parts(TABLES["quotes"])) == 5
    assert_same(rows(sample_home, "batch", "position"), rows(home, "batch", "position"))


def test_only_what_is_new_is_read(rawi, again, tmp_path):
    text = "افتتاح جسر جديد في البصرة\n\nقال محافظ البصرة إن الجسر الجديد سيفتح أمام المركبات يوم الأحد المقبل، مضيفاً أن كلفته بلغت ثلاثين مليار دينار.\n\nوشكر المحافظ العاملين في المشروع."
    (tmp_path / "جديد.txt").write_text(text, encoding="utf8")
    before = {n: f.height for n, f in rows(again).items()}
    result = rawi("run", SAMPLE, tmp_path / "جديد.txt", "--date", day_of(again), "--workers", "1", home=again)
    assert result.exit_code == 0, result.output
    store = store_of(again)
    parts = store.parts(TABLES["articles"])
    assert [(p.batch, p.rows) for p in parts] == [(0, before["articles"]), (1, 1)]
    assert store.read(TABLES["articles"], columns=["run_id", "batch"]).group_by("batch").agg(pl.col("run_id").n_unique())["run_id"].to_list() == [1, 1]
    assert "البصرة" in " ".join(store.read(TABLES["mentions"]).filter(batch=1)["exact"])
    # entities that were known keep their ids
    ids = set(store_of(again).read(TABLES["entities"])["entity_id"])
    assert set(store.read(TABLES["entities"], version=1)["entity_id"]) <= ids


def test_a_home_that_was_moved_is_mended_by_publish(rawi, again, tmp_path):
    moved = tmp_path / "moved"
    again.rename(moved)
    assert rawi("sql", "SELECT count(*) FROM quotes", home=moved).exit_code == 1
    assert rawi("publish", home=moved).exit_code == 0
    assert rawi("sql", "SELECT count(*) FROM quotes", home=moved).exit_code == 0


def test_limit_and_date(rawi, home):
    result = rawi("run", SAMPLE / "text", "--limit", "3", "--date", "2026-02-01", "--workers", "1", home=home)
    assert result.exit_code == 0, result.output
    store = store_of(home)
    assert store.read(TABLES["raw_documents"]).height == 3
    assert [str(d) for d in store.days(TABLES["articles"])] == ["2026-02-01"]
    assert rawi("sql", "SELECT DISTINCT ingest_date FROM articles", "--format", "csv", home=home).stdout == "ingest_date\n2026-02-01\n"
    assert store.read(TABLES["runs"])["partition"].to_list() == ["2026-02-01"]
