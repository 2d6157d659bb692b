from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.entities.skeleton import distance, loose, other_vowel


def plain(a: str, b: str) -> int:
    """Edit distance with transpositions of neighbours, by the definition."""
    rows = [[i + j if not i or not j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text("ابت", max_size=7), st.text("ابت", max_size=7), st.integers(1, 3))
def test_distance_is_that_of_the_definition_up_to_its_limit(a: str, b: str, limit: int) -> None:
    assert distance(a, b, limit) == min(plain(a, b), limit + 1)


@given(st.text("سشرنم", min_size=2, max_size=8).filter(lambda w: len(set(w)) > 1))
def test_letters_written_twice_sound_once(word: str) -> None:
    assert loose(word) == loose("".join(c + c for c in word))


@pytest.mark.parametrize(
    ("a", "b", "other"),
    [("سعيديه", "سعوديه", True), ("رصيفه", "رصافه", True), ("حرمان", "حرمين", False), ("سوفياتي", "سوفيوتي", False), ("سعوديه", "سعدیه", False), ("رياض", "رياض", False)],
)
def test_one_vowel_for_another_is_another_word_but_for_cases_and_adjectives(a: str, b: str, other: bool) -> None:
    assert other_vowel(a, b) is other
