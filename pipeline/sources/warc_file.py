"""WARC: the pages a crawler stored, record after record. Each body is read like a file of its own; only what HTTP put around it is undone here."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from pipeline.sources.build import Context
from pipeline.sources.limits import MIB
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject

_READABLE: Final = ("text/", "html", "xml", "json", "rss", "atom", "csv")
_TYPES: Final = frozenset(("response", "resource", "conversion"))
_HEADER_BYTES: Final = 64 << 10
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w\-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A body with what HTTP says of it.

    Attributes:
        body: The bytes.
        url: Address.
        charset: Encoding named by the header.
        content_type: Media type named by the header, in lower case.
        fetched: When it was fetched, as written.
    """

    body: bytes
    url: str
    charset: str | None
    content_type: str
    fetched: str | None


class _BrokenOffError(ValueError):
    """The file does not go on as a WARC file must."""


def read_warc(ctx: Context, stream: BinaryIO, uri: str, page: Callable[[Context, Page, str], Iterator[RawRecord | Reject]]) -> Iterator[RawRecord | Reject]:
    """Documents of a WARC file.

    Args:
        ctx: The input.
        stream: The file, uncompressed.
        uri: Where it lies.
        page: Reads one body.
    """
    passed: Counter[str] = Counter()
    n = 0
    try:
        while (headers := _warc_headers(stream)) is not None:
            length = int(headers.get("content-length", ""))
            if headers.get("warc-type", "").lower() not in _TYPES:
                _skip(stream, length)
                continue
            n += 1
            at = f"{uri}#{n}"
            if length > ctx.limits.document_bytes + _HEADER_BYTES:
                _skip(stream, length)
                yield Reject(at, None, Reason.DOCUMENT_TOO_LARGE, f"a record of {length} bytes, more than {ctx.limits.document_bytes}")
                continue
            block = stream.read(length)
            if len(block) < length:
                raise _BrokenOffError(f"the file ends {length - len(block)} bytes early")
            made = _page(headers, block, ctx.limits.document_bytes)
            if isinstance(made, str):
                passed[made] += 1
            else:
                yield from page(ctx, made, at)
    except ValueError as error:
        if getattr(stream, "fault", None) is None:
            reason = Reason.TRUNCATED if isinstance(error, _BrokenOffError) else Reason.WARC_INVALID
            yield Reject(uri, None, reason, f"after {n} records: {error}")
        return
    if passed:
        counts = ", ".join(f"{count} × {kind}" for kind, count in passed.most_common(20))
        yield Reject(uri, None, Reason.UNSUPPORTED_TYPE, f"records that hold no document: {counts}")
    elif not n and getattr(stream, "fault", None) is None:
        yield Reject(uri, None, Reason.EMPTY, "no response of a server is in it")


def _warc_headers(stream: BinaryIO) -> dict[str, str] | None:
    """Headers of the next record; None at the end of the file."""
    line = stream.readline(_HEADER_BYTES)
    while line and not line.strip():
        line = stream.readline(_HEADER_BYTES)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise ValueError(f"expected WARC/…, found {line[:40]!r}")
    return _headers(stream)


def _headers(stream: BinaryIO) -> dict[str, str]:
    found: dict[str, str] = {}
    size = 0
    while (line := stream.readline(_HEADER_BYTES)).strip():
        size += len(line)
        if size > _HEADER_BYTES:
            raise ValueError("headers without end")
        name, _, value = line.decode("utf-8", "replace").partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    return found


def _skip(stream: BinaryIO, n: int) -> None:
    while n > 0:
        piece = stream.read(min(n, MIB))
        if not piece:
            raise _BrokenOffError(f"the file ends {n} bytes early")
        n -= len(piece)


def _page(warc: dict[str, str], block: bytes, cap: int) -> Page | str:
    """The page of a record, or what it is instead."""
    url = warc.get("warc-target-uri", "").strip("<>")
    kind = warc.get("content-type", "").lower()
    body = block
    if kind.startswith("application/http"):
        stream = io.BytesIO(block)
        status = stream.readline(_HEADER_BYTES).split(b" ")
        http = _headers(stream)
        code = int(status[1]) if len(status) > 1 and status[1].strip().isdigit() else 0
        if code != 200:
            return f"HTTP {code}"
        kind = http.get("content-type", "").lower()
        body = _undone(stream.read(), http, cap)
    if kind and not any(part in kind for part in _READABLE):
        return kind.partition(";")[0]
    charset = _CHARSET.search(kind)
    return Page(body, url, charset[1] if charset else None, kind, warc.get("warc-date"))


def _undone(body: bytes, http: dict[str, str], cap: int) -> bytes:
    """A body without its transfer and content encoding. Many crawlers undo these and leave the headers: then it stays as it is."""
    if "chunked" in http.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    encoding = http.get("content-encoding", "").lower()
    try:
        if "gzip" in encoding and body.startswith(b"\x1f\x8b"):
            return gzip.GzipFile(fileobj=io.BytesIO(body)).read(cap + 1)
        if "deflate" in encoding:
            return zlib.decompressobj().decompress(body, cap + 1)
    except (OSError, EOFError, zlib.error):
        pass
    return body


def _dechunked(body: bytes) -> bytes:
    out, at = bytearray(), 0
    while True:
        end = body.find(b"\r\n", at)
        try:
            size = int(body[at:end].partition(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return body if not out else bytes(out)
        if size == 0:
            return bytes(out)
        out += body[end + 2 : end + 2 + size]
        at = end + 4 + size
