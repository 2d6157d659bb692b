"""The noun phrase that stands as subject of a report, by grammar alone. Not whom it stands for, not who speaks where none stands."""

from __future__ import annotations

from typing import Final

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document
from pipeline.quotes.morphology import PARTICIPLE
from pipeline.quotes.phrases import Phrase, begins_mention, is_definite, phrase_at, prefix, subject
from pipeline.quotes.report import ATTRIBUTION, HEADLINE, Report

_HEADS: Final = v.ROLE | v.ORG | v.DOCUMENT


def find_subject(doc: Document, r: Report) -> None:
    """Sets the noun phrase that stands as subject of a report, and its class, before anything is decided about the report."""
    a, b = r.slot
    found: Phrase | None = None
    if r.mode == HEADLINE:
        k = next((k for k in range(a, b) if begins_mention(doc, k) or doc.flags[k] & _HEADS), a)
        found = phrase_at(doc, k, b)
    elif r.prefix == "possessed":
        found = _source_of(doc, r.cue_first)
    elif (r.form and r.form.agreement == "s") or r.tense == PARTICIPLE:
        found = None
    elif r.form and r.form.lemma.name == "نقل":
        # نقلت وكالة … عن الوزير أن: the source is whom it was taken from
        k = next((k for k in range(a, b) if doc.word(k) in {"عن", "إلى"}), -1)
        found = phrase_at(doc, k + 1, b) if 0 <= k < b - 1 else subject(doc, a, b)
    else:
        found = _document(doc, a, b) if r.form and r.form.lemma.needs else None
        found = found or (subject(doc, a, b) if b > a else None)
        if found is None and r.mode != ATTRIBUTION:
            found = _preverbal(doc, r)
    r.subject = found
    r.subject_kind = class_of(doc, found)


def class_of(doc: Document, found: Phrase | None) -> str:
    """PER, ORG or LOC of a named phrase, else the kind of its head noun."""
    if found is None:
        return "none"
    if found.mention >= 0 and (found.head == found.first or doc.mentions[found.mention].type == "PER"):
        return doc.mentions[found.mention].type
    for bit, name in ((v.ROLE, "role"), (v.ORG, "org"), (v.DOCUMENT, "doc")):
        if found.flags & bit:
            return name
    return "other"


def _document(doc: Document, a: int, b: int) -> Phrase | None:
    """«جاء في بيان صدر عن …»: the body that issued an indefinite document, else the document."""
    k = next((k for k in range(a, min(b, a + 4)) if doc.word(k) == "في"), -1)
    if k < 0 or k + 1 >= b:
        return None
    if not is_definite(doc, k + 1):
        for j in range(k + 2, min(b, k + 6)):
            word = doc.word(j)
            if (word == "عن" or word.endswith("ته") or doc.clitic(j) == "ل" or prefix(doc, j) == "ل") and j + 1 < b:
                issuer = j if prefix(doc, j) == "ل" else j + 1
                if doc.at[issuer] >= 0 or doc.flags[issuer] & _HEADS:
                    return phrase_at(doc, issuer, b)
    found = phrase_at(doc, k + 1, b)
    return (
        found if found is None or found.flags & (v.DOCUMENT | v.ORG) or doc.at[k + 1] >= 0 else Phrase(found.first, found.last, found.head, found.mention, found.flags | v.DOCUMENT)
    )


def _source_of(doc: Document, i: int) -> Phrase | None:
    """The person words are taken from: «نقل عن … قوله»."""
    low = max(doc.sentence_first(i), i - 16)
    for k in range(i - 2, low, -1):
        if doc.word(k) in {"عن", "إلى", "الى"} and any(doc.flags[j] & v.CUE and "نقل" in doc.word(j) for j in range(max(low, k - 10), k)):
            return phrase_at(doc, k + 1, i)
    return None


def _preverbal(doc: Document, r: Report) -> Phrase | None:
    """A subject before the verb: «لكن الرئيس قال»، «وكان الوزير قد أكد»، the antecedent of «الذي قال»."""
    i = r.cue_first
    if doc.clitic(i)[:1] in {"و", "ف"} or i == 0:
        return None
    first = doc.sentence_first(i)
    k = i - 1
    while k >= first and doc.flags[k] & (v.AUX | v.TIME | v.NEG) and doc.at[k] < 0:
        k -= 1
    relative = k >= first and bool(doc.flags[k] & v.REL)
    if relative:
        k -= 1
        if k >= first and doc.flags[k] & v.COMMA:
            k -= 1
    # leftwards to the clause's beginning, keeping the first noun phrase that no preposition governs
    low = max(first, k - 24)
    start = low
    for j in range(k, low - 1, -1):
        f = doc.flags[j]
        if f & (v.STOP | v.COLON | v.SEMICOLON | v.COMP) or (f & (v.CONJ | v.AUX) and doc.at[j] < 0 and not f & (v.ROLE | v.ORG)):
            start = j + 1
            break
    if not relative:
        return subject(doc, start, i)
    for j in range(k, start - 1, -1):
        if begins_mention(doc, j) or doc.flags[j] & _HEADS:
            if j > start and doc.flags[j - 1] & (v.ROLE | v.ORG | v.TITLE):
                continue
            return phrase_at(doc, j, i)
    return None
