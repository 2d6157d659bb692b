from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mentions import words as w
from pipeline.mentions.gazetteer import gazetteer
from pipeline.text.chars import KEY
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import tokenize

TABLE = w.words()


def stem_of(word: str) -> str:
    tokens = tokenize([word])
    skip = int(w.stems(tokens, TABLE, gazetteer().whole, gazetteer().whole_slots).skip[0])
    return word[skip:]


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("وبايدن", "بايدن"),
        ("بايدن", "بايدن"),
        ("وواشنطن", "واشنطن"),
        ("واشنطن", "واشنطن"),
        ("لواشنطن", "واشنطن"),
        ("بالولايات", "الولايات"),
        ("للأمم", "لأمم"),
        ("لليمن", "ليمن"),
        ("للبنان", "لبنان"),
        ("وللبنان", "لبنان"),
        ("لليبيا", "ليبيا"),
        ("للندن", "لندن"),
        ("لبنان", "لبنان"),
        ("ولبنان", "لبنان"),
        ("بكين", "بكين"),
        ("كندا", "كندا"),
        ("فرنسا", "فرنسا"),
        ("وفرنسا", "فرنسا"),
        ("ليبيا", "ليبيا"),
        ("وليد", "وليد"),
        ("بيروت", "بيروت"),
        ("لـBBC", "BBC"),
    ],
)
def test_clitics_are_cut_only_where_they_are_clitics(word: str, stem: str) -> None:
    assert stem_of(word) == stem


def test_merged_article_gets_the_hash_of_the_full_form() -> None:
    tokens = tokenize(["للأمم"])
    assert int(w.stems(tokens, TABLE).stem[0]) == hash_of("الأمم")


def test_index_finds_every_word_and_no_other() -> None:
    hashes = np.unique(np.random.default_rng(1).integers(0, 1 << 32, 5000, dtype=np.uint64).astype(np.uint32))
    slots = w.index(hashes)
    for i in range(0, len(hashes), 97):
        assert w.find_slot(np.uint64(int(hashes[i]) << 32), hashes, slots) == i
    assert (
        w.find_slot(
            np.uint64((int(hashes[0]) ^ 1) << 32),
            np.array([h for h in hashes if h != hashes[0] ^ 1], np.uint32),
            w.index(np.array([h for h in hashes if h != hashes[0] ^ 1], np.uint32)),
        )
        == -1
    )


@given(st.lists(st.text(alphabet="وفبكلالمنسيرة أإ\u0640a", max_size=12), max_size=4))
def test_compiled_stems_equal_plain_python(texts: list[str]) -> None:
    tokens = tokenize(texts)
    lists = gazetteer()
    fast = w.stems(tokens, TABLE, lists.whole, lists.whole_slots)
    n = len(tokens)
    skip, row, stem = np.zeros(n, np.uint8), np.empty(n, np.int32), np.empty(n, np.uint64)
    with np.errstate(over="ignore"):
        w._stem.py_func(
            tokens.chars,
            tokens.base,
            tokens.doc,
            tokens.start,
            tokens.end,
            tokens.kind,
            tokens.key,
            KEY,
            TABLE.hashes,
            TABLE.slots,
            TABLE.band,
            8,
            lists.whole,
            lists.whole_slots,
            np.arange(n),
            skip,
            row,
            stem,
        )
    assert fast.skip.tolist() == skip.tolist()
    assert fast.row.tolist() == row.tolist()
    assert fast.stem.tolist() == stem.tolist()
