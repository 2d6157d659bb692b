"""Names in Latin letters: what the gazetteers say where they know the part, else letter by letter. A help for readers, not a standard."""

from __future__ import annotations

from functools import cache, lru_cache

from pipeline.entities.gazetteer import name_unit, person_named
from pipeline.entities.lists import read_yaml
from pipeline.text.chars import form, key

_ARTICLE = "ال"
_SHORT = 4
_SERVANT = "عبد"


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    data = read_yaml("letters.yaml")
    return data["letters"], data["start"], {key(k): v for k, v in data["links"].items()}


@lru_cache(maxsize=1 << 15)
def _word(word: str) -> str:
    letters, start, links = _tables()
    if word.isascii():
        return word
    folded = key(word)
    if folded in links:
        return links[folded]
    unit = name_unit(folded)
    if unit is not None:
        return unit.latin
    if folded.startswith(_ARTICLE) and len(folded) > _SHORT:
        return "Al-" + _word(word[2:])
    out = "".join((start.get(c) if not i else None) or letters.get(c, c) for i, c in enumerate(word))
    return out[:1].upper() + out[1:]


def _joined(words: list[str]) -> list[str]:
    """The words of a name, عبد and what follows it as one."""
    parts: list[str] = []
    for w in words:
        if parts and parts[-1] == _SERVANT:
            parts[-1] += w
        else:
            parts.append(w)
    return parts


def latin(name: str) -> str | None:
    """A personal name in Latin letters, or None if it has no letters.

    Args:
        name: As written in Arabic.
    """
    listed = person_named(name)
    if listed:
        return listed
    parts = form(name).split()
    if _SERVANT in parts:
        parts = _joined(parts)
    text = " ".join(filter(None, map(_word, parts)))
    return text if text[:1].isalpha() or any(map(str.isalpha, text)) else None
