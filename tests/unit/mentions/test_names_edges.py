from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mentions.aliases import Names, Strength, add_hints, places, strength_left
from pipeline.mentions.crf import LABELS, TYPES
from pipeline.mentions.edges import parts, trimmed, without_neighbours
from pipeline.mentions.model import prepare
from pipeline.mentions.words import stems, words
from pipeline.text.sentences import sentence_of
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


@pytest.mark.parametrize(
    ("text", "type_", "want"),
    [
        ("نادي ريال مدريد الإسباني", "ORG", "نادي ريال مدريد"),
        ("صحيفة «شبيغل» الألمانية", "ORG", "صحيفة «شبيغل»"),
        ("الجيش العراقي", "ORG", "الجيش العراقي"),
        ("للجيش العراقي", "ORG", "للجيش العراقي"),
        ("وزارة المالية", "ORG", "وزارة المالية"),
        ("قطاع غزة الفلسطيني", "LOC", "قطاع غزة"),
        ("غرب بغداد", "LOC", "بغداد"),
        ("غرب", "LOC", "غرب"),
        ("سمير اللبناني", "PER", "سمير اللبناني"),
    ],
)
def test_neighbours_stay_outside(text: str, type_: str, want: str) -> None:
    tokens = tokenize([text])
    b, e = without_neighbours(tokens, prepare(tokens, sentence_of(tokens)), 0, len(tokens), type_)
    assert text[tokens.start[b] : tokens.end[e - 1]] == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("حركة المقاومة الإسلامية «حماس»", ["حركة المقاومة الإسلامية", "حماس»"]),
        ("وكالة الطاقة (إيرينا", ["وكالة الطاقة", "إيرينا"]),
        ("حركة «طالبان» الأفغانية", ["حركة «طالبان» الأفغانية"]),
        ("معهد “ميدلبري” للدراسات", ["معهد “ميدلبري” للدراسات"]),
    ],
)
def test_a_second_name_in_marks_is_one_of_its_own(text: str, want: list[str]) -> None:
    tokens = tokenize([text])
    assert [text[tokens.start[b] : tokens.end[e - 1]] for b, e in parts(tokens, 0, len(tokens))] == want


def table(names: list[tuple[int, int, str, float]]) -> Names:
    begin, end, kind, score = zip(*names, strict=True) if names else ((), (), (), ())
    return Names(np.array(begin, np.int64), np.array(end, np.int64), np.array([TYPES.index(k) for k in kind], np.uint8), np.array(score, np.float32))


def hinted(texts: list[str], seen: list[tuple[int, str, str]]) -> dict[str, tuple[str, float]]:
    """What hints the names seen (text, exact, type) give: word -> label raised most and by how much."""
    tokens = tokenize(texts)
    stem = stems(tokens, words())
    names = []
    for d, exact, kind in seen:
        at = texts[d].index(exact)
        inside = [i for i in tokens.of(d) if tokens.start[i] >= at and tokens.end[i] <= at + len(exact)]
        names.append((inside[0], inside[-1] + 1, kind, 0.9))
    order = np.arange(len(tokens))
    emission = np.zeros((len(tokens), len(LABELS)), np.float32)
    found = table(names)
    add_hints(places(tokens, stem, order), strength_left(stem.row[found.edges], words()), found, emission, Strength())
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
    assert max(weak, default=0.0) < strong[-1] / 2  # the last one stands alone, as a last name


def test_most_sure_type_is_the_one_hinted_at() -> None:
    text = "فاز الودادية. وكان الودادية متقدما. جمهور الودادية سعيد."
    tokens = tokenize([text])
    stem = stems(tokens, words())
    emission = np.zeros((len(tokens), len(LABELS)), np.float32)
    names = table([(1, 2, "ORG", 0.9), (4, 5, "LOC", 0.4), (8, 9, "ORG", 0.8)])
    add_hints(places(tokens, stem, np.arange(len(tokens))), strength_left(stem.row[names.edges], words()), names, emission, Strength())
    assert [LABELS[int(emission[i].argmax())] for i in (1, 4, 8)] == ["B-ORG"] * 3


def test_hints_do_not_cross_into_the_next_text() -> None:
    out = hinted(["قال كريم الزبداني", "الزبداني مدينة"], [(0, "كريم الزبداني", "PER")])
    assert all(k.startswith("0:") for k in out)


def plain_hints(place: list[int], left: np.ndarray, names: list[tuple[int, int, str, float]], emission: np.ndarray, strength: Strength) -> set[int]:
    """The same as `add_hints`, in plain Python."""
    votes: dict[tuple[int, ...], dict[str, float]] = {}
    for b, e, kind, score in names:
        kinds = votes.setdefault(tuple(place[b:e]), {})
        kinds[kind] = kinds.get(kind, 0.0) + float(np.float32(score))
    hints: list[tuple[tuple[int, ...], str, float]] = []
    for whole, kinds in votes.items():
        kind = max(kinds, key=lambda k: (kinds[k], k))
        sure = min(1.0, kinds[kind])
        if sure < strength.least:
            continue
        if whole[0]:
            hints.append((whole, kind, strength.whole * sure * (1.0 if len(whole) > 1 else float(left[place.index(whole[0])]))))
        if kind == "PER" and len(whole) > 1 and whole[-1]:
            hints.append((whole[-1:], kind, strength.last * sure * float(left[place.index(whole[-1])])))
    raised: set[int] = set()
    i = 0
    while i < len(place):
        fitting = [h for h in hints if tuple(place[i : i + len(h[0])]) == h[0]]
        if not fitting:
            i += 1
            continue
        whole, kind, value = max(fitting, key=lambda h: (len(h[0]), h[2]))
        label = LABELS.index("B-" + kind)
        emission[i, label] += value
        for j in range(i if len(whole) == 1 else i + 1, i + len(whole)):
            emission[j, label + 1] += value
        raised |= set(range(i, i + len(whole)))
        i += len(whole)
    return raised


@given(st.integers(0, 10_000), st.integers(1, 40))
def test_compiled_hints_equal_plain_python(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    place = rng.integers(0, 6, n).astype(np.uint64)
    left = (place.astype(np.float32) / 6).astype(np.float32)
    names, at = [], 0
    while at < n:
        if rng.random() < 0.5:
            size = min(n - at, int(rng.integers(1, 4)))
            names.append((at, at + size, TYPES[int(rng.integers(0, 3))], float(np.float32(rng.choice([0.25, 0.4, 0.9])))))
            at += size
        else:
            at += 1
    fast, slow = np.zeros((n, len(LABELS)), np.float32), np.zeros((n, len(LABELS)), np.float32)
    found = table(names)
    raised = add_hints(place, left[found.edges], found, fast, Strength())
    assert set(np.flatnonzero(raised).tolist()) == plain_hints(place.tolist(), left, names, slow, Strength())
    assert np.array_equal(fast, slow)
