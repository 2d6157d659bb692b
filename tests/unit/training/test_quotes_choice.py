"""Weights of a choice among candidates."""

from __future__ import annotations

import math

from training.quotes_choice import fit_choice


def _share(weights: dict[str, float], choice: list[list[str]], right: int) -> float:
    shares = [math.exp(sum(weights.get(f, 0.0) for f in features)) for features in choice]
    return shares[right] / sum(shares)


def test_what_tells_the_right_candidate_gets_the_weight() -> None:
    choice = [(["near", "name"], 1), (["far", "name"], 0), (["far"], 0)]
    weights = fit_choice([choice] * 20, [1.0] * 20)
    assert weights["near"] > 0 > weights["far"]
    assert _share(weights, [features for features, _ in choice], 0) > 0.8


def test_candidates_that_are_all_right_or_all_wrong_teach_nothing() -> None:
    assert fit_choice([[(["a"], 1), (["b"], 1)], [(["a"], 0), (["b"], 0)], [(["c"], 1), (["d"], 0)]], [5.0, 5.0, 5.0]).keys() == {"c", "d"}


def test_an_article_that_counts_more_weighs_more() -> None:
    choices = [[(["a"], 1), (["b"], 0)], [(["a"], 0), (["b"], 1)]]
    weights = fit_choice(choices, [6.0, 2.0])
    assert weights["a"] > weights["b"]
