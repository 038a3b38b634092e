"""A case as triples: deterministic, without blank nodes, every value with the words it came from."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store

from kg.model import (
    Confidence,
    DateInterval,
    Determination,
    DrugMention,
    Header,
    Outcome,
    OutcomeBasis,
    Patient,
    Profile,
    Said,
    Span,
    UtilizationReview,
    passage,
)
from kg.namespaces import PREFIXES, Iris
from kg.rdf import case_iri, case_triples, software_triples

Determine = Callable[..., Determination]
IRIS = Iris()
GOLDEN = Path(__file__).parent / "golden" / "two-items.nt"
CASE = "https://w3id.org/imr-kg/id/case/CM16-0000042"
LETTER = f"{CASE}/2017-01-06"


def graph(lines: Sequence[str]) -> Store:
    store = Store()
    store.load("\n".join(lines).encode(), RdfFormat.N_TRIPLES)
    return store


def values(lines: Sequence[str], pattern: str) -> list[str]:
    """Values of ?x in `pattern`, sorted."""
    heads = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    found = graph(lines).query(f"{heads}SELECT ?x WHERE {{ {pattern} }}")
    return sorted(row[0].value for row in found)  # type: ignore[union-attr]


def words(lines: Sequence[str], pattern: str) -> list[str]:
    """The words at the places ?x in `pattern`, sorted."""
    found = []
    for place in map(IRIS.place, values(lines, pattern)):
        assert place
        (text,) = values(lines, f"<{place.letter}> imr:text ?x")
        found.append(text[place.start : place.end])
    return sorted(found)


@pytest.fixture(scope="module")
def lines(determine: Determine) -> list[str]:
    return case_triples([determine()], IRIS, "0.1.0")


def test_the_case_is_as_it_was(lines: list[str]) -> None:
    """When a change is meant, write the file again: its diff shows what the change does."""
    assert lines == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_lines_are_sorted_and_distinct(lines: list[str]) -> None:
    assert lines == sorted(set(lines))


def test_nothing_is_a_blank_node(lines: list[str]) -> None:
    assert not [
        quad for quad in graph(lines) if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    ]


def test_every_subject_is_the_cases(lines: list[str]) -> None:
    assert all(IRIS.case_of(quad.subject.value) == CASE for quad in graph(lines))  # type: ignore[union-attr]


def test_every_node_of_a_letter_is_described_and_named(lines: list[str]) -> None:
    store = graph(lines)
    own = {quad.object for quad in store if isinstance(quad.object, NamedNode) and quad.object.value.startswith(CASE)}
    for node in own:
        thing = IRIS.parse(node.value)
        assert thing, node
        assert (thing.kind == "text") != bool(next(store.quads_for_pattern(node, None, None), None)), node


def test_a_place_is_an_address_whose_numbers_are_characters_of_the_text(lines: list[str], letter_text: str) -> None:
    found = [(quad.predicate.value, IRIS.place(quad.object.value)) for quad in graph(lines) if "#char=" in str(quad)]
    places = [place for predicate, place in found if place]
    assert len(places) == len(found) > 20
    assert all(predicate.endswith(("foundAt", "FoundAt")) for predicate, _ in found)
    assert all(place.letter == LETTER and 0 <= place.start < place.end <= len(letter_text) for place in places)


def test_what_a_place_or_a_heading_says_is_not_said_again(lines: list[str], determine: Determine) -> None:
    said = "imr:citationText|imr:mentionText|imr:requestText|imr:outcomeBasis|imr:contradiction"
    assert values(lines, f"?any {said} ?x") == []
    letter = determine()
    first = letter.decisions[0]
    drug = replace(first.treatment.drugs[0], text="Narco 10/325mg")
    citation = replace(first.citations[0], text="MTUS, Opioids")
    item = replace(first.item, request=passage("Norco"), outcome_basis=OutcomeBasis.PROSE)
    changed = replace(first, item=item, citations=(citation,), treatment=replace(first.treatment, drugs=(drug,)))
    other = case_triples([replace(letter, decisions=(changed,))], IRIS)
    assert values(other, "?d a imr:Decision ; imr:hasCitation/imr:citationText ?x") == ["MTUS, Opioids"]
    assert values(other, "?r imr:drugRequest/imr:mentionText ?x") == ["Narco 10/325mg"]
    assert values(other, "?r imr:requestText ?x") == ["Norco"]
    assert values(other, "?d imr:outcomeBasis ?x") == ["prose"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (f"<{CASE}> imr:patientAgeFoundAt ?x", ["51-year-old"]),
        (f"<{CASE}> imr:dateOfInjuryFoundAt ?x", ["03/04/2012"]),
        (f"<{LETTER}> imr:decisionDateFoundAt ?x", ["01/06/2017"]),
        (f"<{LETTER}/reviewer> imr:reviewerLicensedInFoundAt ?x", ["California", "Nevada"]),
        (f"<{LETTER}/decision/1> imr:rationaleFindingFoundAt ?x", ["not medically necessary"]),
        (f"<{LETTER}/decision/2> imr:noneCitedByFoundAt ?x", ["did not cite any medical evidence"]),
        (f"<{LETTER}/decision/2> imr:visitsFoundAt ?x", ["2 times a week for 6 weeks"]),
    ],
)
def test_a_value_shows_the_words_that_gave_it(lines: list[str], pattern: str, expected: list[str]) -> None:
    assert words(lines, pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?d imr:heading ?h ; imr:position 1 ; imr:outcome/^imr:outcome ?d ; imr:year ?x", ["2017"]),
        ("?d imr:position 1 ; imr:outcome ?x", [IRIS.outcome("upheld")]),
        ("?d imr:position 1 ; imr:rationaleFinding ?x", [IRIS.finding("not_necessary")]),
        ("?d imr:position 1 ; imr:drug ?x", [IRIS.drug(name) for name in ("acetaminophen", "hydrocodone", "norco")]),
        ("?d imr:position 1 ; imr:reviewerCites ?x", [IRIS.section("cpmtg09-opioids")]),
        ("?d imr:position 1 ; imr:administratorCites ?x", [IRIS.section("cpmtg09-opioids")]),
        ("?d imr:position 2 ; imr:administratorCites ?x", []),
        ("?d imr:position 2 ; imr:noneCitedBy ?x", [IRIS.side("claims_administrator")]),
        ("?d imr:position 1 ; imr:category ?x", [IRIS.category("pharmaceuticals")]),
        ("?d imr:position 1 ; imr:subcategory ?x", [IRIS.category("pharmaceuticals/opioids")]),
        ("?d imr:position 2 ; imr:treatment ?x", [IRIS.treatment("physical-therapy")]),
        ("?d imr:position 2 ; imr:specialty ?x", [IRIS.specialty("Occupational Medicine")]),
        (
            "?d imr:position 2 ; ^imr:hasDecision/imr:reviewedBy/imr:reviewerLicensedIn ?x",
            [IRIS.state("california"), IRIS.state("nevada")],
        ),
        ("?d imr:position 2 ; imr:bodyRegion ?x", [IRIS.body_region("knee")]),
        ("?d imr:position 2 ; imr:case ?x", [CASE]),
        ("?d imr:position 2 ; imr:request/imr:laterality ?x", ["left"]),
        ("?l imr:caseOutcome ?x", [IRIS.outcome("partly_overturned")]),
    ],
)
def test_a_decision_carries_shortcuts(lines: list[str], pattern: str, expected: list[str]) -> None:
    assert values(lines, pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?d imr:position 1 ; imr:agreement ?x", ["same_section"]),
        ("?d imr:position 2 ; imr:agreement ?x", ["administrator_none"]),
        ("?d imr:position 2 ; imr:reviewerBasis ?x", ["non_mtus"]),
        ("?d imr:position 2 ; imr:administratorBasis ?x", ["none"]),
        ("?d imr:reviewerCitesSuperseded ?x", [IRIS.section("cpmtg09-opioids")]),
        ("?d imr:administratorCitesSuperseded ?x", [IRIS.section("cpmtg09-opioids")]),
        ("?d imr:drugClass ?x", [IRIS.drug_class("analgesic"), IRIS.drug_class("opioid")]),
        ("?d imr:deaSchedule ?x", ["CII"]),
        ("?d imr:mmeBand ?x", ["under 50"]),
        ("?d imr:drugNamedAs ?x", ["brand"]),
        ("?d imr:compound ?x", ["true"]),
        ("?c imr:superseded ?x", ["true", "true"]),
        ("?c a imr:GuidelineCitation ; imr:editionInForce ?x", [IRIS.section("opioid16")] * 2),
        (f"<{CASE}> imr:daysToDecision ?x", ["51"]),
        (f"<{CASE}> imr:daysUnderReview ?x", ["36"]),
        (f"<{CASE}> imr:daysToApplication ?x", ["14"]),
    ],
)
def test_what_follows_is_there_to_be_counted_by(lines: list[str], pattern: str, expected: list[str]) -> None:
    assert values(lines, pattern) == expected


def test_days_between_dates_that_are_missing_or_out_of_order_are_not_counted(determine: Determine) -> None:
    header = determine().letter.header
    said = header.application_received
    lines = case_triples([determine(header=replace(header, application_received=None))], IRIS)
    assert values(lines, "?c imr:daysToDecision|imr:daysToApplication ?x") == []
    assert values(lines, "?c imr:daysUnderReview ?x") == ["36"]
    late = replace(header, application_received=replace(said, value=dt.date(2017, 3, 1)))
    lines = case_triples([determine(header=late)], IRIS)
    assert values(lines, "?c imr:daysToDecision ?x") == []
    assert values(lines, "?c imr:datesOutOfOrder ?x") == [
        "applicationReceived after dateAssigned",
        "applicationReceived after decisionDate",
    ]


def test_a_name_that_no_list_has_keeps_its_words_and_gets_no_concept(determine: Determine) -> None:
    letter = determine()
    (known,), (state, other) = letter.profile.specialties, letter.profile.states
    strange = Said("Medical Herbalism", known.span)
    profile = Profile((), (state,), (strange,), (replace(other, value="Cascadia"),))
    lines = case_triples([replace(letter, profile=profile)], IRIS)
    assert values(lines, "?r imr:specialtyText ?x") == ["Medical Herbalism"]
    assert values(lines, "?r imr:licensedInText ?x") == ["Cascadia"]
    assert words(lines, "?r imr:licensedInTextFoundAt ?x") == ["Nevada"]
    assert values(lines, "?any imr:reviewerSpecialty|imr:specialty ?x") == []
    assert set(values(lines, "?any imr:reviewerLicensedIn ?x")) == {IRIS.state("california")}


def test_a_range_of_pages_keeps_its_pairs(lines: list[str]) -> None:
    assert values(lines, "?c imr:pageFrom ?x") == ["78", "91"]
    assert values(lines, "?c imr:pages ?x") == ["78-80, 91"]


def test_an_unknown_drug_has_its_words_and_no_link(lines: list[str]) -> None:
    unknown = f"<{LETTER}/mention/2>"
    assert words(lines, f"{unknown} imr:foundAt ?x") == ['"herbal \\ tea"']
    assert values(lines, f"{unknown} imr:reading ?x") == [IRIS.drug_reading("title-none-none")]
    assert values(lines, f"{unknown} imr:requestedDrug|imr:ingredient ?x") == []


def test_each_ingredient_of_a_drug_that_is_asked_for_has_its_strength(lines: list[str]) -> None:
    drug = f"{LETTER}/decision/1/request/drug/1"
    assert values(lines, f"<{drug}> imr:hasStrength ?x") == [f"{drug}/strength/1", f"{drug}/strength/2"]
    for number, (value, ingredient) in enumerate((("10", "hydrocodone"), ("325", "acetaminophen")), 1):
        assert values(lines, f"<{drug}/strength/{number}> imr:strengthValue ?x") == [value]
        assert values(lines, f"<{drug}/strength/{number}> imr:strengthUnit ?x") == ["mg"]
        assert values(lines, f"<{drug}/strength/{number}> imr:perValue|imr:perUnit ?x") == []
        assert values(lines, f"<{drug}/strength/{number}> imr:strengthOf ?x") == [IRIS.drug(ingredient)]


def test_a_drug_named_alike_twice_is_one_mention_at_two_places(determine: Determine) -> None:
    letter = determine()
    (mention, unknown) = letter.summary_mentions
    again, other = replace(mention, span=Span(0, 4)), replace(mention, span=Span(5, 9), strength="999 mg")
    lines = case_triples([replace(letter, summary_mentions=(mention, unknown, again, other))], IRIS)
    assert values(lines, f"<{LETTER}> imr:hasMention ?x") == [f"{LETTER}/mention/{number}" for number in (1, 2, 3)]
    assert len(words(lines, f"<{LETTER}/mention/1> imr:foundAt ?x")) == 2
    assert values(lines, f"<{LETTER}/mention/3> imr:mentionedStrength ?x") == ["999 mg"]


def test_an_ambiguous_drug_is_not_linked_either(determine: Determine) -> None:
    letter = determine()
    first = letter.decisions[0]
    doubtful = tuple(replace(drug, confidence=Confidence.AMBIGUOUS) for drug in first.treatment.drugs)
    first = replace(first, treatment=replace(first.treatment, drugs=doubtful))
    lines = case_triples([replace(letter, decisions=(first,))], IRIS)
    assert values(lines, "?d a imr:Decision ; imr:drug ?x") == []
    assert values(lines, "?d imr:drugRequest/imr:reading ?x") == [IRIS.drug_reading("title-exact-ambiguous")]


def test_what_is_not_stated_is_said_so(determine: Determine) -> None:
    letter = determine()
    first = letter.decisions[0]
    silent = replace(first, item=replace(first.item, outcome=None, finding=None))
    lines = case_triples([replace(letter, decisions=(silent,))], IRIS)
    assert values(lines, "?d a imr:Decision ; imr:outcome|imr:rationaleFinding ?x") == [
        IRIS.finding("not_stated"),
        IRIS.outcome("not_stated"),
    ]
    assert values(lines, "?d imr:outcomeFoundAt ?x") == []


def test_parts_without_words_are_left_out(determine: Determine) -> None:
    letter = determine()
    first = letter.decisions[0]
    empty = passage("")
    item = replace(first.item, rationale=empty, original_request=empty, authorized=empty)
    citations = tuple(replace(citation, labels=("",), unplaced=("",)) for citation in first.citations)
    lines = case_triples([replace(letter, decisions=(replace(first, item=item, citations=citations),))], IRIS)
    assert values(lines, "?d imr:rationale|imr:originalRequest|imr:authorizedPart|imr:sectionLabel ?x") == []


def test_a_contradiction_is_marked(determine: Determine) -> None:
    letter = determine()
    first = letter.decisions[0]
    item = replace(first.item, outcome=Said(Outcome.OVERTURNED, Span(0, 4)))
    lines = case_triples([replace(letter, decisions=(replace(first, item=item),))], IRIS)
    assert values(lines, "?d imr:contradiction ?x") == ["true"]


def test_findings_of_the_reading_travel_with_the_letter(lines: list[str]) -> None:
    assert values(lines, "?l imr:hasFinding/imr:code ?x") == ["diagnosis-doubtful"]
    assert words(lines, "?l imr:hasFinding/imr:foundAt ?x") == ["left knee sprain"]


def test_provenance_names_the_text_and_the_program(lines: list[str], determine: Determine) -> None:
    agent = IRIS.software("0.1.0")
    assert values(lines, "?l a imr:Determination ; prov:wasAttributedTo ?x") == [agent]
    assert values(lines, "?l imr:sourceHash ?x") == [determine().letter.source_hash]
    assert values(software_triples(IRIS, "0.1.0"), "?x a prov:SoftwareAgent") == [agent]


# --- cases with gaps -----------------------------------------------------------------------------------------------


def test_a_letter_without_a_header_is_known_by_its_hash(determine: Determine, bounded: DateInterval) -> None:
    told = Header(ur_denial_date=Said(dt.date(2014, 11, 3), Span(0, 4)))
    letter = determine(header=Header(), told=told, decision_interval=bounded)
    lines = case_triples([letter], IRIS)
    case = f"https://w3id.org/imr-kg/id/case/sha256-{letter.letter.source_hash[:16]}"
    assert case_iri(letter, IRIS) == case
    assert values(lines, "?c imr:currentDetermination ?x") == [f"{case}/undated"]
    assert values(lines, "?l imr:decisionDateEarliest|imr:decisionDateLatest ?x") == ["2014-11-03", "2014-12-31"]
    assert values(lines, "?l imr:decisionDateReason ?x") == [bounded.reason]
    assert values(lines, "?l imr:year ?x") == ["2014", "2014"]
    assert values(lines, "?c imr:urDenialDate ?x") == ["2014-11-03"]


def test_a_year_that_is_not_certain_is_not_given(determine: Determine) -> None:
    interval = DateInterval(dt.date(2014, 11, 3), dt.date(2015, 1, 20), "between two forms")
    assert values(case_triples([determine(header=Header(), decision_interval=interval)], IRIS), "?d imr:year ?x") == []


def test_the_reviews_own_date_serves_where_the_header_has_none(determine: Determine) -> None:
    review = UtilizationReview(date=Said(dt.date(2014, 11, 3), Span(0, 4)))
    lines = case_triples([determine(header=Header(), utilization_review=review)], IRIS)
    assert values(lines, "?c imr:urDenialDate ?x") == ["2014-11-03"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?l imr:letterFamily ?x", [IRIS.coded("letter-family", "standard")]),
        ("?l imr:reviewAction ?x", [IRIS.coded("review-action", "denied")]),
        ("?d a imr:Decision ; imr:qualifier ?x", [IRIS.coded("qualifier", "partly_authorized")]),
        ("?d a imr:DrugRequest ; imr:reading ?x", [IRIS.drug_reading("title-exact-certain")]),
        (
            f"<{LETTER}/decision/1> imr:hasCitation ?c . ?c imr:reading ?x",
            [
                IRIS.citation_reading("administrator-field-label-certain-mtus"),
                IRIS.citation_reading("reviewer-field-label-and-page-certain-mtus"),
            ],
        ),
    ],
)
def test_a_value_that_has_a_list_is_a_concept_of_it(lines: list[str], pattern: str, expected: list[str]) -> None:
    assert values(lines, pattern) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Standard", [IRIS.coded("priority", "standard")]),
        ("EXPEDITED", [IRIS.coded("priority", "expedited")]),
        ("Application", []),
    ],
)
def test_a_priority_that_no_list_has_is_only_shown_where_it_stands(
    printed: str, expected: list[str], determine: Determine
) -> None:
    header = determine().letter.header
    lines = case_triples([determine(header=replace(header, priority=replace(header.priority, value=printed)))], IRIS)
    assert values(lines, "?c imr:priority ?x") == expected
    assert len(values(lines, "?c imr:priorityFoundAt ?x")) == 1


def test_no_letter_is_no_case() -> None:
    with pytest.raises(ValueError, match="at least one letter"):
        case_triples([], IRIS)


# --- several letters of one case -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def later(determine: Determine, letter_text: str) -> Determination:
    first = determine().letter
    header = replace(first.header, decision_date=Said(dt.date(2017, 3, 1), Span(94, 104)), priority=None)
    return determine(
        text=letter_text + "Amended.\n",
        source="amended.txt",
        header=header,
        patient=Patient(age=Said(52, Span(343, 354))),
    )


def test_different_texts_are_both_kept_and_the_later_is_current(determine: Determine, later: Determination) -> None:
    lines = case_triples([later, determine()], IRIS)
    assert values(lines, "?c imr:hasDetermination ?x") == [LETTER, f"{CASE}/2017-03-01"]
    assert values(lines, "?c imr:currentDetermination ?x") == [f"{CASE}/2017-03-01"]
    assert values(lines, "?c imr:patientAge ?x") == ["52"]
    assert values(lines, "?c imr:patientAgeFoundAt ?x") == [f"{CASE}/2017-03-01/text#char=343,354"]


def test_what_the_later_letter_leaves_out_comes_from_the_earlier(determine: Determine, later: Determination) -> None:
    lines = case_triples([determine(), later], IRIS)
    assert values(lines, "?c imr:priority ?x") == [IRIS.coded("priority", "standard")]
    assert values(lines, "?c imr:patientSex ?x") == ["female"]
    assert values(lines, "?c imr:patientSexFoundAt ?x") == [f"{LETTER}/text#char=355,360"]


def test_the_same_text_is_kept_once_whatever_its_file(determine: Determine) -> None:
    one, copy = determine(), determine(source="copy.txt")
    assert case_triples([one, copy], IRIS) == case_triples([copy, one], IRIS) == case_triples([copy], IRIS)


def test_different_texts_of_one_day_get_iris_that_do_not_depend_on_order(
    determine: Determine, letter_text: str
) -> None:
    letters = [determine(text=letter_text + end, source=end) for end in ("a", "b", "c")]
    results = {tuple(case_triples(order, IRIS)) for order in itertools.permutations(letters)}
    assert len(results) == 1
    hashes = sorted(letter.letter.source_hash for letter in letters)
    expected = sorted([LETTER, *(f"{LETTER}-{each[:8]}" for each in hashes[1:])])
    assert values(results.pop(), "?c imr:hasDetermination ?x") == expected
    assert values(case_triples(letters, IRIS), "?c imr:currentDetermination ?x") == [LETTER]


# --- hostile letters -----------------------------------------------------------------------------------------------

HOSTILE = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tail=HOSTILE, number=HOSTILE, name=HOSTILE, specialty=HOSTILE)
def test_hostile_words_break_nothing(
    determine: Determine, letter_text: str, tail: str, number: str, name: str, specialty: str
) -> None:
    text = letter_text + tail
    end = Span(len(letter_text), len(text))
    letter = determine(text=text, source=name)
    read = letter.letter
    reviewer = replace(read.reviewer, specialties=(Said(specialty, end),))
    header = replace(read.header, case_number=Said(number, end))
    mention = DrugMention(tail, end)
    letter = replace(letter, letter=replace(read, header=header, reviewer=reviewer), summary_mentions=(mention,))
    lines = case_triples([letter], IRIS)
    assert case_triples([letter], IRIS) == lines
    assert lines == "\n".join(lines).splitlines()
    case = case_iri(letter, IRIS)
    store = graph(lines)
    assert {IRIS.case_of(quad.subject.value) for quad in store} == {case}  # type: ignore[union-attr]
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", tail)
    mention_words = words(lines, f"<{case}/2017-01-06> imr:hasMention ?m . ?m imr:foundAt ?x")
    assert kept in mention_words
