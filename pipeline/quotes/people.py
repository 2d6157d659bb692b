"""Who is who in one article: roles that stand for persons, bodies named again by their head noun. Turns a noun phrase into a speaker."""

from __future__ import annotations

import functools
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document, Mention
from pipeline.quotes.phrases import Phrase, phrase_at, prefix
from pipeline.text.chars import key

_BEFORE_NAME: Final = 12
#: How far back a body named again is looked for, so that a hostile article stays linear.
_MENTIONS_BACK: Final = 200
#: A role of more words than this may differ in one of them.
_SHORT_ROLE: Final = 2
_SPOKEN_BACK: Final = 50
_MOST_ROLES: Final = 200


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
        gender: m, f, p (plural) or ? as far as the words show it.
        score: How sure.
        others: Other possible speakers with their scores, best first.
    """

    name: str | None
    kind: str
    method: str
    key: str | None = None
    start: int = -1
    end: int = -1
    role: str | None = None
    gender: str = "?"
    score: float = 0.9
    others: tuple[tuple[str | None, str, float], ...] = ()


NOBODY: Final = Speaker(None, "unknown", "none", score=0.2)


@dataclass(slots=True)
class Memory:
    """What the article has said so far of who is who.

    Attributes:
        doc: The article.
        spoken: Speakers of earlier reports, in order.
        sentences: Sentence of each of them.
        turn: Speaker by sentence: whose turn a participle there goes on with.
    """

    doc: Document
    spoken: list[Speaker] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    turn: dict[int, Speaker] = field(default_factory=dict)
    _roles: list[tuple[frozenset[str], Mention]] | None = None

    @property
    def roles(self) -> list[tuple[frozenset[str], Mention]]:
        """Words of a role, and the person it stands beside; gathered when first asked for."""
        if self._roles is None:
            self._roles = roles_beside_names(self.doc)
        return self._roles


def resolve(doc: Document, found: Phrase, memory: Memory, method: str) -> Speaker:
    """A noun phrase as speaker: the person it names or stands for, the body, the document, or the role itself."""
    gender = _gender(doc, found)
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
                return Speaker(
                    name, kind, "apposition" if found.head > found.first else method, mention.key, mention.start, mention.end if mention.type == "PER" else end, role, gender
                )
            return Speaker(
                mention.name,
                "person" if mention.type == "PER" and mention.name != doc.text[mention.start : mention.end] else _kind(found, mention.kind),
                "role",
                mention.key,
                mention.start,
                mention.end,
                mention.role,
                gender,
            )
    start = doc.start[found.first] + (doc.skip[found.first] if found.flags & (v.ROLE | v.ORG | v.DOCUMENT) else 0)
    end = doc.end[found.last]
    text = doc.text[start:end]
    if text.startswith("لل"):
        text, start = doc.text[start + 1 : end], start + 1
    known = _known(doc, found, text, memory)
    if known is not None:
        return Speaker(known.name, known.kind, "coreference", known.key, start, end, text if known.kind == "person" else known.role, gender, score=0.8)
    return Speaker(text, _kind(found, "role"), "role" if found.flags & v.ROLE else method, None, start, end, None, gender, score=0.8)


def _gender(doc: Document, found: Phrase) -> str:
    mention = doc.mentions[found.mention] if found.mention >= 0 else None
    head = doc.word(found.first)[doc.skip[found.first] :]
    if found.flags & (v.ROLE | v.ORG | v.DOCUMENT) and not (mention and mention.type == "PER" and found.head == found.first):
        bare = _bare(v.folded(head))
        if bare in v.word_set("feminine_plurals") or head.endswith(("ة", "ات")):
            return "f"
        return "p" if bare.endswith(("ون", "ين")) and bare not in {"امين", "مدين"} else "m"
    if mention is None:
        return "f" if head.endswith(("ة", "ات")) else "m"
    if mention.type == "LOC":
        return "f"
    return "?"


def _kind(found: Phrase, default: str) -> str:
    if found.flags & v.DOCUMENT and not found.flags & v.ROLE:
        return "document"
    if found.flags & v.ORG and not found.flags & v.ROLE:
        return "organization"
    return default if default in {"role", "plural"} else "role"


@functools.lru_cache(maxsize=1 << 15)
def _words(text: str) -> frozenset[str]:
    return frozenset(_bare(w) for w in key(text).split() if len(w) > 1)


def _bare(word: str) -> str:
    for article in ("ال", "لل", "وال"):
        if word.startswith(article) and len(word) > len(article) + 1:
            return word[len(article) :]
    return word


def roles_beside_names(doc: Document) -> list[tuple[frozenset[str], Mention]]:
    """Roles that stand beside a name anywhere in the article: «وزير الخارجية جون كيري», «جون كيري، وزير الخارجية»."""
    out: list[tuple[frozenset[str], Mention]] = []
    for m in doc.mentions:
        if m.type != "PER" or m.kind != "name":
            continue
        if len(out) > _MOST_ROLES:
            break
        before = _role_before(doc, m)
        if before:
            out.append((before, m))
        k = m.last + 1
        while k < doc.n and k < m.last + 3 and doc.flags[k] & (v.COMMA | v.DASH | v.PAREN):
            k += 1
        if k < doc.n and k > m.last and doc.flags[k] & v.ROLE and not doc.breaks[k] and not prefix(doc, k) and not doc.flags[k] & v.TITLE:
            found = phrase_at(doc, k, min(doc.n, k + 10))
            if found and (found.mention < 0 or doc.mentions[found.mention].type != "PER"):
                out.append((_words(doc.span(found.first, found.last)), m))
        if m.role:
            out.append((_words(m.role), m))
    return out


def _role_before(doc: Document, m: Mention) -> frozenset[str] | None:
    """Words of the role before a name, back to its head noun."""
    k = m.first - 1
    words: list[str] = []
    comma = False
    while k >= 0 and m.first - k < _BEFORE_NAME:
        f = doc.flags[k]
        if f & v.COMMA and not words and not comma:
            comma = True
        elif f & (v.PUNCT | v.COMP | v.TIME) or (f & v.CUE and not f & (v.ROLE | v.DOCUMENT)):
            return None
        else:
            words.append(doc.word(k)[doc.skip[k] if f & v.ROLE else 0 :])
            if f & v.ROLE:
                # نائب رئيس الوزراء, رئيس مجلس النواب: go on to the outermost head
                if k and doc.flags[k - 1] & v.ROLE and not doc.flags[k - 1] & v.RELATIONAL:
                    words.append(doc.word(k - 1)[doc.skip[k - 1] :])
                return _words(" ".join(words))
        k -= 1
    return None


def _known(doc: Document, found: Phrase, text: str, memory: Memory) -> Speaker | None:
    """Who a definite role or body without a name stands for in this article."""
    head = v.folded(doc.word(found.first)[doc.skip[found.first] :])
    bare = _bare(head)
    words = _words(text)
    if found.flags & v.ROLE:
        definite = head.startswith(("ال", "لل")) or (len(words) > 1 and any(w.startswith("ال") for w in key(text).split()))
        if definite:
            here = doc.start[found.first]
            options = [
                (m.start <= here, len(words & w), -abs(m.start - here), m)
                for w, m in memory.roles
                if bare in w and (words <= w or (len(words) > _SHORT_ROLE and len(words & w) >= len(words) - 1))
            ]
            if options:
                m = max(options, key=lambda t: t[:3])[3]
                return Speaker(m.name, "person", "coreference", m.key)
    if head in v.word_set("same_source") or (head.startswith("ال") and found.first == found.last):
        for spoken in memory.spoken[: -_SPOKEN_BACK - 1 : -1]:
            if spoken.name and (bare in _words(spoken.name) or (bare == "مصدر" and "مصادر" in spoken.name) or (spoken.role and bare in _words(spoken.role))):
                return spoken
    if found.flags & v.ORG and head.startswith("ال") and found.last - found.first <= 1:
        here = bisect_left(doc.mentions, doc.start[found.first], key=lambda m: m.start)
        for m in doc.mentions[max(0, here - _MENTIONS_BACK) : here][::-1]:
            if m.type != "ORG" or m.kind != "name":
                continue
            if words <= _words(m.name) or words <= _words(doc.text[m.start : m.end]):
                return Speaker(m.name, "organization", "coreference", m.key)
    return None
