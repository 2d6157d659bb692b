from __future__ import annotations

import numpy as np
import pytest

from pipeline.mentions.aliases import Name, Strength, add_hints, places, strength_left
from pipeline.mentions.crf import LABELS
from pipeline.mentions.edges import trimmed
from pipeline.mentions.words import stems, words
from pipeline.text.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "begin", "end", "want"),
    [
        ("معهد “ميدلبري” للدراسات", 0, 3, "معهد “ميدلبري”"),
        ("معهد “ميدلبري” للدراسات", 0, 5, "معهد “ميدلبري” للدراسات"),
        ("في “ميدلبري” اليوم", 1, 4, "ميدلبري"),
        ("المركز الوطني (م و) قال", 0, 4, "المركز الوطني"),
        ("صحيفة «المدى»، التي", 0, 5, "صحيفة «المدى»"),
        ("،،", 0, 2, ""),
    ],
)
def test_edges(text: str, begin: int, end: int, want: str) -> None:
    tokens = tokenize([text])
    b, e = trimmed(tokens, begin, end, len(tokens))
    assert (text[tokens.start[b] : tokens.end[e - 1]] if b < e else "") == want


def hinted(texts: list[str], seen: list[tuple[int, str, str]]) -> dict[str, tuple[str, float]]:
    """What hints the names seen (text, exact, type) give: word -> label raised most and by how much."""
    tokens = tokenize(texts)
    stem = stems(tokens, words())
    names = []
    for d, exact, kind in seen:
        at = texts[d].index(exact)
        inside = [i for i in tokens.of(d) if tokens.start[i] >= at and tokens.end[i] <= at + len(exact)]
        names.append(Name(inside[0], inside[-1] + 1, kind, 0.9))
    order = np.arange(len(tokens))
    emission = np.zeros((len(tokens), len(LABELS)), np.float32)
    add_hints(places(tokens, stem, order), strength_left(stem.row, words()), names, emission, Strength())
    return {
        f"{tokens.doc[i]}:{tokens.text(i)}:{i}": (LABELS[int(emission[i].argmax())], round(float(emission[i].max()), 2)) for i in np.flatnonzero(emission.max(axis=1) > 0).tolist()
    }


def test_family_name_is_hinted_at_with_clitics() -> None:
    out = hinted(["وصل كريم الزبداني أمس. وقالوا للزبداني إنه متفائل."], [(0, "كريم الزبداني", "PER")])
    assert [k.split(":")[1] for k in out] == ["كريم", "الزبداني", "للزبداني"]
    assert out["0:للزبداني:6"][0] == "B-PER"


def test_hint_fades_for_everyday_words() -> None:
    text = "وصل كريم الجديد أمس، ثم قال الجديد إن الملف الجديد جاهز. وكان نجيب الزبداني هنا. الزبداني."
    out = hinted([text], [(0, "كريم الجديد", "PER"), (0, "نجيب الزبداني", "PER")])
    strong = [v for k, (_, v) in out.items() if k.split(":")[1] == "الزبداني"]
    weak = [v for k, (_, v) in out.items() if k.split(":")[1] == "الجديد"][1:]
    assert max(weak, default=0.0) < min(strong) / 2


def test_most_sure_type_is_the_one_hinted_at() -> None:
    text = "فاز الودادية. وكان الودادية متقدما. جمهور الودادية سعيد."
    tokens = tokenize([text])
    stem = stems(tokens, words())
    emission = np.zeros((len(tokens), len(LABELS)), np.float32)
    names = [Name(1, 2, "ORG", 0.9), Name(4, 5, "LOC", 0.4), Name(8, 9, "ORG", 0.8)]
    add_hints(places(tokens, stem, np.arange(len(tokens))), strength_left(stem.row, words()), names, emission, Strength())
    assert [LABELS[int(emission[i].argmax())] for i in (1, 4, 8)] == ["B-ORG"] * 3


def test_hints_do_not_cross_into_the_next_text() -> None:
    out = hinted(["قال كريم الزبداني", "الزبداني مدينة"], [(0, "كريم الزبداني", "PER")])
    assert all(k.startswith("0:") for k in out)
