import inspect
from enum import StrEnum

import pytest

from schemas import TABLES, vocab
from schemas.dictionary import vocabularies
from schemas.meanings import MEANINGS

VOCABULARIES = [v for _, v in inspect.getmembers(vocab, inspect.isclass) if issubclass(v, StrEnum) and v is not StrEnum]


@pytest.mark.parametrize("values", VOCABULARIES, ids=lambda v: v.__name__)
def test_every_value_has_a_meaning_and_no_meaning_lacks_its_value(values: type[StrEnum]):
    assert inspect.getdoc(values)
    assert set(MEANINGS[values]) == {v.value for v in values}
    assert all(m and not m.endswith(".") for m in MEANINGS[values].values())


def test_every_vocabulary_is_used_by_a_column_or_named_in_one():
    said = " ".join(c.doc for t in TABLES.values() for c in t.columns)
    for values in VOCABULARIES:
        assert values in vocabularies() or all(v.value in said for v in values), values.__name__


def test_plover_and_cameo():
    assert len(vocab.EventType) == 16 + 8
    assert [v.value for v in vocab.EventType][:2] == ["AGREE", "CONSULT"]
