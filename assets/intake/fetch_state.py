"""What is remembered of addresses between runs, so that nothing is fetched twice: one JSON file. Nothing is fetched here."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

#: Pages remembered; the oldest are forgotten, and known by their content if they should come again.
_KEPT: Final = 500_000


@dataclass(slots=True)
class FetchState:
    """What servers said of addresses when they were last fetched.

    It is changed while documents are taken in, and saved by whoever has stored them, after that: a run killed
    in between fetches again rather than lose what it had not stored.

    Attributes:
        file: Where it is kept.
        validators: Address to its ``etag`` and ``last_modified``.
        pages: Address of a page to the date its sitemap or feed gave it when it was fetched.
    """

    file: Path | None = None
    validators: dict[str, dict[str, str]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path) -> FetchState:
        """The state kept in a file. A file that is missing or broken gives an empty one: everything is fetched again."""
        try:
            kept: Any = json.loads(file.read_text("utf-8"))
            validators, pages = kept["validators"], kept["pages"]
        except (OSError, ValueError, KeyError, TypeError):
            return cls(file)
        if not isinstance(validators, dict) or not isinstance(pages, dict):
            return cls(file)
        return cls(file, {k: v for k, v in validators.items() if isinstance(v, dict)}, {k: str(v) for k, v in pages.items()})

    def save(self) -> None:
        """Write the state; readers see the old file or the new one, never half of it."""
        if self.file is None:
            return
        while len(self.pages) > _KEPT:
            del self.pages[next(iter(self.pages))]
        self.file.parent.mkdir(parents=True, exist_ok=True)
        beside = self.file.with_name(self.file.name + ".new")
        with beside.open("w", encoding="utf-8") as f:
            json.dump({"validators": self.validators, "pages": self.pages}, f, ensure_ascii=False, indent=1, sort_keys=True)
            f.flush()
            os.fsync(f.fileno())
        beside.replace(self.file)

    def headers(self, url: str) -> dict[str, str]:
        """Request headers that ask for an address only if it has changed."""
        known = self.validators.get(url, {})
        pairs = (("If-None-Match", known.get("etag")), ("If-Modified-Since", known.get("last_modified")))
        return {name: value for name, value in pairs if value}

    def remember(self, url: str, etag: str | None, last_modified: str | None) -> None:
        """Keep what a server said of an address."""
        self.validators[url] = {k: v for k, v in (("etag", etag), ("last_modified", last_modified)) if v}
