"""Parquet: rows to documents, a small batch of rows in memory at a time. Which column means what stands in `pipeline.sources.fields`."""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_END
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.sources.build import Context, from_fields
from pipeline.sources.fields import plan
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject

#: Rows decoded at a time: enough to be quick, few enough that rows of the largest allowed size fit into memory.
ROWS = 64


def _is_bomb(ctx: Context, file: pq.ParquetFile, packed: int) -> str | None:
    """What is wrong with the sizes a file of `packed` bytes states of itself.

    Row groups are asked, never their columns: pyarrow ends the process where a column's statistics do not fit together.
    """
    metadata = file.metadata
    sizes = [metadata.row_group(g).total_byte_size for g in range(metadata.num_row_groups)]
    for g, size in enumerate(sizes):
        if size > ctx.limits.unpacked_bytes:
            return f"row group {g} says it unpacks to {size} bytes"
    if sum(sizes) > ctx.limits.ratio_floor and sum(sizes) > ctx.limits.ratio * packed:
        return f"it says it unpacks from {packed} to {sum(sizes)} bytes"
    return None


def _values(ctx: Context, column: pa.ChunkedArray | pa.Array) -> list[Any]:
    """A column as Python values. Times become strings: Python's own end with the year 9999."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_temporal(kind):
        return list(pc.cast(column, pa.string()).to_pylist())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        if column.nbytes > ctx.limits.document_bytes:  # a row larger than allowed may be among them: it is not even decoded
            column = pc.if_else(pc.greater(pc.binary_length(column), ctx.limits.document_bytes), None, column)
        try:
            return list(column.to_pylist())
        except UnicodeDecodeError:
            column = column.cast(pa.large_binary() if pa.types.is_large_string(kind) else pa.binary())
            kind = column.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return [v if v is None else v.decode("utf-8", "replace") for v in column.to_pylist()]
    return list(column.to_pylist())


def _oversize(ctx: Context, batch: pa.RecordBatch) -> set[int]:
    """Rows of a batch with a string larger than a document may be."""
    if batch.nbytes <= ctx.limits.document_bytes:
        return set()
    found: set[int] = set()
    for column in batch.columns:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or pa.types.is_binary(column.type):
            lengths = pc.binary_length(column).to_pylist()
            found.update(i for i, n in enumerate(lengths) if n is not None and n > ctx.limits.document_bytes)
    return found


def read_parquet(ctx: Context, stream: BinaryIO, uri: str) -> Iterator[RawRecord | Reject]:
    """Documents of a Parquet file, one a row; the stream must be seekable."""
    n = 0
    try:
        packed = stream.seek(0, SEEK_END)
        stream.seek(0)
        file = pq.ParquetFile(stream, thrift_string_size_limit=1 << 26, thrift_container_size_limit=1 << 22)
        if wrong := _is_bomb(ctx, file, packed):
            yield Reject(uri, None, Reason.BOMB, wrong)
            return
        names = file.schema_arrow.names
        roles = plan(tuple(names), ctx.mapping)
        if "text" not in roles and "title" not in roles:
            yield Reject(uri, None, Reason.NO_TEXT_FIELD, f"no column looks like a text among: {', '.join(names[:40])[:400]}; name it in the mapping")
            return
        for batch in file.iter_batches(batch_size=ROWS):
            too_large = _oversize(ctx, batch)
            columns = [_values(ctx, column) for column in batch.columns]
            for i, values in enumerate(zip(*columns, strict=True)):
                n += 1
                if i in too_large:
                    yield Reject(f"{uri}#{n}", None, Reason.ROW_TOO_LARGE, f"a row of more than {ctx.limits.document_bytes} bytes")
                    continue
                yield from from_fields(ctx, f"{uri}#{n}", dict(zip(names, values, strict=True)))
        if not n:
            yield Reject(uri, None, Reason.EMPTY, "the table holds no rows")
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        yield Reject(uri, None, Reason.PARQUET_INVALID, f"after {n} rows: {type(error).__name__}: {str(error)[:200]}")
