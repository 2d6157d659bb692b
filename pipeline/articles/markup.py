"""HTML taken apart into blocks of text whose every character knows where it stands in the source. No judgement of what is the article.

A scanner, not a tree: real pages leave tags open, nest what may not nest and break off in mid-tag, and a tree loses the offsets.
Its cost is linear in the length of the page, whatever the nesting.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

#: Elements whose content is no text of the page.
_SKIPPED = "script|style|noscript|template|svg|iframe|object|select|textarea|math|canvas|audio|video|head"
#: Attributes of a tag. Quoted values may hold < and >, but not without bound: an open quotation mark must not cost the rest of the page each time.
ATTRIBUTES = r"(?:[^<>\"']|\"(?:[^\"<>]*+\"|[^\"]{0,3000}+\")|'(?:[^'<>]*+'|[^']{0,3000}+')){0,500}+"
_TOKEN = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<skip>{_SKIPPED})\b[^>]*>.*?(?:</(?P=skip)\s*>|\Z)|<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9:-]*)(?P<attrs>{ATTRIBUTES})>|<[!?/][^>]*>|(?P<text>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "label",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "ul",
    ]
)
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
#: Containers that frame a page rather than tell its story.
_FRAME = frozenset(["nav", "footer", "aside", "menu", "button", "dialog"])
#: Words in class or id that say a container is not the article.
_FRAME_NAMES = re.compile(
    r"(?i)\b(?:related|share|social|sharing|breadcrumbs?|comments?|sidebar|newsletter|subscribe|advert\w*|ads?|promo|most-?read|popular|recommended|tags?|tag-list|cookie\w*|popup|modal|read-?more|readmore|also-?read|author-?box|copyright|footer|navbar|menu|widget\w*)\b"
)
_CAPTION_NAMES = re.compile(r"(?i)\b(?:captions?|wp-caption-text|photo-?credit|img-?desc\w*|image-?credit)\b")
_NAMED = re.compile(r"(?i)\b(?:class|id)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class Block:
    """One block of text.

    Attributes:
        text: Its text, entities resolved, white space collapsed as a browser does.
        at: For each character of `text` its offset in the source.
        end: Offset after the last character's source.
        tag: Nearest block element (p, h2, li, figcaption, div, …).
        linked: Number of characters inside links.
        framed: Whether it stands in navigation, footer, sidebar or the like.
        caption: Whether it stands in a figure caption.
        article: Whether it stands inside an ``article`` or ``main`` element.
    """

    text: str = ""
    at: list[int] = field(default_factory=list)
    end: int = 0
    tag: str = "div"
    linked: int = 0
    framed: bool = False
    caption: bool = False
    article: bool = False


class _Scanner:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.at: list[int] = []
        self.end = 0
        self.linked = 0
        self.links = 0
        self.stack: list[tuple[str, bool, bool, bool]] = [("body", False, False, False)]
        self.tag = "div"

    def flush(self) -> None:
        text = "".join(self.parts)
        left = len(text) - len(text.lstrip(" "))
        text = text.strip(" ")
        if text:
            _, framed, caption, article = self.stack[-1]
            self.blocks.append(Block(text, self.at[left : left + len(text)], self.end, self.tag, self.linked, framed, caption, article))
        self.parts, self.at, self.linked = [], [], 0

    def text(self, raw: str, start: int) -> None:
        pos = 0
        for m in _ENTITY.finditer(raw):
            self._plain(raw[pos : m.start()], start + pos)
            self._add(html.unescape(m.group()), start + m.start(), start + m.end())
            pos = m.end()
        self._plain(raw[pos:] if pos else raw, start + pos)

    def _plain(self, raw: str, start: int) -> None:
        pos = 0
        for m in _SPACES.finditer(raw):
            if m.start() > pos:
                self._run(raw[pos : m.start()], start + pos)
            if self.parts and not self.parts[-1].endswith(" "):
                self.parts.append(" ")
                self.at.append(start + m.start())
            pos = m.end()
        if pos < len(raw):
            self._run(raw[pos:], start + pos)

    def _run(self, chars: str, start: int) -> None:
        self.parts.append(chars)
        self.at.extend(range(start, start + len(chars)))
        self.end = start + len(chars)
        if self.links:
            self.linked += len(chars)

    def _add(self, chars: str, start: int, end: int) -> None:
        """Characters that an entity stands for: all of them come from where it stands."""
        if not chars.strip(" \t\r\n\f") and not (self.parts and not self.parts[-1].endswith(" ")):
            return
        chars = " " if not chars.strip(" \t\r\n\f") else chars
        self.parts.append(chars)
        self.at.extend([start] * len(chars))
        self.end = end
        if self.links:
            self.linked += len(chars)

    def open(self, tag: str, attrs: str) -> None:
        if tag in _BLOCK_TAGS:
            self.flush()
            if tag != "br":
                self.tag = tag
            if tag not in _VOID and len(self.stack) < 2000:
                _, framed, caption, article = self.stack[-1]
                names = " ".join("".join(g) for g in _NAMED.findall(attrs)) if attrs else ""
                self.stack.append(
                    (
                        tag,
                        framed or tag in _FRAME or (tag not in {"body", "html", "main", "article"} and bool(names) and bool(_FRAME_NAMES.search(names))),
                        caption or tag == "figcaption" or (bool(names) and bool(_CAPTION_NAMES.search(names))),
                        article or tag in {"article", "main"},
                    )
                )
        elif tag == "a":
            # a link inside a link closes the first one, whatever its end tags say
            self.links = 1

    def close(self, tag: str) -> None:
        if tag == "a":
            self.links = 0
        elif tag in _BLOCK_TAGS:
            self.flush()
            # the nearest open element of that name; one that was never opened closes nothing
            for depth in range(len(self.stack) - 1, max(0, len(self.stack) - 40), -1):
                if self.stack[depth][0] == tag:
                    del self.stack[depth:]
                    break
            self.tag = self.stack[-1][0]


def scan(page: str) -> list[Block]:
    """Blocks of a page, in order.

    Args:
        page: HTML source; may be broken anywhere.
    """
    s = _Scanner()
    for m in _TOKEN.finditer(page):
        raw = m.group("text")
        if raw is not None:
            s.text(raw, m.start())
            continue
        tag = m.group("tag")
        if tag is None:
            continue
        if m.group("close"):
            s.close(tag.lower())
        else:
            s.open(tag.lower(), m.group("attrs"))
    s.flush()
    return s.blocks
