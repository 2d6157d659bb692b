"""How much a text looks like Arabic as it is written: letter pairs, letters in the wrong order. Which encoding it came from is decided elsewhere."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.text.chars import codepoints

#: The letters of written Arabic, hamza forms told apart because encodings mix them up.
LETTERS: Final = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
#: Letter pairs at least this likely are Arabic (see `plausibility`).
PLAUSIBLE: Final = -4.35
#: Characters looked at; more would not change the verdict.
SAMPLE: Final = 8_000

_TABLE = np.zeros(0x10000, np.uint8)
for _i, _letter in enumerate(LETTERS):
    _TABLE[ord(_letter)] = _i + 1


def letter_codes(text: str) -> npt.NDArray[np.uint8]:
    """0 for anything but an Arabic letter, else its place in LETTERS from 1. Marks inside words are left out."""
    cps = codepoints(text)
    cps = cps[~(((cps >= 0x64B) & (cps <= 0x652)) | (cps == 0x640))]
    return _TABLE[np.where(cps < 0x10000, cps, 0)]


@cache
def _pairs() -> npt.NDArray[np.float32]:
    lines = (resources.files("pipeline.resources") / "sources/letter_pairs.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t")[1:] for line in lines if not line.startswith("#")][1:]
    return np.array(rows, np.float32)


def plausibility(text: str) -> float:
    """Mean log2 probability of the text's Arabic letter pairs; around -3.5 for Arabic, below -6 for letters at random.

    Returns:
        -20.0 when the text holds fewer than four Arabic letters.
    """
    codes = letter_codes(text[:SAMPLE])
    first, second = codes[:-1], codes[1:]
    seen = (first > 0) | (second > 0)
    if np.count_nonzero(codes) < 4:
        return -20.0
    return float(_pairs()[first[seen], second[seen]].mean())


def arabic_share(text: str) -> float:
    """Share of Arabic letters among all characters that are neither white space nor ASCII."""
    sample = text[:SAMPLE]
    cps = codepoints(sample)
    foreign = cps > 0x7F
    n = int(np.count_nonzero(foreign))
    return float(np.count_nonzero((cps[foreign] >= 0x621) & (cps[foreign] <= 0x6FF))) / n if n else 0.0


def is_reversed(text: str, *, has_forms: bool = False) -> bool:
    """Whether the letters stand in the order they are seen on paper, left to right, as PDF extraction leaves them.

    The cheap test comes first: ta marbuta ends words, so text in which it begins them is turned round. Letter pairs confirm.

    Args:
        text: The text.
        has_forms: Whether it holds presentation forms; then the cheap test says nothing.
    """
    if not has_forms and ((begins := text.count(" ة", 0, SAMPLE)) == 0 or begins <= text.count("ة ", 0, SAMPLE)):
        return False
    sample = unicodedata.normalize("NFKC", text[:SAMPLE])
    return plausibility(sample[::-1]) > plausibility(sample) + 0.3
