"""What a whole letter's citations and drugs come to: whose field tells what a name means, whose dose is whose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.build.batches import load_linker
from kg.build.letter_json import as_reading
from kg.model import Citation, Determination, Letter, Place, Side
from kg.parse import parse

LETTER = """\
Case Number: CM21-9000777
Date Assigned: 11/30/2021 Date of Injury: 02/20/2020
Decision Date: 12/15/2021 UR Denial Date: 10/21/2021
Priority: Standard Application Received: 11/09/2021

HOW THE IMR FINAL DETERMINATION WAS MADE

MAXIMUS Federal Services gave the file to an expert reviewer.

The Expert Reviewer holds the following credentials:
State(s) of Licensure: Oregon
Certification(s)/Specialty: Occupational Medicine

CLINICAL CASE SUMMARY

The injured worker is a 44-year-old male roofer with a date of injury of 2/20/2020. {summary}

IMR ISSUES, DECISIONS AND RATIONALES

{request}: Upheld

Claims Administrator guideline: {administrator}

MAXIMUS guideline: {reviewer}

Decision rationale: {rationale} Therefore, the request is not medically necessary.
"""
OURS = {
    "request": "MRI of the lumbar spine",
    "summary": "The diagnosis is a lumbar strain.",
    "administrator": "Decision based on MTUS Low Back Disorders 2016. Decision based on Non-MTUS Citation "
    "Official Disability Guidelines (ODG) Low Back, Yoga.",
    "reviewer": "Decision based on MTUS Low Back Disorders 2020.",
    "rationale": "No red flag is told.",
}
Link = Callable[..., Determination]


@pytest.fixture(scope="module")
def link() -> Link:
    linker = load_linker()

    def linked(**parts: str) -> Determination:
        (letter,) = parse(LETTER.format(**OURS | parts), "made-up.txt")
        assert isinstance(letter, Letter)
        return linker.link(letter)

    return linked


def prose(determination: Determination) -> list[Citation]:
    return [each for each in determination.decisions[0].citations if each.place is Place.RATIONALE]


def test_a_name_without_a_year_is_the_edition_of_the_reviewer_s_own_field(link: Link) -> None:
    found = prose(link(rationale="The ACOEM low back guideline does not support it."))
    assert [(each.section_ids, each.edition_inferred) for each in found] == [(("mtus17-low-back-2020",), True)]


def test_what_the_claims_administrator_cites_tells_nothing_of_the_reviewer_s_words(link: Link) -> None:
    outside = "Decision based on Non-MTUS Citation A pamphlet on backs."
    found = prose(link(reviewer=outside, rationale="The MTUS is silent. The ODG is silent too."))
    assert [each.section_ids for each in found] == [("mtus",), ("odg",)]


def test_the_part_of_the_body_is_asked_of_the_request_where_the_sentence_names_none(link: Link) -> None:
    found = prose(link(request="MRI of the cervical spine", rationale="The MTUS reserves it for red flags."))
    assert [each.section_ids for each in found] == [("mtus",)]


def test_the_summary_s_names_take_the_editions_of_the_claims_administrator_s_fields(link: Link) -> None:
    told = "Utilization review cited the MTUS low back guidelines."
    (citation,) = link(summary=told).summary_citations
    assert (citation.by, citation.section_ids) == (Side.CLAIMS_ADMINISTRATOR, ("mtus17-low-back-2016",))
    assert (citation.edition_inferred, citation.superseded) == (True, None)


def test_only_an_edition_that_is_printed_counts_as_superseded(link: Link) -> None:
    decision = link(rationale="The MTUS low back guidelines do not support it.").decisions[0]
    assert decision.derived is not None
    assert decision.derived.administrator_superseded == ("mtus17-low-back-2016",)
    assert decision.derived.reviewer_superseded == ()
    assert [each.superseded for each in decision.citations if each.place is Place.RATIONALE] == [False]


def test_a_field_without_a_year_is_inferred_and_not_superseded(link: Link) -> None:
    determination = link(administrator="Decision based on MTUS Chronic Pain Medical Treatment Guidelines.")
    (citation,) = (each for each in determination.decisions[0].citations if each.by is Side.CLAIMS_ADMINISTRATOR)
    assert (citation.section_ids, citation.superseded) == (("mtus17-chronic-pain-2017",), False)
    (printed,) = (c for c in as_reading(determination)["items"][0]["citations"] if c["by"] == "claims_administrator")
    assert (printed["edition"], printed["edition_inferred"], printed["edition_basis"]) == (None, "2017", "inferred")


def test_a_page_of_prose_that_cannot_be_is_a_finding_of_the_letter(link: Link) -> None:
    determination = link(rationale="See ACOEM Chapter 12, page 999, on red flags.")
    assert "page-impossible" in {finding.code for finding in determination.findings}


# --- drugs ---------------------------------------------------------------------------------------------------------

SPLIT = (
    "{whole} was the original request. {given} was authorized by the Claims Administrator. The remaining IMR eligible "
    "portion of the original request, {rest} is"
)


@pytest.mark.parametrize(
    ("whole", "given", "rest", "mme"),
    [
        ("Norco 10/325mg #120", "Norco 10/325mg #60", "Norco 10/325mg #60", 40.0),
        ("Norco 10/325mg #90", "Norco 10/325mg #45", "Norco 10/325mg #45", 30.0),
        ("Norco 10/325mg #120", "Norco 5/325mg #60", "Norco 5/325mg #60", None),
        ("Pain medicine", "Norco 10/325mg #60", "Norco 10/325mg #60", None),
    ],
)
def test_the_part_of_a_prescription_has_the_dose_of_the_whole_or_none(
    link: Link, whole: str, given: str, rest: str, mme: float | None
) -> None:
    decision = link(request=SPLIT.format(whole=whole, given=given, rest=rest)).decisions[0]
    (drug,) = decision.treatment.drugs
    assert (drug.quantity, drug.mme) == (float(rest.rpartition("#")[2]), mme)


def test_a_morphine_factor_is_that_of_the_day_of_decision(link: Link) -> None:
    (drug,) = link(request="Methadone 10mg #90").decisions[0].treatment.drugs
    assert (drug.mme, drug.assumptions[0]) == (240.0, "factor 8 for up to 40 mg a day (CDC 2016)")


def test_a_part_of_a_prescription_in_prose_has_no_dose(link: Link) -> None:
    found = link(summary="Utilization review allowed Norco 10/325mg #30 and denied the rest.").summary_mentions
    assert [(drug.quantity, drug.mme, drug.status) for drug in found] == [(30, None, "requested")]


def test_an_ingredient_carries_its_id(link: Link) -> None:
    (drug,) = link(request="Norco 10/325mg #60").decisions[0].treatment.drugs
    assert [each.id for each in drug.ingredients] == ["hydrocodone", "acetaminophen"]
