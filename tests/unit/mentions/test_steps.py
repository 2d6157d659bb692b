"""How positions join the ones before them, compiled and by plain Python."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mentions.model import Input, prepare
from pipeline.mentions.steps import Step
from pipeline.mentions.vocabulary import Vocabulary
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import Tokens, tokenize

LINKS, MARKS = "،,/-–—", ".؟()"
#: Words, and the step to them where no mark stands before.
WORDS = {"بغداد": Step.PLAIN, "وكربلاء": Step.AND, "لبغداد": Step.CLITIC, "العراق": Step.ARTICLE, "قال": Step.PLAIN, "2021": Step.PLAIN, "BBC": Step.PLAIN}
TEXTS = st.lists(st.lists(st.sampled_from([*WORDS, *LINKS, *MARKS, "\n", "«", "»"]), max_size=20).map(" ".join), min_size=1, max_size=3)


def read(texts: list[str]) -> tuple[Tokens, Input]:
    tokens = tokenize(texts)
    return tokens, prepare(tokens, sentence_of(tokens), Vocabulary())


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_compiled_equals_plain_python(texts: list[str]) -> None:
    tokens, found = read(texts)
    want: list[Step] = []
    for low, high in zip(found.bounds[:-1].tolist(), found.bounds[1:].tolist(), strict=True):
        before = ""
        for i in range(low, high):
            word = tokens.text(int(found.order[i]))
            behind = before != "" and before in LINKS + MARKS
            want.append(Step.LINK if word in LINKS else Step.BEHIND if behind else WORDS.get(word, Step.PLAIN))
            before = word
    assert found.step.tolist() == want


@settings(deadline=None, max_examples=30)
@given(TEXTS)
def test_articles_do_not_hear_of_each_other(texts: list[str]) -> None:
    together = read(texts)[1].step.tolist()
    assert together == [step for text in texts for step in read([text])[1].step.tolist()]


def test_quotation_marks_do_not_part_a_word_from_the_one_before() -> None:
    tokens, found = read(["في حي «القاهرة» ببغداد، والبصرة"])
    steps = dict(zip([tokens.text(i) for i in found.order.tolist()], found.step.tolist(), strict=True))
    assert steps == {"في": Step.PLAIN, "حي": Step.PLAIN, "القاهرة": Step.ARTICLE, "ببغداد": Step.CLITIC, "،": Step.LINK, "والبصرة": Step.BEHIND}
