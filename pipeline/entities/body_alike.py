"""Whether a name of an organisation or place may be another one's spelling: heads and sounds compared. Knows of no other names than the two.

What is compared has been found by an index (see `pipeline.entities.bodies`), so it already shares a core or sounds alike.
"""

from __future__ import annotations

from pipeline.entities.body_key import BodyKey, body_key, is_adjective
from pipeline.entities.gazetteer import country_named, place_named
from pipeline.entities.heads import heads
from pipeline.entities.known import Entity
from pipeline.entities.records import Record
from pipeline.entities.skeleton import distance, other_vowel, respelt, without_article
from pipeline.mentions.bodies import body, same_name

_LOOSE_LENGTH = 5
_CLUB = frozenset({"team"})
#: Heads with which a body that every country has is the same body.
_OFFICES = frozenset({"ministry", "agency", "operation"})


def common_noun(k: BodyKey, entity: Entity) -> bool:
    """Whether the name is a common noun with a nationality, and the entity a listed one called by that noun: القاعدة الأميركية is a base."""
    return k.code is not None and k.code not in entity.nations and k.text in heads().facilities and body_key(entity.type, entity.name).alias is not None


def same_core(record: Record, k: BodyKey, entity: Entity) -> bool:
    """Whether two names that are one but for their heads may be of one body."""
    if record.type == "LOC" and k.head and body_key("LOC", entity.name).head:
        # مدينة نجران is not منطقة نجران
        return False
    if record.type == "LOC":
        # حي القاهرة is not القاهرة, ولاية تونس is not تونس
        here, there = body("LOC", record.name), body("LOC", entity.name)
        facility = frozenset({"facility"})
        if facility in (here.groups, there.groups):
            return False
        headed = here if here.groups else there
        if len(headed.core) == 1 and without_article(headed.form.words[-1]) in heads().directions and not headed.form.words[0].startswith("ال"):
            # محافظة الشرقية is not المنطقة الشرقية, which alone is الشرقية
            return False
        return country_named(" ".join(here.core)) is None
    # البنك الأهلي is not الأهلي, a bank is no club, بعثة الأمم المتحدة is not الأمم المتحدة
    here, there = body("ORG", record.name), body("ORG", entity.name)
    if here.groups and entity.heads and not here.groups & entity.heads:
        return False
    if bool(here.groups) != bool(there.groups):
        headed, bare = (here, there) if here.groups else (there, here)
        unlisted = bare.alias is not None and headed.alias is None
        # إذاعة الجيش is no army, but وزارة الداخلية is الداخلية and جهاز المخابرات المخابرات
        if body_key("ORG", record.name if bare is here else entity.name).generic and not headed.groups & _OFFICES:
            return False
        # but النادي الأهلي is الأهلي
        return not unlisted and (headed.groups == _CLUB or not headed.form.words[0].startswith("ال"))
    if here.groups and here.form.parts[0] != there.form.parts[0] and (here.groups & there.groups <= heads().distinct or is_adjective(here)):
        return False
    return bool(here.groups & there.groups) or not here.groups


def same_sound(record: Record, k: BodyKey, entity: Entity) -> bool:
    """Whether two names that sound alike may be spellings of one."""
    if len(k.text.replace(" ", "")) < _LOOSE_LENGTH:
        return False
    groups, others = body(record.type, record.name).groups, entity.heads or body(record.type, entity.name).groups
    if groups and others and groups.isdisjoint(others):
        # جمعية الملك عبدالعزيز sounds like جامعة الملك عبدالعزيز
        return False
    other = body_key(record.type, entity.name).text
    if record.type == "LOC" and place_named(k.text) and place_named(other):
        return False
    words, others_words = k.text.split(), other.split()
    # بوركينافاسو is بوركينا فاسو
    pairs = zip(words, others_words, strict=True) if len(words) == len(others_words) else [("".join(words), "".join(others_words))]
    differing = [(a, b) for a, b in pairs if a != b]
    if any(min(len(a), len(b)) < _LOOSE_LENGTH or not (distance(a, b, 1) <= 1 or respelt(a, b)) for a, b in differing):
        return False
    definite = {without_article(w) for w in record.form.words if w.startswith("ال")}
    if any(a in definite and other_vowel(a, b) for a, b in differing):
        return False
    return same_name(record.type, body(record.type, k.text), body(record.type, other)) > 0
