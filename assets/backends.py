"""Which model reads a table, as `rawi.toml` says: ``[names]`` and ``[topics]`` with ``backend`` and ``model``. What the models do is not here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from pipeline.backends import OURS, parse
from pipeline.mentions.backends import KINDS as NAMES
from pipeline.topics.backends import KINDS as TOPICS

#: Section of the settings file -> table it is about, and the back-ends that can fill it.
SECTIONS: Final = {"names": ("mentions", tuple(NAMES)), "topics": ("topics", tuple(TOPICS))}


def chosen(given: dict[str, Any], home: Path) -> dict[str, str]:
    """Back-ends that are not ours, by table: ``{"mentions": "transformers:MODEL"}``.

    Args:
        given: The settings file.
        home: The home; a model that is a folder in it may be named by its relative path.

    Raises:
        ValueError: A key is unknown, no text, or there is no such back-end; the message names section and key.
    """
    found = {}
    for section, (table, kinds) in SECTIONS.items():
        keys = given.get(section, {})
        for key, value in keys.items():
            if key not in ("backend", "model"):
                raise ValueError(f"[{section}] unknown key {key!r}; known are backend, model")
            if not isinstance(value, str):
                raise ValueError(f"[{section}] {key} = {value!r} must be text")  # noqa: TRY004 # told as a wrong setting
        kind, model = keys.get("backend", OURS), keys.get("model", "")
        if ":" in kind:
            raise ValueError(f"[{section}] backend = {kind!r}: write the kind alone, and the model as model = …")
        try:
            parse(f"{kind}:{model}" if model else kind, kinds)
        except ValueError as error:
            raise ValueError(f"[{section}] {error}") from error
        if kind != OURS:
            folder = (home / Path(model).expanduser()).absolute()
            found[table] = f"{kind}:{folder if folder.is_dir() else model}"
    return found
