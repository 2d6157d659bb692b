"""Which field of a record is the text, the title, the date …: given by the user, or guessed from the names. Values are made strings here, never understood."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

import yaml

from pipeline.text.chars import key as fold

#: The fields of a document a source may give.
ROLES: Final = ("text", "title", "id", "published", "url", "outlet", "byline")


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Names of the fields of a source; those left out are guessed. A dot leads into an object: ``author.name``.

    Attributes:
        text: Field of the text.
        title: Field of the title.
        id: Field of the id the source gives.
        published: Field of the date of publication.
        url: Field of the address.
        outlet: Field of the outlet.
        byline: Field of the author.
        records: Field that holds the list of records.
        columns: Names of the columns of a table without a header line.
        encoding: Encoding of the source, where it is known.
        default_outlet: Outlet of records that name none.
    """

    text: str | None = None
    title: str | None = None
    id: str | None = None
    published: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: str | None = None
    records: str | None = None
    columns: tuple[str, ...] = ()
    encoding: str | None = None
    default_outlet: str | None = None

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Names of the settings of a mapping."""
        return tuple(f.name for f in dataclass_fields(cls))


GUESS: Final = FieldMapping()


def folded(name: str) -> str:
    """A field name as it is compared."""
    return re.sub(r"[\s_\-.]+", "", fold(name))


@cache
def vocabulary() -> dict[str, tuple[str, ...]]:
    """Field names by role, folded, best first."""
    loaded = yaml.safe_load((resources.files("pipeline.resources") / "sources/fields.yaml").read_text("utf-8"))
    return {role: tuple(dict.fromkeys(folded(n) for n in names)) for role, names in loaded.items()}


@lru_cache(maxsize=512)
def plan(names: tuple[str, ...], mapping: FieldMapping) -> dict[str, str]:
    """Which of some field names plays which role.

    Args:
        names: The field names of a record.
        mapping: What the user said.

    Returns:
        Role to field name (or dotted path, where the user gave one). Roles nothing fits are missing.
    """
    by_fold: dict[str, str] = {}
    for name in names:
        by_fold.setdefault(folded(name), name)
    found: dict[str, str] = {}
    for role in ROLES:
        given = getattr(mapping, role)
        if given is not None:
            found[role] = given
            continue
        taken = set(found.values())
        for alias in vocabulary()[role]:
            if alias in by_fold and by_fold[alias] not in taken:
                found[role] = by_fold[alias]
                break
    return found


def dig(record: Mapping[str, Any], path: str) -> Any:
    """Value under a name or dotted path; None when there is none."""
    if path in record:
        return record[path]
    value: Any = record
    for part in path.split("."):
        if isinstance(value, list) and value:
            value = value[0]
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


#: Keys under which an object names itself.
_NAMES: Final = ("name", "title", "text", "value", "$date", "$oid", "#text", "__cdata", "_", "rendered", "url")


def as_text(value: Any, joiner: str = "\n") -> str | None:
    """A value as a string: numbers as written, lists joined, objects by their name; None for what is empty."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, float):
        if math.isnan(value):  # how tables write "none"
            return None
        return str(int(value)) if abs(value) < 1e16 and value.is_integer() else repr(value)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**30 else None
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return next((t for k in _NAMES if (t := as_text(value.get(k), joiner))), None)
    if isinstance(value, Iterable):
        parts = [t for v in value if (t := as_text(v, joiner))]
        return joiner.join(parts) or None
    return str(value)
