"""What texts that match a pattern can begin with: the first letters of each, so that most lines need not be tried. No text is looked at here.

Understood is what the patterns of `resources/articles/boilerplate.yaml` are written in: letters, escapes, classes, ``(?:…|…)`` and repeats.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from pipeline.text.chars import CLASSES, KEY, LETTER
from pipeline.text.tokens import U64

#: Letters of a beginning that are looked at.
REACH: Final = 5
#: Bits a letter takes in a packed beginning: enough for ASCII and the block Arabic (U+0600–U+06FF).
BITS: Final = 11

_LETTERLESS: Final = frozenset("dsW")
_WIDTHLESS: Final = frozenset("bZ")


class Starts(NamedTuple):
    """First words of what some patterns match, folded, as far as `REACH` letters.

    Attributes:
        whole: Words shorter than that which end there.
        open: Beginnings of words that may go on in any way.
        signs: Characters other than letters that a match may begin with.
        is_free: Whether a match may begin with anything.
    """

    whole: frozenset[str]
    open: frozenset[str]
    signs: frozenset[str]
    is_free: bool


class _Reader:
    """Walks through one pattern with the set of what may have been read of the text so far."""

    def __init__(self, pattern: str, *, lead: bool) -> None:
        self.pattern, self.at, self.lead = pattern, 0, lead
        self.whole: set[str] = set()
        self.open: set[str] = set()
        self.signs: set[str] = set()

    def alternatives(self, states: frozenset[str]) -> frozenset[str]:
        """Reads up to the end of the pattern or group."""
        out: set[str] = set()
        now = states
        while self.at < len(self.pattern):
            ch = self.pattern[self.at]
            self.at += 1
            if ch == ")":
                break
            if ch == "|":
                out |= now
                now = states
            else:
                now = self._repeated(now, ch)
        return frozenset(out | now)

    def _repeated(self, states: frozenset[str], ch: str) -> frozenset[str]:
        after = self._atom(states, ch)
        rest = self.pattern[self.at :]
        if rest[:1] and rest[0] in "?*+":
            least, many, width = int(rest[0] == "+"), rest[0] != "?", 1
        elif rest[:1] == "{":
            width = rest.index("}") + 1
            low, comma, high = rest[1 : width - 1].partition(",")
            least, many = int(low or 0), (high if comma else low) not in ("0", "1")
        else:
            return after
        self.at += width
        if many:  # whatever comes the second time
            self.open |= after
            after = frozenset()
        return after if least else after | states

    def _atom(self, states: frozenset[str], ch: str) -> frozenset[str]:
        if ch == "(":
            self.at += 2  # ?:
            return self.alternatives(states)
        if ch == "\\":
            ch = self.pattern[self.at]
            self.at += 1
            if ch in _WIDTHLESS:
                return states
            if ch.isalpha():
                return self._other(states, "", any_letter=ch not in _LETTERLESS)
        elif ch == "[":
            end = self.pattern.index("]", self.at)
            members, self.at = self.pattern[self.at : end], end + 1
            return self._other(states, members, any_letter="\\w" in members or "\\S" in members or any(map(_is_letter, members.replace("\\d", ""))))
        elif ch == ".":
            return self._other(states, "", any_letter=True)
        if not _is_letter(ch):
            return self._other(states, ch, any_letter=False)
        longer = {s + chr(int(KEY[ord(ch)])) for s in states}
        self.open |= {s for s in longer if len(s) == REACH}
        return frozenset(s for s in longer if len(s) < REACH)

    def _other(self, states: frozenset[str], signs: str, *, any_letter: bool) -> frozenset[str]:
        """Something that is no certain letter: the word ends, or goes on in any way."""
        if any_letter:
            self.open |= states
            return frozenset()
        self.whole |= states - {""}
        if "" in states and not self.lead:
            self.signs |= set(signs) or {""}
        return states & {""} if self.lead else frozenset()


def _is_letter(ch: str) -> bool:
    return bool(CLASSES[ord(ch)] == LETTER)


def starts(patterns: Iterable[str], *, ends: bool = True, lead: bool = False) -> Starts:
    """What a match of any of some patterns begins with.

    Args:
        patterns: The patterns, in one plain spelling.
        ends: Whether a match stands alone; else letters may follow it.
        lead: Pass over characters that are no letters, to the first word.
    """
    whole: set[str] = set()
    open_: set[str] = set()
    signs: set[str] = set()
    for pattern in patterns:
        reader = _Reader(pattern, lead=lead)
        left = reader.alternatives(frozenset({""}))
        (reader.whole if ends else reader.open).update(left)
        whole |= reader.whole
        open_ |= reader.open
        signs |= reader.signs
    return Starts(frozenset(whole - {""}), frozenset(open_ - {""}), frozenset(signs), "" in open_)


def packed(words: Iterable[str]) -> U64:
    """Beginnings of words as sorted numbers, for kernels."""
    out = []
    for word in words:
        code = 0
        for ch in word:
            code = code << BITS | ord(ch) & ((1 << BITS) - 1)
        out.append(code)
    return np.unique(np.array(out, np.uint64))
