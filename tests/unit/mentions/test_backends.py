from __future__ import annotations

import json
import shutil
import sys
import types
from collections.abc import Sequence
from contextlib import chdir
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pipeline import backends
from pipeline.backends import BackendError, missing, require
from pipeline.mentions.backends import load
from pipeline.mentions.backends.adapter import spans_from
from pipeline.mentions.backends.protocol import Tagged, pieces, tidy
from pipeline.mentions.gazetteer import gazetteer
from pipeline.mentions.words import stems, words
from pipeline.text.chars import form
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


def find(text: str, exact: str, /, **more: object) -> list[dict[str, object]]:
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


class FakeGliner:
    """What `gliner.GLiNER` 0.2.29 takes and gives, as far as the adapter can see."""

    heard: ClassVar[list[str]] = []

    @classmethod
    def from_pretrained(cls, model_id: str, model_dir: str | None = None, revision: str | None = None, **more: object) -> FakeGliner:
        assert (model_id, model_dir, revision, more) == ("m", None, None, {})
        return cls()

    def predict_entities(
        self,
        text: str,
        labels: list[str],
        flat_ner: bool = True,
        threshold: float = 0.5,
        multi_label: bool = False,
        return_class_probs: bool = False,
    ) -> list[dict[str, object]]:
        assert labels
        assert text.strip()
        assert threshold > 0
        assert (flat_ner, multi_label, return_class_probs) == (True, False, False)
        self.heard.append(text)
        return [f for x, label in (("هيئة الأرصاد", "organization"), ("حسان", "person")) for f in find(text, x, text=x, label=label, score=0.8)]


def test_gliner_labels_become_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, "gliner", GLiNER=FakeGliner)
    assert load("gliner:m").tag(["أعلنت هيئة الأرصاد", "", " \n"]) == [[Tagged(6, 18, "ORG", 0.8)], [], []]


def test_gliner_hears_no_marks_and_offsets_are_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, "gliner", GLiNER=FakeGliner)
    monkeypatch.setattr(FakeGliner, "heard", [])
    text = "قالَ \u202bحَسّانُ\u202c. " + "كلامٌ طويل\u200f عن 🙂 الطقس. " * 60 + "أعلنت هيئةُ الأرصادِ"
    found = load("gliner:m").tag([text])[0]
    assert [(text[t.start : t.end].rstrip("\u202c"), t.label) for t in found] == [("حَسّانُ", "PER"), ("هيئةُ الأرصادِ", "ORG")]
    assert len(FakeGliner.heard) > 1
    assert "".join(FakeGliner.heard) == form(text)


class FakePipeline:
    """What `stanza.Pipeline` 1.15 takes and gives, as far as the adapter can see."""

    def __init__(
        self,
        lang: str = "en",
        dir: str = "",  # noqa: A002
        package: str = "default",
        processors: str | None = None,
        logging_level: str | None = None,
        verbose: bool | None = None,
        use_gpu: bool | None = None,
        model_dir: str | None = None,
        download_method: object = "download",
        **more: object,
    ) -> None:
        assert (lang, dir, package, processors, download_method, verbose) == ("ar", "/models", "default", "tokenize,ner", None, False)
        assert (logging_level, use_gpu, model_dir, more) == (None, None, None, {})

    def __call__(self, doc: str, processors: object = None) -> types.SimpleNamespace:
        assert processors is None
        return types.SimpleNamespace(ents=[types.SimpleNamespace(start_char=f["start"], end_char=f["end"], type="PER", text="هاشم") for f in find(doc, "هاشم")])


def test_stanza_entities_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, "stanza", Pipeline=FakePipeline)
    assert load("stanza:/models").tag(["قال هاشم", " "]) == [[Tagged(4, 8, "PER", 1.0)], []]


# --- real libraries, models made here: their weights are worth nothing, what they take and give is what counts ---

TEXTS = [
    "قال هاشم العلوي إنه سيزور مسقط.",
    "",
    " \n ",
    "وصل هاشم إلى مسقط مع هيئة الأرصاد.\n\nزار 𝒳 هاشم مسقط.",
    "وصلَ حَسّانُ إلى مُسقَطَ.",
    "زار هاشم مسقط. " * 80,
]


def check(texts: list[str], found: list[list[Tagged]]) -> None:
    """Spans are text, in order, with our labels; something was found wherever something is said."""
    assert [bool(f) for f in found] == [bool(text.strip()) for text in texts]
    for text, names in zip(texts, found, strict=True):
        assert all(a.end <= b.start for a, b in pairwise(names))
        for t in names:
            exact = text[t.start : t.end]
            assert exact == exact.strip() != ""
            assert t.label in {"PER", "ORG", "LOC"}
            assert 0 <= t.score <= 1


def tiny_bert(transformers: Any, folder: Path) -> dict[str, int]:
    """Saves a tokenizer of letters; gives the sizes of a model to go with it."""
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآئؤ."
    folder.mkdir(exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + x for x in letters)]), "utf-8")
    transformers.BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=False).save_pretrained(folder)
    return {"vocab_size": 5 + 2 * len(letters), "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8, "max_position_embeddings": 1024}


def test_tiny_real_model(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers", reason="the extra rawi[transformers] is not installed")
    pytest.importorskip("torch", reason="the extra rawi[transformers] is not installed")
    config = transformers.BertConfig(**tiny_bert(transformers, tmp_path), id2label={0: "O", 1: "B-PER", 2: "I-PER"}, label2id={"O": 0, "B-PER": 1, "I-PER": 2})
    transformers.BertForTokenClassification(config).save_pretrained(tmp_path)
    text = "قال هاشم إنه هنا."
    for t in load(f"transformers:{tmp_path}").tag([text])[0]:
        assert t.label == "PER"
        assert 0 <= t.start < t.end <= len(text)


@pytest.mark.filterwarnings("default")  # torch's, about itself
def test_tiny_real_gliner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gliner = pytest.importorskip("gliner", reason="the extra rawi[gliner] is not installed")
    transformers = pytest.importorskip("transformers", reason="the extra rawi[gliner] is not installed")
    encoder, folder = tmp_path / "encoder", tmp_path / "model"
    transformers.BertModel(transformers.BertConfig(**tiny_bert(transformers, encoder))).save_pretrained(encoder)
    gliner.GLiNER.from_config({"model_name": str(encoder), "hidden_size": 8, "max_width": 3}).save_pretrained(folder)
    shutil.rmtree(encoder)
    monkeypatch.setattr("pipeline.mentions.backends.gliner.THRESHOLD", 0.0)
    found = load(f"gliner:{folder}").tag(TEXTS)
    check(TEXTS, found)
    tokens = tokenize(TEXTS)
    for d, names in enumerate(found):
        own = slice(tokens.first[d], tokens.first[d + 1])
        assert {t.start for t in names} <= set(tokens.start[own].tolist())
        assert {t.end for t in names} <= set(tokens.end[own].tolist())


def write_toy_corpus(folder: Path) -> dict[str, str]:
    """Sentences as Stanza's trainers want them; a word with a plus is written as one and read as two, as clitics are in the treebank.

    Returns:
        Words that are two, and how they are read.
    """
    sentences = ["قال هاشم العلوي إنه سيزور مسقط .", "وصل و+هاشم إلى ب+مسقط مع هيئة الأرصاد .", "زار هاشم مسقط .", "أعلنت هيئة الأرصاد موعد المطر ."] * 4
    labels = {"هاشم": "PER", "العلوي": "PER", "و+هاشم": "PER", "مسقط": "LOC", "ب+مسقط": "LOC", "هيئة": "ORG", "الأرصاد": "ORG"}
    texts, ends, trees, names = [], [], [], []
    for sentence in sentences:
        # the class of a word's last letter: a word, the last of its sentence, two in one
        classes = ["2" if w == "." else "3" if "+" in w else "1" for w in sentence.split()]
        texts.append(sentence.replace("+", ""))
        ends.append("0".join(c.rjust(len(w), "0") for w, c in zip(texts[-1].split(), classes, strict=True)))
        rows, tags, before = [], [], ""
        for w in sentence.split():
            n = sum("-" not in r[0] for r in rows) + 1
            if "+" in w:
                rows.append([f"{n}-{n + 1}", w.replace("+", ""), *"________"])
            rows += [[str(n + i), x, "_", "X", "_", "_", "0" if n + i == 1 else "1", "dep", "_", "_"] for i, x in enumerate(w.split("+"))]
            label = labels.get(w, "")
            tags.append({"text": w.replace("+", ""), "ner": f"{'I' if label == before else 'B'}-{label}" if label else "O"})
            before = label
        trees.append("".join("\t".join(r) + "\n" for r in rows))
        names.append(tags)
    two = {w.replace("+", ""): w.replace("+", " ") for w in labels if "+" in w}
    (folder / "toy.txt").write_text("\n\n".join(texts) + "\n\n", "utf-8")
    (folder / "toy.label").write_text("\n\n".join(ends) + "\n\n", "utf-8")
    (folder / "toy.conllu").write_text("\n".join(trees) + "\n", "utf-8")
    (folder / "mwt.json").write_text(json.dumps([[[w, parts.split()], 1] for w, parts in two.items()]), "utf-8")
    (folder / "ner.json").write_text(json.dumps(names), "utf-8")
    return two


def options(**values: object) -> list[str]:
    return [x for name, value in values.items() for x in (f"--{name}", str(value))]


def teach_stanza(work: Path, models: Path) -> None:
    """A folder as `stanza.download` makes it, its models taught for a few steps by Stanza's own trainers."""
    from stanza.models import mwt_expander, ner_tagger, tokenizer
    from stanza.models.mwt.trainer import Trainer
    from stanza.models.mwt.vocab import Vocab

    two = write_toy_corpus(work)
    for name in ("tokenize", "mwt", "ner"):
        (models / "ar" / name).mkdir(parents=True)
    shared = {"shorthand": "ar_toy", "batch_size": 8, "save_name": "toy.pt"}
    gold = {"txt_file": "toy.txt", "label_file": "toy.label", "dev_txt_file": "toy.txt", "dev_label_file": "toy.label", "dev_conll_gold": "toy.conllu"}
    letters = {"lang": "ar", "hidden_dim": 16, "emb_dim": 16, "lr0": 0.02, "steps": 60, "eval_steps": 60}
    tagged = {"train_file": "ner.json", "eval_file": "ner.json"}
    names = {"hidden_dim": 8, "word_emb_dim": 8, "char_hidden_dim": 8, "char_emb_dim": 8, "optim": "adam", "lr": 0.05, "dropout": 0, "max_steps": 30, "eval_interval": 30}
    with chdir(work):
        tokenizer.main(options(**shared, **gold, **letters, mwt_json_file="mwt.json", conll_file="out.conllu", save_dir=models / "ar" / "tokenize"))
        ner_tagger.main([*options(**shared, **tagged, **names, save_dir=models / "ar" / "ner"), "--no_pretrain"])
    expander = Trainer(args=vars(mwt_expander.parse_args(["--dict_only", "--shorthand", "ar_toy"])), vocab=Vocab(list(two.items()), "ar"))
    expander.train_dict(list(two.items()))
    expander.save(str(models / "ar" / "mwt" / "toy.pt"))
    toy = {name: {"toy": {}} for name in ("tokenize", "mwt", "ner")}
    (models / "resources.json").write_text(json.dumps({"ar": {"packages": {"default": dict.fromkeys(toy, "toy")}, **toy}}), "utf-8")


@pytest.mark.filterwarnings("default")  # torch's, about itself
def test_tiny_real_stanza(tmp_path: Path) -> None:
    pytest.importorskip("stanza", reason="the extra rawi[stanza] is not installed")
    teach_stanza(tmp_path, tmp_path / "models")
    found = load(f"stanza:{tmp_path / 'models'}").tag(TEXTS)
    check(TEXTS, found)
    assert (4, 15, "PER") in [t[:3] for t in found[0]]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("kind", ["gliner", "stanza"])
def test_a_folder_without_a_model_is_told(kind: str, tmp_path: Path) -> None:
    pytest.importorskip(kind, reason=f"the extra rawi[{kind}] is not installed")
    with pytest.raises(BackendError, match=r"cannot be loaded \(.+\); name a folder"):
        load(f"{kind}:{tmp_path}")


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
