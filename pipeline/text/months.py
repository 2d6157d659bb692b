"""Month names of both calendars, by number. Nothing about dates."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def month_names() -> dict[str, dict[int, list[str]]]:
    """Calendar (``month`` for the Gregorian, ``hijri_month``) to number to names, as `resources/text/months.yaml` lists them."""
    listed: dict[str, dict[int, list[str]]] = yaml.safe_load((files("pipeline.resources") / "text" / "months.yaml").read_text("utf-8"))
    return listed
