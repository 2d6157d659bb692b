"""Which files there are to read: files, folders and patterns to a sorted list. Nothing is opened here."""

from __future__ import annotations

import errno
import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.sources.archive import is_system_file
from pipeline.sources.reasons import Reason
from pipeline.sources.record import Reject
from pipeline.sources.text_file import stem


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read.

    Attributes:
        path: Where it lies.
        uri: The same as it goes into the records: as the caller wrote it, with forward slashes.
        source: Name of the folder the caller named, or of the file without its endings.
        problem: Why it cannot be read; nothing else of it is known then.
    """

    path: Path
    uri: str
    source: str
    problem: Reject | None = None


def walk(paths: Sequence[str | Path], *, source: str | None = None) -> Iterator[Input]:
    """Files under some paths, in an order that does not depend on the machine.

    Links to files and folders are followed once; a link that leads back to a folder it is in is reported, not followed.

    Args:
        paths: Files, folders (read with all that is in them) and patterns (``*``, ``?``, ``**``).
        source: Name of the source; by default the folder's or file's own.
    """
    for given in paths:
        text = os.fspath(given)
        path = Path(text)
        if not os.path.lexists(path) and glob.has_magic(text):
            found = sorted(glob.glob(text, recursive=True, include_hidden=True))  # noqa: PTH207 - the pattern may be absolute
            for match in found:
                if not (Path(match).is_dir() and "**" in text):
                    yield from _one(Path(match), source)
            if not found:
                yield _problem(path, source or text, Reason.NOT_FOUND, "nothing fits the pattern")
        else:
            yield from _one(path, source)


def _one(path: Path, source: str | None) -> Iterator[Input]:
    kind = _kind(path, source or path.name)
    if isinstance(kind, Input):
        yield kind
    elif stat.S_ISDIR(kind.st_mode):
        yield from _folder(path, source or path.resolve().name, {(kind.st_dev, kind.st_ino)})
    else:
        yield Input(path, path.as_posix(), source or stem(path.name))


def _folder(folder: Path, source: str, above: set[tuple[int, int]]) -> Iterator[Input]:
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        yield _problem(folder, source, Reason.UNREADABLE, error.strerror or str(error))
        return
    for name in names:
        path = folder / name
        if is_system_file(name):
            yield _problem(path, source, Reason.SYSTEM_FILE, "a file of the operating system or a note about the folder, no document")
            continue
        kind = _kind(path, source)
        if isinstance(kind, Input):
            yield kind
        elif stat.S_ISDIR(kind.st_mode):
            node = (kind.st_dev, kind.st_ino)
            if node in above:
                yield _problem(path, source, Reason.SYMLINK_LOOP, "a link to a folder it lies in")
            else:
                yield from _folder(path, source, above | {node})
        else:
            yield Input(path, path.as_posix(), source)


def _kind(path: Path, source: str) -> os.stat_result | Input:
    """What lies at a path, or the problem with it."""
    try:
        found = path.stat()
    except OSError as error:
        if error.errno == errno.ELOOP:
            return _problem(path, source, Reason.SYMLINK_LOOP, "a link that leads to itself")
        if path.is_symlink():
            return _problem(path, source, Reason.BROKEN_LINK, f"a link to {path.readlink()}, which is not there")
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return _problem(path, source, Reason.NOT_FOUND, "no such file or folder")
        return _problem(path, source, Reason.UNREADABLE, error.strerror or str(error))
    except ValueError as error:
        return _problem(path, source, Reason.NOT_FOUND, str(error))
    if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode):
        return found
    return _problem(path, source, Reason.SPECIAL_FILE, "a socket, pipe or device")


def _problem(path: Path, source: str, reason: Reason, detail: str) -> Input:
    return Input(path, path.as_posix(), source, Reject(path.as_posix(), None, reason, detail))
