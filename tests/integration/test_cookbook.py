"""Every question of docs/sql.md is asked of the sample."""

import re
from pathlib import Path

import duckdb
import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "sql.md").read_text(encoding="utf8")
QUESTIONS = re.findall(r"\*\*(\d+)\. .*?```sql\n(.*?)```", PAGE, flags=re.DOTALL)

# questions whose answer may honestly be empty on a small corpus
MAY_BE_EMPTY = {"17"}


def test_the_page_has_its_questions():
    assert [int(n) for n, _ in QUESTIONS] == list(range(1, 25))


@pytest.mark.parametrize(("number", "query"), QUESTIONS, ids=[n for n, _ in QUESTIONS])
def test_question(number, query, sample_home):
    with duckdb.connect(str(sample_home / "news.duckdb"), read_only=True) as connection:
        rows = connection.execute(query).fetchall()
    assert rows or number in MAY_BE_EMPTY
