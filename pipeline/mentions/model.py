"""The shipped tagger: texts' tokens in, spans of names out. Loads the weights; everything it computes stands in the modules it calls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from pipeline.mentions.attributes import attributes
from pipeline.mentions.crf import F32, TYPES, N, best_path, confidence, emissions
from pipeline.mentions.features import I8, compiled
from pipeline.mentions.gazetteer import Known, gazetteer, look_up
from pipeline.mentions.words import Stems, stems, words
from pipeline.text.tokens import I32, I64, U8, U32, Tokens


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained model.

    Attributes:
        table: Quantised weights, one row a hashed feature.
        scale: What one unit of the table is worth.
        transition: Scores of label sequences.
        templates: Feature templates, compiled.
    """

    table: I8
    scale: np.float32
    transition: F32
    templates: I8


@dataclass(frozen=True, slots=True)
class Input:
    """What the tagger knows of a batch before it tags.

    Attributes:
        stems: Stems of the tokens.
        known: What the lists say of them.
        attributes: Their attributes.
        bounds: First token of every sentence, and the number of tokens.
    """

    stems: Stems
    known: Known
    attributes: U32
    bounds: I64


@cache
def weights() -> Weights:
    """The shipped weights."""
    with (files("pipeline.resources") / "names" / "tagger.npz").open("rb") as f, np.load(f) as z:
        return Weights(z["table"], np.float32(z["scale"]), z["transition"], compiled())


def prepare(tokens: Tokens, sentence: I32, domain: int = 0) -> Input:
    """Looks up all the tagger needs to know of a batch."""
    table = words()
    stem = stems(tokens, table)
    known = look_up(tokens, stem, gazetteer())
    n = len(tokens)
    new = np.ones(n, np.bool_)
    if n:
        new[1:] = (tokens.doc[1:] != tokens.doc[:-1]) | (sentence[1:] != sentence[:-1])
    bounds = np.append(np.flatnonzero(new), n).astype(np.int64)
    return Input(stem, known, attributes(tokens, stem, table, known, domain), bounds)


def label(given: Input, model: Weights) -> tuple[U8, F32]:
    """Label of every token, and how sure it is."""
    n = len(given.attributes) - 1
    emission = np.zeros((n, N), np.float32)
    emissions(given.attributes, given.bounds, model.templates, model.table, model.scale, emission)
    labels, sure = np.zeros(n, np.uint8), np.ones(n, np.float32)
    best_path(emission, given.bounds, model.transition, labels)
    confidence(emission, given.bounds, model.transition, labels, sure)
    return labels, sure


def spans_of(labels: U8) -> list[tuple[int, int, str]]:
    """Names as (first token, token after the last, type)."""
    begins = np.flatnonzero(labels & 1)
    ends = np.flatnonzero((labels > 0) & ((np.append(labels[1:], 0) == 0) | (np.append(labels[1:], 1) & 1 == 1))) + 1
    return [(b, e, TYPES[(int(labels[b]) - 1) // 2]) for b, e in zip(begins.tolist(), ends.tolist(), strict=True)]
