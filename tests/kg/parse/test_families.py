from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Family, Letter, Rejection
from kg.parse import parse
from kg.parse.families import family_of


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("x IMR ISSUES, DECISIONS AND RATIONALES y", Family.STANDARD),
        ("x IMR DECISION(S) AND RATIONALE(S) y", Family.DECISIONS),
        ("INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE", Family.NOTICE),
        ("It has determined the request for a cane", Family.NOTICE),
        ("MEDICAL PROFESSIONAL REVIEW", Family.PROFESSIONAL),
        ("ISSUE AT DISPUTE: a cane", Family.PROFESSIONAL),
        ("Claims Administrator guideline: none. Decision rationale: none.", Family.STANDARD),
        ("a shopping list", None),
    ],
)
def test_headings_tell_the_form(words: str, family: Family | None):
    assert family_of(words) is family


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("", "no-text", "no words"),
        ("INVOICE 77, amount due: 120.00", "other-document", "invoice"),
        ("Proof of service by mail", "other-document", "proof of service"),
        ("Once upon a time", "unknown-family", "headings"),
        ("INDEPENDENT BILLING REVIEW FINAL DETERMINATION\nIBR Case Number: CB16-0000123", "bill-review", "Bill Review"),
        ("HOW THE IBR FINAL DETERMINATION WAS MADE\nissue in dispute: Overturned", "bill-review", "Bill Review"),
        ("MAXIMUS Federal Services\nCase Number: CB17-0000123\nIt was upheld.", "bill-review", "Bill Review"),
        ("IMR ISSUES, DECISIONS AND RATIONALES\n", "no-decision", "no disputed item"),
        ("MEDICAL PROFESSIONAL REVIEW\nwords", "no-decision", "no disputed item"),
    ],
)
def test_what_is_no_letter_is_rejected_with_a_reason(text: str, code: str, word: str):
    (rejection,) = parse(text, "folder/file.txt")
    assert isinstance(rejection, Rejection)
    assert rejection.code == code
    assert word in rejection.reason
    assert rejection.place == "folder/file.txt"
    assert rejection.remedy


def test_a_form_without_items_is_read_as_another(letter: Callable[..., str]):
    """The heading of one form over the blocks of another."""
    text = letter().replace("IMR ISSUES, DECISIONS AND RATIONALES", "IMR DECISION(S) AND RATIONALE(S)")
    (read,) = parse(text, "x")
    assert isinstance(read, Letter)
    assert [item.heading.text for item in read.items] == ["Wrist brace"]
    assert "other-form" in {finding.code for finding in read.findings}


def test_a_letter_without_a_decision_word_is_no_determination(letter: Callable[..., str]):
    (read,) = parse(letter().replace("Wrist brace: Upheld", "Wrist brace"), "x")
    assert isinstance(read, Rejection)
    assert read.code == "no-decision"


def test_a_determination_that_speaks_of_a_bill_review_is_read(letter: Callable[..., str]):
    (read,) = parse(letter().replace("The gardener", "After an Independent Bill Review the gardener"), "x")
    assert isinstance(read, Letter)
