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
from pipeline.mentions.body_groups import cluster_bodies
from pipeline.mentions.coreference import add_roles
from pipeline.mentions.folded import fold
from pipeline.mentions.listed import TYPE
from pipeline.mentions.name_parts import cut
from pipeline.mentions.persons import cluster_persons
from pipeline.mentions.resemblance import ALIKE, OTHER, Kin, kin_of
from pipeline.mentions.spans import SpanTable
from pipeline.mentions.surface import surfaces
from pipeline.text.tokens import I64, Tokens

#: What stands between a name and its acronym: … (حماس), … "سانا".
_EQUATES = re.compile(r"[\s\"“”«»]*[(\[\"“«][\s\"“”«»]*")


def _equated(text: str, spans: SpanTable, rows: list[int], beside: I64) -> list[tuple[int, int]]:
    """Pairs of neighbouring names of which the second, in brackets or marks, is another name of the first."""
    out: list[tuple[int, int]] = []
    for n, (i, j) in enumerate(pairwise(rows)):
        if beside[j] == i and _EQUATES.fullmatch(text, spans.end[i], spans.start[j]) and len(name_form(text[spans.start[j] : spans.end[j]]).parts) == 1:
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
    doc, start, end = np.array(spans.doc, np.int64), np.array(spans.start, np.int64), np.array(spans.end, np.int64)
    kind = np.fromiter(map(TYPE.__getitem__, spans.type), np.uint8, len(spans))
    exact = surfaces(tokens, doc, start, end)
    folded = fold(tokens, doc, start, end, kind)
    kin = kin_of(tokens, doc, start, end, kind, folded, cut(folded, kind, exact))
    entity_of: list[int] = kin.of.tolist()
    likeness: list[int] = kin.likeness.tolist()
    # of every entity the mention it is named by; most are one name, always spelt alike
    named_by: list[int] = kin.first.tolist()
    for g, rows in _members(kin):
        type_, names = spans.type[rows[0]], [exact[i] for i in rows]
        groups: list[int] = []
        if likeness[g] == OTHER:
            groups = cluster_persons(names) if type_ == "PER" else cluster_bodies(type_, names, _equated(tokens.texts[spans.doc[rows[0]]], spans, rows, kin.beside))
        if not any(groups):
            named_by[g] = rows[names.index(_fullest(type_, names))]
            continue
        for number in dict.fromkeys(groups):
            members = [i for i, at in zip(rows, groups, strict=True) if at == number]
            entity = g if number == groups[0] else len(named_by)
            if entity != g:
                named_by.append(-1)
                for i in members:
                    entity_of[i] = entity
            among = [exact[i] for i in members]
            named_by[entity] = members[among.index(_fullest(type_, among))] if len(among) > 1 else members[0]
    letters, at = folded.letters.tobytes().decode("utf-32-le", "surrogatepass"), folded.at.tolist()
    types = spans.type
    # as `entity_key` has it; the names have been folded
    keys = [f"{types[i]}\x1f{letters[at[i] : at[i + 1]]}" for i in named_by]
    names_of = [exact[i] for i in named_by]
    spans.entity_key = list(map(keys.__getitem__, entity_of))
    spans.name = list(map(names_of.__getitem__, entity_of))
    return add_roles(tokens, spans)


def _members(kin: Kin) -> list[tuple[int, list[int]]]:
    """The mentions of every kin whose names are not all spelt alike."""
    rows = np.flatnonzero(kin.likeness[kin.of] != ALIKE)
    rows = rows[np.argsort(kin.of[rows], kind="stable")]
    bounds = np.flatnonzero(np.diff(kin.of[rows], prepend=-1, append=-1)).tolist()
    numbers, members = kin.of[rows].tolist(), rows.tolist()
    return [(numbers[a], members[a:b]) for a, b in pairwise(bounds)]
