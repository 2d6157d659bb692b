"""The way of someone who uses the UI: the real web server and daemon, started by `rawi ui`, driven by the mutations the UI sends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from assets.settings import load
from pipeline.stages import STAGES
from schemas import TABLES

DAYS = ("2026-01-30", "2026-01-31")
TEXTS = {
    DAYS[0]: "الوزير يفتتح المعرض\n\nقال وزير الثقافة في بيروت: «المعرض يعود بعد غياب ثلاث سنوات». وأضاف أن الدخول مجاني.\n\nويستمر المعرض حتى نهاية شباط.",
    DAYS[1]: "إغلاق الطريق الساحلي\n\nأعلنت بلدية صيدا أن الطريق الساحلي سيغلق غداً بسبب الأمطار. وحذر رئيس البلدية السائقين من السيول.\n\nوقال: «ننصح الجميع بالبقاء في منازلهم».",
}
REPOSITORY = {"repositoryName": "__repository__", "repositoryLocationName": "rawi"}

LAUNCH = """mutation LaunchPipelineExecution($executionParams: ExecutionParams!) { launchPipelineExecution(executionParams: $executionParams) {
    __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message stack } ... on RunConfigValidationInvalid { errors { message } }
    ... on PipelineNotFoundError { message } ... on InvalidSubsetError { message } } }"""
BACKFILL = """mutation LaunchPartitionBackfill($backfillParams: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $backfillParams) {
    __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message stack } } }"""
RUN = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status } ... on PythonError { message } } }"
BACKFILL_STATUS = "query($id: String!) { partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill { status numPartitions } ... on PythonError { message } } }"


@dataclass
class Ui:
    """A running UI.

    Attributes:
        home: Its home.
        url: Address of the web server.
    """

    home: Path
    url: str

    def ask(self, query: str, **variables: object) -> dict:
        """Sends a query or mutation; gives the data."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            answer = json.load(response)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def wait(self, query: str, key: str, id_: str, done: str) -> None:
        """Asks until a run or backfill has ended well."""

        def status() -> str:
            found = self.ask(query, id=id_)[key]
            assert found.get("status") not in {"FAILURE", "FAILED", "CANCELED", "COMPLETED_FAILED"}, found
            return found["status"]

        until(lambda: status() == done, 180)

    def launch(self, job: str, day: str | None, *, assets: list[str] | None = None, config: dict | None = None) -> str:
        """Launches a job or a choice of assets, as the button does; gives the run's id."""
        selector: dict[str, object] = {**REPOSITORY, "jobName": job}
        if assets:
            selector |= {"assetSelection": [{"path": [a]} for a in assets]}
        tags = [{"key": "dagster/partition", "value": day}] if day else []
        params = {"selector": selector, "mode": "default", "runConfigData": json.dumps(config or {}), "executionMetadata": {"tags": tags}}
        launched = self.ask(LAUNCH, executionParams=params)["launchPipelineExecution"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        self.wait(RUN, "runOrError", launched["run"]["runId"], "SUCCESS")
        return launched["run"]["runId"]


def until(condition: Callable[[], bool], seconds: float) -> None:
    """Waits for something."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.3)


def free_port() -> int:
    with closing(socket.socket()) as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    folder = tmp_path_factory.mktemp("ui")
    home, port = folder / "home", free_port()
    home.mkdir()
    (home / "rawi.toml").write_text("workers = 1\n", encoding="utf8")
    environment = {k: v for k, v in os.environ.items() if k not in {"RAWI_HOME", "DAGSTER_HOME"}}
    command = [sys.executable, "-c", "from rawi.cli import main; main()", "ui", "--port", str(port), "--home", str(home)]
    with (folder / "log").open("wb") as log:
        # a session of its own: whatever goes wrong, none of its processes outlives the test
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    one = Ui(home, f"http://127.0.0.1:{port}")

    def is_up() -> bool:
        assert process.poll() is None, (folder / "log").read_text()
        try:
            return bool(one.ask("{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }")["repositoriesOrError"].get("nodes"))
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    try:
        until(is_up, 180)
        yield one
        process.terminate()
        process.wait(60)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        else:
            process.wait(30)


@pytest.fixture(scope="module")
def two_days(ui: Ui) -> Ui:
    """Documents of two past days lie in the inbox, in a folder for each; a backfill of `refresh` takes them in and reads them."""
    for day, text in TEXTS.items():
        folder = ui.home / "inbox" / day
        folder.mkdir(parents=True)
        (folder / "خبر.txt").write_text(text, encoding="utf8")
    selector = {"partitionSetName": "refresh_partition_set", "repositorySelector": REPOSITORY}
    launched = ui.ask(BACKFILL, backfillParams={"selector": selector, "partitionNames": list(DAYS)})["launchPartitionBackfill"]
    assert launched["__typename"] == "LaunchBackfillSuccess", launched
    ui.wait(BACKFILL_STATUS, "partitionBackfillOrError", launched["backfillId"], "COMPLETED_SUCCESS")
    return ui


def test_the_graph_has_groups_and_descriptions(ui):
    nodes = ui.ask("{ assetNodes { assetKey { path } groupName description isPartitioned jobNames } }")["assetNodes"]
    assert len(nodes) == len(TABLES) - 2 + 1
    assert all(n["description"] and n["groupName"] != "default" for n in nodes)
    assert {n["assetKey"]["path"][0] for n in nodes if "refresh" in n["jobNames"]} == {n["assetKey"]["path"][0] for n in nodes}


def test_schedules_and_sensors_are_on_without_a_click(ui):
    query = """query($s: RepositorySelector!) {
        schedulesOrError(repositorySelector: $s) { ... on Schedules { results { name cronSchedule executionTimezone scheduleState { status } } } }
        sensorsOrError(repositorySelector: $s) { ... on Sensors { results { name sensorState { status } } } } }"""
    found = ui.ask(query, s=REPOSITORY)
    schedules = {s["name"]: s["scheduleState"]["status"] for s in found["schedulesOrError"]["results"]}
    sensors = {s["name"]: s["sensorState"]["status"] for s in found["sensorsOrError"]["results"]}
    assert schedules == {"nightly": "RUNNING", "weekly_vacuum": "RUNNING"}
    assert sensors == {"inbox": "RUNNING", "note_failures": "RUNNING"}


def test_the_daemon_is_alive(ui):
    query = "{ instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }"

    def healthy() -> bool:
        daemons = ui.ask(query)["instance"]["daemonHealth"]["allDaemonStatuses"]
        return all(d["healthy"] for d in daemons if d["required"])

    until(healthy, 120)


def test_a_backfill_of_two_days_fills_both(two_days):
    store = load(two_days.home).store
    for name in ("raw_documents", *STAGES):
        assert [str(d) for d in store.days(TABLES[name])] == list(DAYS), name
    articles = store.read(TABLES["articles"]).sort("ingest_date")
    assert [t.split("\n")[0] for t in articles["text"]] == [t.split("\n")[0] for t in TEXTS.values()]
    runs = store.read(TABLES["runs"])
    assert sorted(runs.filter(trigger="backfill")["partition"]) == list(DAYS)


def test_the_answer_is_there_in_sql(two_days, rawi):
    result = rawi("sql", "SELECT ingest_date, count(*) AS n FROM quotes GROUP BY ALL HAVING n > 0 ORDER BY 1", "--format", "json", home=two_days.home)
    assert [json.loads(line)["ingest_date"] for line in result.stdout.splitlines()] == list(DAYS)


def test_what_a_click_on_a_table_shows(two_days):
    query = """query($k: AssetKeyInput!) { assetNodeOrError(assetKey: $k) { ... on AssetNode {
        assetMaterializations(limit: 4) { partition metadataEntries { label __typename ... on IntMetadataEntry { intValue } ... on MarkdownMetadataEntry { mdStr } } }
        metadataEntries { label __typename ... on TableSchemaMetadataEntry { schema { columns { name description } } } }
        assetChecksOrError { ... on AssetChecks { checks { name description executionForLatestMaterialization { status evaluation { success } } } } }
        partitionStats { numMaterialized numFailed } } } }"""
    node = two_days.ask(query, k={"path": ["quotes"]})["assetNodeOrError"]
    assert node["partitionStats"]["numMaterialized"] == 2
    assert {m["partition"] for m in node["assetMaterializations"]} == set(DAYS)
    for shown in node["assetMaterializations"]:
        entries = {e["label"]: e for e in shown["metadataEntries"]}
        assert entries["dagster/row_count"]["intValue"] >= 1
        assert entries["preview"]["mdStr"].startswith("| quote_id |")
    columns = next(e["schema"]["columns"] for e in node["metadataEntries"] if e["label"] == "dagster/column_schema")
    assert {"quote_id", "exact", "start", "end"} <= {c["name"] for c in columns}
    assert all(c["description"] for c in columns)
    # a check is told as planned before it is told as done
    for _ in range(60):
        checks = {c["name"]: c["executionForLatestMaterialization"] for c in node["assetChecksOrError"]["checks"]}
        if all(c and c["evaluation"] for c in checks.values()):
            break
        time.sleep(0.5)
        node = two_days.ask(query, k={"path": ["quotes"]})["assetNodeOrError"]
    assert set(checks) == {"contract", "spans"}
    assert all(c["evaluation"]["success"] for c in checks.values())


def test_materialising_one_table_of_a_day(two_days):
    run = two_days.launch("__ASSET_JOB", DAYS[0], assets=["dates"], config={"ops": {"dates": {"config": {"force": True}}}})
    rows = load(two_days.home).store.read(TABLES["dates"])
    assert rows.filter(pl.col("run_id") == run)["ingest_date"].unique().cast(pl.String).to_list() == [DAYS[0]]
    assert rows.filter(pl.col("run_id") != run).height


def test_refresh_of_today_takes_in_what_the_inbox_has(two_days):
    settings = load(two_days.home)
    text = "مطر في الرياض\n\nهطلت أمطار غزيرة على الرياض صباح اليوم، وقالت المديرية إن الطرق سالكة ولا إصابات بين السكان حتى الآن."
    (settings.inbox / "مطر.txt").write_text(text, encoding="utf8")
    run = two_days.launch("refresh", settings.today().isoformat())
    # the inbox sensor may have been quicker than this click; then the article came in by its run
    assert settings.store.read(TABLES["articles"], day=settings.today()).height == 1
    assert run in set(settings.store.read(TABLES["runs"])["run_id"])
