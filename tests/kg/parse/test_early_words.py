"""The fixed words of families N and P, misread by a scanner: the letter is read as if they were printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Letter
from kg.parse import parse

LETTERS = Path(__file__).parents[3] / "examples" / "letters"
NOTICE, TWICE = "n-2013-notice-one-request.txt", "n-2013-notice-decisions-twice.txt"
DENIED, GRANTED = "p-2013-not-necessary.txt", "p-2013-necessary.txt"


def read(name: str, *slips: tuple[str, str]) -> Letter:
    text = (LETTERS / name).read_text(encoding="utf-8")
    for printed, seen in slips:
        assert printed in text
        text = text.replace(printed, seen)
    (letter,) = parse(text, name)
    assert isinstance(letter, Letter)
    return letter


def shape(letter: Letter) -> list[tuple[object, ...]]:
    fields = ("administrator_field", "reviewer_field", "rationale")
    return [
        (letter.family, letter.summary is None),
        *(
            (item.outcome and item.outcome.value, *(getattr(item, field) is None for field in fields))
            for item in letter.items
        ),
    ]


@pytest.mark.parametrize("name", [NOTICE, TWICE])
@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("Case Summary", "Gase Surnmary"),
        ("Rationale for the Decision", "Ratlonale for the Decisi0n"),
        ("Section of the Medical", "Sectlon of the Medica1"),
        ("has determined the request", "has deterrnined thc request"),
        ("INDEPENDENT MEDICAL REVIEW DECISION", "lNDEPENDENT MEDlCAL REVIEW DEClSION"),
        ("medically necessary and appropriate", "medica1ly necessary and appr0priate"),
    ],
)
def test_a_notice_is_read_through_a_slip(name: str, printed: str, seen: str) -> None:
    letter = read(name, (printed, seen))
    assert shape(letter) == shape(read(name))
    assert "misread" in {finding.code for finding in letter.findings}


@pytest.mark.parametrize("name", [DENIED, GRANTED])
@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("MEDICAL PROFESSIONAL REVIEW", "MEDlCAL PR0FESSIONAL REVlEW"),
        ("ISSUE AT DISPUTE", "lSSUE AT DlSPUTE"),
        ("CASE SUMMARY", "CASE SUMMAHY"),
        ("RELIED UPON", "REL|ED UP0N"),
        ("RATIONALE FOR WHY THE REQUESTED", "RATl0NALE F0R WHY THE REQUESTED"),
        ("MEDICAL REVIEWER QUALIFICATIONS", "MEDICAL REVlEWER QUALlFlCATIONS"),
    ],
)
def test_a_professional_review_is_read_through_a_slip(name: str, printed: str, seen: str) -> None:
    letter = read(name, (printed, seen))
    assert shape(letter) == shape(read(name))
    assert "misread" in {finding.code for finding in letter.findings}


def test_a_denial_that_is_misread_stays_a_denial() -> None:
    slip = ("not medically necessary and", "n0t rnedically necessary and")
    assert shape(read(NOTICE, slip)) == shape(read(NOTICE))
    assert shape(read(DENIED, ("IS/WAS NOT\nMEDICALLY", "IS/WAS N0T\nMEDlCALLY"))) == shape(read(DENIED))


def test_labels_in_another_case_are_no_slips() -> None:
    letter = read(DENIED, ("ISSUE AT DISPUTE:", "Issue at Dispute:"))
    assert shape(letter) == shape(read(DENIED))
    assert "misread" not in {finding.code for finding in letter.findings}
