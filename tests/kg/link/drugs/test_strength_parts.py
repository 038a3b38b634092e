"""A strength in numbers: a part for each number printed, with UCUM's unit and the ingredient, where it is known."""

from __future__ import annotations

import pytest

from kg.link.drugs import DrugLinker
from kg.link.drugs.strength_parts import strength_parts
from kg.link.drugs.strengths import Strength, measures, strength_of
from kg.schemes import drugs

LINKER = DrugLinker(drugs.load())


def parts(title: str) -> list[str]:
    """As "10 mg hydrocodone" or "40 mg in 0.4 mL enoxaparin"."""
    return [
        f"{part.value:g} {part.unit}"
        + (f" in {part.per_value:g} {part.per_unit}" if part.per_value is not None else "")
        + (f" {part.ingredient}" if part.ingredient else "")
        for part in LINKER.link(title).strength_parts
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Norco 10/325mg #60", ["10 mg hydrocodone", "325 mg acetaminophen"]),
        ("APAP/hydrocodone 325/10 mg", ["325 mg acetaminophen", "10 mg hydrocodone"]),
        ("Ibuprofen 800 mg #90", ["800 mg ibuprofen"]),
        ("Lovenox 40 mg/0.4 mL", ["40 mg in 0.4 mL enoxaparin"]),
        ("Fentanyl patch 50 mcg/hr #10", ["50 ug in 1 h fentanyl"]),
        ("Lidocaine 5% patch #30", ["5 % lidocaine"]),
        ("Levothyroxine 25 mcg", ["25 ug levothyroxine"]),
        ("Botox 100 units", ["100 [arb'U] onabotulinumtoxinA"]),
    ],
)
def test_each_number_has_its_unit_and_its_ingredient(title: str, expected: list[str]) -> None:
    assert parts(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Norco #60",
        "Norco 11/326mg #60",  # not sold
        "Oxycodone 5-10 mg #60",  # a range
        "Percocet 5/325/200mg",  # one number more than ingredients
        "Ketoprofen/lidocaine 10/5 cream",  # of what unit?
    ],
)
def test_a_strength_that_leaves_a_doubt_has_no_numbers(title: str) -> None:
    assert parts(title) == []


def test_a_part_that_no_ingredient_is_known_to_have_is_of_none() -> None:
    strength = Strength("10/325 mg", ("10 mg", "325 mg"), (10.0, 325.0), "mg")
    assert [part.ingredient for part in strength_parts(strength, {"hydrocodone": "10 mg"})] == ["hydrocodone", None]
    assert [part.ingredient for part in strength_parts(strength, {})] == [None, None]


def test_two_ingredients_of_one_strength_have_a_part_each() -> None:
    strength = Strength("5%/5%", ("5%", "5%"), (5.0, 5.0), "%")
    assert [part.ingredient for part in strength_parts(strength, {"a": "5%", "b": "5%"})] == ["a", "b"]


@pytest.mark.parametrize("strength", [None, Strength("10/325", ("10", "325"), (10.0, 325.0), "")])
def test_without_a_strength_or_a_unit_there_is_no_number(strength: Strength | None) -> None:
    assert strength_parts(strength, {}) == ()


@pytest.mark.parametrize("unit", ["mg", "mcg", "g", "%", "units", "IU", "meq", "mmol"])
@pytest.mark.parametrize("whole", ["", "/hr", "/day", "/ml", "/l", "/g", "/kg", "/m2", "/puff", "/spray", "/dose"])
def test_every_unit_that_is_read_has_a_code(unit: str, whole: str) -> None:
    text = f"5 {unit}{whole}".lower()
    (measure,) = measures(text, 0, len(text))
    strength = strength_of(measure, 1)
    assert strength is not None
    assert len(strength_parts(strength, {})) == 1
