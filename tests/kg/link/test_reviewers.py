"""Printed names of specialties and states meet at one concept, or keep their words."""

from __future__ import annotations

import pytest

from kg.link.reviewers import ReviewerLinker
from kg.model import Reviewer, Said, Span
from kg.schemes import concepts

LINKER = ReviewerLinker(concepts.load("specialties"), concepts.load("states"))


def said(name: str) -> Said[str]:
    return Said(name, Span(3, 3 + len(name)))


@pytest.mark.parametrize(
    ("printed", "concept"),
    [
        ("Chiropractic", "chiropractic"),
        ("Chiropractor", "chiropractic"),
        ("Sports Medicinea", "sports-medicine"),
        ("physical  medicine\n& rehabilitation", "physical-medicine-rehabilitation"),
    ],
)
def test_a_specialty_is_known_by_any_spelling(printed: str, concept: str) -> None:
    profile, findings = LINKER.link(Reviewer((), (said(printed),)))
    assert profile.specialties == (Said(concept, said(printed).span),)
    assert not profile.unknown_specialties
    assert not findings


def test_a_state_has_spellings_too() -> None:
    profile, _ = LINKER.link(Reviewer((said("Washington, D.C."), said("california")), ()))
    assert [state.value for state in profile.states] == ["district-of-columbia", "california"]


def test_a_name_that_no_list_has_keeps_its_words_and_is_told_of() -> None:
    strange, elsewhere = said("Medical Herbalism"), said("Cascadia")
    profile, findings = LINKER.link(Reviewer((elsewhere,), (strange, said("Podiatry"))))
    assert profile.unknown_specialties == (strange,)
    assert profile.unknown_states == (elsewhere,)
    assert [finding.code for finding in findings] == ["unknown-specialty", "unknown-state"]
    assert findings[0].span == strange.span
    assert "Medical Herbalism" in findings[0].message


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("W yoming", "Wyoming"),
        ("Califomia", "California"),
        ("New Y0rk", "New York"),
        ("Arkansas", "Arkansas"),
        ("Ontario", "Ontario"),
    ],
)
def test_a_misread_state_is_put_right_and_noted(printed: str, read: str):
    reviewer, findings = LINKER.read(Reviewer(states=(Said(printed, Span(0, len(printed))),)))
    assert [said.value for said in reviewer.states] == [read]
    assert [finding.code for finding in findings] == ["misread"] * (printed != read)
