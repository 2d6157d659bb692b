"""Who bears which role in one article: reading it off the names beside a phrase, and finding the bearer of a later one.

Nothing is added to the mentions here; `coreference` does that.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.entities.gazetteer import alias_groups, alias_of, nationality
from pipeline.entities.skeleton import without_article
from pipeline.mentions.role_lexicon import role_lexicon
from pipeline.mentions.role_phrases import RolePhrase, RoleReader
from pipeline.mentions.spans import SpanTable
from pipeline.text.chars import key

_AHEAD = 9
_PAIR = 2
#: The noun that may stand for anybody in office.
_GENERIC = "مسؤول"


@dataclass(slots=True)
class Bearer:
    """Somebody who has a role in the article.

    Attributes:
        lemma: Noun of the role, of several for one role always the same.
        gender: m or f.
        modifiers: What narrows the role.
        entity: Key of the person, or of the role itself where nobody is named.
        name: Name of that entity.
        mention: Row of the name beside the role, or of the first mention.
        places: First code points of the entity's mentions, in order; None until asked for (see `ArticleRoles.places`).
        is_plural: Whether several are meant (مصادر).
    """

    lemma: str
    gender: str
    modifiers: frozenset[str]
    entity: str
    name: str
    mention: int
    places: list[int] | None = None
    is_plural: bool = False


@lru_cache(maxsize=1 << 16)
def _head(name: str) -> str:
    """First word of a name, folded, without its article; nothing if it has none."""
    first = next(filter(None, map(key, name.split())), "")
    return without_article(first.removeprefix("لل"))


@lru_cache(maxsize=1 << 16)
def _listed_head(name: str) -> str:
    """First word of the name under which an organisation is listed; nothing if it is not."""
    return _head(alias_of("ORG", name) or "")


@cache
def _listed_heads() -> frozenset[str]:
    """First words of all names under which organisations are listed."""
    return frozenset(_head(name) for (type_, _), name in alias_groups().items() if type_ == "ORG")


class ArticleRoles:
    """The role phrases of one article being resolved."""

    __slots__ = ("_organisations", "_places", "bearers", "doc", "names", "phrases", "reader", "spans", "tokens", "told", "unnamed")

    def __init__(self, doc: int, reader: RoleReader, spans: SpanTable, names: range, phrases: list[RolePhrase]) -> None:
        self.doc, self.reader, self.spans = doc, reader, spans
        self.tokens = reader.tokens
        self.names, self.phrases = names, phrases
        self.bearers: list[Bearer] = []
        self.unnamed: list[Bearer] = []
        self.told: set[int] = set()
        self._places: dict[str, list[int]] = {}
        self._organisations: dict[str, tuple[int, int]] = {}

    def places(self, bearer: Bearer) -> list[int]:
        """First code points of the mentions of a bearer; for all bearers that are one entity the same list, so that it may be added to."""
        if bearer.places is None:
            places = self._places.get(bearer.entity)
            if places is None:
                a, b = self.names.start, self.names.stop
                places = [start for start, entity in zip(self.spans.start[a:b], self.spans.entity_key[a:b], strict=True) if entity == bearer.entity]
                self._places[bearer.entity] = places
            bearer.places = places
        return bearer.places

    def bear(self, phrase: RolePhrase) -> None:
        """Notes that the person named beside the phrase has the role."""
        spans, m = self.spans, phrase.beside
        # of two roles beside one name the longer is the one that tells more
        if m not in self.told or len(str(spans.role[m])) < len(phrase.text):
            spans.role[m] = phrase.text
            self.told.add(m)
        self.bearers.append(Bearer(phrase.word.noun, phrase.word.gender, phrase.modifiers, spans.entity_key[m], spans.name[m], m))

    def find(self, phrase: RolePhrase, among: list[Bearer]) -> Bearer | None:
        """The bearer whose role the phrase agrees with best; of equals the one mentioned last before it, else first after it."""
        if not among:
            return None
        word, mine = phrase.word, phrase.modifiers
        is_plural = word.number != "singular"
        anybody = word.noun == _GENERIC and word.is_definite and not is_plural
        best, found = (0, 0), None
        for bearer in among:
            if bearer.gender != word.gender or bearer.is_plural != is_plural or not (anybody or bearer.lemma == word.noun):
                continue
            theirs = bearer.modifiers
            # in tenths
            if mine == theirs:
                score = 30
            elif mine <= theirs:
                # الرئيس is rarely said of the رئيس of a council or a company where a head of state is about
                score = 25 if mine else 23 if all(x.startswith("@") for x in theirs) else 20
            elif theirs <= mine and theirs and not any(x.startswith(("@", ">")) for x in mine - theirs):
                score = 15
            elif theirs <= mine and theirs and all(x.startswith(">") for x in mine - theirs):
                score = 20
            else:
                continue
            if bearer.lemma != word.noun:
                score -= 5
            places = self.places(bearer)
            before = bisect_left(places, phrase.start)
            rank = (score, places[before - 1] if before else -places[0] - 1 if places else -phrase.start - 1)
            if found is None or rank > best:
                best, found = rank, bearer
        return found

    def organisation(self, phrase: RolePhrase) -> int:
        """Row of the organisation named last before the phrase whose head the phrase repeats, or -1; phrases are to be asked for in order."""
        head = phrase.word.head
        # for each head a name is looked at once; most are not, for the last ones are looked at first
        seen, found = self._organisations.get(head, (self.names.start, -1))
        end = bisect_left(self.spans.start, phrase.start, seen, self.names.stop)
        types = self.spans.type
        for i in range(end - 1, seen - 1, -1):
            if types[i] == "ORG" and self._has_head(i, head):
                found = i
                break
        self._organisations[head] = end, found
        return found

    def _has_head(self, i: int, head: str) -> bool:
        """Whether a mention of an organisation has this head, in its own words, in those of the entity's name or in those it is listed under."""
        name = self.spans.name[i]
        if _head(name) == head or _head(self.spans.exact(self.tokens.texts, i)) == head:
            return True
        # what a name is listed under is looked up only where it may tell, for names are seldom met before
        return head in _listed_heads() and _listed_head(name) == head

    def _named_member(self, phrase: RolePhrase, lemma: str, code: str | None, m: int) -> tuple[str, str, int]:
        """Gives a person named after a dual the role in the singular (الرئيسان الروسي … والأميركي …)."""
        spans = self.spans
        modifiers = frozenset({f"@{code}"} if code else ())
        adjective = self.tokens.text(max(self.reader.first_token[m] - 1, 0))
        role = f"ال{lemma} {adjective.removeprefix('و')}" if code and nationality(adjective.removeprefix("و")) == code else f"ال{lemma}"
        spans.role[m] = spans.role[m] or role
        entity = spans.entity_key[m]
        self.bearers.append(Bearer(lemma, phrase.word.gender, modifiers, entity, spans.name[m], m))
        return entity, spans.name[m], m

    def members(self, phrase: RolePhrase) -> list[tuple[str, str, int]]:
        """Key, name and row of the persons a dual stands for; fewer than two if they cannot be told."""
        lemma = phrase.word.noun
        kinds = role_lexicon().joint.get(lemma, frozenset()) | {lemma}
        j, end = phrase.last + 1, min(self.reader.first[self.doc + 1], phrase.last + _AHEAD)
        codes = [m[1:] for m in phrase.modifiers if m.startswith("@")]
        pairs: list[tuple[str | None, int]] = [(codes[0], -1)] if codes else []
        while j < end and self.reader.breaks[j] == 0:
            m = self.reader.covered[j]
            if m >= 0:
                if self.spans.type[m] != "PER":
                    break
                if pairs and pairs[-1][1] < 0:
                    pairs[-1] = (pairs[-1][0], m)
                else:
                    pairs.append((None, m))
                j = self.reader.last_token[m] + 1
                continue
            w = self.reader.word(j)
            code = nationality(w[1:]) if w.startswith("وال") else nationality(w) if w.startswith("ال") else None
            if code is None:
                break
            pairs.append((code, -1))
            j += 1
        out: list[tuple[str, str, int]] = []
        if len(pairs) == _PAIR:
            for code, m in pairs:
                if m >= 0:
                    out.append(self._named_member(phrase, lemma, code, m))
                else:
                    fits = [b for b in self.bearers if b.lemma in kinds and f"@{code}" in b.modifiers and not b.is_plural]
                    out.extend((b.entity, b.name, b.mention) for b in fits[-1:])
        elif not pairs:
            seen: dict[str, Bearer] = {}
            for b in self.bearers:
                if b.lemma in kinds and not b.is_plural and next(iter(self.places(b)), phrase.start) < phrase.start:
                    seen.setdefault(b.entity, b)
            if len(seen) == _PAIR:
                out = [(b.entity, b.name, b.mention) for b in seen.values()]
        return out if len(out) == _PAIR and out[0][0] != out[1][0] else []
