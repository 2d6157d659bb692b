"""Which model names the topics: ours, or a zero-shot classifier of the user's. Only the choice and what all give; no model is shipped here.

`load("transformers:MODEL")` takes a model for natural language inference (a name on the hub or a local folder) that is asked, for every
topic, whether the article is about it. Other models are a class with `label` and a line in `KINDS`.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple, Protocol

from pipeline.backends import OURS, parse

#: Kind of back-end -> module and class; our own is called by the stage itself.
KINDS: Final = {OURS: ("", ""), "transformers": ("pipeline.topics.zero_shot", "ZeroShot")}


class Labelled(NamedTuple):
    """A topic of a text: Media Topics code, and how sure the model is (0 to 1)."""

    code: str
    score: float


class TopicLabeller(Protocol):
    """Names topics of a batch of texts."""

    def label(self, texts: Sequence[str]) -> list[list[Labelled]]:
        """Topics of each text, best first; at least one for a text that says something."""
        ...


@cache
def load(name: str) -> TopicLabeller:
    """The labeller of that name, made once.

    Args:
        name: ``kind:model`` with a model's name or path.

    Raises:
        ValueError: There is no such kind, or the model's name is missing.
        BackendError: The extra is not installed, or the model is not there.
    """
    kind, model = parse(name, tuple(KINDS))
    module, cls = KINDS[kind]
    if not module:
        raise ValueError("the shipped model is called by the stage itself")
    labeller: TopicLabeller = getattr(importlib.import_module(module), cls)(model)
    return labeller


__all__ = ["KINDS", "Labelled", "TopicLabeller", "load"]
