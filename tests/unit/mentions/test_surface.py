from __future__ import annotations

import numpy as np
import pytest

from pipeline.mentions.surface import surface, surfaces, without_alef
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
