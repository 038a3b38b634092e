"""No cell of a table for a spreadsheet is a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.formats.spreadsheets import guard_formulas

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


def table(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def cells(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode(), newline="")))


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-", "=", "- denied"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert cells(guard_formulas(table(("a", "b"), ("x", cell)))) == [["a", "b"], ["x", f"'{cell}"]]


@pytest.mark.parametrize("cell", ["-1", "+2.5", "-.5e-3", "12", "Norco 10/325 mg", "a=b", "'=1", ""])
def test_numbers_and_words_stay(cell: str) -> None:
    rows = table(("a", "b"), (cell, "x"))
    assert guard_formulas(rows) == rows


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_no_formula_is_left_and_nothing_else_is_changed(rows: list[tuple[str, str]]) -> None:
    before, after = cells(table(*rows)), cells(guard_formulas(table(*rows)))
    for old, new in zip(before, after, strict=True):
        assert [each.removeprefix("'") if each != was else each for was, each in zip(old, new, strict=True)] == old
        assert not any(each[:1] in set("=@\t\r") for each in new)
