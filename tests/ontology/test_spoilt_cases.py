"""A sound case is spoilt in many ways, each alone, and both engines say which shapes notice: `tests/shapes/spoilt.tsv`.

A row sets, adds or drops the value of one property of one node of ``tests/kg/rdf/golden/two-items.nt`` (nodes are named
from the letter on) and names every shape that must notice. Who knows another way to spoil a case adds a row.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from kg.build.gate import ENGINES, Gate
from kg.namespaces import DEFAULT_BASE, PREFIXES

PROJECT = Path(__file__).parents[2]
SOUND = (PROJECT / "tests" / "kg" / "rdf" / "golden" / "two-items.nt").read_text(encoding="utf-8")
CASE = f"{DEFAULT_BASE}id/case/CM16-0000042"
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


@cache
def gate(engine: str) -> Gate:
    return Gate.load(engine=engine)


def verdict(engine: str, triples: str) -> set[tuple[str, str, str]]:
    """What an engine says of a case: focus, shape and message."""
    found = gate(engine).check([(CASE, triples)]).get(CASE, [])
    # The sound case cites concepts of a small vocabulary of its own, which shapes named ...Known warn of.
    return {(each.focus, each.shape, each.message) for each in found if not each.shape.endswith("Known")}


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_the_sound_case_breaks_no_shape(engine: str) -> None:
    assert verdict(engine, SOUND) == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.mutant)
def test_a_spoilt_case_is_noticed_by_both_engines(row: Spoilt) -> None:
    triples = spoilt(row)
    found = verdict("shacl-rust", triples)
    assert {shape.removeprefix(SHAPES) for _, shape, _ in found} == row.expected
    assert verdict("pyshacl", triples) == found
