"""Fills `articles`: a batch of raw documents in, clean dated Arabic articles out, and a reason for every document turned away."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import polars as pl

from pipeline.articles.assemble import Assembled, assemble
from pipeline.articles.byline import Signature, signature
from pipeline.articles.cleaning import cleaned
from pipeline.articles.columns import Article, frame_of
from pipeline.articles.credits import credited, is_wire
from pipeline.articles.dateline import Dateline, read_dateline
from pipeline.articles.document import Document, read
from pipeline.articles.fingerprint import content_keys
from pipeline.articles.language import judge
from pipeline.articles.lines import Lines, lines_of
from pipeline.articles.pieces import Piece
from pipeline.articles.publication import Stamp, from_name, parse, plausible
from pipeline.articles.urls import canonical, host_of
from pipeline.stages import REJECT_SCHEMA, Rows
from pipeline.text.ids import make_id
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import WORD, tokenize
from schemas.vocab import BlockKind, PublishedPrecision

VERSION = "3"

#: What is read of a raw document here and in `document`.
_READ = (
    "doc_id", "source_uri", "media_type", "raw_text", "title", "external_id", "outlet", "url", "published_raw", "published_from", "byline", "flags", "raw_sha256", "ingested_at",
)  # fmt: skip
#: Flags of a stamp of publication that did not give `published_at`.
_BAD_DATES = frozenset({"date_unread", "date_implausible"})
#: Fewer words than this are no article.
LEAST_WORDS = 4


class _Draft(NamedTuple):
    """A document that was cleaned, before anything is known of its language; `number` is its row in the batch."""

    number: int
    row: dict[str, Any]
    document: Document
    pieces: list[Piece]
    made: Assembled
    flags: list[str]


def rows(raw_documents: pl.DataFrame) -> Rows:
    """Cleans a batch of raw documents.

    Args:
        raw_documents: Rows of `raw_documents`.

    Returns:
        Rows of `articles`, in order, and a reject for every document that is none (reasons: empty, too_short, not_arabic,
        visual_order, same_article, unreadable).
    """
    rejects: list[dict[str, Any]] = []
    asked = raw_documents.select(_READ)
    documents: list[tuple[int, dict[str, Any], Document]] = []
    for number, values in enumerate(zip(*(column.to_list() for column in asked), strict=True)):
        row = dict(zip(_READ, values, strict=True))
        try:
            documents.append((number, row, read(row)))
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with one document, the others go on
            rejects.append(_unreadable(row, error))
    drafts: list[_Draft] = []
    for (number, row, document), lines in zip(documents, lines_of([d.text for _, _, d in documents]), strict=True):
        try:
            drafts.append(_draft(number, row, document, lines))
        except Exception as error:  # noqa: BLE001
            rejects.append(_unreadable(row, error))
    tokens = tokenize([d.made.text for d in drafts])
    verdict = judge(tokens)
    sentences = sentence_of(tokens)
    n_words = np.bincount(tokens.doc[tokens.kind == WORD], minlength=len(drafts)).tolist()
    n_tokens = np.diff(tokens.first).tolist()
    keys = content_keys(tokens)
    out: list[Article] = []
    kept: list[_Draft] = []
    seen: dict[str, str] = {}
    for i, draft in enumerate(drafts):
        reason = _unfit(draft.made.text, verdict.language[i], n_words[i], bool(verdict.visual[i]))
        if reason:
            rejects.append(_reject(draft.row, *reason))
            continue
        if verdict.mixed[i]:
            draft.flags.append("mixed_language")
        n_sentences = int(sentences[tokens.first[i + 1] - 1]) + 1 if n_tokens[i] else 0
        article = _article(draft, verdict.language[i], n_tokens[i], n_sentences, keys[i])
        first = seen.setdefault(article.article_id, draft.row["doc_id"])
        if first != draft.row["doc_id"]:
            rejects.append(_reject(draft.row, "same_article", f"same address and same text as document {first} of this batch"))
            continue
        out.append(article)
        kept.append(draft)
        if _BAD_DATES.intersection(draft.flags):
            rejects.append(
                _reject(
                    draft.row, "bad_date", f"the stamp {(draft.row['published_raw'] or 'of the page')[:80]!r} cannot be read or cannot be true; the article is there without it"
                )
            )
    frame = frame_of(raw_documents, [d.number for d in kept], out, [d.made.blocks for d in kept])
    return Rows(frame, pl.DataFrame(rejects, schema=REJECT_SCHEMA, orient="row"))


def _draft(number: int, row: dict[str, Any], document: Document, lines: Lines) -> _Draft:
    found = cleaned(lines, document.title)
    made = assemble(document.text, found, document.title, document.place)
    flags = [*row["flags"], *document.flags, *found.flags]
    if made.title is None:
        flags.append("no_title")
    elif found.has_title:
        flags.append("title_from_text")
    if made.title is not None and len(made.text) <= made.body:
        flags.append("title_only")
    return _Draft(number, row, document, found.pieces, made, flags)


def _unfit(text: str, language: str, n_words: int, is_visual: bool) -> tuple[str, str] | None:
    """Why a text is no article of this corpus: reason and detail."""
    if not text or language == "und":
        return "empty", "no letters are left after cleaning"
    if is_visual:
        return "visual_order", "the letters stand in visual order, as some PDF converters write them; convert the file again with a tool that keeps logical order"
    if language != "ar":
        return "not_arabic", f"language: {'Latin script' if language == 'la' else 'another script' if language == 'xx' else language}"
    if n_words < LEAST_WORDS:
        return "too_short", f"{n_words} words; an article has at least {LEAST_WORDS}"
    return None


def _reject(row: dict[str, Any], reason: str, detail: str) -> dict[str, Any]:
    return {"source_uri": row["source_uri"], "raw_sha256": row["raw_sha256"], "reason": reason, "detail": detail, "row_json": None}


def _unreadable(row: dict[str, Any], error: Exception) -> dict[str, Any]:
    return _reject(row, "unreadable", f"{type(error).__name__}: {error}")


def _article(draft: _Draft, language: str, n_tokens: int, n_sentences: int, key: str) -> Article:
    _, row, document, _, made, flags = draft
    dateline = read_dateline(made.text[made.body : made.body + 400].split("\n", 1)[0])
    signed = _signatures(draft)
    agencies = _agencies(draft, dateline, signed)
    stamp, stamp_from = _published(draft, dateline)
    url = document.url
    address = canonical(url)
    return Article(
        article_id=make_id("a", address or row["external_id"] or "", key),
        outlet=document.outlet or host_of(address),
        url=url,
        title=made.title,
        text=made.text,
        language=language,
        published_at=stamp.at if stamp else None,
        published_precision=stamp.precision.value if stamp else None,
        published_from=stamp_from,
        dateline_place=dateline.place or next((s.place for s in signed if s.place), None),
        byline=next((s.author for s in signed if s.author), None) or dateline.byline,
        agencies=agencies,
        is_wire=is_wire(agencies),
        n_tokens=n_tokens,
        n_sentences=n_sentences,
        flags=sorted(set(flags)) if flags else [],
    )


def _removed(draft: _Draft, kind: BlockKind) -> list[str]:
    """Texts of the removed blocks of a kind."""
    return [draft.document.text[p.start : p.end] for p in draft.pieces if p.kind is kind and not p.kept]


def _signatures(draft: _Draft) -> list[Signature]:
    """What the source's author field and the author and credit lines taken out of the text say, in this order."""
    return [signature(line, draft.document.outlet) for line in [draft.document.byline, *_removed(draft, BlockKind.BYLINE)] if line]


def _agencies(draft: _Draft, dateline: Dateline, signed: list[Signature]) -> list[str]:
    closing = draft.made.text[-60:]
    found = [*dateline.agencies, *(a for s in signed for a in s.agencies)]
    if "(" in closing:
        found += credited(closing[closing.rindex("(") :])
    return list(dict.fromkeys(found))


def _published(draft: _Draft, dateline: Dateline) -> tuple[Stamp | None, str | None]:
    """The first stamp that can be read and is plausible; the best source is asked first."""
    ingested = draft.row["ingested_at"]
    candidates = [*draft.document.published]
    if dateline.date:
        candidates.append((dateline.date, "dateline"))
    for line in [*_removed(draft, BlockKind.DATELINE), *draft.document.stamps]:
        stamp = parse(line)
        if stamp and stamp.precision in {PublishedPrecision.DAY, PublishedPrecision.SECOND} and plausible(stamp.at, ingested):
            candidates.append((line, "text"))
            break
    for raw, source in candidates:
        stamp = parse(raw)
        if stamp is None and source == "dateline":
            continue
        if stamp is None:
            draft.flags.append("date_unread")
        elif not plausible(stamp.at, ingested):
            draft.flags.append("date_implausible")
        elif source == "dateline" and stamp.precision is PublishedPrecision.SECOND:
            return Stamp(stamp.at.replace(hour=0, minute=0, second=0), PublishedPrecision.DAY), source
        else:
            return stamp, source
    for name in (draft.document.url or "", draft.row["external_id"] or "", draft.row["source_uri"]):
        stamp = from_name(name)
        if stamp and plausible(stamp.at, ingested):
            return stamp, "filename"
    return None, None
