"""What follows from a decision's links, on the day on which it was made."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kg.link.derivation import derive, on_the_day
from kg.model import (
    Citation,
    Confidence,
    Decision,
    Derived,
    DisputedItem,
    DrugMention,
    Ingredient,
    NoneCited,
    Place,
    Side,
    Span,
    Treatment,
    passage,
)
from kg.schemes import drugs, guidelines

GUIDELINES = guidelines.load()
DRUGS = drugs.load()
HERE = Span(0, 1)
SPRING_2016, AUTUMN_2016 = dt.date(2016, 4, 1), dt.date(2016, 10, 1)
REVIEWER, ADMINISTRATOR = Side.REVIEWER, Side.CLAIMS_ADMINISTRATOR


def cited(by: Side, section: str, mtus: bool | None = None, place: Place = Place.FIELD) -> Citation:
    guideline = GUIDELINES.guideline(section)
    return Citation(by, HERE, "x", mtus=mtus, guideline=guideline, section_ids=(section,), place=place)


def drug(*ingredients: str, concept: str | None = None, mme: float | None = None) -> DrugMention:
    parts = tuple(Ingredient(name, id=name) for name in ingredients)
    return DrugMention("x", HERE, parts, concept=concept, mme=mme, confidence=Confidence.CERTAIN)


def derived(
    *citations: Citation,
    drugs: tuple[DrugMention, ...] = (),
    none_cited: tuple[Side, ...] = (),
    day: dt.date | None = AUTUMN_2016,
) -> Derived:
    item = DisputedItem(1, passage("x"), passage("x"), None)
    silent = tuple(NoneCited(side, HERE) for side in none_cited)
    return derive(Decision(item, Treatment(drugs=drugs), citations, silent), day, GUIDELINES, DRUGS)


# --- citations -----------------------------------------------------------------------------------------------------


def test_the_two_sides_are_compared_by_their_fields() -> None:
    both = cited(REVIEWER, "cpmtg09-opioids"), cited(ADMINISTRATOR, "cpmtg09-opioids")
    assert derived(*both).agreement == "same_section"
    assert derived(both[0], replace(both[1], place=Place.RATIONALE)).agreement == "not_found"
    assert derived(both[0], none_cited=(ADMINISTRATOR,)).agreement == "administrator_none"


@pytest.mark.parametrize(
    ("citations", "silent", "basis"),
    [
        ([], False, None),
        ([], True, "none"),
        ([cited(REVIEWER, "cpmtg09-opioids")], False, "mtus"),
        ([cited(REVIEWER, "cpmtg09-opioids")], True, "mtus"),
        ([cited(REVIEWER, "odg-pain")], False, "non_mtus"),
        ([cited(REVIEWER, "odg-pain", mtus=True)], False, "mtus"),
        ([cited(REVIEWER, "cpmtg09-opioids", mtus=False)], False, "non_mtus"),
        ([cited(REVIEWER, "cpmtg09-opioids"), cited(REVIEWER, "odg-pain")], False, "both"),
        ([cited(REVIEWER, "odg-pain", place=Place.RATIONALE)], False, None),
        ([Citation(REVIEWER, HERE, "An unknown book")], False, None),
    ],
)
def test_a_side_rests_on_the_mtus_by_its_own_words_or_by_its_guideline(
    citations: list[Citation], silent: bool, basis: str | None
) -> None:
    found = derived(*citations, none_cited=(REVIEWER,) if silent else ())
    assert (found.reviewer_basis, found.administrator_basis) == (basis, None)


def test_guidelines_are_kept_apart_by_side_and_given_once() -> None:
    found = derived(
        cited(REVIEWER, "cpmtg09-opioids"), cited(REVIEWER, "cpmtg09-nsaids"), cited(ADMINISTRATOR, "odg-pain")
    )
    assert found.reviewer_guidelines == ("cpmtg09",)
    assert found.administrator_guidelines == ("odg",)


def test_sections_are_superseded_from_a_day_on() -> None:
    citations = cited(REVIEWER, "cpmtg09-opioids"), cited(ADMINISTRATOR, "odg-pain")
    assert derived(*citations).reviewer_superseded == ("cpmtg09-opioids",)
    assert derived(*citations).administrator_superseded == ()
    assert derived(*citations, day=SPRING_2016).reviewer_superseded == ()
    assert derived(*citations, day=None).reviewer_superseded == ()


@pytest.mark.parametrize(
    ("section", "day", "superseded", "edition", "rank"),
    [
        ("cpmtg09-opioids", SPRING_2016, False, None, 1),
        ("cpmtg09-opioids", AUTUMN_2016, True, "cpmtg16", 1),
        ("cpmtg09-opioids", None, None, None, 1),
        ("odg-pain", AUTUMN_2016, None, None, 2),
    ],
)
def test_a_citation_knows_what_held_on_the_day(
    section: str, day: dt.date | None, superseded: bool | None, edition: str | None, rank: int
) -> None:
    found = on_the_day(cited(REVIEWER, section), day, GUIDELINES)
    assert (found.superseded, found.edition_in_force, found.authority_rank) == (superseded, edition, rank)


def test_a_citation_of_several_ranks_as_its_best_and_is_superseded_if_one_is() -> None:
    citation = replace(cited(REVIEWER, "odg-pain"), section_ids=("odg-pain", "cpmtg09-opioids"))
    found = on_the_day(citation, AUTUMN_2016, GUIDELINES)
    assert (found.superseded, found.edition_in_force, found.authority_rank) == (True, "cpmtg16", 1)


def test_what_the_table_does_not_know_is_left_as_it_is() -> None:
    citation = Citation(REVIEWER, HERE, "x", section_ids=("not-in-the-table",))
    assert on_the_day(citation, AUTUMN_2016, GUIDELINES) is citation


# --- drugs ---------------------------------------------------------------------------------------------------------

NORCO = drug("hydrocodone", "acetaminophen", concept="norco", mme=60.0)


def test_a_drug_counts_under_its_class_and_all_above() -> None:
    found = derived(drugs=(drug("diazepam", concept="diazepam"),)).drug_classes
    assert found[0] == "benzodiazepines"
    assert found[-1] == "drugs"
    assert found == DRUGS.lineage("benzodiazepines")


@pytest.mark.parametrize(
    ("mention", "day", "schedules"),
    [
        (NORCO, dt.date(2014, 10, 5), ("CIII",)),
        (NORCO, dt.date(2014, 10, 6), ("CII",)),
        (NORCO, None, ()),
        (drug("oxycodone", concept="oxycontin"), None, ("CII",)),
        (drug("diazepam", concept="diazepam"), AUTUMN_2016, ("CIV",)),
        (drug("ibuprofen", concept="ibuprofen"), AUTUMN_2016, ("none",)),
        (drug("butalbital", "acetaminophen", "caffeine", concept="fioricet"), AUTUMN_2016, ("none",)),
        (drug("ketamine", "lidocaine", "baclofen"), AUTUMN_2016, ("CIII",)),
        (drug("lidocaine", "baclofen"), AUTUMN_2016, ("none",)),
        (drug("moonmilk"), AUTUMN_2016, ()),
    ],
)
def test_a_schedule_is_that_of_the_day_and_of_the_combination(
    mention: DrugMention, day: dt.date | None, schedules: tuple[str, ...]
) -> None:
    assert derived(drugs=(mention,), day=day).dea_schedules == schedules


@pytest.mark.parametrize(
    ("doses", "band"),
    [
        ((), None),
        ((None,), None),
        ((0.0,), "under 50"),
        ((49.9,), "under 50"),
        ((50.0,), "50 to 89"),
        ((89.9,), "50 to 89"),
        ((90.0,), "90 or more"),
        ((20.0, 120.0, None), "90 or more"),
    ],
)
def test_the_highest_dose_gives_the_band(doses: tuple[float | None, ...], band: str | None) -> None:
    assert derived(drugs=tuple(drug("morphine", mme=dose) for dose in doses)).mme_band == band


def test_a_drug_goes_by_its_brand_or_its_generic_name() -> None:
    generic = drug("hydrocodone", "acetaminophen", concept="hydrocodone-acetaminophen")
    assert derived(drugs=(NORCO,)).drug_named_as == ("brand",)
    assert derived(drugs=(generic, NORCO, generic)).drug_named_as == ("generic", "brand")
    assert derived(drugs=(drug("naproxen", concept="aleve"),)).drug_named_as == ("brand",)
    assert derived().drug_named_as == ()


def test_several_ingredients_without_a_name_of_their_own_are_a_compound() -> None:
    assert derived(drugs=(drug("flurbiprofen", "lidocaine", "baclofen"),)).compound
    assert not derived(drugs=(NORCO,)).compound
    assert not derived(drugs=(drug("hydrocodone", "acetaminophen", concept="hydrocodone-acetaminophen"),)).compound
    assert not derived(drugs=(drug("baclofen", concept="baclofen"),)).compound


def test_a_name_that_is_not_sure_says_nothing() -> None:
    doubtful = replace(NORCO, confidence=Confidence.AMBIGUOUS)
    assert derived(drugs=(doubtful,)) == derived()
