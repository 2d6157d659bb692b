"""How deeply the tags of a page are nested, at the speed of the bytes. A page is not parsed here, and nothing else about it is known."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

_VOID: Final = frozenset((b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param", b"source", b"track", b"wbr"))
#: Elements whose end tag may be left out: a second one closes the first.
_CLOSES_ITSELF: Final = frozenset((b"p", b"li", b"dt", b"dd", b"option", b"tr", b"td", b"th", b"thead", b"tbody"))
_NAME: Final = re.compile(rb"/?[a-zA-Z][a-zA-Z0-9:\-]*")
_RAW: Final = frozenset((b"script", b"style"))


def is_deeper_than(page: bytes, limit: int) -> int:
    """Depth of a page's tags, if beyond a limit.

    A quick bound comes first (opening tags less closing tags, void elements counted as if they stayed open);
    only a page that passes it is read tag by tag.

    Args:
        page: The page's bytes, ASCII compatible.
        limit: The limit.

    Returns:
        The depth at which the limit is passed, else 0.
    """
    if page.count(b"<") <= limit:
        return 0
    data = np.frombuffer(page, np.uint8)
    at = np.flatnonzero(data[:-1] == 0x3C)
    after = data[at + 1]
    is_letter = ((after | 0x20) >= 0x61) & ((after | 0x20) <= 0x7A)
    steps = is_letter.astype(np.int32) - (after == 0x2F)
    if int(np.cumsum(steps).max(initial=0)) <= limit:
        return 0
    return _exact(page, limit)


def _exact(page: bytes, limit: int) -> int:
    stack: list[bytes] = []
    at = page.find(b"<")
    while at >= 0:
        end = at + 1
        if page.startswith(b"!--", end):
            end = page.find(b"-->", end)
        elif found := _NAME.match(page, end):
            tag = found[0].lower()
            end = page.find(b">", found.end())
            if _count(stack, tag, self_closed=page[end - 1 : end] == b"/") > limit:
                return len(stack)
            if tag in _RAW and end >= 0:  # nothing in it is a tag; a search that fails ends the page, so it is made once
                end = page.find(b"</" + tag, end)
        if end < 0:
            break
        at = page.find(b"<", end)
    return 0


def _count(stack: list[bytes], tag: bytes, *, self_closed: bool) -> int:
    """Open or close a tag; returns the depth then."""
    if tag.startswith(b"/"):
        # a stray end tag is ignored; only the innermost elements are searched, so that bad pages stay linear
        for back in range(1, min(len(stack), 64) + 1):
            if stack[-back] == tag[1:]:
                del stack[-back:]
                break
    elif tag not in _VOID and not self_closed and not (tag in _CLOSES_ITSELF and stack and stack[-1] == tag):
        stack.append(tag)
    return len(stack)
