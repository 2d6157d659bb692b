"""Which person of the corpus an article's person is. Names first, then context: role, country, and who else is named.

A rare full name is one person. A common one (محمد العتيبي) is the same person only where role, country or company agree, so two different
Mohammeds stay two. A family name alone is the person who bears it nearly everywhere (ترامب), else an entity of its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.entities.agreement import Agreement, agreement, conflict, evidence
from pipeline.entities.gazetteer import name_unit
from pipeline.entities.known import Entity, Known, ends_of
from pipeline.entities.records import Record
from pipeline.entities.skeleton import NameForm
from pipeline.mentions.persons import same_part, same_person

#: Bearers from which a part of a name is common.
_COMMON = 60
#: Bearers from which a part is known as a name at all.
_NATIVE = 2
#: عبدالعزيز, عبدالرحمن …: given names of many, though the tables list few of them.
_SERVANT = "عبدال"
#: Share of all bearers' articles from which one bearer of a family name is meant by it alone.
_DOMINANT = 0.8
#: Articles from which a bearer is known widely enough to be called by one name.
_FAMOUS = 3
#: Articles from which a bearer is who everybody in the country thinks of.
_HOUSEHOLD = 20
_SHARED = 2
#: Least number of articles that call somebody a sovereign: one may err.
_TWICE = 2
_FULL, _LONG = 2, 4
#: Weight of shared context (a role, or a country and company) that outweighs two given names that only sound alike.
_OFFICE = 2.0
#: Letters from which a part is long enough that sounding alike says something.
_LONG_PART = 5


class Link(NamedTuple):
    """A decision: the entity, the reason (see `schemas.vocab.LinkReason`), how sure it is, and what spoke for it."""

    entity: Entity
    reason: str
    score: float
    evidence: str | None


def is_common(form: NameForm) -> bool:
    """Whether many people may bear the name: few parts, all of them common in Arabic."""
    return _are_common(form.parts)


@lru_cache(maxsize=1 << 16)
def _are_common(parts: tuple[str, ...]) -> bool:
    return len(parts) < _LONG and all(_is_widespread(p) or (not n and p.startswith(_SERVANT)) for n, p in enumerate(parts))


@lru_cache(maxsize=1 << 16)
def _is_native(part: str) -> bool:
    unit = name_unit(part)
    return (unit is not None and unit.bearers >= _NATIVE) or part.startswith(_SERVANT)


@lru_cache(maxsize=1 << 16)
def _is_widespread(part: str) -> bool:
    unit = name_unit(part)
    return unit is not None and unit.bearers >= _COMMON


def _alike(a: str, b: str, sound_a: str, sound_b: str) -> bool:
    """Whether two parts may be spellings of one name; of those that sound otherwise most differ in more than the one letter allowed."""
    if sound_a != sound_b and (abs(len(a) - len(b)) > 1 or (a[0] != b[0] and a[-1] != b[-1])):
        return False
    return a == b or same_part(a, b, sound_a, sound_b)


def _is_other_ending(a: str, b: str) -> bool:
    """Whether two names differ by the ending that makes another name of one (العمري is not العمرة)."""
    return a[:-1] == b[:-1] and {a[-1], b[-1]} == {"ه", "ي"}


def link_full(record: Record, known: Known, *, common: bool) -> Link | None:
    """The person a full name means, or None if nobody known; of a common name only one who shares more than that with the record."""
    best: tuple[float, int, Link] | None = None
    for entity in known.by_text["PER"].get(record.form.text, ()):
        if common and conflict(record, entity):
            continue
        shared = agreement(record, entity)
        weight = shared.weight
        if common and weight < 1:
            continue
        if best is None or (weight, entity.articles) > best[:2]:
            best = (weight, entity.articles, Link(entity, "same_name", 0.9 if common else 0.97, evidence("same full name", shared)))
    if best is not None:
        return best[2]
    form = record.form
    near = [alike for ends in ends_of(form) if (alike := known.by_ends.get(ends))]
    if not near:
        return None
    seen: set[str] = set()
    native = _is_native(form.parts[0])
    for alike in near:
        for entity in alike:
            if entity.id in seen or len(entity.form.parts) < _FULL:
                continue
            seen.add(entity.id)
            other = entity.form
            # شمعون and شيمون are both names, but with one rare family name and one office hardly two men
            # (أحمد and حامد begin otherwise, so they are two)
            given_alike = form.loose == other.loose and form.parts[1:] == other.parts[1:] and form.parts[0][0] == other.parts[0][0] and not _is_widespread(form.parts[-1])
            if not (given_alike or same_person(form, other)) or (native and _is_other_ending(form.parts[-1], other.parts[-1])):
                continue
            if conflict(record, entity) or (record.roles and entity.roles and record.reigns != entity.reigns):
                continue
            shared = agreement(record, entity)
            weight = shared.weight
            longer = len(form.parts) != len(entity.form.parts)
            # a foreign name may be spelt in many ways; of two native names that sound alike each is likely a name of its own
            short = any(a != b and min(len(a), len(b)) < _LONG_PART for a, b in zip(form.parts, entity.form.parts, strict=False))
            needed = (2.0 if common else 1.0) if longer else (1.5 if common or (short and native) else 1.0 if native else 0.0)
            if given_alike and not same_person(form, other):
                needed = _OFFICE
            if weight < needed:
                continue
            how = f"{'longer form of' if longer else 'spelling of'} {entity.name}"
            if best is None or (weight, entity.articles) > best[:2]:
                best = (weight, entity.articles, Link(entity, "variant", 0.8 if longer else 0.9, evidence(how, shared)))
    return best[2] if best else None


def _called(form: NameForm, known: Known) -> list[tuple[Entity, float]]:
    """Who may be called by a single name, with how much that counts: by the last part more than by the first."""
    part, sound, linked = form.parts[0], form.loose[0], form.linked[0]
    found = known.called.get((part, linked))
    if found is not None:
        return found
    native = _is_native(part)
    alike = known.by_part.get(sound, {}).values()
    # where somebody bears just this name it is no spelling of another (الخميني is not خامنئي)
    bearers = [e for e in alike if part == (parts := e.form.parts)[-1] or part == parts[0]]
    found = known.called[part, linked] = []
    for entity in bearers or alike:
        full = entity.form
        if full.linked[-1] <= linked and _alike(part, full.parts[-1], sound, full.loose[-1]):
            found.append((entity, 1.0))
        elif not native and _alike(part, full.parts[0], sound, full.loose[0]):
            found.append((entity, 0.5))
    return found


def _link_sovereign(record: Record, known: Known) -> Link | None:
    """The sovereign whom a title and the first name mean, or None if it may be several."""
    part = record.form.parts[0]
    called = [e for e in known.by_part.get(record.form.loose[0], {}).values() if e.reigns and e.crowned >= _TWICE and e.form.parts[0] == part and not conflict(record, e)]
    weights = [(e.articles * (1 + 3 * shared.weight), shared, e) for e in called for shared in [agreement(record, e)]]
    if not weights:
        return None
    top, shared, entity = max(weights, key=lambda t: (t[0], t[2].id))
    share = top / sum(w for w, _, _ in weights)
    return Link(entity, "short_name", 0.8, evidence(f"{share:.0%} of all sovereigns called so are {entity.name}", shared)) if share >= _DOMINANT else None


def link_short(record: Record, known: Known) -> Link | None:
    """The person a single name means in an article that never says the full one, or None if that cannot be told."""
    form = record.form
    if not form.parts:
        return None
    if record.reigns:
        return _link_sovereign(record, known)
    part = form.parts[0]
    common = _is_widespread(part)
    weights: list[tuple[float, Agreement, Entity]] = []
    for entity, share in _called(form, known):
        if not conflict(record, entity):
            shared = agreement(record, entity)
            weights.append((entity.articles * (1 + 3 * shared.weight) * share, shared, entity))
    if not weights:
        return None
    total = sum(w for w, _, _ in weights)
    top, shared, entity = max(weights, key=lambda t: (t[0], t[2].id))
    if top < _DOMINANT * total:
        return None
    told = len(shared.others) >= 1 or len(shared.roles) >= _SHARED
    # of a name that many bear the household name of the country the article plays in is meant: الأسد in Syria
    at_home = entity.articles >= _HOUSEHOLD and not entity.nations.isdisjoint(record.places)
    if common and not (at_home or len(shared.others) >= _SHARED or len(shared.roles) >= _SHARED):
        return None
    if not told and entity.articles < _FAMOUS:
        return None
    how = f"{top / total:.0%} of all who are called so are {entity.name} ({entity.articles} articles)"
    return Link(entity, "short_name", round(min(0.9, 0.5 + 0.4 * top / total * (0.5 + 0.5 * told)), 2), evidence(how, shared))


def link_alone(record: Record, known: Known) -> Link | None:
    """The entity of a single name that nobody's full name explains: the same one if the name is rare or the company agrees."""
    common = bool(record.form.parts) and _is_widespread(record.form.parts[0])
    best: tuple[float, Link] | None = None
    for entity in known.by_text["PER"].get(record.form.text, ()):
        if len(entity.form.parts) > 1:
            continue
        if conflict(record, entity):
            continue
        shared = agreement(record, entity)
        weight = shared.weight
        if record.reigns and entity.reigns:
            # there are several kings عبدالله: the title is not enough
            if not (shared.others or shared.places):
                continue
        elif (common and len(shared.others) < _SHARED) or (not common and weight < 0.5):
            continue
        if best is None or weight > best[0]:
            best = (weight, Link(entity, "same_name", 0.6, evidence("same single name", shared)))
    return best[1] if best else None
