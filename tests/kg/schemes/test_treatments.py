"""The treatment tables and the mistakes that loading names."""

from __future__ import annotations

import pytest

from kg.errors import TableError
from kg.schemes import concepts
from kg.schemes.treatments import (
    COLUMNS,
    DRUG_COLUMNS,
    PHRASE_COLUMNS,
    RULE_COLUMNS,
    SPINE_COLUMNS,
    drug_rules_from_tsv,
    load,
    phrases_from_tsv,
    rules_from_tsv,
    spine_from_tsv,
    treatments_from_tsv,
)

CATEGORIES = concepts.load("categories")


def table(columns: tuple[str, ...], *cells: str) -> str:
    return "\n".join(["\t".join(columns), "\t".join(cells)])


def test_every_subcategory_lies_below_its_category() -> None:
    for concept in CATEGORIES:
        category, _, rest = concept.id.partition("/")
        assert concept.broader == (category if rest else None)


def test_no_two_treatments_claim_the_same_words() -> None:
    seen: dict[str, str] = {}
    for treatment in load().treatments.values():
        for label in treatment.concept.labels:
            assert seen.setdefault(label.casefold(), treatment.concept.id) == treatment.concept.id, label


def test_a_category_name_is_spelt_as_the_dwc_spells_it() -> None:
    assert load().category_name("pharmaceuticals/opioid-antagonist") == "Opoid Antagonist"


@pytest.mark.parametrize(
    ("category", "rank", "message"),
    [("imaging", "", "category 'imaging' is not in categories.tsv"), ("injection", "first", "rank 'first'")],
)
def test_a_treatment_with_an_unknown_category_or_rank_is_named(category: str, rank: str, message: str) -> None:
    text = table(COLUMNS, "mri", "MRI", "", "", "", category, rank)
    with pytest.raises(TableError, match=message):
        treatments_from_tsv(text, CATEGORIES)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("r", "later", "", "x", "mri"), "category_rules.tsv:2: when is 'later'"),
        (("r", "after", "", "(", "mri"), "category_rules.tsv:2: pattern does not compile"),
        (("r", "after", "", "x", "nonesuch"), "category_rules.tsv:2: treatment 'nonesuch'"),
    ],
)
def test_a_broken_rule_is_named_with_its_line(cells: tuple[str, ...], message: str) -> None:
    with pytest.raises(TableError, match=message):
        rules_from_tsv(table(RULE_COLUMNS, *cells), load().treatments)


def test_a_phrase_of_an_unknown_region_is_named() -> None:
    with pytest.raises(TableError, match=r"region 'gill' is not in body_regions\.tsv"):
        phrases_from_tsv(table(PHRASE_COLUMNS, "fish gill", "gill"), concepts.load("body_regions"))


def test_a_drug_rule_of_an_unknown_subcategory_is_named() -> None:
    with pytest.raises(TableError, match=r"drug_subcategories\.tsv:2: 'potions'"):
        drug_rules_from_tsv(table(DRUG_COLUMNS, "potions", "1"), CATEGORIES, load().treatments)


def test_a_kind_of_drug_request_without_its_rule_is_named() -> None:
    with pytest.raises(TableError, match=r"drug_subcategories\.tsv: 0 rows have the role 'any'"):
        drug_rules_from_tsv(table(DRUG_COLUMNS, "pharmaceuticals", "1"), CATEGORIES, load().treatments)


def test_a_part_of_the_spine_that_is_no_region_is_named() -> None:
    with pytest.raises(TableError, match=r"spine_regions\.tsv:2: region 'fin'"):
        spine_from_tsv(table(SPINE_COLUMNS, "fin", "low back"), concepts.load("body_regions"))
