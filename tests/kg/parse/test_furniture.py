"""Running headers and footers are no part of the letter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Letter
from kg.parse import parse
from kg.parse.furniture import without_furniture
from kg.text import PAGE_BREAK, Placed

Compose = Callable[..., str]
RATIONALE = "Rest and ice bring the same at less cost to all who are concerned. The request is not medically necessary."

FURNITURE = [
    "Page 2 of 5",
    "Page 2",
    "- 2 -",
    "2 | P a g e",
    "CM16-0000042 Page 2 of 5",
    "Case Number: CM16-0000042 Page 2",
    "Case Number: CM16-0000042",
    "CM16-0000042",
    "MAXIMUS Federal Services, Inc. | CM16-0000042 | 2 of 5",
    "IMR Final Determination Letter   CM16-0000042   Page 2 of 5",
    "Paqe 2 of 5",
    "Final Determination Letter for IMR Case Number CM16-0000042",
    "IMR Final Determination for Case Number: CM16-0000042",
    "Final Determination Letter for IMR Case Number CM16-0000042 4",
    "CM16-0000042   05/20/2016",
    "GM16-O000042                Page 2 of 3",
]
LETTER_WORDS = [
    "page 63 of 127 of the guideline",
    "MTUS Chronic Pain Treatment Guidelines Page(s): 80.",
    "12",
    "# 90",
    "The case number is CM16-0000042.",
    "visits 2 of 5",
]


@pytest.mark.parametrize("line", FURNITURE)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\f"])
def test_a_page_s_own_words_in_a_rationale_are_left_out(letter: Compose, line: str, gap: str) -> None:
    (clean,) = parse(letter([("Cane", "Upheld", RATIONALE)]), "x")
    broken = RATIONALE.replace(" at less", f"{gap}{line}{gap}at less")
    (read,) = parse(letter([("Cane", "Upheld", broken)]), "x")
    assert isinstance(read, Letter)
    assert isinstance(clean, Letter)
    assert [item.rationale.text for item in read.items if item.rationale] == [RATIONALE]
    assert read.items[0].finding is not None
    assert read.header.case_number is not None
    assert read.findings == clean.findings == ()


@pytest.mark.parametrize("gap", ["\n", "\f"])
def test_a_running_title_that_is_drawn_last_does_not_end_the_last_rationale(letter: Compose, gap: str) -> None:
    text = letter([("Cane", "Upheld", RATIONALE)]).rstrip()
    (read,) = parse(f"{text}{gap}Final Determination Letter for IMR Case Number CM16-0000042", "x")
    assert isinstance(read, Letter)
    assert [item.rationale.text for item in read.items if item.rationale] == [RATIONALE]


@pytest.mark.parametrize("line", LETTER_WORDS)
def test_what_the_letter_says_stays(line: str) -> None:
    text = f"HOW THE IMR\nwords\n{line}\nwords"
    assert without_furniture(Placed(text)).text == text


def test_a_page_break_stands_in_its_place() -> None:
    assert without_furniture(Placed("one\n\nPage 2 of 3\n\ntwo")).text == f"one{PAGE_BREAK}two"


def test_a_case_number_alone_in_the_header_is_the_letter_s(letter: Compose) -> None:
    (read,) = parse(letter().replace("Case Number: ", ""), "x")
    assert isinstance(read, Letter)
    assert read.header.case_number is not None
    assert read.header.case_number.value == "CM16-0000042"


def test_the_day_of_the_review_in_the_summary_is_checked_for_order(letter: Compose) -> None:
    (read,) = parse(letter().replace("dated 2/29/2016", "dated 6/29/2016"), "x")
    assert isinstance(read, Letter)
    assert {"told-date-differs", "date-order"} <= {finding.code for finding in read.findings}


def test_a_number_with_the_day_of_the_print_is_the_number_of_a_letter_without_a_header(letter: Compose) -> None:
    whole = letter([("Cane", "Upheld", RATIONALE)])
    (read,) = parse("CM16-0000043   05/20/2016\n\n" + whole[whole.index("HOW THE IMR") :], "x")
    assert isinstance(read, Letter)
    assert read.header.case_number is not None
    assert read.header.case_number.value == "CM16-0000043"
