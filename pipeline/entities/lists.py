"""Reads the lists in `pipeline/resources/entities/`. What they say is for others to know."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

import yaml

_FOLDER: Final = files("pipeline.resources") / "entities"


def read_yaml(name: str) -> Any:
    """What a YAML file holds."""
    return yaml.load((_FOLDER / name).read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe loaders both


def read_table(name: str) -> list[list[str]]:
    """The rows of a TSV file, comments left out."""
    return [line.split("\t") for line in (_FOLDER / name).read_text("utf-8").splitlines() if not line.startswith("#")]
