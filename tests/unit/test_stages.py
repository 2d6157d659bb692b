import pytest

from pipeline.stages import STAGES
from schemas import TABLES


@pytest.mark.parametrize("stage", STAGES.values(), ids=lambda s: s.table)
def test_a_stage_asks_for_columns_that_are_there_and_for_those_its_spans_are_checked_by(stage):
    for name, columns in stage.inputs.items():
        assert set(columns) <= {c.name for c in TABLES[name].lake_columns}
        assert len(set(columns)) == len(columns)
    if TABLES[stage.table].spans and stage.table != "articles":
        assert {"article_id", "text"} <= set(stage.inputs["articles"])


def test_stages_stand_behind_those_they_read():
    done = {"raw_documents"}
    for name, stage in STAGES.items():
        assert set(stage.inputs) <= done
        done.add(name)
