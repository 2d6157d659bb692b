"""Inputs without measure: each ends in a reject, in bounded time and memory, and what is sound around it is read."""

from __future__ import annotations

import gzip
import io
import json
import time
import tracemalloc

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from pipeline.sources.limits import Limits
from pipeline.sources.read import read
from pipeline.sources.record import RawRecord, Reject

MIB = 1 << 20
GOOD = json.dumps({"id": "1", "title": "عنوان", "text": "نص خبر سليم من العاصمة"}, ensure_ascii=False).encode() + b"\n"


class Made(io.RawIOBase):
    """A seekable file of any size that is made while it is read: a head, a pattern over and over, a tail."""

    def __init__(self, head, pattern, size, tail=b""):
        self._head, self._tail, self._at = head, tail, 0
        self._block = pattern * (MIB // len(pattern) + 1)
        self._period = len(self._block)
        self._size = len(head) + size + len(tail)
        self._middle = size

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self._at

    def seek(self, to, whence=0):
        self._at = to + (self._size if whence == 2 else self._at if whence == 1 else 0)
        return self._at

    def readinto(self, buffer):
        at = self._at
        if at < len(self._head):
            data = self._head[at:]
        elif at < len(self._head) + self._middle:
            data = self._block[(at - len(self._head)) % self._period :][: len(self._head) + self._middle - at]
        else:
            data = self._tail[at - len(self._head) - self._middle :]
        data = data[: len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def bounded(stream, name, *, seconds, mib, **kw):
    """Read a stream; fail if that takes too long or too much memory. Records are counted, not kept."""
    tracemalloc.start()
    began = time.process_time()
    records, rejects = 0, []
    for item in read(stream, name, source="s", uri=name, **kw):
        records += isinstance(item, RawRecord)
        if isinstance(item, Reject):
            rejects.append(item)
    used = time.process_time() - began
    peak = tracemalloc.get_traced_memory()[1] / MIB
    tracemalloc.stop()
    assert used < seconds, f"{used:.1f} s"
    assert peak < mib, f"{peak:.0f} MiB"
    return records, [(r.reason, r.source_uri) for r in rejects]


def test_a_single_line_of_200_mb_among_good_ones():
    stream = io.BufferedReader(Made(GOOD + b'{"text": "', "كلمة ".encode(), 200 * MIB, b'"}\n' + GOOD))
    assert bounded(stream, "a.jsonl", seconds=20, mib=80) == (2, [("line_too_long", "a.jsonl#2")])


@pytest.mark.parametrize("name", ["a.txt", "no_ending"])
def test_a_text_of_200_mb_in_one_line(name):
    stream = io.BufferedReader(Made(b"", "كلمة ".encode(), 200 * MIB))
    records, [(reason, _)] = bounded(stream, name, seconds=20, mib=80)
    assert (records, reason) == (0, "line_too_long")


def test_a_text_of_4_mb_in_many_lines_between_two_articles():
    text = "خبر قصير من العاصمة اليوم\n".encode()
    stream = io.BufferedReader(Made(text * 2 + b"\n=====\n", text, 4 * MIB // len(text) * len(text), b"=====\n" + text * 2))
    assert bounded(stream, "a.txt", seconds=30, mib=20, limits=Limits(document_bytes=MIB)) == (2, [("document_too_large", "a.txt#2")])


def test_a_page_of_200_mb():
    stream = io.BufferedReader(Made(b"<!DOCTYPE html><html><body>", "<p>خبر</p>".encode(), 200 * MIB))
    assert bounded(stream, "a.html", seconds=10, mib=80) == (0, [("document_too_large", "a.html")])


def test_a_row_of_50_mb_in_a_table():
    stream = io.BufferedReader(Made('id,text\n1,"نص خبر سليم من العاصمة"\n2,"'.encode(), "كلمة ".encode(), 50 * MIB, b'"\n' + '3,"نص خبر سليم ثان"\n'.encode()))
    assert bounded(stream, "a.csv", seconds=20, mib=80) == (2, [("row_too_large", "a.csv#2")])


def test_a_row_of_3_mb_over_many_lines():
    stream = io.BufferedReader(Made('id,text\n1,"نص خبر سليم من العاصمة"\n2,"'.encode(), "كلمة كلمة كلمة\n".encode(), 3 * MIB, b'"\n' + '3,"نص خبر سليم ثان"\n'.encode()))
    assert bounded(stream, "a.csv", seconds=60, mib=40, limits=Limits(document_bytes=MIB)) == (2, [("row_too_large", "a.csv#2")])


def test_a_row_of_50_mb_in_parquet():
    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["نص خبر سليم", "كلمة " * (6 * MIB), "نص خبر سليم ثان"]}), out)
    assert bounded(out, "a.parquet", seconds=10, mib=200) == (2, [("row_too_large", "a.parquet#2")])


def test_an_item_of_50_mb_in_an_array():
    stream = io.BufferedReader(Made(b"[" + GOOD + b',{"text": "', "كلمة ".encode(), 50 * MIB, b'"},' + GOOD + b"]"))
    assert bounded(stream, "a.json", seconds=20, mib=150) == (2, [("row_too_large", "a.json#2")])


def test_bad_lines_by_the_ten_thousand_are_counted_not_told():
    stream = io.BufferedReader(Made(GOOD, b"not json\n", 540_000, GOOD))
    records, rejects = bounded(stream, "a.jsonl", seconds=40, mib=40)
    assert (records, len(rejects), rejects[-1]) == (2, 1001, ("more_rejects", "a.jsonl"))
    last = list(read(io.BytesIO(b"not json\n" * 20), "a.jsonl", source="s", uri="a", limits=Limits(rejects=5)))[-1]
    assert "15 × json_invalid" in last.detail


@pytest.mark.parametrize("pack", ["gz", "zst"])
def test_a_bomb_ends_at_its_ratio(pack):
    if pack == "gz":
        out = io.BytesIO()
        with gzip.GzipFile(fileobj=out, mode="wb") as f:
            f.write(GOOD)
            for _ in range(300):
                f.write(b"a" * MIB)
        data = out.getvalue()
    else:
        data = zstandard.ZstdCompressor().compress(GOOD + b"a" * (300 * MIB))
    assert len(data) < MIB
    records, rejects = bounded(io.BytesIO(data), "a.jsonl." + pack, seconds=10, mib=80)
    assert records == 1
    assert rejects[-1] == ("bomb", "a.jsonl." + pack)


def test_a_parquet_file_that_says_it_is_a_bomb():
    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["أ" * 1_000_000] * 40}), out, use_dictionary=False, compression="zstd")
    assert bounded(out, "a.parquet", seconds=10, mib=100) == (0, [("bomb", "a.parquet")])
