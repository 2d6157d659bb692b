"""JSON: one object, an array, an object that holds a list, or one object a line. Which fields mean what stands in `pipeline.sources.fields`."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from pipeline.sources.build import Context, from_fields
from pipeline.sources.fields import dig, folded, plan, vocabulary
from pipeline.sources.lines import read_lines
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject
from pipeline.sources.streams import CHUNK

_BLANK: Final = re.compile(r"[\s,\x1e]*")
_BRACKET: Final = re.compile(r'[{}\[\]"]')
_QUOTE: Final = re.compile(r'["\\]')
_decode = json.JSONDecoder(strict=False).raw_decode


def depth_of(value: Any, limit: int) -> int:
    """Nesting of a JSON value, counted no further than just beyond the limit."""
    level, depth = [value], 0
    while level and depth <= limit:
        level = [x for v in level for x in (v.values() if isinstance(v, dict) else v if isinstance(v, list) else ()) if isinstance(x, (dict, list))]
        depth += 1
    return depth


def records_of(ctx: Context, value: Any) -> list[Any] | None:
    """The list of records an object holds; None when it is a record itself."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    if ctx.mapping.records:
        inner = dig(value, ctx.mapping.records)
        return records_of(ctx, inner) if inner is not None else None
    if "text" in (roles := plan(tuple(value), ctx.mapping)) and not isinstance(value.get(roles["text"], ""), (list, dict)):
        return None
    names = {folded(k): k for k in value}
    for alias in vocabulary()["lists"]:
        inner = value.get(names.get(alias, ""))
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            return inner
        if isinstance(inner, dict) and alias in ("hits", "response", "data", "feed", "channel") and (found := records_of(ctx, inner)):
            return found
    return None


def _unwrapped(ctx: Context, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record inside a record (``{"_id": …, "_source": {…}}``): fields of both, the inner ones first."""
    roles = plan(tuple(record), ctx.mapping)
    if "text" in roles and isinstance(dig(record, roles["text"]), (str, list)):
        return record
    for alias in vocabulary()["wrappers"]:
        for key, inner in record.items():
            if folded(key) == alias and isinstance(inner, dict) and "text" in plan(tuple(inner), ctx.mapping):
                return {**inner, **{k: v for k, v in record.items() if k != key and k not in inner}}
    return record


def read_value(ctx: Context, value: Any, uri: str, first: int = 0, encoding: str = "utf-8", flags: tuple[str, ...] = ()) -> Iterator[RawRecord | Reject]:
    """Documents of a JSON value.

    Args:
        ctx: The input.
        value: The value.
        uri: Where it lies.
        first: Number of the record; 0 when it has none (the only one of its file).
        encoding: What it was in.
        flags: What was odd in decoding it.
    """
    inner = records_of(ctx, value)
    if inner is not None:
        for i, item in enumerate(inner, 1):
            yield from read_value_as_record(ctx, item, f"{uri}#{f'{first}.' if first else ''}{i}", encoding, flags)
        if not inner:
            yield Reject(uri, None, Reason.EMPTY, "the list holds no records")
        return
    yield from read_value_as_record(ctx, value, f"{uri}#{first}" if first else uri, encoding, flags)


def read_value_as_record(ctx: Context, value: Any, uri: str, encoding: str, flags: tuple[str, ...]) -> Iterator[RawRecord | Reject]:
    """The document of one JSON object."""
    if not isinstance(value, dict):
        yield Reject(uri, None, Reason.NOT_A_RECORD, f"expected an object, found {type(value).__name__}")
    elif depth_of(value, ctx.limits.json_depth) > ctx.limits.json_depth:
        yield Reject(uri, None, Reason.JSON_TOO_DEEP, f"values are nested more than {ctx.limits.json_depth} deep")
    else:
        yield from from_fields(ctx, uri, _unwrapped(ctx, value), encoding=encoding, flags=flags)


def parse(text: str, uri: str) -> Any:
    """A JSON value, or the `Reject` that says why there is none."""
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        return Reject(uri, None, Reason.JSON_TOO_DEEP, "values are nested too deep to be read")
    except ValueError as error:
        return Reject(uri, None, Reason.JSON_INVALID, str(error)[:200])


def read_jsonl(ctx: Context, stream: BinaryIO, uri: str, encoding: str, flags: tuple[str, ...]) -> Iterator[RawRecord | Reject]:
    """Documents of a file of one JSON object a line, as UTF-8."""
    is_empty = True  # unless a line with something in it comes
    for line in read_lines(stream, ctx.limits.document_bytes, skip_blank=True):
        at = f"{uri}#{line.number}"
        is_empty = is_empty and line.text.isspace()
        if not line.text:
            yield Reject(at, None, Reason.LINE_TOO_LONG, f"a line of {line.size} bytes, more than {ctx.limits.document_bytes}")
            continue
        if line.text.isspace():
            continue
        value = parse(line.text.strip().rstrip(","), at)
        if isinstance(value, Reject):
            if line.is_cut and getattr(stream, "fault", None):
                return  # the record the stream broke off in: the fault says so
            yield value
            continue
        yield from read_value(ctx, value, uri, line.number, line.encoding if line.flags else encoding, (*flags, *line.flags))
    if is_empty and not getattr(stream, "fault", None):
        yield Reject(uri, None, Reason.EMPTY, "the file holds no records")


def read_json(ctx: Context, stream: BinaryIO, uri: str, encoding: str, flags: tuple[str, ...]) -> Iterator[RawRecord | Reject]:
    """Documents of a JSON file as UTF-8: a value, or values one after the other. Arrays are read item by item."""
    window = _Window(stream)
    in_array, n, count = False, 0, 0
    while True:
        window.skip_blank()
        char = window.char()
        if not char:
            break
        if char == "[" and not in_array and not n:
            in_array = True
            window.at += 1
            continue
        if char == "]" and in_array:
            in_array = False
            window.at += 1
            continue
        n += 1
        cap = ctx.limits.document_bytes if in_array else ctx.limits.feed_bytes
        value = window.value(cap, f"{uri}#{n}")
        if isinstance(value, Reject):
            if window.is_done and getattr(stream, "fault", None):
                return
            yield value
            if not window.resync(in_array):
                break
            continue
        count += 1
        if in_array or count > 1 or not window.at_end():
            yield from read_value(ctx, value, uri, n, encoding, flags)
        else:
            yield from read_value(ctx, value, uri, 0, encoding, flags)
    if not n and not getattr(stream, "fault", None):
        yield Reject(uri, None, Reason.EMPTY, "the file holds no records")
    elif in_array and not getattr(stream, "fault", None):
        yield Reject(uri, None, Reason.TRUNCATED, f"the array is not closed; {n} records were read before the end")


class _Window:
    """The part of a JSON stream in which the next value is looked for. Grows by doubling, so a value of n bytes costs O(n)."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.text = ""
        self.at = 0
        self.is_done = False

    def grow(self, n: int = CHUNK) -> bool:
        """Take in about n more bytes; False at the end of the stream."""
        raw = self._stream.read(n)
        self.text = self.text[self.at :] + self._decoder.decode(raw, final=not raw)
        self.at = 0
        self.is_done = not raw
        return bool(raw)

    def skip_blank(self) -> None:
        """Go to the next character that is neither white space nor a comma."""
        while True:
            found = _BLANK.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text) or not self.grow():
                return

    def char(self) -> str:
        """The character the window stands at; "" at the end."""
        return self.text[self.at : self.at + 1]

    def at_end(self) -> bool:
        """Whether nothing follows."""
        self.skip_blank()
        return not self.char()

    def value(self, cap: int, uri: str) -> Any:
        """The value the window stands at, or the `Reject` that says why there is none."""
        while True:
            try:
                value, self.at = _decode(self.text, self.at)
            except RecursionError:
                return Reject(uri, None, Reason.JSON_TOO_DEEP, "values are nested too deep to be read")
            except ValueError as error:
                size = len(self.text) - self.at
                # an error well before the end of what is here is an error; one near it may be a value not wholly here
                early = isinstance(error, json.JSONDecodeError) and error.pos < len(self.text) - 32 and not error.msg.startswith("Unterminated")
                if not early and size <= cap and self.grow(max(CHUNK, size)):
                    continue
                if size > cap:
                    return Reject(uri, None, Reason.ROW_TOO_LARGE, f"one record takes more than {cap} bytes")
                return Reject(uri, None, Reason.JSON_INVALID, str(error)[:200])
            else:
                return value

    def resync(self, in_array: bool) -> bool:
        """Go behind the value that could not be read, by its brackets; False when its end is not found."""
        if not in_array or self.char() not in "{[":
            return False
        depth, in_string = 0, False
        while True:
            found = (_QUOTE if in_string else _BRACKET).search(self.text, self.at)
            if found is None or (found[0] == "\\" and found.end() == len(self.text)):
                # what is behind us is not kept, but for the backslash whose character is not here yet
                self.at = found.start() if found else len(self.text)
                if not self.grow():
                    return False
                continue
            self.at = found.end()
            if found[0] == "\\":
                self.at += 1
            elif found[0] == '"':
                in_string = not in_string
            else:
                depth += 1 if found[0] in "{[" else -1
                if depth == 0:
                    return True
