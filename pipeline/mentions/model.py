"""The shipped tagger: texts' tokens in, spans of names out. Loads the weights; everything it computes stands in the modules it calls."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numba import njit

from pipeline.mentions.article import context
from pipeline.mentions.attributes import CONTEXT
from pipeline.mentions.corrections import correct
from pipeline.mentions.crf import B1, CHECK, F32, N, best_path, confidence, stretches
from pipeline.mentions.features import I8, I16, compiled
from pipeline.mentions.gazetteer import gazetteer, look_on
from pipeline.mentions.habits import reread
from pipeline.mentions.plan import plan
from pipeline.mentions.positions import positions
from pipeline.mentions.scoring import OUTSIDE, packed, token_scores
from pipeline.mentions.sentence_net import SentenceNet, sentence_net
from pipeline.mentions.steps import steps
from pipeline.mentions.vocabulary import Vocabulary
from pipeline.mentions.words import Stems, words
from pipeline.text.tokens import I32, I64, U8, U32, U64, Tokens


@dataclass(frozen=True)
class Weights:
    """A trained model.

    Attributes:
        table: Quantised weights, one row a hashed feature.
        check: The table's column of checks, by itself.
        scale: What one unit of the table is worth.
        transition: Scores of label sequences by class of step (`steps.Step`); shape (steps, `N` + 1, `N`), the last row of each for a sentence's beginning.
        templates: Feature templates, compiled.
        gate: Weights of the gate, which says what is surely outside of names.
        floor: The gate's sum under which a position is.
        net: The network that corrects the scores, if there is one.
    """

    table: I8
    check: I8
    scale: np.float32
    transition: F32
    templates: I16
    gate: I8 = field(default_factory=lambda: np.zeros(1, np.int8))
    floor: int = 0
    net: SentenceNet | None = None

    @cached_property
    def packed(self) -> U64:
        """The table as the scores are computed from."""
        return packed(self.table)


@dataclass(frozen=True)
class Input:
    """What the tagger knows of a batch before it tags.

    Attributes:
        stems: Stems of the tokens.
        word: Number of the word of every token.
        order: Tokens the tagger reads: all but quotation marks, so that حي "القاهرة" reads as حي القاهرة.
        bounds: First position in `order` of every sentence, and the number of positions.
        step: How every position joins the one before it (`steps.Step`).
        of_places: Attributes of the positions that do not follow from the word (see `Positions`).
        vocabulary: What is known of the words.
    """

    stems: Stems
    word: I32
    order: I64
    bounds: I64
    step: U8
    of_places: U8
    vocabulary: Vocabulary

    @cached_property
    def attributes(self) -> U32:
        """All attributes of every position, and a last row for what lies beyond a sentence: what training reads."""
        rows: U32 = self.vocabulary.attributes[np.append(self.word[self.order], OUTSIDE)]
        rows[:-1, CONTEXT] = self.of_places[:, : len(CONTEXT)]
        return rows


class _Met(threading.local):
    """The words of news met so far, by thread: looking words up adds to them."""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary()


_met = _Met()


@cache
def weights() -> Weights:
    """The shipped weights."""
    with (files("pipeline.resources") / "names" / "tagger.npz").open("rb") as f, np.load(f) as z:
        table = z["table"]
        return Weights(table, np.ascontiguousarray(table[:, CHECK]), np.float32(z["scale"]), z["transition"], compiled(), z["gate"], int(z["floor"]), sentence_net())


def prepare(tokens: Tokens, sentence: I32, vocabulary: Vocabulary | None = None) -> Input:
    """Looks up all the tagger needs to know of a batch.

    Args:
        tokens: The batch.
        sentence: Number of the sentence of every token.
        vocabulary: Words met before, and for training what is known of them; else the words of news met in this thread.
    """
    met = _met.vocabulary if vocabulary is None else vocabulary
    table, lists = words(), gazetteer()
    word = met.number(tokens)
    each = met.stems.take(word)
    phrase, again = look_on(tokens, word, met.stems, met.known, lists), reread(tokens, word, met.stems.stem, met.stems.row, met.read)
    told = context(tokens, word, each, met.said)
    order, bounds, of_places = positions(tokens, sentence, each, table, phrase, again, told)
    return Input(each, word, order, bounds, steps(word, order, bounds, met.steps), of_places, met)


def scores(given: Input, model: Weights, out: F32 | None = None) -> F32:
    """Score of every label at every position; they are written into `out`, if that is given."""
    emission = np.empty((len(given.order), N), np.float32) if out is None else out
    how, table, met = plan(), model.packed, given.vocabulary
    said = met.sums(model.gate, table)
    word = given.word[given.order]
    token_scores(
        word,
        met.attributes,
        given.of_places,
        how.alone,
        how.groups,
        said.gates,
        model.floor,
        given.bounds,
        how.joint,
        how.arity,
        table,
        said.sums,
        model.scale,
        emission,
    )
    if (net := model.net) is not None:
        rows, flat = met.rows(net), (net.mix.ravel(), net.feed_rows, net.base, net.out.ravel(), net.bias)
        correct(rows.of_word[word], rows.number(given.of_places), rows.words, rows.sets, given.bounds, net.units, *flat, emission)
    return emission


def decode(emission: F32, given: Input, model: Weights) -> tuple[U8, F32]:
    """Best label of every position, and how sure it is."""
    labels, sure = np.zeros(len(emission), np.uint8), np.ones(len(emission), np.float32)
    decode_again(emission, given, model, np.ones(len(emission), np.bool_), labels, sure)
    return labels, sure


def decode_again(emission: F32, given: Input, model: Weights, changed: B1, labels: U8, sure: F32) -> None:
    """Reads anew what other scores at the positions `changed` may change, into the labels and confidences given."""
    low, high = stretches(emission, given.bounds, changed)
    best_path(emission, given.step, low, high, model.transition, labels)
    confidence(emission, given.step, low, high, model.transition, labels, sure)


@njit(cache=True, nogil=True)
def _fill_ends(labels: U8, begin: I64, end: I64) -> None:
    for n in range(len(begin)):
        i = begin[n] + 1
        # labels of the inside of names are the even ones
        while i < len(labels) and labels[i] > 0 and labels[i] & 1 == 0:
            i += 1
        end[n] = i


def spans_of(labels: U8) -> tuple[I64, I64, U8]:
    """Names by first position, position after the last, number of the type."""
    begin = np.flatnonzero(labels & 1)
    end = np.empty_like(begin)
    _fill_ends(labels, begin, end)
    return begin, end, (labels[begin] - 1) // 2
