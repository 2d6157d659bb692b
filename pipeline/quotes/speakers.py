"""Who speaks: the candidates of each report and the best of them. Does not decide what is speech."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pipeline.quotes import symbols as s
from pipeline.quotes.batch import Batch, Texts
from pipeline.quotes.model import Models
from pipeline.quotes.neighbours import BEFORE_CUE, IN_SLOT, OPENED_LAST, OPENS, SUBJECT_AFTER, SUBJECT_BEFORE, neighbours
from pipeline.quotes.people import FIELDS, NOBODY, Memory, Names, Phrase, Speaker, resolve
from pipeline.text.tokens import I64

#: Least score of a report whose speaker is carried on to later ones.
LEAST: Final = 0.5
_SURE_SCORE: Final = 0.95
_LEAST_OTHER: Final = 0.02
_MOST_OTHERS: Final = 3
_TURNS_BACK: Final = 30
_LATELY: Final = 3
#: A neighbour whose margin is so far below the best neighbour's is not asked for.
_FAR: Final = 1.5
_IN_SLOT, _BEFORE_CUE, _OPENED_LAST = int(IN_SLOT), int(BEFORE_CUE), int(OPENED_LAST)
_SIDES: Final = {int(SUBJECT_AFTER): "after", int(SUBJECT_BEFORE): "before", _IN_SLOT: "slot", _BEFORE_CUE: "pre", int(OPENS): "lead", _OPENED_LAST: "past"}


@dataclass(slots=True)
class Candidate:
    """Somebody who may be the speaker, and what speaks for it.

    Attributes:
        speaker: Who.
        again: For a speaker whom no words of this sentence name how it is found again, else nothing.
        row: Row among the neighbours, whose features count too; -1 for a speaker of a turn before.
        margin: Sum of the weights of those.
        features: What the article so far tells.
    """

    speaker: Speaker
    again: str | None
    row: int
    margin: float
    features: list[str]


@functools.lru_cache(maxsize=1 << 14)
def _told(place: str, spoke: bool, sort: str, governed: str, going: str, tense: str) -> tuple[str, ...]:
    """What the article so far tells of a neighbour: whether it spoke lately, whether it has the turn."""
    return f"{place}sp={spoke}/{sort}", f"{place}spg={spoke}/{governed}", f"{place}turn={going}/{tense}"


class Attribution:
    """Attributes the reports of a batch, one after the other.

    Args:
        batch: The batch.
        texts: Its strings.
        rep: All its reports.
        order: Numbers of those to attribute, by article and cue.
        models: The models.
    """

    def __init__(self, batch: Batch, texts: Texts, rep: Any, order: I64, models: Models) -> None:
        names = models.symbols.names
        self.texts = texts
        self.neighbours = neighbours(batch, rep, order, models.tables)
        weights = models.weights.get("speaker")
        self.weight = None if weights is None else weights.get
        rows = self.neighbours.rows
        self._rows = [rows[c].tolist() for c in ("side", "label", "margin", "governed")]
        self._phrases: list[Phrase] = list(zip(*(rows[c].tolist() for c in FIELDS), strict=True))
        self._begins, self._sure = self.neighbours.begins.tolist(), self.neighbours.sure.tolist()
        chosen = rep[order]
        forms, cue = batch.forms[chosen.form], batch.tok[chosen.cue_first]
        formed = (chosen.form >= 0).tolist()
        self.doc = chosen.doc.tolist()
        self.mode, self.prefix, self.stretch, self.score = (chosen[c].tolist() for c in ("mode", "prefix", "stretch", "score"))
        self.tense, self.subject = ([names[n] for n in chosen[c].tolist()] for c in ("tense", "subject"))
        self.agreement = [chr(a) if f and a else "" if f else "-" for a, f in zip(forms.agreement.tolist(), formed, strict=True)]
        self.cue_class = [names[c] if f else "-" for c, f in zip(forms.cue_class.tolist(), formed, strict=True)]
        self.clitic = [chr(c) if k else "" for c, k in zip(batch.chars[cue.place].tolist(), cue.skip.tolist(), strict=True)]
        self.sentence = cue.number.tolist()
        self._names = names
        self._people = Names(batch, texts, names)
        self._edges = np.searchsorted(batch.men.doc, np.arange(len(texts.ids) + 1)).tolist()
        self.memory = Memory(self._people, "", 0, 0)
        self._article = -1

    def candidates(self, x: int) -> list[Candidate]:
        """Everybody who may speak in report `x`: the subject found by grammar, noun phrases around the cue, speakers of the turns before."""
        if self.doc[x] != self._article:
            d = self._article = self.doc[x]
            self.memory = Memory(self._people, self.texts.texts[d], self._edges[d], self._edges[d + 1])
        memory, agreement = self.memory, self.agreement[x]
        side, sort, margin, governed = self._rows
        a, z = self._begins[x], self._begins[x + 1]
        if self._sure[x] and z == a + 1:
            return [Candidate(resolve(self._phrases[a], memory, "headline" if self.mode[x] == s.HEADLINE else "explicit"), None, a, margin[a], [])]
        out: list[Candidate] = []
        lately = {spoken.name for spoken in memory.spoken[-_LATELY:]}
        turn, tense, names, phrases = memory.turn.get(self.sentence[x]), self.tense[x], self._names, self._phrases
        least = max(margin[a:z], default=0.0) - _FAR
        for row in range(a, z):
            if margin[row] < least:
                continue
            where = side[row]
            place = _SIDES[where]
            speaker = resolve(phrases[row], memory, "chain" if where >= _BEFORE_CUE else "explicit")
            name = speaker.name
            features = [f"ag={place}/{agreement}{speaker.gender}"]
            if where >= _IN_SLOT:
                features += _told(place, name in lately, names[sort[row]], names[governed[row]], "no" if turn is None else str(turn.name == name), tense)
            out.append(Candidate(speaker, "chain" if where == _OPENED_LAST else None, row, margin[row], features))
        if not self._sure[x]:
            self._turns(x, out)
        return out

    def _turns(self, x: int, out: list[Candidate]) -> None:
        """Speakers of this sentence's verb and of the turns before."""
        memory, agreement, tense, sentence = self.memory, self.agreement[x], self.tense[x], self.sentence[x]
        possessed = self.prefix[x] == s.POSSESSED
        method = "coreference" if possessed or self.mode[x] == s.ATTRIBUTION else "chain"
        carried = memory.turn.get(sentence)
        goes_on = carried is not None
        if carried is not None:
            out.append(Candidate(carried, method, -1, 0.0, [f"turnk={carried.kind}/{tense}", f"ag=turn/{agreement}{carried.gender}", f"turnc={self.clitic[x]}/{tense}"]))
        oldest = len(memory.spoken) - _TURNS_BACK
        first = True
        for name, (speaker, at, place) in reversed(memory.last.items()):
            if place < oldest:
                return
            if carried is not None and name == carried.name:
                continue
            features = [f"ag=last/{agreement}{speaker.gender}"]
            if first:
                context = "possessed" if possessed else f"{self._names[self.mode[x]]}/{tense}"
                features += [f"last0g={s.step(sentence - at)}", f"last0={context}/{self.subject[x]}/{goes_on}", f"last0cue={self.cue_class[x]}/{goes_on}"]
            else:
                features += [f"last1k={speaker.kind}/{tense}", "last1", f"last1cue={self.cue_class[x]}/{goes_on}"]
            out.append(Candidate(speaker, method, -1, 0.0, features))
            if not first:
                return
            first = False

    def choose(self, options: list[Candidate]) -> Speaker:
        """The likeliest candidate, with the others beside it."""
        if not options:
            return NOBODY
        if len(options) == 1 or self.weight is None:
            best = own(options[0])
            best.score = _SURE_SCORE if len(options) == 1 else best.score
            return best
        weight, margins = self.weight, []
        for c in options:
            margin = c.margin
            for feature in c.features:
                margin += weight(feature, 0.0)
            margins.append(margin)
        top = max(margins)
        # whoever stands there more than once has all the shares together
        shares: dict[str | None, float] = {}
        best_of: dict[str | None, tuple[float, Candidate]] = {}
        for c, margin in zip(options, margins, strict=True):
            name, share = c.speaker.name, math.exp(margin - top)
            if name not in shares:
                shares[name], best_of[name] = share, (margin, c)
                continue
            shares[name] += share
            if margin > best_of[name][0]:
                best_of[name] = margin, c
        whole = sum(shares.values())
        first = max(shares, key=shares.__getitem__)
        best = own(best_of[first][1])
        best.score = shares.pop(first) / whole
        if 1.0 - best.score > _LEAST_OTHER:
            ranked = sorted(shares, key=shares.__getitem__, reverse=True)[:_MOST_OTHERS]
            best.others = tuple([(best_of[name][1].speaker.key, name, shares[name] / whole) for name in ranked if name and shares[name] > _LEAST_OTHER * whole])
        return best

    def remember(self, x: int, speaker: Speaker) -> None:
        """Keeps the speaker of report `x` for those that come after it."""
        if speaker.name is None or (self.score[x] < LEAST and self.stretch[x] < 0):
            return
        if speaker.gender == "?" and speaker.kind == "person" and self.agreement[x] in {"m", "f"} and self.tense[x] != "masdar":
            speaker.gender = self.agreement[x]
        memory, sentence = self.memory, self.sentence[x]
        if (self.mode[x] != s.ATTRIBUTION and self.tense[x] != "participle") or sentence not in memory.turn:
            memory.turn[sentence] = speaker
        memory.last.pop(speaker.name, None)  # so that it comes last again
        memory.last[speaker.name] = (speaker, sentence, len(memory.spoken))
        memory.spoken.append(speaker)

    def all(self) -> list[Speaker]:
        """The speaker of every report, in order."""
        out = []
        for x in range(len(self.doc)):
            speaker = self.choose(self.candidates(x))
            self.remember(x, speaker)
            out.append(speaker)
        return out


def own(c: Candidate) -> Speaker:
    """The speaker of a candidate, to be written to: one of a turn before is not the same as there, where words may have named it."""
    x = c.speaker
    return x if c.again is None else Speaker(x.name, x.kind, c.again, x.key, role=x.role, gender=x.gender, score=x.score)
