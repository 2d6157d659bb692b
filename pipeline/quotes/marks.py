"""Which quotation marks belong together. One scored reading of all marks of an article; says nothing of what stands between them.

Marks in Arabic news are mixed (``"…”``), swapped (``”…“``), doubled, or missing on one side, so the first closer is often not the
partner of the last opener. Every mark can be read as opening, closing or stray; how well a reading fits is the sum of small scores for
what touches the mark, for partners that match, and against stretches that run over lines or never end. The best reading of the whole
article is found in one pass (Viterbi over: outside, inside, nested), so the cost is linear in the number of marks and lines.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from numba import njit

from pipeline.quotes import vocabulary as v
from pipeline.quotes.letters import INNER
from pipeline.text.chars import CLASSES, CLOSING_MARKS, NEWLINE, OPENING_MARKS, SIZE, SPACE
from pipeline.text.tokens import I64

I8 = npt.NDArray[np.int8]
F64 = npt.NDArray[np.float64]

# States: outside, inside, inside a nested stretch.
_OUT, _IN, _NESTED = 0, 1, 2
# What can be done with an event.
OPEN, CLOSE, STRAY, REOPEN, LATE, END, STAY = range(7)
_IMPOSSIBLE: Final = -1e9

# Weights of the reading. Set by hand, checked against annotated articles.
_STRAY_COST: Final = 3.0
_APOSTROPHE_COST: Final = 0.8
_DOUBLED_COST: Final = 0.3
_NO_OPENER_COST: Final = 4.5
_NO_CLOSER_COST: Final = 3.5
_LINE_COST: Final = 2.5
_CONTINUED_LINE_COST: Final = 0.5
_NESTING_COST: Final = 1.5
_LENGTH_COST: Final = 1 / 120
_SAME: Final = 0.8


def _by_code_point(values: dict[str, float]) -> F64:
    out = np.zeros(SIZE)
    for char, value in values.items():
        out[ord(char)] = value
    return out


def _any_of(chars: str) -> F64:
    return _by_code_point(dict.fromkeys(chars, 1.0))


_DIRECTION: Final = _by_code_point({**dict.fromkeys(OPENING_MARKS, 1.0), **dict.fromkeys(CLOSING_MARKS, -1.0), "«": 1.8, "»": -1.8, "‘": 1.0, "’": -1.0})
_PARTNER: Final = _by_code_point({a: float(ord(b)) for a, b in {"«": "»", "“": "”", "„": "“", "‹": "›", "❝": "❞", "〝": "〞", "‟": "”", "‘": "’", "”": "“"}.items()})
_STRAIGHT: Final = _any_of("\"＂'")
_APOSTROPHES: Final = _any_of("'‘’‚")
_STOPS: Final = _any_of(".!?؟…،,")
_BEFORE_OPEN: Final = _any_of("([{:؛;-–—/،,.")
_AFTER_CLOSE: Final = _any_of(".!?؟…،,)]؛;:")
_CLITICS: Final = _any_of("بلوكف")
# of the width every number has in a kernel: one compiled for each constant would be one too many
_NEWLINE, _BLANK = np.int64(0x0A), np.int64(0x20)
_BEFORE, _AFTER, _TWO_BEFORE = np.int64(-1), np.int64(1), np.int64(-2)


@njit(**INNER)
def _is(table: F64, c: int) -> bool:
    return c < SIZE and table[c] > 0


@njit(**INNER)
def _is_alnum(b: Any, c: int) -> bool:
    return c < SIZE and b.lists.alnum[c] > 0


@njit(**INNER)
def is_space(c: int) -> bool:
    """Whether a code point is a blank or ends a line."""
    return c < SIZE and (CLASSES[c] == SPACE or CLASSES[c] == NEWLINE)


@njit(**INNER)
def _beside(b: Any, i: int, step: int, edge: int) -> Any:
    """The character before (-1) or behind (1) the mark at token `i`; `edge` where the text ends."""
    at = b.tok[i].place + step
    article = b.art[b.tok[i].doc]
    return np.int64(b.chars[at]) if article.open <= at < article.close else edge


@njit(**INNER)
def mark(b: Any, i: int) -> Any:
    """Code point of the mark at token `i`."""
    return np.int64(b.chars[b.tok[i].place])


# the types are given, or every constant it is called with would make a kernel of its own
@njit(**INNER)
def is_mark(b: Any, i: int) -> bool:
    """An apostrophe between letters (d'Ivoire) and a mark after a figure (12") are no quotation marks."""
    return not _is(_APOSTROPHES, mark(b, i)) or not (_is_alnum(b, _beside(b, i, _BEFORE, _BLANK)) and _is_alnum(b, _beside(b, i, _AFTER, _BLANK)))


@njit(**INNER)
def _scores(b: Any, i: int) -> tuple[float, float]:
    """How well the mark at token `i` fits as an opener and as a closer."""
    before, after = _beside(b, i, _BEFORE, _NEWLINE), _beside(b, i, _AFTER, _NEWLINE)
    direction = _DIRECTION[b.chars[b.tok[i].place]]
    opening, closing = direction, -direction
    if is_space(before) or _is(_BEFORE_OPEN, before):
        opening += 1.5
        closing += 1.0 if _is(_STOPS, before) else -1.0
    elif _is_alnum(b, before):
        # a clitic may be glued to the mark: ب"…"
        glued = _is(_CLITICS, before) and (b.tok[i].start < 2 or not _is_alnum(b, _beside(b, i, _TWO_BEFORE, _BLANK)))
        opening += 1.0 if glued else -1.5
        closing += -0.5 if glued else 1.5
    else:
        closing += 0.7
    if is_space(after):
        opening -= 1.0
        closing += 1.0
    elif _is(_AFTER_CLOSE, after):
        opening -= 2.0
        closing += 1.5
    elif _is_alnum(b, after):
        opening += 1.5
        closing -= 1.5
    if i > b.art[b.tok[i].doc].a and b.tok[i - 1].bits & (v.COLON | v.COMP | v.CUE):
        opening += 1.0
    return opening, closing


@njit(**INNER)
def match(opener: int, closer: int) -> float:
    """How well two marks go together."""
    if _PARTNER[opener] == closer:
        return 1.0
    return _SAME if opener == closer and _is(_STRAIGHT, opener) else 0.0


@njit("void(float64[::1], int8[:, ::1], int64[::1], int64, float64, int64, int64, int64)", **INNER)
def _offer(new: F64, come: I8, opened: I64, state: int, score: float, origin: int, action: int, mark: int) -> None:
    if score > new[state]:
        new[state], come[state, 0], come[state, 1], opened[state] = score, origin, action, mark


@njit(**{**INNER, "_nrt": True})
def read(b: Any, events: I64, n: int, back: Any) -> int:
    """The best reading of the events (tokens that are marks, or begin a line as negative numbers): fills `back`, returns the last state."""
    best, new = np.array([0.0, _IMPOSSIBLE, _IMPOSSIBLE]), np.empty(3)
    opened, new_opened = np.full(3, -1, np.int64), np.empty(3, np.int64)
    inner = np.int64(-1)
    previous = -2
    for e in range(n):
        i = events[e] >> 1
        come = back[e]
        new[:] = _IMPOSSIBLE
        come[:, 0], come[:, 1] = _OUT, STAY
        new_opened[:] = -1
        new_inner = inner
        if events[e] & 1:
            opening, closing = _scores(b, i)
            char = mark(b, i)
            stray = _APOSTROPHE_COST if _is(_APOSTROPHES, char) else _STRAY_COST
            if previous == i - 1 and b.tok[i - 1].end == b.tok[i].start:
                stray = _DOUBLED_COST
            _offer(new, come, new_opened, _OUT, best[_OUT] - stray, _OUT, STRAY, -1)
            _offer(new, come, new_opened, _IN, best[_OUT] + opening, _OUT, OPEN, i)
            _offer(new, come, new_opened, _OUT, best[_OUT] + closing - _NO_OPENER_COST, _OUT, LATE, -1)
            if best[_IN] > _IMPOSSIBLE / 2:
                opener = mark(b, opened[_IN])
                length = (i - opened[_IN]) * _LENGTH_COST
                if i - opened[_IN] > 1:
                    _offer(new, come, new_opened, _OUT, best[_IN] + closing + match(opener, char) - length, _IN, CLOSE, -1)
                _offer(new, come, new_opened, _IN, best[_IN] - stray, _IN, STRAY, opened[_IN])
                _offer(new, come, new_opened, _IN, best[_IN] + opening - _NO_CLOSER_COST - 1 - length, _IN, REOPEN, i)
                _offer(new, come, new_opened, _NESTED, best[_IN] + opening - _NESTING_COST * (1.0 if opener != char else 2.0), _IN, OPEN, opened[_IN])
                if come[_NESTED, 1] == OPEN:
                    new_inner = i
            if best[_NESTED] > _IMPOSSIBLE / 2:
                if i - inner > 1:
                    score = best[_NESTED] + closing + match(mark(b, inner), char) - (i - inner) * _LENGTH_COST
                    _offer(new, come, new_opened, _IN, score, _NESTED, CLOSE, opened[_NESTED])
                _offer(new, come, new_opened, _NESTED, best[_NESTED] - stray, _NESTED, STRAY, opened[_NESTED])
                if come[_NESTED, 0] == _NESTED and come[_NESTED, 1] == STRAY:
                    new_inner = inner
            previous = i
        else:
            new[_OUT] = best[_OUT]
            if best[_IN] > _IMPOSSIBLE / 2:
                _offer(new, come, new_opened, _OUT, best[_IN] - _NO_CLOSER_COST - (i - opened[_IN]) * _LENGTH_COST, _IN, END, -1)
                _offer(new, come, new_opened, _IN, best[_IN] - (_CONTINUED_LINE_COST if b.tok[i].bits & v.QUOTE else _LINE_COST), _IN, STAY, opened[_IN])
            if best[_NESTED] > _IMPOSSIBLE / 2:
                _offer(new, come, new_opened, _NESTED, best[_NESTED] - 2 * _LINE_COST, _NESTED, STAY, opened[_NESTED])
        best[:], opened[:] = new, new_opened
        inner = new_inner
    best[_IN] -= _NO_CLOSER_COST
    best[_NESTED] -= 2 * _NO_CLOSER_COST
    return int(np.argmax(best))
