"""The gate: bad cases are found, each result belongs to its case, and no engine is trusted blindly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kg.build.gate import ENGINES, Case, Gate, by_case, concept_facts, violations
from kg.errors import ValidationError
from kg.model import Determination, Said, Span
from kg.namespaces import DEFAULT_BASE, Iris
from kg.ntriples import boolean
from kg.rdf import case_iri, case_triples
from kg.resources import read_resource

Determine = Callable[..., Determination]
IRIS = Iris()
SHAPES = "https://w3id.org/imr-kg/shapes#"
CONCEPTS = (
    "section/cpmtg09",
    "section/cpmtg09-opioids",
    "section/odg",
    "section/odg-knee",
    "drug/norco",
    "drug/hydrocodone",
    "drug/acetaminophen",
    "treatment/opioid",
    "treatment/physical-therapy",
    "category/pharmaceuticals",
    "category/pharmaceuticals/opioids",
    "category/physical-medicine",
    "body-region/knee",
    "specialty/occupational-medicine",
    "state/california",
    "state/nevada",
)


def known(base: str = DEFAULT_BASE) -> dict[str, str]:
    """Memberships of all the concepts that the invented letter points to, and what its readings tell."""
    scheme = f"{base}id/scheme/invented"
    facts = concept_facts(
        "".join(
            f"<{base}id/{concept}> <http://www.w3.org/2004/02/skos/core#inScheme> <{scheme}> .\n"
            for concept in CONCEPTS
        )
    )
    for readings in ("citation_readings", "drug_readings"):
        facts |= concept_facts(read_resource(f"ontology/schemes/{readings}.ttl").replace(DEFAULT_BASE, base), base)
    return facts


@pytest.fixture(scope="module", params=sorted(ENGINES))
def gate(request: pytest.FixtureRequest) -> Gate:
    return replace(Gate.load(engine=request.param), concepts=known())


def numbered(determination: Determination, number: str) -> Determination:
    header = replace(determination.letter.header, case_number=Said(number, Span(13, 25)))
    letter = determination.letter
    text = letter.text[:13] + number[:12].ljust(12) + letter.text[25:]  # as long as before, so that places stay
    return replace(determination, letter=replace(letter, header=header, text=text))


def case(determination: Determination, iris: Iris = IRIS) -> Case:
    return case_iri(determination, iris), case_triples([determination], iris)


def without(lines: Sequence[str], *parts: str) -> list[str]:
    return [line for line in lines if not any(part in line for part in parts)]


def test_a_sound_case_passes(gate: Gate, determine: Determine) -> None:
    assert gate.check([case(determine())]) == {}


def test_results_belong_to_their_case(gate: Gate, determine: Determine) -> None:
    """One case's IRI begins with another's: the results keep apart."""
    (one, sound), (other, lines) = (case(numbered(determine(), number)) for number in ("CM16-0000042", "CM16-00000421"))
    found = gate.check([(one, sound), (other, without(lines, "#caseOutcome>"))])
    assert {result.shape.removeprefix(SHAPES) for result in found.pop(other)} == {
        "CaseShape-caseNumberForm",
        "CaseOutcomeShape",
        "CaseWordsShape",
        "DeterminationShape-caseOutcomeGiven",
    }
    assert not found


def test_a_result_says_what_where_and_how_bad(gate: Gate, determine: Determine) -> None:
    iri, lines = case(determine())
    bad = [line.replace("outcome/upheld>", "outcome/modified>") for line in lines]
    result = next(each for each in gate.check([(iri, bad)])[iri] if each.shape == f"{SHAPES}DecisionShape-outcome")
    assert result.focus == f"{iri}/2017-01-06/decision/1"
    assert result.severity == "violation"
    assert result.path == f"{DEFAULT_BASE}ontology#outcome"
    assert result.value == f"{DEFAULT_BASE}id/outcome/modified"
    assert result.message.startswith("The outcome is not one of upheld")


def test_a_literal_value_is_given_plain(gate: Gate, determine: Determine) -> None:
    iri, lines = case(determine())
    bad = [*lines, f'<{iri}/2017-01-06/decision/1> <{IRIS.term("outcomeBasis")}> "\\"printed\\"\\n" .']
    results = gate.check([(iri, bad)])[iri]
    assert {result.value for result in results} == {'"printed"\n'}


def test_a_contradiction_only_warns(gate: Gate, determine: Determine) -> None:
    iri, lines = case(determine())
    odd = [
        f"<{iri}/2017-01-06/decision/1> <{IRIS.term('contradiction')}> {boolean(True)} .",
        *(line.replace("finding/not-necessary>", "finding/necessary>") for line in lines),
    ]
    (result,) = gate.check([(iri, odd)])[iri]
    assert (result.shape, result.severity) == (f"{SHAPES}DecisionShape-noContradiction", "warning")


def test_what_no_list_of_ours_has_only_warns(gate: Gate, determine: Determine) -> None:
    iri, lines = case(determine())
    bare = replace(gate, concepts={concept: facts for concept, facts in known().items() if "reading/" in concept})
    found = bare.check([(iri, lines)])[iri]
    shapes = {result.shape.removeprefix(SHAPES) for result in found}
    assert {"DecisionShape-drugKnown", "GuidelineCitationShape-sectionKnown", "ReviewerShape-specialtyKnown"} <= shapes
    assert {result.severity for result in found} == {"warning"}


def test_a_misprinted_date_only_warns(gate: Gate, determine: Determine) -> None:
    header = determine().letter.header
    assert header.application_received
    late = replace(header.application_received, value=dt.date(2107, 11, 16))
    iri, lines = case(determine(header=replace(header, application_received=late)))
    found = gate.check([(iri, [line.replace("11/16/2016", "11/16/2107") for line in lines])])[iri]
    assert {result.shape.removeprefix(SHAPES) for result in found} == {
        "CaseShape-applicationReceived-before-dateAssigned",
        "DeterminationShape-applicationReceived-before-decisionDate",
        "CaseShape-plausibleDates",
    }
    assert {result.severity for result in found} == {"warning"}


def test_another_base_is_judged_by_its_own_iris(determine: Determine) -> None:
    base = "http://localhost:8000/kg/"
    gate = replace(Gate.load(base), concepts=known(base))
    iri, lines = case(determine(), Iris(base))
    assert gate.check([(iri, lines)]) == {}
    assert gate.check([(iri, without(lines, "#heading>"))])[iri]


def test_broken_lines_are_an_error_not_a_verdict(determine: Determine) -> None:
    iri, lines = case(determine())
    with pytest.raises(ValidationError, match="could not be applied"):
        Gate.load().check([(iri, [*lines, "this is no triple"])])


def test_a_result_that_is_no_cases_is_an_error() -> None:
    stray = f"<https://example.org/x> <{IRIS.prefixes['rdf']}type> <{IRIS.term('Case')}> ."
    with pytest.raises(ValidationError, match="no node of a case"):
        Gate.load().check([("https://example.org/x", [stray])])


def test_an_engine_that_lets_all_through_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.build.gate.ENGINES", {"lax": lambda shapes: lambda triples: []})
    with pytest.raises(ValidationError, match="lets a case without letters through"):
        Gate.load(engine="lax")


def test_a_scheme_that_is_no_turtle_is_named_as_such() -> None:
    with pytest.raises(ValidationError, match="no Turtle"):
        concept_facts("this is no Turtle")


def test_engines_agree_on_letters_with_gaps(determine: Determine, bounded: object) -> None:
    letters = [determine(), determine(header=determine().letter.told, decision_interval=bounded)]
    spoilt: list[Case] = []
    for number, letter in enumerate(letters):
        iri, lines = case(letter)
        for part in ("#heading>", "#sourceHash>", "reviewer> ", "#foundAt>", "/text#char=", "#reading>", "#request>"):
            renamed = f"{DEFAULT_BASE}id/case/{number}{len(spoilt)}"
            spoilt.append((renamed, [line.replace(iri, renamed) for line in without(lines, part)]))
    verdicts = [replace(Gate.load(engine=engine), concepts=known()).check(spoilt) for engine in sorted(ENGINES)]
    first, second = ({(r.focus, r.shape, r.severity) for found in v.values() for r in found} for v in verdicts)
    assert first == second
    assert len(verdicts[0]) == len(spoilt)


def test_many_cases_are_judged_in_batches(determine: Determine) -> None:
    gate = replace(Gate.load(), concepts=known())
    cases = [case(numbered(determine(), f"CM16-{number:07}")) for number in range(7)]
    cases[4] = (cases[4][0], without(cases[4][1], "#outcome>"))
    assert [iri for iri, _ in violations(gate, iter(cases), batch=3)] == [cases[4][0]]


def test_the_lines_of_a_release_are_grouped_by_case(determine: Determine, tmp_path: Path) -> None:
    """CM16-1 stands on both sides of CM16-10 in a sorted file."""
    cases = dict(case(numbered(determine(), number)) for number in ("CM16-1", "CM16-10", "CM16-1-A", "CM17-1"))
    lines = sorted(line for lines in cases.values() for line in lines)
    other = f'<{DEFAULT_BASE}id/drug/norco> <{IRIS.prefixes["skos"]}prefLabel> "Norco"@en .'
    grouped = list(by_case((line + "\n" for line in sorted([*lines, other])), IRIS))
    assert dict(grouped) == cases
    assert len(grouped) == len(cases)
