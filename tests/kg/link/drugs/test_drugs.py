"""Drug names as titles write them, and what they come to. The cases are in the two tables beside this file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kg.link.drugs import DrugLinker
from kg.model import passage
from kg.schemes import drugs


@pytest.fixture(scope="module")
def linker() -> DrugLinker:
    return DrugLinker(drugs.load())


def test_brand_generic_and_abbreviation_meet_at_one_set_of_ingredients(linker: DrugLinker) -> None:
    sets = [
        [ingredient.rxcui for ingredient in linker.link(mention).ingredients]
        for mention in ("Percocet 5/325mg #14", "Oxycodone/APAP 5/325mg", "Endocet")
    ]
    assert sets == [["7804", "161"]] * 3


def test_gold_mentions_are_linked(linker: DrugLinker, shared: Path) -> None:
    with (shared / "gold" / "drug_mentions.csv").open(encoding="utf-8") as file:
        gold = list(csv.DictReader(file))
    wrong = [
        row["mention"]
        for row in gold
        if {i.name for i in linker.link(row["mention"]).ingredients} != set(filter(None, row["ingredients"].split(";")))
    ]
    assert len(wrong) <= 0.03 * len(gold), wrong


def test_gold_titles_name_their_drugs_and_no_others(linker: DrugLinker, shared: Path) -> None:
    letters = json.loads((shared / "gold" / "letters.json").read_text(encoding="utf-8"))
    wrong = []
    for item in (item for letter in letters for item in letter["items"]):
        found = linker.mentions(passage(item["request"]))
        gold = sorted((sorted(drug["ingredients"]), drug["quantity"], drug["refills"]) for drug in item["drugs"])
        ours = sorted((sorted(i.name for i in drug.ingredients), drug.quantity, drug.refills) for drug in found)
        if gold != ours:
            wrong.append(item["request"])
    assert not wrong
