"""Roles: how far the phrase goes, and whose role it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.mentions.cluster import resolve
from pipeline.mentions.spans import SpanTable
from pipeline.text.tokens import tokenize

SEEDS = Path(__file__).parents[3].parent / "shared" / "seeds"


def resolved(text: str, names: dict[str, str]) -> tuple[str, SpanTable]:
    """The mentions of a text in which every occurrence of the given names is marked; longer names first."""
    spans = SpanTable()
    taken: list[tuple[int, int]] = []
    for name in sorted(names, key=len, reverse=True):
        for m in re.finditer(re.escape(name), text):
            if all(m.end() <= a or b <= m.start() for a, b in taken):
                taken.append((m.start(), m.end()))
    for a, b in sorted(taken):
        spans.add(0, a, b, names[text[a:b]])
    return text, resolve(tokenize([text]), spans)


def roles(text: str, names: dict[str, str]) -> dict[str, str]:
    """Each role phrase of a text and the name of its entity."""
    _, spans = resolved(text, names)
    return {spans.exact([text], i): spans.name[i] for i in range(len(spans)) if spans.kind[i] != "name"}


@pytest.mark.parametrize(
    ("text", "names", "phrase"),
    [
        ("التقى وزير الخارجية المصري سامي القاضي وفداً.", {"سامي القاضي": "PER"}, "وزير الخارجية المصري"),
        ("أعلن السفير الياباني لدى تونس كين موري افتتاح المركز.", {"كين موري": "PER", "تونس": "LOC"}, "السفير الياباني لدى تونس"),
        ("قال المتحدث باسم وزارة الصحة نادر الفارس للصحفيين إن الوضع مستقر.", {"نادر الفارس": "PER", "وزارة الصحة": "ORG"}, "المتحدث باسم وزارة الصحة"),
        ("زار الأمين العام للاتحاد سامي القاضي الموقع.", {"سامي القاضي": "PER"}, "الأمين العام للاتحاد"),
        ("وصل نائب وزير الدفاع الأردني سامي القاضي.", {"سامي القاضي": "PER"}, "نائب وزير الدفاع الأردني"),
        ("قالت وزيرة التعليم العالي والبحث العلمي هدى السالم ذلك.", {"هدى السالم": "PER"}, "وزيرة التعليم العالي والبحث العلمي"),
        ("حضر سامي القاضي، رئيس مجلس إدارة الشركة، الحفل.", {"سامي القاضي": "PER"}, "رئيس مجلس إدارة الشركة"),
    ],
)
def test_a_role_beside_a_name_is_the_persons(text: str, names: dict[str, str], phrase: str) -> None:
    person = next(n for n, t in names.items() if t == "PER")
    found = roles(text, names)
    assert found[phrase] == person
    _, spans = resolved(text, names)
    at = next(i for i in range(len(spans)) if spans.kind[i] == "name" and spans.exact([text], i) == person)
    assert spans.role[at] == phrase
    row = next(i for i in range(len(spans)) if spans.kind[i] == "role")
    assert (spans.method[row], spans.head[row], spans.entity_key[row]) == ("title", at, spans.entity_key[at])


def test_a_later_role_is_linked_to_its_bearer_and_another_is_not() -> None:
    text = "التقى السفير الياباني لدى تونس كين موري طلاباً.\nوقال السفير إن العدد كبير.\nوأضاف السفير الياباني أنه سعيد.\nأما السفير الكندي فلم يحضر."
    _, spans = resolved(text, {"كين موري": "PER", "تونس": "LOC"})
    by_text = {spans.exact([text], i): i for i in range(len(spans))}
    name = by_text["كين موري"]
    for phrase in ("السفير", "السفير الياباني"):
        assert spans.entity_key[by_text[phrase]] == spans.entity_key[name]
        assert spans.method[by_text[phrase]] == "coreference"
        assert spans.exact([text], spans.head[by_text[phrase]]) == "كين موري"
    other = by_text["السفير الكندي"]
    assert spans.entity_key[other] != spans.entity_key[name]
    assert spans.name[other] == "السفير الكندي"


def test_gender_tells_bearers_apart() -> None:
    text = "اجتمع وزير المالية سامي القاضي مع وزيرة العدل هدى السالم. وقالت الوزيرة إن اللقاء مفيد، ورد الوزير بالشكر."
    found = roles(text, {"سامي القاضي": "PER", "هدى السالم": "PER"})
    assert found["الوزيرة"] == "هدى السالم"
    assert found["الوزير"] == "سامي القاضي"


def test_duals_stand_for_their_members() -> None:
    text = "التقى الرئيسان التونسي سامي القاضي والياباني كين موري أمس.\nواتفق الزعيمان على زيادة التبادل."
    _, spans = resolved(text, {"سامي القاضي": "PER", "كين موري": "PER"})
    members = {spans.name[i] for i in range(len(spans)) if spans.kind[i] == "plural" and spans.exact([text], i) == "الزعيمان"}
    assert members == {"سامي القاضي", "كين موري"}
    named = {spans.name[i]: spans.role[i] for i in range(len(spans)) if spans.kind[i] == "name"}
    assert named == {"سامي القاضي": "الرئيس التونسي", "كين موري": "الرئيس الياباني"}


def test_an_unnamed_source_is_an_entity_of_its_own() -> None:
    text = "أكد مصدر أمني في وزارة الداخلية الخبر. ونفى المصدر وقوع إصابات، ولم يعلق سامي القاضي."
    _, spans = resolved(text, {"سامي القاضي": "PER", "وزارة الداخلية": "ORG"})
    by_text = {spans.exact([text], i): i for i in range(len(spans))}
    first = by_text["مصدر أمني في وزارة الداخلية"]
    assert spans.entity_key[by_text["المصدر"]] == spans.entity_key[first] != spans.entity_key[by_text["سامي القاضي"]]


def test_the_bare_head_stands_for_the_organisation() -> None:
    text = "أعلنت وزارة الصحة خطتها، وقالت الوزارة إنها جاهزة. ورحبت الشركة بذلك."
    found = roles(text, {"وزارة الصحة": "ORG"})
    assert found == {"الوزارة": "وزارة الصحة"}


def test_each_bare_head_stands_for_the_organisation_of_that_head_named_last() -> None:
    text = "أعلنت الوزارة شيئا. شكرت وزارة الصحة منظمة الأفق، وقالت الوزارة نعم. ثم ردت المنظمة. وسألت وزارة العدل منظمة الأفق، فأجابت الوزارة والمنظمة."
    _, spans = resolved(text, {"وزارة الصحة": "ORG", "وزارة العدل": "ORG", "منظمة الأفق": "ORG"})
    found = [(spans.name[i], spans.start[spans.head[i]]) for i in range(len(spans)) if spans.kind[i] == "role"]
    at = text.index
    assert found == [
        ("وزارة الصحة", at("وزارة الصحة")),
        ("منظمة الأفق", at("منظمة الأفق")),
        ("وزارة العدل", at("وزارة العدل")),
        ("منظمة الأفق", text.rindex("منظمة الأفق")),
    ]


def test_this_last_one_is_the_person_named_last() -> None:
    found = roles("زار سامي القاضي صديقه كين موري، وقال هذا الأخير إنه بخير.", {"سامي القاضي": "PER", "كين موري": "PER"})
    assert found["هذا الأخير"] == "كين موري"


def test_an_addressee_is_no_complement() -> None:
    text = "قال المتحدث لوكالة الشروق إن الطريق مغلق."
    assert "المتحدث" in roles(text, {"وكالة الشروق": "ORG"})


def test_a_text_without_names_or_words() -> None:
    assert len(resolved("", {})[1]) == 0
    assert len(resolved("لا شيء هنا.", {})[1]) == 0


@pytest.mark.parametrize("name", ["000_22dacb6015bac6b4.txt", "001_694a7dc3639c9e32.txt"])
def test_the_ambassador_of_the_founding_documents_is_one_man(name: str) -> None:
    path = SEEDS / name
    if not path.exists():
        pytest.skip("the founding documents are not part of the repository")
    forms = ["أناتولي أنطونوف", "أناتولي أنتونوف", "أنطونوف", "أنتونوف", "انطونوف", "فلاديمير بوتين", "جو بايدن", "بوتين", "بايدن"]
    places = ["الولايات المتحدة", "واشنطن", "روسيا", "موسكو"]
    text, spans = resolved(path.read_text("utf-8"), dict.fromkeys(forms, "PER") | dict.fromkeys(places, "LOC"))
    ambassador = {spans.entity_key[i] for i in range(len(spans)) if "سفير" in spans.exact([text], i) or spans.exact([text], i)[-5:] in ("نطونوف"[-5:], "نتونوف"[-5:])}
    assert len(ambassador) == 1
    leaders = {spans.name[i] for i in range(len(spans)) if spans.kind[i] == "plural"}
    assert leaders == {"فلاديمير بوتين", "جو بايدن"}
