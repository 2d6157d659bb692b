"""Delta tables as opened: a handle, and the parts its version is made of; kept as long as a local table's log is as it was.

What is read or written with them is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from threading import Lock
from typing import Any, Final

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError

from warehouse import files
from warehouse.parts import Part

#: Tables kept open: those of two lakes.
_KEPT: Final = 32


class Opened:
    """A table at one version.

    Attributes:
        delta: The handle, to read or to write a next version with.
    """

    def __init__(self, delta: DeltaTable) -> None:
        self.delta = delta

    @cached_property
    def parts(self) -> list[Part]:
        """The parts of this version, in order of day, batch and stage.

        Raises:
            ValueError: A file in the table was not written by Rawi.
        """
        actions: dict[str, list[Any]] = pa.table(self.delta.get_add_actions(flatten=True)).to_pydict()
        days = actions.get("partition.ingest_date") or [None] * len(actions["path"])
        described = zip(actions["path"], days, actions["num_records"], actions["size_bytes"], strict=True)
        return sorted(Part.from_path(path, day=day, rows=rows, size=size) for path, day, rows, size in described)


_opened: dict[str, tuple[tuple[object, ...], Opened]] = {}
_lock = Lock()


def at_version(address: str, options: Mapping[str, str], version: int | None = None) -> Opened | None:
    """A table at a version (the newest when None), read anew; None when there is no table."""
    try:
        return Opened(DeltaTable(address, version=version, storage_options=dict(options) or None))
    except TableNotFoundError:
        return None


def newest(address: str, options: Mapping[str, str]) -> Opened | None:
    """A table at its newest version; None when there is no table.

    A local table whose log is as it was is not opened again: that costs a millisecond, and a run asks some ten times what a table is made of.
    """
    if files.is_remote(address):
        return at_version(address, options)
    state = _state(address)
    if not state:
        return None
    kept = _opened.get(address)
    if kept and kept[0] == state:
        return kept[1]
    found = at_version(address, options)
    if found is not None:
        _keep(address, state, found)
    return found


def refresh(address: str, delta: DeltaTable) -> None:
    """Brings a handle to the version it has just written: it does not see its own transaction."""
    # the state first: whoever commits in between leaves a handle that is newer than its state, and the table is opened again
    state = () if files.is_remote(address) else _state(address)
    delta.update_incremental()
    if state:
        _keep(address, state, Opened(delta))


def _state(address: str) -> tuple[object, ...]:
    return files.folder_state(files.local_path(address) / "_delta_log")


def _keep(address: str, state: tuple[object, ...], table: Opened) -> None:
    with _lock:  # the UI's server asks from several threads
        _opened.pop(address, None)
        while len(_opened) >= _KEPT:
            _opened.pop(next(iter(_opened)))
        _opened[address] = state, table
