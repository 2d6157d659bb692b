"""Cleaning of plain text: what goes, what stays, and that nothing is lost between."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.articles.assemble import assemble
from pipeline.articles.cleaning import clean
from schemas.vocab import BlockKind

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
BODY = "أعلنت بلدية المدينة القديمة أمس أنها ستعيد ترميم السوق خلال عام واحد."
MORE = "وقال رئيسها سامر الحلواني إن الكلفة تبلغ ثلاثة ملايين، وإن العمل يبدأ في الربيع."


def kept(text: str, title: str | None = "عنوان") -> str:
    return "\n".join(text[p.start : p.end] for p in clean(text, title).pieces if p.kept and p.kind is not BlockKind.TITLE)


def removed(text: str, title: str | None = "عنوان") -> list[tuple[str, str]]:
    return [(p.kind.value, text[p.start : p.end]) for p in clean(text, title).pieces if not p.kept]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("شارك المقال عبر واتساب", "share"),
        ("فيسبوك تويتر واتساب طباعة", "share"),
        ("© 2024 صحيفة الميناء", "share"),
        ("جميع الحقوق محفوظة لصحيفة الميناء", "share"),
        ("للتواصل مع الكاتب: samer@example.com", "share"),
        ("samer.h@example.com", "share"),
        ("هاتف: 0123456789", "share"),
        ("اشتركوا في قناتنا على تليغرام", "share"),
        ("...المزيد", "share"),
        ("// انتهى //", "share"),
        ("14:25 ت م", "share"),
        ("اقرأ أيضاً: افتتاح الجسر الجديد", "related"),
        ("إقرأ ايضا - افتتاح الجسر الجديد", "related"),
        ("شاهد أيضا: صور من السوق", "related"),
        ("تصوير: لينا قاسم", "caption"),
        ("صورة أرشيفية من السوق", "caption"),
        ("* خدمة «نيويورك تايمز»", "byline"),
        ("المصدر: وكالات", "byline"),
    ],
)
def test_furniture_lines_go(line: str, kind: str) -> None:
    text = f"{BODY}\n{line}\n{MORE}"
    assert removed(text) == [(kind, line)]
    assert kept(text) == f"{BODY}\n{MORE}"


@pytest.mark.parametrize(
    "line",
    [
        "شارك في المؤتمر وزراء من عشر دول وممثلون عن المنظمات الأهلية.",
        "اخترنا لكم في هذا العدد ثلاثة كتب عن البحر.",
        "وقال المصدر: لا نعرف شيئا عن القضية حتى الآن.",
        "للتواصل معنا طرق كثيرة كما قال المدير.",
        "المزيد من الجهد مطلوب في هذه المرحلة.",
        "انتهى الاجتماع في ساعة متأخرة من الليل.",
        "ومن سمات هذا العصر السرعة.",
        "تصوير الفيلم يبدأ في الخريف المقبل كما أعلنت الشركة المنتجة.",
        "* تراجع سعر النفط إلى سبعين دولارا",
        "“نزاع مسلح”",
    ],
)
def test_sentences_that_resemble_furniture_stay(line: str) -> None:
    text = f"{BODY}\n{line}\n{MORE}"
    assert removed(text) == []


def test_a_list_of_links_takes_its_headlines_and_nothing_more() -> None:
    text = f'{BODY} \nروابط ذات علاقة\nافتتاح الجسر الجديد في "الميناء"\nهل يعود القطار إلى الساحل؟\n{MORE}'
    assert kept(text) == f"{BODY}\n{MORE}"


def test_a_lone_opener_at_the_end_goes() -> None:
    assert removed(f"{BODY}\n\nاخترنا لك") == [("related", "اخترنا لك")]


def test_a_link_glued_into_the_line_is_cut_where_the_sentence_begins() -> None:
    text = f"{BODY}  اقرأ أيضاًالمجتمعأمين المدينة يفتتح مكتبة الأطفال وأكد الحلواني أن العمل مستمر."
    assert kept(text) == f"{BODY}\nوأكد الحلواني أن العمل مستمر."


def test_doubled_bulleted_captions_go() -> None:
    text = f"{BODY}\n\n  • السوق القديم قبل الترميم\n    السوق القديم قبل الترميم\n\n{MORE}"
    assert [k for k, _ in removed(text)] == ["caption", "caption"]


def test_a_pull_quote_goes_and_a_quoted_line_stays() -> None:
    quote = "نحن نبني للأجيال القادمة ولا نبني للسياح وحدهم"
    text = f'{BODY}\n"{quote}"\nسامر الحلواني، رئيس البلدية\n{MORE} وأضاف: {quote}، وهذا ما نريد.'
    assert [t for _, t in removed(text)] == [f'"{quote}"', "سامر الحلواني، رئيس البلدية"]
    assert removed(f'{BODY} وأضاف:\n"{quote}"\n{MORE}') == []


def test_a_share_bar_glued_to_the_first_sentence_is_cut_off() -> None:
    text = f"شارك من خلال تويتر فيسبوك جوجل بلس اكتب رأيك {BODY}"
    assert kept(text) == BODY


def test_tag_tails_go_only_after_the_end_of_a_sentence() -> None:
    assert kept(f"{BODY} سمات البلدية السوق ترميم") == BODY
    assert removed(f"{BODY} وهذه من سمات المدينة") == []


def test_author_lines_go_and_datelines_stay() -> None:
    assert removed(f"سامر الحلواني – بيروت\n{BODY}") == [("byline", "سامر الحلواني – بيروت")]
    assert removed(f"بيروت - رويترز\n{BODY}") == []
    assert removed(f"سامر الحلواني - سبق - الرياض: {BODY}")[0][0] == "byline"
    assert removed(f"بيروت - قال الوزير: {BODY}") == []


def test_a_repeated_title_and_a_date_line_above_the_body_go() -> None:
    text = f"عنوان الخبر\nالأحد 3 مارس 2024 - 14:20\n{BODY}"
    assert [k for k, _ in removed(text, "عنوانُ الخبر")] == ["title", "dateline"]


def test_an_embedded_post_goes() -> None:
    post = "لحظة سقوط المطر على السوق #المطر pic.twitter.com/AbC123 — ليلى (@layla_k)  March 20, 2025"
    assert kept(f"{BODY} {post} {MORE}") == f"{BODY}\n{MORE}"


def test_the_first_line_is_the_title_when_it_looks_like_one() -> None:
    text = f"البلدية ترمم السوق القديم\n\n{BODY}\n{MORE}"
    first = clean(text, None).pieces[0]
    assert (first.kind, text[first.start : first.end]) == (BlockKind.TITLE, "البلدية ترمم السوق القديم")
    assert clean(f"{BODY}\n{MORE}", None).pieces[0].kind is BlockKind.LEAD


def test_empty_text_has_no_pieces() -> None:
    assert clean(" \n\u200f\n", None).pieces == []


LINES = st.sampled_from(
    [
        BODY,
        MORE,
        "عنوان قصير",
        "اقرأ أيضاً: رابط",
        "روابط ذات علاقة",
        "• صورة",
        "صورة",
        "",
        "  ",
        '"قول قيل"',
        "Next Previous",
        "سمات أ ب",
        "بيروت - رويترز",
        "// انتهى //",
        "1",
        "©",
    ]
)


@settings(max_examples=300)
@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\n\n", " \n ", "\r\n"]), st.none() | st.just("عنوان قصير"))
def test_every_visible_character_lies_in_exactly_one_piece(lines: list[str], joint: str, title: str | None) -> None:
    text = joint.join(lines)
    at = 0
    cleaned = clean(text, title)
    for piece in cleaned.pieces:
        assert at <= piece.start < piece.end
        assert not text[at : piece.start].strip()
        at = piece.end
    assert not text[at:].strip()
    made = assemble(text, cleaned, title)
    assert made.text == made.text.strip()
    for block in made.blocks:
        if block.start is not None and block.raw_start is not None:
            assert made.text[block.start : block.end] == text[block.raw_start : block.raw_end]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the founding documents are not beside this checkout")
def test_the_founding_documents_are_clean_to_the_character() -> None:
    first = (SEEDS / "000_22dacb6015bac6b4.txt").read_text(encoding="utf-8")
    assert [(k, len(t)) for k, t in removed(first, None)] == [("caption", 42), ("caption", 40), ("related", 9)]
    assert clean(first, None).has_title
    second = (SEEDS / "001_694a7dc3639c9e32.txt").read_text(encoding="utf-8")
    assert removed(second, None) == []
    assert not clean(second, None).has_title
    made = assemble(second, clean(second, None), None)
    assert made.text == second.strip()
