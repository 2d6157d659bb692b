import errno
import shutil
from pathlib import Path

import polars as pl
import pytest

from assets.settings import load
from schemas import TABLES
from warehouse import catalog, files

TEXT = "أعلنت البلدية\n\nأعلنت بلدية صور أن العمل في المرفأ سيبدأ مطلع الأسبوع المقبل. وقال رئيس البلدية: «ننتظر هذا اليوم منذ عشر سنوات ولن نتراجع».\n"


@pytest.fixture
def filled(sample_home: Path, tmp_path: Path) -> Path:
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    catalog.build(load(home).store, home / "news.duckdb")  # its views name their files in full
    return home


@pytest.fixture
def news(tmp_path: Path) -> Path:
    (tmp_path / "new.txt").write_text(TEXT, encoding="utf8")
    return tmp_path / "new.txt"


def rows(home: Path) -> dict[str, pl.DataFrame]:
    return {n: load(home).store.read(t) for n, t in TABLES.items() if n != "runs"}


def full_for(monkeypatch: pytest.MonkeyPatch, *tables: str) -> None:
    """The disk is full as soon as one of these tables is written; half of the file is there by then."""
    real = files.write

    def write(address, frame, schema, notes=None, **options):
        if any(f"/{t}/" in address for t in tables):
            files.local_path(address).parent.mkdir(parents=True, exist_ok=True)
            files.local_path(address).write_bytes(b"PAR1 half")
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(address, frame, schema, notes, **options)

    monkeypatch.setattr(files, "write", write)


@pytest.mark.parametrize("table", ["raw_documents", "quotes", "entities"])
def test_the_last_good_tables_stay_and_the_run_can_be_repeated(rawi, filled, news, monkeypatch, table):
    before = rows(filled)
    with monkeypatch.context() as full:
        full_for(full, table)
        result = rawi("run", news, "--workers", "1", home=filled)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    told = " ".join(result.stderr.split())
    assert "No space left on device" in told
    assert table in told
    after = rows(filled)
    assert after[table].equals(before[table])
    for name in set(before) - {"entities", "entity_links", "duplicates"}:
        assert before[name].height <= after[name].height <= before[name].height + 40  # steps before the failure are done, steps after it are not
    # the catalog still shows the last good state, and the failure is on record
    assert rawi("sql", "SELECT count(*) AS n FROM articles", "--format", "csv", home=filled).stdout == f"n\n{before['articles'].height}\n"
    assert load(filled).store.read(TABLES["runs"])["status"].to_list().count("failure") == 1

    assert rawi("run", news, "--workers", "1", home=filled).exit_code == 0
    last = rows(filled)
    assert last["articles"].height == before["articles"].height + 1
    assert last["quotes"].height > before["quotes"].height
    assert rawi("sql", "SELECT status, count(*) AS n FROM runs GROUP BY ALL ORDER BY 1", "--format", "csv", home=filled).stdout == "status,n\nfailure,1\nsuccess,2\n"


def test_not_even_the_failure_can_be_recorded(rawi, filled, news, monkeypatch):
    before = rows(filled)
    full_for(monkeypatch, *TABLES)
    result = rawi("run", news, "--workers", "1", home=filled)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert "No space left on device" in " ".join(result.stderr.split())
    for name, frame in before.items():
        assert rows(filled)[name].equals(frame)
