"""Which blocks of a page are the article: an HTML document becomes a plain text for `cleaning`, with every character's place in the source.

What the page itself declares as the body (JSON-LD) is followed where the visible blocks agree with it. Otherwise the article is the
run of blocks with the most running text against links and furniture; when that is thin, trafilatura is asked which blocks it would keep.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.articles.document import Document
from pipeline.articles.furniture import letters_of
from pipeline.articles.markup import Block, scan
from pipeline.articles.metadata import Metadata, read_metadata
from pipeline.articles.patterns import SENTENCE_END

#: Blocks of fewer letters than this are told apart by the whole block, longer ones also as a part of a longer text.
SHORT = 24
#: A body shorter than this is thin: the second opinion is asked for.
THIN = 250
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def _worth(block: Block, *, frames: bool) -> float:
    """How much a block speaks for (or against) being inside the article; `frames`: navigation and sidebars count against it."""
    n = len(block.text)
    if frames and block.framed:
        return -n - 20.0
    if block.caption or block.tag == "figcaption":
        return -5.0
    share = block.linked / n
    if share > 0.5:
        return -n - 30.0
    if block.tag in _HEADINGS:
        return -10.0 if n > 12 else -25.0
    stop = block.text[-1] in SENTENCE_END or block.text[-1] in ":،"
    if n >= 80 or (n >= 30 and stop):
        return n * (1.0 - share) * (1.3 if block.tag in {"p", "br"} else 1.0)
    return -25.0


def _best_run(blocks: list[Block], *, frames: bool = True) -> list[int]:
    """The blocks of the run with the greatest sum of worth, without the links and furniture in it."""
    best, at = (0, 0, 0.0), 0
    total = 0.0
    for i, block in enumerate(blocks):
        total += _worth(block, frames=frames) + (4.0 if block.article else 0.0)
        if total <= 0:
            total, at = 0.0, i + 1
        elif total > best[2]:
            best = (at, i + 1, total)
    return [i for i in range(best[0], best[1]) if blocks[i].linked <= 0.5 * len(blocks[i].text) and not (frames and blocks[i].framed)]


def _declared(blocks: list[Block], body: str) -> list[int]:
    """Blocks whose text stands in the body that the page declares."""
    whole = letters_of(body)
    lines = {letters_of(line) for line in body.splitlines()}
    out = []
    for i, block in enumerate(blocks):
        mine = letters_of(block.text)
        if mine and (mine in lines or (len(mine) >= SHORT and mine in whole)):
            out.append(i)
    return out


def _second_opinion(page: str, blocks: list[Block]) -> list[int]:
    """Blocks that trafilatura keeps."""
    import trafilatura

    text = trafilatura.extract(page, include_comments=False, include_tables=False, favor_precision=True)
    return _declared(blocks, text) if text else []


def choose(page: str, blocks: list[Block], declared: str | None) -> tuple[list[int], str]:
    """Chooses the blocks of the article.

    Args:
        page: HTML source.
        blocks: Its blocks.
        declared: Body that the page declares, if any.

    Returns:
        Numbers of the blocks, and what was followed: declared, run or second.
    """
    if declared and len(declared) >= THIN:
        chosen = _declared(blocks, declared)
        if _length(blocks, chosen) >= 0.8 * len(declared.strip()):
            return chosen, "declared"
    chosen = _best_run(blocks)
    if _length(blocks, chosen) < THIN:
        # some sites put the whole page into a menu or a sidebar
        loose = _best_run(blocks, frames=False)
        if _length(blocks, loose) >= THIN:
            return loose, "run"
        second = _second_opinion(page, blocks)
        if _length(blocks, second) > _length(blocks, chosen):
            return second, "second"
    return chosen, "run"


def _length(blocks: list[Block], chosen: list[int]) -> int:
    return sum(len(blocks[i].text) for i in chosen)


def _title(meta: Metadata) -> str | None:
    """The best title, without the site's name at its end."""
    if not meta.titles:
        return None
    title = meta.titles[0]
    site = letters_of(meta.outlet or "")
    for mark in (" | ", " - ", " – ", " — ", " :: ", " » "):
        head, found, tail = title.rpartition(mark)
        if found and head and (letters_of(tail) == site or any(letters_of(head) == letters_of(t) for t in meta.titles[1:])):
            return head.strip()
    return title


class _Places:
    """Where the characters of the joined blocks stand in the source."""

    def __init__(self, at: npt.NDArray[np.int64], ends: dict[int, int]) -> None:
        self._at = at
        self._ends = ends

    def __call__(self, start: int, end: int) -> tuple[int, int]:
        last = self._ends.get(end)
        return int(self._at[start]), last if last is not None else int(self._at[end - 1]) + 1


def _stamps(blocks: list[Block], chosen: list[int]) -> list[str]:
    """Short lines right before the body that may say when it was published."""
    first = chosen[0] if chosen else 0
    return [b.text for b in reversed(blocks[max(0, first - 8) : first]) if 6 <= len(b.text) <= 90 and any(c.isdigit() for c in b.text)]


def read_page(page: str, given_title: str | None) -> Document:
    """Reads an HTML document.

    Args:
        page: HTML source.
        given_title: Title given beside it, which goes before its own.

    Returns:
        The document: blocks joined by blank lines (by a line break after ``br``), and what the page says of itself.
    """
    meta = read_metadata(page)
    blocks = scan(page)
    chosen, how = choose(page, blocks, meta.body)
    title = given_title or _title(meta)
    parts: list[str] = []
    at: list[int] = []
    ends: dict[int, int] = {}
    for i in chosen:
        block = blocks[i]
        if parts:
            parts.append("\n\n")
            at += [block.at[0], block.at[0]]
        parts.append(block.text)
        at += block.at
        ends[len(at)] = block.end
    doc = Document("".join(parts), _Places(np.array(at, np.int64), ends))
    doc.title = title
    doc.published = [(p, "metadata") for p in meta.published]
    if not meta.published:
        doc.stamps = _stamps(blocks, chosen)
    doc.byline, doc.outlet, doc.url = meta.byline, meta.outlet, meta.url
    if how == "second":
        doc.flags.append("extraction_uncertain")
    return doc
