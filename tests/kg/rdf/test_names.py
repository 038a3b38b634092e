"""Printed names meet at one concept."""

from __future__ import annotations

import pytest

from kg.rdf import Names

KNOWN = Names({"chiropractor": "chiropractic", "sports medicinea": "sports-medicine"}, {"washington dc": "dc"})


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Chiropractor", "chiropractic"),
        ("chiropractor ", "chiropractic"),
        ("Sports\nMedicinea", "sports-medicine"),
        ("Medical  Herbalism", "medical-herbalism"),
    ],
)
def test_a_specialty_is_known_by_its_spellings_or_by_its_slug(printed: str, expected: str) -> None:
    assert KNOWN.specialty(printed) == expected


def test_states_have_spellings_too() -> None:
    assert KNOWN.state("Washington DC") == "dc"
    assert KNOWN.state("Nevada") == "nevada"


def test_the_schemes_know_what_letters_print() -> None:
    names = Names.load()
    assert names.specialty("Chiropractor") == "chiropractic"
    assert names.specialty("Physical Medicine & Rehabilitation") == "physical-medicine-rehabilitation"
    assert names.state("Washington, D.C.") == "district-of-columbia"
