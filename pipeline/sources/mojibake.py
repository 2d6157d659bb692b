"""Text whose bytes were once decoded by the wrong encoding: noticed, and undone where it can be."""

from __future__ import annotations

from functools import cache
from typing import Final

from pipeline.sources.plausibility import PLAUSIBLE, SAMPLE, arabic_share, letter_codes, plausibility

#: What bytes were taken for, and what they are.
Step = tuple[str, str]

_STEPS: Final[tuple[Step, ...]] = (
    ("windows-1256", "utf-8"),
    ("windows-1252", "utf-8"),
    ("iso-8859-6", "utf-8"),
    ("windows-1252", "windows-1256"),
    ("windows-1252", "iso-8859-6"),
    ("iso-8859-6", "windows-1256"),
    ("windows-1256", "iso-8859-6"),
)


#: What may have happened: one step, or any after text was taken for UTF-8's bytes.
_PATHS: Final = (*((s,) for s in _STEPS), *((first, then) for first in _STEPS if first[1] == "utf-8" for then in _STEPS))
#: Characters the cheap test looks at.
_SEEN: Final = 2_000
#: Texts so short that the article need not occur in them.
_SHORT: Final = 200


@cache
def _byte_of(encoding: str) -> dict[int, int]:
    """Character to byte. Bytes the encoding leaves open stand for the control character of that number, as browsers have it."""
    table: dict[int, int] = {}
    for byte in range(0x80, 0x100):
        try:
            table[ord(bytes((byte,)).decode(encoding))] = byte
        except UnicodeDecodeError:
            table[byte] = byte
    for byte in range(0x80, 0xA0):  # decoded as ISO 8859-1, they are control characters
        table.setdefault(byte, byte)
    return table


def _undo(text: str, taken_for: str, really: str) -> str | None:
    """The text as its bytes should have been decoded; None when too many of its characters cannot have come from bytes.

    What was put in after the damage (a dash, an ellipsis) and marks of lost characters stay as they are.
    """
    table = _byte_of(taken_for)
    pieces: list[str] = []
    run = bytearray()
    alien = 0
    for ch in text:
        byte = ord(ch) if ch < "\x80" else table.get(ord(ch))
        if byte is not None:
            run.append(byte)
            continue
        alien += ch != "\ufffd"
        pieces += (run.decode(really, "replace"), ch)
        run.clear()
    pieces.append(run.decode(really, "replace"))
    return None if alien > 0.02 * len(text) else "".join(pieces)


def is_suspect(text: str) -> bool:
    """Cheap test: the article ال, a twentieth of any Arabic text, is all but missing though the text is not plain ASCII."""
    few = 0.008 * min(len(text), _SEEN)
    # what stands in the beginning is enough for nearly all
    return (text.count("ال", 0, _SEEN // 4) < few and text.count("ال", 0, _SEEN) < few and not text.isascii()) or _is_lossy(text)


def _is_lossy(text: str) -> bool:
    """Whether more than a few characters are marks of lost ones."""
    return "\ufffd" in text and text.count("\ufffd") > max(0.03 * len(text), 4)


def _signature(text: str) -> bool:
    """Whether half of a text is lead bytes of UTF-8 Arabic read by another encoding, or marks of lost characters."""
    n = max(len(text), 1)
    return any(text.count(a) + text.count(b) > 0.25 * n for a, b in ("طظ", "ØÙ", "ظع")) or _is_lossy(text)


def diagnose(text: str) -> tuple[tuple[Step, ...], bool]:
    """What happened to a text `is_suspect` fired on.

    Args:
        text: The text.

    Returns:
        The steps that undo it (none when it is no mojibake; two when it was decoded wrongly twice), and whether the text
        can be used then: False when it is mojibake still, because characters were lost on the way.
    """
    sample = text[:SAMPLE]
    best: tuple[Step, ...] = ()
    fixed, score = sample, _score(sample) + 0.5
    for steps in _PATHS:
        option: str | None = sample
        for step in steps:
            option = option and _undo(option, *step)
        if option and (new := _score(option)) > score:
            best, fixed, score = steps, option, new
    if best and is_suspect(fixed) and not (len(fixed) < _SHORT and score > PLAUSIBLE):
        return (), not _signature(sample)  # more like Arabic than it was, and still not Arabic: text of another language
    return best, not _signature(fixed)


def undo(text: str, steps: tuple[Step, ...]) -> str:
    """A text with the steps undone that fit it (a title may have been spared what the text suffered)."""
    for step in steps:
        text = _undo(text, *step) or text
    return text


def _score(text: str) -> float:
    """Plausibility, less what is not Arabic letters. Text of another script that merely has accents scores as low as it can."""
    sample = text[:SAMPLE]
    letters = max(sum(map(str.isalpha, sample)), 1)
    arabic = len(letter_codes(sample).nonzero()[0])
    if arabic < 0.5 * letters:
        return -20.0
    return plausibility(sample) - 3.0 * (1.0 - arabic_share(sample)) - 20.0 * sample.count("\ufffd") / max(len(sample), 1)
