"""From the characters and fields of one document to a `RawRecord`, or to a `Reject`: every reader ends here.

Damage of characters is looked for (NULs, lone surrogates, mojibake, visual order), because it is the same in every format.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.sources import mojibake
from pipeline.sources.fields import GUESS, ROLES, FieldMapping, as_text, dig, plan
from pipeline.sources.html_depth import is_deeper_than
from pipeline.sources.limits import DEFAULT_LIMITS, Budget, Limits
from pipeline.sources.plausibility import is_reversed
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject, digest, identified

PLAIN: Final = "text/plain"
HTML: Final = "text/html"

_TAG: Final = re.compile(
    r"</?(?:p|div|br|span|a|img|h[1-6]|strong|b|em|i|u|ul|ol|li|table|tr|td|section|article|figure|figcaption|blockquote|iframe|script|font|html|body)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ESCAPED_TAG: Final = re.compile(r"&lt;/?(?:p|div|br|span|a|img|h[1-6]|strong|b|em|ul|ol|li|table|section|article|figure|blockquote|iframe)\b", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,6});")
_ANY_TAG: Final = re.compile(r"<[^<>]*>|&nbsp;")
_FOREIGN: Final = re.compile(r'[^\x00-\x7f][^\s<>"]*(?: [^\x00-\x7f][^\s<>"]*)*')
_to_json: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode
_PAGE_SAMPLE: Final = 1 << 20
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BIDI: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FORMS: Final = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]")


@dataclass(slots=True)
class Context:
    """What is the same for all documents of one input.

    Attributes:
        source: Feed, folder or dump.
        mapping: Field names.
        limits: What the input may cost.
        budget: What it has cost.
        published_from: Where dates found in it come from (metadata or feed).
        depth: Archives around the stream being read.
    """

    source: str
    mapping: FieldMapping = GUESS
    limits: Limits = DEFAULT_LIMITS
    budget: Budget = field(default_factory=lambda: Budget(DEFAULT_LIMITS, 1))
    published_from: str = "metadata"
    depth: int = 0


def media_type_of(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Whether a field's text is HTML. Text that was escaped once too often is unescaped.

    Returns:
        The text, its media type and flags.
    """
    if "<" in text and _TAG.search(text):
        return text, HTML, ()
    if "&" in text:
        if _ESCAPED_TAG.search(text):
            return html.unescape(text), HTML, ("html_unescaped",)
        if _ENTITY.search(text):
            return html.unescape(text), PLAIN, ("entities_unescaped",)
    return text, PLAIN, ()


def _without_marks(text: str) -> tuple[str, bytes, list[str]]:
    """The text without what no string may hold, its UTF-8, and flags for what was found."""
    flags: list[str] = []
    if "\0" in text:
        text = text.replace("\0", "")
        flags.append("nul_removed")
    try:
        data = text.encode()
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
        flags.append("encoding_errors")
        data = text.encode()
    return text, data, flags


def document(
    ctx: Context,
    uri: str,
    text: str,
    *,
    media_type: str = PLAIN,
    encoding: str | None = "utf-8",
    payload: bytes | None = None,
    title: str | None = None,
    external_id: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    published: str | None = None,
    byline: str | None = None,
    meta: Mapping[str, Any] | None = None,
    flags: tuple[str, ...] = (),
) -> RawRecord | Reject:
    """One document.

    Args:
        ctx: The input it is from.
        uri: Where it lay.
        text: Its characters.
        media_type: text/plain or text/html.
        encoding: What its bytes were in.
        payload: Its bytes, where the document is a whole file; else the text stands for them.
        title: Title given beside the text; the other fields likewise.
        external_id: Id given by the source.
        outlet: Outlet given by the source.
        url: Address.
        published: Date as the source writes it.
        byline: Author.
        meta: What else is known of it.
        flags: What was odd in reading it.

    Returns:
        The record, or why there is none.
    """
    text, data, found = _without_marks(text)
    all_flags = [*flags, *found]
    if len(data) > ctx.limits.document_bytes:
        return Reject(uri, None, Reason.DOCUMENT_TOO_LARGE, f"the text takes {len(data)} bytes, more than {ctx.limits.document_bytes}; is it one article?")
    if _is_blank(text, media_type):
        if not title:
            return Reject(uri, None, Reason.EMPTY_TEXT, "the document has no text")
        all_flags.append("no_text")
    if media_type == HTML and (depth := is_deeper_than(data, ctx.limits.html_depth)):
        return Reject(uri, digest(payload or data), Reason.HTML_TOO_DEEP, f"tags are nested {depth} deep, more than {ctx.limits.html_depth}")
    sample = _sample(text, media_type)
    if mojibake.is_suspect(sample):
        steps, usable = mojibake.diagnose(sample)
        if not usable:
            return Reject(uri, digest(payload or data), Reason.MOJIBAKE, "the text was decoded by a wrong encoding and characters were lost; take it from its source again")
        if steps:
            text, title, byline = mojibake.undo(text, steps), title and mojibake.undo(title, steps), byline and mojibake.undo(byline, steps)
            sample = _sample(text, media_type)
            all_flags.append("mojibake_repaired")
            data = text.encode()
    # one byte is looked for first: ef begins all presentation forms, e2 all but one of the bidi controls
    has_forms = b"\xef" in data and _FORMS.search(text) is not None
    if has_forms:
        all_flags.append("presentation_forms")
    if (b"\xe2" in data and _BIDI.search(text)) or "\u061c" in text:
        all_flags.append("bidi_controls")
    if is_reversed(sample, has_forms=has_forms):
        return Reject(uri, digest(payload or data), Reason.VISUAL_ORDER, "letters stand in visual order (left to right), as from a PDF; extract the text again in logical order")
    title = _clean(title)
    outlet = _clean(outlet) or ctx.mapping.default_outlet
    external_id, url, published, byline = _clean(external_id), _clean(url), _clean(published), _clean(byline)
    record = RawRecord(
        doc_id="",
        source=ctx.source,
        source_uri=uri,
        media_type=media_type,
        encoding=encoding,
        raw_text=text,
        title=title,
        external_id=external_id,
        outlet=outlet,
        url=url,
        published_raw=published,
        published_from=ctx.published_from if published else None,
        byline=byline,
        meta_json=_to_json(meta).encode("utf-8", "replace").decode() if meta else None,
        flags=list(dict.fromkeys(all_flags)) if all_flags else [],
    )
    return identified(record, data if payload is None else payload)


def _clean(value: str | None) -> str | None:
    """A short field without white space around it, NULs and lone surrogates; None when nothing is left."""
    if value is None:
        return None
    value = value.strip()
    if not value.isascii() or "\0" in value:
        value = _SURROGATE.sub("\ufffd", value.replace("\0", ""))
    return value or None


def _sample(text: str, media_type: str) -> str:
    """What of a text is looked at for damage: all of it, or the stretches of a page that are not ASCII (so, not markup)."""
    return text if media_type == PLAIN else " ".join(_FOREIGN.findall(text[:_PAGE_SAMPLE]))


def _is_blank(text: str, media_type: str) -> bool:
    if media_type == HTML and len(text) < 2000:  # longer ones are the extractor's to judge
        text = _ANY_TAG.sub("", text)
    return not text or text.isspace()


def from_fields(ctx: Context, uri: str, record: Mapping[str, Any], *, encoding: str | None = "utf-8", flags: tuple[str, ...] = ()) -> Iterator[RawRecord | Reject]:
    """One record of a table or JSON file as a document: fields by the mapping or by guess, the rest as `meta_json`."""
    roles = plan(tuple(record), ctx.mapping)
    if "text" not in roles and "title" not in roles:
        yield Reject(uri, None, Reason.NO_TEXT_FIELD, f"no field looks like a text among: {', '.join(list(record)[:40])[:400]}; name it in the mapping")
        return
    values: dict[str, str | None] = dict.fromkeys(ROLES)
    for role, name in roles.items():
        value = dig(record, name)
        values[role] = value if type(value) is str and value and not value.isspace() else as_text(value, "\n" if role == "text" else "، ")
    text = values["text"] or ""
    text, media_type, more = media_type_of(text)
    title = values["title"]
    if title and "&" in title:
        title = html.unescape(title)
    used = set(roles.values())
    meta = {k: v for k, v in record.items() if k not in used and v is not None and v != ""}
    yield document(
        ctx,
        uri,
        text,
        media_type=media_type,
        encoding=encoding,
        title=title,
        external_id=values["id"],
        outlet=values["outlet"],
        url=values["url"],
        published=values["published"],
        byline=values["byline"],
        meta=meta,
        flags=flags + more if more else flags,
    )
