"""Which tokens may name an event: the trigger lexicon, read from the resources and looked up in a batch. No choice between hits.

One word gives one `Entry`; words of several lemmas go to the one listed first. Nouns and verbs written alike (قصف) are `Shape.EITHER`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np

from pipeline.events.forms import Shape, noun, verb
from pipeline.events.words import table
from pipeline.text.chars import key
from pipeline.text.lexicon import Hits, Lexicon, hash_of
from pipeline.text.tokens import I32, U64, Tokens
from schemas.vocab import EventType

TYPES: tuple[str, ...] = tuple(EventType)
#: Types a lemma may have at most.
MAX_TYPES = 6
#: Role frames (see `Roles`), by number.
FRAMES = "tirp-"


@dataclass(frozen=True, slots=True)
class Roles:
    """Who is who around a trigger.

    Attributes:
        frame: t (subject acts on object), i (subject acts), r (all sides act), p (it happens to the subject).
        marks: Prepositions that mark the recipient.
    """

    frame: str
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lemma:
    """One line of the lexicon.

    Attributes:
        name: The verb, else the noun; goes into `events.rule`.
        types: Event types it can name, most usual first.
        verb: Roles around the verb.
        noun: Roles around the verbal noun.
        mode: PLOVER mode where the lemma alone settles it.
    """

    name: str
    types: tuple[str, ...]
    verb: Roles
    noun: Roles
    mode: str | None


def _lines(name: str) -> list[str]:
    return [line for line in files("pipeline.resources.events").joinpath(name).read_text("utf8").splitlines() if line and line[0] != "#"]


def _roles(text: str) -> tuple[Roles, Roles]:
    parts = [part.partition(":") for part in text.split("/")]
    both = [Roles(frame, frozenset(key(marks).split())) for frame, _, marks in parts]
    return both[0], both[-1]


def _lemma(name: str, row: dict[str, str]) -> Lemma:
    of_verb, of_noun = _roles(row["roles"])
    return Lemma(name, tuple(row["types"].split(",")), of_verb, of_noun, None if row["mode"] == "-" else row["mode"])


def _paired(head: I32, second: U64) -> U64:
    """One number for the head of a phrase and the hash of its second word."""
    return np.asarray(second ^ (head.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)), np.uint64)


@dataclass(frozen=True)
class Triggers:
    """The lexicon, ready for lookup.

    Attributes:
        lemmas: The lemmas.
        lexicon: Every word, and every word a phrase may begin with.
        word_of: For each of its entries the number of the word, -1 for a mere head.
        head_of: For each of its entries the number of the head in `rests`, -1 if it begins no phrase.
        rests: For each head, by the hash of the second word, the hashes of further words and the number of the phrase; longest first.
        lemma_of: Lemma of each word, then of each phrase.
        shape_of: Shape of each.
        types: For each lemma the indices of its types, padded with -1.
        frames: For each lemma the numbers of its verb's and its noun's frame.
    """

    lemmas: tuple[Lemma, ...]
    lexicon: Lexicon
    word_of: I32
    head_of: I32
    rests: tuple[dict[int, list[tuple[tuple[int, ...], int]]], ...]
    lemma_of: I32
    shape_of: I32
    types: I32
    frames: I32

    @cached_property
    def pairs(self) -> U64:
        """Every head with every second word (see `_paired`), sorted."""
        return np.sort(np.concatenate([*(_paired(np.full(len(r), n, np.int32), np.array(list(r), np.uint64)) for n, r in enumerate(self.rests))]))

    def find(self, tokens: Tokens) -> tuple[Hits, I32, I32]:
        """Every trigger of a batch in order, with its lemma and shape; a phrase hides the words it is made of."""
        seen = self.lexicon.find(tokens, clitics="وفبكل")
        length = np.ones(len(seen), np.int32)
        entry = self.word_of[seen.entry]
        # heads of phrases: whether one of their continuations follows
        busy = -1
        heads = np.flatnonzero(self.head_of[seen.entry] >= 0)
        # few of them are followed by any word that goes on
        second = tokens.key[np.minimum(seen.token[heads] + 1, max(0, len(tokens) - 1))]
        pair = _paired(self.head_of[seen.entry[heads]], second)
        going_on = self.pairs[np.minimum(np.searchsorted(self.pairs, pair), len(self.pairs) - 1)] == pair
        heads, second = heads[going_on], second[going_on].tolist()
        at = seen.token[heads]
        stop = tokens.first[tokens.doc[at] + 1].tolist()
        for i, head, t, word, end in zip(heads.tolist(), self.head_of[seen.entry[heads]].tolist(), at.tolist(), second, stop, strict=True):
            if t <= busy or t + 1 >= end:
                continue
            for rest, number in self.rests[head].get(word, ()):
                if t + 1 + len(rest) < end and all(int(tokens.key[t + 2 + k]) == h for k, h in enumerate(rest)):
                    length[i], entry[i] = 2 + len(rest), number
                    busy = t + 1 + len(rest)
                    break
        # the words of a phrase are no triggers of their own
        taken = np.zeros(len(tokens) + 8, bool)
        for k in range(1, 6):
            taken[seen.token[length > k] + k] = True
        keep = (entry >= 0) & ~taken[seen.token]
        hits = Hits(seen.token[keep], length[keep], entry[keep], seen.skip[keep])
        return hits, self.lemma_of[hits.entry], self.shape_of[hits.entry]


def _words(rows: list[dict[str, str]], lemmas: list[Lemma]) -> dict[str, tuple[int, Shape]]:
    found: dict[str, tuple[int, Shape]] = {}
    never = {key(word) for line in _lines("homographs.txt") for word in line.split()}

    def put(form: str, lemma: int, shape: Shape) -> None:
        if form in never:
            return
        old = found.setdefault(form, (lemma, shape))
        if old[0] == lemma and {old[1], shape} == {Shape.NOUN, Shape.PAST}:
            found[form] = (lemma, Shape.EITHER)

    numbered = []
    for row in rows:
        nouns = [] if row["nouns"] == "-" else row["nouns"].split()
        name = row["past"] if row["past"] != "-" else nouns[0]
        numbered.append((len(lemmas), nouns, row))
        lemmas.append(_lemma(name, row))
    # citation forms first, so that a rare inflection of one lemma never hides a plain form of another
    for number, nouns, row in numbered:
        for stem in nouns:
            put(key(stem), number, Shape.NOUN)
        for column, shape in (("past", Shape.PAST), ("present", Shape.PRESENT)):
            if row[column] != "-":
                put(key(row[column]), number, shape)
        for form in row["other"].split():
            if form != "-":
                put(key(form), number, Shape.PARTICIPLE)
    for number, nouns, row in numbered:
        for stem in nouns:
            for form, shape in noun(stem):
                put(form, number, shape)
        for form, shape in verb(row["past"], row["present"]):
            put(form, number, shape)
    return found


def _phrases(rows: list[dict[str, str]], lemmas: list[Lemma]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        head = row["head"]
        if head[0] == "=":
            heads = {key(head[1:])}
        else:
            before, after, masdar = head.split()
            heads = {form for form, _ in verb(before, after)} | ({masdar, "ال" + masdar} if masdar != "-" else set())
        first = head.lstrip("=").split()[0]
        number = len(lemmas)
        lemmas.append(_lemma(f"{first} {row['rest'].split(';')[0]}", row))
        for form in heads:
            for rest in row["rest"].split(";"):
                found.setdefault(key(f"{form} {rest}"), number)
    return found


@cache
def triggers() -> Triggers:
    """The shipped lexicon."""
    lemmas: list[Lemma] = []
    words = _words(table("triggers.tsv"), lemmas)
    phrases = _phrases(table("phrases.tsv"), lemmas)
    types = np.full((len(lemmas), MAX_TYPES), -1, np.int32)
    for i, lemma in enumerate(lemmas):
        types[i, : len(lemma.types)] = [TYPES.index(t) for t in lemma.types]
    frames = np.array([[FRAMES.index(lemma.verb.frame), FRAMES.index(lemma.noun.frame)] for lemma in lemmas], np.int32)
    lemma_of = np.array([w[0] for w in words.values()] + list(phrases.values()), np.int32)
    shape_of = np.array([w[1] for w in words.values()] + [Shape.PHRASE] * len(phrases), np.int32)
    heads: dict[str, dict[int, list[tuple[tuple[int, ...], int]]]] = {}
    for number, phrase in enumerate(phrases):
        first, *rest = (part for part in phrase.split())
        hashes = [hash_of(w) for w in rest]
        heads.setdefault(first, {}).setdefault(hashes[0], []).append((tuple(hashes[1:]), len(words) + number))
    for head in heads.values():
        for rests in head.values():
            rests.sort(key=lambda r: -len(r[0]))
    entries = [*words, *(h for h in heads if h not in words)]
    word_of = np.array([i if i < len(words) else -1 for i in range(len(entries))], np.int32)
    numbers = {h: i for i, h in enumerate(heads)}
    head_of = np.array([numbers.get(e, -1) for e in entries], np.int32)
    return Triggers(tuple(lemmas), Lexicon(entries), word_of, head_of, tuple(heads.values()), lemma_of, shape_of, types, frames)
