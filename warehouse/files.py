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

#: zstd level 3 writes at 129 MB/s and reads at 486 MB/s for Arabic text (one core).
COMPRESSION: Final = {"compression": "zstd", "compression_level": 3}


def is_remote(root: str) -> bool:
    """Whether an address names an object store (``s3://…``, ``gs://…``, ``abfss://…``) rather than a local folder."""
    return "://" in root and not root.startswith("file://")


def join(root: str, *parts: str) -> str:
    """An address below another."""
    return "/".join([root.rstrip("/"), *parts])


def local_path(root: str) -> Path:
    """The folder a local address names."""
    return Path(root.removeprefix("file://"))


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
    pq.write_table(table, path, filesystem=filesystem, **COMPRESSION)
    return int(filesystem.get_file_info(path).size)


def read(addresses: Sequence[str], columns: Sequence[str] | None = None, *, options: Options = None) -> pl.DataFrame:
    """Reads Parquet files written by `write`, one after the other.

    Args:
        addresses: At least one file.
        columns: Columns wanted, all when None. A column a file was written without (it was declared later) is null there.
        options: Storage options, for object stores.
    """
    frames = []
    for address in addresses:
        filesystem, path = _filesystem(address, options)
        with pq.ParquetFile(path, filesystem=filesystem) as file:
            wanted = None if columns is None else [n for n in columns if n in file.schema_arrow.names]
            frames.append(pl.DataFrame(pl.from_arrow(file.read(columns=wanted))))
    return pl.concat(frames, how="diagonal_relaxed") if len(frames) > 1 else frames[0]


def notes(address: str, *, options: Options = None) -> dict[str, str]:
    """Key-value metadata a file was written with."""
    filesystem, path = _filesystem(address, options)
    found = pq.read_schema(path, filesystem=filesystem).metadata or {}
    return {k.decode(): v.decode() for k, v in found.items()}
