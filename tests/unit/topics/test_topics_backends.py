from __future__ import annotations

import sys
import types
from collections.abc import Sequence

import polars as pl
import pytest

from pipeline import backends
from pipeline.topics.backends import Labelled, load
from pipeline.topics.model import model
from pipeline.topics.stage import rows
from schemas import TABLES


@pytest.fixture(autouse=True)
def fresh():
    load.cache_clear()
    yield
    load.cache_clear()


def articles(*texts: str) -> pl.DataFrame:
    return TABLES["articles"].empty().clear().vstack(pl.DataFrame([{"article_id": f"a{i:016x}", "text": t} for i, t in enumerate(texts)], schema=TABLES["articles"].polars_schema))


def test_zero_shot_asks_in_arabic_and_gives_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    def pipeline(task: str, *, model: str):
        assert (task, model) == ("zero-shot-classification", "some/model")

        def run(texts: Sequence[str], candidate_labels: list[str], hypothesis_template: str) -> list[dict[str, object]]:
            assert len(candidate_labels) == 17
            assert "{}" in hypothesis_template
            best = ["الرياضة" if "مباراة" in t else "الطقس" for t in texts]
            return [{"labels": [b, *(x for x in candidate_labels if x != b)], "scores": [0.7, 0.2, *[0.1 / 15] * 15]} for b in best]

        return run

    module = types.ModuleType("transformers")
    module.pipeline = pipeline  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "transformers", module)
    monkeypatch.setitem(backends.LIBRARIES, "transformers", ("transformers",))
    frame = rows(articles("انتهت المباراة\n\nانتهت مباراة الأمس بالتعادل.", "  ", "أمطار غزيرة اليوم"), backend="transformers:some/model").rows
    assert dict(frame.schema) == dict(TABLES["topics"].polars_schema)
    assert frame.filter(rank=1).select("article_id", "code", "label_en").rows() == [
        ("a0000000000000000", "15000000", "sport"),
        ("a0000000000000002", "17000000", "weather"),
    ]
    assert frame.filter(rank=2)["score"].to_list() == pytest.approx([0.2, 0.2])
    assert frame["evidence"].list.len().to_list() == [0] * 4


def test_nothing_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def label(self, texts: Sequence[str]) -> list[list[Labelled]]:
            return [[] for _ in texts]

    monkeypatch.setattr("pipeline.topics.stage.load", lambda _name: Silent())
    frame = rows(articles("نص"), backend="transformers:x").rows
    assert frame.equals(TABLES["topics"].empty())


@pytest.mark.parametrize("name", ["rawi", "gliner:x", "transformers"])
def test_what_cannot_name_topics_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"shipped|no back-end|needs a model"):
        load(name)


def test_tiny_real_model(tmp_path) -> None:
    transformers = pytest.importorskip("transformers", reason="the extra rawi[transformers] is not installed")
    pytest.importorskip("torch", reason="the extra rawi[transformers] is not installed")
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآئؤ."
    (tmp_path / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + x for x in letters)]), "utf-8")
    transformers.BertTokenizerFast(str(tmp_path / "vocab.txt"), do_lower_case=False).save_pretrained(tmp_path)
    labels = {0: "entailment", 1: "neutral", 2: "contradiction"}
    config = transformers.BertConfig(
        vocab_size=5 + 2 * len(letters),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label=labels,
        label2id={v: k for k, v in labels.items()},
    )
    transformers.BertForSequenceClassification(config).save_pretrained(tmp_path)
    frame = rows(articles("انتهت مباراة الأمس بالتعادل."), backend=f"transformers:{tmp_path}").rows
    assert frame["code"][0] in model().codes
    assert frame["rank"][0] == 1
