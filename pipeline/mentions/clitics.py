"""Where a name begins inside its first word: how many letters of it are clitics (و ف ب ك ل). Which words are names is settled by then.

The word table cuts words as they mostly are (بصحيفة is a word of its own to it, وسام nearly all «and Sam»). Here the name is known, and with
it its type, its further words and the rest of the article, so some words are cut otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.mentions.crf import TYPES
from pipeline.mentions.first_letters import WAW, Cut, Own, first_letter, lists, own_letter
from pipeline.mentions.gazetteer import COMMON, NAME_SHIFT, PLACE, gazetteer, phrase_hash
from pipeline.mentions.model import Input
from pipeline.mentions.words import find_slot
from pipeline.text.chars import CLOSING_MARKS, OPENING_MARKS, STRAIGHT_MARKS, key
from pipeline.text.lexicon import hash_of
from pipeline.text.tokens import I32, I64, PUNCTUATION, U8, Tokens

_CLITICS: Final = np.array([ord(c) for c in "وفبكل"], np.uint32)
#: Letters of a word up to which it is too short to tell a clitic by the same word without it, if it is all of the name.
_SHORT: Final = 5
#: Letters that «and» and a name have at least: وو تسي has one letter less.
_LEAST: Final = 2
_AROUND: Final = frozenset(OPENING_MARKS + STRAIGHT_MARKS), frozenset(CLOSING_MARKS + STRAIGHT_MARKS)
_COMMAS: Final = frozenset("،,")
Flags = npt.NDArray[np.bool_]
PER, ORG, LOC = (TYPES.index(t) for t in ("PER", "ORG", "LOC"))
#: What lists must say of a word for its first letter to be its own, by the type of the name.
_OWN: Final = np.array([{PER: Own.ALWAYS | Own.OF_PERSON, ORG: Own.ALWAYS, LOC: Own.ALWAYS | Own.OF_PLACE}[t] for t in range(len(TYPES))], np.uint8)


class _Names(NamedTuple):
    """The names of a batch, with what their first letters are told by."""

    tokens: Tokens
    given: Input
    begin: I64
    end: I64
    types: U8
    word: I32
    beside: Flags


def clitics(tokens: Tokens, given: Input, begin: I64, end: I64, types: U8) -> U8:
    """How many characters of clitics stand before names.

    Args:
        tokens: The batch.
        given: What the tagger knows of it.
        begin: First token of every name.
        end: The token after its last.
        types: Number of its type.
    """
    names = _Names(tokens, given, begin, end, types, given.word[begin], _beside(begin, end, types))
    skip = given.stems.skip[begin].copy()
    first = tokens.chars[tokens.base[tokens.doc[begin]] + tokens.start[begin]]
    may = np.isin(first, _CLITICS)
    uncut, cut = np.flatnonzero(may & (skip == 0)), np.flatnonzero(may & (skip > 0))
    _cut_off(names, uncut, first[uncut] == ord(WAW), skip)
    _give_back(names, cut, skip)
    return skip


def _cut_off(names: _Names, which: I64, is_waw: Flags, skip: U8) -> None:
    """Cuts clitics off names whose first word the word table leaves whole."""
    tokens, begin, end = names.tokens, names.begin, names.end
    told = _asked_once(names.word, which, lambda n: first_letter(tokens.text(int(begin[n]))))
    kind, many, near = names.types[which], (end - begin)[which] > 1, names.beside[which] & is_waw & (told == Cut.UNKNOWN)
    skip[which] = ((told == Cut.HEAD) & many & (kind != PER)) | ((told == Cut.PLACE) & (kind == LOC))
    again, body = (told == Cut.AGAIN) & many & (kind == ORG), (told == Cut.BODY) & (kind == LOC)
    bare = (told == Cut.UNKNOWN) & (many | (tokens.end[begin[which]] - tokens.start[begin[which]] > _SHORT))
    near |= names.beside[which] & body
    asked = again | near | body | bare
    for n, is_again, is_near, is_bare in zip(*(x[asked].tolist() for x in (which, again, near, bare)), strict=True):
        i = int(begin[n])
        skip[n] = (
            (is_again and tokens.text(i)[1:] == tokens.text(i + 1))
            or (is_near and _is_joined(tokens, int(end[n - 1]) - 1, i))
            or (names.types[n] == LOC and _is_listed(tokens, i, int(end[n]), 1))
            or (is_bare and _stands_bare(names, n))
        )


def _give_back(names: _Names, which: I64, skip: U8) -> None:
    """Gives names the letters back that the word table cuts off and that are their own."""
    tokens, begin, end, types = names.tokens, names.begin, names.end, names.types
    nearest = tokens.chars[tokens.base[tokens.doc[begin[which]]] + tokens.start[begin[which]] + skip[which] - 1]
    is_letter = np.isin(nearest, _CLITICS)  # not a diacritic, nor tatweel: لـعاطف
    own = _asked_once(names.word, which, lambda n: own_letter(tokens.text(int(begin[n]))[skip[n] - 1 :])) & _OWN[types[which]] > 0
    for n in which[own & is_letter].tolist():
        i, cut = int(begin[n]), int(skip[n])
        # a listed place is left without it (برام الله, though برام is one too), and after a person «and» is likelier (X وسام Y)
        is_clitic = (types[n] == LOC and _is_listed(tokens, i, int(end[n]), cut)) or (cut == 1 and names.beside[n] and _is_joined(tokens, int(end[n - 1]) - 1, i))
        skip[n] -= not is_clitic
    # of most others it is plain that the letter is a clitic: the rest is listed, or «and» stands before it
    bits = names.given.vocabulary.known.bits[names.word[which]]
    listed = (bits & PLACE > 0) | (bits >> NAME_SHIFT > COMMON)
    mark = np.append(tokens.kind, PUNCTUATION) == PUNCTUATION
    person = (types[which] == PER) & is_letter & (nearest != ord(WAW)) & (~listed | (nearest != ord("ل")))
    asked = ~own & (person | (~listed & mark[begin[which] - 1] & mark[end[which]]))
    for n, letter, is_person in zip(*(x[asked].tolist() for x in (which, nearest, person)), strict=True):
        if _is_marked(tokens, int(begin[n]), int(end[n])):
            skip[n] = 0
        elif is_person and _is_always_whole(tokens, names.given, int(begin[n]), letter):
            skip[n] -= 1


def _asked_once(word: I32, which: I64, ask: Callable[[int], int]) -> U8:
    """What is answered of some of the names; asked once for those that begin with the same word."""
    _, sample, back = np.unique(word[which], return_index=True, return_inverse=True)
    answers = np.array([ask(n) for n in which[sample].tolist()], np.uint8)
    found: U8 = answers[back]
    return found


def _beside(begin: I64, end: I64, types: U8) -> Flags:
    """Of which persons and places one of the same type stands before them, with a token between them at most."""
    out = np.zeros(len(begin), np.bool_)
    out[1:] = (types[1:] == types[:-1]) & (types[1:] != ORG) & (begin[1:] - end[:-1] <= 1)
    return out


def _is_joined(tokens: Tokens, last: int, i: int) -> bool:
    """Whether «and» joins the name that begins at token `i` to the one that ends with `last`, with a comma or nothing between them: حجة وريمة."""
    word = tokens.text(i)
    if tokens.doc[last] != tokens.doc[i] or word[0] != WAW or len(word) <= _LEAST or word in lists()["whole"]:
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


def _stands_bare(names: _Names, n: int) -> bool:
    """Whether the same name stands in the article without the letter: بتيزي وزو beside تيزي وزو."""
    tokens, begin, end, stem = names.tokens, names.begin, names.end, names.given.stems.stem
    i, length = int(begin[n]), int(end[n] - begin[n])
    first, last = np.searchsorted(begin, tokens.first[tokens.doc[i] : tokens.doc[i] + 2])
    bare = np.uint64(hash_of(key(tokens.text(i)[1:])))
    for m in (np.flatnonzero(stem[begin[first:last]] == bare) + first).tolist():
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
