"""Which subcategory the drugs of a request fall under."""

from __future__ import annotations

import pytest

from kg.link.treatments.pharmaceuticals import PharmaceuticalRules
from kg.model import DrugMention, Ingredient, Span
from kg.schemes.treatments import load

RULES = PharmaceuticalRules(load())


def drug(*ingredients: str, brand: str | None = None, concept: str | None = None) -> DrugMention:
    return DrugMention("", Span(0, 0), tuple(map(Ingredient, ingredients)), brand=brand, concept=concept)


@pytest.mark.parametrize(
    ("text", "drugs", "subcategory"),
    [
        ("10/325mg #30", [drug("oxycodone", "acetaminophen")], "opioids"),
        ("#40", [drug("butalbital", "acetaminophen", "caffeine")], "barbiturates"),
        ("75 mg tablets", [drug("diclofenac")], "nsaid"),
        ("2% solution", [drug("diclofenac")], "topical-analgesics"),
        ("1% gel", [drug("diclofenac")], "topical-analgesics"),
        ("5% patch #30", [drug("lidocaine")], "topical-analgesics"),
        ("patch 25 mcg/hr", [drug("fentanyl")], "opioids"),
        ("20%/5% cream", [drug("flurbiprofen"), drug("baclofen")], "topical-compounds"),
        ("10%, 5%", [drug("gabapentin"), drug("amitriptyline")], "topical-compounds"),
        ("compounded cream", [drug("ketoprofen")], "topical-compounds"),
        ("patches", [drug("menthol", "capsaicin", brand="Warmstick")], "topical-analgesics"),
        ("75/0.2 mg", [drug("diclofenac", "misoprostol")], "nsaid"),
    ],
)
def test_class_mixture_and_skin_decide(text: str, drugs: list[DrugMention], subcategory: str) -> None:
    assert RULES.subcategory(drugs, text)[0] == f"pharmaceuticals/{subcategory}"


def test_a_drug_that_the_dwc_list_has_no_place_for_has_no_subcategory() -> None:
    assert RULES.subcategory([drug("nonesuchol")], "10 mg")[0] is None


def test_some_drugs_stay_drugs_when_injected_and_others_make_an_injection() -> None:
    assert not RULES.injected([drug("sumatriptan")])
    assert RULES.injected([drug("ketorolac")])
    assert RULES.injected([drug("triamcinolone")])
