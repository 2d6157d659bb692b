"""How what is found compares with what is annotated, as the yardstick counts: spans without their edges, names by type. Trains nothing."""

from __future__ import annotations

from collections import Counter

from pipeline.mentions.spans import SpanTable

_EDGE = " \n\t\xa0\"'.,;:!?،؛؟…()[]{}-–—*•/\\«»“”"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without blanks, stops and marks at its edges, as the yardstick compares it."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def score(texts: list[str], found: list[list[tuple[int, int, str]]], gold: list[list[tuple[int, int, str, bool]]]) -> Counter:
    """Counts of exact matches by type; optional names count neither way."""
    c = Counter()
    for t, f, g in zip(texts, found, gold, strict=True):
        want = {trimmed(t, s, e): (k, o) for s, e, k, o in g}
        for s, e, k in f:
            hit = want.get(trimmed(t, s, e))
            if hit and hit[1]:
                continue
            c[k, "pred"] += 1
            c[k, "tp"] += bool(hit and hit[0] == k)
            c["span", "tp"] += bool(hit)
        for k, o in want.values():
            if not o:
                c[k, "gold"] += 1
    return c


def report(c: Counter) -> str:
    """F1 by type."""
    out = []
    tp = pred = gold = 0
    for k in ("PER", "ORG", "LOC"):
        out.append(f"{k} {2 * c[k, 'tp'] / max(1, c[k, 'pred'] + c[k, 'gold']):.4f}")
        tp, pred, gold = tp + c[k, "tp"], pred + c[k, "pred"], gold + c[k, "gold"]
    return (
        f"P {tp / max(1, pred):.4f} R {tp / max(1, gold):.4f} F1 {2 * tp / max(1, pred + gold):.4f} | "
        + " ".join(out)
        + f" | untyped {2 * c['span', 'tp'] / max(1, pred + gold):.4f}"
    )


def by_text(spans: SpanTable, texts: int) -> list[list[tuple[int, int, str]]]:
    """Names found, by text."""
    out: list[list[tuple[int, int, str]]] = [[] for _ in range(texts)]
    for d, b, e, k in zip(spans.doc, spans.start, spans.end, spans.type, strict=True):
        out[d].append((b, e, k))
    return out
