from __future__ import annotations

import datetime as dt
import re

import pytest

from kg.model import Finding, Header, Said, Span, passage
from kg.parse.narrative import INJURY_ROWS, REVIEW_DATE_ROWS, read_review, told_dates


@pytest.mark.parametrize(
    ("words", "day", "actions"),
    [
        ("On 11/3/2014, Utilization Review had non-certified a cane.", dt.date(2014, 11, 3), ["denied"]),
        (
            "In a Utilization Review Report dated May 8, 2014, the administrator failed to approve it.",
            dt.date(2014, 5, 8),
            ["denied"],
        ),
        (
            "The utilization review report dated 1/7/14 denied the sling and modified the request for tea.",
            dt.date(2014, 1, 7),
            ["denied", "modified"],
        ),
        ("The original Utilization Review (UR) (2-2-2016) denied it.", dt.date(2016, 2, 2), ["denied"]),
        (
            "The review board sat. The Utilization Review report, with a decision date of 6-6-2016, certified it.",
            dt.date(2016, 6, 6),
            ["approved"],
        ),
        ("A cast was noncertified by Utilization Review on March 5, 2016.", dt.date(2016, 3, 5), ["denied"]),
        (
            "On 3-1-2016 the request for Tea 5.5 mg Rx date 2- 17-2016 was partially certified by utilization review.",
            dt.date(2016, 3, 1),
            ["modified"],
        ),
        ("This was previously denied on 4/4/2016.", dt.date(2016, 4, 4), ["denied"]),
        ("The utilization review determination being challenged is dated 06/30/2014.", dt.date(2014, 6, 30), []),
        ("On 7/7/15, the claims administrator denied the hat.", dt.date(2015, 7, 7), ["denied"]),
        ("The claims administrator denied the request on September 6, 2016.", dt.date(2016, 9, 6), ["denied"]),
        ("The insurer had partially certified the tea on 9-6-16.", dt.date(2016, 9, 6), ["modified"]),
        ("The requested teapot was denied on 5/6/2016.", dt.date(2016, 5, 6), ["denied"]),
        ("The request for a cosy was subsequently modified on 5/6/16.", dt.date(2016, 5, 6), ["modified"]),
        ("The UR dated 5-6-16 conditionally approved it.", dt.date(2016, 5, 6), ["conditionally_approved"]),
    ],
)
def test_reads_when_utilization_review_decided_and_what(words: str, day: dt.date, actions: list[str]):
    review = read_review(passage(words), [])
    assert review.date is not None
    assert review.date.value == day
    assert [said.value.value for said in review.actions] == actions


def test_what_the_patient_denied_is_no_action():
    review = read_review(passage("Utilization Review of 1/1/2015 came. The worker denied fever."), [])
    assert review.actions == ()


def test_a_review_without_date_is_noted():
    notes: list[Finding] = []
    assert read_review(passage("Nothing is told."), notes).date is None
    assert [note.code for note in notes] == ["review-date-not-found"]


@pytest.mark.parametrize(
    "words",
    [
        "hurt by an injury on 7/9/2012.",
        "a date of injury of July 9, 2012",
        "an occupational claim from 07/09/2012",
        "a cook with a 7/9/2012 date of injury, seen on 8/8/2013",
        "a date of injury (DOI) of 7-9-12",
        "was injured while mowing the lawn on 7/9/12",
        "On 7/9/2012, the mower slipped and the gardener was hurt",
        "injury to the toe which occurred on 7/9/2012. Then an injury on 8/8/2014",
    ],
)
def test_reads_the_date_of_injury(words: str):
    summary = passage(words)
    told = told_dates(summary, read_review(summary, []), Header(), [])
    assert told.date_of_injury is not None
    assert told.date_of_injury.value == dt.date(2012, 7, 9)


def test_the_header_is_believed_and_a_difference_noted():
    notes: list[Finding] = []
    summary = passage("an injury on 7/9/2012")
    header = Header(date_of_injury=Said(dt.date(2012, 7, 8), Span(0, 1)))
    told = told_dates(summary, read_review(summary, []), header, notes)
    assert told.date_of_injury is None
    assert [note.code for note in notes] == ["told-date-differs"]


@pytest.mark.parametrize(("example", "pattern"), [*REVIEW_DATE_ROWS, *INJURY_ROWS])
def test_a_row_finds_the_date_of_its_example(example: str, pattern: str):
    match = re.search(pattern, example)
    assert match is not None
    assert match["on"] == "3/4/2016"
