from __future__ import annotations

import numpy as np
import pytest

from pipeline.mentions.gazetteer import gazetteer
from pipeline.mentions.surface import lacks_alef, surface, surfaces, without_alef
from pipeline.mentions.words import stems, words
from pipeline.text.chars import key
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import tokenize

CASES = [
    ("دعم للأمم المتحدة", "لأمم المتحدة", "الأمم المتحدة"),
    ("دعم لليمن", "ليمن", "اليمن"),
    ("دعم للبنان", "لبنان", "لبنان"),
    ("دعم وللبنان", "لبنان", "لبنان"),
    ("دعم لليبيا", "ليبيا", "ليبيا"),
    ("دعم للندن", "لندن", "لندن"),
    ("دعم لبنان", "لبنان", "لبنان"),
    ("دعم لفرنسا", "فرنسا", "فرنسا"),
]


@pytest.mark.parametrize(("text", "exact", "alone"), CASES)
def test_a_name_after_lam_gets_back_the_alef_it_lacks_and_no_other(text: str, exact: str, alone: str) -> None:
    start = text.index(exact)
    assert surface(text, start, start + len(exact)) == alone


def test_many_names_come_out_as_one_by_one() -> None:
    tokens = tokenize([text for text, _, _ in CASES])
    doc = list(range(len(CASES)))
    start = [text.index(exact) for text, exact, _ in CASES]
    end = [s + len(exact) for s, (_, exact, _) in zip(start, CASES, strict=True)]
    assert surfaces(tokens, doc, start, end) == [alone for _, _, alone in CASES]
    lacking = without_alef(tokens, np.array(doc), np.array(start), np.array(end))
    assert lacking.tolist() == [alone.startswith("ا") and not exact.startswith("ا") for _, exact, alone in CASES]


@pytest.mark.parametrize("word", ["لبنان", "ليبيا", "ليفربول", "لندن", "لشبونة", "لويس", "لأمم", "ليمن", "لكويت", "لسعودية", "لحزب", "لقدس", "لجنة", "لغة", "لافروف"])
def test_the_surface_and_the_stem_agree_on_whose_lam_it_is(word: str) -> None:
    found, lists = tokenize(["ل" + word]), gazetteer()
    stem = stems(found, words(), lists.whole, lists.whole_slots)
    if stem.skip[0]:
        assert int(stem.stem[0]) == hash_of(("ا" if lacks_alef(word) else "") + key(word))
    else:
        assert lacks_alef(word)
