from pathlib import Path

from schemas import TABLES
from schemas.dictionary import page, shown, vocabularies

PAGE = Path(__file__).parents[3] / "docs" / "data-dictionary.md"


def test_the_page_is_not_stale():
    assert PAGE.read_text(encoding="utf8") == page(), "make it anew: python -m schemas.dictionary > docs/data-dictionary.md"


def test_the_page_names_every_table_column_and_value():
    text = page()
    for table in TABLES.values():
        _, _, section = text.partition(f"\n## {table.name}\n")
        section = section.partition("\n## ")[0]
        assert table.doc in section
        for column in shown(table):
            assert f"| `{column.name}`" in section
            assert column.doc in section
    for values in vocabularies():
        _, _, section = text.partition(f"\n### {values.__name__}\n")
        section = section.partition("\n### ")[0]
        for value in values:
            assert f"| `{value}` |" in section


def test_every_line_of_a_table_has_three_cells():
    rows = [line for line in page().splitlines() if line.startswith("| `") and line.count("|") > 3]
    assert rows
    assert all(line.count("|") - line.count("\\|") == 4 for line in rows)
