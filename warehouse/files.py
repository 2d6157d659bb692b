"""Parquet files under a lake root, local folder or object store alike: addresses, write, read. Nothing about tables or versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq
from deltalake.fs import DeltaStorageHandler

#: Storage options of an object store, the same that deltalake takes (``AWS_REGION``, ``AWS_ENDPOINT_URL``, …).
Options = Mapping[str, str] | None

#: Level 1 takes two thirds of the time of level 3 for files of the same size.
COMPRESSION: Final = {"compression": "zstd", "compression_level": 1}

#: First rows by which it is seen whether the values of a column repeat.
_SAMPLE: Final = 1000


def is_remote(root: str) -> bool:
    """Whether an address names an object store (``s3://…``, ``gs://…``, ``abfss://…``) rather than a local folder."""
    return "://" in root and not root.startswith("file://")


def join(root: str, *parts: str) -> str:
    """An address below another."""
    return "/".join([root.rstrip("/"), *parts])


def local_path(root: str) -> Path:
    """The folder a local address names."""
    return Path(root.removeprefix("file://"))


def folder_state(folder: Path) -> tuple[object, ...]:
    """What changes when a file is added to a folder or the last one is replaced; empty when there is no such folder, or nothing in it."""
    try:
        names = sorted(p.name for p in folder.iterdir())
        last = (folder / names[-1]).stat()
    except (FileNotFoundError, NotADirectoryError, IndexError):
        return ()
    return (*names, last.st_mtime_ns, last.st_ino, last.st_size)


def _filesystem(address: str, options: Options) -> tuple[pafs.FileSystem, str]:
    if is_remote(address):
        folder, _, name = address.rpartition("/")
        return pafs.PyFileSystem(DeltaStorageHandler(folder, dict(options or {}))), name
    return pafs.LocalFileSystem(), str(local_path(address))


def write(address: str, frame: pl.DataFrame, schema: pa.Schema, notes: Mapping[str, str] | None = None, *, options: Options = None) -> int:
    """Writes a frame as one Parquet file in the types of an Arrow schema.

    Args:
        address: Local path or object-store address; folders are made.
        frame: The rows.
        schema: Arrow schema with the frame's columns.
        notes: Key-value metadata kept in the file, see `notes`.
        options: Storage options, for object stores.

    Returns:
        Size of the file in bytes.
    """
    filesystem, path = _filesystem(address, options)
    if not is_remote(address):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    table = frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema)
    if notes:
        table = table.replace_schema_metadata(dict(notes))
    pq.write_table(table, path, filesystem=filesystem, use_dictionary=_repeating(frame), **COMPRESSION)
    return int(filesystem.get_file_info(path).size)


def _repeating(frame: pl.DataFrame) -> list[str]:
    """String columns whose values repeat: a dictionary makes them small and quick to filter; texts and ids it only makes slow to write."""
    first = frame.head(_SAMPLE).select(pl.col(pl.String))
    return [name for name, n in zip(first.columns, first.select(pl.all().n_unique()).row(0), strict=True) if 2 * n <= first.height] if first.width else []


def read(addresses: Sequence[str], columns: Sequence[str] | None = None, *, options: Options = None) -> pl.DataFrame:
    """Reads Parquet files written by `write`, one after the other.

    Args:
        addresses: At least one file.
        columns: Columns wanted, all when None. A column a file was written without (it was declared later) is null there.
        options: Storage options, for object stores.
    """
    frames = [_read_remote(a, columns, options) if is_remote(a) else _read_local(a, columns) for a in addresses]
    return pl.concat(frames, how="diagonal_relaxed") if len(frames) > 1 else frames[0]


def _read_local(address: str, columns: Sequence[str] | None) -> pl.DataFrame:
    # as an open file: a name would be searched for wildcards and partitions
    with local_path(address).open("rb") as file:
        if columns is None:
            return pl.read_parquet(file)
        names = list(pl.read_parquet_schema(file))
        file.seek(0)
        wanted = [n for n in columns if n in names]
        # of a file that has none of them its number of rows is still asked for
        return pl.read_parquet(file, columns=wanted) if wanted else pl.read_parquet(file, columns=names[:1]).drop(names[0])


def _read_remote(address: str, columns: Sequence[str] | None, options: Options) -> pl.DataFrame:
    filesystem, path = _filesystem(address, options)
    with pq.ParquetFile(path, filesystem=filesystem) as file:
        wanted = None if columns is None else [n for n in columns if n in file.schema_arrow.names]
        return pl.DataFrame(pl.from_arrow(file.read(columns=wanted)))


def notes(address: str, *, options: Options = None) -> dict[str, str]:
    """Key-value metadata a file was written with."""
    filesystem, path = _filesystem(address, options)
    found = pq.read_schema(path, filesystem=filesystem).metadata or {}
    return {k.decode(): v.decode() for k, v in found.items()}
