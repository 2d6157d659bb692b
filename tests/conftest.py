"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import settings
from typer.testing import CliRunner

from rawi.cli import app

# compiling a kernel on first use takes seconds; that is no flaw of the example at hand
settings.register_profile("rawi", deadline=None, max_examples=50)
settings.load_profile("rawi")

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample"


@pytest.fixture(autouse=True)
def _no_home_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or touches a data set of whoever runs it."""
    for name in ("RAWI_HOME", "DAGSTER_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for a data set; nothing is in it yet."""
    return tmp_path / "home"


@pytest.fixture
def rawi() -> Callable[..., Result]:
    """Calls the command line in this process: ``rawi("sql", "SELECT 1", home=folder)``."""

    def call(*words: object, home: Path | None = None, stdin: str | None = None) -> Result:
        given = [str(w) for w in words]
        return CliRunner().invoke(app, [*given, "--home", str(home)] if home else given, input=stdin)

    return call


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has the sample corpus, taken in by one run of the command line. Look, do not write."""
    folder = tmp_path_factory.mktemp("sample") / "home"
    kept = {name: os.environ.pop(name, None) for name in ("RAWI_HOME", "DAGSTER_HOME")}
    result = CliRunner().invoke(app, ["run", str(SAMPLE), "--home", str(folder), "--workers", "1"])
    os.environ.update({k: v for k, v in kept.items() if v is not None})
    assert result.exit_code == 0, result.output
    return folder
