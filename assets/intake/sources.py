"""The ``[[sources]]`` of `rawi.toml` as objects, checked. What a source holds and how it is fetched stands beside this module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pipeline.sources.fields import FieldMapping


class Kind(StrEnum):
    """Kinds of sources."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    FOLDER = "folder"
    FILE = "file"


class SourceError(ValueError):
    """A source cannot be used; the message names the file, the source, the key and what is expected."""


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One source.

    Attributes:
        name: Its name, as it goes into the column `source`.
        kind: What it is.
        url: Address of a feed, sitemap or page.
        path: Folder, file or pattern on this machine.
        outlet: Outlet of its documents, where they name none.
        follow: Whether the page of every item of a feed is fetched, too (for feeds that give only the first lines).
        max_pages: Most pages fetched in one run, for sitemaps and followed feeds.
        include: Part of the address a page of a sitemap must have; several may be given.
        delay_seconds: Least time between two requests to its host.
        timeout_seconds: Longest wait for an answer.
        mapping: Names of its fields.
    """

    name: str
    kind: Kind
    url: str | None = None
    path: str | None = None
    outlet: str | None = None
    follow: bool = False
    max_pages: int = 200
    include: tuple[str, ...] = ()
    delay_seconds: float = 1.0
    timeout_seconds: float = 30.0
    mapping: FieldMapping = field(default_factory=FieldMapping)


_LOCAL: Final = (Kind.FOLDER, Kind.FILE)
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "name": (str,),
    "kind": (str,),
    "url": (str,),
    "path": (str,),
    "outlet": (str,),
    "encoding": (str,),
    "follow": (bool,),
    "max_pages": (int,),
    "include": (str, list),
    "delay_seconds": (int, float),
    "timeout_seconds": (int, float),
    "fields": (dict,),
}


def parse_sources(tables: Iterable[Mapping[str, Any]], *, file: str | Path = "rawi.toml") -> list[SourceSettings]:
    """Sources from their tables in the settings file.

    Args:
        tables: The ``[[sources]]`` tables as TOML gives them.
        file: Name of the file, for messages; relative paths count from its folder.

    Raises:
        SourceError: Something is missing, unknown or of the wrong kind.
    """
    sources = [_source(table, n, Path(file)) for n, table in enumerate(tables, 1)]
    names = [s.name for s in sources]
    if twice := next((n for n in names if names.count(n) > 1), None):
        raise SourceError(f'{file}: two sources are named "{twice}"; names must differ')
    return sources


def _source(table: Mapping[str, Any], n: int, file: Path) -> SourceSettings:
    name = table.get("name")
    where = f'{file}: source "{name}"' if isinstance(name, str) and name else f"{file}: source number {n}"
    if not isinstance(name, str) or not name.strip():
        raise SourceError(f'{where} needs a name = "…"')
    for key, value in table.items():
        if key not in _TYPES:
            raise SourceError(f"{where}: unknown key {key!r}; known are {', '.join(_TYPES)}")
        if not isinstance(value, _TYPES[key]) or (isinstance(value, bool) and bool not in _TYPES[key]):
            raise SourceError(f"{where}: {key} = {value!r} must be {' or '.join(t.__name__ for t in _TYPES[key])}")
    try:
        kind = Kind(table.get("kind", "feed"))
    except ValueError:
        raise SourceError(f"{where}: kind = {table['kind']!r} must be one of {', '.join(Kind)}") from None
    url, path = table.get("url"), table.get("path")
    if kind in _LOCAL:
        path = path or url
        if not path or "://" in path:
            raise SourceError(f'{where}: kind = "{kind}" needs path = "…", a place on this machine')
        path, url = (file.parent / Path(path).expanduser()).as_posix(), None
    elif not url or urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise SourceError(f'{where}: kind = "{kind}" needs url = "https://…"')
    for key, least in (("max_pages", 1), ("delay_seconds", 0), ("timeout_seconds", 0.1)):
        if table.get(key, least) < least:
            raise SourceError(f"{where}: {key} = {table[key]} must be at least {least}")
    include = table.get("include", ())
    return SourceSettings(
        name=name.strip(),
        kind=kind,
        url=url,
        path=path,
        outlet=table.get("outlet"),
        follow=table.get("follow", False),
        max_pages=table.get("max_pages", 200),
        include=(include,) if isinstance(include, str) else tuple(include),
        delay_seconds=float(table.get("delay_seconds", 1.0)),
        timeout_seconds=float(table.get("timeout_seconds", 30.0)),
        mapping=_mapping(table, where),
    )


def _mapping(table: Mapping[str, Any], where: str) -> FieldMapping:
    known = tuple(n for n in FieldMapping.names() if n not in ("encoding", "default_outlet"))
    given = table.get("fields", {})
    for key, value in given.items():
        if key not in known:
            raise SourceError(f"{where}: unknown field {key!r} in fields; known are {', '.join(known)}")
        if key == "columns":
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                raise SourceError(f"{where}: fields.columns must be a list of names")
        elif not isinstance(value, str) or not value:
            raise SourceError(f"{where}: fields.{key} = {value!r} must be the name of a field")
    values: dict[str, Any] = {k: tuple(v) if k == "columns" else v for k, v in given.items()}
    return FieldMapping(**values, encoding=table.get("encoding"), default_outlet=table.get("outlet"))
