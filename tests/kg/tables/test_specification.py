"""The table of tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli.verbs import TABLE_FORMATS
from kg.errors import TableError
from kg.tables.specification import Column, load_tables, read_tables
from kg.tables.table_files import FORMATS

HEAD = "table\tcolumn\tpath\ttype\tabsent\tmeaning\n"


def test_every_table_and_column_has_a_meaning_for_the_data_dictionary() -> None:
    for table in load_tables():
        assert table.meaning, table.name
        assert all(column.meaning for column in table.columns), table.name


def test_the_first_column_tells_one_row_from_another_or_names_what_it_is_of() -> None:
    assert {table.columns[0].type for table in load_tables()} <= {"key", "id"}


def test_every_property_of_a_path_is_one_of_the_ontology(project: Path) -> None:
    """A renamed property would leave a column empty, and nobody would see why."""
    ontology = (project / "ontology" / "imr.ttl").read_text(encoding="utf-8")
    steps = {
        step.removeprefix("^")
        for table in load_tables()
        for path in (table.each, *(path for column in table.columns for path in column.paths))
        for step in path
        if ":" not in step and step != "*"
    }
    assert [step for step in sorted(steps) if f"\nimr:{step} a " not in ontology] == []


def test_paths_are_read_with_what_to_read_instead() -> None:
    (table,) = read_tables(
        HEAD + "d\t\tDecision/drug\t\t\tDrugs.\nd\tw\trequest/requestText|heading\ttext\t\tWords.\n", "t.tsv"
    )
    assert (table.of, table.each) == ("Decision", ("drug",))
    assert table.columns == (Column("w", (("request", "requestText"), ("heading",)), "text", "", "Words."),)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("d\tw\theading\ttext\t\tWords.\n", "first row of table 'd'"),
        ("d\t\tDecision\t\t\tD.\nd\tw\theading\tsound\t\tWords.\n", "t.tsv:3: type 'sound'"),
        ("d\t\tDecision\t\t\tD.\nd\tw\t\ttext\t\tWords.\n", "t.tsv:3: a column needs a name and a path"),
        ("d\t\tDecision\t\t\tD.\nd\tw\ta\ttext\t\tW.\nd\tw\tb\ttext\t\tW.\n", "two columns of one name"),
    ],
)
def test_a_bad_row_is_named_by_its_line(rows: str, told: str) -> None:
    with pytest.raises(TableError, match=told):
        read_tables(HEAD + rows, "t.tsv")


def test_the_command_line_offers_the_formats_that_there_are() -> None:
    assert TABLE_FORMATS == FORMATS
