"""Which tokens may name an event: the trigger lexicon, read from the resources and looked up in a batch. No choice between hits.

One word gives one `Entry`; words of several lemmas go to the one listed first. Nouns and verbs written alike (قصف) are `Shape.EITHER`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from pipeline.events.forms import Shape, noun, verb
from pipeline.events.words import table
from pipeline.text.chars import key
from pipeline.text.lexicon import Hits, Lexicon
from pipeline.text.tokens import I32, Tokens
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


@dataclass(frozen=True)
class Triggers:
    """The lexicon, ready for lookup.

    Attributes:
        lemmas: The lemmas.
        words: Single words.
        phrases: Triggers of several words.
        lemma_of: Lemma of each word of `words`, then of each phrase.
        shape_of: Shape of each.
        types: For each lemma the indices of its types, padded with -1.
        frames: For each lemma the numbers of its verb's and its noun's frame.
    """

    lemmas: tuple[Lemma, ...]
    words: Lexicon
    phrases: Lexicon
    lemma_of: I32
    shape_of: I32
    types: I32
    frames: I32

    def find(self, tokens: Tokens) -> tuple[Hits, I32, I32]:
        """Every trigger of a batch in order, phrases before the words they begin with, with its lemma and shape."""
        a, b = self.phrases.find(tokens, clitics="وفبكل"), self.words.find(tokens, clitics="وفبكل")
        # the words of a phrase are no triggers of their own
        taken = np.zeros(len(tokens) + 8, bool)
        for k in range(6):
            taken[a.token[a.length > k] + k] = True
        free = ~taken[b.token]
        # وقف إطلاق النار holds إطلاق النار: the phrase begun first wins
        inside = np.zeros(len(tokens) + 8, bool)
        for k in range(1, 6):
            inside[a.token[a.length > k] + k] = True
        own = ~inside[a.token]
        a = Hits(a.token[own], a.length[own], a.entry[own], a.skip[own])
        n = len(self.words)
        token = np.concatenate([a.token, b.token[free]])
        order = np.argsort(token, kind="stable")
        entry = np.concatenate([a.entry + n, b.entry[free]])[order]
        hits = Hits(token[order], np.concatenate([a.length, b.length[free]])[order], entry, np.concatenate([a.skip, b.skip[free]])[order])
        return hits, self.lemma_of[entry], self.shape_of[entry]


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
    return Triggers(tuple(lemmas), Lexicon(words), Lexicon(phrases), lemma_of, shape_of, types, frames)
