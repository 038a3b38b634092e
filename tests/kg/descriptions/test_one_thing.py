from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.descriptions.one_thing import EXAMPLES, MOST_INVERSE, MOST_TRIPLES, describe, describe_parts
from kg.errors import ParameterError
from kg.query import Door, open_door
from kg.store.releases import new_release
from kg.store.segments import Part

EX = "https://example.org/id/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def graph() -> Iterator[str]:
    yield f"<{EX}case/1> <{EX}part> <{EX}case/1/letter> ."
    yield f"<{EX}case/1/letter> <{EX}part> <{EX}case/1/letter/decision> ."
    yield f'<{EX}case/1/letter/decision> <{EX}note> "deep" .'
    yield f"<{EX}case/1> <{EX}about> <{EX}drug/1> ."
    yield f'<{EX}drug/1> {LABEL} "A drug"@en .'
    yield f'<{EX}about> {LABEL} "is about"@en .'
    for number in range(2, MOST_INVERSE + 500):
        yield f"<{EX}case/{number}> <{EX}about> <{EX}drug/1> ."
    for number in range(MOST_TRIPLES + 10):
        yield f'<{EX}large> <{EX}note> "{number}" .'


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    store: Path = tmp_path_factory.mktemp("store")
    with new_release(store, "1") as draft:
        draft.load([Part.of("", graph())])
        draft.publish()
    with open_door(store, workers=1) as opened:
        yield opened


def test_a_thing_is_described_with_its_parts_and_the_names_of_what_it_links_to(door: Door) -> None:
    found = describe_parts(door, f"{EX}case/1")
    assert {triple.predicate.value for triple in found.own} == {f"{EX}part", f"{EX}about"}
    assert {triple.subject.value for triple in found.parts} == {f"{EX}case/1/letter"}
    assert {triple.object.value for triple in found.labels} == {"A drug", "is about"}
    assert found.inverse == ()
    assert not found.truncated


def test_what_links_here_is_counted_not_listed(door: Door) -> None:
    found = describe_parts(door, f"{EX}drug/1")
    (inverse,) = found.inverse
    assert (inverse.property, inverse.count, inverse.at_least) == (f"{EX}about", MOST_INVERSE, True)
    assert len(inverse.examples) == EXAMPLES
    assert len(describe(door, f"{EX}drug/1").triples) == 1 + EXAMPLES + 1


def test_the_description_is_bounded_and_says_so(door: Door) -> None:
    found = describe(door, f"{EX}large")
    assert found.truncated
    assert len(found.triples) <= MOST_TRIPLES + 1


def test_what_the_graph_does_not_know_has_no_triples(door: Door) -> None:
    assert describe(door, f"{EX}nothing").triples == []


def test_what_is_no_iri_is_refused(door: Door) -> None:
    for text in ("nothing", "http://x/> <y", ""):
        with pytest.raises(ParameterError, match="no IRI"):
            describe(door, text)
