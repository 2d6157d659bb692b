"""Back-ends of other makers: how one is named, what it needs, how to say that it is not there. What a back-end does stands with its table.

A back-end is named ``rawi`` (ours) or ``kind:model``, where the model is a name on a hub or a local path. Libraries are imported where a
back-end is made and nowhere before.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

#: The back-end that needs nothing.
OURS: Final = "rawi"
#: Kind of back-end -> libraries it imports; the extra of the same name installs them.
LIBRARIES: Final = {"transformers": ("transformers", "torch"), "gliner": ("gliner",), "stanza": ("stanza",)}


class BackendError(Exception):
    """A back-end cannot be used; the message says what mends it."""


def parse(name: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    """Kind and model of a back-end's name.

    Args:
        name: ``rawi`` or ``kind:model``.
        kinds: Kinds there are for the table.

    Raises:
        ValueError: There is no such kind, or the model is missing or too much.
    """
    kind, _, model = name.partition(":")
    if kind not in kinds:
        raise ValueError(f"no back-end {kind!r}: one of {', '.join(kinds)}")
    if (kind == OURS) == bool(model):
        raise ValueError(f"back-end {kind!r} {'takes no model' if model else 'needs a model: its name on the hub, or its folder'}")
    return kind, model


def missing(name: str) -> str:
    """What to install for a back-end, empty when all is there. Looks without importing."""
    kind = name.partition(":")[0]
    gone = [library for library in LIBRARIES.get(kind, ()) if importlib.util.find_spec(library) is None]
    return f"{' and '.join(gone)} not installed: pip install 'rawi[{kind}]'" if gone else ""


def require(kind: str) -> Any:
    """A back-end's library.

    Raises:
        BackendError: It is not installed; the message names the extra and the command.
    """
    try:
        found = [importlib.import_module(library) for library in LIBRARIES[kind]]
    except ModuleNotFoundError as error:
        raise BackendError(f"back-end {kind!r}: {error}; pip install 'rawi[{kind}]'") from error
    return found[0]


@contextmanager
def loading(kind: str, model: str) -> Iterator[None]:
    """Turns whatever a library raises on loading a model into an error that says which model and what to do."""
    try:
        yield
    except Exception as error:
        first = (str(error) or type(error).__name__).splitlines()[0]
        raise BackendError(
            f"back-end {kind!r}: the model {model!r} cannot be loaded ({first}); name a folder that holds it, or a model on the hub while the hub can be reached"
        ) from error


__all__ = ["LIBRARIES", "OURS", "BackendError", "loading", "missing", "parse", "require"]
