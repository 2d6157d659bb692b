"""Where reported words begin after a cue: a clause with أن, marks, a colon, a nominal object. Not where they end."""

from __future__ import annotations

from typing import Final

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document
from pipeline.quotes.morphology import MASDAR, PARTICIPLE, PAST, PRESENT
from pipeline.quotes.phrases import begins_mention, is_definite, subject
from pipeline.quotes.report import COLON, LONG_STRETCH, MARKED, NOMINAL, THAT, Marks, Report

_REACH: Final = 48
_NOMINAL_REACH: Final = 22
_NAME_STRETCH: Final = 9
_PREPOSITIONS: Final = {"إلى": "إلى", "الى": "إلى", "الي": "إلى", "على": "على", "علي": "على", "عن": "عن", "من": "من", "في": "في", "بـ": "ب", "ب": "ب"}


def complement(doc: Document, marks: Marks, i: int, form: v.CueForm) -> Report | None:
    """The report of the cue at token `i`, by the first complement that fits its lemma, or nothing."""
    lemma = form.lemma
    flags = doc.flags
    stop = min(doc.sentence_end(i), i + _REACH)
    # a stop sign used as a colon: «وقال: …» written «وقال.. “…”»
    j, passed = stop, i
    for j in doc.points_in(i + 1, stop):
        if j <= passed:
            continue
        f = flags[j]
        if f & v.QUOTE and j in marks.opened:
            n = marks.opened[j]
            s = marks.stretches[n]
            short = s.last - s.first < LONG_STRETCH - 1
            introduced = flags[j - 1] & (v.COLON | v.COMP) and doc.at[j - 1] < 0
            if not introduced and ((short and _later(doc, s.last + 1, stop)) or (s.last - s.first < _NAME_STRETCH and _complementiser(doc, s.last + 2, stop))):
                passed = s.last + 1
                continue
            if not introduced:
                nominal = _nominal(doc, marks, i, form)
                if nominal is not None and nominal.stretch < 0 and nominal.first < j:
                    return nominal
            if lemma.marked and form.tense != MASDAR:
                return Report(i, i, form, MARKED, (i + 1, j), s.first, doc.start[s.first], s.last, n, gap=j - i - 1)
            return _nominal(doc, marks, i, form)
        if f & v.COLON and j + 1 < stop and form.lemma.marked and form.tense != MASDAR and not flags[j + 1] & v.QUOTE:
            nxt = j + 1
            if flags[nxt] & v.COMP and not doc.skip[nxt]:
                return that(doc, marks, i, form, nxt, "-")
            return Report(i, i, form, COLON, (i + 1, j), nxt, doc.start[nxt], gap=j - i - 1)
        if f & v.COMP and doc.at[j] < 0:
            clitics = doc.clitic(j)
            before = _PREPOSITIONS.get(doc.word(j - 1)[doc.skip[j - 1] :] if j - 1 > i else "", "")
            kind = {"": before or ("-" if not flags[j - 1] & (v.PREP | v.NEG) or j - 1 == i else "x"), "ب": "ب", "وب": "x"}.get(clitics, "x")
            if kind in lemma.before_an and not (form.tense == MASDAR and j - i > 6):
                return that(doc, marks, i, form, j, kind)
            if kind == "-" and lemma.before_an and j - i <= 2:
                return that(doc, marks, i, form, j, kind)
        if lemma.cue_class == "question" and doc.word(j) in v.word_set("interrogatives") and j + 1 < stop:
            return Report(i, i, form, THAT, (i + 1, j), j + 1, doc.start[j + 1], gap=j - i - 1)
        if f & v.CUE and j > i + 1 and doc.cue[j] >= 0 and doc.at[j] < 0:
            other = v.vocabulary().cue_forms[doc.cue[j]]
            if (
                other.tense in {PAST, PRESENT}
                and not flags[j - 1] & (v.REL | v.MA)
                and other.lemma.strength > 1
                and not other.lemma.homograph
                and not doc.clitic(j).endswith(("ب", "ك"))
            ):
                break
            if form.tense != PARTICIPLE and other.tense == PARTICIPLE and other.lemma.strength > 1 and (flags[j + 1] & (v.COLON | v.QUOTE) if j + 1 < stop else False):
                # «… قائلاً: “…”»: the words after the participle are its own
                break
            if form.tense == PARTICIPLE and other.tense == PARTICIPLE and other.lemma.strength > 1:
                break
    else:
        j = stop
    if j >= doc.sentence_end(i) and flags[doc.sentence_end(i) - 1] & v.STOP and j in marks.opened and lemma.marked and j - i <= 12 and doc.breaks[j] == 0 and j < doc.n:
        n = marks.opened[j]
        s = marks.stretches[n]
        return Report(i, i, form, MARKED, (i + 1, j), s.first, doc.start[s.first], s.last, n, gap=j - i - 1)
    return _nominal(doc, marks, i, form)


def _complementiser(doc: Document, a: int, stop: int) -> bool:
    """Whether a complementiser follows almost at once."""
    return any(doc.flags[k] & v.COMP and not doc.skip[k] for k in range(a, min(stop, a + 3)))


def _later(doc: Document, a: int, stop: int) -> bool:
    """Whether a complementiser, colon or a further mark opens the complement after a name in marks."""
    return any(doc.flags[k] & (v.COMP | v.COLON) or (doc.flags[k] & v.QUOTE and k > a) for k in range(a, min(stop, a + 14)))


def that(doc: Document, marks: Marks, i: int, form: v.CueForm, j: int, kind: str) -> Report:
    """A report with أن or إن at token `j`; a suffixed complementiser (أنه) belongs to the reported words."""
    suffixed = bool(doc.flags[j] & v.SUFFIXED)
    first = j if suffixed else j + 1
    begin = doc.start[j] + doc.skip[j] if suffixed else (doc.start[first] if first < doc.n else doc.end[j])
    report = Report(i, i, form, THAT, (i + 1, j), first, begin, prefix=kind, gap=j - i - 1)
    after = j + 1
    if after in marks.opened:
        report.shifted = (first, begin) if suffixed else None
        report.stretch = marks.opened[after]
        report.first, report.begin = after + 1, doc.start[after + 1]
    return report


def _nominal(doc: Document, marks: Marks, i: int, form: v.CueForm) -> Report | None:
    """A nominal complement: after its preposition, or as direct object after the subject."""
    lemma = form.lemma
    if not lemma.before_np or form.tense == MASDAR:
        return None
    stop = min(doc.sentence_end(i), i + _NOMINAL_REACH)
    for j in range(i + 1, stop):
        f = doc.flags[j]
        if f & (v.STOP | v.SEMICOLON):
            break
        if (
            f & v.CUE
            and j > i + 1
            and doc.cue[j] >= 0
            and v.vocabulary().cue_forms[doc.cue[j]].tense in {PAST, PRESENT}
            and not doc.flags[j - 1] & v.REL
            and doc.at[j] < 0
            and not doc.skip[j]
        ):
            break
        letter = doc.text[doc.start[j]]
        if letter not in "بلإاعمف":
            continue
        word = doc.word(j)
        kind = _PREPOSITIONS.get(word, "")
        if kind and kind in lemma.before_np and j + 1 < stop and doc.at[j] < 0:
            first = j + 1
            opened = marks.opened.get(first, -1)
            if opened >= 0:
                first += 1
            return Report(i, i, form, NOMINAL, (i + 1, j), first, doc.start[first], stretch=opened, prefix=kind, gap=j - i - 1)
        if "ب" in lemma.before_np and word.startswith("ب") and len(word) > 3 and not _is_name_start(doc, j):
            return Report(i, i, form, NOMINAL, (i + 1, j), j, doc.start[j] + 1, prefix="ب", gap=j - i - 1)
        if "ل" in lemma.before_np and word.startswith("ل") and len(word) > 3 and begins_mention(doc, j) is None and not word.startswith("لل") and j > i + 1:
            return Report(i, i, form, NOMINAL, (i + 1, j), j, doc.start[j] + 1, prefix="ل", gap=j - i - 1)
    if "-" not in lemma.before_np:
        return None
    return _object(doc, i, form, stop)


def _is_name_start(doc: Document, j: int) -> bool:
    mention = begins_mention(doc, j)
    return mention is not None and mention.start == doc.start[j]


def _object(doc: Document, i: int, form: v.CueForm, stop: int) -> Report | None:
    """A direct object: right after a participle, after the subject of a finite verb."""
    k = i + 1
    if form.tense in {PAST, PRESENT}:
        found = subject(doc, k, stop)
        if found is None:
            return None
        # with the subject elided or before the verb the object itself stands first
        k = found.first if _is_object(doc, i, found.first) else found.last + 1
    while k < stop and doc.flags[k] & (v.COMMA | v.TIME | v.DASH) and doc.at[k] < 0:
        k += 1
    if k >= stop or (doc.flags[k] & (v.PUNCT | v.PREP | v.CONJ | v.REL | v.COMP | v.AUX) and not doc.flags[k] & v.OBJECT):
        return None
    return Report(i, i, form, NOMINAL, (i + 1, k), k, doc.start[k], gap=k - i - 1)


def _is_object(doc: Document, i: int, k: int) -> bool:
    """Whether the noun at token `k` after the verb at `i` is its object: an abstract noun, one with a possessive, any in a headline."""
    f = doc.flags[k]
    if doc.at[k] >= 0 or f & (v.ROLE | v.ORG | v.DOCUMENT):
        return False
    if f & v.OBJECT:
        return True
    word = doc.word(k)
    if is_definite(doc, k):
        return False
    if word.endswith(("ه", "ها", "هم", "هما")) and len(word) > 4:
        return True
    before = i - 1
    return i < doc.title_end and before >= 0 and (doc.at[before] >= 0 or bool(doc.flags[before] & (v.ROLE | v.ORG | v.DOCUMENT)))


def is_noun(doc: Document, i: int) -> bool:
    """Whether a word written like a verb must be a noun: after a preposition or عدم (عدم ذكر اسمه)."""
    if i == 0 or doc.clitic(i)[:1] in {"و", "ف"}:
        return False
    return doc.word(i - 1) in v.word_set("before_nouns")
