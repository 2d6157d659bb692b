"""The canonical form of an article's address: the same page under its several addresses. Nothing is fetched."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

#: Parameters that only say where the reader came from.
TRACKING = frozenset({"fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "ref", "source", "cmpid", "ocid", "amp", "output", "print"})


def canonical(url: str | None) -> str | None:
    """Address without scheme, ``www.``, fragment, tracking parameters and closing slash; None if it is no web address.

    Args:
        url: Address as the source gives it.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    path = unquote(parts.path).rstrip("/").removesuffix("/amp")
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if k not in TRACKING and not k.startswith("utm_")))
    return host + path + ("?" + query if query else "")


def host_of(url: str | None) -> str | None:
    """Host of an address without ``www.``."""
    c = canonical(url)
    return c.split("/", 1)[0].split("?", 1)[0] if c else None
