"""The Dagster resource that gives steps their home: settings, lake, engine, lock, progress. What steps do with them is not here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from filelock import FileLock
from pydantic import Field, PrivateAttr

from assets.engine import LocalEngine
from assets.settings import Settings, default_home, load
from warehouse.store import Store

#: Told (table, batches done, batches to do) by every step; the command line puts its progress bar here.
Reporter = Callable[[str, int, int | None], None]


class Home(dg.ConfigurableResource):  # type: ignore[type-arg]
    """One Rawi home, as steps see it."""

    path: str = Field(default="", description="Folder of the data set; empty for RAWI_HOME, else ./data")
    workers: int = Field(default=0, description="Worker processes; 0 for what rawi.toml says")

    _engine: LocalEngine | None = PrivateAttr(default=None)
    _report: Reporter | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002 # Dagster's signature
        """Makes the home's folders, and the engine the run's steps share."""
        settings = self.settings
        settings.prepare()
        self._engine = LocalEngine(self.workers or settings.n_workers)
        self._report = _REPORTERS[-1] if _REPORTERS else None

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002 # Dagster's signature
        """Ends the worker processes."""
        if self._engine is not None:
            self._engine.close()

    @property
    def settings(self) -> Settings:
        """The home's settings, read anew so that an edit counts from the next step on."""
        return load(Path(self.path) if self.path else default_home())

    @property
    def store(self) -> Store:
        """The lake."""
        return self.settings.store

    @property
    def engine(self) -> LocalEngine:
        """Where batches run."""
        if self._engine is None:
            self._engine = LocalEngine(1)
        return self._engine

    def report(self, table: str, done: int, total: int | None) -> None:
        """Tells whoever watches how far a step is."""
        if self._report is not None:
            self._report(table, done, total)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the home's lock: two runs never write to one lake at the same time. A killed process lets go of it."""
        with FileLock(self.settings.home / ".lock"):
            yield


_REPORTERS: list[Reporter] = []


@contextmanager
def reporting_to(reporter: Reporter) -> Iterator[None]:
    """Sends the progress of runs in this process to a reporter."""
    _REPORTERS.append(reporter)
    try:
        yield
    finally:
        _REPORTERS.remove(reporter)
