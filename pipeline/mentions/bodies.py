"""Which names of organisations, or of places, in one article are one. Only spelling, heads and order of mention are looked at.

حركة حماس is حماس, المرصد is the observatory named before, وزارة الخارجية is the Russian one if that was named; حي القاهرة is not القاهرة
and وزارة التعليم is not وزارة التعليم العالي.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.entities.gazetteer import alias_of, country_labels, heads, nationality, place_named
from pipeline.entities.skeleton import NameForm, distance, name_form, without_article
from pipeline.mentions.persons import same_part

_TYPO_LENGTH = 7
#: Of these, those that name a body of their own before the name of another.
_SPEAKING = frozenset({"broadcaster", "paper"})
#: Parts a name must have more of to hold two heads.
_DOUBLE = 2
#: Most letters by which two names without a common word may differ (دياربكر and محافظة ديار بكر).
_HEAD_LENGTH = 7


class Body(NamedTuple):
    """A name of an organisation or place as it is compared.

    Attributes:
        form: The whole name.
        groups: Groups of its head; empty without a head.
        core: Parts after the head (all parts without one).
        loose: The same, loosely.
        alias: Entity it is a listed alias of.
        sounds: Loose parts of the whole name.
        joined: All parts without blanks.
    """

    form: NameForm
    groups: frozenset[str]
    core: tuple[str, ...]
    loose: tuple[str, ...]
    alias: str | None
    sounds: frozenset[str]
    joined: str


_STATE, _ADMINISTRATIVE, _FACILITY = frozenset({"state"}), frozenset({"administrative"}), frozenset({"facility"})
#: Heads with which a listed name is still the same body (شركة غوغل); بعثة الأمم المتحدة is another body.
_TRANSPARENT = frozenset({"team", "movement", "paper", "broadcaster", "site", "company", "agency"})


@lru_cache(maxsize=1 << 17)
def body(type_: str, name: str) -> Body:
    """Takes a name apart into head and core."""
    form = name_form(name)
    groups: frozenset[str] = frozenset()
    alias = alias_of(type_, name)
    if len(form.parts) > 1:
        head = without_article(form.words[0])
        if type_ == "ORG":
            groups = heads().organisations.get(head, groups)
        elif head in heads().states:
            groups = _STATE
        elif head in heads().facilities:
            groups = _FACILITY
        elif head in heads().administrative:
            groups = _ADMINISTRATIVE
    if not groups:
        return Body(form, groups, form.parts, form.loose, alias, frozenset(form.loose), "".join(form.parts))
    cut = 1
    if type_ == "ORG" and len(form.parts) > _DOUBLE:
        # تنظيم «جبهة النصرة»: the second head is part of what the first one names
        second = heads().organisations.get(form.parts[1], frozenset())
        if groups & second:
            cut, groups = 2, second
    if alias is None and (groups == _STATE or groups <= _TRANSPARENT):
        alias = alias_of(type_, " ".join(form.words[1:]))
        known = name_form(alias).parts[:1] if alias else ()
        if alias and type_ == "ORG" and not heads().organisations.get("".join(known), groups - _SPEAKING) & groups:
            # نادي الفتح is not حركة فتح, إذاعة الأمم المتحدة not الأمم المتحدة
            alias = None
    return Body(form, groups, form.parts[cut:], form.loose[cut:], alias, frozenset(form.loose), "".join(form.parts))


def _parts_alike(a: tuple[str, ...], la: tuple[str, ...], b: tuple[str, ...], lb: tuple[str, ...]) -> bool:
    return len(a) == len(b) and all(x == y or (u == v and same_part(x, y, u, v)) for x, y, u, v in zip(a, b, la, lb, strict=True))


def _is_nationality(part: str) -> bool:
    return nationality(part) is not None


def _is_known(type_: str, parts: tuple[str, ...]) -> bool:
    name = " ".join(parts)
    return alias_of(type_, name) is not None or (type_ == "LOC" and place_named(name) is not None)


def same_name(type_: str, a: Body, b: Body) -> float:
    """Whether two names are spellings of one name, heads apart; 0 if not, else how surely."""
    if a.alias is not None and b.alias is not None:
        return 4.0 if a.alias == b.alias else 0.0
    if a.joined == b.joined:
        return 4.0
    if _is_known(type_, a.form.parts) and _is_known(type_, b.form.parts):
        return 0.0
    if _parts_alike(a.form.parts, a.form.loose, b.form.parts, b.form.loose):
        return 3.8
    if len(a.form.text) >= _TYPO_LENGTH and distance(a.form.text, b.form.text, 1) <= 1:
        return 3.5
    if a.groups and b.groups and not a.groups & b.groups:
        return 0.0
    if "".join(a.core) != "".join(b.core) and not _parts_alike(a.core, a.loose, b.core, b.loose):
        return 0.0
    if (a.alias is None) != (b.alias is None) and a.groups | b.groups and not (a.groups | b.groups) <= _TRANSPARENT | _ADMINISTRATIVE | _STATE:
        # بعثة الأمم المتحدة is not الأمم المتحدة
        return 0.0
    if _FACILITY in (a.groups, b.groups):
        if a.groups and b.groups:
            return 3.0 if a.form.parts[0] == b.form.parts[0] else 0.0
        return 0.0 if _is_known(type_, a.core) else 3.0
    if _ADMINISTRATIVE in (a.groups, b.groups) and alias_of("LOC", " ".join(a.core)) in country_labels():
        return 0.0
    return 3.0


def shortened(type_: str, short: Body, long: Body) -> float:
    """How well a name stands for a longer one of which it repeats some words; 0 if it cannot."""
    n, whole = len(short.core), len(long.core)
    if n >= len(long.form.parts) or (short.groups and (not long.groups or short.form.parts[0] != long.form.parts[0])):
        return 0.0
    k = len(short.form.parts)
    if _parts_alike(short.form.parts, short.form.loose, long.form.parts[:k], long.form.loose[:k]):
        rest = long.form.parts[k:]
    elif not short.groups and _parts_alike(short.core, short.loose, long.core[:n], long.loose[:n]):
        rest = long.core[n:]
    else:
        rest = None
    if rest:
        national = all(map(_is_nationality, rest))
        if national:
            return 2.5
        if short.alias is not None or "ministry" in long.groups or ("learning" in long.groups and n > 1):
            return 0.0
        if type_ == "LOC" and k == 1 and not short.form.words[0].startswith("ال"):
            return 0.0
        return 2.0
    if rest is not None or short.alias is not None or long.alias is not None or type_ != "ORG" or short.groups or _is_nationality(short.core[-1]):
        return 0.0
    if n < whole and _parts_alike(short.core, short.loose, long.core[whole - n :], long.loose[whole - n :]):
        return 1.5 if n > 1 else 1.0
    return 0.0


def comparable(a: Body, b: Body) -> bool:
    """Whether it is worth looking closer: a shared word, one listed entity, or nearly the same letters. Most pairs end here."""
    if a.alias is not None and b.alias is not None:
        return a.alias == b.alias
    if not a.sounds.isdisjoint(b.sounds):
        return True
    return abs(len(a.joined) - len(b.joined)) <= _HEAD_LENGTH and (a.joined.endswith(b.joined[-3:]) or a.joined[:3] == b.joined[:3])


def match(type_: str, short: Body, long: Body) -> float:
    """How well a name stands for an entity of the same article of which a longer name is known; 0 if it cannot."""
    best = same_name(type_, short, long)
    if best or (short.alias is not None and long.alias is not None):
        return best
    return shortened(type_, short, long)


def cluster_bodies(type_: str, names: Sequence[str], equal: Sequence[tuple[int, int]] = ()) -> list[int]:
    """Groups the names of organisations or of places of one article.

    Args:
        type_: ORG or LOC.
        names: Names in the order they stand in, repeated as often as they stand there.
        equal: Pairs of positions that the text itself equates, as in «وكالة … (الأونروا)».

    Returns:
        For each name the number of its entity.
    """
    bodies = [body(type_, n) for n in names]
    unique: dict[str, Body] = {}
    for b in bodies:
        unique.setdefault(b.form.text, b)
    equated = {bodies[j].form.text: bodies[i].form.text for i, j in equal}
    entities: list[list[Body]] = []
    group: dict[str, int] = {}
    choices: dict[str, list[int]] = {}
    for text, b in sorted(unique.items(), key=lambda t: (-len(t[1].form.parts), not t[1].groups)):
        target = group.get(equated.get(text, ""))
        if target is not None:
            group[text] = target
            entities[target].append(b)
            continue
        best, among = 0.0, []
        for k, members in enumerate(entities):
            score = max((match(type_, b, other) for other in members if comparable(b, other)), default=0.0)
            if score > best:
                best, among = score, [k]
            elif score and score == best:
                among.append(k)
        if not best:
            group[text] = len(entities)
            entities.append([b])
        elif len(among) == 1:
            group[text] = among[0]
            entities[among[0]].append(b)
        else:
            choices[text] = among
    last: dict[int, int] = {}
    out = []
    for i, b in enumerate(bodies):
        at = group.get(b.form.text, -1)
        if at < 0:
            at = max(choices[b.form.text], key=lambda k: (last.get(k, -1), -k))
        last[at] = i
        out.append(at)
    return out
