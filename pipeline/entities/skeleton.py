"""What of a name is compared: its parts, folded so that one name spelt in two ways gives the same parts. Knows no entity and no article.

Two foldings. *Parts* forget what spelling rules vary: hamza, ى/ي, ة/ه, داوود/داود, the article ال, blanks in عبد الله and أبو ظبي, أبو/أبي, بن, آل.
*Loose* parts also forget what transliteration varies: long vowels and the letters that render one foreign sound (ط/ت, غ/ج/ق/ك, ذ/د, ص/س).
Equal loose parts are a reason to look closer, not to believe: كمال and جمال are loosely equal.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from pipeline.text.chars import key

_WORD = re.compile(r"\w+")
#: Words that open a compound part: the next word belongs to them.
_OPENERS = {"عبد": "عبد", "ابو": "ابو", "ابي": "ابو", "ابا": "ابو", "ام": "ام", "دي": "دي", "دو": "دو", "فان": "فان", "فون": "فون", "ذو": "ذو", "سان": "سان"}
#: Words that close one: عز الدين, نصر الله, سيف الإسلام, زين العابدين.
_CLOSERS = frozenset({"الدين", "الله", "الاسلام", "العابدين", "الدوله"})
#: Links of a chain of fathers and of a family.
_LINKS = frozenset({"بن", "ابن", "بنت", "ال"})
#: What transliteration varies, as `str.translate` wants it.
LOOSE: Final = str.maketrans({"ا": None, "و": None, "ي": None, "ء": None, "ط": "ت", "ث": "س", "ص": "س", "ض": "د", "ذ": "د", "ظ": "د", "غ": "ك", "ج": "ك", "ق": "ك", "ڤ": "ف"})
#: Names written with one و or two.
_SPELT = {"داوود": "داود", "طاووس": "طاوس"}
#: Words that are no part by themselves, or not as they stand.
UNEVEN_WORDS = frozenset({*_OPENERS, *_CLOSERS, *_LINKS, *_SPELT})
_VOWELS = "اويءه"
_LONG_VOWELS = "اوي"
#: What transliteration varies but for the vowels.
_SOUNDS = {letter: other for letter, other in LOOSE.items() if other is not None}
_MIN_ARTICLE = 4
_DOUBLE = re.compile(r"(.)\1+", re.DOTALL)


class NameForm(NamedTuple):
    """A name as it is compared.

    Attributes:
        words: Its words in key folding, nothing joined or left out.
        parts: Its parts without what spelling rules vary.
        loose: The same parts without what transliteration varies.
        linked: For each part whether بن or بنت stands before it, so that it is the father's name.
        text: The parts as one string, equal for spellings of one name.
    """

    words: tuple[str, ...]
    parts: tuple[str, ...]
    loose: tuple[str, ...]
    linked: tuple[bool, ...]
    text: str


def without_article(word: str) -> str:
    """A folded word without its ال, if enough is left of it."""
    return word[2:] if len(word) >= _MIN_ARTICLE + 1 and word.startswith("ال") and word != "الله" else word


@lru_cache(maxsize=1 << 17)
def loose(part: str) -> str:
    """Loose folding of one part; a part of which too little would be left stays as it is."""
    out = part.translate(LOOSE)
    out = out.replace("تش", "ش")
    if len(out) > 1 and out[-1] == "ه":
        out = out[:-1]
    if len(set(out)) < len(out):  # few words have a letter twice
        out = _DOUBLE.sub(r"\1", out)
    return out if len(out) > 1 else part


@lru_cache(maxsize=1 << 17)
def name_form(name: str) -> NameForm:
    """The folded parts of a name.

    Args:
        name: As written, without clitics.

    Returns:
        Its words and parts; a name of nothing but marks has none.
    """
    folded = key(name)
    words = tuple(_WORD.findall(folded))
    if UNEVEN_WORDS.isdisjoint(words) and ("اب" not in folded or not any(w.startswith("اب") for w in words)):
        # most names: every word is a part, as `without_article` has it (الله is uneven)
        bare = tuple([w[2:] if len(w) > _MIN_ARTICLE and w.startswith("ال") else w for w in words]) if "ال" in folded else words
        return NameForm(words, bare, tuple(map(loose, bare)), (False,) * len(words), " ".join(bare))
    parts: list[str] = []
    linked: list[bool] = []
    i, n, link = 0, len(words), False
    while i < n:
        w = words[i]
        if w in _LINKS and n > 1:
            link = w != "ال"
            i += 1
            continue
        linked.append(link)
        link = False
        opener = _OPENERS.get(w)
        if opener and i + 1 < n:
            following = words[i + 1]
            # عبد العزيز and عبدالعزيز keep the article, أبو الغيط and أبو غيط differ by nothing else
            parts.append(opener + (following if opener == "عبد" else without_article(following)))
            i += 2
            continue
        if i + 1 < n and words[i + 1] in _CLOSERS:
            parts.append(without_article(w) + words[i + 1])
            i += 2
            continue
        if len(w) > _MIN_ARTICLE and w.startswith(("ابو", "ابي")) and w[3:5] == "ال":
            w = "ابو" + w[5:]
        parts.append(without_article(w))
        i += 1
    parts = [_SPELT.get(p, p) for p in parts]
    return NameForm(words, tuple(parts), tuple(map(loose, parts)), tuple(linked), " ".join(parts))


def same_vowels(a: str, b: str) -> bool:
    """Whether two parts differ in nothing but letters that render one foreign sound: غولدمان and جولدمان, not الشروق and الشرق."""
    return a == b or a.translate(_SOUNDS) == b.translate(_SOUNDS)


@lru_cache(maxsize=1 << 14)
def respelt(a: str, b: str) -> bool:
    """Whether one part is the other with long vowels put in, letters that render one foreign sound apart.

    جوانتنامو is غوانتانامو; but of two Arabic words the vowels tell which is meant: الشرقية is not الشارقة.
    """
    short, long = sorted((a.translate(_SOUNDS), b.translate(_SOUNDS)), key=len)
    at = 0
    for letter in long:
        if at < len(short) and letter == short[at]:
            at += 1
        elif letter not in _VOWELS:
            return False
    return at == len(short)


def other_vowel(a: str, b: str) -> bool:
    """Whether two parts differ in one long vowel that stands in another's place: another word in Arabic, السعيدية is not السعودية.

    Cases (الحرمان, الحرمين) and adjectives of foreign names (السوفياتي, السوفييتي) do that too.
    """
    differing = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    return len(a) == len(b) and len(differing) == 1 and set(differing[0]) <= set(_LONG_VOWELS) and a[-1] not in "ني"


@lru_cache(maxsize=1 << 16)
def distance(a: str, b: str, limit: int = 2) -> int:
    """Edit distance with transpositions, or ``limit + 1`` if it is greater than the limit."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    # what both begin and end with costs nothing
    shortest = min(len(a), len(b))
    head = 0
    while head < shortest and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shortest - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    a, b = a[head : len(a) - tail], b[head : len(b) - tail]
    if not a or not b:
        return len(a) + len(b)
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
