"""Which names of organisations, or of places, in one article are one, by what `bodies` says of pairs and the order of mention."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.mentions.bodies import Body, body, comparable, match

_PAIR = 2


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
    if len(unique) == 1:
        return [0] * len(names)
    texts = [of[n].form.text for n in names]
    if len(unique) == _PAIR and not equal:
        # most often: there is nothing to choose between
        one, other = unique.values()
        long, short = (one, other) if one.rank <= other.rank else (other, one)
        return [0] * len(names) if comparable(short, long) and match(type_, short, long) else [int(text != texts[0]) for text in texts]
    group, choices = _gather(type_, unique, {texts[j]: texts[i] for i, j in equal})
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


def _gather(type_: str, unique: dict[str, Body], equated: dict[str, str]) -> tuple[dict[str, int], dict[str, list[int]]]:
    """The group of every name, and the groups of those that may stand for several; longer names come before what shortens them."""
    group: dict[str, int] = {}
    choices: dict[str, list[int]] = {}
    placed: list[tuple[int, Body]] = []
    groups = 0
    for text, b in sorted(unique.items(), key=lambda t: t[1].rank):
        target = group.get(equated[text], -1) if text in equated else -1
        if target < 0:
            scores: dict[int, float] = {}
            for k, other in placed:
                if comparable(b, other):
                    scores[k] = max(scores.get(k, 0.0), match(type_, b, other))
            among = _best(scores) if scores else []
            if len(among) > 1:
                choices[text] = among
                continue
            target = among[0] if among else groups
            groups += not among
        group[text] = target
        placed.append((target, b))
    return group, choices


def _best(scores: dict[int, float]) -> list[int]:
    """The groups of the highest score; none if that is 0."""
    best = max(scores.values())
    return sorted(k for k, score in scores.items() if score == best) if best else []
