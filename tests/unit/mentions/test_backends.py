from __future__ import annotations

import sys
import types
from collections.abc import Sequence

import pytest

from pipeline import backends
from pipeline.backends import BackendError, missing, require
from pipeline.mentions.backends import load
from pipeline.mentions.backends.adapter import spans_from
from pipeline.mentions.backends.protocol import Tagged, pieces, tidy
from pipeline.mentions.gazetteer import gazetteer
from pipeline.mentions.words import stems, words
from pipeline.text.tokens import tokenize


@pytest.fixture(autouse=True)
def fresh():
    load.cache_clear()
    yield
    load.cache_clear()


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="one of rawi, transformers"):
        load("spacy:ar")


@pytest.mark.parametrize("name", ["transformers", "gliner:", "rawi:x"])
def test_model_must_be_named_where_there_is_one(name: str) -> None:
    with pytest.raises(ValueError, match=name.split(":", maxsplit=1)[0]):
        load(name)


def test_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(backends.LIBRARIES, "transformers", ("no_such_library_of_rawi",))
    with pytest.raises(BackendError, match=r"no_such_library_of_rawi.*pip install 'rawi\[transformers\]'"):
        require("transformers")
    assert missing("transformers:some/model") == "no_such_library_of_rawi not installed: pip install 'rawi[transformers]'"
    assert missing("rawi") == ""


def test_ours_is_a_back_end_too() -> None:
    text = "قال الرئيس الأميركي جو بايدن في واشنطن إنه مرتاح."
    found = load("rawi").tag(["", text])
    assert found[0] == []
    assert {(text[t.start : t.end], t.label) for t in found[1]} == {("جو بايدن", "PER"), ("واشنطن", "LOC")}


def fake(monkeypatch: pytest.MonkeyPatch, name: str, **members: object) -> None:
    module = types.ModuleType(name)
    for k, v in members.items():
        setattr(module, k, v)
    monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setitem(backends.LIBRARIES, name, (name,))


def find(text: str, exact: str, **more: object) -> list[dict[str, object]]:
    at = text.find(exact)
    return [{"start": at, "end": at + len(exact), **more}] if at >= 0 else []


def test_hugging_face_is_asked_in_pieces_and_offsets_are_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def run(parts: Sequence[str]) -> list[list[dict[str, object]]]:
        asked.extend(parts)
        return [find(p, "نزوى", entity_group="LOC", score=0.9) + find(p, "أمس", entity_group="DATE", score=1.0) for p in parts]

    fake(monkeypatch, "transformers", pipeline=lambda *_, **__: run)
    text = "كلام طويل عن الطقس. " * 60 + "وصل أمس إلى نزوى."
    found = load("transformers:some/model").tag([text, ""])
    assert [[text[t.start : t.end] for t in f] for f in found] == [["نزوى"], []]
    assert len(asked) > 1
    assert "".join(asked) == text


def test_a_model_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> None:
        raise OSError("nowhere is not a local folder\nand more")

    fake(monkeypatch, "transformers", pipeline=run)
    with pytest.raises(BackendError, match=r"the model 'nowhere' cannot be loaded \(nowhere is not a local folder\); name a folder"):
        load("transformers:nowhere")


def test_gliner_labels_become_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    class Model:
        @classmethod
        def from_pretrained(cls, name: str) -> Model:
            assert name == "m"
            return cls()

        def predict_entities(self, text: str, labels: list[str], threshold: float) -> list[dict[str, object]]:
            assert labels
            assert threshold > 0
            return find(text, "هيئة الأرصاد", label="organization", score=0.8)

    fake(monkeypatch, "gliner", GLiNER=Model)
    assert load("gliner:m").tag(["أعلنت هيئة الأرصاد"]) == [[Tagged(6, 18, "ORG", 0.8)]]


def test_stanza_entities_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    entity = types.SimpleNamespace(start_char=4, end_char=8, type="PER")
    fake(monkeypatch, "stanza", Pipeline=lambda *_, **__: lambda _text: types.SimpleNamespace(ents=[entity]))
    assert load("stanza:/models").tag(["قال هاشم", " "]) == [[Tagged(4, 8, "PER", 1.0)], []]


def test_tiny_real_model(tmp_path) -> None:
    transformers = pytest.importorskip("transformers", reason="the extra rawi[transformers] is not installed")
    pytest.importorskip("torch", reason="the extra rawi[transformers] is not installed")
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآئؤ."
    (tmp_path / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + x for x in letters)]), "utf-8")
    transformers.BertTokenizerFast(str(tmp_path / "vocab.txt"), do_lower_case=False).save_pretrained(tmp_path)
    config = transformers.BertConfig(
        vocab_size=5 + 2 * len(letters),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label={0: "O", 1: "B-PER", 2: "I-PER"},
        label2id={"O": 0, "B-PER": 1, "I-PER": 2},
    )
    transformers.BertForTokenClassification(config).save_pretrained(tmp_path)
    text = "قال هاشم إنه هنا."
    for t in load(f"transformers:{tmp_path}").tag([text])[0]:
        assert t.label == "PER"
        assert 0 <= t.start < t.end <= len(text)


def test_tidy_keeps_the_surer_of_two() -> None:
    assert tidy([Tagged(0, 5, "B-PERS", 0.5), Tagged(3, 8, "GPE", 0.9), Tagged(9, 12, "MISC", 1.0)]) == [Tagged(3, 8, "LOC", 0.9)]


@pytest.mark.parametrize("longest", [5, 17, 1000])
def test_pieces_lose_nothing(longest: int) -> None:
    text = "سطر أول\nسطر ثان. وجملة أخرى طويلةجداجداجداجداجدا"
    got = list(pieces(text, longest))
    assert "".join(p for _, p in got) == text
    assert all(text[at : at + len(p)] == p for at, p in got)


def test_adapter_puts_clitics_outside_and_takes_whole_words() -> None:
    text = "وبمسقط (الحكمة) للأمم"

    class Fake:
        def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
            assert list(texts) == [text]
            return [[Tagged(0, 6, "LOC", 1.0), Tagged(7, 15, "ORG", 0.5), Tagged(17, 21, "ORG", 0.6)]]

    tokens = tokenize([text])
    lists = gazetteer()
    spans = spans_from(Fake(), tokens, stems(tokens, words(), lists.whole, lists.whole_slots))
    assert [spans.exact([text], i) for i in range(len(spans))] == ["مسقط", "الحكمة", "لأمم"]
