"""What a stream holds, told by its first bytes and, where they leave a choice, by its name. Compression is undone before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from pipeline.sources.build import Context
from pipeline.sources.encoding import Encoding, declared_encoding, encoding_of, has_utf8_lines
from pipeline.sources.table_file import delimiter_of


class Format(StrEnum):
    """What can be read, and kinds of what cannot."""

    TEXT = "text"
    HTML = "html"
    FEED = "feed"
    SITEMAP = "sitemap"
    XML = "xml"
    JSON = "json"
    JSONL = "jsonl"
    TABLE = "table"
    PARQUET = "parquet"
    WARC = "warc"
    ZIP = "zip"
    TAR = "tar"
    MHTML = "mhtml"
    UNSUPPORTED = "unsupported"
    BINARY = "binary"
    UNDECODABLE = "undecodable"


class Detected(NamedTuple):
    """What a stream holds.

    Attributes:
        format: What it is.
        encoding: Encoding of its characters, for text formats.
        detail: Delimiter of a table; name of what cannot be read.
    """

    format: Format
    encoding: Encoding | None = None
    detail: str | None = None


#: Magic bytes: (offset, bytes, format, name).
_MAGIC: Final = (
    (0, b"PAR1", Format.PARQUET, None),
    (0, b"PK\x03\x04", Format.ZIP, None),
    (0, b"PK\x05\x06", Format.ZIP, None),
    (0, b"WARC/", Format.WARC, None),
    (257, b"ustar", Format.TAR, None),
    (0, b"%PDF", Format.UNSUPPORTED, "PDF; extract its text first, in logical order"),
    (0, b"\xd0\xcf\x11\xe0", Format.UNSUPPORTED, "old Office document; save it as text or CSV"),
    (0, b"{\\rtf", Format.UNSUPPORTED, "RTF; save it as text"),
    (0, b"Rar!\x1a", Format.UNSUPPORTED, "RAR archive; pack it as zip or tar"),
    (0, b"7z\xbc\xaf\x27\x1c", Format.UNSUPPORTED, "7z archive; pack it as zip or tar"),
    (0, b"SQLite format 3", Format.UNSUPPORTED, "SQLite database; export its table as CSV or JSONL"),
    (0, b"\x89PNG", Format.UNSUPPORTED, "PNG image"),
    (0, b"\xff\xd8\xff", Format.UNSUPPORTED, "JPEG image"),
    (0, b"GIF8", Format.UNSUPPORTED, "GIF image"),
    (0, b"\x7fELF", Format.UNSUPPORTED, "program"),
    (0, b"MZ\x90\x00", Format.UNSUPPORTED, "program"),
    (4, b"ftyp", Format.UNSUPPORTED, "video"),
    (0, b"ID3", Format.UNSUPPORTED, "audio"),
    (0, b"OggS", Format.UNSUPPORTED, "audio or video"),
    (0, b"ORC", Format.UNSUPPORTED, "ORC table; write it as Parquet"),
    (0, b"ARROW1", Format.UNSUPPORTED, "Arrow file; write it as Parquet"),
    (0, b"Obj\x01", Format.UNSUPPORTED, "Avro file; write it as Parquet or JSONL"),
)
#: Control characters no text holds (tab, line ends, form feed, escape and substitute aside).
_CONTROL: Final = re.compile(r"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")
_MARKUP_START: Final = re.compile(r"(?>\s+|<!--.*?-->|<\?.*?\?>)*+<(!doctype\s+)?([A-Za-z][\w:\-]*)", re.DOTALL | re.IGNORECASE)
_HTML_NAMES: Final = frozenset(
    (
        "html",
        "head",
        "body",
        "title",
        "meta",
        "link",
        "script",
        "style",
        "div",
        "p",
        "span",
        "article",
        "section",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "table",
        "ul",
        "ol",
        "a",
        "img",
        "br",
        "b",
        "i",
        "strong",
        "em",
        "font",
        "center",
        "blockquote",
        "figure",
        "iframe",
        "nav",
        "base",
    )
)
_FEED_NAMES: Final = frozenset(("rss", "feed", "rdf", "rdf:rdf"))
_SITEMAP_NAMES: Final = frozenset(("urlset", "sitemapindex"))
_JSON_START: Final = re.compile(r'\s*(?:\{\s*(?:"|\}|\Z)|\[\s*(?:[\[{"\]]|\Z))')


def suffixes(name: str) -> Iterator[str]:
    """Endings of a name, last first, in lower case without the dot."""
    return (s[1:].lower() for s in reversed(PurePosixPath(name).suffixes))


def _is_tar(head: bytes) -> bool:
    """Old tar without magic: the checksum of its header holds."""
    if len(head) < 512 or not head[0]:
        return False
    field = head[148:156].strip(b" \0")
    if not field or not all(0x30 <= b <= 0x37 for b in field):
        return False
    return sum(head[:148]) + 8 * 0x20 + sum(head[156:512]) == int(field, 8)


def detect(ctx: Context, head: bytes, name: str, *, whole: bool) -> Detected:
    """What a stream holds.

    Args:
        ctx: The input (the mapping may name columns or the encoding).
        head: Its first bytes; not empty.
        name: Its name.
        whole: Whether `head` is all of it.
    """
    for offset, magic, kind, what in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            if kind is Format.ZIP and (office := _office(head)):
                return Detected(Format.UNSUPPORTED, None, office)
            return Detected(kind, None, what)
    if _is_tar(head):
        return Detected(Format.TAR)
    encoding = encoding_of(head, declared=ctx.mapping.encoding or declared_encoding(head), whole=whole)
    if encoding.name is None or not encoding.name.startswith("utf-"):
        # a file put together from several sources is read as UTF-8, and the lines that are not are decoded one by one
        encoding = Encoding("utf-8") if has_utf8_lines(head) else encoding
    if encoding.name is None:
        return Detected(Format.BINARY if _is_binary(head) else Format.UNDECODABLE)
    text = head[encoding.bom :].decode(encoding.name, "replace").lstrip("\ufeff")
    control = len(_CONTROL.findall(text)) + (text.count("\0") if text.count("\0") > 0.05 * len(text) else 0)
    if control > 0.01 * len(text) + 1:
        return Detected(Format.BINARY)
    return _text_format(ctx, text, name, encoding)


def _text_format(ctx: Context, text: str, name: str, encoding: Encoding) -> Detected:
    endings = list(suffixes(name))
    ending = endings[0] if endings else ""
    begun = _MARKUP_START.match(text)
    if begun:
        element = begun[2].lower()
        if begun[1]:
            element = "html" if element == "html" else element
        if element in _FEED_NAMES:
            return Detected(Format.FEED, encoding)
        if element in _SITEMAP_NAMES:
            return Detected(Format.SITEMAP, encoding)
        if element in _HTML_NAMES:
            return Detected(Format.HTML, encoding)
        if "<rss" in text[:4096] or "<feed" in text[:4096]:
            return Detected(Format.FEED, encoding)
        if "<html" in text[:4096].lower() or ending in ("html", "htm", "xhtml"):
            return Detected(Format.HTML, encoding)
        if ending == "xml" or text.lstrip().startswith("<?xml"):
            return Detected(Format.XML, encoding)
    if _JSON_START.match(text) and ending not in ("md", "markdown", "csv", "tsv"):
        return Detected(_json_format(text, ending), encoding)
    if ending in ("jsonl", "ndjson"):
        return Detected(Format.JSONL, encoding)
    if ending == "json":
        return Detected(Format.JSON, encoding)
    if ending in ("csv", "tsv", "tab"):
        return Detected(Format.TABLE, encoding, None if ending == "csv" else "\t")
    if ending in ("mht", "mhtml") or text.startswith("From: <Saved by"):
        return Detected(Format.MHTML, encoding)
    if ending in ("html", "htm", "xhtml"):
        return Detected(Format.HTML, encoding)
    if ending not in ("txt", "text", "md", "markdown") and (delimiter := delimiter_of(text.partition("\n")[0], ctx)):
        return Detected(Format.TABLE, encoding, delimiter)
    return Detected(Format.TEXT, encoding)


def _json_format(text: str, ending: str) -> Format:
    """One value a line, when the first line is a whole object and another follows."""
    if ending in ("jsonl", "ndjson"):
        return Format.JSONL
    first, newline, rest = text.lstrip().partition("\n")
    if newline and first.rstrip().endswith("}") and first.startswith("{") and rest.lstrip().startswith("{"):
        return Format.JSONL
    return Format.JSON


def _is_binary(head: bytes) -> bool:
    return sum(b < 9 or 13 < b < 32 for b in head[:4096]) > 0.02 * len(head[:4096])


def _office(head: bytes) -> str | None:
    """Office documents and books are zip archives, too."""
    if b"[Content_Types].xml" in head[:2048] or b"word/" in head[:4096]:
        return "Office document (docx, xlsx); save it as text or CSV"
    if head[30:38] == b"mimetype":
        return "OpenDocument or EPUB; save it as text or CSV"
    return None
