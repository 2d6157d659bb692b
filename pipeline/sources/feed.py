"""RSS (0.9 to 2.0, RDF) and Atom: items to documents, their dates as written. Fetching is not done here, and no entity of the document is ever expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Final

from lxml import etree

from pipeline.sources.build import PLAIN, Context, document, media_type_of
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject

_NAMED: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_BARE: Final = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});)")
_XML_NAMES: Final = frozenset(("amp", "lt", "gt", "quot", "apos"))
#: Characters XML does not allow at all; feeds hold them now and then.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_PROLOG_ENTITY: Final = re.compile(r"<!DOCTYPE[^>\[]*\[|<!ENTITY", re.IGNORECASE)

#: Local names of elements by what they give, best first. A name with a prefix binds to that well-known namespace.
_TEXT: Final = ("content:encoded", "content", "body", "description", "summary", "excerpt")
_DATE: Final = ("pubDate", "published", "dc:date", "issued", "created", "date", "updated", "modified")
_AUTHOR: Final = ("dc:creator", "creator", "author", "managingEditor")
_NAMESPACES: Final = {"content": "http://purl.org/rss/1.0/modules/content/", "dc": "http://purl.org/dc/elements/1.1/"}


def has_entities(text: str) -> bool:
    """Whether a document declares entities of its own: billion laughs and XXE begin so, feeds never do."""
    prolog = text[: text.find("<rss") if "<rss" in text[:4096] else 1 << 16]
    return _PROLOG_ENTITY.search(prolog) is not None


def _mended(text: str) -> str:
    """What a parser would choke on or drop: HTML entities and bare ampersands outside CDATA, control characters, the encoding declaration."""
    text = _CONTROL.sub("", _DECLARATION.sub("", text, count=1))
    parts: list[str] = []
    at = 0
    while at < len(text):
        start = text.find("<![CDATA[", at)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            start = end = len(text)
        plain = text[at:start]
        if "&" in plain:
            plain = _NAMED.sub(lambda m: m[0] if m[1] in _XML_NAMES else html5.get(m[1] + ";", f"&amp;{m[1]};"), plain)
            plain = _BARE.sub("&amp;", plain)
        parts += (plain, text[start : end + 3])
        at = end + 3
    return "".join(parts)


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _inner(element: etree._Element) -> str:
    """Text of an element; of one that holds elements (Atom's xhtml) its markup."""
    if len(element) == 0:
        return element.text or ""
    return (element.text or "") + "".join(etree.tostring(child, encoding="unicode", with_tail=True) for child in element)


def _first(item: etree._Element, names: tuple[str, ...]) -> str | None:
    for name in names:
        prefix, _, local = name.rpartition(":")
        for child in item:
            if _local(child) == local and (not prefix or child.tag == f"{{{_NAMESPACES[prefix]}}}{local}"):
                people = [_inner(c) for c in child if _local(c) == "name"] if local == "author" else []
                if value := (people[0] if people else _inner(child)).strip():
                    return value
    return None


def _link(item: etree._Element) -> str | None:
    """Address of the article: Atom's alternate link, RSS's link, a guid that is an address."""
    for child in item:
        if _local(child) == "link":
            if child.get("href") and child.get("rel", "alternate") == "alternate":
                return str(child.get("href"))
            if child.text and child.text.strip():
                return str(child.text.strip())
    guid = _first(item, ("guid", "id"))
    return guid if guid and guid.startswith(("http://", "https://")) else None


def items_of(root: etree._Element) -> list[etree._Element]:
    """The items of a feed, in its order."""
    return [e for e in root.iter() if _local(e) in ("item", "entry") and _local(e.getparent() if e.getparent() is not None else e) in ("channel", "feed", "RDF", "rss", "items")]


def parse_xml(text: str) -> etree._Element | None:
    """Root of an XML document, mended where it must be; None when nothing can be made of it. Nothing is loaded from anywhere."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, strip_cdata=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(_mended(text), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def read_feed(ctx: Context, text: str, uri: str, encoding: str, flags: tuple[str, ...], *, broken_off: bool = False) -> Iterator[RawRecord | Reject]:
    """Documents of a feed, one an item: the full content where the feed has it, else the description.

    Args:
        ctx: The input.
        text: The feed.
        uri: Where it was read.
        encoding: What it was in.
        flags: What was odd in decoding it.
        broken_off: Whether the caller knows, and will tell, that the feed ends too early.
    """
    opened = max(text.rfind("<item"), text.rfind("<entry"))
    is_cut = opened > max(text.rfind("</item"), text.rfind("</entry"), -1) and not text[opened:].startswith("<items")
    if is_cut:
        text = text[:opened]  # half an item is no document
    if has_entities(text):
        yield Reject(uri, None, Reason.XML_ENTITIES, "the document declares entities; they are never expanded and no feed needs them")
        return
    root = parse_xml(text)
    if root is None:
        yield Reject(uri, None, Reason.XML_INVALID, "no XML could be read")
        return
    items = items_of(root)
    channel = next((e for e in root.iter() if _local(e) in ("channel", "feed")), root)
    outlet = _first(channel, ("title",))
    for n, item in enumerate(items, 1):
        body, media_type, more = media_type_of(_first(item, _TEXT) or "")
        title, _, _ = media_type_of(_first(item, ("title",)) or "")
        made = document(
            _with_feed_dates(ctx),
            f"{uri}#{n}",
            body,
            media_type=media_type if body else PLAIN,
            encoding=encoding,
            title=re.sub(r"<[^<>]*>", "", title),
            external_id=_first(item, ("guid", "id")),
            outlet=ctx.mapping.default_outlet or outlet,
            url=_link(item),
            published=_first(item, _DATE),
            byline=_first(item, _AUTHOR),
            meta={"categories": c} if (c := [t for e in item if _local(e) == "category" and (t := (e.text or e.get("term") or "").strip())]) else None,
            flags=(*flags, *more),
        )
        yield made
    if is_cut and not broken_off:
        yield Reject(uri, None, Reason.TRUNCATED, "the feed ends inside an item; what came before was read")
    elif not items and not broken_off:
        yield Reject(uri, None, Reason.FEED_EMPTY, "the feed holds no items")


def _with_feed_dates(ctx: Context) -> Context:
    return Context(ctx.source, ctx.mapping, ctx.limits, ctx.budget, "feed", ctx.depth)
