"""Plain text: one article or several, and the id a file of one article gets."""

from __future__ import annotations

import io

import pytest

from pipeline.sources.read import read
from pipeline.sources.text_file import stem

ONE = "افتتاح معرض الكتاب في الدوحة\n\nافتتح وزير الثقافة المعرض صباح الخميس.\n"
TWO = "تأجيل مباراة القمة\n\nأعلن الاتحاد تأجيل المباراة بسبب الأحوال الجوية.\n"


def texts(text, name="a.txt"):
    return [(r.source_uri, r.external_id, r.raw_text) for r in read(io.BytesIO(text.encode()), name, source="s", uri=name)]


def test_one_article_is_the_whole_text():
    assert texts(ONE, "2026-01-01_doha.txt") == [("2026-01-01_doha.txt", "2026-01-01_doha", ONE)]


@pytest.mark.parametrize("rule", ["=====", "-----", "==========", "- - - - -", "*****", "_____", "  =====  "])
def test_rules_part_articles(rule):
    assert texts(f"{ONE}\n{rule}\n{TWO}") == [("a.txt#1", None, ONE + "\n"), ("a.txt#2", None, TWO)]


def test_rules_at_the_ends_give_no_empty_articles():
    assert texts(f"=====\n{ONE}=====\n=====\n{TWO}=====\n") == [("a.txt#1", None, ONE), ("a.txt#2", None, TWO)]


def test_one_article_between_rules_keeps_its_id():
    assert texts(f"=====\n{ONE}=====\n") == [("a.txt", "a", ONE)]


@pytest.mark.parametrize("line", ["====", "---", "-----  نص", "== == ==a"])
def test_other_lines_part_nothing(line):
    assert len(texts(f"{ONE}\n{line}\n{TWO}")) == 1


def test_a_rule_under_the_title_underlines_it():
    text = "تأجيل مباراة القمة\n=====\n\nأعلن الاتحاد تأجيل المباراة.\n"
    assert texts(text, "a.md") == [("a.md", "a", text)]


def test_a_rule_after_a_paragraph_of_one_line_parts():
    paragraph = "أعلن الاتحاد تأجيل المباراة بسبب الأحوال الجوية. " * 8 + "\n"
    assert len(texts(f"{paragraph}=====\n{ONE}")) == 2


def test_front_matter_gives_fields():
    (made,) = read(io.BytesIO(f"---\ntitle: عنوان\ndate: 2026-03-01\nأخرى: قيمة\n---\n{ONE}".encode()), "a.md", source="s", uri="a.md")
    assert (made.title, made.published_raw, made.raw_text) == ("عنوان", "2026-03-01", ONE)
    assert "قيمة" in made.meta_json


def test_windows_lines_and_lone_carriage_returns():
    assert texts(f"{ONE}=====\n{TWO}".replace("\n", "\r\n"))[1] == ("a.txt#2", None, TWO.replace("\n", "\r\n"))
    assert len(texts(f"{ONE}=====\n{TWO}".replace("\n", "\r"))) == 2


@pytest.mark.parametrize(
    ("name", "id_"), [("a/b/c.txt", "c"), ("c.txt.gz", "c"), ("2026.01.02.html", "2026.01.02"), ("c", "c"), (".xml", ".xml"), ("x.jsonl", "x.jsonl"), ("مقال.md.zst", "مقال")]
)
def test_stem(name, id_):
    assert stem(name) == id_


def test_angle_brackets_do_not_make_a_text_a_page():
    (made,) = read(io.BytesIO((ONE + "راجع <a href='x'> هنا").encode()), "a.txt", source="s", uri="a.txt")
    assert made.media_type == "text/plain"
