"""Bytes to characters: the right encoding, or the right complaint."""

from __future__ import annotations

import codecs
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.encoding import encoding_of
from pipeline.sources.plausibility import is_reversed, plausibility
from pipeline.sources.read import read
from pipeline.sources.record import RawRecord

TEXT = (
    'أعلنت وزارة النقل أن القطار السريع بين المدينتين سيبدأ رحلاته في شهر أيار المقبل، وقال الوزير إن "التجارب الأخيرة كانت ناجحة".\n'
    "وأضاف أن سعر التذكرة سيكون في متناول الجميع، وأن الدولة ستتحمل نصف كلفة الرحلات في السنة الأولى.\n"
)


def one(data, name="a.txt"):
    (made,) = read(io.BytesIO(data), name, source="s", uri=name)
    return made


@pytest.mark.parametrize(
    ("encoding", "bom", "name", "flags"),
    [
        ("utf-8", b"", "utf-8", []),
        ("utf-8", codecs.BOM_UTF8, "utf-8", []),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le", []),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be", []),
        ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le", []),
        ("utf-16-le", b"", "utf-16-le", ["encoding_guessed"]),
        ("utf-16-be", b"", "utf-16-be", ["encoding_guessed"]),
        ("windows-1256", b"", "windows-1256", ["encoding_guessed"]),
        ("iso-8859-6", b"", "iso-8859-6", ["encoding_guessed"]),
    ],
)
@pytest.mark.parametrize("length", [len(TEXT), 60])
def test_encodings(encoding, bom, name, flags, length):
    text = TEXT[:length].replace('"', "'") if encoding == "iso-8859-6" else TEXT[:length]
    made = one(bom + text.encode(encoding))
    assert (made.raw_text, made.encoding, made.flags) == (text, name, flags)


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1256", "utf-8-sig"])
def test_tables_and_json_in_other_encodings(encoding):
    csv = f'title,text\n"عنوان","{TEXT.replace(chr(34), "")}"\n'
    made = one(csv.encode(encoding), "a.csv")
    assert made.raw_text == TEXT.replace('"', "")
    made = one(json.dumps({"title": "عنوان", "text": TEXT}, ensure_ascii=False).encode(encoding), "a.json")
    assert made.raw_text == TEXT


def test_lines_of_several_encodings():
    lines = [json.dumps({"id": str(i), "text": TEXT}, ensure_ascii=False) for i in range(3)]
    data = b"\n".join([lines[0].encode(), lines[1].encode("windows-1256"), lines[2].encode()])
    made = list(read(io.BytesIO(data * 1), "a.jsonl", source="s", uri="a"))
    assert [m.raw_text for m in made] == [TEXT] * 3
    assert [m.encoding for m in made] == ["utf-8", "windows-1256", "utf-8"]


@pytest.mark.parametrize(("really", "said"), [("utf-8", "windows-1256"), ("windows-1256", "utf-8"), ("windows-1256", "iso-8859-1"), ("iso-8859-6", "windows-1256")])
def test_a_meta_tag_that_lies(really, said):
    page = f'<html><head><meta charset="{said}"></head><body><p>{TEXT.replace(chr(34), "")}</p></body></html>'
    made = one(page.encode(really), "a.html")
    assert made.raw_text == page
    assert (made.encoding, "encoding_declared_wrong" in made.flags) == (really, True)


def test_a_meta_tag_that_is_right_is_no_guess():
    page = f'<html><head><meta charset="windows-1256"></head><body><p>{TEXT}</p></body></html>'
    made = one(page.encode("windows-1256"), "a.html")
    assert (made.encoding, made.flags) == ("windows-1256", [])


def test_a_few_broken_bytes_are_marked():
    data = TEXT.encode()
    made = one(data[:300] + b"\xff" + data[300:])
    assert made.raw_text.count("\ufffd") >= 1
    assert made.flags == ["encoding_errors"]


def test_a_sample_cut_inside_a_character_is_utf8():
    data = TEXT.encode()
    cut = next(n for n in range(50, 60) if data[:n].decode("utf-8", "ignore").encode() != data[:n])
    assert encoding_of(data[:cut], whole=False).name == "utf-8"


def test_nuls_are_removed_and_said():
    made = one(TEXT.replace(" أن", " أن\0", 1).encode())
    assert (made.raw_text, made.flags) == (TEXT, ["nul_removed"])


def test_lone_surrogates_of_json():
    made = one(b'{"text": "' + "خبر قصير".encode() + b' \\ud83d \\udc4d", "title": "\\ud800"}', "a.json")
    assert (made.raw_text, made.title) == ("خبر قصير \ufffd \ufffd", "\ufffd")
    assert "encoding_errors" in made.flags


def test_bidi_controls_and_presentation_forms_stay():
    text = TEXT + "\u202bنص\u202c" + "ﻻ"
    made = one(text.encode())
    assert (made.raw_text, made.flags) == (text, ["presentation_forms", "bidi_controls"])


@pytest.mark.parametrize(
    ("taken", "really"), [("windows-1256", "utf-8"), ("windows-1252", "windows-1256"), ("latin-1", "utf-8"), ("latin-1", "windows-1256"), ("windows-1252", "iso-8859-6")]
)
def test_mojibake_is_repaired(taken, really):
    assert_repaired(taken, really, 1)


def assert_repaired(taken, really, times):
    text = TEXT.replace('"', "")
    damaged = text
    for _ in range(times):
        damaged = "".join(_as_read(b, taken) for b in damaged.encode(really))
    made = one(json.dumps({"text": damaged, "title": damaged[:20]}).encode(), "a.json")
    assert isinstance(made, RawRecord)
    assert (made.raw_text, made.flags) == (text, ["mojibake_repaired"])


@pytest.mark.parametrize("taken", ["windows-1256", "windows-1252", "latin-1"])
def test_mojibake_of_mojibake_is_repaired(taken):
    assert_repaired(taken, "utf-8", 2)


def _as_read(byte, encoding):
    try:
        return bytes((byte,)).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def test_a_page_of_mojibake_is_repaired():
    page = f"<html><head><title>x</title><script>{'var a = 1;' * 500}</script></head><body><p>{TEXT}</p></body></html>"
    damaged = "".join(_as_read(b, "windows-1256") for b in page.encode())
    made = one(damaged.encode(), "a.html")
    assert made.raw_text == page


@pytest.mark.parametrize(
    "text",
    [
        "Le président de la République a reçu à l'étranger une délégation où étaient présents les délégués concernés. " * 4,
        "رئیس جمهور در دیدار با وزیر خارجه گفت که این کشور برای گفتگو آماده است و می خواهد به کار خود ادامه دهد. " * 4,
        "Президент принял делегацию и обсудил с ней вопросы сотрудничества. " * 4,
        "سەرۆکی حکومەت لەگەڵ شاندێکدا کۆبووەوە و باسی دۆخی ناوچەکەیان کرد. " * 4,
    ],
)
def test_other_languages_are_no_mojibake(text):
    made = one(text.encode())
    assert (made.raw_text, made.flags) == (text, [])


def test_lines_in_visual_order_are_known():
    assert is_reversed("\n".join(line[::-1] for line in TEXT.splitlines()))
    assert not is_reversed(TEXT)


def test_plausibility_tells_encodings_apart():
    right = plausibility(TEXT)
    wrong = plausibility(TEXT.encode("windows-1256").decode("iso-8859-6", "replace"))
    assert right > -4.2 > -4.4 > wrong


@given(st.binary(max_size=400))
def test_any_bytes_get_an_answer(data):
    found = encoding_of(data)
    if found.name:
        data.decode(found.name, "replace")


@given(st.text(alphabet=st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ .،"), min_size=1, max_size=300))
def test_utf8_arabic_is_always_utf8(text):
    assert encoding_of(text.encode()).name == "utf-8"
