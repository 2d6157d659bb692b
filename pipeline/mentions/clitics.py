"""Where a name begins inside its first word: how many letters of it are clitics (و ف ب ك ل). Which words are names is settled by then.

The word table cuts words as they mostly are (بصحيفة is a word of its own to it, وسام nearly all «and Sam»). Here the name is known, and with
it its type, its further words and the rest of the article, so some words are cut otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from pipeline.mentions.crf import TYPES
from pipeline.mentions.first_letters import WAW, Cut, Own, first_letter, lists, own_letter
from pipeline.mentions.gazetteer import COMMON, NAME_SHIFT, PLACE, gazetteer, phrase_hash
from pipeline.mentions.model import Input
from pipeline.mentions.words import find_slot
from pipeline.text.chars import CLOSING_MARKS, OPENING_MARKS, STRAIGHT_MARKS, key
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import I32, I64, PUNCTUATION, U8, Tokens

_CLITICS: Final = np.array([ord(c) for c in "وفبكل"], np.uint32)
#: Letters of a word up to which it is too short to tell a clitic by the same word without it.
_SHORT: Final = 5
#: Letters that «and» and a name have at least: وو تسي has one letter less.
_LEAST: Final = 2
_AROUND: Final = frozenset(OPENING_MARKS + STRAIGHT_MARKS), frozenset(CLOSING_MARKS + STRAIGHT_MARKS)
_COMMAS: Final = frozenset("،,")
PER, ORG, LOC = (TYPES.index(t) for t in ("PER", "ORG", "LOC"))
#: What lists must say of a word for its first letter to be its own, by the type of the name.
_OWN: Final = np.array([{PER: Own.ALWAYS | Own.OF_PERSON, ORG: Own.ALWAYS, LOC: Own.ALWAYS | Own.OF_PLACE}[t] for t in range(len(TYPES))], np.uint8)


def clitics(tokens: Tokens, given: Input, begin: I64, end: I64, types: U8) -> U8:
    """How many characters of clitics stand before names.

    Args:
        tokens: The batch.
        given: What the tagger knows of it.
        begin: First token of every name.
        end: The token after its last.
        types: Number of its type.
    """
    skip = given.stems.skip[begin].copy()
    first = tokens.chars[tokens.base[tokens.doc[begin]] + tokens.start[begin]]
    may, word = np.isin(first, _CLITICS), given.word[begin]
    uncut, cut = np.flatnonzero(may & (skip == 0)), np.flatnonzero(may & (skip > 0))
    told = _asked_once(word, uncut, lambda n: first_letter(tokens.text(int(begin[n]))))
    for n in uncut[told != Cut.LETTER].tolist():
        skip[n] = _is_clitic(tokens, given, begin, end, types, n)
    nearest = tokens.chars[tokens.base[tokens.doc[begin[cut]]] + tokens.start[begin[cut]] + skip[cut] - 1]
    is_letter = np.isin(nearest, _CLITICS)  # not a diacritic, nor tatweel: لـعاطف
    own = _asked_once(word, cut, lambda n: own_letter(tokens.text(int(begin[n]))[skip[n] - 1 :])) & _OWN[types[cut]] > 0
    for n in cut[own & is_letter].tolist():
        skip[n] -= _is_own(tokens, begin, end, types, n, int(skip[n]))
    # of most others it is plain that the letter is a clitic: the rest is listed, or «and» stands before it
    bits = given.vocabulary.known.bits[word[cut]]
    listed = (bits & PLACE > 0) | (bits >> NAME_SHIFT > COMMON)
    beside = np.append(tokens.kind, PUNCTUATION) == PUNCTUATION
    person = (types[cut] == PER) & is_letter & (nearest != ord(WAW)) & (~listed | (nearest != ord("ل")))
    asked = ~own & (person | (~listed & beside[begin[cut] - 1] & beside[end[cut]]))
    for n, letter, is_person in zip(*(x[asked].tolist() for x in (cut, nearest, person)), strict=True):
        if _is_marked(tokens, int(begin[n]), int(end[n])):
            skip[n] = 0
        elif is_person and _is_always_whole(tokens, given, int(begin[n]), letter):
            skip[n] -= 1
    return skip


def _asked_once(word: I32, which: I64, ask: Callable[[int], int]) -> U8:
    """What is answered of some of the names; asked once for those that begin with the same word."""
    _, sample, back = np.unique(word[which], return_index=True, return_inverse=True)
    answers = np.array([ask(n) for n in which[sample].tolist()], np.uint8)
    found: U8 = answers[back]
    return found


def _is_clitic(tokens: Tokens, given: Input, begin: I64, end: I64, types: U8, n: int) -> bool:
    """Whether the first letter of a name, whose first word the word table leaves whole, is a clitic."""
    i, many = int(begin[n]), int(end[n] - begin[n]) > 1
    cut = first_letter(tokens.text(i))
    if cut is Cut.HEAD:
        return many and types[n] != PER
    if cut is Cut.PLACE:
        return bool(types[n] == LOC)
    if cut is Cut.AGAIN:
        return many and types[n] == ORG and tokens.text(i)[1:] == tokens.text(i + 1)
    if types[n] == LOC and (_is_listed(tokens, i, int(end[n]), 1) or _is_joined(tokens, begin, end, types, n)):
        return True
    return cut is not Cut.BODY and (_is_joined(tokens, begin, end, types, n) or _stands_bare(tokens, given, begin, end, n))


def _is_own(tokens: Tokens, begin: I64, end: I64, types: U8, n: int, skip: int) -> bool:
    """Whether the surroundings allow the last letter cut off to be the name's own, as lists say it is."""
    i = int(begin[n])
    if types[n] == LOC and _is_listed(tokens, i, int(end[n]), skip):  # برام الله: برام is a place too
        return False
    whole = tokens.text(i)[skip - 1 :]
    return whole in lists()["whole"] or whole[0] != WAW or skip > 1 or not _is_joined(tokens, begin, end, types, n)


def _is_joined(tokens: Tokens, begin: I64, end: I64, types: U8, n: int) -> bool:
    """Whether «and» joins a person or place to the one before it, with a comma or nothing between them: حجة وريمة والمحويت."""
    if n == 0 or types[n] == ORG or types[n - 1] != types[n]:
        return False
    last, i = int(end[n - 1]) - 1, int(begin[n])
    if tokens.doc[last] != tokens.doc[i] or tokens.text(i)[0] != WAW or len(tokens.text(i)) <= _LEAST:
        return False
    between = tokens.texts[tokens.doc[i]][tokens.end[last] : tokens.start[i]]
    return "\n" not in between and between.strip() in {"", *_COMMAS}


def _is_listed(tokens: Tokens, begin: int, end: int, skip: int) -> bool:
    """Whether a list has the place of several words that is left without the first letters: ببن عروس, وأم القيوين."""
    if end - begin < 2:
        return False
    known = gazetteer()
    phrase = phrase_hash([hash_of(key(tokens.text(begin)[skip:])), *tokens.key[begin + 1 : end].tolist()])
    at = find_slot(np.uint64(phrase), known.phrases, known.phrase_slots)
    return at >= 0 and bool(known.phrase_bits[at] & PLACE)


def _stands_bare(tokens: Tokens, given: Input, begin: I64, end: I64, n: int) -> bool:
    """Whether the same name stands in the article without the letter: بتيزي وزو beside تيزي وزو. Short names of one word may be others."""
    i, length = int(begin[n]), int(end[n] - begin[n])
    if length == 1 and tokens.end[i] - tokens.start[i] <= _SHORT:
        return False
    first, last = np.searchsorted(begin, tokens.first[tokens.doc[i] : tokens.doc[i] + 2])
    bare = np.uint64(hash_of(key(tokens.text(i)[1:])))
    for m in (np.flatnonzero(given.stems.stem[begin[first:last]] == bare) + first).tolist():
        j = int(begin[m])
        if end[m] - j == length and np.array_equal(tokens.key[j + 1 : j + length], tokens.key[i + 1 : i + length]):
            return True
    return False


def _is_marked(tokens: Tokens, begin: int, end: int) -> bool:
    """Whether a name alone stands between quotation marks, where no clitic does: «ويندي»."""
    if begin == 0 or end >= len(tokens) or not tokens.doc[begin - 1] == tokens.doc[begin] == tokens.doc[end]:
        return False
    opening, closing = _AROUND
    return tokens.text(begin - 1) in opening and tokens.text(end) in closing and tokens.start[begin] == tokens.end[begin - 1]


def _is_always_whole(tokens: Tokens, given: Input, i: int, letter: int) -> bool:
    """Whether a word stands in its article several times and never without the letter before its stem: كريك, وكريك are no «like Rick»."""
    low, high = tokens.first[tokens.doc[i]], tokens.first[tokens.doc[i] + 1]
    same = np.flatnonzero(given.stems.stem[low:high] == given.stems.stem[i]) + low
    before = tokens.base[tokens.doc[i]] + tokens.start[same] + given.stems.skip[same].astype(np.int64) - 1
    return len(same) > 1 and bool((given.stems.skip[same] > 0).all() and (tokens.chars[before] == letter).all())
