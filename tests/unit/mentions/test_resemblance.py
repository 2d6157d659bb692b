"""What the arrays say of the names of a batch, against what is said of one name and of one article at a time."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.entities.gazetteer import alias_of
from pipeline.entities.heads import heads
from pipeline.entities.skeleton import name_form
from pipeline.mentions.bodies import body
from pipeline.mentions.body_groups import cluster_bodies
from pipeline.mentions.folded import Folded, fold, strings
from pipeline.mentions.listed import NAMES, TYPE, number_of
from pipeline.mentions.name_parts import Parts, cut
from pipeline.mentions.persons import cluster_persons
from pipeline.mentions.resemblance import ALIKE, OTHER, Kin, kin_of
from pipeline.mentions.surface import surface
from pipeline.text.chars import key
from pipeline.text.tokens import tokenize

WORDS = [
    *("وزارة", "الصحة", "المالية", "الروسية", "حركة", "حماس", "فتح", "الفتح", "نادي", "شركة", "تنظيم", "جبهة", "النور", "داعش", "وفا", "وكالة", "بعثة", "الأمم", "المتحدة"),
    *("مدينة", "محافظة", "مطار", "الرياض", "رياض", "شمال", "سيناء", "ديار", "بكر", "دياربكر", "جمهورية", "سوريا", "سورية", "أميركا", "أمريكا", "الولايات"),
    *("عبد", "الله", "عبدالله", "أبو", "أبوالغيط", "الغيط", "بن", "آل", "الدين", "عز", "داوود", "داود", "أنطونوف", "انتونوف", "أنطونف", "كمال", "جمال", "حسين", "اب", "ابراهيم"),
    *("ﻻمي", "لامي", "Reuters", "REUTERS", "٣", "3", "𐤀", "ﾞ", "تش", "ش", "تتش", "هه", "ه", "ااا", "محمّد", "محـمد", "م.", "«", "'", "_", "ل", "\x00ب"),
]
NAME = st.one_of(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), st.text(alphabet='ابتجدرسعغفقكلمنهوي أةىئ-"ّـ', min_size=1, max_size=12))
BETWEEN = st.sampled_from(["، ", " (", " «", ' "', " قال ", "\n\n", " ل"])
ARTICLE = st.lists(st.tuples(NAME, st.sampled_from(NAMES), BETWEEN), max_size=9)
Batch = list[list[tuple[str, str, str]]]


def arrays(batch: Batch) -> tuple[list[str], np.ndarray, np.ndarray, list[str], Folded, Parts, Kin]:
    texts, rows = [], []
    for d, article in enumerate(batch):
        text = ""
        for name, type_, between in article:
            text += between
            rows.append((d, len(text), len(text) + len(name), type_))
            text += name
        texts.append(text + " .")
    tokens = tokenize(texts)
    doc, start, end = (np.array([r[k] for r in rows], np.int64) for k in range(3))
    kind = np.array([TYPE[r[3]] for r in rows], np.uint8)
    folded = fold(tokens, doc, start, end, kind)
    exact = strings(folded.written, folded.written_at)
    assert exact == [surface(texts[d], s, e) for d, s, e, _ in rows]
    parts = cut(folded, kind, exact)
    return texts, start, end, exact, folded, parts, kin_of(tokens, doc, start, end, kind, folded, parts)


@given(st.lists(ARTICLE, min_size=1, max_size=3))
def test_parts_are_those_of_one_name_at_a_time(batch: Batch) -> None:
    _, _, _, exact, folded, parts, _ = arrays(batch)
    types = [t for article in batch for _, t, _ in article]
    assert strings(folded.letters, folded.at) == list(map(key, exact))
    models = folded.model.tolist()
    assert all((types[i], key(exact[i])) == (types[m], key(exact[m])) for i, m in enumerate(models))
    forms = {m: name_form(exact[m]) for m in models}
    for m, form in forms.items():
        assert parts.last[m] - parts.first[m] == len(form.parts)
        found = parts.letters.tobytes().decode("utf-32-le", "ignore") if form.parts else ""
        assert tuple(found[parts.begin[k] : parts.end[k]] for k in range(parts.first[m], parts.last[m])) == form.parts
        if types[m] == "PER":
            alias = alias_of("PER", " ".join(form.words)) if len(form.parts) > 1 else None
        else:
            b = body(types[m], exact[m])
            alias = b.alias
            assert parts.headed[m] or not b.groups
        assert alias is None or parts.alias[m] == number_of(alias)
    for a, b in combinations(forms, 2):
        assert (parts.text[a] == parts.text[b]) == (forms[a].text == forms[b].text)
        for i, u in enumerate(forms[a].loose, parts.first[a]):
            for j, v in enumerate(forms[b].loose, parts.first[b]):
                assert (parts.sound[i] == parts.sound[j]) == (u == v)


@given(st.lists(ARTICLE, min_size=1, max_size=3))
def test_whatever_is_one_entity_is_akin(batch: Batch) -> None:
    _, _, _, exact, _, _, kin = arrays(batch)
    at = 0
    for article in batch:
        rows = range(at, at + len(article))
        at += len(article)
        for type_ in NAMES:
            of_type = [i for i in rows if article[i - rows.start][1] == type_]
            names = [exact[i] for i in of_type]
            groups = (cluster_persons(names) if type_ == "PER" else cluster_bodies(type_, names)) if names else []
            for (i, g), (j, h) in combinations(zip(of_type, groups, strict=True), 2):
                assert g != h or kin.of[i] == kin.of[j]
                if kin.of[i] == kin.of[j] and kin.likeness[kin.of[i]] != OTHER:
                    assert name_form(exact[i]).text == name_form(exact[j]).text
                    assert kin.likeness[kin.of[i]] != ALIKE or exact[i] == exact[j]
            # what is decided of a kin alone is what is decided among all names of the article
            for k in set(kin.of[of_type].tolist()):
                members = [n for n, i in enumerate(of_type) if kin.of[i] == k]
                alone, whole = [names[n] for n in members], [groups[n] for n in members]
                again = cluster_persons(alone) if type_ == "PER" else cluster_bodies(type_, alone)
                assert [again.index(g) for g in again] == [whole.index(g) for g in whole]


@pytest.mark.parametrize("between", [" (", ' "', "«", " ( «"])
def test_a_name_in_brackets_is_beside_the_one_before(between: str) -> None:
    _, _, _, _, _, _, kin = arrays([[("الرابطة العالمية للمناخ", "ORG", ""), ("رعم", "ORG", between)]])
    assert kin.of.tolist() == [0, 0]
    assert kin.beside.tolist() == [-1, 0]


@pytest.mark.parametrize("between", ["، ", " و", " ", ") "])
def test_a_name_without_an_opening_mark_is_not(between: str) -> None:
    _, _, _, _, _, _, kin = arrays([[("الرابطة العالمية للمناخ", "ORG", ""), ("رعم", "ORG", between)]])
    assert kin.of.tolist() == [0, 1]


def test_heads_are_one_word() -> None:
    # a head is looked up as the first part of a name
    assert not any(" " in head for head in heads().organisations)
