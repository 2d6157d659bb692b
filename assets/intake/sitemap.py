"""Addresses of pages out of sitemaps, indexes of sitemaps and feeds. Nothing is fetched here."""

from __future__ import annotations

import io
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from pipeline.sources.encoding import declared_encoding, decode, encoding_of
from pipeline.sources.feed import has_entities, parse_xml
from pipeline.sources.limits import DEFAULT_LIMITS, Budget, Limits
from pipeline.sources.reasons import Reason
from pipeline.sources.record import Reject
from pipeline.sources.streams import compression_of, unpacked


class Links(NamedTuple):
    """What a sitemap names: further sitemaps and pages, each with the date it gives them ("" when none)."""

    sitemaps: list[tuple[str, str]]
    pages: list[tuple[str, str]]


def links_of(body: bytes, url: str, limits: Limits = DEFAULT_LIMITS) -> Links | Reject:
    """Addresses in a sitemap.

    Args:
        body: The sitemap: XML or plain text with one address a line, packed or not.
        url: Where it was fetched.
        limits: What it may unpack to.
    """
    if compression := compression_of(body):
        stream = unpacked(io.BytesIO(body), compression, Budget(limits, len(body)))
        body = stream.read(limits.feed_bytes)
        if stream.fault:
            return Reject(url, None, stream.fault.reason, stream.fault.detail)
    text, _ = decode(body, encoding_of(body, declared=declared_encoding(body)))
    if not text.lstrip("\ufeff").lstrip().startswith("<"):
        return Links([], [(line.strip(), "") for line in text.splitlines() if line.strip().startswith(("http://", "https://"))])
    if has_entities(text):
        return Reject(url, None, Reason.XML_ENTITIES, "the sitemap declares entities; they are never expanded")
    root = parse_xml(text)
    if root is None:
        return Reject(url, None, Reason.XML_INVALID, "no XML could be read")
    links = Links([], [])
    for element in root.iter("{*}sitemap", "{*}url"):
        kind = etree.QName(element).localname
        if address := element.findtext("{*}loc", "").strip():
            date = element.findtext("{*}lastmod") or element.findtext(".//{*}publication_date") or ""
            (links.sitemaps if kind == "sitemap" else links.pages).append((address, date.strip()))
    if not links.sitemaps and not links.pages:
        return Reject(url, None, Reason.FEED_EMPTY, "no sitemap, or one that names nothing")
    return links


def same_site(url: str, root: str) -> bool:
    """Whether an address lies on the site of a source: its host, or one under the same name without ``www.``, with its port."""
    here, home = urlsplit(url), urlsplit(root)
    if here.scheme not in ("http", "https") or not here.hostname or not home.hostname:
        return False
    name = home.hostname.removeprefix("www.")
    try:
        return (here.hostname == name or here.hostname.endswith("." + name)) and (here.port in (None, 80, 443) or here.port == home.port)
    except ValueError:
        return False
