"""Every format of every answer is read by an independent parser and says the same, or is refused with the reason."""

from __future__ import annotations

import csv
import io
import json
import re
import string
from collections.abc import Callable
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.errors import UnwritableAnswer
from kg.formats import serialize
from kg.ntriples import escaped
from kg.query import Bindings, Triples
from kg.text import storable

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own

EX = "https://example.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
GRAPHS = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/ld+json": "json-ld"}
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NAME = st.text(string.ascii_letters + string.digits + "_-.~%2/:#é·", min_size=1, max_size=8).map(
    lambda name: EX + name.replace("%", "%25").replace("#", "", max(0, name.count("#") - 1))
)
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
LETTER_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)  # lone surrogates too
NUMBERS = [
    *(("007", "integer"), ("+5", "integer"), ("-0", "integer"), ("12345678901234567890", "integer")),
    *(("2.50", "decimal"), (".5", "decimal"), ("5", "decimal"), ("+1.0", "decimal")),
    *(("1e3", "double"), ("INF", "double"), ("1", "boolean")),
]
LITERAL = st.one_of(
    ANY_TEXT.map(ox.Literal),
    ANY_TEXT.map(lambda words: ox.Literal(words, language="en")),
    st.integers().map(ox.Literal),
    st.booleans().map(ox.Literal),
    st.sampled_from(NUMBERS).map(lambda number: ox.Literal(number[0], datatype=ox.NamedNode(XSD + number[1]))),
    st.sampled_from(["", "x"]).map(lambda value: ox.Literal(value, datatype=ox.NamedNode(f"{EX}type"))),
)
TERM = st.one_of(NAME.map(ox.NamedNode), LITERAL, st.sampled_from("ab1").map(ox.BlankNode))
PREDICATE = st.one_of(NAME, st.just(RDF + "type"))
TRIPLE = st.builds(
    lambda subject, predicate, term: ox.Triple(subject, ox.NamedNode(predicate), term),
    st.one_of(NAME.map(ox.NamedNode), st.sampled_from("ab1").map(ox.BlankNode)),
    PREDICATE,
    TERM,
)


def lines(graph: Triples) -> str:
    return "".join(f"{triple} .\n" for triple in graph.triples)


def exact(data: str | bytes, reader: str) -> Graph:
    """The graph that rdflib reads, its literals as they are written."""
    return Graph().parse(data=data, format=reader)


@pytest.fixture(autouse=True)
def literal_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", False)


@given(st.lists(TRIPLE, max_size=6).map(Triples))
@example(Triples([ox.Triple(ox.NamedNode(f"{EX}a"), ox.NamedNode(f"{RDF}type"), ox.Literal("no class"))]))
@example(Triples([ox.Triple(ox.NamedNode(f"{EX}a"), ox.NamedNode(f"{EX}p"), ox.Literal("\r\n a\rb "))]))
@example(Triples([ox.Triple(ox.NamedNode("case:x"), ox.NamedNode("https://w3id.org/imr-kg/id/case/y"), ox.Literal(1))]))
@pytest.mark.parametrize("media_type", GRAPHS)
def test_a_graph_reads_back_as_it_was_or_is_refused(media_type: str, graph: Triples) -> None:
    try:
        body = serialize(graph, media_type)
    except UnwritableAnswer:
        assert media_type == "application/rdf+xml"
        predicates = {triple.predicate.value for triple in graph.triples}
        words = "".join(triple.object.value for triple in graph.triples if isinstance(triple.object, ox.Literal))
        assert FORBIDDEN.search(words) or any(re.search(r"(^|[^A-Za-zé_])[0-9.·-]*$", name) for name in predicates)
        return
    assert isomorphic(exact(body, GRAPHS[media_type]), exact(lines(graph), "nt"))


@pytest.mark.parametrize("name", ["1", "a/", "a#", "p%25", "9-1", ""])
def test_a_predicate_without_an_xml_name_is_refused_in_one_line(name: str) -> None:
    graph = Triples([ox.Triple(ox.NamedNode(f"{EX}a"), ox.NamedNode(EX + name), ox.Literal("x"))])
    with pytest.raises(UnwritableAnswer, match=r"^RDF/XML can't hold the predicate <[^\n]*ask for Turtle[^\n]*$"):
        serialize(graph, "application/rdf+xml")


@pytest.mark.parametrize("predicate", [RDF + "li", RDF + "Description", "http://www.w3.org/2000/xmlns/a"])
def test_what_is_syntax_in_rdf_xml_is_no_predicate_there(predicate: str) -> None:
    graph = Triples([ox.Triple(ox.NamedNode(f"{EX}a"), ox.NamedNode(predicate), ox.Literal("x"))])
    with pytest.raises(UnwritableAnswer, match="can't hold the predicate"):
        serialize(graph, "application/rdf+xml")


def xml_cells(body: bytes) -> list[str]:
    name = "{http://www.w3.org/2005/sparql-results#}literal"
    return [literal.text or "" for literal in ElementTree.fromstring(body).iter(name)]


def json_cells(body: bytes) -> list[str]:
    return [cell["value"] for row in json.loads(body)["results"]["bindings"] for cell in row.values()]


def csv_cells(body: bytes) -> list[str]:
    return [row[0] if row else "" for row in list(csv.reader(io.StringIO(body.decode(), newline="")))[1:]]


def tsv_cells(body: bytes) -> list[str]:
    cells = body.decode().split("\n")[1:-1]
    graph = "".join(f"<x:a> <x:b{number}> {cell} .\n" for number, cell in enumerate(cells))
    found = {str(predicate): str(value) for _, predicate, value in exact(graph, "turtle")}
    return [found[f"x:b{number}"] for number in range(len(cells))]


READERS: dict[str, Callable[[bytes], list[str]]] = {
    "application/sparql-results+xml": xml_cells,
    "application/sparql-results+json": json_cells,
    "text/csv": csv_cells,
    "text/tab-separated-values": tsv_cells,
}


@given(st.lists(ANY_TEXT, max_size=4))
@example(["\r", "a\r\nb", "]]>", "<&>\"'", "\x85\u2028", ""])
@pytest.mark.parametrize("media_type", READERS)
def test_cells_read_back_as_they_were_or_are_refused(media_type: str, cells: list[str]) -> None:
    table = Bindings(("words",), [(ox.Literal(cell),) for cell in cells])
    try:
        body = serialize(table, media_type)
    except UnwritableAnswer:
        assert media_type == "application/sparql-results+xml"
        assert FORBIDDEN.search("".join(cells))
        return
    assert READERS[media_type](body) == cells


def test_what_no_xml_can_hold_is_named() -> None:
    table = Bindings(("words",), [(ox.Literal("page\fpage"),)])
    with pytest.raises(UnwritableAnswer, match=r"^the answer holds U\+000C, which no XML can hold; ask for JSON"):
        serialize(table, "application/sparql-results+xml")


@given(LETTER_TEXT)
@example("page\fpage\x00\x1b[31m\ud800\ufffe\uffff")
def test_whatever_a_letter_holds_every_format_can_be_read(words: str) -> None:
    for stored in (escaped(storable(words)), escaped(words)):
        text = f'<{EX}letter> <{EX}text> "{stored}" .\n'
        graph = Triples([quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)])
        value = graph.triples[0].object
        assert isinstance(value, ox.Literal)
        assert len(value.value) == len(words)
        for media_type, reader in GRAPHS.items():
            assert isomorphic(exact(serialize(graph, media_type), reader), exact(text, "nt"))
        for media_type, read in READERS.items():
            assert read(serialize(Bindings(("words",), [(value,)]), media_type)) == [value.value]
