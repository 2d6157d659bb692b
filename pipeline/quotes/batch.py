"""A batch of articles as this stage sees it: tokens with flags, sentences, landmarks, mentions by token. Finds nothing itself."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl
from numba import njit

from pipeline.batches import article_of
from pipeline.quotes import symbols as s
from pipeline.quotes import vocabulary as v
from pipeline.quotes.lexical import lexical
from pipeline.text.sentences import sentence_of
from pipeline.text.spans import begun
from pipeline.text.tokens import I32, I64, PUNCTUATION, U8, U32, U64, tokenize

_LANDMARK: Final = v.PUNCT | v.COMP | v.CUE | v.CONJ | v.ATTRIBUTION | v.POSSESSED
_I: Final = np.int32

#: A token. `bits`: see `vocabulary`; `cue`: inflected cue it is, or -1; `skip`: characters of clitics cut off; `at`: mention that covers it,
#: or -1; `start`, `end`: code points of its own text; `place`: its first in the characters of the batch; `doc`: article; `low`, `high`: its
#: sentence, `number`: which; `line`: first token of its line, `breaks` whether it is that; `point`: first landmark at or behind it;
#: `cover`: marked stretch around it, `opened`: stretch whose mark it is; `report`: report whose cue begins here; `owner`: report whose
#: words it is of; `after`: attribution whose cue begins here; `taken`: whether it is reported already.
TOKEN: Final = np.dtype(
    [("place", np.int64)]
    + [(name, _I) for name in ("bits", "cue", "skip", "at", "start", "end", "doc", "low", "high", "number", "line", "point", "cover", "opened", "report", "owner", "after")]
    + [("breaks", np.int16), ("taken", np.int16)]
)
#: An article: its tokens [a, z), the end of its title, its characters [open, close) in the batch.
ARTICLE: Final = np.dtype([("a", _I), ("z", _I), ("title", _I), ("open", np.int64), ("close", np.int64)])
#: A mention: tokens (`last` included), code points, numbers of its type and kind, its row.
MENTION: Final = np.dtype([(name, _I) for name in ("first", "last", "start", "end", "type", "named", "plural", "label", "row", "doc")])


class Batch(NamedTuple):
    """What the kernels read.

    Attributes:
        tok: Tokens, one more at the end so that the one behind the last can be looked at.
        art: Articles.
        men: Mentions by order of token.
        chars: Code points of all texts.
        keys: Hash of each folded token.
        points: Landmarks: the tokens at which anything can begin or end.
        forms: Inflected cues (see `lexical`).
        lists: Word lists.
    """

    tok: Any
    art: Any
    men: Any
    chars: U32
    keys: U64
    points: I32
    forms: Any
    lists: Any


class Texts(NamedTuple):
    """The strings of a batch.

    Attributes:
        ids: Ids of the articles.
        texts: Their texts.
        name: Name of each mention of `Batch.men`.
        key: Its entity.
        role: Role beside it.
    """

    ids: list[str]
    texts: list[str]
    name: list[str]
    key: list[str | None]
    role: list[str | None]


@njit(cache=True, nogil=True)
def _fill(
    tok: Any, art: Any, first: I64, base: I64, start: I32, end: I32, breaks: U8, sentence: I32, bits: I32, cue: I32, skip: U8, title: I32, points: I32
) -> None:  # fmt: skip
    p = 0
    for d in range(len(art)):
        a, z = first[d], first[d + 1]
        article = art[d]
        article.a, article.z, article.open, article.close = a, z, base[d], base[d + 1]
        article.title = a
        line = low = a
        for i in range(a, z):
            t = tok[i]
            t.place, t.bits, t.cue, t.skip, t.start, t.end, t.doc = base[d] + start[i], bits[i], cue[i], skip[i], start[i], end[i], d
            t.at = t.cover = t.opened = t.report = t.owner = t.after = -1
            t.taken = 0
            t.number, t.breaks = sentence[i], breaks[i]
            if breaks[i]:
                line = i
            if i > a and sentence[i] != sentence[i - 1]:
                for k in range(low, i):
                    tok[k].high = i
                low = i
            t.line, t.low, t.point = line, low, p
            if p < len(points) and points[p] == i:
                p += 1
            if start[i] < title[d]:
                article.title = i + 1
        for k in range(low, z):
            tok[k].high = z
    t = tok[len(start)]
    t.point, t.bits, t.at = len(points), 0, -1


@njit(cache=True, nogil=True)
def _place(tok: Any, art: Any, men: Any, merged: I32) -> tuple[int, int]:
    """Lays mentions, in order, on their tokens; drops what another one covers already.

    Returns:
        How many hold, and how many pairs (mention, mention that follows in its place) stand in `merged`.
    """
    n = pairs = 0
    for m in range(len(men)):
        x = men[m]
        a = art[x.doc].a
        # an attached clitic belongs to the token but not to the mention: its token is the last that begins at or before it
        i, j = max(x.first, a), max(x.last, a)
        if j < i or a == art[x.doc].z:
            continue
        before = tok[i].at
        if before >= 0 and not x.named:
            if x.plural and men[before].plural and men[before].first == i and men[before].last == j:
                # الرئيسان: one row a member; together they are the speaker
                merged[2 * pairs], merged[2 * pairs + 1] = before, x.row
                pairs += 1
            continue
        for k in range(i, j + 1):
            tok[k].at = n
        y = men[n]
        y.doc, y.start, y.end, y.type, y.named, y.plural, y.label, y.row = x.doc, x.start, x.end, x.type, x.named, x.plural, x.label, x.row
        y.first, y.last = i, j
        n += 1
    return n, pairs


def records(n: int, dtype: np.dtype[Any]) -> Any:
    """`n` empty records."""
    return np.empty(n, dtype).view(np.recarray)


def _in_order(mentions: pl.DataFrame, ids: list[str]) -> tuple[I64, I64, I64, I64]:
    """Rows of the mentions that are no pronouns, in order of text: row, article, start and end."""
    doc = article_of(mentions["article_id"], ids)
    rows = np.flatnonzero((doc >= 0) & (mentions["kind"] != "pronoun").to_numpy())
    doc, start, end = doc[rows], *(mentions[c].to_numpy()[rows].astype(np.int64) for c in ("start", "end"))
    later = np.diff(doc) > 0
    same = np.diff(doc) == 0
    if not np.all(later | (same & ((np.diff(start) > 0) | ((np.diff(start) == 0) & (np.diff(end) >= 0))))):
        order = np.lexsort((end, start, doc))
        rows, doc, start, end = rows[order], doc[order], start[order], end[order]
    return rows, doc, start, end


def prepare(articles: pl.DataFrame, mentions: pl.DataFrame, words: s.Symbols) -> tuple[Batch, Texts]:
    """Tokenises a batch once and lays everything known on its tokens.

    Args:
        articles: Rows of `articles`.
        mentions: Rows of `mentions` of the same articles.
        words: Numbers of the words the models know.
    """
    ids, texts, titles = articles["article_id"].to_list(), articles["text"].to_list(), articles["title"].to_list()
    tokens = tokenize(texts)
    known = v.vocabulary()
    n = len(tokens)
    bits, cue, skip = np.zeros(n, _I), np.full(n, -1, _I), np.zeros(n, np.uint8)
    if n:
        hits = known.lexicon.find(tokens, clitics="وفبكل")
        bits[hits.token] = known.flags[hits.entry]
        cue[hits.token] = known.cue[hits.entry]
        skip[hits.token] = hits.skip
        marks = np.flatnonzero(tokens.kind == PUNCTUATION)
        chars = tokens.chars[tokens.base[tokens.doc[marks]] + tokens.start[marks]]
        found = np.where(chars < len(known.punctuation), known.punctuation[np.minimum(chars, len(known.punctuation) - 1)], 0)
        bits[marks] = np.where(found == 0, v.OTHER_PUNCT, found)
    points = np.flatnonzero(bits & _LANDMARK).astype(_I)
    tok, art = records(n + 1, TOKEN), records(len(ids), ARTICLE)
    title = np.array([len(t) if t else 0 for t in titles], _I)
    _fill(tok, art, tokens.first, tokens.base, tokens.start, tokens.end, tokens.breaks, sentence_of(tokens), bits, cue, skip, title, points)
    rows, doc, start, end = _in_order(mentions, ids)
    men = records(len(rows), MENTION)
    men.first, men.last = begun(tokens, doc, start + 1), begun(tokens, doc, end)
    men.doc, men.start, men.end, men.row = doc, start, end, np.arange(len(rows))
    kind = mentions["kind"]
    men.named, men.plural = (kind == "name").to_numpy()[rows], (kind == "plural").to_numpy()[rows]
    men.type, label = (mentions[c].replace_strict(words.number, default=s.UNKNOWN, return_dtype=pl.Int32).to_numpy()[rows] for c in ("type", "kind"))
    men.label = np.where(men.named, men.type, label)
    merged = np.empty(2 * len(men), _I)
    kept, pairs = _place(tok, art, men, merged)
    men = men[:kept]
    told = mentions.select(pl.col("name", "entity_key", "role").gather(rows[men.row]))
    name, key, role = (told[c].to_list() for c in told.columns)
    every = mentions["name"].gather(rows) if pairs else None
    for before, row in merged[: 2 * pairs].reshape(-1, 2).tolist():
        if every is not None and every[row] not in name[before]:
            name[before], key[before] = f"{name[before]} و{every[row]}", None
    return Batch(tok, art, men, tokens.chars, tokens.key, points, *lexical(words)), Texts(ids, texts, name, key, role)
