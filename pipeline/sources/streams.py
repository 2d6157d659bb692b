"""Byte streams that cannot raise: whatever goes wrong underneath ends the stream and is kept in `fault`. No format is known here but compression."""

from __future__ import annotations

import bz2
import codecs
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import zstandard

from pipeline.sources.limits import BombError, Budget
from pipeline.sources.reasons import Reason

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Bytes asked for at a time. Small enough that one step of a decompressor stays small, too.
CHUNK = 1 << 16
#: What is looked at to tell what a stream holds.
HEAD = 1 << 16


class Fault(NamedTuple):
    """Why a stream ended early."""

    reason: Reason
    detail: str


def fault_of(error: BaseException) -> Fault:
    """What an error met while reading means for the input."""
    if isinstance(error, BombError):
        return Fault(Reason.BOMB, str(error))
    if isinstance(error, EOFError):
        return Fault(Reason.TRUNCATED, str(error) or "the file ends in mid-stream")
    if isinstance(error, (zlib.error, lzma.LZMAError, zstandard.ZstdError, zipfile.BadZipFile, OSError, ValueError)):
        return Fault(Reason.CORRUPT, f"{type(error).__name__}: {error}")
    return Fault(Reason.READER_FAILED, f"{type(error).__name__}: {error}")


class _Pieces(io.RawIOBase):
    """A raw stream over an iterator of byte pieces. An error of the iterator ends the stream."""

    def __init__(self, pieces: Iterator[bytes], below: Callable[[], Fault | None]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self._below = below
        self._fault: Fault | None = None

    @property
    def fault(self) -> Fault | None:
        return self._fault or self._below()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._rest:
            try:
                self._rest = memoryview(next(self._pieces))
            except StopIteration:
                return 0
            except Exception as error:  # noqa: BLE001 - whatever a decompressor throws must not stop the other inputs
                self._fault = fault_of(error)
                self._pieces = iter(())
                return 0
        n = min(len(view), len(self._rest))
        view[:n] = self._rest[:n]
        self._rest = self._rest[n:]
        return n


class Stream(io.BufferedReader):
    """A buffered stream over byte pieces; `fault` tells whether it ended before its time.

    Args:
        pieces: The bytes.
        below: Stream the pieces are made from; its fault is this one's, too.
    """

    def __init__(self, pieces: Iterator[bytes], below: BinaryIO | None = None) -> None:
        self._source = _Pieces(pieces, lambda: getattr(below, "fault", None))
        super().__init__(self._source, CHUNK)

    @property
    def fault(self) -> Fault | None:
        """Why the stream ended, when that was not its end."""
        return self._source.fault


def pieces_of(stream: BinaryIO) -> Iterator[bytes]:
    """The rest of a stream, piece by piece."""
    while piece := stream.read(CHUNK):
        yield piece


def peek(stream: BinaryIO, n: int = HEAD) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream, and a stream that still has them."""
    head = stream.read(n)
    if stream.seekable():
        stream.seek(0)
        return head, stream
    return head, Stream(chain((head,), pieces_of(stream)), stream)


def skip_bytes(stream: BinaryIO, n: int) -> BinaryIO:
    """The stream without its first bytes (a byte order mark)."""
    stream.read(n)
    return stream


def transcoded(stream: BinaryIO, encoding: str, *, newline_is_cr: bool = False) -> Stream:
    """The stream as UTF-8. Bytes that are none in `encoding` become U+FFFD."""

    def pieces() -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        for piece in pieces_of(stream):
            text = decoder.decode(piece)
            yield (text.replace("\r", "\n") if newline_is_cr else text).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")

    return Stream((p for p in pieces() if p), stream)


def _members(stream: BinaryIO, make: Callable[[], Any], magic: bytes) -> Iterator[bytes]:
    """Unpack the members of a gzip, bzip2 or xz stream one after the other, never more than CHUNK * 16 at a time."""
    unpacker, fresh = make(), True
    data = b""
    while True:
        if not data:
            data = stream.read(CHUNK)
            if not data:
                if fresh:
                    return
                raise EOFError("the compressed file ends in mid-stream")
        fresh = False
        yield unpacker.decompress(data, CHUNK * 16)
        # zlib keeps what did not fit in unconsumed_tail, the others inside until needs_input
        data = getattr(unpacker, "unconsumed_tail", b"")
        while not unpacker.eof and not getattr(unpacker, "needs_input", True):
            yield unpacker.decompress(b"", CHUNK * 16)
        if unpacker.eof:
            data = unpacker.unused_data.lstrip(b"\0") or stream.read(CHUNK).lstrip(b"\0")
            if not data.startswith(magic[: len(data)]):
                return  # padding or rubbish behind the last member, as every unpacker allows
            unpacker, fresh = make(), not data


def _zstd(stream: BinaryIO) -> Iterator[bytes]:
    """Unpack zstd frames. Input goes in by small steps: a step of n bytes can give n / 4 blocks of 128 KiB and no more."""
    window = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    unpacker, open_frame = window.decompressobj(), False
    while piece := stream.read(CHUNK):
        at = 0
        while at < len(piece):
            step = piece[at : at + 1024]
            at += len(step)
            while step:
                open_frame = True
                if out := unpacker.decompress(step):
                    yield out
                step = b""
                if unpacker.eof:
                    step, unpacker, open_frame = unpacker.unused_data, window.decompressobj(), False
    if open_frame:
        raise EOFError("the compressed file ends in mid-stream")


#: Magic bytes of compressed streams, and how each is unpacked.
COMPRESSIONS: dict[str, tuple[bytes, Callable[[BinaryIO], Iterator[bytes]]]] = {
    "gz": (b"\x1f\x8b", lambda s: _members(s, lambda: zlib.decompressobj(31), b"\x1f\x8b")),
    "bz2": (b"BZh", lambda s: _members(s, bz2.BZ2Decompressor, b"BZh")),
    "xz": (b"\xfd7zXZ\0", lambda s: _members(s, lambda: lzma.LZMADecompressor(memlimit=1 << 28), b"\xfd7zXZ\0")),
    "zst": (b"\x28\xb5\x2f\xfd", _zstd),
}


def compression_of(head: bytes) -> str | None:
    """Name of the compression a stream begins with."""
    return next((name for name, (magic, _) in COMPRESSIONS.items() if head.startswith(magic)), None)


def budgeted(pieces: Iterator[bytes], budget: Budget) -> Iterator[bytes]:
    """The pieces, booked on the budget."""
    for piece in pieces:
        budget.take(len(piece))
        if piece:
            yield piece


def unpacked(stream: BinaryIO, compression: str, budget: Budget) -> Stream:
    """What a compressed stream unpacks to."""
    return Stream(budgeted(COMPRESSIONS[compression][1](stream), budget), stream)
