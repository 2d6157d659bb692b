"""Plain text and Markdown: one article a file, or several with ruled lines between. Title, date and captions in the text are the articles stage's.

A ruled line is a line of five or more of one of ``= - * _ #`` and nothing else, spaces aside. It separates articles, unless it
underlines a title: then it stands directly under the first line of its article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from pipeline.sources.build import PLAIN, Context, document, media_type_of
from pipeline.sources.fields import as_text, plan
from pipeline.sources.lines import Line, read_lines
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject
from pipeline.sources.streams import COMPRESSIONS

_RULE: Final = re.compile(r"\s*(=(?: ?=){4,}|-(?: ?-){4,}|\*(?: ?\*){4,}|_(?: ?_){4,}|#(?: ?#){4,})\s*")
_RULERS: Final = ("=", "-", "*", "_", "#")
#: Longest line that is taken for a title with its underline.
_TITLE: Final = 200
_FRONT_LINE: Final = re.compile(r"([\w\- ]{1,40}?)\s*:\s*(.*)")
_ENDINGS: Final = frozenset(("txt", "text", "md", "markdown", "html", "htm", "xhtml", *COMPRESSIONS))


def stem(name: str) -> str:
    """File name without folders and endings of text formats and compressions: the id of a file of one article."""
    stem_ = PurePosixPath(name.replace("\\", "/")).name
    while (cut := stem_.rpartition("."))[0] and cut[2].lower() in _ENDINGS:
        stem_ = cut[0]
    return stem_


def _articles(lines: Iterator[Line], cap: int) -> Iterator[tuple[list[str], int, set[str]]]:
    """Lines of each article, its size and flags. Of an article larger than the cap the lines are not kept."""
    kept: list[str] = []
    size, filled, flags = 0, 0, set[str]()
    for line in lines:
        if (
            line.text.lstrip()[:1] in _RULERS
            and line.size < 2000
            and _RULE.fullmatch(line.text)
            and not (filled == 1 and kept and 2 < len(kept[-1]) < _TITLE and not kept[-1].isspace())
        ):
            if filled:
                yield kept, size, flags
            kept, size, filled, flags = [], 0, 0, set()
            continue
        size += line.size
        filled += not line.text.isspace()
        flags.update(line.flags if line.text else (Reason.LINE_TOO_LONG,))
        if size <= cap:
            kept.append(line.text)
        else:
            kept = []
    if filled:
        yield kept, size, flags


def _front_matter(text: str) -> tuple[str, dict[str, str]]:
    """Markdown's header between two lines of three dashes, as fields; and the text below it."""
    if not text.startswith(("---\n", "---\r\n")):
        return text, {}
    head, closed, body = text[4:20_000].partition("\n---")
    fields = {m[1].strip(): m[2].strip().strip("\"'") for line in head.splitlines() if (m := _FRONT_LINE.fullmatch(line.strip()))}
    if not closed or not fields or "\n" not in body:
        return text, {}
    return text[text.index("\n", text.index("\n---", 4) + 1) + 1 :], fields


def read_text(ctx: Context, stream: BinaryIO, name: str, uri: str, encoding: str, flags: tuple[str, ...]) -> Iterator[RawRecord | Reject]:
    """Articles of a text file.

    Args:
        ctx: The input.
        stream: The text as UTF-8, read once.
        name: File name; gives the id when the file holds one article.
        uri: Where it lies; ``#n`` is put behind it when the file holds several.
        encoding: What the file was in.
        flags: What was odd in decoding it.
    """
    cap = ctx.limits.document_bytes
    pending: tuple[list[str], int, set[str]] | None = None
    n = 0
    for article in _articles(read_lines(stream, cap), cap):
        if pending:
            n += 1
            yield _document(ctx, pending, f"{uri}#{n}", None, encoding, flags)
        pending = article
    if getattr(stream, "fault", None):
        return  # the last article is cut off: the fault says so
    if not pending:
        yield Reject(uri, None, Reason.EMPTY, "the file holds nothing but white space")
    elif n:
        yield _document(ctx, pending, f"{uri}#{n + 1}", None, encoding, flags)
    else:
        yield _document(ctx, pending, uri, stem(name), encoding, flags)


def _document(ctx: Context, article: tuple[list[str], int, set[str]], uri: str, external_id: str | None, encoding: str, flags: tuple[str, ...]) -> RawRecord | Reject:
    lines, size, more = article
    if size > ctx.limits.document_bytes:
        reason = Reason.LINE_TOO_LONG if Reason.LINE_TOO_LONG in more else Reason.DOCUMENT_TOO_LARGE
        return Reject(uri, None, reason, f"one text of {size} bytes, more than {ctx.limits.document_bytes}; put a line of ===== between articles")
    text, fields = _front_matter("".join(lines))
    roles = plan(tuple(fields), ctx.mapping)
    value = {role: as_text(fields.get(name)) for role, name in roles.items() if role != "text"}
    html_text, media_type, html_flags = media_type_of(text)
    if media_type == PLAIN or (not text.lstrip().startswith("<") and text.count("</") < 5):
        media_type = PLAIN
        html_flags, html_text = (), text  # entities and the odd tag in a text file were written by someone who meant them
    return document(
        ctx,
        uri,
        html_text,
        media_type=media_type,
        encoding=encoding,
        title=value.get("title"),
        external_id=value.get("id") or external_id,
        outlet=value.get("outlet"),
        url=value.get("url"),
        published=value.get("published"),
        byline=value.get("byline"),
        meta={k: v for k, v in fields.items() if k not in roles.values() and v},
        flags=(*flags, *sorted(more), *html_flags),
    )
