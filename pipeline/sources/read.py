"""The front door of the readers: any stream in, documents and rejects out. Which reader takes it is decided here; nothing is opened or fetched.

Layers are taken off one by one: compression, archives, then the format itself, each told by content before name. Whatever is wrong
with the content becomes a `Reject`; the caller never sees an exception for it.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from pipeline.sources.archive import spooled, tar_members, zip_members
from pipeline.sources.build import HTML, Context, document
from pipeline.sources.detect import Detected, Format, detect
from pipeline.sources.encoding import Encoding, declared_encoding, decode, encoding_of
from pipeline.sources.feed import read_feed
from pipeline.sources.fields import GUESS, FieldMapping
from pipeline.sources.json_file import read_json, read_jsonl
from pipeline.sources.limits import DEFAULT_LIMITS, Budget, Limits
from pipeline.sources.mhtml import page_of
from pipeline.sources.parquet_file import read_parquet
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject
from pipeline.sources.streams import HEAD, Stream, compression_of, peek, pieces_of, transcoded, unpacked
from pipeline.sources.table_file import read_table
from pipeline.sources.text_file import read_text, stem
from pipeline.sources.warc_file import Page, read_warc

#: Compressions on top of each other that are undone (a .gz of a .gz happens by accident).
_LAYERS: Final = 3


def read(stream: BinaryIO, name: str, *, source: str, uri: str, mapping: FieldMapping | None = None, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Documents of a stream of any accepted format.

    Args:
        stream: Seekable bytes.
        name: File name, for its endings and as id of a file of one article.
        source: Feed, folder or dump it belongs to.
        uri: Where it lies; goes into every record and reject.
        mapping: What the user said of its fields; guessed when None.
        limits: What it may cost.

    Yields:
        Records and rejects in the order of the input. A stream that holds nothing gives one reject; nothing is dropped silently.
    """
    counts: Counter[str] = Counter()
    n = 0
    try:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        ctx = Context(source, mapping or GUESS, limits, Budget(limits, size))
        for item in _read(ctx, stream, name, uri):
            if isinstance(item, Reject):
                n += 1
                if n > limits.rejects:
                    counts[item.reason] += 1
                    continue
            yield item
    except RecursionError:
        yield Reject(uri, None, Reason.JSON_TOO_DEEP, "nested too deep to be read")
    except OSError as error:
        yield Reject(uri, None, Reason.UNREADABLE, str(error))
    except Exception as error:  # noqa: BLE001 - a bug of a reader must not stop the other inputs
        yield Reject(uri, None, Reason.READER_FAILED, f"{type(error).__name__}: {str(error)[:300]}")
    if counts:
        told = ", ".join(f"{count} × {reason}" for reason, count in counts.most_common())
        yield Reject(uri, None, Reason.MORE_REJECTS, f"beyond the first {limits.rejects} rejects: {told}")


def _read(ctx: Context, stream: BinaryIO, name: str, uri: str) -> Iterator[RawRecord | Reject]:
    """Take off the layers of one stream and read it; then say why it ended, if it ended early."""
    for _ in range(_LAYERS):
        head, stream = peek(stream)
        compression = compression_of(head)
        if compression is None:
            break
        stream = unpacked(stream, compression, ctx.budget)
        name = name[: -len(compression) - 1] if name.lower().endswith("." + compression) else name
    fault = getattr(stream, "fault", None)
    if not head or (len(head) < HEAD and not head.strip(b"\0")):
        yield Reject(uri, None, fault.reason if fault else Reason.EMPTY, fault.detail if fault else "the file is empty")
        return
    if compression_of(head):
        yield Reject(uri, None, Reason.NESTED_TOO_DEEP, f"compressed more than {_LAYERS} times over")
        return
    yield from _by_format(ctx, stream, detect(ctx, head, name, whole=len(head) < HEAD and not fault), name, uri)
    if fault := getattr(stream, "fault", None):
        yield Reject(uri, None, fault.reason, fault.detail + "; what came before was read")


def _by_format(ctx: Context, stream: BinaryIO, found: Detected, name: str, uri: str) -> Iterator[RawRecord | Reject]:
    match found.format:
        case Format.ZIP | Format.TAR:
            yield from _archive(ctx, stream, found.format, uri)
        case Format.PARQUET:
            with spooled(ctx, stream, uri) as seekable:
                if isinstance(seekable, Reject):
                    yield seekable
                elif seekable:
                    yield from read_parquet(ctx, seekable, uri)
        case Format.WARC:
            yield from read_warc(ctx, stream, uri, _page)
        case Format.HTML | Format.FEED | Format.MHTML:
            yield from _whole(ctx, stream, found, name, uri)
        case Format.SITEMAP:
            yield Reject(uri, None, Reason.SITEMAP_FILE, 'a sitemap names pages and holds none; list it in rawi.toml as a source of kind "sitemap"')
        case Format.XML:
            yield Reject(uri, None, Reason.UNSUPPORTED_TYPE, "XML that is neither a feed nor a page; convert it to JSONL")
        case Format.UNSUPPORTED:
            yield Reject(uri, None, Reason.UNSUPPORTED_TYPE, found.detail or "")
        case Format.BINARY:
            yield Reject(uri, None, Reason.BINARY, "no text: binary data of a kind not known")
        case Format.UNDECODABLE:
            yield Reject(uri, None, Reason.ENCODING_UNKNOWN, "no encoding gives readable text; name it in the mapping (encoding = …)")
        case _:
            yield from _lines(ctx, stream, found, name, uri)


def _lines(ctx: Context, stream: BinaryIO, found: Detected, name: str, uri: str) -> Iterator[RawRecord | Reject]:
    """Text formats that are read as a stream of UTF-8."""
    encoding = found.encoding or Encoding("utf-8")
    codec = encoding.name or "utf-8"
    flags = tuple(f for f in encoding.flags if f != "encoding_errors")  # told line by line
    stream.read(encoding.bom)
    head, stream = _peek_on(stream)
    only_cr = b"\r" in head and b"\n" not in head
    text = transcoded(stream, codec, newline_is_cr=only_cr) if codec != "utf-8" or only_cr else stream
    match found.format:
        case Format.JSON:
            yield from read_json(ctx, text, uri, codec, flags)
        case Format.JSONL:
            yield from read_jsonl(ctx, text, uri, codec, flags)
        case Format.TABLE:
            yield from read_table(ctx, text, uri, found.detail, codec, flags)
        case _:
            yield from read_text(ctx, text, name, uri, codec, flags)


def _peek_on(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Like `peek`, from where the stream stands."""
    if stream.seekable():
        at = stream.tell()
        head = stream.read(HEAD)
        stream.seek(at)
        return head, stream
    return peek(stream)


def _whole(ctx: Context, stream: BinaryIO, found: Detected, name: str, uri: str) -> Iterator[RawRecord | Reject]:
    """Formats that are read as a whole: pages and feeds."""
    cap = ctx.limits.feed_bytes if found.format is Format.FEED else ctx.limits.document_bytes
    data = stream.read(cap + 1)
    if len(data) > cap:
        yield Reject(uri, None, Reason.DOCUMENT_TOO_LARGE, f"a {found.format} of more than {cap} bytes")
        return
    if found.format is Format.FEED:
        text, flags = decode(data, encoding_of(data, declared=ctx.mapping.encoding or declared_encoding(data)))
        name_ = found.encoding.name if found.encoding else None
        yield from read_feed(ctx, text, uri, name_ or "utf-8", flags, broken_off=getattr(stream, "fault", None) is not None)
    elif getattr(stream, "fault", None):
        return  # half a page is no document; the fault says so
    elif found.format is Format.MHTML:
        page = page_of(data)
        yield from (
            _html(ctx, page.body, uri, page.charset, url=page.url, external_id=stem(name))
            if page
            else [Reject(uri, hashlib.sha256(data).hexdigest(), Reason.UNSUPPORTED_TYPE, "a saved page without a page in it")]
        )
    else:
        yield from _html(ctx, data, uri, ctx.mapping.encoding, external_id=stem(name))


def _html(
    ctx: Context, data: bytes, uri: str, charset: str | None, *, url: str | None = None, external_id: str | None = None, fetched: str | None = None
) -> Iterator[RawRecord | Reject]:
    encoding = encoding_of(data, declared=charset or declared_encoding(data))
    if encoding.name is None:
        yield Reject(uri, hashlib.sha256(data).hexdigest(), Reason.ENCODING_UNKNOWN, "no encoding gives readable text")
        return
    text, flags = decode(data, encoding)
    yield document(
        ctx, uri, text, media_type=HTML, encoding=encoding.name, payload=data, url=url, external_id=external_id, meta={"fetched": fetched} if fetched else None, flags=flags
    )


def _page(ctx: Context, page: Page, uri: str) -> Iterator[RawRecord | Reject]:
    """One body of a WARC file or one fetched page."""
    if not page.body:
        yield Reject(uri, None, Reason.EMPTY, "an empty body")
        return
    found = detect(ctx, page.body[:HEAD], page.url.partition("?")[0], whole=len(page.body) <= HEAD)
    if found.format is Format.HTML or (found.format is Format.TEXT and "html" in page.content_type):
        yield from _html(ctx, page.body, uri, page.charset, url=page.url, fetched=page.fetched)
        return
    for item in _by_format(ctx, io.BytesIO(page.body), found, "", uri):
        if isinstance(item, RawRecord) and item.url is None and found.format is Format.TEXT:
            item.url = page.url
        yield item


def read_page(page: Page, *, source: str, uri: str, mapping: FieldMapping | None = None, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Documents of a body that was fetched, with what the HTTP headers say of it.

    Args:
        page: The body.
        source: Source it belongs to.
        uri: Address it was fetched from.
        mapping: What the user said of its fields.
        limits: What it may cost.
    """
    if compression_of(page.body):
        yield from read(io.BytesIO(page.body), page.url.partition("?")[0], source=source, uri=uri, mapping=mapping, limits=limits)
        return
    try:
        yield from _page(Context(source, mapping or GUESS, limits, Budget(limits, len(page.body))), page, uri)
    except Exception as error:  # noqa: BLE001 - see read
        yield Reject(uri, None, Reason.READER_FAILED, f"{type(error).__name__}: {str(error)[:300]}")


def _archive(ctx: Context, stream: BinaryIO, kind: Format, uri: str) -> Iterator[RawRecord | Reject]:
    if ctx.depth >= ctx.limits.archive_depth:
        yield Reject(uri, None, Reason.NESTED_TOO_DEEP, f"more than {ctx.limits.archive_depth} archives inside one another")
        return
    inner = replace(ctx, depth=ctx.depth + 1)
    if kind is Format.TAR:
        yield from _members(inner, tar_members(inner, stream, uri), uri)
        return
    with spooled(ctx, stream, uri) as seekable:
        if isinstance(seekable, Reject):
            yield seekable
        elif seekable:
            yield from _members(inner, zip_members(inner, seekable, uri), uri)


def _members(ctx: Context, members: Iterator[tuple[str, Stream] | Reject], uri: str) -> Iterator[RawRecord | Reject]:
    for member in members:
        if isinstance(member, Reject):
            yield member
            continue
        name, content = member
        yield from _read(ctx, content, name, f"{uri}!{name}")
        if not ctx.budget.is_spent:
            for _ in pieces_of(content):  # a reader that gave up must not leave a tar archive in the middle of a member
                pass
