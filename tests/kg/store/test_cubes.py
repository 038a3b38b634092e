"""Counts made while a release is made: right, complete with what is not stated, and changed as letters come and go."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kg.store.cubes import Cube, Cubes

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
CUBE = Cube("http://x/cube/by-drug", "By drug and outcome", ("http://x/drug", "http://x/outcome"))


def decision(number: int, drugs: set[str], outcome: str | None) -> list[bytes]:
    node = f"<http://x/d/{number}>"
    lines = [f"{node} {TYPE} <http://x/Decision> ."]
    lines += [f"{node} <http://x/drug> <http://x/drug/{drug}> ." for drug in drugs]
    lines += [f'{node} <http://x/outcome> "{outcome}" .'] if outcome else []
    return sorted(f"{line}\n".encode() for line in lines)


def cubes() -> Cubes:
    return Cubes([CUBE], "http://x/Decision", "http://x/decisions")


def counted(made: Cubes) -> dict[tuple[str, str], int]:
    store = ox.Store()
    store.load("\n".join(made.lines()).encode(), format=ox.RdfFormat.N_TRIPLES)
    rows = store.query(
        "PREFIX qb: <http://purl.org/linked-data/cube#> SELECT ?drug ?outcome ?n WHERE { ?o a qb:Observation ;"
        " qb:dataSet <http://x/cube/by-drug> ; <http://x/decisions> ?n OPTIONAL { ?o <http://x/drug> ?drug }"
        " OPTIONAL { ?o <http://x/outcome> ?outcome } }"
    )
    assert isinstance(rows, ox.QuerySolutions)
    return {(row[0].value if row[0] else "", row[1].value if row[1] else ""): int(row[2].value) for row in rows}


def test_a_decision_with_two_drugs_counts_once_for_each_and_one_with_none_is_not_lost() -> None:
    made = cubes()
    made.count(decision(1, {"a", "b"}, "upheld"), 1)
    made.count(decision(2, {"a"}, "upheld"), 1)
    made.count(decision(3, set(), None), 1)
    drug = "http://x/drug/"
    assert counted(made) == {(f"{drug}a", "upheld"): 2, (f"{drug}b", "upheld"): 1, ("", ""): 1}


def test_other_classes_are_not_counted() -> None:
    made = cubes()
    made.count([line.replace(b"/Decision>", b"/Case>") for line in decision(1, {"a"}, "upheld")], 1)
    assert counted(made) == {}


def test_the_structure_names_dimensions_and_measure() -> None:
    text = "\n".join(cubes().lines())
    assert "<http://purl.org/linked-data/cube#dimension> <http://x/drug> ." in text
    assert "<http://purl.org/linked-data/cube#measure> <http://x/decisions> ." in text


def test_counts_of_a_changed_cube_are_not_taken_over() -> None:
    kept = cubes().as_json()
    changed = Cubes([Cube(CUBE.iri, CUBE.title, CUBE.dimensions[:1])], "http://x/Decision", "http://x/decisions")
    assert not changed.restore(kept)
    assert cubes().restore(kept)


decisions = st.lists(
    st.tuples(st.sets(st.sampled_from("abc")), st.sampled_from(["upheld", "overturned", None])), max_size=12
)


@given(decisions, decisions)
def test_adding_and_taking_away_gives_the_same_as_never_having_had_it(stays: list, goes: list) -> None:
    direct, changed = cubes(), cubes()
    for number, (drugs, outcome) in enumerate(stays):
        direct.count(decision(number, drugs, outcome), 1)
        changed.count(decision(number, drugs, outcome), 1)
    for number, (drugs, outcome) in enumerate(goes):
        changed.count(decision(100 + number, drugs, outcome), 1)
    restored = cubes()
    assert restored.restore(changed.as_json())
    for number, (drugs, outcome) in enumerate(goes):
        restored.count(decision(100 + number, drugs, outcome), -1)
    assert list(restored.lines()) == list(direct.lines())
