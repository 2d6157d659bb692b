"""What an organisation or place is looked up by over the corpus: its name without nationality and head. Knows no entity."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.entities.gazetteer import alias_of, country_named, nationality
from pipeline.entities.heads import heads
from pipeline.entities.skeleton import name_form
from pipeline.mentions.bodies import Body, body

#: Parts from which a name is hardly shared between countries.
_SPECIFIC = 4
_PAIR = 2
_MINISTRY = "وزاره"


class BodyKey(NamedTuple):
    """What an organisation or place is looked up by.

    Attributes:
        text: Name without the nationality at its end.
        core: The same without its head.
        code: Country that the name tells.
        generic: Whether every country has one.
        alias: Listed name.
        head: Whether it has a head.
        sound: The text as it sounds.
    """

    text: str
    core: str
    code: str | None
    generic: bool
    alias: str | None
    head: bool
    sound: str


@lru_cache(maxsize=1 << 17)
def body_key(type_: str, name: str) -> BodyKey:
    """Takes a name apart for linking."""
    form = name_form(name)
    if len(form.parts) == 1:
        # it has no head and tells no country
        generic = type_ == "ORG" and (form.text in heads().generic or form.text in heads().generic_alone)
        return BodyKey(form.text, form.text, None, generic, alias_of(type_, name), head=False, sound=form.loose[0])
    b = body(type_, name)
    form, code = b.form, None
    parts, text, sounds = form.parts, form.text, form.loose
    if type_ == "ORG" and len(parts) > 1:
        # منتخب مصر is named by its country as المنتخب المصري is
        # in وزارة المالية the last word is the portfolio
        named = len(parts) > _PAIR or parts[0] != _MINISTRY
        code = (nationality(parts[-1]) if named else None) or (country_named(parts[-1]) if len(parts) > _PAIR else None)
        if code:
            parts, sounds = parts[:-1], sounds[:-1]
            text = " ".join(parts)
    cut = len(form.parts) - len(b.core)
    core = " ".join(parts[cut:]) if cut else text
    generic = type_ == "ORG" and bool(parts) and ((parts[0] in heads().generic and len(parts) < _SPECIFIC) or (len(parts) == 1 and parts[0] in heads().generic_alone))
    return BodyKey(text, core or text, code, generic, b.alias, bool(b.groups), "".join(sounds))


def is_adjective(b: Body) -> bool:
    """Whether what follows the head only tells of what kind it is (الجماعة الإسلامية): another head then names another body.

    After a head without article it is a name, whatever its form (جماعة الحوثي).
    """
    after = len(b.form.parts) - len(b.core)
    return b.form.words[0].startswith("ال") and all(w.startswith("ال") and w.endswith(("ي", "يه")) for w in b.form.words[after:])
