"""How much one input may cost: sizes, ratios, depths. What happens beyond a limit is decided by the readers (a `Reject`, never an exception to the caller)."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on one input. The defaults let any real newspaper dump through and hold memory to a few times `document_bytes`.

    Attributes:
        document_bytes: Largest single document: a text, a page, a line of JSONL, a row of a table.
        feed_bytes: Largest feed, sitemap or JSON object that is not a list of records; these are read whole.
        spool_bytes: Largest archive member that needs random access (Parquet, zip inside an archive).
        unpacked_bytes: Most bytes all layers of one input may unpack to.
        ratio: Most bytes unpacked for a byte of input, once `ratio_floor` bytes were unpacked.
        ratio_floor: Unpacked bytes below which the ratio is not looked at.
        members: Most members of one archive.
        archive_depth: How many archives may lie inside one another (2: an archive in an archive).
        json_depth: Deepest nesting of a JSON record.
        html_depth: Deepest nesting of a page (browsers stop at 512).
        rejects: Rejects reported one by one for one input; the rest are counted.
    """

    document_bytes: int = 10 * MIB
    feed_bytes: int = 64 * MIB
    spool_bytes: int = 2048 * MIB
    unpacked_bytes: int = 16_384 * MIB
    ratio: int = 100
    ratio_floor: int = 64 * MIB
    members: int = 500_000
    archive_depth: int = 2
    json_depth: int = 200
    html_depth: int = 1_000
    rejects: int = 1_000


DEFAULT_LIMITS = Limits()


class BombError(Exception):
    """The input unpacks to more than its limits allow."""


class Budget:
    """Counts what all layers of one input have unpacked to.

    Args:
        limits: The limits to hold.
        packed: Size of the input as it came.
    """

    def __init__(self, limits: Limits, packed: int) -> None:
        self.limits = limits
        self.packed = max(packed, 1)
        self.unpacked = 0
        self.is_spent = False

    def take(self, n: int) -> None:
        """Book `n` unpacked bytes.

        Raises:
            BombError: A limit is passed.
        """
        self.unpacked += n
        self.is_spent = True  # unless no limit is passed
        if self.unpacked > self.limits.unpacked_bytes:
            raise BombError(f"unpacks to more than {self.limits.unpacked_bytes} bytes")
        if self.unpacked > self.limits.ratio_floor and self.unpacked > self.limits.ratio * self.packed:
            raise BombError(f"unpacks to more than {self.limits.ratio} bytes for each byte of the file ({self.packed} bytes)")
        self.is_spent = False
