"""How ids are made: a letter and the first 16 hex digits of sha256 of stable content. Nothing else makes ids."""

from __future__ import annotations

from hashlib import sha256


def make_id(prefix: str, *parts: object) -> str:
    """Id from stable content: `prefix` and 16 hex digits.

    Args:
        prefix: One letter: r raw documents, a articles, m mentions, k article-level entities, d dates, q quotes, e events, n entities.
        *parts: What the id stands for; joined with a separator that cannot occur in text.

    Returns:
        E.g. ``a0123456789abcdef``. The same parts always give the same id.
    """
    return prefix + sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
