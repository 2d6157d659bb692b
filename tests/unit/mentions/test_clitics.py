"""Where names begin inside their first word, against what the word table makes of it. All sentences are written for these tests."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mentions.clitics import LOC, ORG, PER, clitics
from pipeline.mentions.first_letters import Cut, Own, first_letter, own_letter
from pipeline.mentions.model import prepare
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import WORD, tokenize


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("واشنطن", Cut.LETTER),
        ("لاوس", Cut.LETTER),
        ("وزارة", Cut.BODY),
        ("وام", Cut.BODY),
        ("وائل", Cut.LETTER),
        ("بيونغ", Cut.LETTER),
        ("بصحيفة", Cut.HEAD),
        ("بحركة", Cut.HEAD),
        ("وتل", Cut.PLACE),
        ("لبي", Cut.AGAIN),
        ("بسنبلاط", Cut.UNKNOWN),
    ],
)
def test_what_the_lists_tell_of_a_first_letter(word: str, cut: Cut) -> None:
    assert first_letter(word) is cut


@pytest.mark.parametrize(
    ("word", "own"),
    [
        ("وادي", Own.ALWAYS),
        ("بوادي", Own.NEVER),
        ("فيدل", Own.OF_PERSON | Own.OF_PLACE),  # only the whole word is listed
        ("كميل", Own.OF_PERSON),  # as many are called so as ميل
        ("وسام", Own.OF_PERSON),  # so many that «and» with سام is less likely
        ("وعمر", Own.NEVER),  # listed, but عمر is far more frequent
        ("بمعمر", Own.NEVER),
        ("فاليتا", Own.OF_PLACE),
        ("وجدة", Own.NEVER),  # جدة is a place too
    ],
)
def test_what_the_lists_tell_of_a_letter_cut_off(word: str, own: Own) -> None:
    assert own_letter(word) == own


def begun(text: str, *names: tuple[str, int]) -> list[str]:
    """First words of names, given with the whole word, as they are cut; a name stands as often as it is given."""
    tokens = tokenize([text])
    known = prepare(tokens, sentence_of(tokens))
    words = [tokens.text(i) for i in range(len(tokens))]
    begin, end, at = [], [], 0
    for name, _ in names:
        parts = name.split()
        first = next(i for i in range(at, len(words)) if words[i : i + len(parts)] == parts)
        begin.append(first)
        end.append(first + len(parts))
        at = first + 1
    skip = clitics(tokens, known, np.array(begin, np.int64), np.array(end, np.int64), np.array([t for _, t in names], np.uint8))
    return [words[b][int(s) :] for b, s in zip(begin, skip, strict=True)]


def test_heads_of_names_of_several_words_lose_what_stands_before_them() -> None:
    assert begun("نشر المقال بصحيفة السنابل أمس.", ("بصحيفة السنابل", ORG)) == ["صحيفة"]
    assert begun("وقال شاهد لبي بي سي إنه رأى ذلك.", ("لبي بي سي", ORG)) == ["بي"]


def test_the_same_name_without_the_letter_tells_that_it_is_a_clitic() -> None:
    text = "زار قرية سنبلاط العليا، ثم أقام بسنبلاط العليا شهراً."
    assert begun(text, ("سنبلاط العليا", LOC), ("بسنبلاط العليا", LOC)) == ["سنبلاط", "سنبلاط"]
    assert begun("أقام بسنبلاط العليا شهراً.", ("بسنبلاط العليا", LOC)) == ["بسنبلاط"]
    assert begun("تحررت تعز وإب، وبدأت بأديس أبابا جولة.", ("وإب", LOC), ("بأديس أبابا", LOC)) == ["إب", "أديس"]


def test_a_listed_place_of_several_words_tells_that_it_is_a_clitic() -> None:
    text = "أقيم الحفل بتيزي وزو، ثم عاد الفريق إلى منزله ببن عروس صباحاً."
    assert begun(text, ("بتيزي وزو", LOC), ("ببن عروس", LOC)) == ["تيزي", "بن"]
    # a body may be called so
    assert begun(text, ("بتيزي وزو", ORG)) == ["بتيزي"]


def test_a_person_who_is_never_called_otherwise_keeps_the_letter() -> None:
    assert begun("يواجه كريك تهماً. وقال كريك إنه بريء.", ("كريك", PER), ("كريك", PER)) == ["كريك", "كريك"]
    # a clitic before the whole name changes nothing
    assert begun("يواجه كريك تهماً. وكريك بريء، قال وكريك.", ("كريك", PER), ("وكريك", PER)) == ["كريك", "كريك"]
    assert begun("حضر كريك أمس، وغاب ريك.", ("كريك", PER), ("ريك", PER)) == ["ريك", "ريك"]
    assert begun("وصل بارون وبارون أمس.", ("بارون", PER), ("وبارون", PER)) == ["بارون", "بارون"]
    # «and» is said of the same people again and again
    assert begun("حضر سمير ووليد، وغاب سعد ووليد.", ("ووليد", PER), ("ووليد", PER)) == ["وليد", "وليد"]
    # the rest may be a name, too: but of one for whom things are done again and again the letter is a clitic
    assert begun("غاب كرافت أمس. وقال كرافت لا.", ("كرافت", PER), ("كرافت", PER)) == ["كرافت", "كرافت"]
    assert begun("قدم هدية لمحمد، ثم أهدى لمحمد كتاباً.", ("لمحمد", PER), ("لمحمد", PER)) == ["محمد", "محمد"]


def test_a_letter_that_lists_say_is_the_names_own_is_kept() -> None:
    assert begun("وصل فيدل كاسترو إلى فاليتا أمس.", ("فيدل كاسترو", PER), ("فاليتا", LOC)) == ["فيدل", "فاليتا"]
    assert begun("قال كميل شمعون ذلك، ثم التقى بمعمر القذافي.", ("كميل شمعون", PER), ("بمعمر القذافي", PER)) == ["كميل", "معمر"]
    # a place may be called so, a person is not
    assert begun("قال فاضل بوادي إنه سيعود.", ("بوادي", LOC)) == ["وادي"]
    # of several words, a listed place is left without it
    assert begun("أقيم الحفل برام الله مساء.", ("برام الله", LOC)) == ["رام"]
    # tatweel and diacritics are no letters
    assert begun("شكر لـعاطف القرشي جهده.", ("لـعاطف القرشي", PER)) == ["عاطف"]


def test_and_joins_a_name_to_the_one_before_it() -> None:
    text = "سقطت أمطار على حجة وريمة والمحويت، وعلى مدركة، وعسفان."
    places = (("حجة", LOC), ("وريمة", LOC), ("والمحويت", LOC), ("مدركة", LOC), ("وعسفان", LOC))
    assert begun(text, *places) == ["حجة", "ريمة", "المحويت", "مدركة", "عسفان"]
    assert begun("يعمل في وريمة منذ عام.", ("وريمة", LOC)) == ["وريمة"]
    # a name whose first letter is its own stays whole
    assert begun("بين موسكو واشنطن.", ("موسكو", LOC), ("واشنطن", LOC)) == ["موسكو", "واشنطن"]
    # in the name of a place وام is no agency
    assert begun("أضرب عمال الرديف وام العرائس.", ("الرديف", LOC), ("وام العرائس", LOC)) == ["الرديف", "ام"]
    assert begun("نقلت الوكالة وام عن الوزير.", ("الوكالة", ORG), ("وام", ORG)) == ["الوكالة", "وام"]
    # neither over a line's end nor between names of different types
    assert begun("أخبار حجة\nوريمة تستقبل زوارها.", ("حجة", LOC), ("وريمة", LOC)) == ["حجة", "وريمة"]
    assert begun("زار سمير وريمة أمس.", ("سمير", PER), ("وريمة", LOC)) == ["سمير", "وريمة"]
    # of one letter nothing is left to be a name
    assert begun("فاز جنغ جي، وو تسي.", ("جنغ جي", PER), ("وو تسي", PER))[1] == "وو"


def test_no_clitic_stands_inside_of_marks_before_a_name_alone() -> None:
    assert begun("غنت «ويندي» أمس.", ("ويندي", PER)) == ["ويندي"]
    assert begun("وصل إلى «ولبنان» متأخراً.", ("ولبنان", LOC)) == ["لبنان"]


WORDS = ["وسنبلاط", "بصحيفة", "لبي", "بي", "سي", "كريك", "ويندي", "وتل", "أبيب", "للأمم", "المتحدة", "ولـسوريا", "و", "ب", "«", "»", "،", '"', "\n"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), min_size=1, max_size=3), st.sampled_from([PER, ORG, LOC]), st.data())
def test_what_is_cut_are_clitics_and_something_is_left(texts: list[list[str]], type_: int, data: st.DataObject) -> None:
    tokens = tokenize(["".join(f"{w} " for w in words).replace("« ", "«").replace(" »", "»") for words in texts])
    found = prepare(tokens, sentence_of(tokens))
    named = [i for i in range(len(tokens)) if tokens.kind[i] == WORD]
    begin = np.array(sorted(data.draw(st.sets(st.sampled_from(named)))) if named else [], np.int64)
    end = np.array([i + 1 for i in begin], np.int64)
    skip = clitics(tokens, found, begin, end, np.full(len(begin), type_, np.uint8))
    for i, s in zip(begin.tolist(), skip.tolist(), strict=True):
        word = tokens.text(i)
        assert s < len(word)
        assert set(word[:s]) <= set("وفبكلـ")


def test_no_names() -> None:
    assert begun("لا أحد هنا.") == []
