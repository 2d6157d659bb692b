"""`quotes`: who said what. Reported speech of every kind, marked or not, with its frame."""

from __future__ import annotations

import polars as pl

from schemas.core import Column, Table, Where
from schemas.vocab import CueClass, Medium, QuoteKind, SpeakerKind, SpeakerMethod

S, I = pl.String(), pl.Int32()

CANDIDATE = pl.Struct({"entity_key": S, "name": S, "score": pl.Float32()})

QUOTES = Table(
    name="quotes",
    doc="One stretch of reported speech and who said it",
    group="reading",
    key=("quote_id",),
    spans=(("start", "end", "exact"), ("cue_start", "cue_end", "cue"), ("speaker_start", "speaker_end", "speaker_text")),
    sort=("article_id", "start", "end"),
    columns=(
        Column("quote_id", S, "Id of the quote", pattern=r"q[0-9a-f]{16}"),
        Column("article_id", S, "Article it stands in"),
        Column("sentence", I, "Number of the sentence it begins in, from 0", low=0),
        Column("start", I, "First code point in articles.text (marks excluded)", low=0),
        Column("end", I, "Code point after the last", low=1),
        Column("exact", S, "The very characters"),
        Column("kind", S, "direct (marked clause), fragment (marked, shorter), indirect (reported without marks)", values=QuoteKind),
        Column("open_mark", S, "Opening mark as written", nullable=True),
        Column("close_mark", S, "Closing mark as written", nullable=True),
        Column("is_repaired", pl.Boolean(), "Whether a mark was missing or did not match"),
        Column("utterance", I, "Number of the turn: stretches of one turn of one speaker share it", low=0),
        Column("parent_id", S, "Quote this one stands inside", nullable=True),
        Column("is_headline", pl.Boolean(), "Whether it stands in the title"),
        Column("cue", S, "Words that introduce it (قال, مضيفاً, بحسب, or a headline's colon)", nullable=True),
        Column("cue_start", I, "First code point of the cue", nullable=True),
        Column("cue_end", I, "Code point after the cue", nullable=True),
        Column("cue_lemma", S, "Dictionary form of the cue", nullable=True),
        Column("cue_class", S, "What the speaker does by speaking", nullable=True, values=CueClass),
        Column("is_negated", pl.Boolean(), "Whether the cue is negated (لم يقل)"),
        Column("speaker_name", S, "Who said it, as fully as this article names them (speaker in the view)", nullable=True, where=Where.LAKE),
        Column("speaker", S, "Who said it, as fully as this article names them", nullable=True, where=Where.VIEW),
        Column("speaker_canonical", S, "Who said it, by the one name the corpus gives them: count and group by this", nullable=True, where=Where.VIEW),
        Column("speaker_text", S, "Words that name the speaker at this quote", nullable=True),
        Column("speaker_start", I, "First code point of speaker_text", nullable=True),
        Column("speaker_end", I, "Code point after speaker_text", nullable=True),
        Column("speaker_kind", S, "Kind of source", values=SpeakerKind),
        Column("speaker_key", S, "Speaker's entity inside the article (mentions.entity_key)", nullable=True, where=Where.LAKE),
        Column("speaker_id", S, "Speaker's entity over the whole corpus", nullable=True, where=Where.VIEW),
        Column("speaker_role", S, "Role beside the speaker's name", nullable=True),
        Column("speaker_method", S, "How the speaker was found", values=SpeakerMethod),
        Column("candidates", pl.List(CANDIDATE), "Other possible speakers with scores, best first (entity ids in the view)"),
        Column("addressee", S, "Whom the words were spoken to", nullable=True),
        Column("medium", S, "Through which medium", nullable=True, values=Medium),
        Column("told_to", S, "Outlet or agency they were told to (وكالة سبوتنيك)", nullable=True),
        Column("reported_by", pl.List(S), "Outlets or agencies that handed them on (وفق ما أوردته تاس)"),
        Column("said_on", S, "Day they were spoken, EDTF", nullable=True),
        Column("score", pl.Float32(), "Calibrated confidence that this is a quote of this speaker", low=0, high=1),
    ),
)
