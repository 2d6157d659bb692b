"""Conjugations are generated: every kind of root and measure gives the forms news writes."""

from __future__ import annotations

import pytest

from pipeline.quotes.morphology import PARTICIPLE, PAST, PRESENT, forms, stems
from pipeline.quotes.vocabulary import read_yaml, vocabulary
from pipeline.text.chars import key

EXPECTED = {
    "قال": "قال قالت قالوا قالا يقول تقول يقولون قائلا قائلة قائلين قوله قولها",
    "صرح": "صرح صرحت صرحوا يصرح مصرحا تصريحه",
    "أكد": "أكد أكدت أكدوا يؤكد تؤكد يؤكدون مؤكدا مؤكدة مؤكدين تأكيده",
    "أضاف": "أضاف أضافت أضافوا يضيف تضيف مضيفا مضيفة",
    "أوضح": "أوضح أوضحت يوضح موضحا موضحة إيضاح",
    "أشار": "أشار أشارت أشاروا يشير تشير مشيرا مشيرة مشيرين إشارة",
    "نفى": "نفى نفت نفوا ينفي تنفي ينفون نافيا نافية نفيه",
    "اعتبر": "اعتبر اعتبرت يعتبر معتبرا معتبرين اعتباره",
    "أصر": "أصر أصرت يصر تصر مصرا إصراره",
    "استنكر": "استنكر استنكرت يستنكر مستنكرا استنكاره",
    "توقع": "توقع توقعت يتوقع متوقعا",
    "دعا": "دعا دعت دعوا يدعو تدعو يدعون داعيا داعية",
    "زعم": "زعم زعمت زعموا يزعم زاعما",
    "أبدى": "أبدى أبدت أبدوا يبدي مبديا مبدية",
    "اتهم": "اتهم اتهمت يتهم تتهم متهما متهمة اتهامه اتهمه",
    "أخبر": "أخبر أخبرت أخبره أخبرها يخبر يخبرني",
}


@pytest.mark.parametrize("lemma", EXPECTED)
def test_forms_of_a_lemma(lemma: str) -> None:
    entry = next(e for e in read_yaml("cues.yaml") if e["lemma"] == lemma)
    made = {f.text for f in forms(entry)}
    missing = [w for w in EXPECTED[lemma].split() if key(w) not in made]
    assert not missing


def test_tense_and_agreement() -> None:
    entry = next(e for e in read_yaml("cues.yaml") if e["lemma"] == "أعلن")
    by_text = {f.text: f for f in forms(entry)}
    assert by_text[key("أعلنت")][1:] == (PAST, "f")
    assert by_text[key("يعلنون")][1:] == (PRESENT, "p")
    assert by_text[key("معلنة")][1:] == (PARTICIPLE, "f")


def test_unknown_measure_is_an_error() -> None:
    with pytest.raises(ValueError, match="measure"):
        stems("ق و ل", "XI")


def test_every_lemma_is_known_and_complete() -> None:
    words = vocabulary()
    names = {f.lemma.name for f in words.cue_forms}
    entries = read_yaml("cues.yaml")
    assert len(entries) == len({e["lemma"] for e in entries})
    # ذكّر shares all its finite forms with ذكر but keeps its participle
    assert {e["lemma"] for e in entries} == names
