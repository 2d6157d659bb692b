"""WARC: the pages a crawler stored. Each body is read like a file of its own; only HTTP's part of it is understood here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from pipeline.sources.build import Context
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject

_READABLE: Final = ("text/", "html", "xml", "json", "rss", "atom", "csv")


class Page:
    """A body with what the crawl says of it.

    Attributes:
        body: The bytes.
        url: Address.
        charset: Encoding named by the HTTP header.
        content_type: Media type named by the HTTP header.
        fetched: When it was crawled, as written.
    """

    def __init__(self, body: bytes, url: str, charset: str | None, content_type: str, fetched: str | None) -> None:
        self.body, self.url, self.charset, self.content_type, self.fetched = body, url, charset, content_type, fetched


def read_warc(ctx: Context, stream: BinaryIO, uri: str, page: Callable[[Context, Page, str], Iterator[RawRecord | Reject]]) -> Iterator[RawRecord | Reject]:
    """Documents of a WARC file.

    Args:
        ctx: The input.
        stream: The file, uncompressed.
        uri: Where it lies.
        page: Reads one body.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    passed: Counter[str] = Counter()
    n = 0
    try:
        for record in ArchiveIterator(stream, record_types=wanted, parse_http=True, auto_decode="all"):
            n += 1
            at = f"{uri}#{n}"
            content_type = (record.http_content_type or record.headers.get("Content-Type") or "").lower() if record.is_http else (record.headers.get("Content-Type") or "").lower()
            status = record.http_headers.status_code if record.is_http and record.http_headers else 200
            if status is not None and status >= 300:
                passed[f"HTTP {status}"] += 1
                continue
            if content_type and not any(kind in content_type for kind in _READABLE):
                passed[content_type.partition(";")[0]] += 1
                continue
            body = record.reader.read(ctx.limits.document_bytes + 1)
            if len(body) > ctx.limits.document_bytes:
                yield Reject(at, None, Reason.DOCUMENT_TOO_LARGE, f"a body of more than {ctx.limits.document_bytes} bytes")
                continue
            url = record.headers.get("WARC-Target-URI") or ""
            yield from page(ctx, Page(body, url.strip("<>"), _charset(record), content_type, record.headers.get("WARC-Date")), at)
    except Exception as error:  # noqa: BLE001 - the parser is C code with errors of its own; what was read before stays
        if getattr(stream, "fault", None) is None:
            yield Reject(uri, None, Reason.WARC_INVALID, f"after {n} records: {type(error).__name__}: {str(error)[:200]}")
        return
    if passed:
        counts = ", ".join(f"{count} × {kind}" for kind, count in passed.most_common(20))
        yield Reject(uri, None, Reason.UNSUPPORTED_TYPE, f"records that hold no document: {counts}")
    elif not n and getattr(stream, "fault", None) is None:
        yield Reject(uri, None, Reason.WARC_INVALID, "no response was found in it")


def _charset(record: Any) -> str | None:
    try:
        return record.http_charset or None
    except (AttributeError, ValueError):
        return None
