"""A letter in capitals throughout, or without any, says what it says in print."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kg.model import Letter
from kg.parse import parse

NAMES = (
    "s-2016-header-by-columns.txt",
    "s-2016-thirteen-items.txt",
    "s-2015-opioid-and-benzodiazepine.txt",
    "d-2014-one-decision.txt",
    "n-2013-notice-decisions-twice.txt",
    "n-2013-notice-one-request.txt",
)


def told(text: str) -> list[object]:
    [letter] = parse(text, "a")
    assert isinstance(letter, Letter)
    header = letter.header
    days = (header.date_of_injury, header.ur_denial_date, header.application_received, header.date_assigned)
    return [
        header.case_number and header.case_number.value.upper(),
        *(day and day.value for day in days),
        [each.value.casefold() for each in letter.diagnoses],
        [(item.heading.text.casefold(), item.outcome and item.outcome.value) for item in letter.items],
        [
            [part and part.text.casefold() for part in (item.administrator_field, item.reviewer_field, item.rationale)]
            for item in letter.items
        ],
    ]


@pytest.mark.parametrize("case", [str.upper, str.lower])
@pytest.mark.parametrize("name", NAMES)
def test_the_case_of_a_letter_changes_nothing(
    example_texts: Mapping[str, str], name: str, case: Callable[[str], str]
) -> None:
    assert told(case(example_texts[name])) == told(example_texts[name])
