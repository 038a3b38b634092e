"""Each shape has a file that keeps it and files that break it; pySHACL and the gate's engine judge all of them alike.

A file in ``tests/shapes/<shape>/`` is judged together with ``concepts.ttl``, those of a folder in one run. Its
``# fails:`` lines name the shapes, among its folder's own, that it breaks: all of them and no other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import BNode

from kg.build.gate import ENGINES, Violation

PROJECT = Path(__file__).parents[2]
SHAPES = (PROJECT / "ontology" / "shapes.ttl").read_text(encoding="utf-8")
GRAPH = Graph().parse(data=SHAPES, format="turtle")
FOLDER = PROJECT / "tests" / "shapes"
FILES = sorted(FOLDER.glob("*/*.ttl"))
BASE = "https://w3id.org/imr-kg/shapes#"
TARGETS = (SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf, SH.targetNode)


def name(shape: object) -> str:
    return str(shape).removeprefix(BASE)


def expected(file: Path) -> set[str]:
    return set(re.findall(r"^# fails: (\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE))


def targeted() -> set[str]:
    """Node shapes that look for nodes by themselves; the others are used by these."""
    return {name(shape) for target in TARGETS for shape in GRAPH.subjects(target)}


def judged() -> set[str]:
    """Every shape that gives results of its own: targeted node shapes with constraints, and their property shapes."""
    nodes = {shape for shape in GRAPH.subjects(RDF.type, SH.NodeShape) if name(shape) in targeted()}
    properties = {part for shape in nodes for part in GRAPH.objects(shape, SH.property)}
    own = {shape for shape in nodes if GRAPH.value(shape, SH.message) or GRAPH.value(shape, SH.sparql)}
    return {name(shape) for shape in properties | own}


def renamed(file: Path, mark: str) -> Graph:
    """A file's graph, its own nodes marked, so that all files of a folder can be judged in one run."""
    graph = Graph().parse(file)
    own = {node: URIRef(f"{node}{mark}") for node in graph.subjects()}
    marked = Graph()
    for triple in graph:
        marked.add(tuple(own.get(term, term) for term in triple))
    return marked


@cache
def verdicts(folder: Path) -> Mapping[str, list[list[Violation]]]:
    """What each engine says of each file of a folder, in the files' order."""
    files = sorted(folder.glob("*.ttl"))
    data = Graph().parse(FOLDER / "concepts.ttl")
    for number, file in enumerate(files):
        data += renamed(file, f"--{number}")
    triples = data.serialize(format="nt")
    found = {engine: make(SHAPES)(triples) for engine, make in ENGINES.items()}
    assert all("--" in each.focus for results in found.values() for each in results)
    return {
        engine: [[each for each in results if each.focus.endswith(f"--{number}")] for number in range(len(files))]
        for engine, results in found.items()
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_file_breaks_the_shapes_that_it_says(file: Path) -> None:
    number = sorted(file.parent.glob("*.ttl")).index(file)
    reference, gate = (verdicts(file.parent)[engine][number] for engine in ("pyshacl", "shacl-rust"))
    own = {name(found.shape) for found in reference if name(found.shape).split("-")[0] == file.parent.name}
    assert own == expected(file)
    assert comparable(gate) == comparable(reference)


def comparable(found: list[Violation]) -> list[tuple[str, str, str, str]]:
    return sorted({(each.focus, each.shape, each.severity, each.message) for each in found})


def test_good_files_say_so_by_their_name() -> None:
    assert all((file.stem == "good") == (not expected(file)) for file in FILES)


def spoilt() -> set[str]:
    """Shapes that look at several nodes at once: rows of ``spoilt.tsv`` break them in a whole case."""
    with (FOLDER / "spoilt.tsv").open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {shape.strip() for row in rows for shape in row["shapes"].split(",")}


def test_every_shape_has_a_good_file_and_a_bad_one_or_a_row_that_breaks_it() -> None:
    folders = {file.parent.name for file in FILES if file.stem == "good"}
    assert folders | {shape.partition("-")[0] for shape in spoilt()} == targeted()
    assert {shape for file in FILES for shape in expected(file)} | spoilt() == judged()


def test_the_shapes_are_shapes() -> None:
    """The SHACL shapes of SHACL itself: https://www.w3.org/TR/shacl/#shacl-shacl"""
    conforms, _, words = validate(Graph(), shacl_graph=GRAPH, meta_shacl=True)
    assert conforms, words


def test_every_shape_has_a_name_of_its_own() -> None:
    shapes = set(GRAPH.subjects(RDF.type, SH.NodeShape)) | set(GRAPH.subjects(RDF.type, SH.PropertyShape))
    used = {part for link in (SH.property, SH.node, SH.sparql) for part in GRAPH.objects(None, link)}
    assert not [shape for shape in shapes | used if isinstance(shape, BNode)]
    assert all(str(shape).startswith(BASE) for shape in shapes | used)


def test_every_shape_that_judges_has_words_and_a_weight() -> None:
    for shape in judged():
        node = URIRef(BASE + shape)
        holder = GRAPH.value(node, SH.sparql) or node
        (message,) = GRAPH.objects(holder, SH.message)
        assert re.fullmatch(r"[A-Z].{15,}\.", str(message)), shape
        assert not re.search(r"sh:|SHACL|datatype|cardinality|IRI|node", str(message)), shape


def test_property_shapes_say_how_much_they_matter() -> None:
    parts = {part for shape in targeted() for part in GRAPH.objects(URIRef(BASE + shape), SH.property)}
    assert all(GRAPH.value(part, SH.severity) in {SH.Violation, SH.Warning} for part in parts)
    assert all(GRAPH.value(part, SH.name) for part in parts)


def test_every_node_shape_is_labelled() -> None:
    for shape in GRAPH.subjects(RDF.type, SH.NodeShape):
        assert GRAPH.value(shape, RDFS.label), shape
        assert GRAPH.value(shape, RDFS.comment), shape


def test_every_class_of_the_ontology_has_a_shape() -> None:
    ontology = Graph().parse(PROJECT / "ontology" / "imr.ttl")
    own = "https://w3id.org/imr-kg/ontology#"
    classes = {each for each in ontology.subjects(RDF.type, OWL.Class) if str(each).startswith(own)}
    # Each authority is a guideline, an edition or a section, which have shapes; a place is an address without a type.
    classes -= {URIRef(f"{own}Authority"), URIRef(f"{own}TextPlace")}
    assert classes <= set(GRAPH.objects(None, SH.targetClass))
