"""The lines of a UTF-8 stream with a cap on their length, for formats of one record a line. What a line means is not known here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from pipeline.sources.encoding import decode, encoding_of


class Line(NamedTuple):
    """One line.

    Attributes:
        number: From 1.
        text: Its characters with its line end; "" when it is too long.
        size: Its length in bytes.
        flags: encoding_errors, encoding_guessed.
        encoding: What the line was in.
        is_cut: Whether the stream ended inside it.
    """

    number: int
    text: str
    size: int
    flags: tuple[str, ...] = ()
    encoding: str = "utf-8"
    is_cut: bool = False


def read_lines(stream: BinaryIO, cap: int, *, skip_blank: bool = False) -> Iterator[Line]:
    """Lines of a stream, one in memory at a time.

    Args:
        stream: The stream.
        cap: Longest line; one of more bytes comes without its text.
        skip_blank: Whether empty lines are passed over (they are counted).
    """
    number = 0
    while raw := stream.readline(cap + 1):
        number += 1
        if skip_blank and raw == b"\n":
            continue
        if len(raw) > cap:
            size = len(raw)
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(1 << 20)
                size += len(raw)
            yield Line(number, "", size)
            continue
        is_cut = not raw.endswith(b"\n")
        try:
            yield Line(number, raw.decode(), len(raw), is_cut=is_cut)
        except UnicodeDecodeError:
            # files put together from several sources hold lines of several encodings
            encoding = encoding_of(raw)
            text, flags = decode(raw, encoding)
            yield Line(number, text, len(raw), flags, encoding.name or "utf-8", is_cut)
