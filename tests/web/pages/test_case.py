"""The page of a case, from rows written by hand: what of a letter is told, in which words, and with which source."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.query import Bindings
from tests.web.conftest import BASE, named
from web.pages.case import case_page, verdict
from web.pages.contexts import CasePage, DecisionView
from web.pages.nodes import LetterNodes
from web.pages.pieces import Cell, Fact
from web.urls import Urls

URLS = Urls(BASE, named)
IMR = f"{BASE}ontology#"
CASE = f"{BASE}id/case/CM99-0000007"
LETTER = f"{CASE}/2017-03-02"
ONE, TWO = f"{LETTER}/decision/1", f"{LETTER}/decision/2"
PAGE = "/things.page?path=case%2FCM99-0000007%2F2017-03-02"

Said = tuple[str, str, object]


def term(value: object) -> ox.NamedNode | ox.Literal:
    if isinstance(value, str):
        return ox.NamedNode(value) if value.startswith("http") else ox.Literal(value)
    assert isinstance(value, int | bool)
    return ox.Literal(value)


def rows(*said: tuple[object, ...]) -> Bindings:
    """(subject, own property, value, label of the value) as the query of the page answers them."""
    made = [
        (
            ox.NamedNode(str(one[0])),
            ox.NamedNode(IMR + str(one[1])),
            term(one[2]),
            ox.Literal(str(one[3])) if one[3:] else None,
        )
        for one in said
    ]
    return Bindings(("subject", "property", "value", "label"), list(made))


def page(*said: tuple[object, ...]) -> CasePage:
    return case_page(rows((LETTER, "hasDecision", ONE), (ONE, "position", 1), *said), LETTER, URLS, (), (), ())


def decision(*said: tuple[object, ...]) -> DecisionView:
    return page(*said).decisions[0]


def at(start: int, end: int) -> str:
    return f"{LETTER}/text#char={start},{end}"


def facts(view: DecisionView | CasePage) -> dict[str, list[str]]:
    return {fact.label: [cell.text for cell in fact.values] for fact in view.facts}


# --- the case ------------------------------------------------------------------------------------------------------


def test_a_letter_that_says_little_has_a_page_all_the_same() -> None:
    made = page()
    assert (made.iri, made.title, made.verdict, made.letter) == (CASE, "Case without a number", None, None)
    assert (made.facts, made.reviewer) == ([], [])
    assert made.decisions == [
        DecisionView(
            anchor="decision-1",
            position=1,
            heading=made.decisions[0].heading,
            verdict=made.decisions[0].verdict,
            facts=[],
            cited={"Claims administrator cited": [], "Expert reviewer cited": []},
            none_cited={},
            finding=None,
            contradiction=False,
            rationale=None,
            iri=ONE,
        )
    ]
    assert (made.decisions[0].heading.text, made.decisions[0].heading.href) == ("Disputed treatment", None)


def test_a_case_is_called_by_its_number() -> None:
    assert page((CASE, "caseNumber", "CM99-0000007")).title == "CM99-0000007"
    made = page((CASE, "caseNumber", "CM99-0000007"), (LETTER, "decisionDate", "2017-03-02"), (ONE, "heading", "MRI"))
    assert made.markup["name"] == "Independent Medical Review determination CM99-0000007"
    assert made.markup["datePublished"] == "2017-03-02"
    assert made.markup["about"] == [{"@type": "MedicalTherapy", "name": "MRI"}]


def test_facts_stand_in_the_order_of_the_table_the_letters_before_the_cases() -> None:
    made = page(
        (CASE, "priority", f"{BASE}id/priority/standard", "Standard"),
        (CASE, "patientAge", 52),
        (LETTER, "reviewAction", f"{BASE}id/review-action/denied", "Denied"),
    )
    assert facts(made) == {
        "Utilization review": ["Denied"],
        "Patient’s age": ["52"],
        "Priority": ["Standard"],
    }


def test_diagnoses_are_those_of_the_letter_shown() -> None:
    own, other = f"{LETTER}/diagnosis/1", f"{CASE}/2016-01-01/diagnosis/1"
    made = page(
        (CASE, "diagnosis", own),
        (CASE, "diagnosis", other),
        (own, "diagnosisText", "neck pain"),
        (own, "foundAt", at(3, 9)),
        (other, "diagnosisText", "knee pain"),
    )
    assert made.facts == [Fact("Diagnoses", [Cell("neck pain", source="t3-9")])]
    assert page((CASE, "diagnosis", other), (other, "diagnosisText", "knee pain")).facts == []


def test_of_a_reviewers_profile_the_first_fact_leads_to_it() -> None:
    profile = f"{LETTER}/reviewer"
    made = page(
        (LETTER, "reviewedBy", profile),
        (profile, "reviewerSpecialty", "Pain"),
        (profile, "reviewerLicensedIn", "Texas"),
    ).reviewer
    assert [(fact.label, fact.href) for fact in made] == [
        ("Specialty", f"{PAGE}%2Freviewer"),
        ("Licensed in", None),
    ]


def test_decisions_stand_in_the_order_of_the_letter() -> None:
    made = page((LETTER, "hasDecision", TWO), (TWO, "position", 0), (TWO, "heading", "b"), (ONE, "heading", "a"))
    assert [view.heading.text for view in made.decisions] == ["b", "a"]


# --- outcomes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "text", "meaning", "slug"),
    [
        ([], "Not stated", "the letter does not say which", "not-stated"),
        (
            [f"{BASE}id/outcome/upheld", "Upheld"],
            "Upheld",
            "denial stands, treatment not medically necessary",
            "upheld",
        ),
        (
            [f"{BASE}id/outcome/partly-overturned"],
            "Partly overturned",
            "some of it medically necessary, some not",
            "partly-overturned",
        ),
        ([f"{BASE}id/outcome/sent-back"], "Sent back", "", "not-stated"),
    ],
)
def test_an_outcome_is_said_both_ways(said: list[str], text: str, meaning: str, slug: str) -> None:
    found = [(ONE, "outcome", *said)] if said else []
    nodes = LetterNodes(rows((ONE, "outcomeFoundAt", at(1, 7)), *found), f"{BASE}ontology", LETTER)
    made = verdict(nodes.node(ONE), "outcome", URLS)
    assert (made.text, made.meaning, made.slug) == (text, meaning, slug)
    assert (made.href is None, made.source) == ((True, None) if not said else (False, "t1-7"))


def test_the_outcome_of_the_case_is_shown_where_the_letter_has_one() -> None:
    made = page((LETTER, "caseOutcome", f"{BASE}id/outcome/upheld", "Upheld")).verdict
    assert made is not None
    assert (made.text, made.href) == ("Upheld", "/things.page?path=outcome%2Fupheld")


# --- a decision ----------------------------------------------------------------------------------------------------


def test_the_heading_leads_to_its_words() -> None:
    made = decision((ONE, "heading", "MRI of the neck"), (ONE, "foundAt", at(20, 40)), (ONE, "foundAt", at(4, 9)))
    assert (made.heading.text, made.heading.href) == ("MRI of the neck", "#t4-9")


def test_a_request_in_the_words_of_the_heading_is_not_said_twice() -> None:
    request = f"{ONE}/request"
    asked = [(ONE, "heading", "MRI"), (ONE, "request", request), (ONE, "visits", 6), (request, "laterality", "left")]
    assert facts(decision(*asked)) == {"Visits": ["6"], "Side of the body": ["left"]}
    assert facts(decision(*asked, (request, "requestText", "MRI of the neck"))) == {
        "In dispute": ["MRI of the neck"],
        "Visits": ["6"],
        "Side of the body": ["left"],
    }


def test_what_the_decision_is_about_stands_after_what_was_asked_for() -> None:
    request = f"{ONE}/request"
    made = decision(
        (ONE, "request", request),
        (ONE, "category", f"{BASE}id/category/imaging", "Imaging"),
        (request, "laterality", "bilateral"),
        (ONE, "rationaleFinding", f"{BASE}id/finding/necessary", "medically necessary"),
        (ONE, "rationaleFindingFoundAt", at(70, 80)),
        (ONE, "rationaleFoundAt", at(50, 90)),
    )
    assert facts(made) == {
        "Side of the body": ["bilateral"],
        "Category": ["Imaging"],
        "The rationale finds": ["medically necessary"],
    }
    assert made.finding is not None
    assert (made.finding.text, made.finding.href, made.rationale) == ("medically necessary", "#t70-80", "t50-90")


def test_a_finding_without_its_words_leads_nowhere() -> None:
    made = decision((ONE, "rationaleFinding", f"{BASE}id/finding/necessary", "necessary"))
    assert made.finding is not None
    assert made.finding.href is None


@pytest.mark.parametrize(("value", "shown"), [("true", True), ("1", True), ("false", False), ("0", False), ("", False)])
def test_a_contradiction_is_shown_where_it_is_true(value: str, shown: bool) -> None:
    assert decision((ONE, "contradiction", value)).contradiction is shown


# --- drugs ---------------------------------------------------------------------------------------------------------


def drug_facts(*drugs: list[tuple[str, str] | tuple[str, str, str]]) -> list[Fact]:
    request = f"{ONE}/request"
    said: list[tuple[object, ...]] = [(ONE, "request", request)]
    for number, drug in enumerate(drugs, 1):
        node = f"{request}/drug/{number}"
        said += [(request, "drugRequest", node), *((node, *each) for each in drug)]
    return list(decision(*said).facts)


OXYCODONE, PERCOCET = f"{BASE}id/drug/oxycodone", f"{BASE}id/drug/percocet"


def test_a_drug_is_named_with_its_ingredients_and_its_dose() -> None:
    (fact,) = drug_facts(
        [
            ("requestedDrug", PERCOCET, "Percocet"),
            ("ingredient", OXYCODONE, "oxycodone"),
            ("strength", "10/325 mg"),
            ("doseForm", "tablet"),
            ("quantity", "120"),
            ("refills", "2"),
            ("mentionText", "the words"),
            ("foundAt", at(2, 8)),
        ]
    )
    assert (fact.label, [cell.text for cell in fact.values]) == (
        "Drug",
        ["Percocet", "oxycodone", "10/325 mg, tablet, quantity 120, 2 refills"],
    )
    assert fact.values[-1].source == "t2-8"


def test_without_a_dose_the_letters_words_are_given() -> None:
    (fact,) = drug_facts([("requestedDrug", PERCOCET, "Percocet"), ("mentionText", "Percocet as before")])
    assert [cell.text for cell in fact.values] == ["Percocet", "Percocet as before"]


def test_a_drug_that_is_its_own_ingredient_is_named_once() -> None:
    (fact,) = drug_facts([("requestedDrug", OXYCODONE, "oxycodone"), ("ingredient", OXYCODONE, "oxycodone")])
    assert [cell.text for cell in fact.values] == ["oxycodone"]


def test_several_drugs_are_numbered_in_the_order_of_their_numbers() -> None:
    made = drug_facts(*[[("mentionText", f"drug {number}")] for number in range(1, 12)])
    assert [fact.label for fact in made] == [f"Drug {number}" for number in range(1, 12)]
    assert [fact.values[0].text for fact in made] == [f"drug {number}" for number in range(1, 12)]


# --- citations -----------------------------------------------------------------------------------------------------

ADMINISTRATOR, REVIEWER = f"{BASE}id/side/claims-administrator", f"{BASE}id/side/reviewer"
SECTION = f"{BASE}id/section/cpmtg09-opioids"


READ = frozenset({"citedBy", "place", "confidence", "withinMTUS"})
"""What the reading of a citation tells, not the citation itself."""


def citation(*said: tuple[object, ...], side: str | None = REVIEWER) -> DecisionView:
    node, reading = f"{ONE}/citation/reviewer-1", f"{BASE}id/reading/any"
    by = [(reading, "citedBy", side)] if side else []
    told = [(reading if one[0] in READ else node, *one) for one in said]
    cited = [(ONE, "hasCitation", node), (node, "reading", reading), (reading, "resolution", "label")]
    return decision(*cited, (node, "citationText", "Words"), *by, *told)


def test_a_citation_stands_at_the_side_that_cites() -> None:
    made = citation(("section", SECTION, "Opioids"))
    assert made.cited["Claims administrator cited"] == []
    (citing,) = made.cited["Expert reviewer cited"]
    assert [(each.text, each.href) for each in citing.targets] == [
        ("Opioids", "/things.page?path=section%2Fcpmtg09-opioids")
    ]
    assert (citing.words, citing.source, citing.remarks) == ("Words", None, [])
    other = citation(side=ADMINISTRATOR).cited
    assert (len(other["Claims administrator cited"]), len(other["Expert reviewer cited"])) == (1, 0)
    assert not any(citation(side=None).cited.values())


@pytest.mark.parametrize(("place", "shown"), [("field", 1), ("rationale", 0)])
def test_only_the_citations_of_the_forms_fields_are_listed(place: str, shown: int) -> None:
    assert len(citation(("place", place)).cited["Expert reviewer cited"]) == shown


def test_a_citation_of_no_section_says_that_it_has_none() -> None:
    (none,) = citation(("foundAt", at(5, 10))).cited["Expert reviewer cited"]
    assert [(each.text, each.href) for each in none.targets] == [("Not resolved to a section", None)]
    assert none.source == "t5-10"


@pytest.mark.parametrize(
    ("said", "remarks"),
    [
        ([("withinMTUS", "true")], ["MTUS"]),
        ([("withinMTUS", "false")], ["not MTUS"]),
        ([("withinMTUS", "unknown")], []),
        ([("pageFrom", "8"), ("pageTo", "8")], ["p. 8"]),
        ([("pageFrom", "8"), ("pageTo", "12")], ["p. 8–12"]),
        ([("pageFrom", "8"), ("pageTo", "12"), ("pages", "8, 12")], ["p. 8, 12"]),
        ([("confidence", f"{BASE}id/confidence/ambiguous", "Ambiguous")], ["ambiguous"]),
        ([("confidence", f"{BASE}id/confidence/likely", "Likely")], ["likely"]),
        ([("confidence", f"{BASE}id/confidence/certain", "Certain")], []),
        (
            [("confidence", f"{BASE}id/confidence/likely", "Likely"), ("pages", "3"), ("withinMTUS", "true")],
            ["MTUS", "p. 3", "likely"],
        ),
    ],
)
def test_remarks_on_a_citation(said: list[tuple[str, ...]], remarks: list[str]) -> None:
    (citing,) = citation(*said).cited["Expert reviewer cited"]
    assert citing.remarks == remarks


def test_sides_that_cite_nothing_are_told_with_their_words() -> None:
    both = [(ONE, "noneCitedBy", REVIEWER), (ONE, "noneCitedBy", ADMINISTRATOR)]
    found = [(ONE, "noneCitedByFoundAt", at(30, 40)), (ONE, "noneCitedByFoundAt", at(3, 9))]
    assert decision(*both, *found).none_cited == {
        "Claims administrator cited": "t3-9",
        "Expert reviewer cited": "t30-40",
    }
    # Of one run of words nobody knows which side it is of.
    assert decision(*both, found[0]).none_cited == {"Claims administrator cited": None, "Expert reviewer cited": None}
    assert decision(both[0], found[0]).none_cited == {"Expert reviewer cited": "t30-40"}


# --- the letter ----------------------------------------------------------------------------------------------------


def test_without_words_of_its_own_a_citation_has_those_at_its_place() -> None:
    node, reading = f"{ONE}/citation/reviewer-1", f"{BASE}id/reading/any"
    made = decision(
        (LETTER, "text", "cites  ODG,\nNeck."),
        (ONE, "hasCitation", node),
        (node, "reading", reading),
        (reading, "citedBy", REVIEWER),
        (node, "foundAt", at(7, 16)),
    )
    assert [each.words for each in made.cited["Expert reviewer cited"]] == ["ODG, Neck"]


def test_the_letter_is_marked_where_something_was_found() -> None:
    made = page((LETTER, "text", "An invented MRI"), (LETTER, "sourceName", "a.pdf"), (ONE, "foundAt", at(12, 15)))
    assert made.letter is not None
    assert (made.letter.style, made.letter.name) == ("", "a.pdf")
    assert [getattr(token, "anchor", None) for token in made.letter.tokens] == [None, "t12-15", None, None]


# --- nodes ---------------------------------------------------------------------------------------------------------


def nodes(*said: tuple[object, ...]) -> LetterNodes:
    return LetterNodes(rows(*said), f"{BASE}ontology", LETTER)


def test_values_of_a_property_stand_in_the_order_of_their_words() -> None:
    made = nodes((ONE, "drug", f"{BASE}id/b", "Beta"), (ONE, "drug", f"{BASE}id/c", "alpha"), (ONE, "drug", "Gamma"))
    assert [value.text for value in made.node(ONE).all("drug")] == ["alpha", "Beta", "Gamma"]
    first = made.node(ONE).first("drug")
    assert first is not None
    assert (first.text, made.node(ONE).text("drug"), made.node(ONE).text("other")) == ("alpha", "alpha", "")
    assert made.node(ONE).first("other") is None


def test_a_value_that_two_rows_tell_of_keeps_its_label() -> None:
    for said in ([(ONE, "drug", PERCOCET, "Percocet"), (ONE, "drug", PERCOCET)],) * 2:
        assert [value.text for value in nodes(*said).node(ONE).all("drug")] == ["Percocet"]
        assert [value.text for value in nodes(*said[::-1]).node(ONE).all("drug")] == ["Percocet"]


def test_only_nodes_that_rows_tell_of_are_led_to() -> None:
    made = nodes((LETTER, "hasDecision", ONE), (LETTER, "hasDecision", TWO), (ONE, "heading", "a"))
    assert [node.iri for node in made.linked(made.node(LETTER), "hasDecision")] == [ONE]
    assert ONE in made
    assert TWO not in made


@pytest.mark.parametrize(
    "selector",
    [
        f"{CASE}/2016-01-01/text#char=3,9",
        f"{LETTER}/text#char=3,",
        f"{LETTER}/text#char=3,9,x",
        f"{LETTER}/text/3-9",
        f"{LETTER}/decision/1",
    ],
)
def test_words_of_another_letter_or_of_nothing_are_no_source(selector: str) -> None:
    made = nodes((ONE, "headingFoundAt", selector))
    assert list(made.node(ONE).spans("heading")) == []
    assert list(made.spans()) == []


def test_of_several_runs_of_words_the_one_that_reads_like_the_value_is_its_source() -> None:
    text = "Pain Management, later: Neurology"
    made = nodes(
        (LETTER, "text", text),
        (ONE, "specialty", f"{BASE}id/n", "neurology"),
        (ONE, "specialty", f"{BASE}id/x", "Surgery"),
        (ONE, "specialtyFoundAt", at(0, 15)),
        (ONE, "specialtyFoundAt", at(24, 33)),
    )
    assert [(cell.text, cell.source) for cell in made.node(ONE).cells("specialty", URLS)] == [
        ("neurology", "t24-33"),
        ("Surgery", "t0-15"),
    ]
    assert sorted(made.spans()) == [(0, 15), (24, 33)]
