"""What a page says of itself in its head: JSON-LD, Open Graph and other meta elements. The visible text is `markup`'s matter."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.articles.markup import ATTRIBUTES

_META = re.compile(rf"<meta\b({ATTRIBUTES})>", re.IGNORECASE)
_LINK = re.compile(rf"<link\b({ATTRIBUTES})>", re.IGNORECASE)
_ATTR = re.compile(r"([a-zA-Z:_-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TITLE = re.compile(r"<title\b[^<>]{0,2000}>", re.IGNORECASE)
_H1 = re.compile(r"<h1\b[^<>]{0,2000}>", re.IGNORECASE)
_LD = re.compile(r"<script\b[^<>]{0,500}application/ld\+json[^<>]{0,500}>", re.IGNORECASE)
_TIME = re.compile(r"<time\b[^<>]{0,1000}?\bdatetime\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_ARTICLE_TYPES = ("NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "AnalysisNewsArticle", "OpinionNewsArticle", "LiveBlogPosting", "WebPage")
#: Bytes of a page in which metadata is looked for, and nodes of JSON-LD that are visited: bounds against hostile pages.
HEAD_LIMIT, NODES_MAX, TITLE_LIMIT = 400_000, 2_000, 2_000


@dataclass(slots=True)
class Metadata:
    """What was found; every field may be empty.

    Attributes:
        titles: Candidates for the title, best first.
        published: Publication stamps, best first.
        byline: Author.
        outlet: Site or publisher.
        url: Canonical address.
        body: Text of the article as JSON-LD gives it.
    """

    titles: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    byline: str | None = None
    outlet: str | None = None
    url: str | None = None
    body: str | None = None


def plain(fragment: str) -> str:
    """Text of a fragment of markup, in one line."""
    return " ".join(html.unescape(_TAG.sub(" ", fragment)).split())


def _elements(page: str, opening: re.Pattern[str], tag: str) -> Iterator[str]:
    """Contents of the elements that `opening` opens; none when the closing tag is missing, which is looked for once only."""
    lower = page.lower()
    at = 0
    while m := opening.search(page, at):
        end = lower.find(f"</{tag}", m.end())
        if end < 0:
            return
        yield page[m.end() : end]
        at = end


def _nodes(value: Any) -> list[dict[str, Any]]:
    """Every object in a JSON-LD value, without recursion."""
    out: list[dict[str, Any]] = []
    queue = [value]
    while queue and len(out) < NODES_MAX:
        v = queue.pop(0)
        if isinstance(v, list):
            queue[:0] = v[:NODES_MAX]
        elif isinstance(v, dict):
            out.append(v)
            queue.extend(x for x in v.values() if isinstance(x, dict | list))
    return out


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        names = [n for n in map(_name, value[:5]) if n]
        return "، ".join(names) or None
    if isinstance(value, dict):
        value = value.get("name")
    return plain(value) if isinstance(value, str) and plain(value) else None


def _linked_data(page: str, out: Metadata) -> None:
    for text in _elements(page, _LD, "script"):
        try:
            value = json.loads(text.strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(value):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if not any(k in _ARTICLE_TYPES for k in kinds):
                continue
            if "WebPage" in kinds and not node.get("datePublished"):
                continue
            headline = node.get("headline")
            if isinstance(headline, str):
                out.titles.append(plain(headline))
            stamp = node.get("datePublished") or node.get("dateCreated")
            if isinstance(stamp, str):
                out.published.append(stamp)
            out.byline = out.byline or _name(node.get("author"))
            out.outlet = out.outlet or _name(node.get("publisher"))
            body = node.get("articleBody")
            if isinstance(body, str) and not out.body:
                out.body = html.unescape(_TAG.sub("\n", body))


def read_metadata(page: str) -> Metadata:
    """Reads the metadata of a page.

    Args:
        page: HTML source.
    """
    page = page[:HEAD_LIMIT]
    out = Metadata()
    metas: dict[str, str] = {}
    for m in _META.finditer(page):
        attrs = {k.lower(): a or b or c for k, a, b, c in _ATTR.findall(m.group(1))}
        name = (attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or "").lower()
        if name and attrs.get("content", "").strip():
            metas.setdefault(name, plain(attrs["content"]))
    if "og:title" in metas:
        out.titles.append(metas["og:title"])
    out.published += [metas[n] for n in ("article:published_time", "og:article:published_time", "datepublished") if n in metas]
    _linked_data(page, out)
    out.published += [
        metas[n] for n in ("publishdate", "publish-date", "pubdate", "date", "dc.date", "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date") if n in metas
    ]
    time = _TIME.search(page)
    if time:
        out.published.append(time.group(1))
    if "twitter:title" in metas:
        out.titles.append(metas["twitter:title"])
    for pattern, tag in ((_H1, "h1"), (_TITLE, "title")):
        for text in _elements(page, pattern, tag):
            if plain(text[:TITLE_LIMIT]):
                out.titles.append(plain(text[:TITLE_LIMIT]))
            break
    author = metas.get("author") or metas.get("article:author") or metas.get("dc.creator")
    out.byline = out.byline or (author if author and "://" not in author else None)
    out.outlet = metas.get("og:site_name") or out.outlet
    for m in _LINK.finditer(page):
        attrs = {k.lower(): a or b or c for k, a, b, c in _ATTR.findall(m.group(1))}
        if attrs.get("rel", "").lower() == "canonical" and attrs.get("href"):
            out.url = html.unescape(attrs["href"]).strip()
            break
    out.url = out.url if out.url and out.url.startswith("http") else metas.get("og:url")
    return out
