"""Zip and tar archives: their members, one stream after the other, nothing ever written to a disk. What a member holds is the reader's business."""

from __future__ import annotations

import stat
import struct
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, BinaryIO, Final, cast

from pipeline.sources.build import Context
from pipeline.sources.limits import MIB
from pipeline.sources.reasons import Reason
from pipeline.sources.record import Reject
from pipeline.sources.streams import Stream, budgeted, fault_of, pieces_of

#: Files systems leave beside those of the user, and notes about a folder.
_SYSTEM: Final = frozenset((".ds_store", "thumbs.db", "desktop.ini", ".localized", ".gitkeep", ".gitignore"))
_NOTES: Final = frozenset(("readme", "license", "licence", "copying"))
#: Largest directory of a zip archive; a hundred bytes a member are usual.
_DIRECTORY: Final = 256 * MIB
_PAX: Final = MIB
#: How members of zip archives may be compressed; Zstandard is known to Python from 3.14 on.
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, getattr(zipfile, "ZIP_ZSTANDARD", zipfile.ZIP_STORED)})


def is_system_file(name: str) -> bool:
    """Whether a name is one that systems write for themselves, or that of a note about a folder."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return bool(parts) and (parts[-1].lower() in _SYSTEM or parts[-1].partition(".")[0].lower() in _NOTES or parts[-1].startswith("._") or "__MACOSX" in parts)


def escapes(name: str) -> bool:
    """Whether a member's path leads out of its archive."""
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or plain[1:2] == ":"


@contextmanager
def spooled(ctx: Context, stream: BinaryIO, uri: str) -> Iterator[BinaryIO | Reject | None]:
    """A stream that can be read in any order; in memory while it is small.

    Args:
        ctx: The input.
        stream: The stream.
        uri: Where it lies.

    Yields:
        The stream; a `Reject` when it is too large, None when it breaks off (its own fault says why).
    """
    if stream.seekable():
        yield stream
        return
    size = 0
    with tempfile.SpooledTemporaryFile(max_size=32 * MIB) as spool:
        for piece in pieces_of(stream):
            size += len(piece)
            if size > ctx.limits.spool_bytes:
                yield Reject(uri, None, Reason.DOCUMENT_TOO_LARGE, f"more than {ctx.limits.spool_bytes} bytes that must be read as a whole; unpack it first")
                return
            spool.write(piece)
        spool.seek(0)
        yield None if getattr(stream, "fault", None) else cast("BinaryIO", spool)


def _checked(name: str, uri: str, n: int, ctx: Context) -> Reject | None:
    at = f"{uri}!{name}"
    if n > ctx.limits.members:
        return Reject(uri, None, Reason.TOO_MANY_MEMBERS, f"more than {ctx.limits.members} members; the rest was not read")
    if escapes(name):
        return Reject(at, None, Reason.ARCHIVE_PATH, "the path leads out of the archive")
    if is_system_file(name):
        return Reject(at, None, Reason.SYSTEM_FILE, "a file of the operating system or a note about the folder, no document")
    return None


def _directory_size(stream: BinaryIO) -> int:
    """Size of a zip archive's directory as its end record states it, before zipfile takes it into memory."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return 0
    stated = int(struct.unpack_from("<I", tail, at + 12)[0])
    at64 = tail.rfind(b"PK\x06\x06", 0, at)
    return int(struct.unpack_from("<Q", tail, at64 + 40)[0]) if stated == 0xFFFFFFFF and 0 <= at64 <= len(tail) - 56 else stated


def zip_members(ctx: Context, stream: BinaryIO, uri: str) -> Iterator[tuple[str, Stream] | Reject]:
    """Members of a zip archive in its order. Each stream must be read before the next is asked for.

    Args:
        ctx: The input.
        stream: The archive, seekable.
        uri: Where it lies.
    """
    try:
        if (directory := _directory_size(stream)) > _DIRECTORY:
            yield Reject(uri, None, Reason.TOO_MANY_MEMBERS, f"a directory of {directory} bytes")
            return
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        yield Reject(uri, None, Reason.CORRUPT, f"{type(error).__name__}: {error}")
        return
    n = 0
    entries = Counter(info.header_offset for info in archive.infolist() if not info.filename.endswith("/"))
    for info in archive.infolist():
        if info.filename.endswith("/"):  # is_dir() fails where a name is empty
            continue
        n += 1
        if (shared := entries[info.header_offset]) != 1:
            # told once; newer Pythons warn of such entries, older ones unpack them one by one
            if shared > 1:
                entries[info.header_offset] = 0
                yield Reject(f"{uri}!{_zip_name(info)}", None, Reason.BOMB, f"{shared} entries of the archive are the same bytes")
            continue
        name = _zip_name(info)
        if wrong := _checked(name, uri, n, ctx):
            yield wrong
            if wrong.reason == Reason.TOO_MANY_MEMBERS:
                return
            continue
        if stat.S_ISLNK(info.external_attr >> 16):
            yield Reject(f"{uri}!{name}", None, Reason.ARCHIVE_LINK, "a link; links are not followed")
        elif info.flag_bits & 0x20 or info.compress_type not in _METHODS:
            yield Reject(f"{uri}!{name}", None, Reason.CORRUPT, f"compressed in a way nobody here can read (method {info.compress_type}); unpack it first")
        elif info.flag_bits & 0x41:
            yield Reject(f"{uri}!{name}", None, Reason.ENCRYPTED, "encrypted; unpack it with its password first")
        else:
            yield name, Stream(budgeted(_opened(archive, info), ctx.budget))
        if ctx.budget.is_spent:
            yield Reject(uri, None, Reason.BOMB, "the archive unpacks to more than its limits allow; the rest was not read")
            return
    if not n:
        yield Reject(uri, None, Reason.EMPTY, "the archive holds no files")


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name; names without the UTF-8 mark are UTF-8 all the same on most systems that write Arabic."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as member:
        yield from pieces_of(cast("BinaryIO", member))


class _TarInfo(tarfile.TarInfo):
    """A header whose extensions (long names, attributes) may not fill the memory."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK) and self.size > _PAX:
            raise tarfile.ReadError(f"a header extension of {self.size} bytes")
        return super()._proc_member(tar)  # type: ignore[misc, no-any-return]


def tar_members(ctx: Context, stream: BinaryIO, uri: str) -> Iterator[tuple[str, Stream] | Reject]:
    """Members of a tar archive in its order; read as a stream, so it may be compressed and of any size.

    Args:
        ctx: The input.
        stream: The archive.
        uri: Where it lies.
    """
    n = 0
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|", tarinfo=_TarInfo, errorlevel=2) as archive:
            for info in archive:
                if info.isdir():
                    continue
                n += 1
                if wrong := _checked(info.name, uri, n, ctx):
                    yield wrong
                    if wrong.reason == Reason.TOO_MANY_MEMBERS:
                        return
                elif info.issym() or info.islnk():
                    yield Reject(f"{uri}!{info.name}", None, Reason.ARCHIVE_LINK, f"a link to {info.linkname}; links are not followed")
                elif not info.isfile() or info.issparse():
                    yield Reject(f"{uri}!{info.name}", None, Reason.SPECIAL_FILE, "a device, pipe or sparse file")
                else:
                    member = archive.extractfile(info)
                    yield info.name, Stream(pieces_of(cast("BinaryIO", member)), stream)
        if not n and not getattr(stream, "fault", None):
            yield Reject(uri, None, Reason.EMPTY, "the archive holds no files")
    except (tarfile.TarError, OSError, EOFError, ValueError, RecursionError) as error:
        fault = getattr(stream, "fault", None)
        if fault is None:  # else it is told once, by the stream
            broken = isinstance(error, tarfile.ReadError) and "unexpected end" in str(error)
            yield Reject(
                uri, None, Reason.TRUNCATED if broken else fault_of(error).reason if isinstance(error, (OSError, EOFError)) else Reason.CORRUPT, f"after {n} members: {error}"
            )
