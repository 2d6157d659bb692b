"""Role phrases are read alike by the kernels and by a plain reader that looks at one word after the other."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.entities.gazetteer import country_named, nationality, seats
from pipeline.entities.skeleton import name_form, without_article
from pipeline.mentions.role_lexicon import RoleWord, role_lexicon
from pipeline.mentions.role_phrases import RolePhrase, RoleReader
from pipeline.mentions.spans import SpanTable, mention_tokens
from pipeline.mentions.surface import surface
from pipeline.text.chars import key
from pipeline.text.tokens import WORD, Tokens, tokenize

_NISBA = ("ي", "يه")
_PLURAL_NISBA = ("ي", "يه", "يون", "يين")
_LONGEST = 14
_ADJECTIVES = 3
_TITLES = 5
_BETWEEN = frozenset("،,/:(\"“«”»'")


class PlainReader:
    """The same reading word by word: what the kernels are held to."""

    def __init__(self, tokens: Tokens, spans: SpanTable) -> None:
        self.tokens, self.spans = tokens, spans
        covered, first, last = mention_tokens(tokens, spans)
        # read one by one from here on, which views do faster than arrays
        self.covered, self.first_token, self.last_token = covered.data, first.data, last.data
        self.start, self.end, self.breaks = tokens.start.data, tokens.end.data, tokens.breaks.data
        self.doc, self.first = tokens.doc.data, tokens.first.data
        self.lexicon = role_lexicon()
        self._stop = ((tokens.kind != WORD) | (tokens.breaks > 0)).view(np.uint8).data
        hits = self.lexicon.lexicon.find(tokens, clitics="وفبكل")
        free = covered[hits.token] < 0
        columns = (hits.token[free], hits.length[free], hits.skip[free], hits.entry[free])
        self.at: dict[int, tuple[int, int, int]] = {i: (n, skip, entry) for i, n, skip, entry in zip(*(c.tolist() for c in columns), strict=True)}
        self._keys = tokens.key.data
        self._words: dict[int, str] = {}

    def word(self, j: int) -> str:
        """Token `j`, folded."""
        h = self._keys[j]
        w = self._words.get(h)
        if w is None:
            w = self._words[h] = key(self.tokens.text(j))
        return w

    def _free(self, j: int, end: int) -> bool:
        return j < end and not self._stop[j]

    def _adjectives(self, j: int, end: int, out: list[str]) -> int:
        """Index after the definite adjectives that begin at `j`."""
        for _ in range(_ADJECTIVES):
            if not self._free(j, end) or self.covered[j] >= 0:
                break
            w = self.word(j)
            if not w.startswith("ال") or w in self.lexicon.not_adjectives or not (w.endswith(_NISBA) or w in self.lexicon.adjectives):
                break
            code = nationality(w)
            out.append("@" + code if code else without_article(w))
            j += 1
        return j

    def _name(self, j: int, end: int, out: list[str], mark: str) -> int:
        """Index after the organisation or place named at `j`; `j` if none is."""
        m = self.covered[j] if j < end else -1
        if m < 0 or self.spans.type[m] == "PER":
            return j
        exact = surface(self.tokens.texts[self.spans.doc[m]], self.spans.start[m], self.spans.end[m])
        form = name_form(exact)
        code = (country_named(exact) or (seats().get(form.text) if mark == ">" else None)) if self.spans.type[m] == "LOC" else None
        if code:
            out.append(mark + code)
        else:
            out.extend(form.parts)
        return self.last_token[m] + 1

    def _complement(self, j: int, end: int, out: list[str], mark: str = "@") -> int:
        """Index after the noun phrase that begins at `j`; `j` if no definite one does."""
        start, k = j, j
        kept = len(out)
        if k in self.at and self._free(k, end) and self.covered[k] < 0:
            # نائب وزير الخارجية, مستشار خادم الحرمين الشريفين
            length, skip, entry = self.at[k]
            inner = self._read(k, length, skip, self.lexicon.words[entry]) if not skip else None
            if inner is not None and inner.word.kind == "role":
                out.extend((inner.word.lemma, *inner.modifiers))
                return inner.last + 1
        while self._free(k, end) and self.covered[k] < 0 and self.word(k) in self.lexicon.links:
            out.append(self.word(k))
            k += 1
        if k < end and not (self._stop[k] and self.breaks[k]) and self.covered[k] >= 0:
            after = self._name(k, end, out, mark)
            if after > k:
                return self._adjectives(after, end, out)
        elif self._free(k, end):
            w = self.word(k)
            if w.startswith("ال") and len(w) > 3:
                out.append(without_article(w))
                k = self._adjectives(k + 1, end, out)
                while self._free(k, end) and self.covered[k] < 0 and self.word(k).startswith("وال") and not self._begins_role(k):
                    # وزير التعليم العالي والبحث العلمي: what is joined is read only if an adjective of its own or nothing follows
                    out.append(without_article(self.word(k)[1:]))
                    k = self._adjectives(k + 1, end, out)
                return k
        del out[kept:]
        return start

    def _begins_role(self, k: int) -> bool:
        return k in self.at

    def _preposition(self, j: int, end: int, word: RoleWord, out: list[str]) -> int:
        """Index after a prepositional complement of the role that begins at `j`; `j` if none does."""
        if not word.takes or j >= end or self._stop[j]:
            return j
        w = self.word(j)
        mark = ">" if w == "لدي" else "@"
        if w in word.takes and len(w) > 1:
            if not self._free(j + 1, end):
                return j
            nxt = self.word(j + 1)
            named = self.covered[j + 1] >= 0 and self.spans.type[self.covered[j + 1]] != "PER"
            if named or w in ("باسم", "لدي") or without_article(nxt) in self.lexicon.links:
                mark = ">" if "لدي" in word.takes and w in ("لدي", "في") else mark
                after = self._complement(j + 1, end, out, mark)
                return after if after > j + 1 else j
            return j
        clitic = w[0]
        if clitic not in word.takes or clitic not in "لب" or len(w) < 4:
            return j
        rest = "ا" + w[1:] if w.startswith("لل") and clitic == "ل" else w[1:]
        if without_article(rest) in self.lexicon.addressees:
            return j
        m = self.covered[j]
        if m >= 0:
            if self.spans.start[m] == self.start[j]:
                return j
            name = key(self.spans.exact(self.tokens.texts, m))
            if self.spans.type[m] == "PER" or any(a in name for a in self.lexicon.addressees):
                return j
            return self._adjectives(self._name(j, end, out, ">" if clitic == "ب" and "لدي" in word.takes else "@"), end, out)
        if without_article(rest) in self.lexicon.links or (rest.startswith("ال") and clitic == "ل" and "باسم" in word.takes | {"باسم"}):
            out.append(without_article(rest))
            after = self._complement(j + 1, end, out, mark) if rest in self.lexicon.links else j + 1
            return self._adjectives(max(after, j + 1), end, out)
        return j

    def _read(self, i: int, length: int, skip: int, word: RoleWord) -> RolePhrase | None:
        doc = self.doc[i]
        end = min(self.first[doc + 1], i + _LONGEST)
        j = i + length
        mods: list[str] = []
        if word.kind == "latter":
            pass
        elif word.kind == "body":
            # only the bare noun stands for an organisation: الحركة, not الحركة الوطنية
            if not word.is_definite or (self._free(j, end) and (self.covered[j] >= 0 or self.word(j).startswith("ال"))):
                return None
        elif word.is_definite and not word.in_construct:
            j = self._adjectives(j, end, mods)
            j = self._preposition(j, end, word, mods)
        else:
            after = self._complement(j, end, mods) if word.number == "singular" or not word.is_source else j
            if after == j:
                if not word.is_source:
                    # متحدث باسم الجيش
                    j = self._preposition(j, end, word, mods) if length == 1 and word.number == "singular" else j
                    if not mods:
                        return None
                while word.is_source and self._free(j, end) and self.covered[j] < 0:
                    w = self.word(j)
                    if not (w in self.lexicon.indefinite or nationality(w) or (w.endswith(_PLURAL_NISBA) and len(w) > 3 and not w.startswith("ال"))):
                        break
                    code = nationality(w)
                    mods.append("@" + code if code else w)
                    j += 1
                j = self._preposition(j, end, word, mods)
                if not mods:
                    return None
            else:
                j = self._preposition(after, end, word, mods)
        if word.is_definite and not mods and not word.stands_alone:
            return None
        start, last = self.start[i] + skip, self.end[j - 1]
        return RolePhrase(doc, i, j - 1, start, last, surface(self.tokens.texts[doc], start, last), word, frozenset(mods), skip > 0, -1)

    def read(self) -> list[RolePhrase]:
        """All role phrases of the batch in order; none begins inside a name or inside another."""
        out: list[RolePhrase] = []
        done = -1
        for i, (length, skip, entry) in self.at.items():
            if i > done:
                phrase = self._read(i, length, skip, self.lexicon.words[entry])
                if phrase is not None:
                    out.append(phrase)
                    done = phrase.last
        self.starts = {p.first: p for p in out}
        return [p._replace(beside=self.beside(p)) for p in out]

    def _person_at(self, j: int) -> int:
        """Row of the person's name that begins in token `j`, or -1."""
        m = self.covered[j]
        return m if m >= 0 and self.spans.type[m] == "PER" and (j == 0 or self.covered[j - 1] != m) else -1

    def ahead(self, phrase: RolePhrase) -> int:
        """Row of the person named right after the phrase, past titles and one mark or another role, or -1."""
        j, end = phrase.last + 1, min(self.first[phrase.doc + 1], phrase.last + 1 + _TITLES)
        marks = 0
        while j < end and self.breaks[j] == 0:
            m = self._person_at(j)
            if m >= 0:
                has_clitic = self.spans.start[m] > self.start[j]
                return -1 if has_clitic else m
            if self.covered[j] >= 0:
                return -1
            if j in self.starts and j == phrase.last + 1 + marks and phrase.word.kind == "role":
                following = self.starts[j]
                if following.word.number == "singular" and following.word.kind == "role" and not following.has_clitic:
                    return self.ahead(following)
            mark = self.tokens.text(j)
            if mark in _BETWEEN and (phrase.modifiers or mark not in "،,:") and not marks:
                marks += 1
            elif mark != "." and key(mark) not in self.lexicon.titles:
                return -1
            j += 1
        return -1

    def behind(self, phrase: RolePhrase) -> int:
        """Row of the person named right before the phrase, or -1."""
        if phrase.has_clitic:
            return -1
        j, first = phrase.first - 1, self.first[phrase.doc]
        comma = False
        if j >= first and self.breaks[phrase.first] == 0 and self.tokens.text(j) in ("،", ",", "(", "-", "–"):
            comma = True
            j -= 1
        if j < first or self.breaks[j + 1] > 0 or self.breaks[phrase.first] > 0:
            return -1
        m = self.covered[j]
        if m < 0 or self.spans.type[m] != "PER" or not (phrase.modifiers or comma):
            return -1
        return m

    def beside(self, phrase: RolePhrase) -> int:
        """Row of the name whose role the phrase is, or -1."""
        if phrase.word.kind != "role" or phrase.word.number != "singular":
            return -1
        m = self.ahead(phrase)
        return m if m >= 0 else self.behind(phrase)


NOUNS = """رئيس الرئيس والرئيس للوزير وزير وزيرة الوزراء وزراء الوزيران رئيسا السفير سفير بسفير مبعوث المبعوث ممثل متحدث المتحدث المتحدثون متحدثة ناطق الناطق
الأمين أمين نائب النائب نواب مساعد مستشار القائم بأعمال قائم مسؤول مسؤولون المسؤولين مصدر مصادر المصدر شهود خبير الخبراء دبلوماسي ضابط ملك الحركة حركة
الوزارة والشركة هذا الأخير هذه الأخيرة عضو العضو قائد مدير مفوض مرشح"""
ADJECTIVES = "الروسي الروسية الروسيان الأميركي السابق الأول الذي التي الأمنية العام عام نفسه ذاته الآتي التالي إلى الى الحرمين الشريفين عيان"
INDEFINITE = "روسيين روسي أمريكيان كبير بارز أمني عسكريون مطلع إعلامية"
COMPLEMENTS = "خارجية الخارجية مالية مجلس المجلس إدارة الإدارة شؤون هيئة التعليم العالي والبحث العلمي والدفاع والخارجية وال ال الم والم الأب دار الدار"
PREPOSITIONS = "لدى في باسم بإسم إلى عن من داخل ل ب"
WRITTEN = "للاتحاد للشؤون لشؤون لمجلس بمجلس بالمجلس للصحفيين لوكالة للوكالة للأمن لأمن للاب بدار لصحيفة بالخارجية لل للم بال باسمه لدينا"
OTHERS = "قال السيد الدكتور أمس الكتاب كتاب ﻻ اﻷمين الـرئيس وزيرٌ خادم"
TITLES = ["السيد", "الدكتور", "معالي", "سمو"]
NAMES = {"سامي القاضي": "PER", "كين موري": "PER", "الرياض": "LOC", "روسيا": "LOC", "الأردن": "LOC", "تونس": "LOC", "واشنطن": "LOC", "وزارة الصحة": "ORG"}
NAMES |= {"الأمم المتحدة": "ORG", "وكالة الشروق": "ORG", "مجلس الأمن": "ORG", "البرلمان": "ORG", "حركة\nالنهضة": "ORG", "شركة (سين)": "ORG", "في": "LOC", "مجلس إذاعة الشرق": "ORG"}
MARKS = ["،", ",", ".", "\n", "\n\n", "(", "«", "/", ":", "5", "-", "–"]
PERSONS = sorted(name for name, type_ in NAMES.items() if type_ == "PER")
KINDS = [words.split() for words in (NOUNS, ADJECTIVES, INDEFINITE, COMPLEMENTS, COMPLEMENTS, PREPOSITIONS, WRITTEN, OTHERS)]
NAMED = st.tuples(st.sampled_from(["", "", "", "و", "ل", "ب", "لل", "بال"]), st.sampled_from(sorted(NAMES)))
FOLLOWING = st.one_of(*map(st.sampled_from, KINDS), NAMED, NAMED, st.sampled_from(MARKS))
#: What stands between a role and a person, and the person.
PERSON = st.tuples(st.lists(st.sampled_from([*TITLES, *TITLES, *MARKS]), max_size=5), st.tuples(st.sampled_from(["", "", "", "و"]), st.sampled_from(PERSONS)))
#: A noun of role and what may follow it.
CHUNK = st.tuples(
    st.lists(st.tuples(st.just(""), st.sampled_from(PERSONS)), max_size=1),
    st.lists(st.sampled_from(["،", "،", "(", "\n"]), max_size=1),
    st.sampled_from(NOUNS.split()).map(lambda noun: [noun]),
    st.one_of(st.lists(FOLLOWING, max_size=4), st.lists(FOLLOWING, max_size=15)),
    st.one_of(st.just([]), PERSON.map(lambda parts: [*parts[0], parts[1]])),
).map(lambda parts: [piece for part in parts for piece in part])
ARTICLE = st.lists(CHUNK, max_size=8).map(lambda chunks: [piece for chunk in chunks for piece in chunk])


def marked(articles: list[list[str | tuple[str, str]]]) -> tuple[Tokens, SpanTable]:
    """Articles of some words, in which names are marked without what is written to them; of لل the second letter is the name's."""
    texts, spans = [], SpanTable()
    for doc, pieces in enumerate(articles):
        text = ""
        for piece in pieces:
            clitic, word = piece if isinstance(piece, tuple) else ("", piece)
            start = len(text) + len(clitic)
            text += clitic + (word.removeprefix("ال") if clitic in ("لل", "بال") else word) + " "
            if isinstance(piece, tuple):
                spans.add(doc, start - (clitic == "لل") - 2 * (clitic == "بال"), len(text) - 1, NAMES[word], name=word)
        texts.append(text)
    return tokenize(texts), spans


@settings(max_examples=400, deadline=None)
@given(st.lists(ARTICLE, max_size=4))
@example([["وزير", *["مجلس"] * 12, "الدار"], ["وزير", *["مجلس"] * 13, "الدار"]])
@example([["السفير", "لدى", "الأب"], ["السفير", "الروسي", "السابق", "الأول", "العام"]])
@example([["رئيس", "الدار", "والرئيس", ("", "سامي القاضي")], ["رئيس", "الدار", "الرئيس", ("", "سامي القاضي")]])
@example([["المتحدث", ("ل", "وكالة الشروق")], ["المتحدث", ("ل", "مجلس إذاعة الشرق")], ["المتحدث", ("ل", "وزارة الصحة")], ["مساعد", "للوزير", "الروسي"]])
def test_the_kernels_read_what_a_plain_reader_reads(articles: list[list[str | tuple[str, str]]]) -> None:
    tokens, spans = marked(articles)
    assert RoleReader(tokens, spans).read() == PlainReader(tokens, spans).read()
