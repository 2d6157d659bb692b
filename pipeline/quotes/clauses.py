"""Where reported words end: the boundaries a clause may end at, and which of them it ends at. Knows cues only as landmarks."""

from __future__ import annotations

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document
from pipeline.quotes.morphology import PARTICIPLE, PAST, PRESENT
from pipeline.quotes.reports import ATTRIBUTION, HEADLINE, POSTPOSED, Marks, Report

_PAUSE = v.COMMA | v.DASH | v.SEMICOLON | v.PAREN


def close(doc: Document, marks: Marks, found: list[Report]) -> None:
    """Sets the last token of the reported words of every report, and finds the words before a trailing attribution."""
    landmarks = {r.cue_first: r for r in found}
    for r in found:
        if r.mode in {ATTRIBUTION, POSTPOSED}:
            continue
        if r.stretch >= 0 and _fills(doc, marks, r):
            r.last = marks.stretches[r.stretch].last
            continue
        r.stretch = -1
        limit = doc.title_end if r.mode == HEADLINE else doc.sentence_end(r.first) if r.first < len(doc) else len(doc)
        r.last = trim(doc, r.first, end_of(doc, marks, r, limit, landmarks) - 1)


def _fills(doc: Document, marks: Marks, r: Report) -> bool:
    """Whether the marked stretch is the whole complement: what follows it is a pause, a cue or the end of the line."""
    s = marks.stretches[r.stretch]
    k = s.last + (2 if s.close_mark else 1)
    if s.last - s.first < 3 and r.mode != "nominal":  # noqa: PLR2004
        return k >= len(doc) or doc.breaks[k] > 0 or bool(doc.flags[k] & (v.STOP | v.COMMA))
    if k >= len(doc) or doc.breaks[k] or doc.flags[k] & (v.PUNCT | v.ATTRIBUTION | v.LIKE):
        return True
    return bool(doc.flags[k] & v.CUE) or doc.word(k).startswith("و")


def end_of(doc: Document, marks: Marks, r: Report, limit: int, landmarks: dict[int, Report]) -> int:
    """Token after the last reported one."""
    k = r.first
    while k < limit:
        n = marks.cover[k]
        if n >= 0 and marks.stretches[n].last > k:
            k = marks.stretches[n].last + 1
            continue
        if k > r.first and ends_before(doc, k, limit, landmarks):
            return k
        k += 1
    return limit


def ends_before(doc: Document, k: int, limit: int, landmarks: dict[int, Report]) -> bool:
    """Whether a report ends before token `k`."""
    pause = bool(doc.flags[k] & _PAUSE)
    n = k + 1 if pause else k
    if n >= limit:
        return False
    other = landmarks.get(n)
    if other is not None:
        if other.mode == ATTRIBUTION:
            return True
        if other.tense == PARTICIPLE:
            return True
        if other.tense in {PAST, PRESENT} and (doc.clitic(n)[:1] in {"و", "ف"} or (pause and other.mode == POSTPOSED)):
            return True
    following = landmarks.get(n + 1)
    if following is not None and pause and doc.flags[n] & (v.CONJ | v.AUX) and following.tense in {PAST, PRESENT}:
        return True
    if pause and doc.word(n) in {"وذلك", "فيما", "بينما"}:
        return True
    return pause and n + 1 < limit and doc.word(n) == "في" and doc.word(n + 1) in {"حين", "وقت", "الوقت"}


def trim(doc: Document, first: int, last: int) -> int:
    """Last token without the pauses and stops at the end."""
    while last > first and doc.flags[last] & (v.STOP | v.COMMA | v.COLON | v.SEMICOLON | v.DASH):
        last -= 1
    return last


def clause_before(doc: Document, marks: Marks, k: int, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The clause a trailing attribution at token `k` reports, unless another report has it already.

    Args:
        doc: The article.
        marks: Its marked stretches.
        k: First token of the attribution.
        taken: Token spans of reported words.

    Returns:
        First and last token, or nothing.
    """
    last = k - 1
    first = doc.sentence_first(k)
    if k == first and k and not doc.breaks[k]:
        return None
    while last > first and doc.flags[last] & v.PUNCT:
        last -= 1
    if last <= first:
        return None
    for a, b in taken:
        if a <= last <= b + 1:
            return None
    inside = [b for a, b in taken if first <= b < last]
    if inside:
        first = max(inside) + 1
        while first < last and doc.flags[first] & v.PUNCT:
            first += 1
    # «إلى ذلك، …» and «في المقابل, …» lead in; they are the reporter's
    if not inside:
        for j in range(first, min(first + 4, last)):
            if doc.flags[j] & v.COMMA and doc.flags[first] & (v.PREP | v.CONJ):
                first = j + 1
                break
    return (first, last) if last - first >= 2 else None  # noqa: PLR2004
