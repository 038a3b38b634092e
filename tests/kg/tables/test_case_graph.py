"""Triples of one case, and where paths lead."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.namespaces import Iris
from kg.ntriples import string
from kg.tables.case_graph import CaseGraph, Names, literal

IRIS = Iris()
NAMES = Names(IRIS)
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def lines_of(number: str) -> list[str]:
    """A case of one letter, as a dump writes it."""
    case = IRIS.case(number, "")
    letter = IRIS.determination(case, "2017-01-06")
    return sorted(
        [
            f"<{case}> {TYPE} {NAMES.term('Case')} .",
            f"<{case}> {NAMES.term('hasDetermination')} <{letter}> .",
            *(
                f"<{letter}> {NAMES.term('hasDecision')} <{IRIS.decision(letter, position)}> ."
                for position in (2, 10, 1)
            ),
            *(f"<{IRIS.decision(letter, position)}> {TYPE} {NAMES.term('Decision')} ." for position in (2, 10, 1)),
        ]
    )


def test_instances_come_in_the_order_of_their_numbers() -> None:
    graph = CaseGraph(lines_of("CM16-0000001"), NAMES)
    assert [iri.rsplit("/", 1)[1] for iri in graph.instances("Decision")] == ["1>", "2>", "10>"]


def test_paths_lead_forward_backward_and_on_into_the_vocabularies() -> None:
    case = IRIS.case("CM16-0000001", "")
    letter = IRIS.determination(case, "2017-01-06")
    section, guideline = f"<{IRIS.section('a')}>", f"<{IRIS.section('b')}>"
    vocabularies = CaseGraph([f"{section} {NAMES.term('guideline')} {guideline} ."], NAMES)
    own = [*lines_of("CM16-0000001"), f"<{letter}> {NAMES.term('section')} {section} ."]
    graph = CaseGraph(own, NAMES, vocabularies)
    assert graph.follow(f"<{case}>", ("hasDetermination", "section", "guideline")) == [guideline]
    assert graph.follow(f"<{letter}>", ("^hasDetermination",)) == [f"<{case}>"]
    assert graph.follow(f"<{letter}>", ("heading",)) == []


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_a_literal_gives_back_the_words_that_were_written(words: str) -> None:
    written = string(words)
    assert "\ufffd" in literal(written) or literal(written) == words
