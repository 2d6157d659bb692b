"""Damaged and hostile archives: nothing is written, nothing climbs out, whole parts are read."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import struct
import tarfile
import zipfile

import pytest
import zstandard

from pipeline.sources.limits import Limits
from pipeline.sources.read import read
from pipeline.sources.record import RawRecord, Reject

RANDOM = random.Random(7)  # hardly compressible, and the same in every run
LINES = [json.dumps({"id": str(i), "text": f"نص الخبر رقم {i} من العاصمة {RANDOM.randbytes(40).hex()}"}, ensure_ascii=False) for i in range(2000)]
JSONL = ("\n".join(LINES) + "\n").encode()
TEXT = "خبر قصير من العاصمة اليوم".encode()


def outcome(data, name="a", **kw):
    made = list(read(io.BytesIO(data), name, source="s", uri=name, **kw))
    return [m.raw_text for m in made if isinstance(m, RawRecord)], [(m.reason, m.source_uri) for m in made if isinstance(m, Reject)]


PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": lambda d: zstandard.ZstdCompressor(write_checksum=True).compress(d)}


@pytest.mark.parametrize("packing", PACKERS)
@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_a_truncated_file_gives_its_whole_lines_and_one_reject(packing, share):
    data = PACKERS[packing](JSONL)
    texts, rejects = outcome(data[: int(len(data) * share)], "a.jsonl." + packing)
    assert rejects == [("truncated", "a.jsonl." + packing)]
    assert texts == [json.loads(line)["text"] for line in LINES[: len(texts)]]
    if packing in ("gz", "zst"):  # the others pack blocks larger than this file, and half a block gives nothing
        assert len(texts) > 0.3 * len(LINES)


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.xml", "a.html", "a.txt", "a.parquet", "a.warc", "a.tar", "a.zip"])
def test_every_format_bears_truncation(name):
    csv = "id,text\n" + "\n".join(f'{i},"{json.loads(line)["text"]}"' for i, line in enumerate(LINES))
    rss = "<rss><channel>" + "".join(f"<item><title>ع</title><description>{json.loads(line)['text']}</description></item>" for line in LINES) + "</channel></rss>"
    data = {
        "a.csv": csv.encode(),
        "a.json": ("[" + ",".join(LINES) + "]").encode(),
        "a.xml": rss.encode(),
        "a.html": b"<html><body>" + JSONL,
        "a.txt": JSONL.replace(b"{", b""),
    }.get(name)
    if data is None:
        data = {"a.tar": tar_of, "a.zip": zip_of}.get(name, lambda **_: os.urandom(100_000))(**{"x.jsonl": JSONL})
    packed = gzip.compress(data)
    texts, rejects = outcome(packed[: len(packed) // 2], name + ".gz")
    assert ("truncated", name + ".gz") in rejects or name in ("a.parquet", "a.warc")
    assert len(rejects) <= 2
    if name in ("a.csv", "a.json", "a.xml", "a.tar"):
        assert 300 < len(texts) < len(LINES)
        assert texts == [json.loads(line)["text"] for line in LINES[: len(texts)]]


@pytest.mark.parametrize("packing", PACKERS)
def test_damaged_in_the_middle(packing):
    data = bytearray(PACKERS[packing](JSONL))
    data[len(data) // 2] ^= 0xFF
    data[len(data) // 2 + 1] ^= 0xFF
    texts, rejects = outcome(bytes(data), "a.jsonl")
    reasons = {reason for reason, _ in rejects}
    assert "corrupt" in reasons
    assert reasons <= {"corrupt", "json_invalid", "mojibake", "no_text_field", "not_a_record", "truncated"}  # what bits make of a line is chance
    assert texts[:100] == [json.loads(line)["text"] for line in LINES[: len(texts[:100])]]


def tar_of(**members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zip_of(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members.items():
            z.writestr(name, data)
    return out.getvalue()


CLIMBING = ["../../up.txt", "/etc/up.txt", "a/../../up.txt", "C:\\up.txt", "..\\up.txt"]


@pytest.mark.parametrize("make", [tar_of, zip_of])
def test_paths_that_climb_out(make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts, rejects = outcome(make(**dict.fromkeys(CLIMBING, b"bad"), **{"good.txt": TEXT}))
    assert [reason for reason, _ in rejects] == ["archive_path"] * len(CLIMBING)
    assert texts == [TEXT.decode()]
    assert list(tmp_path.rglob("*")) == []


def test_links_and_devices_in_tar():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for kind, name in ((tarfile.SYMTYPE, "soft"), (tarfile.LNKTYPE, "hard"), (tarfile.CHRTYPE, "device"), (tarfile.FIFOTYPE, "pipe")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            t.addfile(info)
        info = tarfile.TarInfo("good.txt")
        info.size = len(TEXT)
        t.addfile(info, io.BytesIO(TEXT))
    texts, rejects = outcome(out.getvalue())
    assert [r for r, _ in rejects] == ["archive_link", "archive_link", "special_file", "special_file"]
    assert texts == [TEXT.decode()]


def test_links_and_locked_members_in_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        z.writestr(link, "/etc/passwd")
        z.writestr("locked.txt", TEXT)
        z.writestr("good.txt", TEXT)
    data = bytearray(out.getvalue())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"locked.txt"))
    data[at + 8] |= 1
    texts, rejects = outcome(bytes(data))
    assert [r for r, _ in rejects] == ["archive_link", "encrypted"]
    assert texts == [TEXT.decode()]


def test_archives_too_deep_in_one_another():
    inner = zip_of(**{"a.txt": TEXT})
    assert outcome(zip_of(**{"i.zip": inner}))[0] == [TEXT.decode()]
    assert outcome(zip_of(**{"o.zip": zip_of(**{"i.zip": inner})})) == ([], [("nested_too_deep", "a!o.zip!i.zip")])


def test_a_file_packed_again_and_again():
    data = TEXT
    for _ in range(10):
        data = gzip.compress(data)
    assert outcome(data) == ([], [("nested_too_deep", "a")])


def test_a_zip_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("good.txt", TEXT)
        for i in range(20):
            z.writestr(f"{i}.txt", b"a" * 1_000_000 * 20)
    texts, rejects = outcome(out.getvalue(), limits=Limits(ratio_floor=30 << 20))
    assert texts[0] == TEXT.decode()
    assert ("bomb", "a") in rejects
    assert len(rejects) < 12  # it stopped


def test_a_nested_zip_bomb():
    layer = zip_of(**{f"{i}.txt": b"a" * 20_000_000 for i in range(4)})
    layer = zip_of(**{f"{i}.zip": layer for i in range(20)})
    _, rejects = outcome(layer, limits=Limits(ratio_floor=30 << 20))
    assert "bomb" in {r for r, _ in rejects}
    assert len(rejects) < 12


@pytest.mark.parametrize("good", [0, 1])
def test_overlapping_members(good):
    # the directory names one stored member a hundred times, and another once or not at all
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a.txt", b"a" * 5_000_000)
        z.writestr("good.txt", TEXT)
    data = out.getvalue()
    start = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", start + 4)
    end = data.index(b"PK\x05\x06")
    directory = data[start:second] * 100 + data[second:end] * good
    eocd = bytearray(data[end:])
    struct.pack_into("<HHI", eocd, 8, 100 + good, 100 + good, len(directory))
    assert outcome(data[:start] + directory + bytes(eocd)) == ([TEXT.decode()] * good, [("bomb", "a!a.txt")])


def test_too_many_members():
    texts, rejects = outcome(zip_of(**{f"{i}.txt": TEXT for i in range(30)}), limits=Limits(members=10))
    assert (len(texts), rejects) == (10, [("too_many_members", "a")])


def test_a_tar_header_that_wants_the_memory():
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 6 << 30
    assert outcome(info.tobuf() + bytes(4096)) == ([], [("corrupt", "a")])


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 nothing",
        zip_of(**{"a.txt": TEXT})[:-30],
        b"PAR1 nothing",
        b"WARC/1.0\r\n",
        b"WARC/1.0\r\nContent-Length: x\r\n\r\n",
        b"\x1f\x8b",
        b"BZh9",
        b"\x28\xb5\x2f\xfd",
        b"\xfd7zXZ\0",
    ],
)
def test_heads_without_bodies(data):
    texts, rejects = outcome(data)
    assert texts == []
    assert len(rejects) == 1
    assert rejects[0][0] in ("corrupt", "truncated", "parquet_invalid", "warc_invalid", "empty")


def test_empty_archives():
    assert outcome(zip_of()) == ([], [("empty", "a")])
    assert outcome(gzip.compress(tar_of())) == ([], [("empty", "a")])
    assert outcome(gzip.compress(b"")) == ([], [("empty", "a")])


def test_system_files_in_archives():
    texts, rejects = outcome(zip_of(**{"__MACOSX/a.txt": b"x", "._a.txt": b"x", "a.txt": TEXT}))
    assert ([r for r, _ in rejects], texts) == (["system_file"] * 2, [TEXT.decode()])
