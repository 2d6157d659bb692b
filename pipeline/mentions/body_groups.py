"""Which names of organisations, or of places, in one article are one, by what `bodies` says of pairs and the order of mention."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.mentions.bodies import EDGE, Body, body, comparable, match


def cluster_bodies(type_: str, names: Sequence[str], equal: Sequence[tuple[int, int]] = ()) -> list[int]:
    """Groups the names of organisations or of places of one article.

    Args:
        type_: ORG or LOC.
        names: Names in the order they stand in, repeated as often as they stand there.
        equal: Pairs of positions that the text itself equates, as in «وكالة … (الأونروا)».

    Returns:
        For each name the number of its entity.
    """
    of = {n: body(type_, n) for n in dict.fromkeys(names)}
    unique: dict[str, Body] = {}
    for b in of.values():
        unique.setdefault(b.form.text, b)
    texts = [of[n].form.text for n in names]
    group: dict[str, int] = {}
    choices: dict[str, list[int]] = {}
    if not equal and _are_apart(unique.values()):
        group = {text: k for k, text in enumerate(unique)}
    else:
        _gather(type_, unique, {texts[j]: texts[i] for i, j in equal}, group, choices)
    if not choices:
        return [group[text] for text in texts]
    last: dict[int, int] = {}
    out = []
    for i, text in enumerate(texts):
        at = group.get(text, -1)
        if at < 0:
            at = max(choices[text], key=lambda k: (last.get(k, -1), -k))
        last[at] = i
        out.append(at)
    return out


def _are_apart(bodies: Collection[Body]) -> bool:
    """Whether no two of the bodies are worth comparing."""
    marks: set[str] = set()
    n = 0
    for b in bodies:
        marks.update(b.marks)
        n += len(b.marks)
        if len(b.joined) < EDGE:
            return len(bodies) == 1
    return len(marks) == n


def _gather(type_: str, unique: dict[str, Body], equated: dict[str, str], group: dict[str, int], choices: dict[str, list[int]]) -> None:
    """Puts every name into its group; into `choices` those that may stand for several, with the groups."""
    marked: dict[str, list[tuple[int, Body]]] = {}
    short: list[tuple[int, Body]] = []
    groups = 0
    for text, b in sorted(unique.items(), key=lambda t: (-len(t[1].form.parts), not t[1].groups)):
        target = group.get(equated.get(text, ""), -1)
        if target < 0:
            scores: dict[int, float] = {}
            for k, other in {id(o): (k, o) for m in b.marks for k, o in marked.get(m, ())}.values() if marked else ():
                if comparable(b, other):
                    scores[k] = max(scores.get(k, 0.0), match(type_, b, other))
            for k, other in short:
                if comparable(b, other):
                    scores[k] = max(scores.get(k, 0.0), match(type_, b, other))
            best = max(scores.values(), default=0.0)
            among = sorted(k for k, score in scores.items() if score == best) if best else []
            if len(among) > 1:
                choices[text] = among
                continue
            target = among[0] if among else groups
            groups += not among
        group[text] = target
        for m in b.marks:
            marked.setdefault(m, []).append((target, b))
        if len(b.joined) < EDGE:
            short.append((target, b))
