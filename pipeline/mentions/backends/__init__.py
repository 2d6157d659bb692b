"""Which name tagger reads the texts: ours, or a model of the user's, by name. Only the choice stands here; each back-end is a module.

`load("rawi")` is ours; `load("transformers:MODEL")`, `load("gliner:MODEL")` and `load("stanza:FOLDER")` take a name on a hub or a local path and
need the extra of the same name (``pip install 'rawi[transformers]'``). Nothing of theirs is imported before it is asked for.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Final

from pipeline.backends import OURS, parse
from pipeline.mentions.backends.protocol import NameTagger, Tagged

#: Kind of back-end -> module and class.
KINDS: Final = {
    OURS: ("pipeline.mentions.backends.ours", "Ours"),
    "transformers": ("pipeline.mentions.backends.hf", "HuggingFace"),
    "gliner": ("pipeline.mentions.backends.gliner", "Gliner"),
    "stanza": ("pipeline.mentions.backends.stanza", "Stanza"),
}


@cache
def load(name: str = OURS) -> NameTagger:
    """The tagger of that name, made once.

    Args:
        name: ``rawi``, or ``kind:model`` with a model's name or path.

    Raises:
        ValueError: There is no such kind, or the model's name is missing.
        BackendError: The extra is not installed, or the model is not there.
    """
    kind, model = parse(name, tuple(KINDS))
    module, cls = KINDS[kind]
    made = getattr(importlib.import_module(module), cls)
    tagger: NameTagger = made(model) if model else made()
    return tagger


__all__ = ["KINDS", "NameTagger", "Tagged", "load"]
