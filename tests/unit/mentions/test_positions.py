"""The positions the tagger reads, compiled and by plain Python."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mentions.article import context
from pipeline.mentions.attributes import CONTEXT
from pipeline.mentions.gazetteer import gazetteer, look_on
from pipeline.mentions.habits import reread
from pipeline.mentions.model import prepare
from pipeline.mentions.positions import PLACES
from pipeline.mentions.vocabulary import Vocabulary
from pipeline.mentions.words import EVERYDAY, words
from pipeline.text.chars import CLOSING_MARKS, OPENING_MARKS, STRAIGHT_MARKS
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import PUNCTUATION, WORD, tokenize

TEXTS = st.lists(
    st.lists(st.sampled_from(["قال", "محمد", "الأمم", "المتحدة", "وسنبلاط", "سنبلاط", "«", "»", '"', "،", ".", "\n", "2021", "في", "بغداد"]), max_size=25).map(" ".join),
    min_size=1,
    max_size=3,
)


def plainly(texts: list[str]) -> tuple[list[int], list[int], list[list[int]]]:
    """Tokens read, first positions of sentences, attributes; a token at a time."""
    tokens, met, table = tokenize(texts), Vocabulary(), words()
    word, sentence = met.number(tokens), sentence_of(tokens)
    stems = met.stems.take(word)
    listed = look_on(tokens, word, met.stems, met.known, gazetteer())
    again = reread(tokens, word, met.stems.stem, met.stems.row, met.read)
    told = context(tokens, word, stems, met.said)
    order, bounds, rows, quoted, opened, line, number = [], [], [], False, False, 0, -1
    times = Counter(zip(tokens.doc.tolist(), stems.stem.tolist(), strict=True))
    for i in range(len(tokens)):
        doc = int(tokens.doc[i])
        if i == tokens.first[doc]:
            line, number = 0, -1
        if tokens.breaks[i]:
            quoted, line = False, line + 1
        if tokens.kind[i] == PUNCTUATION and tokens.text(i) in OPENING_MARKS + CLOSING_MARKS + STRAIGHT_MARKS:
            quoted = tokens.text(i) in OPENING_MARKS or (tokens.text(i) in STRAIGHT_MARKS and not quoted)
            opened = quoted
            continue
        if sentence[i] != number:
            bounds.append(len(order))
            number = sentence[i]
        everyday = stems.row[i] >= 0 and table.band[stems.row[i]] > EVERYDAY
        repeated = 0 if everyday or tokens.kind[i] != WORD else min(4, times[doc, int(stems.stem[i])])
        where = min(max(line - 1, 0), 2) * 8 + 4 * quoted + 2 * opened + bool(tokens.breaks[i])
        rows.append([int(listed[i]), where, repeated, int(again[i]), int(told.elsewhere[i]), int(told.theme[i]), 0, 0])
        order.append(i)
        opened = False
    return order, [*bounds, len(order)], rows


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_compiled_equals_plain_python(texts: list[str]) -> None:
    tokens = tokenize(texts)
    found = prepare(tokens, sentence_of(tokens), Vocabulary())
    assert (found.order.tolist(), found.bounds.tolist(), found.of_places.tolist()) == plainly(texts)


def test_attributes_of_a_position_fit_their_bytes() -> None:
    # kernels write them without looking how many there is room for
    assert len(CONTEXT) <= PLACES == np.dtype(np.uint64).itemsize


def test_what_stands_in_marks_says_so() -> None:
    tokens = tokenize(["زار «سنبلاط العليا» أمس"])
    found = prepare(tokens, sentence_of(tokens), Vocabulary())
    assert [tokens.text(i) for i in found.order.tolist()] == ["زار", "سنبلاط", "العليا", "أمس"]
    assert (found.of_places[:, 1] & 7).tolist() == [1, 6, 4, 0]
