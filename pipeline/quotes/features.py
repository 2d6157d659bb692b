"""What the models of this stage look at: features of a report, of a place where it may end, of a marked stretch. Decides nothing."""

from __future__ import annotations

import functools
from typing import Final

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document
from pipeline.quotes.morphology import PAST, PRESENT
from pipeline.quotes.phrases import begins_mention, is_definite
from pipeline.quotes.reports import ATTRIBUTION, POSTPOSED, Marks, Report

_KINDS: Final = (
    (v.QUOTE, "mark"), (v.COMMA, "comma"), (v.STOP, "stop"), (v.COLON, "colon"), (v.DASH, "dash"), (v.PAREN, "paren"), (v.SEMICOLON, "semi"),
    (v.COMP, "comp"), (v.REL, "rel"), (v.LIKE, "like"), (v.ATTRIBUTION, "attr"), (v.AUX, "aux"), (v.NEG, "neg"), (v.PREP, "prep"), (v.TIME, "time"),
    (v.CONJ, "conj"), (v.MEDIUM, "medium"), (v.OBJECT, "object"), (v.ROLE, "role"), (v.ORG, "org"), (v.DOCUMENT, "doc"), (v.WORK, "work"), (v.TITLE, "title"), (v.CUE, "cue"),
)  # fmt: skip
#: Feature of a boundary that cannot be anything else: على حد قوله goes back on what was said.
CERTAIN: Final = "possessed"
#: Tokens a trailing attribution may still have before the end of its sentence.
_TRAILING: Final = 8
_VERBAL: Final = v.COMP | v.REL | v.NEG | v.AUX
_FUNCTION: Final = v.COMP | v.REL | v.LIKE | v.ATTRIBUTION | v.AUX | v.NEG | v.PREP | v.CONJ | v.MA | v.TIME


_LETTERS: Final = {"و": "+و", "ي": "+ي", "ت": "+ت", "ف": "+ف", "ب": "+ب", "ل": "+ل", "س": "+س", "ا": "+ا", "أ": "+ا", "إ": "+ا", "آ": "+ا"}
_SCALE: Final = tuple(next((str(top) for top in (0, 1, 2, 3, 5, 8, 12, 20, 35) if n <= top), "99") for n in range(37))


def bucket(n: int) -> str:
    """A count on a coarse scale."""
    return _SCALE[n] if 0 <= n < len(_SCALE) else ("0" if n < 0 else "99")


def kind_of(doc: Document, i: int) -> str:
    """Coarse class of a token."""
    known = doc.kinds.get(i)
    if known is None:
        known = doc.kinds[i] = _kind(doc, i)
    return known


def _kind(doc: Document, i: int) -> str:
    if i < 0 or i >= doc.n:
        return "edge"
    f = doc.flags[i]
    if doc.at[i] >= 0:
        mention = doc.mentions[doc.at[i]]
        return mention.type if mention.kind == "name" else mention.kind
    return (_kind_of_flags(f) if f else "") or ("def" if is_definite(doc, i) else "word")


@functools.cache
def _kind_of_flags(f: int) -> str:
    """The first class whose bit is set, or nothing. There are few combinations of bits."""
    return next((name for bit, name in _KINDS if f & bit), "")


def shape(doc: Document, i: int) -> str:
    """A function word itself, or the class of a token with the letter it begins with where that tells a verb."""
    known = doc.shapes.get(i)
    if known is None:
        known = doc.shapes[i] = _shape(doc, i)
    return known


def _shape(doc: Document, i: int) -> str:
    if i < 0 or i >= doc.n:
        return "edge"
    f = doc.flags[i]
    if f & v.PUNCT:
        return kind_of(doc, i)
    if f & _FUNCTION and doc.at[i] < 0:
        return v.folded(doc.word(i))
    name = kind_of(doc, i)
    return name + _LETTERS.get(doc.text[doc.start[i]], "") if name == "word" else name


@functools.lru_cache(maxsize=1 << 14)
def _cue_features(lemma: str, tense: str, weak: str, cue_class: str, mode: str, prefix: str, subject: str, clitic: str, nested: bool, title: bool) -> tuple[str, ...]:
    """Features of a cue and its construction; few combinations make up most of the news."""
    return (
        f"l={lemma}", f"lt={lemma}/{tense}", f"s={subject}", f"st={subject}/{tense}/{mode}", f"n={nested}/{mode}", f"w={weak}/{mode}", f"fr={tense}/{mode}/{prefix}",
        f"c={clitic}/{tense}", f"cls={cue_class}/{mode}", f"title={title}/{mode}",
    )  # fmt: skip


def report_features(doc: Document, r: Report, *, nested: bool) -> list[str]:
    """Features of a report as a whole: is this somebody's speech?"""
    lemma = r.form.lemma.name if r.form else r.mode
    weak = ("w" if r.form.lemma.weak else "s") + str(r.form.lemma.strength) if r.form else "-"
    tense = r.tense
    i = r.cue_first
    subject = r.subject_kind
    first = r.first
    cue_class = r.form.lemma.cue_class if r.form else ""
    out = [*_cue_features(lemma, tense, weak, cue_class, r.mode, r.prefix, subject, doc.clitic(i), nested, i < doc.title_end)]
    if first >= 0:
        out += [f"f={r.mode}/{kind_of(doc, first)}", f"fs={shape(doc, first)}/{r.mode}", f"f2={shape(doc, first + 1)}"]
    if r.mode in {ATTRIBUTION, POSTPOSED}:
        before = shape(doc, i - 1) if i > doc.sentence_first(i) else "^"
        out += [f"as={v.folded(doc.word(i))}/{subject}", f"ab={before}/{subject}", f"a1={shape(doc, r.cue_last + 1)}"]
    elif i and doc.flags[i - 1] & v.NEG:
        out.append("negated")
    return out


def end_features(doc: Document, r: Report, k: int, limit: int, landmarks: dict[int, Report], pauses: int) -> list[str]:
    """Features of a boundary: do the reported words end before token `k`?"""
    pause = kind_of(doc, k) if doc.flags[k] & v.PUNCT else "-"
    n = k if pause == "-" else k + 1
    if n < limit and doc.flags[n] & v.PUNCT and pause != "-":
        n += 1
    other = landmarks.get(n)
    then = shape(doc, n)
    then2 = shape(doc, n + 1)
    w = v.folded(doc.word(n))[:1] == "و" if n < doc.n else False
    out = [
        f"tt={then}/{then2}",
        f"pt2={pause}/{then2}",
        f"m={r.mode}/{pause}",
        f"ps={bucket(pauses)}/{pause}",
        f"mt={r.mode}/{then}",
        f"w={w}/{pause}",
    ]
    if other is not None:
        c = doc.clitic(n)[:1]
        cls = other.form.lemma.cue_class if other.form else "-"
        out += [
            f"o={other.mode}/{other.tense}/{pause}",
            f"oc={other.mode}/{other.tense}/{c}",
            f"ocl={cls}/{other.tense}/{other.mode}",
        ]
        if other.mode == ATTRIBUTION:
            out.append(CERTAIN if other.prefix == "possessed" else f"trails={limit - other.cue_last <= _TRAILING}")
    else:
        out.append(f"no/{pause}/{then2 if pause != '-' else ''}")
    if n < doc.n:
        if begins_mention(doc, n):
            out.append(f"name/{pause}")
        elif is_circumstance(doc, n):
            out.append(f"hal/{pause}")
        joined = other is not None and other.tense in {PAST, PRESENT} and doc.clitic(n)[:1] in {"و", "ف"}
        if joined and other is not None:
            out += ["joined", f"joined/{pause}", f"joined/{other.form.lemma.weak if other.form else ''}"]
        if doc.flags[n] & (v.CONJ | v.NEG | v.AUX):
            after = next((landmarks[x] for x in range(n + 1, min(n + 4, limit)) if x in landmarks), None)
            if after is not None and after.tense in {PAST, PRESENT}:
                out += ["contrast", f"contrast/{pause}", f"contrast/{after.mode}"]
    return out


def is_circumstance(doc: Document, n: int) -> bool:
    """Whether the word looks like an indefinite participle in the accusative (مقللاً، معلقة): the reporter goes on."""
    word = doc.word(n)
    return word.startswith("م") and len(word) > 4 and word.endswith(("اً", "ًا", "ا", "ة", "ين")) and not doc.flags[n] & (_FUNCTION | v.ROLE | v.ORG)


def stretch_features(doc: Document, marks: Marks, n: int, owner: Report | None, how: str) -> list[str]:
    """Features of a marked stretch: is it somebody's words?"""
    s = marks.stretches[n]
    inside = doc.flags[s.first : s.last + 1]
    words = len([f for f in inside if not f & v.PUNCT])
    before = s.first - (2 if s.open_mark else 1)
    length = bucket(words)
    own = f"{owner.mode}/{owner.tense}" if owner else "-"
    opener = s.first - 1 if s.open_mark else s.first
    glued = before >= 0 and doc.end[before] == doc.start[opener] and not doc.flags[before] & v.PUNCT
    first_mention = begins_mention(doc, s.first)
    covered = first_mention is not None and first_mention.last >= s.last
    inside_name = doc.at[s.first] >= 0 and doc.at[opener] == doc.at[s.first]
    repeated = words <= 4 and marks.times(n) > 1
    verbs = len([f for f in inside if f & _VERBAL])
    word_before = shape(doc, before)
    return [
        f"h={how}", f"ho={how}/{own}", f"l={length}", f"b={word_before}", f"bl={word_before}/{length}", f"bk={kind_of(doc, before)}/{how}",
        f"g={glued}/{length}", f"title={s.first < doc.title_end}/{length}", f"m={s.open_mark}{s.close_mark}", f"cov={covered}", f"in={inside_name}", f"fm={first_mention is not None}/{length}",
        f"r={repeated}", f"v={min(verbs, 3)}/{length}", f"f={kind_of(doc, s.first)}/{length}", f"ol={owner.form.lemma.name if owner and owner.form else own}/{how}",
        f"w={bool(before >= 0 and doc.flags[before] & v.WORK)}/{how}", f"dist={bucket(s.first - owner.cue_last) if owner else '-'}/{how}",
    ]  # fmt: skip
