"""Accuracy on letters read by hand, field by field: the bars that the project holds itself to.

The readings are not part of the project: a folder ``../shared`` holds them, and the scorer that compares.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy import scores

BARS = {
    **dict.fromkeys(["item.heading", "item.outcome", "reviewer.states", "reviewer.specialties"], 1.0),
    "citation.none_cited": 1.0,
    **dict.fromkeys(["item.finding", "item.request", "item.contradiction", "patient.age", "patient.sex"], 0.99),
    "drug.ingredients": 0.98,
    **dict.fromkeys(["drug.strength", "drug.quantity"], 0.97),
    **dict.fromkeys(["citation.guideline", "citation.mtus"], 0.99),
    "citation.section": 0.97,
    "citation.pages": 0.98,
    "item.category": 0.95,
    **dict.fromkeys(["item.qualifiers", "item.visits", "item.laterality", "item.body_regions"], 0.93),
    "diagnoses": 0.75,
}


@pytest.fixture(scope="module")
def f1(shared: Path) -> dict[str, float]:
    return {field: score.f1 for field, score in scores(shared).items()}


@pytest.mark.real_letters
@pytest.mark.parametrize("field", BARS)
def test_a_field_is_read_as_well_as_promised(field: str, f1: dict[str, float]) -> None:
    assert f1[field] >= BARS[field]


@pytest.mark.real_letters
def test_every_header_field_is_read(f1: dict[str, float]) -> None:
    headers = {field: value for field, value in f1.items() if field.startswith("header.")}
    assert len(headers) == 7
    assert set(headers.values()) == {1.0}
