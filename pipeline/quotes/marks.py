"""Which quotation marks belong together. One scored reading of all marks of an article; says nothing of what stands between them.

Marks in Arabic news are mixed (``"…”``), swapped (``”…“``), doubled, or missing on one side, so the first closer is often not the
partner of the last opener. Every mark can be read as opening, closing or stray; how well a reading fits is the sum of small scores for
what touches the mark, for partners that match, and against stretches that run over lines or never end. The best reading of the whole
article is found in one pass (Viterbi over: outside, inside, nested), so the cost is linear in the number of marks and lines.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document
from pipeline.text.chars import CLOSING_MARKS, OPENING_MARKS

# States: outside, inside, inside a nested stretch.
_OUT, _IN, _NESTED = 0, 1, 2
# What can be done with an event.
_OPEN, _CLOSE, _STRAY, _REOPEN, _LATE, _END, _STAY = range(7)
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
_DIRECTION: Final = {**dict.fromkeys(OPENING_MARKS, 1.0), **dict.fromkeys(CLOSING_MARKS, -1.0), "«": 1.8, "»": -1.8, "‘": 1.0, "’": -1.0}
_PARTNER: Final = {"«": "»", "“": "”", "„": "“", "‹": "›", "❝": "❞", "〝": "〞", "‟": "”", "‘": "’", "”": "“"}
_APOSTROPHES: Final = frozenset("'‘’‚")
_STOPS: Final = frozenset(".!?؟…،,")
_BEFORE_OPEN: Final = frozenset("([{:؛;-–—/،,.")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two marks.

    Attributes:
        first: First token inside.
        last: Last token inside.
        open_mark: Opening mark as written; none if it is missing.
        close_mark: Closing mark as written; none if it is missing.
        is_repaired: Whether a mark is missing or the two do not match.
        depth: 0, or 1 for a stretch nested in another.
    """

    first: int
    last: int
    open_mark: str | None
    close_mark: str | None
    is_repaired: bool
    depth: int


def stretches(doc: Document) -> list[Stretch]:
    """Marked stretches of an article, in order of their first token."""
    flags = doc.flags
    marks = [i for i in doc.points if flags[i] & v.QUOTE and _is_mark(doc, i)]
    if not marks:
        return []
    # before the first mark nothing can be open, so the lines there change nothing
    lines = doc.lines[bisect_right(doc.lines, marks[0]) :]
    events = sorted([(i, 0) for i in lines] + [(i, 1) for i in marks])
    return _read(doc, events)


def _is_mark(doc: Document, i: int) -> bool:
    """An apostrophe between letters (d'Ivoire) and a mark after a figure (12") are no quotation marks."""
    text, at = doc.text, doc.start[i]
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return text[at] not in _APOSTROPHES or not (before.isalnum() and after.isalnum())


def _scores(doc: Document, i: int) -> tuple[float, float]:
    """How well the mark at token `i` fits as an opener and as a closer."""
    text, at = doc.text, doc.start[i]
    before = text[at - 1] if at else "\n"
    after = text[at + 1] if at + 1 < len(text) else "\n"
    direction = _DIRECTION.get(text[at], 0.0)
    opening, closing = direction, -direction
    if before.isspace() or before in _BEFORE_OPEN:
        opening += 1.5
        closing += 1.0 if before in _STOPS else -1.0
    elif before.isalnum():
        # a clitic may be glued to the mark: ب"…"
        glued = before in "بلوكف" and (at < 2 or not text[at - 2].isalnum())
        opening += 1.0 if glued else -1.5
        closing += -0.5 if glued else 1.5
    else:
        closing += 0.7
    if after.isspace():
        opening -= 1.0
        closing += 1.0
    elif after in _STOPS or after in ")]؛;:":
        opening -= 2.0
        closing += 1.5
    elif after.isalnum():
        opening += 1.5
        closing -= 1.5
    previous = doc.flags[i - 1] if i else 0
    if previous & (v.COLON | v.COMP | v.CUE):
        opening += 1.0
    return opening, closing


def _read(doc: Document, events: list[tuple[int, int]]) -> list[Stretch]:
    best = [0.0, _IMPOSSIBLE, _IMPOSSIBLE]
    opened = [-1, -1, -1]  # token of the mark that opened the current stretch, by state
    inner = -1
    back: list[tuple[tuple[int, int], ...]] = []
    previous_mark = -2
    new, come, new_opened = [_IMPOSSIBLE] * 3, [(_OUT, _STAY)] * 3, [-1] * 3

    def offer(state: int, score: float, origin: int, action: int, mark: int) -> None:
        if score > new[state]:
            new[state], come[state], new_opened[state] = score, (origin, action), mark

    for i, is_mark in events:
        new[:], come[:], new_opened[:] = (_IMPOSSIBLE,) * 3, ((_OUT, _STAY),) * 3, (-1,) * 3
        new_inner = inner
        if is_mark:
            opening, closing = _scores(doc, i)
            char = doc.text[doc.start[i]]
            stray = _DOUBLED_COST if previous_mark == i - 1 and doc.end[i - 1] == doc.start[i] else (_APOSTROPHE_COST if char in _APOSTROPHES else _STRAY_COST)
            offer(_OUT, best[_OUT] - stray, _OUT, _STRAY, -1)
            offer(_IN, best[_OUT] + opening, _OUT, _OPEN, i)
            offer(_OUT, best[_OUT] + closing - _NO_OPENER_COST, _OUT, _LATE, -1)
            if best[_IN] > _IMPOSSIBLE / 2:
                opener = doc.text[doc.start[opened[_IN]]]
                match = _match(opener, char)
                length = (i - opened[_IN]) * _LENGTH_COST
                if i - opened[_IN] > 1:
                    offer(_OUT, best[_IN] + closing + match - length, _IN, _CLOSE, -1)
                offer(_IN, best[_IN] - stray, _IN, _STRAY, opened[_IN])
                offer(_IN, best[_IN] + opening - _NO_CLOSER_COST - 1 - length, _IN, _REOPEN, i)
                offer(_NESTED, best[_IN] + opening - _NESTING_COST * (1.0 if opener != char else 2.0), _IN, _OPEN, opened[_IN])
                if come[_NESTED][1] == _OPEN:
                    new_inner = i
            if best[_NESTED] > _IMPOSSIBLE / 2:
                if i - inner > 1:
                    offer(_IN, best[_NESTED] + closing + _match(doc.text[doc.start[inner]], char) - (i - inner) * _LENGTH_COST, _NESTED, _CLOSE, opened[_NESTED])
                offer(_NESTED, best[_NESTED] - stray, _NESTED, _STRAY, opened[_NESTED])
                if come[_NESTED] == (_NESTED, _STRAY):
                    new_inner = inner
            previous_mark = i
        else:
            # lines are many and their choices few: written out
            new[_OUT], come[_OUT] = best[_OUT], (_OUT, _STAY)
            if best[_IN] > _IMPOSSIBLE / 2:
                ended = best[_IN] - _NO_CLOSER_COST - (i - opened[_IN]) * _LENGTH_COST
                if ended > best[_OUT]:
                    new[_OUT], come[_OUT] = ended, (_IN, _END)
                new[_IN], come[_IN], new_opened[_IN] = best[_IN] - (_CONTINUED_LINE_COST if doc.flags[i] & v.QUOTE else _LINE_COST), (_IN, _STAY), opened[_IN]
            if best[_NESTED] > _IMPOSSIBLE / 2:
                new[_NESTED], come[_NESTED], new_opened[_NESTED] = best[_NESTED] - 2 * _LINE_COST, (_NESTED, _STAY), opened[_NESTED]
        best, opened, inner = new.copy(), new_opened.copy(), new_inner
        back.append(tuple(come))
    best[_IN] -= _NO_CLOSER_COST
    best[_NESTED] -= 2 * _NO_CLOSER_COST
    return _collect(doc, events, back, max(range(3), key=best.__getitem__))


def _match(opener: str, closer: str) -> float:
    if _PARTNER.get(opener) == closer:
        return 1.0
    return 0.8 if opener == closer and opener in "\"＂'" else 0.0


def _collect(doc: Document, events: list[tuple[int, int]], back: list[tuple[tuple[int, int], ...]], state: int) -> list[Stretch]:
    """Follows the best reading back and makes stretches of it."""
    actions: list[tuple[int, int, int]] = []
    for (i, _), come in zip(reversed(events), reversed(back), strict=True):
        origin, action = come[state]
        actions.append((i, action, origin))
        state = origin
    out: list[Stretch] = []
    stack: list[int] = []
    for i, action, _ in reversed(actions):
        if action == _OPEN:
            stack.append(i)
        elif action == _CLOSE and stack:
            _add(doc, out, stack.pop(), i, len(stack))
        elif action == _REOPEN and stack:
            _add_unclosed(doc, out, stack.pop(), i)
            stack.append(i)
        elif action == _END and stack:
            _add_unclosed(doc, out, stack.pop(), i)
            stack.clear()
        elif action == _LATE:
            _add_unopened(doc, out, i)
    if stack:
        _add_unclosed(doc, out, stack[0], doc.n)
    return sorted(out, key=lambda s: (s.first, -s.last))


def _add(doc: Document, out: list[Stretch], opener: int, closer: int, depth: int) -> None:
    first, last = opener + 1, closer - 1
    while first <= last and doc.flags[first] & v.QUOTE:
        first += 1
    while last >= first and doc.flags[last] & v.QUOTE and not any(doc.flags[k] & v.QUOTE for k in range(max(first, last - 30), last)):
        last -= 1
    if last >= first:
        a, b = doc.word(opener), doc.word(closer)
        out.append(Stretch(first, last, a, b, _match(a, b) == 0.0, depth))


def _add_unclosed(doc: Document, out: list[Stretch], opener: int, stop: int) -> None:
    """A stretch whose closer is missing ends with its line, or with the sentence before the next opener."""
    last = stop - 1
    line = next((k for k in range(opener + 1, stop) if doc.breaks[k]), stop)
    last = min(last, line - 1)
    if stop < doc.n and line >= stop and not doc.breaks[stop]:
        last = next((k for k in range(last, opener, -1) if doc.flags[k] & v.STOP), opener)
    if last > opener:
        out.append(Stretch(opener + 1, last, doc.word(opener), None, is_repaired=True, depth=0))


def _add_unopened(doc: Document, out: list[Stretch], closer: int) -> None:
    """A stretch whose opener is missing begins where reported words would: after the last colon or complementiser of its sentence."""
    low = max(doc.sentence_first(closer), closer - 60)
    for k in range(closer - 1, low - 1, -1):
        f = doc.flags[k]
        if f & v.QUOTE:
            return
        if f & (v.COLON | v.COMP) and not doc.clitic(k).startswith("ل") and k + 1 < closer:
            out.append(Stretch(k + 1, closer - 1, None, doc.word(closer), is_repaired=True, depth=0))
            return
