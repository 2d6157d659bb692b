"""Every word met, and what follows from the word alone: looked up once a word, however many articles it stands in. Nothing of where a word stands.

News repeats its words: of the 50,000 different ones in a thousand articles, four in five stood in the ten thousand before. So a process keeps
what it looked up, until there are too many words, and forgets all of it then. What is found does not depend on what was met before.
"""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.mentions import article, steps
from pipeline.mentions.attributes import BEYOND, A, of_words
from pipeline.mentions.crf import F32, N
from pipeline.mentions.features import I8, I16
from pipeline.mentions.gazetteer import Known, gazetteer, look_up
from pipeline.mentions.habits import Habits, habits
from pipeline.mentions.net_rows import NetRows
from pipeline.mentions.plan import OFFSETS, plan
from pipeline.mentions.scoring import OUTSIDE, gate_sums
from pipeline.mentions.sentence_net import SentenceNet
from pipeline.mentions.words import Stems, stems, words
from pipeline.text.distinct import Numbering
from pipeline.text.tokens import I32, U8, U32, U64, Tokens

#: Words from which on all are forgotten: some 250 bytes each (the rows of `net_rows` are kept by kind of word).
LIMIT: Final = 1 << 18
#: Room for words to begin with: for all that may be kept, and those of one batch more. Memory is taken only as words fill it.
_ROOM: Final = LIMIT + (1 << 16)
_T = TypeVar("_T", bound=np.generic)


def _roomy(array: npt.NDArray[_T], n: int) -> npt.NDArray[_T]:
    """The same array with room for `n` rows."""
    larger = np.zeros((n, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger


class Sums:
    """What the words say to one model around them.

    Args:
        gate: Weights of the model's gate.
        table: Its weight table, packed.

    Attributes:
        gates: What each word says to the gate at every offset from it; one entry an offset, word after word.
        sums: What it says of the labels there, in two numbers, where that was asked for (see `scoring.token_scores`).
    """

    def __init__(self, gate: I8, table: U64) -> None:
        self.gate, self.table = gate, table
        self.gates: I16 = np.zeros(0, np.int16)
        self.sums: U64 = np.zeros((0, 2), np.uint64)
        self._known = 0

    def forget(self) -> None:
        """Begins anew with the words' numbers."""
        self.sums[: self._known * OFFSETS] = 0
        self._known = 0

    def extend(self, attributes: U32, known: int) -> None:
        """Takes in the words up to number `known`, of those whose attributes are given."""
        room = len(attributes) * OFFSETS
        if len(self.gates) < room:
            self.gates, self.sums = _roomy(self.gates, room), _roomy(self.sums, room)
        how = plan()
        gate_sums(attributes[self._known : known], how.alone, how.groups, self.gate, self.gates[self._known * OFFSETS : known * OFFSETS])
        self._known = known


class Vocabulary:
    """The words met so far. Number `OUTSIDE` is no word: it stands for what lies beyond a sentence.

    What is kept of a batch is valid until the next one is read.

    Args:
        read: How the corpus was read, for training; else the shipped table.
        domain: Number of the corpus, for training; 0 is news.

    Attributes:
        read: How the corpus was read.
        stems: Stems of the words.
        known: What the lists say of them.
        said: What they tell of the words beside them (see `article.of_words`).
        steps: What they say of the step to them (see `steps.of_words`).
        attributes: What the tagger sees of them; the columns in `CONTEXT` are 0.
    """

    def __init__(self, read: Habits | None = None, domain: int = 0) -> None:
        self.read, self._domain = read or habits(), domain
        self._numbers = Numbering(OUTSIDE + 1)
        self._sums: Sums | None = None
        self._rows: NetRows | None = None
        self._room: F32 = np.empty((0, N), np.float32)
        self.stems = Stems(np.zeros(_ROOM, np.uint8), np.zeros(_ROOM, np.int32), np.zeros(_ROOM, np.uint64))
        self.known = Known(np.zeros(_ROOM, np.uint16), np.zeros(_ROOM, np.uint8), np.zeros(_ROOM, np.uint8))
        self.said: U32 = np.zeros(_ROOM, np.uint32)
        self.steps: U8 = np.zeros(_ROOM, np.uint8)
        self.attributes: U32 = np.zeros((_ROOM, len(A)), np.uint32)
        self.attributes[OUTSIDE] = BEYOND
        # templates that see the corpus see it at the position itself, which is inside
        self.attributes[OUTSIDE, A.DOMAIN] = self._domain

    def __len__(self) -> int:
        """The number the next word will have."""
        return len(self._numbers)

    def _forget(self) -> None:
        # memory is kept, and written over: to ask the system for it anew takes longer than to look the words up again
        self._numbers.forget()
        if self._sums is not None:
            self._sums.forget()
        if self._rows is not None:
            self._rows.forget_words()

    def number(self, tokens: Tokens) -> I32:
        """Number of the word of every token; words not met before are looked up."""
        if len(self) > LIMIT:
            self._forget()
        first = len(self)
        word, sample = self._numbers.number(tokens)
        if len(self) > len(self.attributes):
            n = max(len(self), 2 * len(self.attributes))
            s, k = self.stems, self.known
            self.stems = Stems(_roomy(s.skip, n), _roomy(s.row, n), _roomy(s.stem, n))
            self.known = Known(_roomy(k.bits, n), _roomy(k.trigger, n), _roomy(k.opens, n))
            self.said, self.steps, self.attributes = _roomy(self.said, n), _roomy(self.steps, n), _roomy(self.attributes, n)
        table, lists, new = words(), gazetteer(), slice(first, len(self))
        stem = stems(tokens, table, lists.whole, lists.whole_slots, sample=sample)
        known = look_up(tokens, sample, stem, lists)
        self.stems.skip[new], self.stems.row[new], self.stems.stem[new] = stem.skip, stem.row, stem.stem
        self.known.bits[new], self.known.trigger[new], self.known.opens[new] = known.bits, known.trigger, known.opens
        self.said[new] = article.of_words(tokens, sample, stem, table, known)
        of_words(tokens, sample, stem, table, known, self.read, self._domain, self.attributes[new])
        self.steps[new] = steps.of_words(self.attributes[new])
        return word

    def room(self, n: int) -> F32:
        """Memory for the scores of so many positions, which the next batch writes over.

        It is the largest array of a batch, and some systems take longer to give that much anew than we take to fill it.
        """
        if n > len(self._room):
            self._room = np.empty((n, N), np.float32)
        return self._room[:n]

    def sums(self, gate: I8, table: U64) -> Sums:
        """What the words say to a model; only those of the last model asked for are kept."""
        if self._sums is None or self._sums.gate is not gate or self._sums.table is not table:
            self._sums = Sums(gate, table)
        self._sums.extend(self.attributes, len(self))
        return self._sums

    def rows(self, net: SentenceNet) -> NetRows:
        """What the words are to a network; only those of the last one asked for are kept."""
        if self._rows is None or self._rows.net is not net:
            self._rows = NetRows(net)
        self._rows.extend(self.attributes, len(self))
        return self._rows
