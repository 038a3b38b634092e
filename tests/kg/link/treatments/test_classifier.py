"""What a title asks for: treatment, category, sessions, place and side."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.link.treatments import TreatmentClassifier
from kg.model import Citation, DisputedItem, DrugMention, Ingredient, Qualifier, Said, Side, Span, Treatment, passage
from kg.schemes.treatments import load

CLASSIFIER = TreatmentClassifier(load())


class Case(NamedTuple):
    title: str
    category: str
    treatment: str
    visits: str
    regions: str
    side: str


def cases() -> Iterator[Case]:
    lines = (Path(__file__).parent / "titles.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[2:]:
        yield Case(*[*line.split("\t"), "", "", "", "", ""][:6])


def classify(title: str, *drugs: DrugMention, citations: tuple[Citation, ...] = ()) -> Treatment:
    words = passage(title)
    return CLASSIFIER.classify(DisputedItem(1, words, words, None), drugs, citations)


def drug(title: str, word: str, *ingredients: str, brand: str | None = None) -> DrugMention:
    at = title.index(word)
    return DrugMention(word, Span(at, at + len(word)), tuple(map(Ingredient, ingredients)), brand=brand)


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.title)
def test_a_title_of_the_table_is_read_as_the_table_says(case: Case) -> None:
    read = classify(case.title)
    narrowest = read.subcategory or read.category
    assert (
        Case(
            case.title,
            narrowest.concept if narrowest else "",
            read.treatment.concept if read.treatment else "",
            str(read.visits.value) if read.visits else "",
            "|".join(region.value.label for region in read.body_regions),
            read.laterality.value.value if read.laterality else "",
        )
        == case
    )


def test_every_value_points_to_the_words_that_say_it() -> None:
    title = "Physical therapy for the right knee, 2 times a week for 6 weeks"
    read = classify(title)
    assert read.visits is not None
    assert read.laterality is not None
    said = (read.visits, read.laterality, *read.body_regions)
    assert [title[each.span.start : each.span.end] for each in said] == ["2 times a week for 6 weeks", "right", "knee"]


def test_an_assignment_names_its_rule_and_the_name_on_the_dwc_list() -> None:
    read = classify("Acupuncture, 6 sessions")
    assert read.category is not None
    assert read.subcategory is not None
    assert (read.category.label, read.subcategory.label) == ("Rehabilitation", "Acupuncture")
    assert read.category.rule == "treatment:acupuncture"


def test_a_subcategory_that_only_repeats_its_category_is_left_out() -> None:
    read = classify("Gym membership for one year")
    assert read.category is not None
    assert (read.category.label, read.subcategory) == ("Programs", None)


def test_a_title_without_known_words_is_not_guessed() -> None:
    assert classify("Zebra stripes") == Treatment()


def test_what_stays_in_dispute_is_counted_and_the_heading_tells_the_rest() -> None:
    heading = passage(
        "Physical therapy for the left wrist, 10 sessions was the original request. Physical therapy, 6 sessions was "
        "authorized. The remaining portion, physical therapy, 4 sessions"
    )
    request = heading.passage(heading.text.rindex("physical"), len(heading.text))
    read = CLASSIFIER.classify(DisputedItem(1, heading, request, None), ())
    assert read.visits is not None
    assert read.laterality is not None
    assert (read.visits.value, [each.value.label for each in read.body_regions]) == (4, ["wrist"])
    assert read.laterality.value == "left"


@pytest.mark.parametrize(
    ("title", "treatment"),
    [("Cold therapy unit", "cold-therapy-unit"), ("EKG", "ekg"), ("Physical therapy, 12 sessions", "physical-therapy")],
)
def test_an_associated_surgical_service_is_filed_under_surgery_and_keeps_its_treatment(
    title: str, treatment: str
) -> None:
    words = passage(title)
    qualifier = Said(Qualifier.ASSOCIATED_SURGICAL_SERVICE, Span(0, 1))
    read = CLASSIFIER.classify(DisputedItem(1, words, words, None, qualifiers=(qualifier,)), ())
    assert read.category is not None
    assert read.subcategory is not None
    assert read.treatment is not None
    assert (read.category.label, read.subcategory.label) == ("Surgery", "Adjunct Surgical Services")
    assert (read.category.rule, read.treatment.concept) == ("qualifier:associated_surgical_service", treatment)
    assert read.visits == classify(title).visits


def test_of_a_drug_and_a_procedure_the_first_named_decides() -> None:
    title = "Ice machine and Coldeze 10 mg"
    read = classify(title, drug(title, "Coldeze", "naproxen"))
    assert read.category is not None
    assert read.category.concept == "dmepos"
    title = "Coldeze 10 mg with ice machine"
    read = classify(title, drug(title, "Coldeze", "naproxen"))
    assert read.subcategory is not None
    assert read.subcategory.concept == "pharmaceuticals/nsaid"


def test_a_spine_without_a_level_is_the_part_whose_guideline_is_cited() -> None:
    cited = Citation(Side.REVIEWER, Span(0, 1), "Low Back Complaints 2004")
    assert classify("MRI of the spine").body_regions == ()
    assert [each.value.label for each in classify("MRI of the spine", citations=(cited,)).body_regions] == ["low back"]


def test_the_gold_letters_are_read_as_by_hand(shared: Path) -> None:
    """Categories, sessions and places of the letters read by hand; a few name their place only outside the title."""
    right = dict.fromkeys(("category", "visits", "laterality"), 0)
    items = [item for letter in json.loads((shared / "gold" / "letters.json").read_text()) for item in letter["items"]]
    for item in items:
        words = passage(item["request"])
        drugs = [DrugMention("", Span(0, 0), tuple(map(Ingredient, each["ingredients"]))) for each in item["drugs"]]
        read = CLASSIFIER.classify(DisputedItem(1, words, words, None), drugs)
        right["category"] += (read.category.label if read.category else None) == item["category"]
        right["visits"] += (read.visits.value if read.visits else None) == item["visits"]
        right["laterality"] += (read.laterality.value.value if read.laterality else None) == item["laterality"]
    assert {name: count / len(items) >= 0.98 for name, count in right.items()} == dict.fromkeys(right, True)
