"""Which names of persons in one article are one person. Only spelling and order of mention are looked at, not the text around them.

A full name is told first; a family name, or a given name where people are called by it, stands for it later (or before, in a headline).
Two brothers of one family name stay two: the family name alone then means the one named last.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline.entities.gazetteer import alias_of, last_names, name_unit
from pipeline.entities.skeleton import NameForm, distance, name_form, respelt

#: Bearers from which a part counts as a known name: two different known names are never spellings of each other.
_KNOWN = 10
#: Share of bearers having a part as given name from which it counts as one.
_GIVEN = 0.8
#: Share from which it is one often enough that the article tells two names apart.
_OFTEN_GIVEN = 0.7
_TYPO_LENGTH = 5
_PAIR = 2
#: Before the name of a family, folded.
_FAMILY = "ال"
#: Least number of parts of a full name.
_FULL = 2


@lru_cache(maxsize=1 << 16)
def same_part(a: str, b: str, loose_a: str, loose_b: str) -> bool:
    """Whether two parts may be spellings of one name: transliterated otherwise, in the accusative, or mistyped by one letter."""
    if a == b:
        return True
    one, other = name_unit(a), name_unit(b)
    if one and other and one.bearers >= _KNOWN and other.bearers >= _KNOWN:
        return False
    if min(len(a), len(b)) >= _TYPO_LENGTH and a in last_names() and b in last_names() and not respelt(a, b):
        # الخميني is not خامنئي, but of short foreign names vowels are written in many ways (يونغ, يانغ)
        return False
    if a in (b + "ي", b + "ه") or b in (a + "ي", a + "ه"):
        return False
    if loose_a == loose_b:
        # two letters rendered otherwise in a long word, one in a short one
        return distance(a, b) <= (2 if min(len(a), len(b)) >= _TYPO_LENGTH else 1)
    if min(len(a), len(b)) < _TYPO_LENGTH:
        return False
    return distance(a, b, 1) <= 1


def _alike(a: NameForm, i: int, b: NameForm, j: int) -> bool:
    x, y = a.parts[i], b.parts[j]
    if x == y:
        return True
    u, v = a.loose[i], b.loose[j]
    # most pairs end here: of parts that sound otherwise only long ones that one slip tells apart are worth a look
    if u != v and (min(len(x), len(y)) < _TYPO_LENGTH or abs(len(x) - len(y)) > 1 or (x[0] != y[0] and x[-1] != y[-1])):
        return False
    return same_part(x, y, u, v)


def _same_parts(short: NameForm, full: NameForm, shift: int) -> bool:
    for i in range(len(short.parts)):  # noqa: SIM110 - a generator costs more than what it asks
        if not _alike(short, i, full, i + shift):
            return False
    return True


def same_person(short: NameForm, full: NameForm) -> bool:
    """Whether two names of at least two parts may be one person's: part by part, or with parts left out after the first or before the last."""
    n, m = len(short.parts), len(full.parts)
    if n > m:
        return same_person(full, short)
    if n == m:
        return _same_parts(short, full, 0) and (any(a == b for a, b in zip(short.parts, full.parts, strict=True) if len(a) > 1) or short.loose == full.loose)
    if True not in full.linked and _same_parts(short, full, m - n):
        return True
    if not _alike(short, 0, full, 0):
        return False
    j = 1
    for i in range(1, n):
        if short.linked[i] and not _alike(short, i, full, i):
            # فيصل بن عبدالعزيز is not فيصل بن خالد بن عبدالعزيز
            return False
        while j < m and not _alike(short, i, full, j):
            j += 1
        if j == m:
            return False
        j += 1
    return True


def _short_for(part: NameForm, full: NameForm) -> float:
    """How well one part alone stands for a full name; 0 if it cannot."""
    last = len(full.parts) - 1
    linked = part.linked[0]
    is_last = full.linked[last] <= linked and _alike(part, 0, full, last)
    is_first = not linked and _alike(part, 0, full, 0)
    best = 0.0
    if is_last or is_first:
        unit = name_unit(part.parts[0])
        is_given = unit is not None and unit.given >= _GIVEN
        # سعود is a given name, and not short for … آل سعود
        is_last = is_last and not (is_given and full.words[-2] == _FAMILY != part.words[0])
        # of a given name the article is part: الحسين is not the حسين of صدام حسين
        if is_last and (unit is None or unit.given < _OFTEN_GIVEN or part.words[-1].startswith("ال") == full.words[-1].startswith("ال")):
            best = 2.5 if is_given and not linked else 3.0
        if is_first:
            best = max(best, 3.0 if is_given else 2.0)
    if not best:
        for i in range(1, last):
            if not full.linked[i] and _alike(part, 0, full, i):
                best = 1.0
                break
    return best + 0.4 * (part.parts[0] in full.parts) if best else 0.0


def _are_one(one: NameForm, other: NameForm) -> bool:
    """Whether two names are one person's if the article has no third."""
    full, short = (one, other) if len(one.parts) >= len(other.parts) else (other, one)
    if not short.parts:
        return False
    if len(full.parts) < _FULL:
        return _alike(short, 0, full, 0)
    if len(short.parts) < _FULL:
        return _short_for(short, full) > 0
    if same_person(short, full):
        return True
    alias = alias_of("PER", " ".join(short.words))
    return alias is not None and alias == alias_of("PER", " ".join(full.words))


def cluster_persons(names: Sequence[str]) -> list[int]:
    """Groups the person names of one article.

    Args:
        names: Names in the order they stand in, repeated as often as they stand there.

    Returns:
        For each name the number of its person.
    """
    of = {n: name_form(n) for n in dict.fromkeys(names)}
    texts = [of[n].text for n in names]
    # of names that differ by nothing that is compared the last one written
    unique = dict(zip(texts, map(of.__getitem__, names), strict=True)) if len(of) > 1 else {f.text: f for f in of.values()}
    if len(unique) == _PAIR:
        # most often: there is nothing to choose between
        first = texts[0]
        return [0] * len(texts) if _are_one(*unique.values()) else [int(text != first) for text in texts]
    group: dict[str, int] = {}
    full: list[NameForm] = []
    known: dict[str, int] = {}
    for form in sorted((f for f in unique.values() if len(f.parts) >= _FULL), key=lambda f: -len(f.parts)):
        at = -1
        for k, other in enumerate(full):
            if same_person(form, other):
                at = k
                break
        alias = alias_of("PER", " ".join(form.words))
        if at < 0 and alias is not None:
            at = known.get(alias, -1)
        if at < 0:
            at = len(full)
            full.append(form)
        if alias is not None:
            known[alias] = at
        group[form.text] = at
    choices: dict[str, list[int]] = {}
    extra: list[NameForm] = []
    for text, form in unique.items():
        if text in group:
            continue
        if not form.parts:
            group[text] = len(full) + len(extra)
            extra.append(form)
            continue
        scores = [_short_for(form, other) for other in full]
        best = max(scores, default=0.0)
        if best:
            choices[text] = [k for k, s in enumerate(scores) if s == best]
            continue
        at = next((k for k, other in enumerate(extra) if other.parts and _alike(form, 0, other, 0)), -1)
        if at < 0:
            at = len(extra)
            extra.append(form)
        group[text] = len(full) + at
    if all(len(among) == 1 for among in choices.values()):
        return [group[text] if text in group else choices[text][0] for text in texts]
    out: list[int] = []
    last: dict[int, int] = {}
    later = {group[text]: i for i, text in reversed(list(enumerate(texts))) if text in group}
    for i, text in enumerate(texts):
        at = group.get(text, -1)
        if at < 0:
            # the one named last; before any was named, the one named first
            at = max(choices[text], key=lambda k: (last.get(k, -1), -later.get(k, len(texts))))
        last[at] = i
        out.append(at)
    return out
