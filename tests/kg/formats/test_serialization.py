from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.errors import QueryError
from kg.formats import FORMATS, AnswerKind, kind_of, serialize, serialize_wire, shorten, text_table
from kg.query import Bindings, Boolean, Triples
from kg.sparql.answers import Cut, Wire

EX = "https://example.org/"
PREFIXES = {"ex": EX, "xsd": "http://www.w3.org/2001/XMLSchema#", "unused": "https://nowhere.example/"}
XSD = PREFIXES["xsd"]


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name)


def typed(value: str, name: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + name))


TABLE = Bindings(
    ("name", "n", "note"),
    [(iri("a"), ox.Literal(12), ox.Literal('says, "no"\nand\tends')), (iri("b"), ox.Literal(3), None)],
)
GRAPH = Triples(
    [
        ox.Triple(iri("b"), iri("label"), ox.Literal("später", language="de")),
        ox.Triple(iri("a"), iri("words"), ox.Literal('line one\n\ttwo "quoted" \\ @prefix <x>')),
        ox.Triple(iri("a"), iri("n"), ox.Literal(5)),
        ox.Triple(iri("a"), iri("n"), typed("007", "integer")),
        ox.Triple(iri("a"), iri("flag"), ox.Literal(True)),
        ox.Triple(iri("a"), iri("dose"), typed("2.50", "decimal")),
        ox.Triple(iri("a"), iri("on"), typed("2016-03-01", "date")),
        ox.Triple(iri("a"), ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), iri("Thing")),
        ox.Triple(iri("a"), iri("see"), ox.NamedNode("https://other.example/x/y")),
    ]
)
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own
@pytest.mark.parametrize("name", list(PARSERS))
def test_every_graph_format_reads_back_as_the_same_graph(name: str) -> None:
    written = next(each for each in FORMATS if each.name == name)
    body = serialize(GRAPH, written.media_type, PREFIXES)
    expected = Graph().parse(data="".join(f"{triple} .\n" for triple in GRAPH.triples), format="nt")
    assert isomorphic(Graph().parse(data=body, format=PARSERS[name]), expected)


def test_the_order_of_triples_does_not_show() -> None:
    turned = Triples(GRAPH.triples[::-1] + GRAPH.triples)
    for each in (each for each in FORMATS if each.kind is AnswerKind.GRAPH):
        assert serialize(turned, each.media_type, PREFIXES) == serialize(GRAPH, each.media_type, PREFIXES)


def test_turtle_is_made_to_be_read() -> None:
    assert (
        serialize(GRAPH, "text/turtle", PREFIXES)
        .decode()
        .startswith(
            "@prefix ex: <https://example.org/> .\n"
            "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
            "\n"
            "ex:a a ex:Thing ;\n"
        )
    )
    assert "\n\nex:b ex:label" in serialize(GRAPH, "text/turtle", PREFIXES).decode()
    assert serialize(Triples([]), "text/turtle") == b""


def test_json_ld_has_plain_values_where_they_are_plain() -> None:
    document = json.loads(serialize(GRAPH, "application/ld+json", PREFIXES))
    node = document["@graph"][0]
    assert document["@context"] == {"ex": EX, "xsd": XSD}
    assert node["@id"] == "ex:a"
    assert node["@type"] == "ex:Thing"
    assert node["ex:flag"] is True
    assert node["ex:n"] == [{"@value": "007", "@type": "xsd:integer"}, 5]


def test_tables_in_every_format() -> None:
    rows = list(csv.reader(io.StringIO(serialize(TABLE, "text/csv").decode(), newline="")))
    assert rows == [["name", "n", "note"], [f"{EX}a", "12", 'says, "no"\nand\tends'], [f"{EX}b", "3", ""]]
    document = json.loads(serialize(TABLE, "application/sparql-results+json"))
    assert document["head"]["vars"] == ["name", "n", "note"]
    assert "note" not in document["results"]["bindings"][1]
    root = ElementTree.fromstring(serialize(TABLE, "application/sparql-results+xml"))
    assert root.tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    assert serialize(TABLE, "text/tab-separated-values").startswith(b"?name\t?n\t?note\n")


def test_yes_and_no() -> None:
    assert json.loads(serialize(Boolean(False), "application/json")) == {"head": {}, "boolean": False}
    assert b"<boolean>true</boolean>" in serialize(Boolean(True), "application/sparql-results+xml")
    assert serialize(Boolean(True), "text/plain") == b"yes\n"


def test_an_answer_from_another_process_is_written_alike() -> None:
    tsv = serialize(TABLE, "text/tab-separated-values")
    assert serialize_wire(Wire("bindings", tsv, True), "text/csv") == (serialize(TABLE, "text/csv"), "text/csv", Cut(2))
    lines = serialize(GRAPH, "application/n-triples")
    assert serialize_wire(Wire("triples", lines), "text/turtle").body == serialize(GRAPH, "text/turtle")
    assert serialize_wire(Wire("boolean", b"0"), "text/csv").body == b"false"


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(QueryError, match="text/turtle can't hold a table"):
        serialize(TABLE, "text/turtle")
    with pytest.raises(QueryError, match="text/csv can't hold triples"):
        serialize(GRAPH, "text/csv")
    assert kind_of(GRAPH) is AnswerKind.GRAPH


def test_the_terminal_table_lines_up_and_counts() -> None:
    assert text_table(TABLE, prefixes=PREFIXES).splitlines() == [
        "name   n  note",
        "----  --  -------------------",
        'ex:a  12  says, "no" and ends',
        "ex:b   3",
        "2 rows",
    ]
    assert text_table(Bindings(("x",), [], truncated=True)) == "x\n-\n0 rows (cut by a limit)\n"
    assert "…" in text_table(Bindings(("x",), [(ox.Literal("y" * 100),)]), width=20)


@pytest.mark.parametrize(
    ("full", "short"),
    [(f"{EX}a-b.c", "ex:a-b.c"), (f"{EX}a/b", f"{EX}a/b"), (f"{EX}a.", f"{EX}a."), (EX, "ex:"), ("urn:x", "urn:x")],
)
def test_names_are_shortened_where_the_result_is_sound(full: str, short: str) -> None:
    assert shorten(full, PREFIXES) == short
