"""One raw document as the cleaner wants it: a plain text, the title beside it, and what the source said of it. Plain text and HTML meet here."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from pipeline.articles.assemble import Place, same

_MARKUP = re.compile(r"<(?:!doctype html|html|body|p|br|div|article|span|a|h[1-6]|img|ul|table)\b[^<>]*>", re.IGNORECASE)


@dataclass(slots=True)
class Document:
    """A document to be cleaned.

    Attributes:
        text: Its text.
        place: Where a span of `text` stands in the raw document.
        title: Title given beside the text.
        published: Publication stamps, best first.
        stamps: Lines of the page that may hold a publication stamp; asked when `published` is silent.
        byline: Author, if given.
        outlet: Outlet, if given.
        url: Address, if given.
        flags: What was odd.
    """

    text: str
    place: Place = same
    title: str | None = None
    published: list[tuple[str, str]] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    byline: str | None = None
    outlet: str | None = None
    url: str | None = None
    flags: list[str] = field(default_factory=list)


def one_line(text: str | None) -> str | None:
    """A short text of the source in one line, entities resolved; None if nothing is left."""
    if not text:
        return None
    if "&" in text:
        text = html.unescape(text)
    text = text.strip()
    if "\n" in text or "\r" in text or "\t" in text:
        text = " ".join(text.split())
    return text or None


def read(row: dict[str, Any]) -> Document:
    """Reads a row of `raw_documents`.

    Args:
        row: The row.

    Returns:
        Its text and what is known beside it; what the source said stands before what its markup says.
    """
    raw = row["raw_text"]
    given = [(row["published_raw"], row["published_from"] or "metadata")] if row["published_raw"] else []
    if row["media_type"] == "text/html" or (raw[:4096].count("<") > 1 and _MARKUP.search(raw, 0, 4096)):
        from pipeline.articles.page import read_page

        doc = read_page(raw, one_line(row["title"]))
    else:
        doc = Document(raw)
    doc.title = one_line(row["title"]) or doc.title
    doc.published = given + doc.published
    doc.byline = one_line(row["byline"]) or doc.byline
    doc.outlet = one_line(row["outlet"]) or doc.outlet
    doc.url = row["url"] or doc.url
    return doc
