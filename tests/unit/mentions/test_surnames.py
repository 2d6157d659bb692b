from __future__ import annotations

import numpy as np
import pytest

from pipeline.mentions.aliases import Names, places
from pipeline.mentions.crf import LABELS, TYPES
from pipeline.mentions.surnames import DECIDES, add_surnames
from pipeline.mentions.words import stems, words
from pipeline.text.tokens import Tokens, tokenize

TEXT = "انضم ماريو سوريا إلى الفريق. وبدأ سوريا مشواره، ثم وقع سوريا عقدا."


def read(tokens: Tokens, found: list[tuple[str, str, float]], lead: float) -> tuple[np.ndarray, np.ndarray]:
    """Scores after the hints, and where there were any; `found` is what the first reading gave, in order."""
    spans, at = [], 0
    for exact, kind, score in found:
        size = len(exact.split())
        while " ".join(tokens.text(i) for i in range(at, at + size)) != exact:
            at += 1
        spans.append((at, at + size, TYPES.index(kind), score))
        at += size
    begin, end, kinds, score = zip(*spans, strict=True)
    names = Names(np.array(begin), np.array(end), np.array(kinds, np.uint8), np.array(score, np.float32))
    emission = np.zeros((len(tokens), len(LABELS)), np.float32)
    emission[names.begin[names.type == TYPES.index("LOC")], LABELS.index("B-LOC")] = lead
    raised = add_surnames(places(tokens, stems(tokens, words()), np.arange(len(tokens))), names, emission)
    return emission, raised


def persons(text: str, found: list[tuple[str, str, float]], lead: float = 5.0) -> list[str]:
    """Words that are rather a person than a place after the hints."""
    tokens = tokenize([text])
    emission, raised = read(tokens, found, lead)
    assert np.array_equal(raised, emission[:, 1:3].max(axis=1) > 0)
    return [tokens.text(i) for i in np.flatnonzero(emission[:, 1:3].max(axis=1) > emission[:, LABELS.index("B-LOC")])]


def test_full_name_decides_what_the_last_name_is() -> None:
    assert persons(TEXT, [("ماريو سوريا", "PER", 0.97), ("سوريا", "LOC", 0.9), ("سوريا", "LOC", 0.9)]) == ["سوريا", "سوريا"]


def test_nothing_happens_where_all_is_clear() -> None:
    assert persons(TEXT, [("ماريو سوريا", "PER", 0.97), ("سوريا", "PER", 0.9)]) == []


@pytest.mark.parametrize("kind", ["ORG", "LOC"])
def test_only_persons_decide(kind: str) -> None:
    assert persons(TEXT, [("ماريو سوريا", kind, 0.97), ("سوريا", "LOC", 0.9)]) == []


def test_doubtful_full_name_decides_nothing_but_two_may() -> None:
    twice = "قال ماريو سوريا أمس. ماريو سوريا لاعب. وصل سوريا."
    assert persons(twice, [("ماريو سوريا", "PER", 0.6), ("سوريا", "LOC", 0.9)]) == []
    assert persons(twice, [("ماريو سوريا", "PER", 0.6), ("ماريو سوريا", "PER", 0.6), ("سوريا", "LOC", 0.9)]) == ["سوريا"]


def test_place_beyond_doubt_stays_one() -> None:
    found = [("ماريو سوريا", "PER", 0.97), ("سوريا", "LOC", 1.0)]
    assert persons(TEXT, found, lead=DECIDES.lead + 1) == []


def test_last_name_of_a_full_name_read_in_part_is_not_torn_off() -> None:
    tokens = tokenize(["قال ماريو سوريا أمس. ثم غاب ماريو سوريا اليوم."])
    last = [i for i in range(len(tokens)) if tokens.text(i) == "سوريا"][1]
    emission, raised = read(tokens, [("ماريو سوريا", "PER", 0.97), ("سوريا", "LOC", 0.9)], 5.0)
    assert np.flatnonzero(raised).tolist() == [last - 1, last]
    assert LABELS[int(emission[last].argmax())] == "I-PER"
    assert emission[last - 1, LABELS.index("B-PER")] > 0


def test_name_with_a_dash_is_no_full_name() -> None:
    assert persons("سارة - سوريا: حلمت أمس. وصل سوريا.", [("سارة - سوريا", "PER", 0.97), ("سوريا", "LOC", 0.9)]) == []


def test_other_articles_do_not_hear_of_it() -> None:
    tokens = tokenize(["قال ماريو سوريا أمس.", "وصل سوريا."])
    _, raised = read(tokens, [("ماريو سوريا", "PER", 0.97), ("سوريا", "LOC", 0.9)], 5.0)
    assert not raised.any()
