"""Which mentions of an article are one entity, and the entity's key and fullest name. Nothing is known here of other articles.

What makes two names one is decided in `persons`, `bodies` and `body_groups`, what a role stands for in `coreference`.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import numpy as np

from pipeline.entities.gazetteer import alias_of
from pipeline.entities.skeleton import name_form
from pipeline.mentions.bodies import body
from pipeline.mentions.body_groups import cluster_bodies
from pipeline.mentions.coreference import add_roles
from pipeline.mentions.folded import fold, strings
from pipeline.mentions.listed import TYPE
from pipeline.mentions.name_parts import cut
from pipeline.mentions.persons import cluster_persons
from pipeline.mentions.resemblance import ALIKE, OTHER, Kin, kin_of
from pipeline.mentions.spans import SpanTable, folded_key
from pipeline.text.tokens import Tokens

#: What stands between a name and its acronym: … (حماس), … "سانا".
_EQUATES = re.compile(r"[\s\"“”«»]*[(\[\"“«][\s\"“”«»]*")


def _equated(text: str, spans: SpanTable, exact: list[str], rows: list[int], beside: list[int]) -> list[tuple[int, int]]:
    """Pairs of neighbouring names of which the second, in brackets or marks, is another name of the first."""
    out: list[tuple[int, int]] = []
    for n, (i, j) in enumerate(pairwise(rows)):
        if beside[j] != i or not _EQUATES.fullmatch(text, spans.end[i], spans.start[j]):
            continue
        # of a listed body the acronyms are listed: الأمم المتحدة (CNN) says who reports
        if len(name_form(exact[j]).parts) == 1 and body("ORG", exact[i]).alias in (None, body("ORG", exact[j]).alias):
            out.append((n, n + 1))
    return out


def _fullest(type_: str, names: list[str]) -> str:
    """The name that says most: of persons and bodies the one of most words, of places a listed one, else the one written most often.

    Of several spellings of one length the one whose words are written most often in the article.
    """
    if names.count(names[0]) == len(names):
        return names[0]
    counts: dict[str, int] = {}
    for n in names:
        counts[n] = counts.get(n, 0) + 1
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
    doc, start, end = np.array(spans.doc, np.int64), np.array(spans.start, np.int64), np.array(spans.end, np.int64)
    kind = np.fromiter(map(TYPE.__getitem__, spans.type), np.uint8, len(spans))
    folded = fold(tokens, doc, start, end, kind)
    exact = strings(folded.written, folded.written_at)
    kin = kin_of(tokens, doc, start, end, kind, folded, cut(folded, kind, exact))
    entity_of: list[int] = kin.of.tolist()
    # of every entity the mention it is named by; most are one name, always written alike
    named_by: list[int] = kin.first.tolist()
    beside: list[int] = kin.beside.tolist()
    for g, rows in _members(kin):
        for n, mentions in enumerate(_entities(tokens, spans, exact, rows, beside) if kin.likeness[g] == OTHER else (rows,)):
            names = [exact[i] for i in mentions]
            fullest = mentions[names.index(_fullest(spans.type[rows[0]], names))]
            if not n:
                named_by[g] = fullest
                continue
            for i in mentions:
                entity_of[i] = len(named_by)
            named_by.append(fullest)
    keys = list(map(folded_key, map(spans.type.__getitem__, named_by), strings(folded.letters, folded.at, named_by)))
    names = [exact[i] for i in named_by]
    spans.entity_key = list(map(keys.__getitem__, entity_of))
    spans.name = list(map(names.__getitem__, entity_of))
    return add_roles(tokens, spans)


def _entities(tokens: Tokens, spans: SpanTable, exact: list[str], rows: list[int], beside: list[int]) -> list[list[int]]:
    """The mentions of each entity among names that resemble each other."""
    type_, names = spans.type[rows[0]], [exact[i] for i in rows]
    # places in brackets say where, not what else: اليمن (عدن)
    equated = _equated(tokens.texts[spans.doc[rows[0]]], spans, exact, rows, beside) if type_ == "ORG" else ()
    groups = cluster_persons(names) if type_ == "PER" else cluster_bodies(type_, names, equated)
    if not any(groups):
        return [rows]
    out: dict[int, list[int]] = {}
    for i, at in zip(rows, groups, strict=True):
        if at in out:
            out[at].append(i)
        else:
            out[at] = [i]
    return list(out.values())


def _members(kin: Kin) -> list[tuple[int, list[int]]]:
    """The mentions of every kin whose names are not all spelt alike."""
    rows = np.flatnonzero(kin.likeness[kin.of] != ALIKE)
    rows = rows[np.argsort(kin.of[rows], kind="stable")]
    bounds = np.flatnonzero(np.diff(kin.of[rows], prepend=-1, append=-1)).tolist()
    numbers, members = kin.of[rows].tolist(), rows.tolist()
    return [(numbers[a], members[a:b]) for a, b in pairwise(bounds)]
