"""Which name tagger reads the texts: ours, or a model of the user's, by name. Only the choice stands here; each back-end is a module.

`load("rawi")` is ours; `load("hf:MODEL")`, `load("gliner:MODEL")` and `load("stanza:FOLDER")` take a name on a hub or a local path and need
the extra of the same name (``pip install 'rawi[hf]'``). Nothing of theirs is imported before it is asked for.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Final

from pipeline.mentions.backends.protocol import NameTagger, Tagged

#: Kind of back-end -> module and class.
KINDS: Final = {
    "rawi": ("pipeline.mentions.backends.ours", "Ours"),
    "hf": ("pipeline.mentions.backends.hf", "HuggingFace"),
    "gliner": ("pipeline.mentions.backends.gliner", "Gliner"),
    "stanza": ("pipeline.mentions.backends.stanza", "Stanza"),
}


@cache
def load(name: str = "rawi") -> NameTagger:
    """The tagger of that name, made once.

    Args:
        name: ``rawi``, or ``kind:model`` with a model's name or path.

    Raises:
        ValueError: There is no such kind, or the model's name is missing.
        ModuleNotFoundError: The extra is not installed; the message says which.
    """
    kind, _, model = name.partition(":")
    if kind not in KINDS:
        raise ValueError(f"no name tagger {kind!r}: one of {', '.join(KINDS)}")
    if (kind == "rawi") == bool(model):
        raise ValueError(f"{name!r}: {'takes no model' if model else 'say which model, e.g. ' + kind + ':NAME'}")
    module, cls = KINDS[kind]
    made = getattr(importlib.import_module(module), cls)
    tagger: NameTagger = made(model) if model else made()
    return tagger


def require(module: str, extra: str) -> object:
    """Imports a back-end's library, or says how to get it."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as e:
        raise ModuleNotFoundError(f"{e}; pip install 'rawi[{extra}]'", name=e.name) from e


__all__ = ["KINDS", "NameTagger", "Tagged", "load", "require"]
