from __future__ import annotations

import pytest

from kg.model import Family, Rejection
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
    ],
)
def test_what_is_no_letter_is_rejected_with_a_reason(text: str, code: str, word: str):
    (rejection,) = parse(text, "folder/file.txt")
    assert isinstance(rejection, Rejection)
    assert rejection.code == code
    assert word in rejection.reason
    assert rejection.place == "folder/file.txt"
    assert rejection.remedy
