"""Whose role a role phrase names: the person named beside it, the person whose role it was before, the organisation it repeats the head of.

A phrase beside a name gives the name its `role` and becomes a mention of that person (method title); a phrase elsewhere is linked to the
bearer of a role it agrees with (method coreference), else it is an entity of its own under its own words. Duals (الزعيمان) become one
mention a member where the members are known. Of pronouns only هذا الأخير is read: the subject pronoun of Arabic is not written, and
a suffixed one tells too little.
"""

from __future__ import annotations

import numpy as np

from pipeline.mentions.role_bearers import ArticleRoles, Bearer, lemma_of
from pipeline.mentions.role_phrases import RolePhrase, RoleReader
from pipeline.mentions.spans import SpanTable, entity_key
from pipeline.text.chars import key
from pipeline.text.tokens import Tokens


def add_roles(tokens: Tokens, spans: SpanTable) -> SpanTable:
    """Adds the mentions by role to the names of a batch and fills the names' `role`.

    Args:
        tokens: Tokens of the articles' texts.
        spans: The names, ordered, with `entity_key` and `name` filled.

    Returns:
        The same table, the roles behind the names.
    """
    reader = RoleReader(tokens, spans)
    phrases = reader.read()
    by_doc: dict[int, list[RolePhrase]] = {}
    for phrase in phrases:
        by_doc.setdefault(phrase.doc, []).append(phrase)
    docs = np.array(spans.doc, np.int64)
    bounds = zip(*(np.searchsorted(docs, list(by_doc), side).tolist() for side in ("left", "right")), strict=True)
    for (doc, found), (first, end) in zip(by_doc.items(), list(bounds), strict=True):
        _resolve(ArticleRoles(doc, reader, spans, range(first, end), found))
    return spans


def _resolve(article: ArticleRoles) -> None:
    """Resolves the phrases of one article and appends their mentions."""
    spans, doc = article.spans, article.doc
    beside: dict[int, int] = {}
    for n, phrase in enumerate(article.phrases):
        if phrase.word.kind == "role" and phrase.word.number == "singular":
            m = article.beside(phrase)
            if m >= 0:
                beside[n] = m
                article.bear(phrase, m, article.text(phrase))
    joint = {n: article.members(p) for n, p in enumerate(article.phrases) if p.word.kind == "role" and p.word.number == "dual"}

    def put(phrase: RolePhrase, type_: str, kind: str, method: str, score: float, entity: str, name: str, head: int) -> None:
        spans.add(
            doc,
            phrase.start,
            phrase.end,
            type_,
            kind=kind,
            role=article.text(phrase) if type_ == "PER" else None,
            score=score,
            method=method,
            entity_key=entity,
            name=name,
            head=head,
        )

    for n, phrase in enumerate(article.phrases):
        word = phrase.word
        if n in beside:
            m = beside[n]
            put(phrase, "PER", "role", "title", 0.95, spans.entity_key[m], spans.name[m], m)
        elif word.kind == "latter":
            m = next((i for i in reversed(article.names) if spans.type[i] == "PER" and spans.start[i] < phrase.start), -1)
            if m >= 0:
                put(phrase, "PER", "pronoun", "coreference", 0.7, spans.entity_key[m], spans.name[m], m)
        elif word.kind == "body":
            m = article.organisation(phrase)
            if m >= 0:
                put(phrase, "ORG", "role", "coreference", 0.8, spans.entity_key[m], spans.name[m], m)
        elif word.number == "dual":
            for entity, name, m in joint.get(n) or []:
                put(phrase, "PER", "plural", "coreference", 0.8, entity, name, m)
            if not joint.get(n) and word.is_definite:
                text = article.text(phrase)
                put(phrase, "PER", "plural", "lexicon", 0.6, entity_key("role", text), text, -1)
        elif word.number == "singular" or word.is_source:
            bearer = article.find(phrase, article.bearers) if word.is_definite or (phrase.modifiers and not word.is_source) else None
            if bearer is not None and bearer.lemma != lemma_of(phrase) and article.find(phrase, article.unnamed) is not None:
                # المسؤول العراقي is rather the مسؤول told of before than somebody with another role
                bearer = None
            if bearer is not None:
                put(phrase, "PER", "role", "coreference", 0.85, bearer.entity, bearer.name, bearer.mention)
                bearer.places.append(phrase.start)
                bearer.places.sort()
                continue
            text = article.text(phrase)
            before = article.find(phrase, article.unnamed) if word.is_definite else next((b for b in article.unnamed if key(b.name) == key(text)), None)
            if before is None:
                entity = entity_key("role", text)
                before = Bearer(lemma_of(phrase), word.gender, phrase.modifiers, entity, text, len(spans), [], word.number != "singular")
                article.unnamed.append(before)
                put(phrase, "PER", "role", "lexicon", 0.7, entity, text, -1)
            else:
                put(phrase, "PER", "role", "coreference", 0.75, before.entity, before.name, before.mention)
            before.places.append(phrase.start)
