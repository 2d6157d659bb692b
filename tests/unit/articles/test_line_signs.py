"""Signs of lines: whatever a pattern of cleaning matches bears the sign without which it would not be tried."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.articles.lines import lines_of
from pipeline.articles.patterns import any_of, line_kinds, load, related_inline, related_opener, share_words, spelled, strong_tail, tail_patterns, widget
from pipeline.articles.signs import EMPTY, LINK, ODD, TAIL_WINDOW, WIDGET
from pipeline.articles.starts import starts

BREAKS = "\n\r\u2028\u2029\x85\x0b\x0c"
BOILERPLATE = load("boilerplate.yaml")
WORDS = [p for kind in BOILERPLATE["lines"].values() for p in kind]
LINKS = [*BOILERPLATE["related_openers"], *BOILERPLATE["related_inline"]]


def one_line(text: str) -> str:
    return re.sub(f"[{BREAKS}]", " ", text).strip(EMPTY)


@pytest.mark.parametrize("pattern", WORDS)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_line_that_is_no_article_text_bears_a_sign(pattern: str, data: st.DataObject) -> None:
    line = one_line(data.draw(st.from_regex(re.compile(spelled(pattern), re.IGNORECASE), fullmatch=True)))
    if line and line_kinds().fullmatch(line):
        assert lines_of([line])[0].signs[0] & ODD


@pytest.mark.parametrize("pattern", LINKS)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_an_opener_of_links_bears_a_sign(pattern: str, data: st.DataObject) -> None:
    line = one_line(
        data.draw(st.from_regex(re.compile(rf"[\s\W]{{0,6}}{any_of([pattern])}", re.IGNORECASE), fullmatch=True)) + data.draw(st.sampled_from(["", ":", " خبر", "خبر"]))
    )
    if line and related_opener().match(line):
        assert lines_of([line])[0].signs[0] & ODD


@pytest.mark.parametrize("word", BOILERPLATE["share_first"])
def test_a_share_bar_bears_a_sign(word: str) -> None:
    assert share_words()[1]
    for line in (f"{word} تويتر", f"{word.upper()}: تويتر", f"|{word} تويتر", f"{word[0]}\u0640{word[1:]}\u200f تويتر"):
        assert lines_of([line])[0].signs[0] & ODD


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_footer_is_announced(data: st.DataObject) -> None:
    _, limit, pattern = data.draw(st.sampled_from(tail_patterns()))
    footer = data.draw(st.from_regex(pattern, fullmatch=True))
    if pattern.match(footer) and len(footer) <= limit:
        assert lines_of(["قال إنه سيأتي غدا." + data.draw(st.sampled_from(["", " ", "\n", "\u00a0"])) + footer])[0].has_tail


@settings(max_examples=60, deadline=None)
@given(before=st.sampled_from(["", "و", "كلام ", "\n"]), footer=st.from_regex(strong_tail(), fullmatch=True), after=st.text("اب \n", max_size=60))
def test_a_plain_footer_is_announced_wherever_it_stands(before: str, footer: str, after: str) -> None:
    text = f"{before}{footer}{after}"
    if len(text) <= TAIL_WINDOW and strong_tail().search(text):
        assert lines_of([text])[0].has_tail


@settings(max_examples=100, deadline=None)
@given(found=st.from_regex(widget(), fullmatch=True), around=st.text("اب ", max_size=9))
def test_a_widget_is_announced(found: str, around: str) -> None:
    assert all(line.signs[0] & WIDGET for line in lines_of([around + one_line(found) + around]) if widget().search(line.text))


@pytest.mark.parametrize("link", ["اقرأ أيضا", "شاهد ايضاً"])
def test_a_link_inside_a_line_is_announced(link: str) -> None:
    assert related_inline().search(link)
    assert [lines_of([f"قال الوزير. {link}: خبر آخر"])[0].signs[0] & LINK] == [LINK]


def test_article_text_bears_no_sign() -> None:
    assert lines_of(["وافق المجلس على الموازنة بعد جلسة طويلة.\nوأكد الوزير أن العمل سيبدأ قريبا."])[0].signs == [0, 0]


@given(st.lists(st.text(st.sampled_from([*"اب يx.", *BREAKS, *EMPTY]), max_size=30), max_size=5))
def test_lines_are_those_of_a_plain_reading(texts: list[str]) -> None:
    for text, lines in zip(texts, lines_of(texts), strict=True):
        assert lines.text == text
        expected, gaps, before = [], [], ""
        at = 0
        for raw in re.split(f"([{BREAKS}])", text):
            if raw.strip(EMPTY + BREAKS):
                start = at + len(raw) - len(raw.lstrip(EMPTY))
                expected.append((start, start + len(raw.strip(EMPTY))))
                blank = before.count("\n") > 1 or any(part for part in re.split(f"[{BREAKS}]", before))
                gaps.append(len(expected) > 1 and blank)
                before = ""
            else:
                before += raw
            at += len(raw)
        assert list(zip(lines.start, lines.end, strict=True)) == expected
        assert [bool(x) for x in lines.after_blank] == gaps


def test_first_letters_are_read_off_patterns() -> None:
    found = starts(["(?:اب|أخ)د? هو", r"\(?صورة", "متابعة.*", r".{0,3}x"])
    assert found.whole == {"اب", "ابد", "اخ", "اخد", "صوره", "x"}
    assert found.open == {"متابع"}
    assert found.signs == {"("}
    assert found.is_free
    assert starts([r"\(صورة"], lead=True, ends=False).open == {"صوره"}
