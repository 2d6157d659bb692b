"""Who speaks: the candidates of each report and the best of them. Does not decide what is speech."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pipeline.quotes import vocabulary as v
from pipeline.quotes.document import Document
from pipeline.quotes.features import bucket, kind_of
from pipeline.quotes.model import model
from pipeline.quotes.morphology import PARTICIPLE, PAST, PRESENT
from pipeline.quotes.people import NOBODY, Memory, Speaker, resolve
from pipeline.quotes.phrases import begins_mention, phrase_at, prefix
from pipeline.quotes.reports import ATTRIBUTION, HEADLINE, Report
from pipeline.quotes.subjects import class_of

#: Least score of a report whose speaker is carried on to later ones.
LEAST: Final = 0.5
#: Classes of a phrase right after its verb that leave no doubt.
_SURE_SCORE: Final = 0.95
_SURE: Final = frozenset({"PER", "role", "ORG", "org"})
_HEADS: Final = v.ROLE | v.ORG | v.DOCUMENT
_REACH: Final = 30
_NEAREST: Final = 4
_TURNS_BACK: Final = 31


@dataclass(slots=True)
class Candidate:
    """Somebody who may be the speaker, and what speaks for it."""

    speaker: Speaker
    features: list[str]
    score: float = 0.0


def attribute(doc: Document, found: Iterable[Report]) -> None:
    """Sets the speaker of the given reports, in order."""
    memory = Memory(doc)
    for r in found:
        r.speaker = choose(candidates(doc, r, memory))
        remember(doc, r, memory)


def remember(doc: Document, r: Report, memory: Memory) -> None:
    """Keeps the speaker of a report for those that come after it."""
    speaker = r.speaker
    if not isinstance(speaker, Speaker) or speaker.name is None or (r.score < LEAST and r.stretch < 0):
        return
    if speaker.gender == "?" and speaker.kind == "person" and r.form and r.form.tense in {PAST, PRESENT, PARTICIPLE} and r.form.agreement in {"m", "f"}:
        speaker.gender = r.form.agreement
    sentence = doc.sentence[r.cue_first]
    if (r.mode != ATTRIBUTION and r.tense != PARTICIPLE) or sentence not in memory.turn:
        memory.turn[sentence] = speaker
    memory.spoken.append(speaker)
    memory.sentences.append(sentence)


def choose(options: list[Candidate]) -> Speaker:
    """The likeliest candidate, with the others beside it."""
    if not options:
        return NOBODY
    if len(options) == 1:
        options[0].speaker.score = _SURE_SCORE
        return options[0].speaker
    trained = model("speaker")
    if trained is None:
        return options[0].speaker
    for c in options:
        c.score = trained.probability(c.features)
    ranked = sorted(options, key=lambda c: -c.score)
    best = ranked[0]
    others: dict[str, tuple[str | None, str, float]] = {}
    for c in ranked[1:]:
        if c.speaker.name and c.speaker.name != best.speaker.name and c.score > 0.02 and c.speaker.name not in others:
            others[c.speaker.name] = (c.speaker.key, c.speaker.name, round(c.score, 3))
    # every candidate brings a speaker of its own, so this one may be written to
    best.speaker.score, best.speaker.others = best.score, tuple(others.values())[:3]
    return best.speaker


def candidates(doc: Document, r: Report, memory: Memory) -> list[Candidate]:
    """Everybody who may speak: the subject found by grammar, noun phrases around the cue, speakers of the turns before."""
    a, b = r.slot
    i = r.cue_first
    tense = f"{r.mode}/{r.tense}" if r.prefix != "possessed" else "possessed"
    agreement = r.form.agreement if r.form else "-"
    context = f"{tense}/{r.subject_kind}"
    out: list[Candidate] = []
    seen: set[int] = set()
    if r.subject is not None:
        speaker = resolve(doc, r.subject, memory, "headline" if r.mode == HEADLINE else "explicit")
        side = "after" if r.subject.first > i else "before"
        gap = bucket(abs(r.subject.first - i) - 1)
        out.append(
            Candidate(
                speaker,
                [
                    f"subj={side}/{tense}",
                    f"subjg={side}/{gap}/{r.subject_kind}",
                    f"ag={side}/{agreement}{speaker.gender}",
                ],
            )
        )
        seen.add(r.subject.head)
        if (side == "after" and gap == "0" and r.subject_kind in _SURE) or r.prefix == "possessed" or (r.form is not None and r.form.lemma.needs):
            return out
    if r.mode == HEADLINE:
        return out
    if b > a:
        _around(doc, r, memory, range(a, min(b, a + _REACH)), "slot", context, agreement, out, seen)
    if r.tense == PARTICIPLE or r.mode == ATTRIBUTION or r.subject_kind not in {"PER", "role"} or r.prefix == "possessed":
        _around(doc, r, memory, range(i - 1, max(doc.sentence_first(i), i - 2 * _REACH) - 1, -1), "pre", context, agreement, out, seen)
    _turns(doc, r, memory, context, agreement, out)
    return out


def _around(doc: Document, r: Report, memory: Memory, where: range, side: str, context: str, agreement: str, out: list[Candidate], seen: set[int]) -> None:
    """Names, roles and documents on one side of the cue."""
    order = 0
    low = doc.sentence_first(r.cue_first)
    for k in where:
        f = doc.flags[k]
        mention = begins_mention(doc, k)
        if mention is None and not (f & _HEADS and doc.at[k] < 0):
            continue
        if mention is None and k and doc.flags[k - 1] & _HEADS and k > low:
            continue
        found = phrase_at(doc, k, doc.sentence_end(k))
        if found is None or found.head in seen:
            continue
        seen.add(found.head)
        clitic = prefix(doc, k)[-1:]
        governed = clitic if clitic in {"ل", "ب", "ك"} else ("prep" if k and doc.flags[k - 1] & v.PREP and k > low else ("con" if clitic else ""))
        kind = class_of(doc, found)
        speaker = resolve(doc, found, memory, "explicit" if side == "slot" else "chain")
        features = [
            f"ag={side}/{agreement}{speaker.gender}",
            f"{side}n={kind_of(doc, found.last + 1)}",
            f"{side}sp={any(s.name == speaker.name for s in memory.spoken[-3:])}/{kind}",
        ]
        if side == "slot":
            features += [f"slotc={context}", f"slotg={governed}/{order}", f"slotd={bucket(abs(k - r.cue_first))}"]
        else:
            features.append(f"pre={kind}/{governed}")
        out.append(Candidate(speaker, features))
        order += 1
        if order >= _NEAREST:
            return


def _turns(doc: Document, r: Report, memory: Memory, context: str, agreement: str, out: list[Candidate]) -> None:
    """Speakers of this sentence's verb and of the turns before."""
    sentence = doc.sentence[r.cue_first]
    clitic = doc.clitic(r.cue_first)[:1]
    method = "coreference" if r.mode == ATTRIBUTION or r.prefix == "possessed" else "chain"
    names: set[str | None] = set()
    carried = memory.turn.get(sentence)
    cue = r.form.lemma.cue_class if r.form else "-"
    if carried is not None:
        names.add(carried.name)
        out.append(
            Candidate(
                _again(carried, method),
                [f"turnk={carried.kind}/{r.tense}", f"ag=turn/{agreement}{carried.gender}", f"turnc={clitic}/{r.tense}"],
            )
        )
    rank = 0
    for speaker, at in zip(memory.spoken[:-_TURNS_BACK:-1], memory.sentences[:-_TURNS_BACK:-1], strict=True):
        if speaker.name in names:
            continue
        names.add(speaker.name)
        gap = bucket(sentence - at)
        out.append(
            Candidate(
                _again(speaker, method),
                [
                    f"last{rank}g={gap}" if rank == 0 else f"last1k={speaker.kind}/{r.tense}", f"last{rank}={context}/{carried is not None}" if rank == 0 else "last1",
                    f"ag=last/{agreement}{speaker.gender}", f"last{rank}cue={cue}/{carried is not None}",
                ],
            )
        )  # fmt: skip
        rank += 1
        if rank > 1:
            return


def _again(speaker: Speaker, method: str) -> Speaker:
    return Speaker(speaker.name, speaker.kind, method, speaker.key, role=speaker.role, gender=speaker.gender, score=speaker.score)
