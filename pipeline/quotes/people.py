"""Who is who in one article: roles that stand for persons, bodies named again by their head noun. Turns a noun phrase into a speaker."""

from __future__ import annotations

import functools
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.batch import Batch, Texts
from pipeline.quotes.phrases import HEADS
from pipeline.quotes.roles import Roles, roles
from pipeline.text.chars import key

#: How far back a body named again is looked for, so that a hostile article stays linear.
_MENTIONS_BACK: Final = 200
#: A role of more words than this may differ in one of them.
_SHORT_ROLE: Final = 2
_SPOKEN_BACK: Final = 50
_MOST_ROLES: Final = 200
_TWO_WORDS: Final = 2
#: The article as it stands at the head of a folded word.
_ARTICLES: Final = ("ال", "لل", "وال")


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


#: A noun phrase by code points: these columns of `neighbours`.
FIELDS: Final = ("first", "last", "head", "mention", "bits", "start", "skip", "first_end", "last_end", "role_end")
Phrase = tuple[int, ...]


class Names:
    """The mentions of a batch as strings and lists: what `resolve` looks things up in.

    Args:
        batch: The batch.
        texts: Its strings.
        kinds: What the numbers of kinds and types stand for.
    """

    def __init__(self, batch: Batch, texts: Texts, kinds: tuple[str, ...]) -> None:
        men = batch.men
        self.texts = texts
        self.start, self.end, self.type, self.named, self.label = (men[c].tolist() for c in ("start", "end", "type", "named", "label"))
        self.kinds = kinds
        self._batch = batch

    @functools.cached_property
    def roles(self) -> Roles:
        """Roles beside the names; found when first asked for."""
        return roles(self._batch)


@dataclass(slots=True)
class Memory:
    """What an article has said so far of who is who.

    Attributes:
        names: Mentions of the batch.
        text: The article's text.
        first: Its first mention.
        stop: The mention behind its last.
        spoken: Speakers of earlier reports, in order.
        last: Each of them once, by name, as last spoken: who, in which sentence, where in `spoken`; in that order.
        turn: Speaker by sentence: whose turn a participle there goes on with.
    """

    names: Names
    text: str
    first: int
    stop: int
    spoken: list[Speaker] = field(default_factory=list)
    last: dict[str, tuple[Speaker, int, int]] = field(default_factory=dict)
    turn: dict[int, Speaker] = field(default_factory=dict)
    _roles: list[tuple[frozenset[str], int]] | None = None

    @property
    def roles(self) -> list[tuple[frozenset[str], int]]:
        """Words of a role, and the mention it stands beside; gathered when first asked for."""
        if self._roles is None:
            self._roles = self._gathered()
        return self._roles

    def _gathered(self) -> list[tuple[frozenset[str], int]]:
        names, text, found = self.names, self.text, self.names.roles
        out: list[tuple[frozenset[str], int]] = []
        for m in range(self.first, self.stop):
            if names.type[m] != s.PER or not names.named[m]:
                continue
            if len(out) > _MOST_ROLES:
                break
            words = range(found.begins[m], found.begins[m + 1])
            before = words_of(" ".join([text[found.start[k] : found.end[k]] for k in words])) if words else None
            if before:
                out.append((before, m))
            if found.after_start[m] >= 0:
                out.append((words_of(text[found.after_start[m] : found.after_end[m]]), m))
            role = names.texts.role[m]
            if role:
                out.append((words_of(role), m))
        return out


def resolve(p: Phrase, memory: Memory, method: str) -> Speaker:
    """A noun phrase as speaker: the person it names or stands for, the body, the document, or the role itself."""
    names, text = memory.names, memory.text
    first, last, head, m, bits, start, skip, first_end, last_end, role_end = p
    person = m >= 0 and names.type[m] == s.PER
    if person and head == first:
        gender = "?"
    elif bits & HEADS:
        gender = _gender_of_head(text[start + skip : first_end])
    elif m < 0:
        gender = "f" if text.endswith(("ة", "ات"), start + skip, first_end) else "m"
    else:
        gender = "f" if names.type[m] == s.LOC else "?"
    if person or (m >= 0 and head == first):
        known, at, stop = names.texts, names.start[m], names.end[m]
        name = known.name[m]
        if names.named[m]:
            role = text[start:role_end] if head > first else known.role[m]
            found_by = "apposition" if head > first else method
            if person:
                return Speaker(name, "person", found_by, known.key[m], at, stop, role, gender)
            if bits & v.ORG and last_end > stop and len(name) <= stop - at and names.type[m] == s.ORGANIZATION:
                name = text[at:last_end]
            return Speaker(name, "organization", found_by, known.key[m], at, last_end, role, gender)
        kind = "person" if person and name != text[at:stop] else _kind(bits, names.kinds[names.label[m]])
        if kind != "person" or not _is_named_later(m, memory):
            return Speaker(name, kind, "role", known.key[m], at, stop, known.role[m], gender)
    if bits & HEADS:
        start += skip
    span = text[start:last_end]
    if span.startswith("لل"):
        span, start = span[1:], start + 1
    found = _known(bits, p[5], last - first + 1, v.folded(text[p[5] + skip : first_end]), span, memory)
    if found is not None:
        return Speaker(found.name, found.kind, "coreference", found.key, start, last_end, span if found.kind == "person" else found.role, gender, 0.8)
    return Speaker(span, _kind(bits, "role"), "role" if bits & v.ROLE else method, None, start, last_end, None, gender, 0.8)


@functools.lru_cache(maxsize=1 << 14)
def _gender_of_head(word: str) -> str:
    """Gender of a role, body or document by its noun without clitics."""
    bare = _bare(key(word))
    if bare in v.word_set("feminine_plurals") or word.endswith(("ة", "ات")):
        return "f"
    return "p" if bare.endswith(("ون", "ين")) and bare not in v.word_set("not_plurals") else "m"


def _is_named_later(m: int, memory: Memory) -> bool:
    """Whether the entity of a role stands nowhere before it: most often the role is somebody else's."""
    key = memory.names.texts.key
    return key[m] is not None and all(key[k] != key[m] for k in range(memory.first, m))


def _kind(bits: int, default: str) -> str:
    if bits & v.DOCUMENT and not bits & v.ROLE:
        return "document"
    if bits & v.ORG and not bits & v.ROLE:
        return "organization"
    return default if default in {"role", "plural"} else "role"


def words_of(text: str) -> frozenset[str]:
    """Folded words of a text, without the article."""
    return _read(text)[0]


@functools.lru_cache(maxsize=1 << 15)
def _read(text: str) -> tuple[frozenset[str], bool]:
    """Folded words of a text without the article, and whether one of them has it."""
    words = key(text).split()
    return frozenset(_bare(w) for w in words if len(w) > 1), any(w.startswith("ال") for w in words)


def _bare(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article):
            return word[len(article) :] if len(word) > len(article) + 1 else word
    return word


def _known(bits: int, start: int, length: int, head: str, text: str, memory: Memory) -> Speaker | None:
    """Who a definite role or body without a name, `text`, stands for in this article; `head` is its folded head noun."""
    names = memory.names
    bare = _bare(head)
    definite = head.startswith("ال")
    certain = definite or head.startswith("لل")
    # a single word has the article at its head or not at all
    if bits & v.ROLE and (certain or length > 1):
        words, is_told = _read(text)
        if certain or (is_told and len(words) > 1):
            options = [
                (names.start[m] <= start, len(words & w), -abs(names.start[m] - start), m)
                for w, m in memory.roles
                if bare in w and (words <= w or (len(words) > _SHORT_ROLE and len(words & w) >= len(words) - 1))
            ]
            if options:
                m = max(options, key=lambda t: t[:3])[3]
                return Speaker(names.texts.name[m], "person", "coreference", names.texts.key[m])
    if head in v.word_set("same_source") or (definite and length == 1):
        for spoken in memory.spoken[: -_SPOKEN_BACK - 1 : -1]:
            if spoken.name and (bare in words_of(spoken.name) or (bare == "مصدر" and "مصادر" in spoken.name) or (spoken.role and bare in words_of(spoken.role))):
                return spoken
    if bits & v.ORG and definite and length <= _TWO_WORDS:
        words = words_of(text)
        here = bisect_left(names.start, start, memory.first, memory.stop)
        for m in range(here - 1, max(memory.first, here - _MENTIONS_BACK) - 1, -1):
            if names.type[m] == s.ORGANIZATION and names.named[m] and (words <= words_of(names.texts.name[m]) or words <= words_of(memory.text[names.start[m] : names.end[m]])):
                return Speaker(names.texts.name[m], "organization", "coreference", names.texts.key[m])
    return None
