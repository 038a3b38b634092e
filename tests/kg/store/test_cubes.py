"""Counts made while a release is made: right, complete with what is not stated, and changed as letters come and go.

A cube's dimensions are properties of its own: what asks for the counted property finds no observation.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.cubes import Cube, Cubes, Dimension, Step, cube_lines

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
NOT_STATED = "http://x/code/not-stated"


def dimension(name: str) -> Dimension:
    return Dimension(f"http://x/dimension/{name}", f"http://x/{name}", f"its {name}")


CUBE = Cube("http://x/cube/by-drug", "By drug and outcome", (dimension("drug"), dimension("outcome")))


def decision(number: int, drugs: set[str], outcome: str | None) -> list[bytes]:
    node = f"<http://x/d/{number}>"
    lines = [f"{node} {TYPE} <http://x/Decision> ."]
    lines += [f"{node} <http://x/drug> <http://x/drug/{drug}> ." for drug in drugs]
    value = f"<{outcome}>" if outcome and outcome.startswith("http") else f'"{outcome}"'
    lines += [f"{node} <http://x/outcome> {value} ."] if outcome else []
    return sorted(f"{line}\n".encode() for line in lines)


def cubes() -> Cubes:
    return Cubes([CUBE], "http://x/Decision", "http://x/decisions", NOT_STATED)


PREFIXES = {
    "qb": "http://purl.org/linked-data/cube#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "x": "http://x/",
    "dimension": "http://x/dimension/",
}


def asked(made: Cubes, query: str) -> list[tuple[str, ...]]:
    """The rows of a query over the cubes, sorted."""
    store = ox.Store()
    store.load("\n".join(cube_lines([made])).encode(), format=ox.RdfFormat.N_TRIPLES)
    rows = store.query(query, prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    return sorted(tuple(getattr(term, "value", "") for term in row) for row in rows)


def counted(made: Cubes) -> dict[tuple[str, str], int]:
    rows = asked(
        made,
        "SELECT ?drug ?outcome ?n { ?o a qb:Observation ; qb:dataSet <http://x/cube/by-drug> ; x:decisions ?n ;"
        " dimension:drug ?drug ; dimension:outcome ?outcome }",
    )
    return {(drug, outcome): int(number) for drug, outcome, number in rows}


def given_outcomes(*outcomes: str | None) -> Cubes:
    """One decision of each of these outcomes."""
    made = cubes()
    for number, outcome in enumerate(outcomes):
        made.count(decision(number, set(), outcome), 1)
    return made


def test_a_decision_with_two_drugs_counts_once_for_each_and_one_with_none_is_not_lost() -> None:
    made = cubes()
    made.count(decision(1, {"a", "b"}, "upheld"), 1)
    made.count(decision(2, {"a"}, "upheld"), 1)
    made.count(decision(3, set(), None), 1)
    drug = "http://x/drug/"
    assert counted(made) == {(f"{drug}a", "upheld"): 2, (f"{drug}b", "upheld"): 1, (NOT_STATED, NOT_STATED): 1}


def test_other_classes_are_not_counted() -> None:
    made = cubes()
    made.count([line.replace(b"/Decision>", b"/Case>") for line in decision(1, {"a"}, "upheld")], 1)
    assert counted(made) == {}


def test_the_structure_names_dimensions_and_measure() -> None:
    kinds = "VALUES ?kind { qb:dimension qb:measure }"
    assert asked(cubes(), f"SELECT ?kind ?property {{ ?dsd qb:component ?each . ?each ?kind ?property {kinds} }}") == [
        ("http://purl.org/linked-data/cube#dimension", "http://x/dimension/drug"),
        ("http://purl.org/linked-data/cube#dimension", "http://x/dimension/outcome"),
        ("http://purl.org/linked-data/cube#measure", "http://x/decisions"),
    ]


def test_no_observation_has_the_property_that_is_counted() -> None:
    made = given_outcomes("upheld", None)
    assert asked(made, "SELECT ?o { ?o x:outcome|x:drug ?value }") == []
    assert asked(made, "SELECT ?counted ?label { dimension:outcome qb:concept ?counted ; rdfs:label ?label }") == [
        ("http://x/outcome", "its outcome")
    ]


STRING, RESOURCE = "http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/2000/01/rdf-schema#Resource"
CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"
UPHELD = "http://x/outcome/upheld"


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ((), CONCEPT),
        ((None,), CONCEPT),
        ((UPHELD, None), CONCEPT),
        (("upheld",), STRING),
        (("upheld", None), RESOURCE),
        (("upheld", UPHELD), RESOURCE),
    ],
)
def test_the_range_of_a_dimension_is_true_of_its_values(outcomes: tuple[str | None, ...], expected: str) -> None:
    made = given_outcomes(*outcomes)
    ranges = asked(made, "SELECT ?range { dimension:outcome a qb:DimensionProperty ; rdfs:range ?range }")
    assert ranges == [(expected,)]


def test_the_code_list_of_a_dimension_holds_what_occurs() -> None:
    codes = "SELECT ?member { dimension:outcome qb:codeList ?list . ?list a skos:Collection ; skos:member ?member }"
    made = given_outcomes(UPHELD, None)
    assert asked(made, codes) == [(NOT_STATED,), (UPHELD,)]
    made.count(decision(1, set(), None), -1)
    assert asked(made, codes) == [(UPHELD,)]
    assert asked(given_outcomes("upheld"), codes) == []


def test_counts_of_a_changed_cube_are_not_taken_over() -> None:
    kept = cubes().as_json()
    cube = Cube(CUBE.iri, CUBE.title, CUBE.dimensions[:1])
    changed = Cubes([cube], "http://x/Decision", "http://x/decisions", NOT_STATED)
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
    assert list(cube_lines([restored])) == list(cube_lines([direct]))


# --- dimensions behind a path -----------------------------------------------------------------------------------------

SECTIONS = {
    f"<http://x/section/{name}>".encode(): {b"<http://x/guideline>": [f'"{name[0]}"'.encode()]}
    for name in ("a1", "a2", "b1")
}
LETTER = [
    f"<http://x/d/1> {TYPE} <http://x/Decision> .",
    "<http://x/d/1> <http://x/cites> <http://x/section/a1> .",
    "<http://x/d/1> <http://x/cites> <http://x/section/a2> .",
    "<http://x/d/1> <http://x/cites> <http://x/section/b1> .",
    f"<http://x/d/2> {TYPE} <http://x/Decision> .",
    "<http://x/letter> <http://x/holds> <http://x/d/1> .",
    '<http://x/letter> <http://x/day> "2016-03-04"^^<http://www.w3.org/2001/XMLSchema#date> .',
    "<http://x/letter> <http://x/by> <http://x/reviewer> .",
    '<http://x/reviewer> <http://x/state> "Ohio" .',
]
YEAR = '"2016"^^<http://www.w3.org/2001/XMLSchema#integer>'


def behind(name: str, way: str, part: str = "") -> Dimension:
    *path, told = way.split("/")
    steps = tuple(Step(f"http://x/{each.removeprefix('^')}", each.startswith("^")) for each in path)
    return Dimension(f"http://x/dimension/{name}", f"http://x/{told}", name, steps, part)


@pytest.mark.parametrize(
    ("dimensions", "rows"),
    [
        ([behind("state", "^holds/by/state")], [['"Ohio"', 1], ["", 1]]),
        ([behind("year", "^holds/day", "year")], [[YEAR, 1], ["", 1]]),
        ([behind("cites", "cites", "given")], [['"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', 1], ["", 1]]),
        ([behind("uncited", "cites", "lacking")], [["<http://x/d/2>", 1], ["", 1]]),
        # Each guideline once, whichever of its sections are cited.
        ([behind("guideline", "cites/guideline")], [['"a"', 1], ['"b"', 1], ["", 1]]),
        # A section stands with its own guideline alone.
        (
            [behind("section", "cites"), behind("guideline", "cites/guideline")],
            [
                ["<http://x/section/a1>", '"a"', 1],
                ["<http://x/section/a2>", '"a"', 1],
                ["<http://x/section/b1>", '"b"', 1],
                ["", "", 1],
            ],
        ),
        (
            [behind("state", "^holds/by/state"), behind("guideline", "cites/guideline")],
            [['"Ohio"', '"a"', 1], ['"Ohio"', '"b"', 1], ["", "", 1]],
        ),
    ],
)
def test_a_dimension_lies_behind_a_path(dimensions: list[Dimension], rows: list[list[object]]) -> None:
    cube = Cube("http://x/cube", "Behind", tuple(dimensions))
    made = Cubes([cube], "http://x/Decision", "http://x/decisions", NOT_STATED, SECTIONS)
    made.count([f"{line}\n".encode() for line in LETTER], 1)
    (kept,) = made.as_json().values()
    assert sorted(kept, key=str) == sorted(rows, key=str)
    made.count([f"{line}\n".encode() for line in LETTER], -1)
    assert list(made.as_json().values()) == [[]]
