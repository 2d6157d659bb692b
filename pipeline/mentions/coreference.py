"""Whose role a role phrase names: the person named beside it, the person whose role it was before, the organisation it repeats the head of.

A phrase beside a name gives the name its `role` and becomes a mention of that person (method title); a phrase elsewhere is linked to the
bearer of a role it agrees with (method coreference), else it is an entity of its own under its own words. Duals (الزعيمان) become one
mention a member where the members are known. Of pronouns only هذا الأخير is read: the subject pronoun of Arabic is not written, and
a suffixed one tells too little.
"""

from __future__ import annotations

from bisect import insort
from itertools import groupby
from operator import attrgetter

import numpy as np

from pipeline.mentions.role_bearers import ArticleRoles, Bearer
from pipeline.mentions.role_phrases import RolePhrase, RoleReader
from pipeline.mentions.spans import Row, SpanTable, entity_key
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
    by_doc = {doc: list(found) for doc, found in groupby(reader.read(), key=attrgetter("doc"))}
    docs = np.array(spans.doc, np.int64)
    bounds = zip(*(np.searchsorted(docs, list(by_doc), side).tolist() for side in ("left", "right")), strict=True)
    rows: list[Row] = []
    for (doc, found), (first, end) in zip(by_doc.items(), bounds, strict=True):
        _resolve(ArticleRoles(doc, reader, spans, range(first, end), found), rows)
    spans.extend(rows)
    return spans


def _person(phrase: RolePhrase, kind: str, method: str, score: float, entity: str, name: str, head: int) -> Row:
    """A mention of a person by a role."""
    return (phrase.doc, phrase.start, phrase.end, "PER", kind, phrase.text, score, method, entity, name, head)


def _resolve(article: ArticleRoles, rows: list[Row]) -> None:
    """Resolves the phrases of one article and appends their mentions."""
    spans = article.spans
    duals: list[int] = []
    for n, phrase in enumerate(article.phrases):
        if phrase.beside >= 0:
            article.bear(phrase)
        elif phrase.word.number == "dual":
            duals.append(n)
    # every bearer is known before it is asked who two of them are
    joint = {n: article.members(article.phrases[n]) for n in duals}
    for n, phrase in enumerate(article.phrases):
        word, m = phrase.word, phrase.beside
        if m >= 0:
            rows.append(_person(phrase, "role", "title", 0.95, spans.entity_key[m], spans.name[m], m))
        elif word.kind == "body":
            m = article.organisation(phrase)
            if m >= 0:
                rows.append((phrase.doc, phrase.start, phrase.end, "ORG", "role", None, 0.8, "coreference", spans.entity_key[m], spans.name[m], m))
        elif word.kind == "latter":
            m = next((i for i in reversed(article.names) if spans.type[i] == "PER" and spans.start[i] < phrase.start), -1)
            if m >= 0:
                rows.append(_person(phrase, "pronoun", "coreference", 0.7, spans.entity_key[m], spans.name[m], m))
        elif word.number == "dual":
            rows.extend(_person(phrase, "plural", "coreference", 0.8, entity, name, m) for entity, name, m in joint[n])
            if not joint[n] and word.is_definite:
                rows.append(_person(phrase, "plural", "lexicon", 0.6, entity_key("role", phrase.text), phrase.text, -1))
        elif word.number == "singular" or word.is_source:
            rows.append(_resolved(article, phrase, len(spans) + len(rows)))


def _resolved(article: ArticleRoles, phrase: RolePhrase, row: int) -> Row:
    """The mention, in row `row`, of a role that stands beside no name."""
    word = phrase.word
    bearer = article.find(phrase, article.bearers) if word.is_definite or (phrase.modifiers and not word.is_source) else None
    if bearer is not None and (bearer.lemma == word.noun or article.find(phrase, article.unnamed) is None):
        # else المسؤول العراقي is rather the مسؤول told of before than somebody with another role
        insort(article.places(bearer), phrase.start)
        return _person(phrase, "role", "coreference", 0.85, bearer.entity, bearer.name, bearer.mention)
    if word.is_definite:
        before = article.find(phrase, article.unnamed)
    else:
        entity = entity_key("role", phrase.text)
        before = next((b for b in article.unnamed if b.entity == entity), None)
    if before is not None:
        article.places(before).append(phrase.start)
        return _person(phrase, "role", "coreference", 0.75, before.entity, before.name, before.mention)
    entity = entity_key("role", phrase.text)
    article.unnamed.append(Bearer(word.noun, word.gender, phrase.modifiers, entity, phrase.text, row, [phrase.start], word.number != "singular"))
    return _person(phrase, "role", "lexicon", 0.7, entity, phrase.text, -1)
