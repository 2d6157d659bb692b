"""A lake in an object store: the same store, parts and commits, against a local S3 server."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from datetime import date

import polars as pl
import pytest

from schemas import TABLES
from warehouse import remote
from warehouse.parts import Part, part_path
from warehouse.store import Store

pytest.importorskip("moto.server", reason="the S3 server of moto is not installed (pip install 'moto[server]')", exc_type=ImportError)

TOPICS = TABLES["topics"]
DAY = date(2026, 1, 30)


@pytest.fixture
def lake():
    """A lake in a bucket of a server in a process of its own: deltalake does not let go of the interpreter while it uploads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    running = subprocess.Popen([sys.executable, "-m", "moto.server", "-p", address.rsplit(":", 1)[1]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with suppress(OSError):
                urllib.request.urlopen(urllib.request.Request(f"{address}/news", method="PUT")).close()  # makes the bucket
                break
            time.sleep(0.1)
        options = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": address, "AWS_ALLOW_HTTP": "true"}
        yield Store("s3://news/lake", options)
    finally:
        running.terminate()
        running.wait(timeout=30)


def _rows(code: str) -> pl.DataFrame:
    row = {"article_id": "a1", "scheme": "medtop", "code": code, "label_ar": "رياضة", "label_en": "sport", "score": 0.5, "rank": 1, "evidence": ["هدف"]}
    return TOPICS.frame([row]).with_columns(run_id=pl.lit("r"), version=pl.lit("1"))


def _commit(lake: Store, code: str, run: str, remove: list[Part]) -> None:
    path = part_path("topics", DAY, 0, "0" * 12, run)
    size = lake.write_file(lake.address(TOPICS, path), _rows(code), TOPICS.arrow_schema, {"rawi.inputs": "[]"})
    lake.commit(TOPICS, [Part.from_path(path, day=DAY, rows=1, size=size)], remove, run_id=run)


def test_rows_are_committed_replaced_and_read_back(lake):
    _commit(lake, "15000000", "first000", [])
    _commit(lake, "11000000", "second00", lake.parts(TOPICS))
    assert lake.read(TOPICS)["code"].to_list() == ["11000000"]
    assert lake.read(TOPICS, version=1)["code"].to_list() == ["15000000"]
    assert lake.file_notes(lake.address(TOPICS, lake.parts(TOPICS)[0].path))["rawi.inputs"] == "[]"


def test_duckdb_is_given_the_same_keys():
    said = remote.secret({"AWS_ACCESS_KEY_ID": "k'", "aws_secret_access_key": "s", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    assert said == "CREATE OR REPLACE SECRET rawi_lake (TYPE s3, KEY_ID 'k''', SECRET 's', ENDPOINT '127.0.0.1:9', URL_STYLE 'path', USE_SSL false)"
    assert "credential_chain" in remote.secret({"AWS_REGION": "eu-west-1"})
