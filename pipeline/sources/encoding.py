"""From bytes to characters: which encoding they are in, and text that was decoded by the wrong one. Formats and fields are not known here."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

import numpy as np

from pipeline.sources.plausibility import PLAUSIBLE, arabic_share, plausibility

#: Arabic encodings of one byte a letter, in the order they are met in the wild.
SINGLE_BYTE: Final = ("windows-1256", "iso-8859-6", "cp720")
#: Bytes looked at; the first ones of a page may be scripts without a single Arabic letter.
SAMPLE: Final = 1 << 18

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ALIASES: Final = {
    "cp1256": "windows-1256",
    "arabic": "iso-8859-6",
    "asmo-708": "iso-8859-6",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-6-e": "iso-8859-6",
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "utf8": "utf-8",
    "utf-16": "utf-16-le",
}
_META: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{3,20})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_\-]{3,20})""", re.IGNORECASE)


class Encoding(NamedTuple):
    """What bytes are encoded in.

    Attributes:
        name: Python's name of the encoding; None when nothing fits.
        bom: Length of the byte order mark.
        flags: encoding_guessed, encoding_declared_wrong.
    """

    name: str | None
    bom: int = 0
    flags: tuple[str, ...] = ()


def declared_encoding(head: bytes) -> str | None:
    """Encoding a page or XML document says it is in."""
    found = _META.search(head[:8192])
    return (found[1] or found[2]).decode("ascii") if found else None


def known(name: str | None) -> str | None:
    """Name of an encoding Python knows, with the aliases browsers know; None for any other."""
    if not name:
        return None
    name = name.strip().lower().replace("_", "-")
    name = _ALIASES.get(name, name)
    try:
        codecs.lookup(name)
        b"".decode(name)
    except (LookupError, ValueError):
        return None
    return name


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte is 0 or 6 (the blocks of ASCII and of Arabic)."""
    if len(data) < 8:
        return None
    units = np.frombuffer(data[: len(data) // 2 * 2][:8192], np.uint8).reshape(-1, 2)
    low = np.isin(units, (0, 6)).mean(axis=0)
    for high, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if low[high] > 0.85 and low[1 - high] < 0.5:
            return name
    return None


def _damaged_utf8(data: bytes) -> bool:
    """UTF-8 with a few broken bytes: far more whole sequences of two and more bytes than broken ones."""
    broken = data.decode("utf-8", "replace").count("\ufffd")
    whole = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]", data))
    return whole >= 20 and broken * 50 <= whole


def _foreign(data: bytes) -> str | None:
    """Encoding of text that is not Arabic. Only its language will be looked at, so a fair guess does."""
    letters = re.findall(rb"[A-Za-z\xc0-\xff]", data)
    if data and len(letters) >= 0.5 * len(data) and not re.search(rb"[\x00-\x08\x0e-\x1a\x81\x8d\x8f\x90\x9d]", data):
        high = sum(b[0] > 0x7F for b in letters)
        if high <= 0.2 * len(letters):
            return "windows-1252"
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 1 << 14], threshold=0.2).best()
    return best.encoding if best else None


def is_utf8(data: bytes, *, whole: bool) -> bool:
    """Whether bytes are UTF-8; the last sequence may be cut unless `whole`."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def has_utf8_lines(data: bytes) -> bool:
    """Whether some line is UTF-8 beyond chance."""
    return any(len(line) > 20 and not line.isascii() and is_utf8(line, whole=True) for line in data.split(b"\n")[:200])


def encoding_of(data: bytes, *, declared: str | None = None, whole: bool = True) -> Encoding:
    """What some bytes are encoded in: byte order mark, valid UTF-8, what is declared if it gives Arabic, then what gives Arabic.

    Args:
        data: The bytes, or the first of them.
        declared: Encoding named by an HTTP header, meta tag or the user.
        whole: False when `data` may end in the middle of a character.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Encoding(name, len(bom))
    declared = known(declared)
    lied = ("encoding_declared_wrong",) if declared else ()
    if wide := _utf16(data):
        return Encoding(wide, flags=("encoding_guessed", *lied) if declared != wide else ())
    if is_utf8(data, whole=whole):
        return Encoding("utf-8", flags=() if declared == "utf-8" or data.isascii() else lied)
    if _damaged_utf8(data[:SAMPLE]):
        return Encoding("utf-8", flags=("encoding_errors",))
    # tags and digits look alike in all of these: only what is not ASCII and what stands between is compared
    sample = b" ".join(re.findall(rb"[\x80-\xff][\x80-\xff \t]*", data))[:SAMPLE]
    if len(sample) < 2:
        sample = data[:SAMPLE]
    scores: dict[str, float] = {}
    for name in SINGLE_BYTE:
        try:
            text = sample.decode(name, "replace")
        except LookupError:
            continue
        if arabic_share(text) > 0.6:
            scores[name] = plausibility(text)
    best = max(scores, key=lambda n: scores[n], default=None)
    if best and scores[best] > PLAUSIBLE - (0.6 if len(sample) < 200 else 0.0):
        return Encoding(best, flags=() if best == declared else ("encoding_guessed", *lied))
    if declared and declared not in ("utf-8", "utf-16-le", "utf-16-be"):
        return Encoding(declared)
    foreign = _foreign(data[:SAMPLE])
    return Encoding(foreign, flags=("encoding_guessed", *lied)) if foreign else Encoding(None)


def decode(data: bytes, encoding: Encoding) -> tuple[str, tuple[str, ...]]:
    """The characters of bytes, and the flags of the encoding with `encoding_errors` when some bytes were none in it."""
    name = encoding.name or "utf-8"
    try:
        return data[encoding.bom :].decode(name), encoding.flags
    except UnicodeDecodeError:
        return data[encoding.bom :].decode(name, "replace"), tuple(dict.fromkeys((*encoding.flags, "encoding_errors")))
