from __future__ import annotations

import datetime as dt

import pytest

from kg.model import Finding, Header, passage
from kg.parse.header import read_header

SIDE_BY_SIDE = """Case Number: CM16-0000042
Date Assigned: 03/21/2016 Date of Injury: 05/04/2015
Decision Date: 04/18/2016 UR Denial Date: 02/29/2016
Priority: Standard Application Received: 03/10/2016"""
ONE_CELL_A_LINE = """Case Number: CM16-0000042 Date Assigned: 03/21/2016 Date of Injury: 05/04/2015
Decision Date: 04/18/2016 UR Denial Date: 02/29/2016 Priority: Standard Application Received: 03/10/2016"""
BY_COLUMNS = """Case Number: Date Assigned: Decision Date: Priority: CM16-0000042 03/21/2016 04/18/2016 Standard
Date of Injury: 05/04/2015 UR Denial Date: 02/29/2016 Application 03/10/2016 Received:"""
VALUES_FIRST = """Case Number: Date Assigned: Decision Date: Priority: CM16-0000042 03/21/2016 04/18/2016 Standard
05/04/2015 Date of Injury: 02/29/2016 UR Denial Date: 03/10/2016 Application Received:"""


def read(text: str) -> tuple[Header, set[str]]:
    notes: list[Finding] = []
    return read_header(passage(" ".join(text.split())), notes), {note.code for note in notes}


@pytest.mark.parametrize("text", [SIDE_BY_SIDE, ONE_CELL_A_LINE, BY_COLUMNS, VALUES_FIRST])
def test_reads_the_table_however_it_was_laid_out(text: str):
    header, codes = read(text)
    assert header.case_number is not None
    assert header.case_number.value == "CM16-0000042"
    assert header.priority is not None
    assert header.priority.value == "Standard"
    days = (
        header.date_of_injury,
        header.ur_denial_date,
        header.application_received,
        header.date_assigned,
        header.decision_date,
    )
    assert [said.value if said else None for said in days] == [
        dt.date(2015, 5, 4),
        dt.date(2016, 2, 29),
        dt.date(2016, 3, 10),
        dt.date(2016, 3, 21),
        dt.date(2016, 4, 18),
    ]
    assert codes <= {"header-columns"}


def test_a_cut_off_table_is_noted():
    assert read("") == (Header(), {"header-missing"})


def test_an_empty_cell_takes_no_other_cells_value():
    header, codes = read(SIDE_BY_SIDE.replace("02/29/2016", ""))
    assert header.ur_denial_date is None
    assert header.application_received is not None
    assert header.application_received.value == dt.date(2016, 3, 10)
    assert codes == {"header-field-missing"}


def test_dates_out_of_order_and_impossible_dates_are_noted():
    assert read(SIDE_BY_SIDE.replace("04/18/2016", "01/18/2016"))[1] == {"date-order"}
    header, codes = read(SIDE_BY_SIDE.replace("04/18/2016", "04/31/2016"))
    assert header.decision_date is None
    assert codes == {"date-unreadable", "header-field-missing"}


def test_each_value_has_its_place():
    text = SIDE_BY_SIDE
    header = read_header(passage(text), [])
    assert header.case_number is not None
    span = header.case_number.span
    assert text[span.start : span.end] == "CM16-0000042"
