"""Letters in the rows of a table and the records of a JSON file."""

from __future__ import annotations

import json
import zipfile

import pytest

from kg.documents import Document, Preferences, Source, find_sources, read_source
from kg.model import Rejection

ONE, TWO = "HOW THE IMR FINAL DETERMINATION WAS MADE\n\nThe first.", 'The second, "quoted"; with marks'


def read(path, column=None) -> list[Document | Rejection]:
    preferences = Preferences(column)
    found = []
    for source in find_sources([path], preferences=preferences):
        found += read_source(source, preferences=preferences) if isinstance(source, Source) else [source]
    return found


def told(path, column=None) -> list[tuple[str, str]]:
    """Name and text of each document, place and code of each rejection."""
    return [
        (each.place.removeprefix(f"{path.parent}/"), each.code)
        if isinstance(each, Rejection)
        else (each.source, each.text)
        for each in read(path, column)
    ]


def test_a_row_is_a_letter_that_keeps_its_line_breaks_and_its_name(tmp_path):
    path = tmp_path / "a.csv"
    doubled = TWO.replace('"', '""')
    path.write_text(f'id,Text\nCM16-9000001,"{ONE}"\n,"{doubled}"\n')
    assert told(path) == [("CM16-9000001", ONE), ("a.csv:3", TWO)]
    assert [each.place for each in read(path)] == [f"{path}:2", f"{path}:3"]


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "\t")])
def test_semicolons_and_tabs_part_cells_as_well(tmp_path, name, mark):
    path = tmp_path / name
    path.write_text(f'case_number{mark}letter\n7{mark}"{ONE}"\n')
    assert told(path) == [("7", ONE)]


def test_a_column_can_be_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text,Narrative\nno,yes\n")
    assert told(path, "narrative") == [("a.csv:2", "yes")]
    assert told(path, "words") == [("a.csv", "no-text-field")]


def test_a_field_of_json_can_be_named(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "no", "narrative": "yes"}')
    assert told(path, "narrative") == [("a.jsonl:1", "yes")]


def test_a_table_without_letters_names_its_columns(tmp_path):
    (tmp_path / "a.csv").write_text("case,outcome\n1,Upheld\n")
    [refused] = read(tmp_path / "a.csv")
    assert refused.reason == "has no column with a letter's text (its columns: case, outcome)"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_spreadsheets_write_in_several_encodings(tmp_path, encoding):
    (tmp_path / "a.csv").write_text("text\nL\u00e9vy\u2019s\n", encoding=encoding)
    assert told(tmp_path / "a.csv") == [("a.csv:2", "L\u00e9vy\u2019s")]


def test_a_short_row_is_empty_and_a_blank_one_is_passed_over(tmp_path):
    (tmp_path / "a.csv").write_text("id,text\n1\n\n,\n2,words\n")
    assert told(tmp_path / "a.csv") == [("a.csv:2", "empty"), ("2", "words")]


def test_a_table_of_columns_only_is_empty(tmp_path):
    (tmp_path / "a.csv").write_text("id,text\n")
    assert told(tmp_path / "a.csv") == [("a.csv", "empty")]


def test_a_json_object_is_a_letter_and_an_array_holds_several(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"text": ONE, "id": "x"}, indent=2))
    (tmp_path / "b.json").write_text(json.dumps([{"text": ONE}, {"text": TWO, "source": "y"}, 7]))
    assert told(tmp_path / "a.json") == [("x", ONE)]
    assert told(tmp_path / "b.json") == [("b.json:1", ONE), ("y", TWO), ("b.json:3", "no-text-field")]


@pytest.mark.parametrize(
    ("value", "letters"),
    [
        ([ONE, TWO], [("a.json:1", ONE), ("a.json:2", TWO)]),
        ({"letters": [{"text": ONE}, {"letter": TWO}]}, [("a.json:1", ONE), ("a.json:2", TWO)]),
        ({"states": ["California"], "found": [{"text": ONE, "id": "x"}], "total": 1}, [("x", ONE)]),
        ({"letters": [ONE, TWO]}, [("a.json:1", ONE), ("a.json:2", TWO)]),
        ({"text": ONE, "attached": [{"text": TWO}]}, [("a.json", ONE)]),
        ({"one": [{"text": ONE}], "two": [{"text": TWO}]}, [("a.json", "no-text-field")]),
        ({"letters": [{"words": ONE}]}, [("a.json", "no-text-field")]),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_texts_and_an_object_around_one_array_are_read(tmp_path, value, letters, indent):
    (tmp_path / "a.json").write_text(json.dumps(value, indent=indent))
    assert told(tmp_path / "a.json") == letters


def test_json_lines_under_the_name_of_json_are_read(tmp_path):
    (tmp_path / "a.json").write_text('{"text": "one"}\n{"text": "two"}\n')
    assert told(tmp_path / "a.json") == [("a.json:1", "one"), ("a.json:2", "two")]


@pytest.mark.parametrize(
    ("text", "code"), [("[", "broken-json"), ("", "empty"), ("[]", "empty"), ("3", "no-text-field")]
)
def test_json_without_letters_says_why(tmp_path, text, code):
    (tmp_path / "a.json").write_text(text)
    assert told(tmp_path / "a.json")[0][1] == code


def test_tables_and_json_are_read_inside_archives(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.csv", "text\none\n")
        archive.writestr("c.json", '[{"text": "two"}]')
        archive.writestr("d.tsv", "words\nthree\n")
    assert told(tmp_path / "a.zip") == [
        ("a.zip/b.csv:2", "one"),
        ("a.zip/c.json:1", "two"),
        ("a.zip/d.tsv", "no-text-field"),
    ]
