"""Character classes and folding of Arabic, as lookup tables over code points. Nothing about words or sentences.

Two foldings are used everywhere, and only in derived keys, never in published text:

* *form*: as written, without what carries no letter (diacritics, tatweel, zero-width marks), presentation forms resolved;
* *key*: form, and hamza seats, alef, ya and ta marbuta forms made one (أ إ آ ٱ → ا, ى ئ → ي, ؤ → و, ة → ه), Persian kaf
  and ya made Arabic, Eastern digits made ASCII, Latin letters lower case.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import numpy as np
import numpy.typing as npt

#: Size of the lookup tables: the Basic Multilingual Plane. Characters above it count as OTHER.
SIZE: Final = 0x10000

# Character classes. MARK joins a word without being a letter of it.
OTHER, SPACE, NEWLINE, LETTER, DIGIT, MARK, PUNCT = range(7)

#: Quotation marks, with the role a typographer would give them. Straight marks open and close.
OPENING_MARKS: Final = "«“„‟‹❝〝"
CLOSING_MARKS: Final = "»”›❞〞"
STRAIGHT_MARKS: Final = '"＂'

#: Invisible characters that stand inside or around words and carry no letter (tatweel, zero-width and bidi marks, BOM).
INVISIBLE: Final = "\u0640\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c"

#: Lam-alef ligatures of the presentation forms (U+FEF5–U+FEFC, isolated and final of each): one character, two letters.
LAM_ALEF: Final = {chr(0xFEF5 + n): "ل" + "آأإا"[n // 2] for n in range(8)}

_KEY_PAIRS: Final = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
    "ى": "ي", "ئ": "ي", "ی": "ي", "ې": "ي", "ے": "ي",
    "ؤ": "و", "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه",
    "ک": "ك", "گ": "ك", "ڪ": "ك", "پ": "ب", "چ": "ج", "ڤ": "ف", "ڨ": "ق", "ژ": "ز",
}  # fmt: skip


def _class_of(ch: str) -> int:
    if ch in "\n\r\u2028\u2029\x0b\x0c\x85":
        return NEWLINE
    if ch.isspace():
        return SPACE
    category = unicodedata.category(ch)
    if ch in INVISIBLE or category == "Mn":
        return MARK
    if category[0] == "L":
        return LETTER
    if category == "Nd":
        return DIGIT
    if category[0] in "PS":
        return PUNCT
    return OTHER


def _build() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    classes = np.zeros(SIZE, np.uint8)
    form = np.arange(SIZE, dtype=np.uint32)
    key = np.arange(SIZE, dtype=np.uint32)
    for cp in range(SIZE):
        if 0xD800 <= cp <= 0xDFFF:
            continue
        ch = chr(cp)
        classes[cp] = cls = _class_of(ch)
        if cls == MARK:
            form[cp] = key[cp] = 0
            continue
        plain = unicodedata.normalize("NFKC", ch) if cp > 0x7F else ch
        if ch in LAM_ALEF:
            plain = "ل"  # the tables give one letter a character; the alef is added where they are used
        elif len(plain) != 1:
            plain = ch
        form[cp] = ord(plain)
        if cls == DIGIT:
            form[cp] = key[cp] = 0x30 + unicodedata.digit(ch)
            continue
        low = plain.lower()
        key[cp] = ord(_KEY_PAIRS.get(plain, low if len(low) == 1 else plain))
    return classes, form, key


CLASSES, FORM, KEY = _build()

#: Blocks whose characters have entries of their own even where folding keeps them: `str.translate` raises and catches an error for every
#: character that has none, which takes as long again.
_COMMON: Final = (*range(1, 0x250), *range(0x600, 0x700), *range(0x2000, 0x2070))


def _table(folded: npt.NDArray[np.uint32], ligatures: dict[str, str]) -> dict[int, int | str | None]:
    """A folding as `str.translate` wants it."""
    changed = np.flatnonzero(folded != np.arange(SIZE)).tolist()
    table: dict[int, int | str | None] = {cp: chr(int(folded[cp])) if folded[cp] else None for cp in (*_COMMON, *changed)}
    return table | {ord(c): letters for c, letters in ligatures.items()}


_FORM_TABLE: Final = _table(FORM, LAM_ALEF)
_KEY_TABLE: Final = _table(KEY, dict.fromkeys(LAM_ALEF, "لا"))


def form(text: str) -> str:
    """Text without diacritics, tatweel and invisible marks, digits made ASCII; letters as written."""
    return text.translate(_FORM_TABLE)


def key(text: str) -> str:
    """Search key of a text: `form` with hamza, alef, ya and ta marbuta forms made one, and Latin in lower case.

    The DuckDB macro ``ar_norm`` does the same; a test holds them equal.
    """
    return text.translate(_KEY_TABLE)


def codepoints(text: str) -> npt.NDArray[np.uint32]:
    """The code points of a text, one uint32 each; lone surrogates are kept as they are."""
    # a text without characters beyond U+FFFF, the common case, is had from UTF-16 in a third of the time
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    return units.astype(np.uint32) if len(units) == len(text) else np.array([text]).view(np.uint32)
