"""Why an input is turned away before it is a document: the reason codes of this stage. `docs/rejects.md` explains each; a test holds them equal."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Reason codes of intake, as they stand in ``rejects.reason``."""

    # finding and opening
    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"
    BROKEN_LINK = "broken_link"
    SYMLINK_LOOP = "symlink_loop"
    SPECIAL_FILE = "special_file"
    SYSTEM_FILE = "system_file"
    EMPTY = "empty"
    # size
    DOCUMENT_TOO_LARGE = "document_too_large"
    LINE_TOO_LONG = "line_too_long"
    ROW_TOO_LARGE = "row_too_large"
    # archives and compression
    TRUNCATED = "truncated"
    CORRUPT = "corrupt"
    BOMB = "bomb"
    ENCRYPTED = "encrypted"
    ARCHIVE_PATH = "archive_path"
    ARCHIVE_LINK = "archive_link"
    NESTED_TOO_DEEP = "nested_too_deep"
    TOO_MANY_MEMBERS = "too_many_members"
    # formats
    BINARY = "binary"
    UNSUPPORTED_TYPE = "unsupported_type"
    JSON_INVALID = "json_invalid"
    JSON_TOO_DEEP = "json_too_deep"
    NOT_A_RECORD = "not_a_record"
    NO_TEXT_FIELD = "no_text_field"
    EMPTY_TEXT = "empty_text"
    CSV_INVALID = "csv_invalid"
    CSV_COLUMNS = "csv_columns"
    XML_INVALID = "xml_invalid"
    XML_ENTITIES = "xml_entities"
    HTML_TOO_DEEP = "html_too_deep"
    FEED_EMPTY = "feed_empty"
    SITEMAP_FILE = "sitemap_file"
    PARQUET_INVALID = "parquet_invalid"
    WARC_INVALID = "warc_invalid"
    # characters
    ENCODING_UNKNOWN = "encoding_unknown"
    MOJIBAKE = "mojibake"
    VISUAL_ORDER = "visual_order"
    # fetching
    BAD_URL = "bad_url"
    ROBOTS_DISALLOW = "robots_disallow"
    HTTP_STATUS = "http_status"
    NETWORK = "network"
    TIMEOUT = "timeout"
    FETCH_TOO_LARGE = "fetch_too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    # the reader itself
    MORE_REJECTS = "more_rejects"
    READER_FAILED = "reader_failed"
