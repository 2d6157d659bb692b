"""Cues and their constructions: every word of an article that may report, and how. Not where the words end, not who speaks."""

from __future__ import annotations

from pipeline.quotes import vocabulary as v
from pipeline.quotes.attributions import attribution, headline, leading, possessed, slot_end
from pipeline.quotes.complements import complement, is_noun
from pipeline.quotes.document import Document
from pipeline.quotes.morphology import PAST, PRESENT
from pipeline.quotes.report import ATTRIBUTION, COLON, HEADLINE, LEADING, MARKED, NOMINAL, POSTPOSED, THAT, Marks, Report


def reports(doc: Document, marks: Marks) -> list[Report]:
    """Every reporting frame of an article, in order of its cue."""
    out: list[Report] = []
    title = headline(doc, marks)
    if title:
        out.append(title)
    busy = -1
    forms = v.vocabulary().cue_forms
    interesting = v.CUE | v.ATTRIBUTION | v.POSSESSED
    for i in doc.points:
        f = doc.flags[i]
        if not f & interesting or i <= busy or (doc.at[i] >= 0 and not f & v.ATTRIBUTION) or marks.long(i):
            continue
        found = None
        if f & v.ATTRIBUTION:
            found = attribution(doc, i)
        if found is None and f & v.POSSESSED:
            found = possessed(doc, marks, i)
        if found is None and f & v.CUE and doc.cue[i] >= 0:
            found = _cue(doc, marks, i, forms[doc.cue[i]])
        if found:
            out.append(found)
            busy = max(found.cue_last, i)
    return _each_its_own(out)


def _each_its_own(found: list[Report]) -> list[Report]:
    """«ونقلت الوكالة عن الوزير قوله: …»: the words are of قوله, not of the verb before it."""
    possessed = {r.begin: r for r in found if r.prefix == "possessed" and r.begin >= 0}
    if not possessed:
        return found
    return [r for r in found if r.begin not in possessed or possessed[r.begin] is r]


def _cue(doc: Document, marks: Marks, i: int, form: v.CueForm) -> Report | None:
    clitics = doc.clitic(i)
    if form.tense in {PAST, PRESENT} and is_noun(doc, i):
        return None
    if form.lemma.needs and not any(doc.word(k) in form.lemma.needs for k in range(i + 1, min(i + 9, doc.sentence_end(i)))):
        return None
    if clitics and clitics[-1] in "بك" and form.tense in {PAST, PRESENT}:
        return None
    if clitics and clitics[-1] == "ل" and form.tense == PAST:
        return None
    before = doc.flags[i - 1] if i else 0
    first = doc.sentence_first(i)
    after_ma = bool(before & v.MA) and i - 1 > first and bool(doc.flags[i - 2] & (v.ATTRIBUTION | v.LIKE))
    like = (bool(before & v.LIKE) and doc.clitic(i - 1) in {"", "و"}) or after_ma
    found = complement(doc, marks, i, form)
    also = (
        like
        and not after_ma
        and doc.word(i - 1) == "كما"
        and found is not None
        and (i - 1 == first or (found.mode == NOMINAL and bool(doc.flags[found.first] & v.OBJECT or found.prefix != "-")))
    )
    if like and not after_ma and form.lemma.homograph and not form.lemma.needs:
        # «كما تعد أول قمة»: no verb of speech
        return found if found is not None and found.mode in {THAT, MARKED} else None
    if like and not also and form.tense in {PAST, PRESENT} and (after_ma or doc.word(i - 1)[doc.skip[i - 1] :] != "كما" or found is None or found.mode not in {THAT, MARKED}):
        start = i - 2 if after_ma else i - 1
        report = Report(start, i, form, ATTRIBUTION, (i + 1, slot_end(doc, i + 1)))
        return leading(doc, report) or report
    if (
        form.tense in {PRESENT, PAST}
        and form.lemma.name in v.word_set("impersonal_lemmas")
        and i <= first + 1
        and form.agreement == "m"
        and found
        and found.mode == THAT
        and found.gap <= 1
        and form.tense == PRESENT
    ):
        return None
    if found is None and form.tense in {PAST, PRESENT} and before & (v.COMMA | v.QUOTE | v.DASH) and form.lemma.strength >= 2 and form.lemma.marked:
        return Report(i, i, form, POSTPOSED, (i + 1, slot_end(doc, i + 1)))
    return found


__all__ = ["ATTRIBUTION", "COLON", "HEADLINE", "LEADING", "MARKED", "NOMINAL", "POSTPOSED", "THAT", "Marks", "Report", "reports"]
