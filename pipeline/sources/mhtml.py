"""Pages saved by a browser as one file (.mht, .mhtml): the page inside. What the page says is not looked at."""

from __future__ import annotations

from email import message_from_bytes
from typing import NamedTuple


class SavedPage(NamedTuple):
    """The page of a saved file: its bytes, encoding and address."""

    body: bytes
    charset: str | None
    url: str | None


def page_of(data: bytes) -> SavedPage | None:
    """The first HTML part of a saved page; None when there is none."""
    message = message_from_bytes(data)
    for n, part in enumerate(message.walk()):
        if n > 10_000:
            break
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body:
                return SavedPage(body, part.get_content_charset(), part.get("Content-Location") or message.get("Snapshot-Content-Location"))
    return None
