"""Features are numbers inside and names outside; the sums of weights are those of the names."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from numba import njit

from pipeline.quotes.batch import Batch, prepare
from pipeline.quotes.features import report_features
from pipeline.quotes.letters import ends_with_pronoun, is_definite, looks_circumstantial
from pipeline.quotes.model import TEMPLATES, WIDTH, Models, models, name_of, number_of, parts, predict, shipped, sigmoid
from pipeline.quotes.reports import reports
from pipeline.quotes.stretches import stretches
from pipeline.quotes.symbols import SCALE, step
from schemas import TABLES


@njit
def _predict(t, model, features, n):
    return predict(t, model, features, n)


@njit
def _seen(b, rep, m, out):
    return report_features(b, rep[m], nested=False, out=out)


@njit
def _shown(b, i):
    return is_definite(b, i), ends_with_pronoun(b, i), looks_circumstantial(b, i)


def batch_of(text: str) -> Batch:
    """One article without names."""
    articles = pl.DataFrame({"article_id": ["a"], "title": [None], "text": [text]}, schema=dict.fromkeys(("article_id", "title", "text"), pl.String))
    return prepare(articles, TABLES["mentions"].empty(), models().symbols)[0]


def test_every_shipped_feature_has_a_number_that_names_it() -> None:
    known = models().symbols
    for model, templates in TEMPLATES.items():
        numbers = {name: number_of(known, model, *parts(name)) for name in shipped()[model] if parts(name)[0] in templates}
        assert len(set(numbers.values())) == len(numbers)
        assert all(name_of(known, number) == name for name, number in numbers.items())


@pytest.mark.parametrize("model", list(TEMPLATES))
def test_a_kernel_sums_the_weights_of_the_names(model: str) -> None:
    weights = shipped()[model]
    names = [name for name in weights if parts(name)[0] in TEMPLATES[model]][:20]
    features = np.array([number_of(models().symbols, model, *parts(name)) for name in names] + [1 << 40], np.int64)
    found = _predict(models().tables, list(TEMPLATES).index(model), features, len(features))
    assert math.isclose(found, sigmoid(weights.get("bias", 0.0) + sum(weights[name] for name in names)))


def test_features_of_a_report_by_name() -> None:
    batch = batch_of("وقال المدير إن العمل سيبدأ غداً.")
    rep, _ = reports(batch, stretches(batch))
    out = np.zeros(WIDTH, np.int64)
    names = {name_of(models().symbols, int(f)) for f in out[: _seen(batch, rep, 0, out)]}
    assert {"l=قال", "lt=قال/past", "s=role", "st=role/past/that", "n=False/that", "c=و/past", "cls=state/that", "fr=past/that/-"} <= names


def test_without_weights_plain_rules_hold() -> None:
    empty = Models({})
    assert not empty.tables.ready.any()
    assert len(empty.symbols.names) < len(models().symbols.names)


@pytest.mark.parametrize(
    ("word", "expected"),
    {
        "المدير": (True, False, False),
        "للبيت": (True, False, False),
        "والمدير": (True, False, False),
        "مدير": (False, False, False),
        "استقالته": (False, True, False),
        "قوله": (False, False, False),
        "موقفهما": (False, True, True),
        "مؤكداً": (False, False, True),
        "معلقة": (False, False, True),
        "ماء": (False, False, False),
    }.items(),
)
def test_what_letters_show(word: str, expected: tuple[bool, bool, bool]) -> None:
    assert _shown(batch_of(word), 0) == expected


def test_the_scale_of_counts() -> None:
    assert [step(n) for n in SCALE] == [str(n) for n in SCALE]
    assert (step(-3), step(4), step(36), step(1000)) == ("0", "5", "99", "99")
