"""Reports without a verb that governs the words: وفق، بحسب, على حد قوله, قوله, a headline's colon. Not where the words end, not who speaks."""

from __future__ import annotations

from pipeline.quotes import vocabulary as v
from pipeline.quotes.complements import that
from pipeline.quotes.document import Document
from pipeline.quotes.morphology import MASDAR, PAST, PRESENT
from pipeline.quotes.report import ATTRIBUTION, COLON, HEADLINE, LEADING, MARKED, Marks, Report


def attribution(doc: Document, i: int) -> Report | None:
    """وفق، بحسب، نقلا عن and their noun phrase, or their clause (وفق ما أوردته وكالة …)."""
    word = doc.word(i)
    k = i + 1
    n = doc.n
    if k >= n:
        return None
    last = i
    if word.endswith(("نقلا", "نقلاً")):
        if doc.word(k) != "عن":
            return None
        last, k = k, k + 1
    elif word.endswith(("استنادا", "استناداً")):
        if doc.word(k) not in {"إلى", "الى"}:
            return None
        last, k = k, k + 1
    form = None
    if k < n and (doc.flags[k] & v.MA or doc.word(k) == "لما"):
        if k + 1 < n and doc.flags[k + 1] & v.CUE and doc.cue[k + 1] >= 0:
            form = v.vocabulary().cue_forms[doc.cue[k + 1]]
            last, k = k + 1, k + 2
        elif k + 1 < n:
            last, k = k + 1, k + 2
    if k < n and doc.word(k) in v.word_set("sayings"):
        last, k = k, k + 1
    report = Report(i, last, form, ATTRIBUTION, (k, slot_end(doc, k)))
    return leading(doc, report) or report


def leading(doc: Document, report: Report) -> Report | None:
    """«ووفقاً للجيش فإن …», «وبحسب المصدر، …»: an attribution that opens its sentence reports what follows it."""
    i, k = report.cue_first, report.slot[0]
    first = doc.sentence_first(i)
    if i > first + 1 or (i == first + 1 and not doc.flags[first] & (v.COMMA | v.DASH | v.CONJ)):
        return None
    stop = min(doc.sentence_end(i), k + 26)
    for j in range(k, stop - 1):
        f = doc.flags[j]
        if doc.clitic(j) == "ف" and f & v.COMP:
            first_word = j if f & v.SUFFIXED else j + 1
            return Report(i, report.cue_last, report.form, LEADING, (k, j), first_word, doc.start[j] + 1 if f & v.SUFFIXED else doc.start[first_word], gap=j - k)
        if doc.clitic(j) == "ف" and f & (v.AUX | v.NEG):
            return Report(i, report.cue_last, report.form, LEADING, (k, j), j, doc.start[j], gap=j - k)
        if f & (v.STOP | v.COLON):
            return None
        if f & v.COMMA and j > k:
            n = j + 1
            if doc.flags[n] & (v.REL | v.PREP | v.COMMA | v.TIME) and doc.at[n] < 0:
                continue
            if any(doc.clitic(x) == "ف" and doc.flags[x] & (v.COMP | v.AUX | v.NEG) for x in range(n, min(stop, n + 12))):
                continue
            return Report(i, report.cue_last, report.form, LEADING, (k, j), n, doc.start[n], gap=j - k)
    return None


def slot_end(doc: Document, a: int) -> int:
    """Where a phrase after an attribution must have ended: the next comma that no apposition follows, mark, stop or conjunction."""
    stop = doc.sentence_end(a - 1) if a - 1 < doc.n else doc.n
    return min(stop, a + 24)


def possessed(doc: Document, marks: Marks, i: int) -> Report | None:
    """قوله and its like: with a complement of its own, or in على حد قوله."""
    word = doc.word(i)
    before = doc.word(i - 1) if i else ""
    if before in v.word_set("extent") or doc.flags[i - 1 if i else 0] & v.ATTRIBUTION:
        start = i - 2 if before in v.word_set("extent") and i > 1 else i - 1
        return Report(start, i, None, ATTRIBUTION, (i + 1, i + 1), prefix="possessed")
    stop = min(doc.sentence_end(i), i + 8)
    form = _saying()
    for j in range(i + 1, stop):
        f = doc.flags[j]
        if f & v.QUOTE and j in marks.opened:
            n = marks.opened[j]
            s = marks.stretches[n]
            return Report(i, i, form, MARKED, (i + 1, j), s.first, doc.start[s.first], s.last, n, gap=j - i - 1, prefix="possessed")
        if f & v.COMP and doc.clitic(j) in {"", "ب"} and not word.startswith("وصف"):
            return that(doc, marks, i, form, j, "possessed")
        if f & v.COLON and j + 1 < stop and not doc.flags[j + 1] & v.QUOTE:
            return Report(i, i, form, COLON, (i + 1, j), j + 1, doc.start[j + 1], gap=j - i - 1, prefix="possessed")
    return None


def _saying() -> v.CueForm:
    """The form قول with a possessive, for قوله and its like."""
    return next(f for f in v.vocabulary().cue_forms if f.lemma.name == "قال" and f.tense == MASDAR)


def headline(doc: Document, marks: Marks) -> Report | None:
    """«X: …» in the title, X a short noun phrase."""
    for j in range(min(doc.title_end, 9)):
        f = doc.flags[j]
        if f & v.COLON:
            if j == 0 or j + 1 >= doc.title_end or not _can_speak(doc, j):
                return None
            if j + 1 in marks.opened:
                n = marks.opened[j + 1]
                s = marks.stretches[n]
                return Report(j, j, None, HEADLINE, (0, j), s.first, doc.start[s.first], s.last, n)
            return Report(j, j, None, HEADLINE, (0, j), j + 1, doc.start[j + 1])
        if f & (v.STOP | v.COMP) or (f & v.CUE and doc.cue[j] >= 0 and v.vocabulary().cue_forms[doc.cue[j]].tense in {PAST, PRESENT} and doc.at[j] < 0):
            return None
    return None


def _can_speak(doc: Document, colon: int) -> bool:
    """Whether the words before a headline's colon name somebody."""
    return any(doc.at[k] >= 0 or doc.flags[k] & (v.ROLE | v.ORG | v.DOCUMENT) for k in range(colon)) and not any(
        doc.flags[k] & v.PREP and doc.at[k] < 0 and k == 0 for k in range(colon)
    )
