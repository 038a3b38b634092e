"""What is said beside an answer stands where each format has room for it, and readers of the format still read it."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.query import Result

from kg.formats import FORMATS, AnswerKind, Remarks, serialize, serialize_wire
from kg.query import Bindings, Boolean, Cut, Triples
from kg.sparql.answers import Wire

ROWS = Bindings(("name",), [(ox.Literal("a"),), (ox.Literal("b"),)], truncated=True)
GRAPH = Triples([ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("http://x.example/p"), ox.Literal("o"))], truncated=True)
WORDS = "Cut by a limit: the first 2 of more than 2 only."
REMARKS = Remarks.of(Cut(2, 7), {"section": {"value": "urn:x", "label": 'PT - "ODG" -- é'}})
RESULTS = {each.name: each.media_type for each in FORMATS if each.kind is AnswerKind.RESULTS}
GRAPHS = {each.name: each.media_type for each in FORMATS if each.kind is AnswerKind.GRAPH}


@pytest.mark.parametrize("form", ["xml", "txt"])
def test_a_cut_table_says_so_in_words(form: str) -> None:
    assert WORDS in serialize(ROWS, RESULTS[form]).decode()
    assert WORDS not in serialize(Bindings(ROWS.variables, ROWS.rows), RESULTS[form]).decode()


def test_a_cut_table_says_so_in_a_member_of_the_head_of_its_json() -> None:
    head = json.loads(serialize(ROWS, RESULTS["json"]))["head"]
    assert head == {"truncated": {"shown": 2, "total": None}, "vars": ["name"]}
    head = json.loads(serialize(ROWS, RESULTS["json"], remarks=REMARKS))["head"]
    assert head["truncated"] == {"shown": 2, "total": 7}
    assert head["parameters"]["section"]["label"] == 'PT - "ODG" -- é'
    head = json.loads(serialize(Boolean(True), RESULTS["json"], remarks=REMARKS))["head"]
    assert set(head) == {"truncated", "parameters"}


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_formats_of_rows_alone_hold_rows_alone(form: str) -> None:
    whole = Bindings(ROWS.variables, ROWS.rows)
    assert serialize(ROWS, RESULTS[form]) == serialize(whole, RESULTS[form])


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_strict_parsers_still_read_the_rows(form: str) -> None:
    body = serialize(ROWS, RESULTS[form], remarks=REMARKS)
    kind = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
    read = ox.parse_query_results(body, format=kind[form])
    assert isinstance(read, ox.QuerySolutions)
    assert [row["name"].value for row in read] == ["a", "b"]
    if form != "tsv":
        assert [str(row[0]) for row in Result.parse(io.BytesIO(body), format=form)] == ["a", "b"]


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf"])
def test_a_cut_graph_says_so_in_a_comment(form: str) -> None:
    body = serialize(GRAPH, GRAPHS[form])
    assert b"Cut by a limit: the first 1 of more than 1 only." in body
    assert b"Cut by" not in serialize(Triples(GRAPH.triples), GRAPHS[form])
    assert len(Graph().parse(data=body, format={"ttl": "turtle", "nt": "nt", "rdf": "xml"}[form])) == 1


def test_json_ld_has_no_place_for_it() -> None:
    assert serialize(GRAPH, GRAPHS["jsonld"]) == serialize(Triples(GRAPH.triples), GRAPHS["jsonld"])


def test_a_comment_stays_a_comment() -> None:
    body = serialize(ROWS, RESULTS["xml"], remarks=Remarks(("a --> b\n<c/>",)))
    assert ElementTree.fromstring(body).find("c") is None
    turtle = serialize(GRAPH, GRAPHS["ttl"], remarks=Remarks(("one\n<urn:a> <urn:b> <urn:c> .",)))
    assert len(Graph().parse(data=turtle, format="turtle")) == 1


@pytest.mark.parametrize("media_type", [*RESULTS.values()])
def test_an_answer_from_another_process_says_the_same(media_type: str) -> None:
    wire = Wire("bindings", serialize(Bindings(ROWS.variables, ROWS.rows), RESULTS["tsv"]), True)
    assert serialize_wire(wire, media_type) == (serialize(ROWS, media_type), media_type, Cut(2))
