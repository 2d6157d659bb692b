"""The canonical form of an article's address: the same page under its several addresses. Nothing is fetched."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

#: Parameters that only say where the reader came from.
TRACKING = frozenset({"fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "ref", "source", "cmpid", "ocid", "amp", "output", "print"})
#: An address with nothing in it that must be decoded or left out.
_PLAIN = re.compile(r"https?://([a-z0-9.-]+)((?:/[^\s%?#\x00-\x20\x7f]*)?)")


def canonical(url: str | None) -> str | None:
    """Address without scheme, ``www.``, fragment, tracking parameters and closing slash; None if it is no web address.

    Args:
        url: Address as the source gives it.
    """
    if not url:
        return None
    if plain := _PLAIN.fullmatch(url):
        host = _bare(plain[1])
        return host + _trimmed(plain[2]) if host else None
    try:
        parts = urlsplit(url.strip())
        host = _bare(parts.hostname or "")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if k not in TRACKING and not k.startswith("utm_")))
    return host + _trimmed(unquote(parts.path)) + ("?" + query if query else "")


def _bare(host: str) -> str:
    return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def _trimmed(path: str) -> str:
    return path.rstrip("/").removesuffix("/amp")


def host_of(address: str | None) -> str | None:
    """Host of a canonical address."""
    return address.split("/", 1)[0].split("?", 1)[0] if address else None
