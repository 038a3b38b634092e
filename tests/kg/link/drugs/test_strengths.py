"""Numbers with their units as letters write them, and the strength that they come to."""

from __future__ import annotations

import pytest

from kg.link.drugs.strengths import Measure, measures, number, strength_of, written

UNITS = {
    "mg": ("mg", "mgs", "milligram", "milligrams", "mgm", "mgms"),
    "mcg": ("mcg", "mcgs", "microgram", "micrograms", "ug", "µg", "mikg"),
    "g": ("g", "gm", "gms", "gram", "grams"),
    "%": ("%", "percent", "per cent"),
    "units": ("units", "unit", "u"),
    "IU": ("iu",),
    "meq": ("meq",),
    "mmol": ("mmol",),
    "ml": ("ml", "mls", "cc"),
    "oz": ("oz",),
}
WHOLES = {
    "hr": ("hour", "hours", "hr", "hrs", "h"),
    "day": ("day", "d"),
    "ml": ("ml", "mls", "cc"),
    "g": ("g", "gm", "gram", "grams"),
    "actuation": ("actuation", "actuations", "act"),
    "inhalation": ("inhalation", "inhalations", "inh"),
    "spray": ("spray", "sprays"),
    "puff": ("puff", "puffs"),
    "dose": ("dose", "doses"),
    "l": ("l",),
    "kg": ("kg",),
}


def measured(text: str) -> list[Measure]:
    return measures(text, 0, len(text))


@pytest.mark.parametrize(("unit", "said"), [(unit, each) for unit, words in UNITS.items() for each in words])
def test_a_unit_has_one_form(unit: str, said: str) -> None:
    for text in (f"5 {said}", f"5-{said}", f"5{said}"):
        (found,) = measured(text)
        assert (found.values, found.unit, found.per) == (("5",), unit, "")


@pytest.mark.parametrize(("whole", "said"), [(whole, each) for whole, words in WHOLES.items() for each in words])
def test_what_a_strength_is_counted_by_has_one_form(whole: str, said: str) -> None:
    for text in (f"5 mg/{said}", f"5mg per {said}", f"5 mg/1 {said}"):
        (found,) = measured(text)
        assert (found.unit, found.per) == ("mg", f"/{whole}")
    (found,) = measured(f"5 mg/2.5 {said}")
    assert found.per == f"/2.5{whole}"


@pytest.mark.parametrize(
    ("text", "values", "units"),
    [
        ("10/325 mg", ("10", "325"), ()),
        ("5- 325 mg", ("5", "325"), ()),
        ("5mg/325", ("5", "325"), ()),
        ("50mg/200mcg", ("50", "200"), ("mg", "mcg")),
        ("10mg-325mg", ("10", "325"), ()),
        ("350mg - 60", ("350",), ()),
        ("10 mg. daily", ("10",), ()),
    ],
)
def test_numbers_stand_in_a_row(text: str, values: tuple[str, ...], units: tuple[str, ...]) -> None:
    (found, *more) = measured(text)
    assert (found.values, found.units, more) == (values, units, [])


@pytest.mark.parametrize("text", ["60", "#60 mg", "# 60 mg", "b12 mg", "2014/2015", "10 mgx", "1/2015", "vitamin b12"])
def test_other_numbers_are_no_measures(text: str) -> None:
    assert measured(text) == []


def test_a_number_glued_to_a_name_counts_only_where_the_name_ends() -> None:
    text = "norco10/325mg"
    assert measured(text) == []
    assert [found.values for found in measures(text, 0, len(text), [5])] == [("10", "325")]


@pytest.mark.parametrize(
    ("said", "plain"),
    [("1,000", "1000"), (".5", "0.5"), ("2,5", "2.5"), ("007", "7"), ("0", "0"), ("10", "10"), ("1.50", "1.5")],
)
def test_a_number_is_written_in_one_way(said: str, plain: str) -> None:
    assert number(said) == plain


def test_a_strength_is_written_as_the_vocabulary_does() -> None:
    assert written(("10", "325"), "mg") == "10/325 mg"
    assert written(("20", "10"), "%") == "20%/10%"
    assert written(("50",), "mcg", "/hr") == "50 mcg/hr"
    assert written(("10", "325"), "") == "10/325"


@pytest.mark.parametrize(
    ("text", "count", "strength"),
    [
        ("10/325", 2, "10/325 mg"),
        ("10/325", 1, None),
        ("5 ml", 1, None),
        ("5 oz", 1, None),
        ("50mg/200mcg", 2, "50 mg/200 mcg"),
    ],
)
def test_a_measure_is_a_strength_or_an_amount(text: str, count: int, strength: str | None) -> None:
    found = strength_of(measured(text)[0], count)
    assert (found.text if found else None) == strength
