"""Who speaks: the subject of each report, resolved inside the article. Does not decide what is speech."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document, Mention
from pipeline.quotes.morphology import MASDAR, PARTICIPLE, PAST, PRESENT
from pipeline.quotes.phrases import Phrase, begins_mention, phrase_at, prefix, subject
from pipeline.quotes.reports import ATTRIBUTION, HEADLINE, POSTPOSED, Report
from pipeline.text.chars import key

_SAME_SOURCE: Final = frozenset({"المصدر", "المصادر"})


@dataclass(slots=True)
class Speaker:
    """Who speaks.

    Attributes:
        name: As fully as the article names them; none when unknown.
        kind: person, organization, role, document, plural or unknown.
        method: How they were found.
        key: Entity of the article, if it has one.
        start: First code point of the words that name them here; -1 when none do.
        end: Code point after the last.
        role: Role beside the name.
        score: How sure.
    """

    name: str | None
    kind: str
    method: str
    key: str | None = None
    start: int = -1
    end: int = -1
    role: str | None = None
    score: float = 0.9


@dataclass(slots=True)
class Memory:
    """What the article has said so far of who is who."""

    roles: list[tuple[frozenset[str], Mention]] = field(default_factory=list)
    last: Speaker | None = None
    by_gender: dict[str, Speaker] = field(default_factory=dict)
    spoken: list[Speaker] = field(default_factory=list)


NOBODY = Speaker(None, "unknown", "none", score=0.2)


def attribute(doc: Document, found: list[Report]) -> None:
    """Sets the speaker of every report, in order."""
    memory = Memory(roles=_roles(doc))
    chain: dict[int, Speaker] = {}
    for r in found:
        speaker = _speaker(doc, r, memory, chain)
        r.speaker = speaker
        if speaker.name is None:
            continue
        sentence = doc.sentence[r.cue_first]
        if r.mode != ATTRIBUTION and (r.form is None or r.form.tense in {PAST, PRESENT}):
            chain[sentence] = speaker
            memory.last = speaker
        elif sentence not in chain:
            chain[sentence] = speaker
            memory.last = memory.last or speaker
        memory.spoken.append(speaker)


def find_subject(doc: Document, r: Report) -> None:
    """Sets the noun phrase that stands as subject of a report, and its class, before anything is decided about the report."""
    a, b = r.slot
    found: Phrase | None = None
    if r.mode == HEADLINE:
        k = next((k for k in range(a, b) if begins_mention(doc, k) or doc.flags[k] & (v.ROLE | v.ORG | v.DOCUMENT)), a)
        found = phrase_at(doc, k, b)
    elif r.prefix == "possessed" or (r.form and r.form.agreement == "s") or r.tense == PARTICIPLE:
        found = None
    else:
        found = subject(doc, a, b) if b > a else None
        if found is None and r.mode != ATTRIBUTION:
            found = _preverbal(doc, r)
    r.subject = found
    r.subject_kind = _class(doc, found)


def _class(doc: Document, found: Phrase | None) -> str:
    if found is None:
        return "none"
    if found.mention >= 0 and (found.head == found.first or doc.mentions[found.mention].type == "PER"):
        return doc.mentions[found.mention].type
    for bit, name in ((v.ROLE, "role"), (v.ORG, "org"), (v.DOCUMENT, "doc")):
        if found.flags & bit:
            return name
    return "other"


def _speaker(doc: Document, r: Report, memory: Memory, chain: dict[int, Speaker]) -> Speaker:
    if r.subject is not None:
        return resolve(doc, r.subject, memory, "headline" if r.mode == HEADLINE else "explicit")
    if r.prefix == "possessed" or r.mode == ATTRIBUTION or (r.form and r.form.agreement == "s"):
        return _chained(doc, r, memory, chain, "coreference")
    return _chained(doc, r, memory, chain, "chain")


def _chained(doc: Document, r: Report, memory: Memory, chain: dict[int, Speaker], method: str) -> Speaker:
    """The subject carried on: of this sentence's verb, else its first noun phrase, else the turn before."""
    sentence = doc.sentence[r.cue_first]
    carried = chain.get(sentence)
    if carried is None and r.tense == PARTICIPLE:
        k = doc.sentence_first(r.cue_first)
        for j in range(k, r.cue_first):
            f = doc.flags[j]
            mention = begins_mention(doc, j)
            if (mention and mention.kind == "name" and mention.type != "LOC" and prefix(doc, j)[-1:] not in {"ل", "ب", "ك"} and not (j > k and doc.flags[j - 1] & v.PREP)) or (
                f & v.ROLE and not (j > k and doc.flags[j - 1] & v.PREP) and prefix(doc, j)[-1:] not in {"ل", "ب"}
            ):
                found = phrase_at(doc, j, r.cue_first)
                if found:
                    return resolve(doc, found, memory, "chain")
    carried = carried or memory.last
    if carried is None:
        return NOBODY
    return Speaker(carried.name, carried.kind, method, carried.key, role=carried.role, score=carried.score * 0.9)


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
        if f & (v.STOP | v.COLON | v.SEMICOLON | v.COMP) or (f & v.CONJ and doc.at[j] < 0 and not f & (v.ROLE | v.ORG)):
            start = j + 1
            break
        if f & v.AUX and doc.at[j] < 0:
            start = j + 1
            break
    if relative:
        for j in range(k, start - 1, -1):
            if begins_mention(doc, j) or doc.flags[j] & (v.ROLE | v.ORG | v.DOCUMENT):
                if j > start and doc.flags[j - 1] & (v.ROLE | v.ORG | v.TITLE):
                    continue
                return phrase_at(doc, j, i)
        return None
    return subject(doc, start, i)


def resolve(doc: Document, found: Phrase, memory: Memory, method: str) -> Speaker:
    """A noun phrase as speaker: the person it names or stands for, the body, the document, or the role itself."""
    if found.mention >= 0:
        mention = doc.mentions[found.mention]
        if mention.type == "PER" or found.head == found.first:
            if mention.kind == "name":
                end = doc.end[found.last]
                kind = "person" if mention.type == "PER" else "organization"
                role = doc.span(found.first, found.head - 1) if found.head > found.first else mention.role
                name = mention.name
                if mention.type == "ORG" and found.flags & v.ORG and end > mention.end and len(name) <= mention.end - mention.start:
                    name = doc.text[mention.start : end]
                return Speaker(name, kind, "apposition" if found.head > found.first else method, mention.key, mention.start, mention.end if mention.type == "PER" else end, role)
            return Speaker(mention.name, _kind(found, mention.kind), "role", mention.key, mention.start, mention.end, mention.role)
    start = doc.start[found.first] + (doc.skip[found.first] if found.flags & (v.ROLE | v.ORG | v.DOCUMENT) else 0)
    end = doc.end[found.last]
    text = doc.text[start:end]
    if text.startswith("لل"):
        text, start = doc.text[start + 1 : end], start + 1
    known = _known(doc, found, text, memory)
    if known is not None:
        return Speaker(known.name, known.kind, "coreference", known.key, start, end, text if known.kind == "person" else known.role, score=0.8)
    return Speaker(text, _kind(found, "role"), "role" if found.flags & v.ROLE else method, None, start, end, score=0.8)


def _kind(found: Phrase, default: str) -> str:
    if found.flags & v.DOCUMENT and not found.flags & v.ROLE:
        return "document"
    if found.flags & v.ORG and not found.flags & v.ROLE:
        return "organization"
    return default if default in {"role", "plural"} else "role"


def _words(text: str) -> frozenset[str]:
    return frozenset(_bare(w) for w in key(text).split() if len(w) > 1)


def _bare(word: str) -> str:
    for article in ("ال", "لل", "وال"):
        if word.startswith(article) and len(word) > len(article) + 1:
            return word[len(article) :]
    return word


def _roles(doc: Document) -> list[tuple[frozenset[str], Mention]]:
    """Roles that stand beside a name anywhere in the article: «وزير الخارجية جون كيري», «جون كيري، وزير الخارجية»."""
    out: list[tuple[frozenset[str], Mention]] = []
    for m in doc.mentions:
        if m.kind != "name" or m.type != "PER":
            continue
        k = m.first - 1
        words: list[str] = []
        comma = False
        while k >= 0 and m.first - k < 12:  # noqa: PLR2004
            f = doc.flags[k]
            if f & v.COMMA and not words and not comma:
                comma = True
            elif f & (v.PUNCT | v.COMP | v.TIME) or (f & v.CUE and not f & (v.ROLE | v.DOCUMENT)):
                break
            else:
                words.append(doc.word(k)[doc.skip[k] if f & v.ROLE else 0 :])
                if f & v.ROLE:
                    out.append((_words(" ".join(words)), m))
                    break
            k -= 1
        k = m.last + 1
        while k < len(doc) and k < m.last + 3 and doc.flags[k] & (v.COMMA | v.DASH | v.PAREN):
            k += 1
        if k < len(doc) and k > m.last + 1 and doc.flags[k] & v.ROLE and not doc.breaks[k] and not prefix(doc, k):
            found = phrase_at(doc, k, min(len(doc), k + 10))
            if found and (found.mention < 0 or doc.mentions[found.mention].type != "PER"):
                out.append((_words(doc.span(found.first, found.last)), m))
        if m.role:
            out.append((_words(m.role), m))
    return out


def _known(doc: Document, found: Phrase, text: str, memory: Memory) -> Speaker | None:
    """Who a definite role or body without a name stands for in this article."""
    head = key(doc.word(found.first)[doc.skip[found.first] :])
    bare = _bare(head)
    words = _words(text)
    if found.flags & v.ROLE:
        definite = head.startswith(("ال", "لل")) or (len(words) > 1 and any(w.startswith("ال") for w in key(text).split()))
        if definite:
            here = doc.start[found.first]
            options = [(m.start <= here, -abs(m.start - here), m) for w, m in memory.roles if bare in w and (words <= w or len(words & w) >= max(1, len(words) - 1))]
            if options:
                m = max(options, key=lambda t: (t[0], t[1]))[2]
                return Speaker(m.name, "person", "coreference", m.key)
    if head in _SAME_SOURCE or (head.startswith("ال") and found.first == found.last):
        for spoken in reversed(memory.spoken):
            if spoken.name and (bare in _words(spoken.name) or (bare == "مصدر" and "مصادر" in spoken.name)):
                return spoken
    if found.flags & v.ORG and head.startswith("ال") and found.last - found.first <= 1:
        for m in reversed([m for m in doc.mentions if m.start < doc.start[found.first] and m.type == "ORG" and m.kind == "name"]):
            if words <= _words(m.name) or words <= _words(doc.text[m.start : m.end]):
                return Speaker(m.name, "organization", "coreference", m.key)
    return None


__all__ = ["ATTRIBUTION", "MASDAR", "NOBODY", "POSTPOSED", "Speaker", "attribute", "resolve"]
