"""The role phrases of a text and what narrows each role: السفير الروسي لدى واشنطن, وزير الخارجية الأمريكي, مصدر أمني.

How far a phrase goes is decided in `role_reading`, whose role it is in `coreference`.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from pipeline.entities.gazetteer import country_named, nationality, seats
from pipeline.entities.skeleton import name_form, without_article
from pipeline.mentions.role_beside import persons_beside
from pipeline.mentions.role_lexicon import RoleWord, role_lexicon
from pipeline.mentions.role_reading import AFTER_AND, AGREEING, B1, INDEFINITE, INNER, NAMED, PLAIN, SEAT, WRITTEN_TO, read_phrases
from pipeline.mentions.role_tables import DEFINITE, ROLE, SINGULAR, SOURCE, tables
from pipeline.mentions.role_traits import LONGEST, NOUN, add_traits
from pipeline.mentions.spans import SpanTable, mention_tokens
from pipeline.mentions.surface import surface, surfaces
from pipeline.text.chars import key
from pipeline.text.lexicon import Hits
from pipeline.text.tokens import I32, I64, U32, WORD, Tokens

_PLURAL_NISBA = ("ي", "يه", "يون", "يين")


class RolePhrase(NamedTuple):
    """One phrase that names a role.

    Attributes:
        doc: Index of the article.
        first: Index of its first token.
        last: Index of its last token.
        start: First code point, clitics left out.
        end: Code point after the last.
        text: The phrase as it would stand alone.
        word: Its noun.
        modifiers: What narrows the role, folded; countries as ``@RU``, the country an envoy is sent to as ``>US``.
        has_clitic: Whether و ف ب ك ل stands before it.
        beside: Row of the name beside it of the person whose role it is, -1 if none is.
    """

    doc: int
    first: int
    last: int
    start: int
    end: int
    text: str
    word: RoleWord
    modifiers: frozenset[str]
    has_clitic: bool
    beside: int


def _modifier(what: int, word: str) -> str:
    """What a word that narrows a role is among its modifiers."""
    if what in (AGREEING, INDEFINITE):
        code = nationality(word)
        return "@" + code if code else without_article(word) if what == AGREEING else word
    if what == AFTER_AND:
        word = word[1:]
    elif what == WRITTEN_TO:
        word = "ا" + word[1:] if word.startswith("لل") else word[1:]
    return word if what == PLAIN else without_article(word)


@lru_cache(maxsize=1 << 14)
def _named(exact: str, is_place: bool, is_seat: bool) -> tuple[str, ...]:
    """What an organisation or place that narrows a role is among its modifiers: a country's code, the parts of another name."""
    form = name_form(exact)
    code = (country_named(exact) or (seats().get(form.text) if is_seat else None)) if is_place else None
    return ((">" if is_seat else "@") + code,) if code else form.parts


class RoleReader:
    """Reads role phrases out of the tokens of a batch.

    Args:
        tokens: The batch.
        spans: The names found in it.
    """

    def __init__(self, tokens: Tokens, spans: SpanTable) -> None:
        self.tokens, self.spans = tokens, spans
        covered, first, last = mention_tokens(tokens, spans)
        start, end = np.array(spans.start, np.int32), np.array(spans.end, np.int32)
        self._names = (covered, last, np.frombuffer(bytes(map("PER".__eq__, spans.type)), np.uint8), start, end)
        # read one by one from here on, which views do faster than arrays
        self.covered, self.first_token, self.last_token = covered.data, first.data, last.data
        self.breaks, self._kind, self._keys = tokens.breaks.data, tokens.kind.data, tokens.key.data
        self.doc, self.first = tokens.doc.data, tokens.first.data
        self.lexicon = role_lexicon()
        self._words: dict[int, str] = {}

    def word(self, j: int) -> str:
        """Token `j`, folded."""
        h = self._keys[j]
        w = self._words.get(h)
        if w is None:
            w = self._words[h] = key(self.tokens.text(j))
        return w

    def _until(self, hits: Hits) -> I64:
        """For indefinite sources the token after their adjectives, for other nouns the one after themselves."""
        out = hits.token + hits.length
        shape = tables().shape[hits.entry]
        for h in np.flatnonzero((shape & (SOURCE | DEFINITE)) == SOURCE).tolist():
            i, j = int(hits.token[h]), int(out[h])
            end = min(self.first[self.doc[i] + 1], i + LONGEST)
            while j < end and self._kind[j] == WORD and not self.breaks[j] and self.covered[j] < 0:
                w = self.word(j)
                if not (w in self.lexicon.indefinite or nationality(w) or (w.endswith(_PLURAL_NISBA) and len(w) > 3 and not w.startswith("ال"))):
                    break
                j += 1
            out[h] = j
        return out

    def _told(self, out: I32, begin: list[int], hits: Hits) -> list[tuple[str, ...]]:
        """What each row of what narrows the roles becomes among the modifiers; rows in which another role narrows one come after that role's."""
        spans, texts = self.spans, self.tokens.texts
        known: dict[int, tuple[str, ...]] = {}
        # one kind of narrowing by one word is told once in a batch
        same = self.tokens.key[out[:, 1]] ^ (out[:, 0].astype(np.uint64) << np.uint64(60))
        told: list[tuple[str, ...]] = []
        noun_at = np.searchsorted(hits.token, out[:, 1]).tolist()
        for what, j, h, inner in zip(out[:, 0].tolist(), out[:, 1].tolist(), same.tolist(), noun_at, strict=True):
            if what < NAMED:
                found = known.get(h)
                if found is None:
                    found = known[h] = (_modifier(what, self.word(j)),)
            elif what == INNER:
                found = (self.lexicon.words[hits.entry[inner]].lemma, *chain(*told[begin[inner + 1] : begin[inner]]))
            else:
                m = self.covered[j]
                found = _named(surface(texts[spans.doc[m]], spans.start[m], spans.end[m]), spans.type[m] == "LOC", what == SEAT)
            told.append(found)
        return told

    def _nouns(self) -> Hits:
        """The nouns of role outside names."""
        hits = self.lexicon.lexicon.find(self.tokens, clitics="وفبكل")
        free = self._names[0][hits.token] < 0
        return Hits(hits.token[free], hits.length[free], hits.entry[free], hits.skip[free])

    def _traits(self, nouns: Hits, until: I64) -> tuple[U32, I64]:
        """The traits of the words behind nouns, and for tokens of names the token after the name."""
        t = self.tokens
        start, end = self._names[3:]
        traits, after = np.zeros(len(t), np.uint32), np.zeros(len(t), np.int64)
        traits[nouns.token] = NOUN
        room = np.empty(2 * max(int((t.end - t.start).max()), int((end - start).max(initial=0))), np.uint32)
        columns = (t.chars, t.base, t.first, t.doc, t.start, t.end, t.kind, t.breaks, t.key)
        add_traits(*columns, *self._names, *tables()[:5], nouns.token, nouns.length, until, room, traits, after)
        return traits, after

    def _beside(self, first: I64, last: I64, is_role: B1, is_narrow: B1, has_clitic: B1) -> list[int]:
        """The person beside each phrase."""
        t, known = self.tokens, tables()
        covered, _, is_person, start, _ = self._names
        ahead, beside = np.empty(len(first), np.int32), np.empty(len(first), np.int32)
        columns = (t.chars, t.base, t.first, t.doc, t.start, t.end, t.breaks, t.key)
        persons_beside(*columns, covered, is_person, start, known.hashes, known.bits, first, last, is_role, is_narrow, has_clitic, ahead, beside)
        return beside.tolist()

    def read(self) -> list[RolePhrase]:
        """All role phrases of the batch in order; none begins inside a name or inside another."""
        tokens, nouns = self.tokens, self._nouns()
        n = len(nouns)
        if not n:
            return []
        until, shape, docs = self._until(nouns), tables().shape[nouns.entry], tokens.doc[nouns.token]
        traits, after = self._traits(nouns, until)
        last, begin, is_kept, out = np.empty(n, np.int64), np.empty(n + 1, np.int32), np.zeros(n, np.bool_), np.zeros((n * LONGEST + 1, 2), np.int32)
        read_phrases(traits, after, tokens.first[docs + 1], nouns.token, nouns.length, nouns.skip, shape, until, out, begin, last, is_kept)
        rows = begin.tolist()
        told = self._told(out[1 : rows[0] + 1], rows, nouns)
        at = np.flatnonzero(is_kept)
        none = frozenset[str]()
        modifiers = [none.union(*told[rows[h + 1] : rows[h]]) for h in at.tolist()]
        first, last, skip = nouns.token[at], last[at], nouns.skip[at]
        beside = self._beside(first, last, (shape[at] & (ROLE | SINGULAR)) == ROLE | SINGULAR, begin[at] > begin[at + 1], skip > 0)
        doc, start, end = docs[at].tolist(), (tokens.start[first] + skip).tolist(), tokens.end[last].tolist()
        words = [self.lexicon.words[e] for e in nouns.entry[at].tolist()]
        texts = surfaces(tokens, doc, start, end)
        return list(map(RolePhrase, doc, first.tolist(), last.tolist(), start, end, texts, words, modifiers, (skip > 0).tolist(), beside))
