"""Which mentions of an article are one entity, and the entity's key and fullest name. Nothing is known here of other articles.

What makes two names one is decided in `persons`, `bodies` and `body_groups`, what a role stands for in `coreference`.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from pipeline.entities.gazetteer import alias_of
from pipeline.entities.skeleton import name_form
from pipeline.mentions.body_groups import cluster_bodies
from pipeline.mentions.coreference import add_roles
from pipeline.mentions.persons import cluster_persons
from pipeline.mentions.spans import SpanTable, entity_key
from pipeline.mentions.surface import surfaces
from pipeline.text.tokens import Tokens

#: What stands between a name and its acronym: … (حماس), … "سانا".
_EQUATES = re.compile(r"[\s\"“”«»]*[(\[\"“«][\s\"“”«»]*")


def _equated(text: str, spans: SpanTable, rows: list[int]) -> list[tuple[int, int]]:
    """Pairs of neighbouring names of which the second, in brackets or marks, is another name of the first."""
    out: list[tuple[int, int]] = []
    for n, (i, j) in enumerate(pairwise(rows)):
        between = text[spans.end[i] : spans.start[j]]
        if between and _EQUATES.fullmatch(between) and len(name_form(text[spans.start[j] : spans.end[j]]).parts) == 1:
            out.append((n, n + 1))
    return out


def _fullest(type_: str, names: list[str]) -> str:
    """The name that says most: of persons and bodies the one of most words, of places a listed one, else the one written most often.

    Of several spellings of one length the one whose words are written most often in the article.
    """
    counts: dict[str, int] = {}
    for n in names:
        counts[n] = counts.get(n, 0) + 1
    if len(counts) == 1:
        return names[0]
    if type_ == "LOC":
        return max(counts, key=lambda n: (alias_of("LOC", n) is not None, counts[n]))
    sizes = {n: len(name_form(n).words) for n in counts}
    longest = max(sizes.values())
    among = [n for n, size in sizes.items() if size == longest]
    if len(among) == 1:
        return among[0]
    words = Counter(w for n in names for w in n.split())
    return max(among, key=lambda n: (sum(words[w] for w in n.split()), counts[n]))


def resolve(tokens: Tokens, spans: SpanTable) -> SpanTable:
    """Gives every mention its entity inside the article and the entity's fullest name.

    Args:
        tokens: Tokens of the articles' texts.
        spans: The names found, in order.

    Returns:
        The names with `entity_key`, `name` and `role` filled, and among them the mentions by role.
    """
    exact = surfaces(tokens, spans.doc, spans.start, spans.end)
    entities: list[tuple[str, str]] = []
    entity_of = [0] * len(spans)
    for (doc, type_), rows in _by_type(spans).items():
        names = [exact[i] for i in rows]
        if names.count(names[0]) == len(names):
            members = [rows]
        else:
            # places in brackets say where, not what else: اليمن (عدن)
            equated = _equated(tokens.texts[doc], spans, rows) if type_ == "ORG" else ()
            members = _members(rows, cluster_persons(names) if type_ == "PER" else cluster_bodies(type_, names, equated))
        for mentions in members:
            for i in mentions:
                entity_of[i] = len(entities)
            entities.append((type_, exact[mentions[0]] if len(mentions) == 1 else _fullest(type_, [exact[i] for i in mentions])))
    keys = [entity_key(type_, name) for type_, name in entities]
    spans.entity_key = [keys[e] for e in entity_of]
    spans.name = [entities[e][1] for e in entity_of]
    return add_roles(tokens, spans)


def _by_type(spans: SpanTable) -> dict[tuple[int, str], list[int]]:
    """The mentions of every article by type."""
    out: dict[tuple[int, str], list[int]] = {}
    for i, at in enumerate(zip(spans.doc, spans.type, strict=True)):
        if at in out:
            out[at].append(i)
        else:
            out[at] = [i]
    return out


def _members(rows: list[int], groups: list[int]) -> list[list[int]]:
    """The mentions of each group."""
    out: dict[int, list[int]] = {}
    for i, g in zip(rows, groups, strict=True):
        if g in out:
            out[g].append(i)
        else:
            out[g] = [i]
    return list(out.values())
