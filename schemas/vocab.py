"""The closed vocabularies: every value a column with a fixed set of values may hold, and nothing else.

Values are the field's own terms where it has them (PLOVER event types, IPTC Media Topics codes, EDTF is free-form).
"""

from __future__ import annotations

from enum import StrEnum


class BlockKind(StrEnum):
    """What a stretch of the raw document is. title, lead, body and subhead are kept in `articles.text`; the rest is removed."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    SUBHEAD = "subhead"
    CAPTION = "caption"
    RELATED = "related"
    SHARE = "share"
    BYLINE = "byline"
    DATELINE = "dateline"


class PublishedPrecision(StrEnum):
    """How exactly `published_at` is known."""

    SECOND = "second"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class PublishedFrom(StrEnum):
    """Where `published_at` was read."""

    METADATA = "metadata"
    FEED = "feed"
    DATELINE = "dateline"
    TEXT = "text"
    FILENAME = "filename"


class DuplicateKind(StrEnum):
    """Why an article counts as a copy of an earlier one."""

    EXACT = "exact"
    NEAR = "near"
    REVISION = "revision"


class EntityType(StrEnum):
    """Types of names."""

    PER = "PER"
    ORG = "ORG"
    LOC = "LOC"


class MentionKind(StrEnum):
    """In which form an entity is mentioned."""

    NAME = "name"
    ROLE = "role"
    PRONOUN = "pronoun"
    PLURAL = "plural"
    METONYM = "metonym"


class MentionMethod(StrEnum):
    """What found the mention."""

    TAGGER = "tagger"
    LEXICON = "lexicon"
    TITLE = "title"
    ALIAS = "alias"
    COREFERENCE = "coreference"


class QuoteKind(StrEnum):
    """direct: marked, at least a clause. fragment: marked, shorter than a clause. indirect: reported without marks."""

    DIRECT = "direct"
    FRAGMENT = "fragment"
    INDIRECT = "indirect"


class CueClass(StrEnum):
    """What the speaker does by speaking."""

    STATE = "state"
    CLAIM = "claim"
    DENY = "deny"
    WARN = "warn"
    DEMAND = "demand"
    ACCUSE = "accuse"
    PRAISE = "praise"
    ANNOUNCE = "announce"
    CLARIFY = "clarify"
    ADD = "add"
    REVEAL = "reveal"
    QUESTION = "question"


class SpeakerKind(StrEnum):
    """What kind of source speaks."""

    PERSON = "person"
    ORGANIZATION = "organization"
    ROLE = "role"
    DOCUMENT = "document"
    PLURAL = "plural"
    UNKNOWN = "unknown"


class SpeakerMethod(StrEnum):
    """How the speaker was found."""

    EXPLICIT = "explicit"
    APPOSITION = "apposition"
    CHAIN = "chain"
    COREFERENCE = "coreference"
    ROLE = "role"
    HEADLINE = "headline"
    NONE = "none"


class Medium(StrEnum):
    """Through which the words reached the reporter."""

    INTERVIEW = "interview"
    STATEMENT = "statement"
    PRESS_CONFERENCE = "press_conference"
    SPEECH = "speech"
    POST = "post"
    BROADCAST = "broadcast"
    LETTER = "letter"


class Granularity(StrEnum):
    """Size of the stretch of time a date expression names."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    INTERVAL = "interval"


class Calendar(StrEnum):
    """Calendar the expression is written in (values are always Gregorian EDTF)."""

    GREGORIAN = "gregorian"
    HIJRI = "hijri"


class Anchor(StrEnum):
    """What a relative date was resolved against."""

    PUBLISHED = "published"
    TEXT = "text"
    NONE = "none"


class EventType(StrEnum):
    """PLOVER's 16 types (first two rows), then eight beyond it for news that is not politics."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"
    ELECT = "ELECT"
    TRADE = "TRADE"
    DISASTER = "DISASTER"
    SPORT = "SPORT"
    JUSTICE = "JUSTICE"
    SCIENCE = "SCIENCE"
    CULTURE = "CULTURE"
    OTHER = "OTHER"


class EventStatus(StrEnum):
    """Whether the event took place, as the text tells it."""

    HAPPENED = "happened"
    PLANNED = "planned"
    DENIED = "denied"
    POSSIBLE = "possible"
    HISTORICAL = "historical"


class Voice(StrEnum):
    """Grammatical form of the trigger."""

    ACTIVE = "active"
    PASSIVE = "passive"
    MASDAR = "masdar"


class TopicScheme(StrEnum):
    """Topic code list."""

    MEDTOP = "medtop"


class MediaType(StrEnum):
    """What a raw document is made of."""

    PLAIN = "text/plain"
    HTML = "text/html"


class RunStatus(StrEnum):
    """How a run ended."""

    SUCCESS = "success"
    FAILURE = "failure"


class LinkReason(StrEnum):
    """Why an article-level entity was given to a corpus-level one."""

    NEW = "new"
    SAME_NAME = "same_name"
    VARIANT = "variant"
    SHORT_NAME = "short_name"
    ACRONYM = "acronym"
    GAZETTEER = "gazetteer"
