"""SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/: what a client may send and what it gets."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/imr-kg/ontology#Decision> } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 5"
ASK = "ASK { ?s ?p ?o }"
RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


def rows(text: str) -> int:
    return len(json.loads(text)["results"]["bindings"])


def test_a_query_by_get(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": SELECT})
    assert answer.status_code == 200
    assert answer.mimetype == "application/sparql-results+json"
    assert rows(answer.text) == 3


def test_a_query_by_form(client: FlaskClient) -> None:
    assert rows(client.post("/sparql", data={"query": SELECT}).text) == 3


def test_a_query_as_the_body(client: FlaskClient) -> None:
    answer = client.post("/sparql", data=SELECT.encode(), content_type="application/sparql-query; charset=utf-8")
    assert rows(answer.text) == 3


def test_a_percent_sign_in_a_query_is_decoded_once(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": 'SELECT ("50%25" AS ?x) WHERE {}'})
    assert json.loads(answer.text)["results"]["bindings"][0]["x"]["value"] == "50%25"


@pytest.mark.parametrize("media_type", RESULTS)
@pytest.mark.parametrize("query", [SELECT, ASK])
def test_solutions_in_each_format(client: FlaskClient, media_type: str, query: str) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]


def test_json_is_json_xml_is_xml_csv_is_csv(client: FlaskClient) -> None:
    bodies = {
        kind: client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": kind}).text for kind in RESULTS
    }
    assert json.loads(bodies[RESULTS[0]])["head"]["vars"] == ["s"]
    assert ElementTree.fromstring(bodies[RESULTS[1]]).tag.endswith("sparql")
    assert [len(row) for row in csv.reader(io.StringIO(bodies[RESULTS[2]]))] == [1, 1, 1, 1]
    assert bodies[RESULTS[3]].startswith("?s\n<https://")


@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize("query", [CONSTRUCT, "DESCRIBE <https://w3id.org/imr-kg/id/drug/percocet>"])
def test_graphs_in_each_format(client: FlaskClient, media_type: str, query: str) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
    assert answer.mimetype == media_type
    assert list(ox.parse(answer.data, format=GRAPHS[media_type]))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("xml", "application/rdf+xml"),
        ("rdf+xml", "application/rdf+xml"),
        ("turtle", "text/turtle"),
        ("n3", "text/turtle"),
        ("json-ld", "application/ld+json"),
        ("json", "application/ld+json"),
        ("n-triples", "application/n-triples"),
        ("ntriples", "application/n-triples"),
        ("TTL", "text/turtle"),
    ],
)
def test_a_graph_by_the_names_that_clients_send(client: FlaskClient, name: str, expected: str) -> None:
    """SPARQLWrapper sends its name of a format three times with each query, beside a header that says the same."""
    told = {"query": CONSTRUCT, "format": name, "output": name, "results": name}
    answer = client.get("/sparql", query_string=told, headers={"Accept": expected})
    assert answer.mimetype == expected
    assert list(ox.parse(answer.data, format=GRAPHS[expected]))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/sparql-results+json, application/sparql-results+xml, text/rdf+n3, text/rdf+ttl", RESULTS[0]),
        ("application/sparql-results+xml;q=0.8, application/sparql-results+json;q=0.9, */*;q=0.1", RESULTS[0]),
        ("application/sparql-results+xml,*/*;q=0.5", RESULTS[1]),
        ("application/json", RESULTS[0]),
        ("application/xml", RESULTS[1]),
        ("*/*", RESULTS[0]),
        ("", RESULTS[0]),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
def test_headers_that_stores_and_browsers_send(client: FlaskClient, accept: str, expected: str) -> None:
    answer = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": accept})
    assert answer.mimetype == expected


def test_what_is_not_offered_is_406_with_a_list(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert {offer["media_type"] for offer in answer.json["offers"]} >= set(RESULTS)


def test_format_goes_before_accept(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": SELECT, "format": "csv"}, headers={"Accept": "text/html"})
    assert answer.mimetype == "text/csv"


def test_bad_syntax_is_400_with_the_parsers_message(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "SELECT * WHERE { ?s ?p }"})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"]
    assert answer.json["remedy"]


def test_a_browser_sees_its_query_again_beside_the_error(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "SELEKT <b>"}, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "SELEKT &lt;b&gt;" in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"update": "CLEAR ALL"}},
        {"data": b"CLEAR ALL", "content_type": "application/sparql-update"},
        {"data": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}},
        {"data": {"query": "LOAD <http://example.org/>"}},
        {"data": {"query": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"}},
    ],
)
def test_updates_and_services_are_refused(client: FlaskClient, sent: dict[str, object]) -> None:
    answer = client.post("/sparql", **sent)
    assert answer.status_code == 403
    assert answer.json["detail"]


def test_an_update_by_get_is_refused(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"update": "CLEAR ALL"}).status_code == 403


def test_a_dataset_of_ones_own_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": SELECT, "default-graph-uri": "http://example.org/g"})
    assert answer.status_code == 403
    assert "default-graph-uri" in answer.json["detail"]


def test_an_empty_default_graph_is_no_dataset(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"query": SELECT, "default-graph-uri": ""}).status_code == 200


def test_two_queries_are_one_too_many(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string=[("query", SELECT), ("query", ASK)]).status_code == 400


def test_a_form_without_a_query(client: FlaskClient) -> None:
    assert client.post("/sparql", data={"q": SELECT}).status_code == 400


def test_a_body_of_another_type(client: FlaskClient) -> None:
    assert client.post("/sparql", data=SELECT, content_type="text/plain").status_code == 415


def test_a_body_that_is_no_text(client: FlaskClient) -> None:
    assert client.post("/sparql", data=b"\xff\xfe", content_type="application/sparql-query").status_code == 400


def test_other_methods(client: FlaskClient) -> None:
    answer = client.put("/sparql")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_without_a_query_programs_get_the_service_description(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.mimetype == "text/turtle"
    assert "http://localhost/sparql" in answer.text
    assert "SPARQL11Query" in answer.text


def test_without_a_query_people_get_the_editor(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html"})
    assert answer.mimetype == "text/html"
    assert "<textarea" in answer.text


def test_a_query_to_edit_is_shown_and_not_run(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"edit": SELECT}, headers={"Accept": "text/html"})
    assert "imr-kg/ontology#Decision" in answer.text
    assert "<tbody>" not in answer.text


def test_rows_lead_to_local_pages(client: FlaskClient) -> None:
    answer = client.post("/sparql", data={"query": SELECT}, headers={"Accept": "text/html"})
    assert 'href="/page/case/CM99-0000001/2017-03-02#decision-1"' in answer.text
    assert "3 rows" in answer.text


def test_any_origin_may_ask(client: FlaskClient) -> None:
    answer = client.options("/sparql", headers={"Origin": "https://example.org"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


def test_too_large_a_body(client: FlaskClient) -> None:
    answer = client.post("/sparql", data=b"#" * (1 << 21), content_type="application/sparql-query")
    assert answer.status_code == 413


def test_a_named_query_to_start_from(client: FlaskClient) -> None:
    text = client.get("/sparql", headers={"Accept": "text/html"}).text
    assert 'href="/sparql?example=overturn-rate-by-' in text
    name = re.findall(r"example=([a-z-]+)", text)[0]
    answer = client.get("/sparql", query_string={"example": name}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "SELECT" in answer.text
    assert client.get("/sparql?example=none-such", headers={"Accept": "text/html"}).status_code == 400


@pytest.mark.parametrize("asked", [{"headers": {"Accept": "application/rdf+xml"}}, {"format": "rdf"}])
def test_a_predicate_that_rdf_xml_cannot_hold_is_406(client: FlaskClient, asked: dict[str, object]) -> None:
    query = "CONSTRUCT { ?s <https://example.org/1> ?c } WHERE { ?s a ?c }"
    named = {"format": asked["format"]} if "format" in asked else {}
    answer = client.get("/sparql", query_string={"query": query, **named}, headers=asked.get("headers"))
    assert answer.status_code == 406
    detail = answer.json["detail"]
    assert detail == (
        "RDF/XML can't hold the predicate <https://example.org/1>, no XML name; ask for Turtle, JSON-LD or N-Triples"
    )


def test_a_character_that_no_xml_can_hold_is_406(client: FlaskClient) -> None:
    query = r'SELECT ("page\fpage" AS ?words) WHERE {}'
    asked = {"query": query, "format": "xml"}
    answer = client.get("/sparql", query_string=asked)
    assert (answer.status_code, "U+000C" in answer.json["detail"]) == (406, True)
    assert json.loads(client.get("/sparql", query_string=asked | {"format": "json"}).text)
