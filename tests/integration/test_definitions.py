import os
import time
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
import yaml

from assets.automation import note_failure
from assets.corpus_assets import trigger_of
from assets.definitions import build_defs
from assets.home import Home
from pipeline.stages import STAGES
from rawi.instance import prepare
from schemas import TABLES

ROOT = Path(__file__).parents[2]
DAILY = ["raw_documents", *STAGES]


@pytest.fixture(scope="module")
def defs(tmp_path_factory) -> dg.Definitions:
    return build_defs(tmp_path_factory.mktemp("defs") / "home")


@pytest.fixture(scope="module")
def graph(defs):
    return defs.resolve_asset_graph()


def build_in(home: Path, toml: str) -> dg.Definitions:
    home.mkdir(exist_ok=True)
    (home / "rawi.toml").write_text(toml, encoding="utf8")
    return build_defs(home)


def test_the_location_can_be_loaded(defs):
    dg.Definitions.validate_loadable(defs)


def test_one_asset_a_table_and_the_catalog(graph):
    names = {k.to_user_string() for k in graph.get_all_asset_keys()}
    assert names == (set(TABLES) - {"rejects", "runs"}) | {"catalog"}


def test_every_asset_has_group_description_version_and_column_schema(graph):
    for key in graph.get_all_asset_keys():
        node, name = graph.get(key), key.to_user_string()
        assert node.group_name != "default"
        assert node.description
        if name in TABLES:
            table = TABLES[name]
            assert table.doc in node.description
            assert node.code_version
            schema = node.metadata["dagster/column_schema"]
            assert {c.name for c in table.lake_columns} <= {c.name for c in schema.columns}
            assert all(c.description for c in schema.columns)


def test_the_graph_is_the_way_of_the_data(graph):
    for stage in STAGES.values():
        assert {k.to_user_string() for k in graph.get(dg.AssetKey(stage.table)).parent_keys} == set(stage.inputs)
    upstream = dg.AssetSelection.assets("catalog").upstream().resolve(graph)
    assert {k.to_user_string() for k in upstream} == {*DAILY, "duplicates", "entity_links", "entities", "catalog"}


def test_tables_by_day_are_partitioned_and_have_checks(graph):
    for name in DAILY:
        assert isinstance(graph.get(dg.AssetKey(name)).partitions_def, dg.DailyPartitionsDefinition)
        checks = {k.name for k in graph.get_check_keys_for_assets({dg.AssetKey(name)})}
        assert checks == ({"contract", "spans"} if TABLES[name].spans else {"contract"})


def test_jobs_say_what_they_do_in_words(defs):
    repository = defs.get_repository_def()
    for name in ("refresh", "reprocess", "publish", "vacuum"):
        assert len(repository.get_job(name).description.split()) > 5
    assert "raw_documents" not in repository.get_job("reprocess").asset_layer.executable_asset_keys
    assert repository.get_job("refresh").executor_def.name == "in_process"


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("UTC", datetime(2026, 1, 31, 2, 30, tzinfo=UTC), "2026-01-31"),
        ("Asia/Riyadh", datetime(2026, 1, 30, 23, 30, tzinfo=UTC), "2026-01-31"),
        ("America/New_York", datetime(2026, 1, 31, 7, 30, tzinfo=UTC), "2026-01-31"),
    ],
)
def test_the_nightly_schedule(home, zone, moment, day):
    repository = build_in(home, f'timezone = "{zone}"\nnightly = "02:30"\n').get_repository_def()
    schedule = repository.get_schedule_def("nightly")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert (schedule.cron_schedule, schedule.execution_timezone, schedule.job_name) == ("30 2 * * *", zone, "refresh")
    with dg.DagsterInstance.ephemeral() as instance, dg.build_schedule_context(instance, scheduled_execution_time=moment, repository_def=repository) as context:
        (request,) = schedule.evaluate_tick(context).run_requests
    assert request.partition_key == day


def test_the_weekly_schedule_makes_room(defs):
    schedule = defs.get_repository_def().get_schedule_def("weekly_vacuum")
    assert (schedule.job_name, schedule.default_status) == ("vacuum", dg.DefaultScheduleStatus.RUNNING)


@pytest.fixture
def inbox_of(home):
    definitions = build_in(home, "")
    repository = definitions.get_repository_def()
    sensor = repository.get_sensor_def("inbox")
    (home / "inbox").mkdir()

    def tick(cursor: str | None = None):
        with dg.DagsterInstance.ephemeral() as instance, dg.build_sensor_context(instance, cursor=cursor, definitions=definitions) as context:
            return sensor.evaluate_tick(context)

    return sensor, tick, home / "inbox"


def test_the_inbox_sensor(inbox_of):
    sensor, tick, inbox = inbox_of
    assert sensor.default_status is dg.DefaultSensorStatus.RUNNING
    assert "nothing new" in tick().skip_message
    file = inbox / "خبر.txt"
    file.write_text("خبر")
    assert "still being written" in tick().skip_message
    os.utime(file, (time.time() - 60, time.time() - 60))
    first = tick()
    (request,) = first.run_requests
    assert request.run_key == first.cursor
    assert request.partition_key == datetime.now(UTC).date().isoformat()
    assert "nothing new" in tick(first.cursor).skip_message
    file.write_text("خبر آخر")
    os.utime(file, (time.time() - 30, time.time() - 30))
    second = tick(first.cursor)
    assert second.run_requests[0].run_key != request.run_key


def test_settings_that_cannot_be_used_are_told_when_loading(home):
    with pytest.raises(Exception, match="timezone"):
        build_in(home, 'timezone = "Riyadh"')


def test_what_started_a_run():
    assert trigger_of({"dagster/schedule_name": "nightly"}) == "schedule"
    assert trigger_of({"dagster/sensor_name": "inbox"}) == "sensor"
    assert trigger_of({"dagster/backfill": "x", "dagster/partition": "2026-01-31"}) == "backfill"
    assert trigger_of({"rawi/trigger": "command line"}) == "command line"
    assert trigger_of({}) == "manual"


def test_the_instance_is_quiet_and_keeps_its_history(home):
    from assets.settings import load

    folder = prepare(load(home))
    settings = yaml.safe_load((folder / "dagster.yaml").read_text(encoding="utf8"))
    assert settings["telemetry"]["enabled"] is False
    assert settings["nux"]["enabled"] is False
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        assert not instance.telemetry_enabled
        assert instance.nux_enabled is False
        assert instance.run_retries_max_retries == 1
        assert instance.run_monitoring_enabled
        assert instance.is_persistent


def test_workspace_and_dg_point_to_the_same_place():
    workspace = yaml.safe_load((ROOT / "workspace.yaml").read_text(encoding="utf8"))
    module = workspace["load_from"][0]["python_module"]["module_name"]
    assert module == "assets.definitions"
    assert f'code_location_target_module = "{module}"' in (ROOT / "pyproject.toml").read_text(encoding="utf8")


def test_a_failed_run_is_noted_once(home):
    with dg.DagsterInstance.ephemeral() as instance:
        run = instance.create_run_for_job(build_defs(home).resolve_job_def("publish"), tags={"dagster/schedule_name": "nightly"})
        resource = Home(path=str(home))
        resource.settings.prepare()
        note_failure(resource, instance, run)
        note_failure(resource, instance, run)
    rows = resource.store.read(TABLES["runs"])
    assert rows.select("run_id", "status", "trigger").rows() == [(run.run_id, "failure", "schedule")]


def test_what_the_ui_shows_of_a_table(sample_home):
    from assets.settings import load

    with dg.DagsterInstance.from_config(str(sample_home / "dagster")) as instance:
        for name in [*DAILY, "entities", "entity_links"]:
            event = instance.get_latest_materialization_event(dg.AssetKey(name))
            metadata = event.asset_materialization.metadata
            rows = metadata["dagster/row_count"].value
            assert rows == load(sample_home).store.read(TABLES[name]).height, name
            preview = metadata["preview"].value
            assert preview.startswith("| ")
            header, rule, *lines = preview.splitlines()
            assert 1 <= len(lines) <= 8
            assert len({line.replace("\\|", "").count("|") for line in (header, rule, *lines)}) == 1
            if name in DAILY:
                assert {"rejects of the day", "rejects by reason", "CPU seconds", "Delta version", "new rows"} <= set(metadata)
                assert metadata["Delta version"].value == load(sample_home).store.versions(TABLES[name])[0]["version"]
        catalog = instance.get_latest_materialization_event(dg.AssetKey("catalog")).asset_materialization.metadata
        assert catalog["rows in quotes"].value > 0
        checks = instance.event_log_storage.get_latest_asset_check_execution_by_key([dg.AssetCheckKey(dg.AssetKey("quotes"), n) for n in ("contract", "spans")])
        assert all(c.status.value == "SUCCEEDED" for c in checks.values())
        assert len(checks) == 2
