"""The ontology, small documents, errors, and other bases."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.errors import EndpointError, ImrError, LimitExceeded, StoreBusy
from kg.query import Answer
from kg.questions.catalog import Catalog
from tests.web.conftest import BASE, SampleDoor
from web.app import create_app
from web.errors import describe_problem
from web.settings import SiteSettings

HTML = {"Accept": "text/html"}
ONTOLOGY = Path(__file__).parents[2] / "ontology"


@pytest.fixture(scope="module")
def full(sample: str) -> FlaskClient:
    return create_app(SampleDoor(sample), settings=SiteSettings(ontology=ONTOLOGY)).test_client()


def test_the_ontology_answers_200_in_each_format(full: FlaskClient) -> None:
    for accept, parser in (("text/turtle", ox.RdfFormat.TURTLE), ("application/rdf+xml", ox.RdfFormat.RDF_XML)):
        answer = full.get("/ontology", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, accept)
        subjects = {quad.subject for quad in ox.parse(answer.data, format=parser)}
        assert ox.NamedNode(f"{BASE}ontology#Decision") in subjects
        assert full.get("/ontology.ttl").mimetype == "text/turtle"


def test_the_ontology_page_has_an_anchor_for_each_term(full: FlaskClient) -> None:
    text = full.get("/ontology", headers=HTML).text
    for name in ("Decision", "outcome", "reviewerCites", "GuidelineCitation"):
        assert f'id="{name}"' in text
    assert text.count('id="Decision"') == 1


def test_a_version_of_the_ontology_answers_for_itself_only(full: FlaskClient) -> None:
    triples = ox.parse((ONTOLOGY / "imr.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    version = next(q.object.value for q in triples if q.predicate.value.endswith("#versionIRI"))
    path = version.replace(BASE, "/")
    assert full.get(path).status_code == 200
    assert full.get(path).mimetype == "text/turtle"
    assert full.get("/ontology/0.0.0").status_code == 404


def test_properties_are_called_by_their_labels(full: FlaskClient) -> None:
    text = full.get("/page/case/CM99-0000001/2017-03-02/decision/1").text
    assert "Reviewer cites" in text
    assert 'href="/ontology#reviewerCites"' in text


def test_without_an_ontology_the_site_says_so(client: FlaskClient) -> None:
    assert client.get("/ontology").status_code == 404
    assert client.get("/context.jsonld").status_code == 404


def test_the_context_is_json_ld_for_any_origin(full: FlaskClient) -> None:
    answer = full.get("/context.jsonld")
    assert answer.mimetype == "application/ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "@context" in json.loads(answer.text)


def test_void_at_the_known_place(client: FlaskClient) -> None:
    answer = client.get("/.well-known/void")
    assert answer.mimetype == "text/turtle"
    assert "http://localhost/sparql" in answer.text
    assert "<h1>" in client.get("/.well-known/void", headers=HTML).text


def test_small_documents(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"ok": True, "release": "sample-1", "made": "2026-01-02T03:04:05Z"}
    assert "Disallow: /sparql" in client.get("/robots.txt").text
    for path, mimetype in (("/favicon.svg", "image/svg+xml"), ("/static/site.css", "text/css")):
        with client.get(path) as answer:
            assert answer.mimetype == mimetype


def test_the_catalog_names_no_panel(client: FlaskClient) -> None:
    assert "section_outcomes" not in client.get("/queries").text


def test_a_named_query_is_a_form(client: FlaskClient) -> None:
    text = client.get("/queries/drug_outcomes", headers=HTML).text
    assert 'name="this"' in text
    assert "<tbody>" not in text


def test_a_named_query_runs(client: FlaskClient) -> None:
    values = {"this": f"{BASE}id/drug/oxycodone", "run": "1"}
    text = client.get("/queries/drug_sections", query_string=values, headers=HTML).text
    assert "1 row" in text
    assert "50.0" in text
    answer = client.get("/queries/drug_sections", query_string={**values, "format": "json"})
    assert json.loads(answer.text)["results"]["bindings"]


def test_a_value_that_does_not_fit_is_said_beside_the_form(client: FlaskClient) -> None:
    answer = client.get("/queries/drug_outcomes", query_string={"this": "no iri", "run": "1"}, headers=HTML)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'value="no iri"' in answer.text


def test_a_parameter_that_no_query_has(client: FlaskClient) -> None:
    values = {"this": f"{BASE}id/drug/oxycodone", "_external": "1", "format": "json"}
    assert client.get("/queries/drug_outcomes", query_string=values).status_code == 400


class FailingDoor(SampleDoor):
    """A door whose queries all end in the same error."""

    def __init__(self, error: Exception, only: str = "") -> None:
        super().__init__()
        self.error = error
        self.only = only

    def run(self, query: str) -> Answer:
        if self.only in query:
            raise self.error
        return super().run(query)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (LimitExceeded("the query ran for 10 s"), 503),
        (StoreBusy("a build holds the store"), 503),
        (EndpointError("no answer"), 502),
        (ImrError("odd"), 500),
        (RuntimeError("secret path /etc"), 500),
    ],
)
def test_every_error_is_a_problem_with_a_remedy(error: Exception, status: int) -> None:
    client = create_app(FailingDoor(error)).test_client()
    answer = client.get("/sparql", query_string={"query": "ASK {}"})
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["remedy"]
    assert "secret" not in answer.text
    page = client.get("/page/drug/x", headers=HTML)
    assert page.status_code == status
    assert "<h1>" in page.text


def test_a_stopped_panel_leaves_the_page_standing(sample: str) -> None:
    door = FailingDoor(LimitExceeded("the query ran for 10 s"), only="GROUP BY")
    door.store.load(sample.encode(), format=ox.RdfFormat.TURTLE)
    door.count(BASE)
    answer = create_app(door).test_client().get("/page/drug/oxycodone")
    assert answer.status_code == 200
    assert "Not shown: the query ran for 10 s" in answer.text
    assert "Percocet 5/325mg #60" in answer.text


def test_problems_of_http_keep_their_status() -> None:
    from werkzeug.exceptions import MethodNotAllowed

    assert describe_problem(MethodNotAllowed()).status == 405


def test_a_site_with_a_base_of_its_own(sample: str) -> None:
    own = "https://graph.example/imr/"
    client = create_app(SampleDoor(sample.replace(BASE, own), base=own), base_iri=own).test_client()
    assert client.get("/id/case/CM99-0000001").location == "/data/case/CM99-0000001.ttl"
    text = client.get("/page/drug/oxycodone").text
    assert f"{own}id/drug/oxycodone" in text
    assert "Decisions on it" in text


def test_a_site_under_a_prefix(sample: str) -> None:
    client = create_app(SampleDoor(sample)).test_client()
    answer = client.get("/page/drug/oxycodone", environ_overrides={"SCRIPT_NAME": "/imr"})
    assert 'href="/imr/page/drug/percocet"' in answer.text


def test_a_table_for_a_spreadsheet_holds_no_formula_and_raw_gives_the_words_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "outcomes").mkdir()
    query = f"#+ title: Cells\n#+ summary: Cells\nSELECT ?cell {{ ?x <{BASE}ontology#caseNumber> ?cell }}\n"
    (tmp_path / "outcomes" / "cells.rq").write_text(query)
    door = SampleDoor(f'<{BASE}id/x> <{BASE}ontology#caseNumber> "=1+1" .')
    client = create_app(door, catalog=Catalog.load(tmp_path)).test_client()
    assert client.get("/queries/cells?format=csv").get_data() == b"cell\r\n'=1+1\r\n"
    assert client.get("/queries/cells?format=csv&raw").get_data() == b"cell\r\n=1+1\r\n"
