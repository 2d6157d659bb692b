import json
from datetime import date

import pytest

from assets.daily import Outcome, plan, update
from assets.engine import LocalEngine
from assets.intake_step import take_in
from pipeline.stages import STAGES
from schemas import STAMPS, TABLES

DAY, NEXT = date(2026, 1, 30), date(2026, 1, 31)
TEXTS = ["وصل الوفد أمس", "غادر الوفد أمس", "عاد الوفد", "انعقدت القمة أمس", "انتهت القمة"]
STAMPED = [c.name for c in STAMPS]


@pytest.fixture
def run(store):
    """Brings both tables of a day up to date: ``run(run_id, day=DAY, force=False)``."""

    def bring(run_id: str, day: date = DAY, *, force: bool = False) -> dict[str, Outcome]:
        return {name: update(store, LocalEngine(1), name, day, run_id, force=force) for name in ("articles", "dates")}

    return bring


@pytest.fixture
def taken_in(store, stages, document):
    """Five documents in three batches."""
    take_in(store, DAY, [document(t) for t in TEXTS], "run0", batch_size=2)
    return store


def versions(store) -> dict[str, int]:
    return {name: store.versions(t)[0]["version"] for name, t in TABLES.items() if store.versions(t)}


def test_every_batch_is_made_once(taken_in, run, stages):
    done = run("run1")
    assert (done["articles"].batches, done["articles"].unchanged, done["articles"].rows, done["articles"].new_rows) == (3, 0, 5, 5)
    assert (done["dates"].batches, done["dates"].rows) == (3, 3)
    assert [(p.batch, p.rows) for p in taken_in.parts(TABLES["articles"])] == [(0, 2), (1, 2), (2, 1)]
    assert stages["articles"].calls == stages["dates"].calls == 3
    rows = taken_in.read(TABLES["dates"])
    assert rows.select("run_id", "version", "ingest_date").unique().rows() == [("run1", "1", DAY)]


def test_nothing_is_stale_the_second_time(taken_in, run, stages):
    run("run1")
    before = versions(taken_in)
    done = run("run2")
    assert all((o.batches, o.unchanged, o.new_rows) == (0, 3, 0) for o in done.values())
    assert versions(taken_in) == before
    assert stages["articles"].calls == 3


def test_a_new_version_makes_its_table_stale_and_what_hangs_on_it(taken_in, run, stages):
    run("run1")
    stages["dates"].VERSION = "2"
    done = run("run2")
    assert (done["articles"].batches, done["dates"].batches) == (0, 3)
    assert taken_in.read(TABLES["dates"])["version"].unique().to_list() == ["2"]
    stages["articles"].VERSION = "2"
    done = run("run3")
    assert (done["articles"].batches, done["dates"].batches) == (3, 3)


def test_a_new_document_touches_only_its_own_batch(taken_in, run, document):
    run("run1")
    take_in(taken_in, DAY, [document("رجع أمس")], "run2", batch_size=2)
    done = run("run2")
    assert (done["articles"].batches, done["articles"].unchanged, done["articles"].rows) == (1, 3, 6)
    assert (done["dates"].batches, done["dates"].rows) == (1, 4)


def test_another_day_is_left_alone(taken_in, run, stages, document):
    run("run1")
    take_in(taken_in, NEXT, [document("خبر الغد أمس")], "run2", batch_size=2)
    assert run("run2", NEXT)["dates"].rows == 1
    stages["dates"].VERSION = "2"
    run("run3", NEXT)
    assert sorted(taken_in.read(TABLES["dates"]).select("ingest_date", "version").unique().rows()) == [(DAY, "1"), (NEXT, "2")]


def test_force_makes_everything_again_with_the_same_rows(taken_in, run):
    run("run1")
    before = {n: taken_in.read(TABLES[n]).drop(STAMPED) for n in ("articles", "dates", "rejects")}
    done = run("run2", force=True)
    assert all(o.batches == 3 for o in done.values())
    for name, rows in before.items():
        assert taken_in.read(TABLES[name]).drop(STAMPED).equals(rows)
    assert taken_in.read(TABLES["articles"])["run_id"].unique().to_list() == ["run2"]


def test_a_batch_waits_until_all_its_inputs_are_there(taken_in, stages):
    tasks, replaced, kept = plan(taken_in, STAGES["dates"], DAY, "run1")
    assert (tasks, replaced, kept) == ([], [], [])
    tasks, _, _ = plan(taken_in, STAGES["articles"], DAY, "run1")
    assert [t.batch for t in tasks] == [0, 1, 2]
    assert all(len(t.inputs["raw_documents"]) == 1 for t in tasks)


def test_a_part_whose_input_is_gone_goes_too(taken_in, run):
    run("run1")
    articles = taken_in.parts(TABLES["articles"])
    taken_in.commit(TABLES["articles"], [], articles[:1], run_id="run2")
    update(taken_in, LocalEngine(1), "dates", DAY, "run2")
    assert {p.batch for p in taken_in.parts(TABLES["dates"])} == {1, 2}


def test_one_commit_a_table_and_day(taken_in, run):
    before = versions(taken_in)
    run("run1")
    # one version creates the table, one fills it
    assert {n: v - before.get(n, 0) for n, v in versions(taken_in).items() if n in {"articles", "dates"}} == {"articles": 1, "dates": 1}


def test_what_is_turned_away_is_recorded_with_its_reason(store, stages, run, document):
    take_in(store, DAY, [document("خبر أمس"), document("  ", "empty.txt"), document("قصير", "short.txt"), document("كذب الخبر أمس", "lie.txt")], "run0", batch_size=10)
    done = run("run1")
    assert done["articles"].rejects == {"bad_value": 1, "empty": 1}
    assert done["dates"].rejects == {"span_mismatch": 1}
    rejects = {r["reason"]: r for r in store.read(TABLES["rejects"]).iter_rows(named=True)}
    assert rejects["empty"]["source_uri"] == "empty.txt"
    assert rejects["bad_value"]["stage"] == rejects["bad_value"]["table"] == "articles"
    assert "n_tokens" in rejects["bad_value"]["detail"]
    row = json.loads(rejects["bad_value"]["row_json"])
    assert row["text"] == "قصير"
    assert json.loads(rejects["span_mismatch"]["row_json"])["exact"] == "أمس"
    # every document is an article or a reject
    assert store.read(TABLES["articles"]).height + sum(done["articles"].rejects.values()) == 4


def test_rejects_of_a_batch_are_replaced_with_it(store, stages, run, document):
    take_in(store, DAY, [document("  ", "empty.txt"), document("خبر", "good.txt")], "run0", batch_size=10)
    for n in range(3):
        stages["articles"].VERSION = str(n)
        run(f"run{n}")
        assert store.read(TABLES["rejects"]).height == 1
    run("run9", force=True)
    assert store.read(TABLES["rejects"]).height == 1


def test_a_stage_that_fails_leaves_everything_as_it_was(taken_in, run, stages):
    run("run1")
    before, rows = versions(taken_in), taken_in.read(TABLES["dates"])

    def broken(articles):
        if "القمة" in articles["text"][-1]:
            raise ZeroDivisionError("a defect")
        return rows_before(articles=articles)

    rows_before, stages["dates"].rows, stages["dates"].VERSION = stages["dates"].rows, broken, "2"
    with pytest.raises(ZeroDivisionError):
        update(taken_in, LocalEngine(1), "dates", DAY, "run2")
    assert versions(taken_in) == before
    assert taken_in.read(TABLES["dates"]).equals(rows)


def test_progress_is_told_batch_by_batch(taken_in):
    told = []
    update(taken_in, LocalEngine(1), "articles", DAY, "run1", progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_day_without_documents(store, stages, run):
    done = run("run1")
    assert all((o.rows, o.batches) == (0, 0) for o in done.values())
