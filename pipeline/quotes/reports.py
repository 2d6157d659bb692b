"""Cues and their complements: which word reports, in which construction, and where the reported words begin. Not where they end, not who speaks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document
from pipeline.quotes.marks import Stretch
from pipeline.quotes.morphology import MASDAR, PARTICIPLE, PAST, PRESENT
from pipeline.quotes.phrases import Phrase, begins_mention, is_definite, subject

# Constructions.
THAT, NOMINAL, MARKED, COLON, ATTRIBUTION, POSTPOSED, HEADLINE, LEADING = "that", "nominal", "marked", "colon", "attribution", "postposed", "headline", "leading"

_REACH: Final = 48
_NOMINAL_REACH: Final = 22
_LONG_STRETCH: Final = 5
_NAME_STRETCH: Final = 9
_PREPOSITIONS: Final = {"إلى": "إلى", "الى": "إلى", "الي": "إلى", "على": "على", "علي": "على", "عن": "عن", "من": "من", "في": "في", "بـ": "ب", "ب": "ب"}


@dataclass(slots=True)
class Report:
    """One reporting frame.

    Attributes:
        cue_first: First token of the cue.
        cue_last: Last token of the cue.
        form: The inflected cue; none for a headline colon or a preposition.
        mode: Construction.
        slot: Tokens [a, b) after the cue where a subject may stand.
        first: First token of the reported words; -1 when they stand before the cue or are marked only.
        begin: Code point where they begin.
        last: Last token of the reported words; -1 until known.
        stretch: Index of the marked stretch that is the whole complement, or -1.
        prefix: What stood before the complement (إلى, ب, …).
        gap: Tokens between cue and complement.
        score: How likely this is a report.
        speaker: Who speaks, once known.
        subject: Noun phrase found as its subject.
        subject_kind: Class of that phrase.
        shifted: First token and code point of the complement with its suffixed complementiser, where a marked stretch follows that.
    """

    cue_first: int
    cue_last: int
    form: v.CueForm | None
    mode: str
    slot: tuple[int, int]
    first: int = -1
    begin: int = -1
    last: int = -1
    stretch: int = -1
    prefix: str = "-"
    gap: int = 0
    score: float = 1.0
    speaker: object = None
    subject: Phrase | None = None
    subject_kind: str = "-"
    shifted: tuple[int, int] | None = None

    @property
    def tense(self) -> str:
        """Tense of the cue, or its construction where it has none."""
        return self.form.tense if self.form else self.mode


class Marks:
    """Marked stretches by token, so that cues can look them up."""

    def __init__(self, doc: Document, stretches: list[Stretch]) -> None:
        self.stretches = stretches
        self.texts = [doc.text[doc.start[s.first] : doc.end[s.last]] for s in stretches]
        self.counts = Counter(self.texts)
        self.cover = [-1] * doc.n
        self.opened: dict[int, int] = {}
        for n, s in enumerate(stretches):
            for k in range(s.first, s.last + 1):
                if self.cover[k] < 0 or s.depth == 0:
                    self.cover[k] = n
            self.opened[s.first - 1 if s.open_mark else s.first] = n

    def times(self, n: int) -> int:
        """How often the words of stretch `n` stand in marks."""
        return self.counts[self.texts[n]]

    def long(self, i: int) -> bool:
        """Whether token `i` stands inside a stretch longer than a name."""
        n = self.cover[i]
        return n >= 0 and self.stretches[n].last - self.stretches[n].first >= _LONG_STRETCH - 1


def reports(doc: Document, marks: Marks) -> list[Report]:
    """Every reporting frame of an article, in order of its cue."""
    out: list[Report] = []
    headline = _headline(doc, marks)
    if headline:
        out.append(headline)
    busy = -1
    forms = v.vocabulary().cue_forms
    interesting = v.CUE | v.ATTRIBUTION | v.POSSESSED
    for i in doc.points:
        f = doc.flags[i]
        if not f & interesting or i <= busy or (doc.at[i] >= 0 and not f & v.ATTRIBUTION) or marks.long(i):
            continue
        found = None
        if f & v.ATTRIBUTION:
            found = _attribution(doc, i)
        if found is None and f & v.POSSESSED:
            found = _possessed(doc, marks, i)
        if found is None and f & v.CUE and doc.cue[i] >= 0:
            found = _cue(doc, marks, i, forms[doc.cue[i]])
        if found:
            out.append(found)
            busy = max(found.cue_last, i)
    return _each_its_own(out)


def _each_its_own(found: list[Report]) -> list[Report]:
    """«ونقلت الوكالة عن الوزير قوله: …»: the words are of قوله, not of the verb before it."""
    possessed = {r.begin: r for r in found if r.prefix == "possessed" and r.begin >= 0}
    if not possessed:
        return found
    return [r for r in found if r.begin not in possessed or possessed[r.begin] is r]


def _cue(doc: Document, marks: Marks, i: int, form: v.CueForm) -> Report | None:
    clitics = doc.clitic(i)
    if form.tense in {PAST, PRESENT} and _is_noun(doc, i):
        return None
    if form.lemma.needs and not any(doc.word(k) in form.lemma.needs for k in range(i + 1, min(i + 9, doc.sentence_end(i)))):
        return None
    if clitics and clitics[-1] in "بك" and form.tense in {PAST, PRESENT}:
        return None
    if clitics and clitics[-1] == "ل" and form.tense == PAST:
        return None
    before = doc.flags[i - 1] if i else 0
    first = doc.sentence_first(i)
    after_ma = bool(before & v.MA) and i - 1 > first and bool(doc.flags[i - 2] & (v.ATTRIBUTION | v.LIKE))
    like = (bool(before & v.LIKE) and doc.clitic(i - 1) in {"", "و"}) or after_ma
    found = _complement(doc, marks, i, form)
    also = (
        like
        and not after_ma
        and doc.word(i - 1) == "كما"
        and found is not None
        and (i - 1 == first or (found.mode == NOMINAL and bool(doc.flags[found.first] & v.OBJECT or found.prefix != "-")))
    )
    if like and not after_ma and form.lemma.homograph and not form.lemma.needs:
        # «كما تعد أول قمة»: no verb of speech
        return found if found is not None and found.mode in {THAT, MARKED} else None
    if like and not also and form.tense in {PAST, PRESENT} and (after_ma or doc.word(i - 1)[doc.skip[i - 1] :] != "كما" or found is None or found.mode not in {THAT, MARKED}):
        start = i - 2 if after_ma else i - 1
        report = Report(start, i, form, ATTRIBUTION, (i + 1, _slot_end(doc, i + 1)))
        return _leading(doc, report) or report
    if (
        form.tense in {PRESENT, PAST}
        and form.lemma.name in v.word_set("impersonal_lemmas")
        and i <= first + 1
        and form.agreement == "m"
        and found
        and found.mode == THAT
        and found.gap <= 1
        and form.tense == PRESENT
    ):
        return None
    if found is None and form.tense in {PAST, PRESENT} and before & (v.COMMA | v.QUOTE | v.DASH) and form.lemma.strength >= 2 and form.lemma.marked:
        return Report(i, i, form, POSTPOSED, (i + 1, _slot_end(doc, i + 1)))
    return found


def _is_noun(doc: Document, i: int) -> bool:
    """Whether a word written like a verb must be a noun: after a preposition or عدم (عدم ذكر اسمه)."""
    if i == 0 or doc.clitic(i)[:1] in {"و", "ف"}:
        return False
    return doc.word(i - 1) in v.word_set("before_nouns")


def _slot_end(doc: Document, a: int) -> int:
    """Where a phrase after an attribution must have ended: the next comma that no apposition follows, mark, stop or conjunction."""
    stop = doc.sentence_end(a - 1) if a - 1 < doc.n else doc.n
    return min(stop, a + 24)


def _complement(doc: Document, marks: Marks, i: int, form: v.CueForm) -> Report | None:
    lemma = form.lemma
    flags = doc.flags
    stop = min(doc.sentence_end(i), i + _REACH)
    # a stop sign used as a colon: «وقال: …» written «وقال.. “…”»
    j, passed = stop, i
    for j in doc.points_in(i + 1, stop):
        if j <= passed:
            continue
        f = flags[j]
        if f & v.QUOTE and j in marks.opened:
            n = marks.opened[j]
            s = marks.stretches[n]
            short = s.last - s.first < _LONG_STRETCH - 1
            introduced = flags[j - 1] & (v.COLON | v.COMP) and doc.at[j - 1] < 0
            if not introduced and ((short and _later(doc, s.last + 1, stop)) or (s.last - s.first < _NAME_STRETCH and _complementiser(doc, s.last + 2, stop))):
                passed = s.last + 1
                continue
            if not introduced:
                nominal = _nominal(doc, marks, i, form)
                if nominal is not None and nominal.stretch < 0 and nominal.first < j:
                    return nominal
            if lemma.marked and form.tense != MASDAR:
                return Report(i, i, form, MARKED, (i + 1, j), s.first, doc.start[s.first], s.last, n, gap=j - i - 1)
            return _nominal(doc, marks, i, form)
        if f & v.COLON and j + 1 < stop and form.lemma.marked and form.tense != MASDAR and not flags[j + 1] & v.QUOTE:
            nxt = j + 1
            if flags[nxt] & v.COMP and not doc.skip[nxt]:
                return _that(doc, marks, i, form, nxt, "-")
            return Report(i, i, form, COLON, (i + 1, j), nxt, doc.start[nxt], gap=j - i - 1)
        if f & v.COMP and doc.at[j] < 0:
            clitics = doc.clitic(j)
            before = _PREPOSITIONS.get(doc.word(j - 1)[doc.skip[j - 1] :] if j - 1 > i else "", "")
            kind = {"": before or ("-" if not flags[j - 1] & (v.PREP | v.NEG) or j - 1 == i else "x"), "ب": "ب", "وب": "x"}.get(clitics, "x")
            if kind in lemma.before_an and not (form.tense == MASDAR and j - i > 6):
                return _that(doc, marks, i, form, j, kind)
            if kind == "-" and lemma.before_an and j - i <= 2:
                return _that(doc, marks, i, form, j, kind)
        if lemma.cue_class == "question" and doc.word(j) in v.word_set("interrogatives") and j + 1 < stop:
            return Report(i, i, form, THAT, (i + 1, j), j + 1, doc.start[j + 1], gap=j - i - 1)
        if f & v.CUE and j > i + 1 and doc.cue[j] >= 0 and doc.at[j] < 0:
            other = v.vocabulary().cue_forms[doc.cue[j]]
            if (
                other.tense in {PAST, PRESENT}
                and not flags[j - 1] & (v.REL | v.MA)
                and other.lemma.strength > 1
                and not other.lemma.homograph
                and not doc.clitic(j).endswith(("ب", "ك"))
            ):
                break
            if form.tense != PARTICIPLE and other.tense == PARTICIPLE and other.lemma.strength > 1 and (flags[j + 1] & (v.COLON | v.QUOTE) if j + 1 < stop else False):
                # «… قائلاً: “…”»: the words after the participle are its own
                break
            if form.tense == PARTICIPLE and other.tense == PARTICIPLE and other.lemma.strength > 1:
                break
    else:
        j = stop
    if j >= doc.sentence_end(i) and flags[doc.sentence_end(i) - 1] & v.STOP and j in marks.opened and lemma.marked and j - i <= 12 and doc.breaks[j] == 0 and j < doc.n:
        n = marks.opened[j]
        s = marks.stretches[n]
        return Report(i, i, form, MARKED, (i + 1, j), s.first, doc.start[s.first], s.last, n, gap=j - i - 1)
    return _nominal(doc, marks, i, form)


def _complementiser(doc: Document, a: int, stop: int) -> bool:
    """Whether a complementiser follows almost at once."""
    return any(doc.flags[k] & v.COMP and not doc.skip[k] for k in range(a, min(stop, a + 3)))


def _later(doc: Document, a: int, stop: int) -> bool:
    """Whether a complementiser, colon or a further mark opens the complement after a name in marks."""
    return any(doc.flags[k] & (v.COMP | v.COLON) or (doc.flags[k] & v.QUOTE and k > a) for k in range(a, min(stop, a + 14)))


def _that(doc: Document, marks: Marks, i: int, form: v.CueForm, j: int, kind: str) -> Report:
    """A report with أن or إن at token `j`; a suffixed complementiser (أنه) belongs to the reported words."""
    suffixed = bool(doc.flags[j] & v.SUFFIXED)
    first = j if suffixed else j + 1
    begin = doc.start[j] + doc.skip[j] if suffixed else (doc.start[first] if first < doc.n else doc.end[j])
    report = Report(i, i, form, THAT, (i + 1, j), first, begin, prefix=kind, gap=j - i - 1)
    after = j + 1
    if after in marks.opened:
        report.shifted = (first, begin) if suffixed else None
        report.stretch = marks.opened[after]
        report.first, report.begin = after + 1, doc.start[after + 1]
    return report


def _nominal(doc: Document, marks: Marks, i: int, form: v.CueForm) -> Report | None:
    """A nominal complement: after its preposition, or as direct object after the subject."""
    lemma = form.lemma
    if not lemma.before_np or form.tense == MASDAR:
        return None
    stop = min(doc.sentence_end(i), i + _NOMINAL_REACH)
    for j in range(i + 1, stop):
        f = doc.flags[j]
        if f & (v.STOP | v.SEMICOLON):
            break
        if (
            f & v.CUE
            and j > i + 1
            and doc.cue[j] >= 0
            and v.vocabulary().cue_forms[doc.cue[j]].tense in {PAST, PRESENT}
            and not doc.flags[j - 1] & v.REL
            and doc.at[j] < 0
            and not doc.skip[j]
        ):
            break
        letter = doc.text[doc.start[j]]
        if letter not in "بلإاعمف":
            continue
        word = doc.word(j)
        kind = _PREPOSITIONS.get(word, "")
        if kind and kind in lemma.before_np and j + 1 < stop and doc.at[j] < 0:
            first = j + 1
            opened = marks.opened.get(first, -1)
            if opened >= 0:
                first += 1
            return Report(i, i, form, NOMINAL, (i + 1, j), first, doc.start[first], stretch=opened, prefix=kind, gap=j - i - 1)
        if "ب" in lemma.before_np and word.startswith("ب") and len(word) > 3 and not _is_name_start(doc, j):
            return Report(i, i, form, NOMINAL, (i + 1, j), j, doc.start[j] + 1, prefix="ب", gap=j - i - 1)
        if "ل" in lemma.before_np and word.startswith("ل") and len(word) > 3 and begins_mention(doc, j) is None and not word.startswith("لل") and j > i + 1:
            return Report(i, i, form, NOMINAL, (i + 1, j), j, doc.start[j] + 1, prefix="ل", gap=j - i - 1)
    if "-" not in lemma.before_np:
        return None
    return _object(doc, i, form, stop)


def _is_name_start(doc: Document, j: int) -> bool:
    mention = begins_mention(doc, j)
    return mention is not None and mention.start == doc.start[j]


def _object(doc: Document, i: int, form: v.CueForm, stop: int) -> Report | None:
    """A direct object: right after a participle, after the subject of a finite verb."""
    k = i + 1
    if form.tense in {PAST, PRESENT}:
        found = subject(doc, k, stop)
        if found is None:
            return None
        # with the subject elided or before the verb the object itself stands first
        k = found.first if _is_object(doc, i, found.first) else found.last + 1
    while k < stop and doc.flags[k] & (v.COMMA | v.TIME | v.DASH) and doc.at[k] < 0:
        k += 1
    if k >= stop or (doc.flags[k] & (v.PUNCT | v.PREP | v.CONJ | v.REL | v.COMP | v.AUX) and not doc.flags[k] & v.OBJECT):
        return None
    return Report(i, i, form, NOMINAL, (i + 1, k), k, doc.start[k], gap=k - i - 1)


def _is_object(doc: Document, i: int, k: int) -> bool:
    """Whether the noun at token `k` after the verb at `i` is its object: an abstract noun, one with a possessive, any in a headline."""
    f = doc.flags[k]
    if doc.at[k] >= 0 or f & (v.ROLE | v.ORG | v.DOCUMENT):
        return False
    if f & v.OBJECT:
        return True
    word = doc.word(k)
    if is_definite(doc, k):
        return False
    if word.endswith(("ه", "ها", "هم", "هما")) and len(word) > 4:
        return True
    before = i - 1
    return i < doc.title_end and before >= 0 and (doc.at[before] >= 0 or bool(doc.flags[before] & (v.ROLE | v.ORG | v.DOCUMENT)))


def _leading(doc: Document, report: Report) -> Report | None:
    """«ووفقاً للجيش فإن …», «وبحسب المصدر، …»: an attribution that opens its sentence reports what follows it."""
    i, k = report.cue_first, report.slot[0]
    first = doc.sentence_first(i)
    if i > first + 1 or (i == first + 1 and not doc.flags[first] & (v.COMMA | v.DASH | v.CONJ)):
        return None
    stop = min(doc.sentence_end(i), k + 26)
    for j in range(k, stop - 1):
        f = doc.flags[j]
        if doc.clitic(j) == "ف" and f & v.COMP:
            first_word = j if f & v.SUFFIXED else j + 1
            return Report(i, report.cue_last, report.form, LEADING, (k, j), first_word, doc.start[j] + 1 if f & v.SUFFIXED else doc.start[first_word], gap=j - k)
        if doc.clitic(j) == "ف" and f & (v.AUX | v.NEG):
            return Report(i, report.cue_last, report.form, LEADING, (k, j), j, doc.start[j], gap=j - k)
        if f & (v.STOP | v.COLON):
            return None
        if f & v.COMMA and j > k:
            n = j + 1
            if doc.flags[n] & (v.REL | v.PREP | v.COMMA | v.TIME) and doc.at[n] < 0:
                continue
            if any(doc.clitic(x) == "ف" and doc.flags[x] & (v.COMP | v.AUX | v.NEG) for x in range(n, min(stop, n + 12))):
                continue
            return Report(i, report.cue_last, report.form, LEADING, (k, j), n, doc.start[n], gap=j - k)
    return None


def _attribution(doc: Document, i: int) -> Report | None:
    """وفق، بحسب، نقلا عن and their noun phrase, or their clause (وفق ما أوردته وكالة …)."""
    word = doc.word(i)
    k = i + 1
    n = doc.n
    if k >= n:
        return None
    last = i
    if word.endswith(("نقلا", "نقلاً")):
        if doc.word(k) != "عن":
            return None
        last, k = k, k + 1
    elif word.endswith(("استنادا", "استناداً")):
        if doc.word(k) not in {"إلى", "الى"}:
            return None
        last, k = k, k + 1
    form = None
    if k < n and (doc.flags[k] & v.MA or doc.word(k) == "لما"):
        if k + 1 < n and doc.flags[k + 1] & v.CUE and doc.cue[k + 1] >= 0:
            form = v.vocabulary().cue_forms[doc.cue[k + 1]]
            last, k = k + 1, k + 2
        elif k + 1 < n:
            last, k = k + 1, k + 2
    if k < n and doc.word(k) in v.word_set("sayings"):
        last, k = k, k + 1
    report = Report(i, last, form, ATTRIBUTION, (k, _slot_end(doc, k)))
    return _leading(doc, report) or report


def _possessed(doc: Document, marks: Marks, i: int) -> Report | None:
    """قوله and its like: with a complement of its own, or in على حد قوله."""
    word = doc.word(i)
    before = doc.word(i - 1) if i else ""
    if before in v.word_set("extent") or doc.flags[i - 1 if i else 0] & v.ATTRIBUTION:
        start = i - 2 if before in v.word_set("extent") and i > 1 else i - 1
        return Report(start, i, None, ATTRIBUTION, (i + 1, i + 1), prefix="possessed")
    stop = min(doc.sentence_end(i), i + 8)
    form = _saying()
    for j in range(i + 1, stop):
        f = doc.flags[j]
        if f & v.QUOTE and j in marks.opened:
            n = marks.opened[j]
            s = marks.stretches[n]
            return Report(i, i, form, MARKED, (i + 1, j), s.first, doc.start[s.first], s.last, n, gap=j - i - 1, prefix="possessed")
        if f & v.COMP and doc.clitic(j) in {"", "ب"} and not word.startswith("وصف"):
            return _that(doc, marks, i, form, j, "possessed")
        if f & v.COLON and j + 1 < stop and not doc.flags[j + 1] & v.QUOTE:
            return Report(i, i, form, COLON, (i + 1, j), j + 1, doc.start[j + 1], gap=j - i - 1, prefix="possessed")
    return None


def _saying() -> v.CueForm:
    """The form قول with a possessive, for قوله and its like."""
    return next(f for f in v.vocabulary().cue_forms if f.lemma.name == "قال" and f.tense == MASDAR)


def _headline(doc: Document, marks: Marks) -> Report | None:
    """«X: …» in the title, X a short noun phrase."""
    for j in range(min(doc.title_end, 9)):
        f = doc.flags[j]
        if f & v.COLON:
            if j == 0 or j + 1 >= doc.title_end or not _can_speak(doc, j):
                return None
            if j + 1 in marks.opened:
                n = marks.opened[j + 1]
                s = marks.stretches[n]
                return Report(j, j, None, HEADLINE, (0, j), s.first, doc.start[s.first], s.last, n)
            return Report(j, j, None, HEADLINE, (0, j), j + 1, doc.start[j + 1])
        if f & (v.STOP | v.COMP) or (f & v.CUE and doc.cue[j] >= 0 and v.vocabulary().cue_forms[doc.cue[j]].tense in {PAST, PRESENT} and doc.at[j] < 0):
            return None
    return None


def _can_speak(doc: Document, colon: int) -> bool:
    """Whether the words before a headline's colon name somebody."""
    return any(doc.at[k] >= 0 or doc.flags[k] & (v.ROLE | v.ORG | v.DOCUMENT) for k in range(colon)) and not any(
        doc.flags[k] & v.PREP and doc.at[k] < 0 and k == 0 for k in range(colon)
    )


__all__ = ["ATTRIBUTION", "COLON", "HEADLINE", "LEADING", "MARKED", "NOMINAL", "POSTPOSED", "THAT", "Marks", "Report", "is_definite", "reports"]
