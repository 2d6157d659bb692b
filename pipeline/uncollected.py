"""Work without Python's search for cycles. For batches that make many small objects, none of them in a cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Pauses the search for cycles: every sweep would walk all that is kept, and find nothing.

    What was made meanwhile counts as old afterwards; else the first thing made after it would set off a walk through all of it.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
