"""Opens what was found and hands it to the readers, one file after the other. One bad file never stops the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assets.intake.walk import Input
from pipeline.sources.fields import FieldMapping
from pipeline.sources.limits import DEFAULT_LIMITS, Limits
from pipeline.sources.read import read
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject


def documents(inputs: Iterable[Input], *, mapping: FieldMapping | None = None, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Documents of some files.

    Args:
        inputs: The files (`assets.intake.walk.walk`).
        mapping: What the user said of their fields; guessed when None.
        limits: What each file may cost.

    Yields:
        Records and rejects, file by file.
    """
    for item in inputs:
        if item.problem:
            yield item.problem
            continue
        try:
            with item.path.open("rb") as stream:
                yield from read(stream, item.path.name, source=item.source, uri=item.uri, mapping=mapping, limits=limits)
        except OSError as error:
            yield Reject(item.uri, None, Reason.UNREADABLE, error.strerror or str(error))
