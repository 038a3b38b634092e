"""What a nurse reads of a drug that is asked for: each ingredient with its strength, amount, MME, what was assumed."""

from __future__ import annotations

import pytest

from tests.web.conftest import BASE, named
from tests.web.pages.test_case import LETTER, rows
from web.pages.drug_line import drug_line
from web.pages.nodes import LetterNodes
from web.pages.pieces import Cell
from web.urls import Urls

URLS = Urls(BASE, named)
DRUG = f"{LETTER}/decision/1/request/drug/1"
NORCO, HYDROCODONE, ACETAMINOPHEN = (f"{BASE}id/drug/{name}" for name in ("norco", "hydrocodone", "acetaminophen"))
MONTH = f"{BASE}id/assumption/month"
NAMES = (
    (DRUG, "requestedDrug", NORCO, "Norco"),
    (DRUG, "ingredient", ACETAMINOPHEN, "acetaminophen"),
    (DRUG, "ingredient", HYDROCODONE, "hydrocodone"),
)

Told = tuple[object, ...]


def strength(number: int, value: str, unit: str, *more: Told) -> list[Told]:
    node = f"{DRUG}/strength/{number}"
    own: list[Told] = [(DRUG, "hasStrength", node), (node, "strengthValue", value), (node, "strengthUnit", unit)]
    return own + [(node, *said) for said in more]


def line(*told: Told) -> list[Cell]:
    nodes = LetterNodes(rows(*told), f"{BASE}ontology", LETTER)
    drug = nodes.node(DRUG)
    return drug_line(drug, nodes.linked(drug, "hasStrength"), URLS)


def words(*told: Told) -> list[str]:
    return [cell.text for cell in line(*told)]


def test_each_ingredient_has_its_strength_in_the_order_printed() -> None:
    told = [
        *NAMES,
        (DRUG, "strength", "10/325 mg"),
        (DRUG, "quantity", 60),
        (DRUG, "refills", 1),
        (DRUG, "daysSupply", 30),
        *strength(1, "10", "mg", ("strengthOf", HYDROCODONE)),
        *strength(2, "325", "mg", ("strengthOf", ACETAMINOPHEN)),
    ]
    assert words(*told) == [
        "Norco",
        "hydrocodone 10 mg",
        "acetaminophen 325 mg",
        "quantity 60, 1 refill, for 30 days",
    ]


def test_a_strength_of_which_a_part_is_nobodys_stays_as_it_is_printed() -> None:
    told = [*NAMES, (DRUG, "strength", "10/325 mg"), *strength(1, "10", "mg", ("strengthOf", HYDROCODONE))]
    assert "10/325 mg" in words(*told, *strength(2, "325", "mg"))
    assert words(*NAMES, (DRUG, "strength", "10/325 mg"))[-1] == "10/325 mg"


@pytest.mark.parametrize(
    ("value", "unit", "count", "whole", "shown"),
    [
        ("10", "mg", "", "", "10 mg"),
        ("5", "%", "", "", "5%"),
        ("50", "ug", "1", "h", "50 mcg per hour"),
        ("40", "mg", "0.4", "mL", "40 mg per 0.4 mL"),
        ("100", "[iU]", "1", "mL", "100 IU per mL"),
        ("4", "mg", "1", "{spray}", "4 mg per spray"),
        ("100", "[arb'U]", "", "", "100 units"),
    ],
)
def test_units_are_in_words_of_people(value: str, unit: str, count: str, whole: str, shown: str) -> None:
    per: list[Told] = [("perValue", count), ("perUnit", whole)] if whole else []
    one = (DRUG, "ingredient", HYDROCODONE, "drug")
    assert words(one, *strength(1, value, unit, ("strengthOf", HYDROCODONE), *per))[0] == f"drug {shown}"


def test_an_equivalent_tells_its_factor_and_year_and_what_was_assumed() -> None:
    month = (DRUG, "assumption", MONTH, "Quantity taken to last 30 days")
    factor = [(DRUG, "mmePerDay", "20"), (DRUG, "mmeFactor", "1"), (DRUG, "mmeFactorVintage", "2018")]
    assert line(*NAMES, *factor, month)[-2:] == [
        Cell("20 MME a day", note="factor 1, CDC 2018"),
        Cell("Quantity taken to last 30 days", URLS.link(MONTH), note="assumed"),
    ]


def test_the_amount_opens_the_words_and_the_words_stand_in_for_it() -> None:
    found = (DRUG, "foundAt", f"{LETTER}/text#char=3,9")
    assert line(*NAMES, found, (DRUG, "quantity", 60))[-1] == Cell("quantity 60", source="t3-9")
    assert line(found, (DRUG, "mentionText", "Zorblax"))[-1] == Cell("Zorblax", source="t3-9")
