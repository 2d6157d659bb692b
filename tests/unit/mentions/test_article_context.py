"""What the article around a word tells of it, compiled and by plain Python."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mentions.article import Beside, Context, context
from pipeline.mentions.gazetteer import NAME_SHIFT, gazetteer
from pipeline.mentions.vocabulary import Vocabulary
from pipeline.mentions.words import EVERYDAY, words
from pipeline.text.tokens import PUNCTUATION, Tokens, tokenize

WORDS = ["زار", "مدينة", "نادي", "نيوكاسل", "بنيوكاسل", "في", "قال", "السفير", "محمد", "الحلبي", "،", "مباراة", "مباراة", "هدف", "الدوري", "2021", "BBC", "من", "\n"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), min_size=1, max_size=3)


def told(texts: list[str]) -> tuple[Tokens, Context]:
    tokens, met = tokenize(texts), Vocabulary()
    word = met.number(tokens)
    return tokens, context(tokens, word, met.stems.take(word), met.said)


def plainly(texts: list[str]) -> tuple[list[int], list[int]]:
    """The same, a word at a time: compares every place of an article with every other."""
    tokens, met = tokenize(texts), Vocabulary()
    word, known, table, classes = met.number(tokens), met.known, words(), gazetteer().classes
    stems = met.stems.take(word)
    elsewhere, theme = [], []

    def beside(i: int) -> int:
        found = Beside.STANDS
        if stems.skip[i] and tokens.text(i)[stems.skip[i] - 1] == "ب":
            found |= Beside.WHERE
        lo, hi = int(tokens.first[tokens.doc[i]]), int(tokens.first[tokens.doc[i] + 1])
        if i > lo and not tokens.breaks[i]:
            before = classes[known.trigger[word[i - 1]]]
            found |= {"title_person": Beside.TITLE, "org_head": Beside.BODY, "loc_head": Beside.PLACE, "preposition_of_place": Beside.WHERE}.get(before, 0)
            part = int(known.bits[word[i - 1]] >> NAME_SHIFT)
            found |= Beside.SPEAKS if before in {"cue", "kin"} else 0
            found |= Beside.GIVEN if part in {6, 10, 14} else 0
        if i + 1 < hi and not tokens.breaks[i + 1]:
            behind = classes[known.trigger[word[i + 1]]]
            found |= Beside.SPEAKS if behind in {"cue", "kin"} else 0
            found |= Beside.NAMED if not behind and known.bits[word[i + 1]] >> NAME_SHIFT > 8 else 0
        return int(found)

    sport = {"مباراة", "هدف", "الدوري", "نادي"}
    for d in range(len(texts)):
        here = range(int(tokens.first[d]), int(tokens.first[d + 1]))
        counted = sum(tokens.text(i) in sport for i in here)
        theme += [sum(counted >= least for least in (1, 3, 7))] * len(here)
        for i in here:
            everyday = stems.row[i] >= 0 and table.band[stems.row[i]] > EVERYDAY
            found = 0
            for j in here:
                if j != i and stems.stem[j] == stems.stem[i]:
                    found |= beside(j)
            elsewhere.append(0 if tokens.kind[i] or everyday else found)
    return elsewhere, theme


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_compiled_equals_plain_python(texts: list[str]) -> None:
    _, found = told(texts)
    assert (found.elsewhere.tolist(), found.theme.tolist()) == plainly(texts)


def at(tokens: Tokens, found: Context, word: str, nth: int = 0) -> Beside:
    places = [i for i in range(len(tokens)) if tokens.text(i) == word]
    return Beside(int(found.elsewhere[places[nth]]))


def test_a_word_is_told_what_stands_beside_it_elsewhere_not_where_it_stands() -> None:
    tokens, found = told(["انتقل اللاعب إلى نادي نيوكاسل.\nوكان نيوكاسل ثالثاً، وعاد بنيوكاسل الحظ."])
    assert Beside.BODY in at(tokens, found, "نيوكاسل", 1)
    assert Beside.BODY not in at(tokens, found, "نيوكاسل")
    assert Beside.WHERE in at(tokens, found, "نيوكاسل")
    assert Beside.WHERE not in at(tokens, found, "بنيوكاسل")


def test_words_of_other_articles_and_of_the_line_before_tell_nothing() -> None:
    tokens, found = told(["زار نادي نيوكاسل.", "نيوكاسل.\nنادي\nنيوكاسل"])
    assert at(tokens, found, "نيوكاسل") == Beside(0)
    assert at(tokens, found, "نيوكاسل", 1) == Beside.STANDS


def test_everyday_words_and_marks_are_told_nothing() -> None:
    tokens, found = told(["قال من قال، ثم قال من قال."])
    assert not found.elsewhere.any()
    assert (tokens.kind == PUNCTUATION).any()


def test_how_much_of_sport_there_is_goes_by_article() -> None:
    plain, some, much = "وصل الوزير إلى دمشق.", "سجل اللاعب هدف المباراة.", "سجل اللاعب هدف المباراة في مرمى الحارس، وقال المدرب إن الفريق يستحق الفوز."
    tokens, found = told([plain, some, much])
    assert [sorted(set(found.theme[tokens.doc == d].tolist())) for d in range(3)] == [[0], [2], [3]]


def test_no_texts_and_empty_texts() -> None:
    assert len(told([])[1].theme) == 0
    assert len(told(["", ""])[1].elsewhere) == 0
