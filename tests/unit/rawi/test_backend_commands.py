"""What the command line says of models that are not ours."""

import re

import pytest

from pipeline import backends
from pipeline.backends import BackendError
from pipeline.mentions.backends.protocol import Tagged

TEXT = "افتتاح جسر جديد في البصرة\n\nقال محافظ البصرة إن الجسر الجديد سيفتح أمام المركبات يوم الأحد المقبل، مضيفاً أن كلفته بلغت ثلاثين مليار دينار.\n\nوشكر المحافظ العاملين في المشروع."
TOML = '[names]\nbackend = "gliner"\nmodel = "some/model"\n'


def plain(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m|[─│╭╮╰╯┃━┏┓┗┛┡┩╇┳└┘┴┼├┤]", " ", text).split())


@pytest.fixture
def document(tmp_path):
    file = tmp_path / "خبر.txt"
    file.write_text(TEXT, encoding="utf8")
    return file


@pytest.fixture
def chosen(home):
    home.mkdir()
    (home / "rawi.toml").write_text(TOML, encoding="utf8")
    return home


def test_an_extra_that_is_not_installed(rawi, chosen, document, monkeypatch):
    monkeypatch.setitem(backends.LIBRARIES, "gliner", ("no_such_library_of_rawi",))
    result = rawi("run", document, home=chosen)
    assert result.exit_code == 2
    told = plain(result.output)
    assert "rawi.toml asks for gliner:some/model: no_such_library_of_rawi not installed: pip install 'rawi[gliner]'" in told
    assert not (chosen / "lake").exists()
    told = plain(rawi("doctor", home=chosen).output)
    assert "read by gliner:some/model" in told
    assert "pip install 'rawi[gliner]'" in told
    assert "read by rawi" in told  # the topics


def test_a_model_that_is_not_there_and_then_is(rawi, chosen, document, monkeypatch):
    monkeypatch.setitem(backends.LIBRARIES, "gliner", ())

    def nowhere(name):
        raise BackendError(f"the model of {name} cannot be loaded")

    monkeypatch.setattr("pipeline.mentions.stage.load", nowhere)
    result = rawi("run", document, "--workers", "1", home=chosen)
    assert result.exit_code == 1
    assert "step mentions: pipeline.backends.BackendError: the model of gliner:some/model cannot be loaded" in plain(result.output)

    class Fake:
        def tag(self, texts):
            return [[Tagged(t.find("البصرة"), t.find("البصرة") + 6, "LOC", 0.5)] for t in texts]

    monkeypatch.setattr("pipeline.mentions.stage.load", lambda _name: Fake())
    result = rawi("run", document, "--workers", "1", home=chosen)
    assert result.exit_code == 0, result.output
    found = rawi("sql", "SELECT exact, type, version LIKE '% gliner:some/model' AS theirs FROM mentions WHERE kind = 'name' ORDER BY start", "--format", "csv", home=chosen)
    assert found.exit_code == 0, found.output
    assert "البصرة,LOC,True" in found.stdout
