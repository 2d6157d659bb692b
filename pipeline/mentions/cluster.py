"""Which mentions of an article are one entity, and the entity's key and fullest name. Nothing is known here of other articles.

What makes two names one is decided in `persons` and `bodies`, what a role stands for in `coreference`.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from pipeline.entities.gazetteer import alias_of
from pipeline.entities.skeleton import name_form
from pipeline.mentions.bodies import cluster_bodies
from pipeline.mentions.coreference import add_roles
from pipeline.mentions.persons import cluster_persons
from pipeline.mentions.spans import SpanTable, entity_key
from pipeline.mentions.surface import surface
from pipeline.text.tokens import Tokens

#: What stands between a name and its acronym: … (حماس), … "سانا".
_EQUATES = re.compile(r"[\s\"“”«»]*[(\[\"“«][\s\"“”«»]*")


def _equated(text: str, spans: SpanTable, rows: list[int]) -> list[tuple[int, int]]:
    """Pairs of neighbouring names of which the second, in brackets or marks, is another name of the first."""
    out: list[tuple[int, int]] = []
    # places in brackets say where, not what else: اليمن (عدن)
    if spans.type[rows[0]] != "ORG":
        return out
    for n, (i, j) in enumerate(pairwise(rows)):
        between = text[spans.end[i] : spans.start[j]]
        if between and _EQUATES.fullmatch(between) and len(name_form(text[spans.start[j] : spans.end[j]]).parts) == 1:
            out.append((n, n + 1))
    return out


def _fullest(type_: str, names: list[str]) -> str:
    """The name that says most: of persons and bodies the one of most words, of places a listed one, else the one written most often.

    Of several spellings of one length the one whose words are written most often in the article.
    """
    if len(set(names)) == 1:
        return names[0]
    counts = Counter(names)
    if type_ == "LOC":
        return max(counts, key=lambda n: (alias_of("LOC", n) is not None, counts[n]))
    words = Counter(w for n in names for w in n.split())
    return max(counts, key=lambda n: (len(name_form(n).words), sum(words[w] for w in n.split()), counts[n]))


def resolve(tokens: Tokens, spans: SpanTable) -> SpanTable:
    """Gives every mention its entity inside the article and the entity's fullest name.

    Args:
        tokens: Tokens of the articles' texts.
        spans: The names found, in order.

    Returns:
        The names with `entity_key`, `name` and `role` filled, and among them the mentions by role.
    """
    by_doc: dict[tuple[int, str], list[int]] = {}
    for i in range(len(spans)):
        by_doc.setdefault((spans.doc[i], spans.type[i]), []).append(i)
    for (doc, type_), rows in by_doc.items():
        text = tokens.texts[doc]
        names = [surface(text, spans.start[i], spans.end[i]) for i in rows]
        groups = cluster_persons(names) if type_ == "PER" else cluster_bodies(type_, names, _equated(text, spans, rows))
        members: dict[int, list[int]] = {}
        for n, g in enumerate(groups):
            members.setdefault(g, []).append(n)
        for numbers in members.values():
            name = _fullest(type_, [names[n] for n in numbers])
            entity = entity_key(type_, name)
            for n in numbers:
                spans.entity_key[rows[n]] = entity
                spans.name[rows[n]] = name
    return add_roles(tokens, spans)
