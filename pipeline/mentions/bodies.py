"""Whether two names of organisations, or of places, of one article are one. Only spelling and heads are looked at.

حركة حماس is حماس, المرصد is the observatory named before, وزارة الخارجية is the Russian one if that was named; حي القاهرة is not القاهرة
and وزارة التعليم is not وزارة التعليم العالي.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.entities.gazetteer import alias_of, country_labels, nationality, place_named
from pipeline.entities.heads import heads
from pipeline.entities.skeleton import NameForm, distance, name_form, same_vowels, without_article
from pipeline.mentions.persons import same_part

_TYPO_LENGTH = 7
#: Of these, those that name a body of their own before the name of another.
_SPEAKING = frozenset({"broadcaster", "paper"})
#: Parts a name must have more of to hold two heads.
_DOUBLE = 2
#: Most letters by which two names without a common word may differ (دياربكر and محافظة ديار بكر).
_HEAD_LENGTH = 7
#: Letters at the beginning or the end that such names share.
_EDGE = 3


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
        core_joined: The parts of the core without blanks.
        rank: Where it comes when names are gone through: first those of most parts, of these first those with a head.
        opening: Its first letters.
        closing: Its last letters.
    """

    form: NameForm
    groups: frozenset[str]
    core: tuple[str, ...]
    loose: tuple[str, ...]
    alias: str | None
    sounds: frozenset[str]
    joined: str
    core_joined: str
    rank: tuple[int, bool]
    opening: str
    closing: str


_STATE, _ADMINISTRATIVE, _FACILITY = frozenset({"state"}), frozenset({"administrative"}), frozenset({"facility"})
#: Heads with which a listed name is still the same body (شركة غوغل); بعثة الأمم المتحدة is another body.
TRANSPARENT = frozenset({"team", "movement", "paper", "broadcaster", "site", "company", "agency"})


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
        return _body(form, groups, 0, alias)
    cut = 1
    if type_ == "ORG" and len(form.parts) > _DOUBLE:
        # تنظيم «جبهة النصرة»: the second head is part of what the first one names
        second = heads().organisations.get(form.parts[1], frozenset())
        if groups & second:
            cut, groups = 2, second
    if alias is None and (groups == _STATE or groups <= TRANSPARENT):
        alias = alias_of(type_, " ".join(form.words[1:]))
        known = name_form(alias).parts[:1] if alias else ()
        if alias and type_ == "ORG" and not heads().organisations.get("".join(known), groups - _SPEAKING) & groups:
            # نادي الفتح is not حركة فتح, إذاعة الأمم المتحدة not الأمم المتحدة
            alias = None
    return _body(form, groups, cut, alias)


def _body(form: NameForm, groups: frozenset[str], cut: int, alias: str | None) -> Body:
    joined, core = "".join(form.parts), form.parts[cut:]
    rank = (-len(form.parts), not groups)
    return Body(form, groups, core, form.loose[cut:], alias, frozenset(form.loose), joined, "".join(core), rank, joined[:_EDGE], joined[-_EDGE:])


def _parts_alike(a: tuple[str, ...], la: tuple[str, ...], b: tuple[str, ...], lb: tuple[str, ...]) -> bool:
    # nearly always the parts differ in sound or are the same
    return la == lb and (a == b or all(x == y or same_part(x, y, u, u) for x, y, u in zip(a, b, la, strict=True)))


def _one_is_definite(a: Body, b: Body) -> bool:
    """Whether the last word of one of two names has an article, and that of the other none."""
    return a.form.words[-1].startswith("ال") != b.form.words[-1].startswith("ال")


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
    if a.loose != b.loose and a.core_joined != b.core_joined and a.form.loose != b.form.loose and abs(len(a.form.text) - len(b.form.text)) > 1:
        return 0.0
    score = _spelt_alike(type_, a, b)
    # two listed names are two
    return 0.0 if score and _is_known(type_, a.form.parts) and _is_known(type_, b.form.parts) else score


def _spelt_alike(type_: str, a: Body, b: Body) -> float:
    if _parts_alike(a.form.parts, a.form.loose, b.form.parts, b.form.loose):
        return 3.8
    one, other = a.form.text, b.form.text
    if len(one) >= _TYPO_LENGTH and abs(len(one) - len(other)) <= 1 and distance(one, other, 1) <= 1:
        return 3.5
    if a.groups and b.groups and not a.groups & b.groups:
        return 0.0
    if not _parts_alike(a.core, a.loose, b.core, b.loose) and a.core_joined != b.core_joined:
        return 0.0
    if type_ == "LOC" and _STATE not in (a.groups, b.groups) and a.core[-1] != b.core[-1] and _one_is_definite(a, b):
        # قضاء العدين is not عدن
        return 0.0
    if (a.alias is None) != (b.alias is None) and a.groups | b.groups and not (a.groups | b.groups) <= TRANSPARENT | _ADMINISTRATIVE | _STATE:
        # بعثة الأمم المتحدة is not الأمم المتحدة
        return 0.0
    if _FACILITY in (a.groups, b.groups):
        if a.groups and b.groups:
            return 3.0 if a.form.parts[0] == b.form.parts[0] else 0.0
        return 0.0 if _is_known(type_, a.core) else 3.0
    if _ADMINISTRATIVE in (a.groups, b.groups) and alias_of("LOC", " ".join(a.core)) in country_labels():
        return 0.0
    return 3.0


def _is_another(place: tuple[str, ...], rest: tuple[str, ...]) -> bool:
    """Whether what stands behind the name of a place makes another of it: القاهرة الجديدة, القطيف سيتي مول; but المدينة may be المدينة الخضراء."""
    known = heads()
    if known.epithets.issuperset(rest):
        return False
    return not known.renewed.isdisjoint(rest) or (place[0] not in known.administrative and _is_known("LOC", place))


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
    if rest and n == 1 and short.form.words[-1].startswith("ال") and not same_vowels(short.core[0], long.form.parts[len(long.form.parts) - len(rest) - 1]):
        # الشروق is not الشرق الأوسط, nor is صحيفة الشروق; مانشيستر may be مانشستر يونايتد
        return 0.0
    if rest and long.groups == _FACILITY and _is_known(type_, short.form.parts):
        # القاهرة is not مطار القاهرة الدولي
        return 0.0
    if rest:
        national = all(map(_is_nationality, rest))
        if national:
            return 2.5
        if short.alias is not None or "ministry" in long.groups or ("learning" in long.groups and n > 1):
            return 0.0
        if type_ == "LOC" and k == 1 and not short.form.words[0].startswith("ال"):
            return 0.0
        if type_ == "LOC" and _is_another(short.form.parts, rest):
            return 0.0
        if type_ == "LOC" and k == 1 and not long.form.words[0].startswith("ال") and _is_known(type_, short.form.parts):
            # الكورنيش is كورنيش جدة, but الرياض not رياض الخبراء
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
    return (a.opening == b.opening or a.joined.endswith(b.closing)) and abs(len(a.joined) - len(b.joined)) <= _HEAD_LENGTH


def match(type_: str, short: Body, long: Body) -> float:
    """How well a name stands for an entity of the same article of which a longer name is known; 0 if it cannot."""
    best = same_name(type_, short, long)
    if best or (short.alias is not None and long.alias is not None):
        return best
    return shortened(type_, short, long)
