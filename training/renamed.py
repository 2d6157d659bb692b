"""Articles in which a person has a town's name, made of annotated ones: news has few such persons, and the tagger takes them for the towns.

«جورجيا ميلوني» is no country. Of 36,647 persons in the further articles 298 are called by a word that is a place's name there too, and most of those words are everybody's
(بدر, سفيان). In every few articles one person's last or first name gives way to a town's, wherever it stands in that person's name; what is a person stays one.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import numpy as np

from pipeline.text.tokens import tokenize
from training.corpora import Corpus, label_tokens

#: Every so many articles one is changed, if it can be.
EVERY = 20
#: How often the first name gives way, not the last.
FIRST = 0.3
#: Towns are places of one word without ال that are named so often, but not as often as the first hundred:
#: hardly anybody is called القاهرة or مصر (some are called واشنطن, and stay a weakness).
LEAST, COMMON = 3, 100
_WORD = re.compile(r"[\u0621-\u064a]{3,}")

Spans = list[tuple[int, int, str, bool]]


def towns(corpus: Corpus) -> list[str]:
    """Names of places of one word that a person might have."""
    count: Counter[str] = Counter()
    for text, spans in zip(corpus.tokens.texts, corpus.gold, strict=True):
        count.update(text[s:e] for s, e, kind, optional in spans if kind == "LOC" and not optional and _WORD.fullmatch(text[s:e]))
    common = {name for name, _ in count.most_common(COMMON)}
    return sorted(name for name, n in count.items() if n >= LEAST and name not in common and not name.startswith("ال"))


def changed(text: str, spans: Spans, town: str, rng: np.random.Generator) -> tuple[str, Spans] | None:
    """The article with one person's last or first name changed.

    Args:
        text: The article.
        spans: Its names, in order and not overlapping.
        town: What the person is called instead.
        rng: Says which person; those whose last name stands alone too are four times as likely.

    Returns:
        Text and names, or None where nobody has a name of two words, or the town is in the article already.
    """
    names = [tuple(text[s:e].split(" ")) for s, e, kind, _ in spans if kind == "PER"]
    persons = sorted({n for n in names if len(n) == 2 and all(map(_WORD.fullmatch, n))})
    if not persons or town in text:
        return None
    weight = np.array([4.0 if (last,) in names else 1.0 for _, last in persons])
    old = persons[rng.choice(len(persons), p=weight / weight.sum())][0 if rng.random() < FIRST else 1]
    parts: list[str] = []
    moved: Spans = []
    at = shift = 0
    for s, e, kind, optional in spans:
        name = " ".join(town if kind == "PER" and word == old else word for word in text[s:e].split(" "))
        parts += (text[at:s], name)
        moved.append((s + shift, s + shift + len(name), kind, optional))
        shift += len(name) - (e - s)
        at = e
    return "".join(parts) + text[at:], moved


def renamed(corpus: Corpus, seed: int = 17) -> Corpus:
    """The corpus with some articles changed; all others stay as they are."""
    rng = np.random.default_rng(seed)
    names, texts, gold = towns(corpus), list(corpus.tokens.texts), list(corpus.gold)
    for i in range(0, len(texts), EVERY):
        spans = sorted(gold[i])
        if any(one[1] > other[0] for one, other in pairwise(spans)):
            continue
        found = changed(texts[i], spans, names[rng.integers(len(names))], rng)
        if found:
            texts[i], gold[i] = found
    tokens = tokenize(texts)
    return Corpus(corpus.name, corpus.domain, tokens, label_tokens(tokens, gold), gold)
