"""A sound case is spoilt in many ways, each alone, and both engines say which shapes notice: `tests/shapes/spoilt.tsv`.

A row sets, adds or drops the value of one property of one node of ``tests/kg/rdf/golden/two-items.nt`` (nodes are named
from the letter on) and names every shape that must notice. Who knows another way to spoil a case adds a row. An
engine judges many rows in one run, each as a case of its own.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from kg.build.gate import ENGINES, Gate, violations
from kg.namespaces import DEFAULT_BASE, PREFIXES

PROJECT = Path(__file__).parents[2]
SOUND = (PROJECT / "tests" / "kg" / "rdf" / "golden" / "two-items.nt").read_text(encoding="utf-8")
CASE = f"{DEFAULT_BASE}id/case/CM16-0000042"
FIRST = 1_000_000  # the number of the first case
SHAPES = f"{DEFAULT_BASE}shapes#"
TERMS = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        **PREFIXES,
        "foaf": "http://xmlns.com/foaf/0.1/",
        "schema": "https://schema.org/",
        **{
            name: f"{DEFAULT_BASE}id/{name}/"
            for name in ("outcome", "finding", "treatment", "specialty", "state", "section")
        },
        "drug": f"{DEFAULT_BASE}id/drug/",
        "qualifier": f"{DEFAULT_BASE}id/qualifier/",
        "region": f"{DEFAULT_BASE}id/body-region/",
    }.items()
)


@dataclass(frozen=True)
class Spoilt:
    """One row of the table."""

    mutant: str
    node: str
    predicate: str
    change: str
    value: str
    shapes: str

    @property
    def expected(self) -> set[str]:
        return {shape.strip() for shape in self.shapes.split(",")}


with (PROJECT / "tests" / "shapes" / "spoilt.tsv").open(encoding="utf-8", newline="") as table:
    ROWS = [Spoilt(**row) for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]


def spoilt(row: Spoilt) -> str:
    """The triples of the case as `row` spoils it."""
    graph = Graph().parse(data=SOUND, format="nt")
    node = URIRef(
        CASE if row.node == "case" else f"{CASE}/2017-01-06" + ("" if row.node == "letter" else f"/{row.node}")
    )
    ((_, predicate, value),) = Graph().parse(
        data=f"{TERMS}<x:> {row.predicate} {row.value or '<x:>'} .", format="turtle"
    )
    if row.change != "add":
        assert list(graph.objects(node, predicate)), "the sound case has no such value to spoil"
        graph.remove((node, predicate, None))
    if row.change != "drop":
        graph.add((node, predicate, value))
    return graph.serialize(format="nt")


def numbered(triples: str, number: int) -> str:
    """The same case under a number of its own, which is as long, so that places stay."""
    return triples.replace("CM16-0000042", f"CM16-{number:07}")


Verdict = set[tuple[str, str, str]]


@cache
def verdicts(engine: str) -> list[Verdict]:
    """What an engine says of the sound case and of each row's, told as of the sound one: focus, shape and message."""
    every = [SOUND, *map(spoilt, ROWS)]
    cases = [(numbered(CASE, number), numbered(triples, number)) for number, triples in enumerate(every, FIRST)]
    found = dict(
        violations(Gate.load(engine=engine), cases, batch=10)
    )  # pySHACL takes three times as long for all at once
    return [
        {
            (each.focus.replace(case, CASE), each.shape, each.message)
            for each in found.get(case, [])
            # The sound case cites concepts of a small vocabulary of its own, which shapes named ...Known warn of.
            if not each.shape.endswith("Known")
        }
        for case, _ in cases
    ]


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_the_sound_case_breaks_no_shape(engine: str) -> None:
    assert verdicts(engine)[0] == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.mutant)
def test_a_spoilt_case_is_noticed_by_both_engines(row: Spoilt) -> None:
    found, reference = (verdicts(engine)[1 + ROWS.index(row)] for engine in ("shacl-rust", "pyshacl"))
    assert {shape.removeprefix(SHAPES) for _, shape, _ in found} == row.expected
    assert reference == found
