"""How a name would be written if it stood alone. Nothing is compared here."""

from __future__ import annotations


def surface(text: str, start: int, end: int) -> str:
    """A name as it would stand alone: with the alef that لل leaves out (للأمم, of which the name is the second ل and what follows)."""
    exact = text[start:end]
    if start and text[start - 1] == "ل" and exact.startswith("ل") and not exact.startswith("لل"):
        return "ا" + exact
    return exact
