"""Families D, N and P: read as far as their wording is known, and marked so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kg.model import Family, Letter, OutcomeBasis
from kg.parse import parse
from kg.parse.disputed import MOST_ITEMS
from kg.schemes.table import rows

NOTICE = """MAXIMUS FEDERAL SERVICES, INC.
Notice of Independent Medical Review Determination
Dated: 9/12/2013
Date of Injury: 3/4/2010
1) MAXIMUS Federal Services, Inc. has determined the request for a hat is notmedically necessary and appropriate.
2) MAXIMUS Federal Services, Inc. has determined the request for tea 6mg #6 is medically necessary and appropriate.
INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE
An application for Independent Medical Review was filed on 8/9/2013 disputing the Utilization Review Denial dated
8/1/2013. A Notice of Assignment and Request for Information was provided to all on 8/20/2013.
1) MAXIMUS Federal Services, Inc. has determined the request for a hat is not medically necessary and appropriate.
2) MAXIMUS Federal Services, Inc. has determined the request for tea 6mg #6 is medically necessary and appropriate.
Medical Qualifications of the Expert Reviewer:
The reviewer is Board Certified in Physical Medicine and Rehabilitation, has a subspecialty in Pain Medicine and is
licensed to practice in Iowa and Texas. He/she reads.
Case Summary:
Disclaimer: The following case summary was taken directly from the denial/modification dated August 1, 2013.
The patient is a 44 year-old female. Diagnoses include knee pain and lumbago.
Documents Reviewed for Determination: all
1) Regarding the request for a hat:
Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to Make His/Her Decision:
The Claims Administrator based its decision on hats. The Expert Reviewer found caps relevant and appropriate.
Rationale for the Decision:
A hat is idle. The request is not medically necessary and appropriate.
2) Regarding the request for tea 6mg #6:
Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to Make His/Her Decision:
The Claims Administrator did not cite. The Expert Reviewer based his decision on leaves.
Rationale for the Decision:
Tea is good. The request is medically necessary and appropriate.
Effect of the Decision: it binds.
"""
DECISIONS = """MAXIMUS FEDERAL SERVICES, INC.
Independent Medical Review
Case Number: CM14-0001111 Date of Injury: 01/02/2012
UR Denial Date: 12/20/2013
HOW THE IMR FINAL DETERMINATION WAS MADE
DOCUMENTS REVIEWED
a list
CLINICAL CASE SUMMARY
The patient is a 51 year old male who was diagnosed with lumbar strain.
IMR DECISION(S) AND RATIONALE(S)
1. Tea 5mg #30 is not medically necessary and appropriate.
The Claims Administrator based its decision on the guideline of tea, page 78.
The Physician Reviewer based his/her decision on page 80.
The Physician Reviewer's decision rationale: See page 80. The request is not medically necessary and appropriate.
2. Four walks are medically necessary and appropriate.
The Claims Administrator based its decision on nothing.
The Physician Reviewer based his/her decision on walks.
The Physician Reviewer's decision rationale: The request is medically necessary and appropriate.
"""
PROFESSIONAL = """MEDICAL PROFESSIONAL REVIEW
ISSUE AT DISPUTE: Whether a cane is/was medically necessary.
CASE SUMMARY: A 30 year old man fell. Date of injury: 1/2/2013.
DOCUMENTS REVIEWED FOR DETERMINATION: some
MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL
REVIEWER AND WHY: a book
RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT
MEDICALLY NECESSARY: He walks.
MEDICAL REVIEWER QUALIFICATIONS: Board certified in Orthopedic Surgery, licensed in Iowa.
"""


def read(text: str) -> Letter:
    (letter,) = parse(text, "x")
    assert isinstance(letter, Letter)
    assert "family-by-report" in {finding.code for finding in letter.findings}
    assert all(item.outcome_basis is OutcomeBasis.PROSE for item in letter.items)
    return letter


def outcomes(letter: Letter) -> list[tuple[str, str]]:
    return [(item.request.text, item.outcome.value.value) for item in letter.items if item.outcome]


def test_a_notices_decisions_stand_twice_and_are_read_once():
    letter = read(NOTICE)
    assert letter.family is Family.NOTICE
    assert outcomes(letter) == [("a hat", "upheld"), ("tea 6mg #6", "overturned")]
    assert [item.reviewer_field.text for item in letter.items if item.reviewer_field] == [
        "The Expert Reviewer found caps relevant and appropriate.",
        "The Expert Reviewer based his decision on leaves.",
    ]
    assert [item.rationale.text for item in letter.items if item.rationale][1].startswith("Tea is good.")


def test_a_notice_tells_its_dates_and_its_reviewer_in_prose():
    letter = read(NOTICE)
    assert letter.header.decision_date is not None
    assert letter.header.decision_date.value == dt.date(2013, 9, 12)
    told = letter.told
    assert [said.value for said in (told.application_received, told.ur_denial_date, told.date_assigned) if said] == [
        dt.date(2013, 8, 9),
        dt.date(2013, 8, 1),
        dt.date(2013, 8, 20),
    ]
    assert [said.value for said in letter.reviewer.specialties] == [
        "Physical Medicine and Rehabilitation",
        "Pain Medicine",
    ]
    assert [said.value for said in letter.reviewer.states] == ["Iowa", "Texas"]
    assert [said.value for said in letter.diagnoses] == ["knee pain", "lumbago"]


def test_a_notice_that_decides_twice_and_differently_is_noted():
    letter = read(NOTICE.replace("notmedically", "medically", 1))
    assert "decisions-differ" in {finding.code for finding in letter.findings}


def test_decisions_and_rationales():
    letter = read(DECISIONS)
    assert letter.family is Family.DECISIONS
    assert outcomes(letter) == [("Tea 5mg #30", "upheld"), ("Four walks", "overturned")]
    first = letter.items[0]
    assert first.administrator_field is not None
    assert first.administrator_field.text.endswith("page 78.")
    assert first.reviewer_field is not None
    assert first.reviewer_field.text == "The Physician Reviewer based his/her decision on page 80."
    assert letter.header.ur_denial_date is not None
    assert letter.decision_interval is not None
    assert letter.decision_interval.earliest is not None


def test_a_professional_review_has_one_issue_and_its_outcome_in_prose():
    letter = read(PROFESSIONAL)
    assert letter.family is Family.PROFESSIONAL
    assert outcomes(letter) == [("a cane", "upheld")]
    assert letter.items[0].reviewer_field is not None
    assert letter.items[0].reviewer_field.text == "a book"
    assert [said.value for said in letter.reviewer.specialties] == ["Orthopedic Surgery"]
    assert [said.value for said in letter.reviewer.states] == ["Iowa"]


def test_a_rationale_against_its_heading_is_noted_and_the_printed_heading_stays_the_outcome():
    letter = read(PROFESSIONAL.replace("He walks.", "The cane is medically necessary."))
    assert outcomes(letter) == [("a cane", "upheld")]
    assert "decisions-differ" in {finding.code for finding in letter.findings}


def test_three_forms_in_one_text_are_three_letters():
    read_letters = parse(DECISIONS + NOTICE + PROFESSIONAL, "x")
    assert [each.family for each in read_letters if isinstance(each, Letter)] == [
        Family.DECISIONS,
        Family.NOTICE,
        Family.PROFESSIONAL,
    ]


def test_an_older_form_has_only_so_many_items_too():
    decided = "has determined the request for tea is not medically necessary and appropriate."
    text = "".join(f"{number}) MAXIMUS Federal Services, Inc. {decided} " for number in range(1, MOST_ITEMS + 30))
    (read,) = parse(f"Notice of Independent Medical Review Determination\n{text}", "x")
    assert isinstance(read, Letter)
    assert len(read.items) == MOST_ITEMS
    assert "too-many-items" in {finding.code for finding in read.findings}


REVIEWERS = Path(__file__).with_name("cases_reviewer_sentences.tsv")


@pytest.mark.parametrize(
    "row",
    [dict(row) for _, row in rows(REVIEWERS.read_text("utf-8"), ("text", "states", "specialties", "why"), "reviewers")],
    ids=lambda row: row["why"],
)
def test_a_letter_of_decisions_tells_its_reviewer(row: dict[str, str]):
    reviewer = read(DECISIONS.replace("DOCUMENTS REVIEWED\n", f"{row['text']}\nDOCUMENTS REVIEWED\n")).reviewer
    told = ["|".join(said.value for said in each) for each in (reviewer.states, reviewer.specialties)]
    assert told == [row["states"], row["specialties"]]
