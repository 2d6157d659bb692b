"""Delta Lake tables: which parts a table is made of now, and committing new ones. What the rows mean is not known here.

Parts are written first, by whoever has the rows; a commit then makes them visible and the parts they replace invisible, in one
transaction of the table's log. A run killed in between leaves files nobody sees; `vacuum` removes them. Older versions stay readable
until then.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

import polars as pl
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Schema
from deltalake.transaction import AddAction, RemoveAction

from schemas import TABLES, Table
from warehouse import files, handles
from warehouse.parts import Part

#: Days for which replaced files stay readable. Delta's own default.
KEEP_DAYS: Final = 7


class StoreError(Exception):
    """A table cannot be read or written as it is; the message says which and what to do."""


@dataclass(frozen=True)
class Store:
    """The lake: a folder or object-store prefix with one Delta table a sub-folder.

    Attributes:
        root: Local path or address (``s3://bucket/prefix``).
        options: Storage options handed to deltalake for object stores.
    """

    root: str
    options: dict[str, str] = field(default_factory=dict)

    def address(self, table: Table | str, path: str = "") -> str:
        """Address of a table, or of a file inside it."""
        name = table if isinstance(table, str) else table.name
        return files.join(self.root, name, path) if path else files.join(self.root, name)

    def read_files(self, addresses: Sequence[str], columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Rows of some parts, by address; see `warehouse.files.read`."""
        return files.read(addresses, columns, options=self.options)

    def write_file(self, address: str, frame: pl.DataFrame, schema: pa.Schema, notes: Mapping[str, str] | None = None) -> int:
        """Writes a part that is not yet visible; see `warehouse.files.write`."""
        return files.write(address, frame, schema, notes, options=self.options)

    def file_notes(self, address: str) -> dict[str, str]:
        """What a part's file says of itself; see `warehouse.files.notes`."""
        return files.notes(address, options=self.options)

    def ensure(self, table: Table) -> DeltaTable:
        """Opens a table; makes it when it is not there; adds columns that were declared since.

        Raises:
            StoreError: A stored column has another type than the declared one.
        """
        address = self.address(table)
        opened = handles.newest(address, self.options)
        wanted = Schema.from_arrow(table.delta_schema)
        if opened is None:
            if not files.is_remote(self.root):
                files.local_path(address).mkdir(parents=True, exist_ok=True)
            partitions = ["ingest_date", "batch"] if table.daily else None
            return DeltaTable.create(address, wanted, partition_by=partitions, name=table.name, description=table.doc, mode="ignore", storage_options=self.options or None)
        found = opened.delta
        stored = {f.name: f for f in found.schema().fields}
        added = [f for f in wanted.fields if f.name not in stored]
        if added:
            found.alter.add_columns(added)
        changed = [f.name for f in wanted.fields if f.name in stored and stored[f.name].type != f.type]
        if changed:
            raise StoreError(
                f"table {table.name}: column {', '.join(changed)} is stored in another type than this version of Rawi writes. Use a new --home, or remove {address} and run with --reprocess"
            )
        return found

    def parts(self, table: Table, day: date | None = None) -> list[Part]:
        """The parts a table is made of now, in order of day, batch and stage; only one day's with `day`."""
        return self._parts(handles.newest(self.address(table), self.options), day)

    @staticmethod
    def _parts(opened: handles.Opened | None, day: date | None) -> list[Part]:
        return [p for p in opened.parts if day is None or p.day == day] if opened else []

    def days(self, table: Table) -> list[date]:
        """The days a daily table has parts of."""
        return sorted({p.day for p in self.parts(table) if p.day is not None})

    def commit(self, table: Table, add: Sequence[Part], remove: Iterable[Part] = (), *, run_id: str) -> int:
        """Makes parts visible and the parts they replace invisible, in one transaction.

        Args:
            table: The table.
            add: Parts whose files are written.
            remove: Parts that are visible now and shall not be any more.
            run_id: Recorded in the table's history.

        Returns:
            Version of the table after the commit; the version before it when there was nothing to do.
        """
        delta = self.ensure(table)
        gone = list(remove)
        if not add and not gone:
            return int(delta.version())
        now = int(time.time() * 1000)
        actions: list[AddAction | RemoveAction] = [AddAction(p.path, p.size, _partition(table, p), now, data_change=True, stats=json.dumps({"numRecords": p.rows})) for p in add]
        actions += [RemoveAction(p.path, data_change=True, deletion_timestamp=now, partition_values=_partition(table, p), size=p.size) for p in gone]
        partitions = ["ingest_date", "batch"] if table.daily else None
        schema = Schema.from_arrow(table.delta_schema)
        delta.create_write_transaction(actions, "append", schema, partition_by=partitions, commit_properties=CommitProperties(custom_metadata={"rawi.run_id": run_id}))
        handles.refresh(self.address(table), delta)
        return int(delta.version())

    def read(self, table: Table, *, day: date | None = None, columns: Sequence[str] | None = None, version: int | None = None) -> pl.DataFrame:
        """Rows of a table as stored, with ``ingest_date`` and ``batch`` for daily tables.

        Args:
            table: The table.
            day: Only this day.
            columns: Stored columns wanted (partition columns come along); all when None.
            version: An older version (time travel); the newest when None.
        """
        empty = pl.DataFrame(pl.from_arrow(table.delta_schema.empty_table()))
        partitions = ["ingest_date", "batch"] if table.daily else []
        names = [c for c in columns if c not in partitions] if columns else table.arrow_schema.names
        frames = [empty.select([*names, *partitions])]
        address = self.address(table)
        opened = handles.newest(address, self.options) if version is None else handles.at_version(address, self.options, version)
        for part in self._parts(opened, day):
            frame = self.read_files([files.join(address, part.path)], names)
            if table.daily:
                frame = frame.with_columns(ingest_date=pl.lit(part.day, pl.Date), batch=pl.lit(part.batch, pl.Int32))
            frames.append(frame)
        return pl.concat(frames, how="diagonal_relaxed")

    def versions(self, table: Table) -> list[dict[str, Any]]:
        """History of a table, newest first: version, timestamp, run."""
        opened = handles.newest(self.address(table), self.options)
        history = opened.delta.history() if opened else []
        return [{"version": h.get("version"), "timestamp": datetime.fromtimestamp(h["timestamp"] / 1000).astimezone(), "run_id": h.get("rawi.run_id")} for h in history]

    def vacuum(self, keep: timedelta = timedelta(days=KEEP_DAYS), *, dry_run: bool = False) -> list[str]:
        """Removes files no version younger than `keep` needs: replaced parts, and leftovers of killed runs.

        Returns:
            Addresses of the files removed (that would be removed, with `dry_run`).
        """
        removed = []
        for table in TABLES.values():
            opened = handles.newest(self.address(table), self.options)
            if opened is not None:
                hours = int(keep.total_seconds() // 3600)
                gone = opened.delta.vacuum(retention_hours=hours, dry_run=dry_run, enforce_retention_duration=False, full=True)
                removed += [self.address(table, path) for path in gone]
        return removed


def _partition(table: Table, part: Part) -> dict[str, str | None]:
    if not table.daily or part.day is None:
        return {}
    return {"ingest_date": part.day.isoformat(), "batch": str(part.batch)}
