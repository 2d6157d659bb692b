"""Noun phrases that can speak: where one begins, how far it reaches, and whether a name stands in it. Not who speaks, not what is said."""

from __future__ import annotations

from typing import Final, NamedTuple

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document, Mention

_HEADS: Final = v.ROLE | v.ORG | v.DOCUMENT
_BREAK: Final = v.COMP | v.REL | v.TIME | v.AUX | v.NEG | v.CONJ | v.COLON | v.STOP | v.COMMA | v.SEMICOLON | v.DASH | v.LIKE | v.ATTRIBUTION | v.OTHER_PUNCT
_LONGEST: Final = 14
_NAME_STRETCH: Final = 4


class Phrase(NamedTuple):
    """A noun phrase.

    Attributes:
        first: First token.
        last: Last token.
        head: Token that carries the reference: first token of the name if there is one, else the head noun.
        mention: Index of the mention it names, or -1.
        flags: Bits of the head noun.
    """

    first: int
    last: int
    head: int
    mention: int
    flags: int


def begins_mention(doc: Document, i: int) -> Mention | None:
    """The mention whose first token is `i`."""
    m = doc.at[i]
    return doc.mentions[m] if m >= 0 and doc.mentions[m].first == i else None


def prefix(doc: Document, i: int) -> str:
    """Clitics before the noun at token `i`, as far as a mention or a known word shows them; لل and بال show themselves."""
    mention = begins_mention(doc, i)
    if mention:
        return doc.text[doc.start[i] : mention.start]
    if doc.skip[i]:
        return doc.clitic(i)
    word = doc.word(i)
    if word.startswith("لل") and len(word) > 4:
        return "ل"
    if word.startswith(("بال", "وال", "فال", "كال")) and len(word) > 5:
        return word[0]
    return ""


def is_definite(doc: Document, i: int) -> bool:
    """Whether the word at token `i` carries the article (after clitics)."""
    return doc.text.startswith(("ال", "لل", "بال", "وال"), doc.start[i] + doc.skip[i], doc.end[i])


def phrase_at(doc: Document, i: int, stop: int) -> Phrase | None:
    """The noun phrase that begins at token `i`, if one can.

    Args:
        doc: The article.
        i: Candidate for its first token.
        stop: Token it must not reach.
    """
    f = doc.flags[i]
    if f & (v.PUNCT | v.COMP | v.REL | v.AUX | v.NEG | v.PREP | v.LIKE | v.ATTRIBUTION | v.POSSESSED | v.MA) and doc.at[i] < 0:
        return None
    if f & (v.TIME | v.CONJ) and doc.at[i] < 0 and not f & _HEADS:
        return None
    mention = doc.at[i]
    if mention >= 0 and doc.mentions[mention].type == "PER" and doc.mentions[mention].kind == "name":
        return Phrase(i, min(doc.mentions[mention].last, stop - 1), i, mention, f)
    return _extend(doc, i, min(stop, i + _LONGEST, doc.n))


def _extend(doc: Document, i: int, stop: int) -> Phrase:
    flags, at = doc.flags, doc.at
    head_flags = flags[i]
    first_mention = at[i]
    last = doc.mentions[first_mention].last if first_mention >= 0 else i
    last = min(last, stop - 1)
    names_org = first_mention >= 0 and doc.mentions[first_mention].kind == "name"
    deputy = -1  # token of باسم, مساعد …: a name after it is not the speaker's
    if head_flags & v.RELATIONAL and not is_definite(doc, i):
        deputy = i
    k = last + 1
    while k < stop:
        f = flags[k]
        m = at[k]
        if m >= 0:
            mention = doc.mentions[m]
            clitic = doc.text[doc.start[k] : mention.start] if mention.first == k else ""
            if mention.type == "PER" and mention.kind == "name":
                if clitic or names_org:
                    break
                if deputy == k - 1 or (deputy >= 0 and k - deputy <= 3 and not _org_between(doc, deputy, k)):
                    last = min(mention.last, stop - 1)
                    k = last + 1
                    deputy = -1
                    continue
                return Phrase(i, min(mention.last, stop - 1), k, m, head_flags)
            # المتحدث لوزارة…: the body a role belongs to, unless it is the paper spoken to
            if clitic and (names_org or clitic not in {"ل", "ب"} or not head_flags & v.ROLE or flags[k] & v.MEDIUM or _is_media(doc, k)):
                break
            last = min(mention.last, stop - 1)
            k = last + 1
            continue
        if f & v.QUOTE:
            closer = _short_stretch(doc, k, stop)
            if closer < 0:
                break
            last, k = closer, closer + 1
            continue
        if f & v.PAREN:
            closer = next((j for j in range(k + 1, min(k + 6, stop)) if flags[j] & v.PAREN), -1)
            if closer < 0:
                break
            last, k = closer, closer + 1
            continue
        if f & _BREAK and not f & (v.ROLE | v.ORG):
            break
        word = doc.word(k)
        clitics = doc.clitic(k)
        if f & v.PREP and not clitics:
            if names_org or not (head_flags & (v.ROLE | v.DOCUMENT)) or k + 1 >= stop or not _attaches(doc, word, k):
                break
            k += 1
            last = k
            if at[k] >= 0:
                last = min(doc.mentions[at[k]].last, stop - 1)
            k = last + 1
            continue
        if f & v.CUE and not f & _HEADS and not is_definite(doc, k):
            break
        definite = is_definite(doc, k)
        if clitics:
            if clitics[-1] in "لب" and not (head_flags & v.ROLE and not names_org and f & (v.ORG | v.RELATIONAL) and not _is_media(doc, k)):
                break
            if clitics[0] in "وف" and not f & _HEADS:
                break
        elif word.startswith("لل") and not head_flags & v.ROLE:
            break
        if names_org and not definite:
            break
        if f & v.OBJECT and not definite and not f & _HEADS:
            break
        if f & v.RELATIONAL and not definite:
            deputy = k
        last = k
        k += 1
    return Phrase(i, last, i, first_mention, head_flags)


def _org_between(doc: Document, a: int, b: int) -> bool:
    return any(doc.at[k] >= 0 and doc.mentions[doc.at[k]].type != "PER" for k in range(a + 1, b))


def _attaches(doc: Document, word: str, k: int) -> bool:
    """Whether the prepositional phrase at token `k` belongs to the noun before it (مسؤول في وزارة…), not to the verb (في تصريح)."""
    follows = doc.flags[k + 1]
    if follows & (v.MEDIUM | v.TIME | v.PUNCT | v.COMP | v.REL) and doc.at[k + 1] < 0:
        return False
    if word == "في":
        return doc.at[k + 1] >= 0 or bool(follows & v.ORG) or is_definite(doc, k + 1)
    if word == "من":
        return True
    return word in {"على", "لدى", "بين"} and (is_definite(doc, k + 1) or doc.at[k + 1] >= 0)


def _is_media(doc: Document, k: int) -> bool:
    word = doc.word(k)[doc.skip[k] :]
    return word.startswith(v.word_starts("media_heads"))


def _short_stretch(doc: Document, k: int, stop: int) -> int:
    """Token of the mark that closes a name in marks opened at `k`, or -1."""
    for j in range(k + 2, min(k + 2 + _NAME_STRETCH, stop)):
        if doc.flags[j] & v.QUOTE:
            return j
    return -1


def subject(doc: Document, a: int, stop: int) -> Phrase | None:
    """The noun phrase that stands as subject after a verb: the first that is no adverbial.

    Args:
        doc: The article.
        a: Token after the verb.
        stop: Token the search must not reach (complementiser, colon, mark).
    """
    k = a
    while k < stop:
        f = doc.flags[k]
        mention = begins_mention(doc, k)
        if mention is None and f & (v.COMMA | v.DASH | v.AUX | v.NEG | v.TIME | v.CONJ | v.OTHER_PUNCT) and not f & (v.ROLE | v.ORG):
            k += 1
            continue
        clitics = prefix(doc, k)
        if (f & v.PREP and mention is None and not doc.skip[k]) or (clitics and clitics[-1] in "بلك"):
            k = _after_adverbial(doc, k, stop, bare=not clitics)
            continue
        if f & v.CUE and mention is None and not f & (v.ROLE | v.DOCUMENT | v.ORG) and not is_definite(doc, k):
            k += 1
            continue
        if clitics and clitics[0] in "وف" and mention is None and not f & _HEADS:
            return None
        if mention is None and (_is_adjective(doc, k) or f & v.REL):
            if f & v.REL:
                return None
            k += 1
            continue
        found = phrase_at(doc, k, stop)
        if found is None:
            return None
        return _with_apposition(doc, found, stop)
    return None


def _after_adverbial(doc: Document, k: int, stop: int, *, bare: bool) -> int:
    """Token after the prepositional phrase at `k` (`bare`: the preposition is a token of its own)."""
    j = k + 1 if bare else k
    mention = begins_mention(doc, j) if j < stop else None
    if mention is not None:
        j = mention.last + 1
    elif j < stop and bare and doc.flags[j] & (v.ROLE | v.ORG | v.DOCUMENT) and not doc.flags[j] & v.MEDIUM:
        # في وزارة …: a whole noun phrase; a name after it does not belong into the adverbial
        found = phrase_at(doc, j, stop)
        if found is not None:
            return found.head if found.mention >= 0 and found.head > found.first else found.last + 1
        j += 1
    else:
        while j < stop and doc.flags[j] & (v.CONJ | v.PREP | v.TIME) and doc.at[j] < 0:
            j += 1
        j += 1
    while (
        j < stop
        and doc.at[j] < 0
        and not doc.flags[j] & (v.PUNCT | v.COMP | v.REL | v.ROLE | v.PREP)
        and (is_definite(doc, j) or doc.flags[j] & (v.ORG | v.TIME | v.MEDIUM) or _is_adjective(doc, j))
    ):
        j += 1
    # حوار صحيفة …: what a media noun governs belongs to it
    mention = begins_mention(doc, j) if j < stop else None
    if mention is not None and mention.type != "PER" and doc.flags[j - 1] & (v.MEDIUM | v.ORG) and mention.start == doc.start[j]:
        j = mention.last + 1
    return min(j, stop)


def _is_adjective(doc: Document, j: int) -> bool:
    """Indefinite words that go on with an adverbial."""
    return doc.word(j) in v.word_set("adverbial_adjectives")


def _with_apposition(doc: Document, found: Phrase, stop: int) -> Phrase:
    """Takes the name out of the apposition after a role: «الناطق باسم الحكومة، علي الدباغ،»."""
    named = found.mention >= 0 and doc.mentions[found.mention].type == "PER"
    if named or not found.flags & v.ROLE:
        return found
    k = found.last + 1
    while k < stop and k <= found.last + 2 and doc.flags[k] & (v.COMMA | v.DASH | v.PAREN | v.TITLE | v.TIME):
        k += 1
    for _ in range(3):
        if k < stop and doc.flags[k] & v.TITLE and doc.at[k] < 0:
            k += 1
    if k < stop:
        mention = begins_mention(doc, k)
        if mention and mention.type == "PER" and mention.kind == "name" and mention.start == doc.start[k]:
            return Phrase(found.first, min(mention.last, stop - 1), k, doc.at[k], found.flags)
    return found
