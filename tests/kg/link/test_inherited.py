"""A reviewer who found the other side's guideline appropriate cites it."""

from __future__ import annotations

import pytest

from kg.link.citations import CitationResolver
from kg.link.inherited import inherited
from kg.model import Citation, Confidence, Side, passage
from kg.schemes import guidelines


@pytest.fixture(scope="module")
def administrator() -> tuple[Citation, ...]:
    words = "The Claims Administrator based its decision on the Acupuncture Medical Treatment Guidelines."
    return CitationResolver(guidelines.load()).field(passage(words), Side.CLAIMS_ADMINISTRATOR).citations


@pytest.mark.parametrize(
    "words",
    [
        "The Expert Reviewer found the guidelines used by the Claims Administrator relevant and appropriate.",
        "The Expert Reviewer found the section of the MTUS used by the Claims Administrator relevant here.",
        "The Physician Reviewer found the guideline cited by the Claims Administrator to be appropriate.",
    ],
)
def test_the_pointer_gives_the_other_sides_citations_as_likely(words: str, administrator: tuple[Citation, ...]) -> None:
    (citation,) = inherited(passage(words), administrator)
    assert citation.section_ids == administrator[0].section_ids == ("acu07",)
    assert citation.by is Side.REVIEWER
    assert citation.confidence is Confidence.LIKELY
    assert words[citation.span.start : citation.span.end] == citation.text


def test_a_field_that_names_a_guideline_of_its_own_inherits_nothing(administrator: tuple[Citation, ...]) -> None:
    words = "The Expert Reviewer found ACOEM Guidelines, Chapter 9, relevant and appropriate."
    assert inherited(passage(words), administrator) == ()
